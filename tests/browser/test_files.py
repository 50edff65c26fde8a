"""Files in a real browser: one is attached, listed, removed, and comes back as it was sent."""

from pathlib import Path

from playwright.async_api import FilePayload, Page, expect

from tests.browser.chat_page import IN_BROWSER, says, sees, shot, taps, visiting
from tests.papers import DOCX, OLD_OFFICE, PDF

pytestmark = IN_BROWSER


async def sends(page: Page, name: str, content: bytes) -> None:
    await page.set_input_files("#file", FilePayload(name=name, mimeType="application/octet-stream", buffer=content))
    await page.press("#composer", "Enter")


async def test_a_file_is_attached_listed_and_opened(tmp_path: Path) -> None:
    async with visiting(tmp_path) as (page, address):
        await page.goto(f"{address}/#1001")
        await page.click("#start")
        await sees(page, "您好，这里是揭榜通")
        await sends(page, "技术方案.docx", DOCX)
        await sees(page, "看到文件《技术方案.docx》，还没有收下")
        await shot(page, "files-1-offered")
        await taps(page, "用它开始填报")
        await sees(page, "收到《技术方案.docx》")
        await taps(page, "同意，开始填写")
        await sees(page, "单位全称")
        await sends(page, "高温烧结炉推舟机构国产化研制现场运行检测报告.pdf", PDF)
        await sees(page, "现有附件 2/10")
        await sends(page, "旧方案.doc", OLD_OFFICE)
        await sees(page, "没有收下《旧方案.doc》")
        await shot(page, "files-2-received")
        await taps(page, "附件（2）")
        await sees(page, "附件（2/10）")
        await shot(page, "files-3-listed")
        async with page.expect_response(lambda each: each.url.endswith("/taps")):
            await taps(page, "看 高温烧结炉")
        await expect(page.locator("#log .message.other").last).to_contain_text("检测报告.pdf")
        await taps(page, "去掉 技术方案")
        await sees(page, "已去掉《技术方案.docx》")
        await shot(page, "files-4-removed")
        await says(page, "附件怎么传")
        await sees(page, "附件（1/10）")
