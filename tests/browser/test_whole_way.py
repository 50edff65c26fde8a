"""The whole way in a real browser: ask, submit, review, be told. Screenshots go to build/screenshots."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt install chromium)"),
]

#: What the bot asks last, and what 王芳 types or (☞) taps then.
FORM = (
    ("填报须知", "☞同意，开始填写"),
    ("单位全称", "内蒙古敕勒新材料有限公司"),
    ("信用代码", "91150200MA0TE5T00K"),
    ("所属盟市", "☞包头市"),
    ("需求类型", "☞技术攻关"),
    ("需求名称", "高温烧结炉推舟机构国产化研制"),
    ("技术领域", "☞高新技术"),
    (
        "技术难题",
        "进口推舟机构三个月就要停炉更换，备件周期半年，两种国产替代件在高温下都卡滞，停炉损失大，自己改进没有解决。",
    ),
    ("技术指标", "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"),
    ("研发预算", "800万"),
    ("您填的是 800 万元（0.08 亿元），对吗", "☞对，800 万元"),
    ("企业出资", "600万"),
    ("您填的是 600 万元（0.06 亿元），对吗", "☞对，600 万元"),
    ("完成期限", "24个月"),
    ("对揭榜方要求", "☞无特殊要求"),
    ("希望怎样合作", "☞合作研发"),
    ("希望怎样合作", "☞选好了"),
    ("知识产权归属", "☞双方共有"),
    ("可公开范围", "☞隐去单位名称"),
    ("联系人", "王芳"),
    ("您自己的手机号", "13800000000"),
    ("还想补充", "☞不用了"),
    ("请核对", "☞核对无误"),
    ("属实", "☞以上属实"),
)


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[str]:
    """Run `jiebang demo` and give the page's address."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        "--data",
        str(data),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert program.stdout is not None
        line = (await asyncio.wait_for(program.stdout.readline(), 60)).decode()
        yield line[line.index("http") :].strip()
    finally:
        program.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(program.wait(), 15) == 0


async def says(page: Page, text: str) -> None:
    await page.fill("#composer", text)
    await page.press("#composer", "Enter")


async def taps(page: Page, label: str) -> None:
    """Tap the newest button of that label, once it is there."""
    await page.locator("#log .message button[data-data]", has_text=label).last.click()


async def sees(page: Page, text: str) -> None:
    await expect(page.locator("#log .message", has_text=text).last).to_be_visible(timeout=30_000)


async def shot(page: Page, name: str) -> None:
    for size, viewport in SIZES.items():
        await page.set_viewport_size(viewport)
        await page.screenshot(path=SHOTS / f"{name}-{size}.png")
    await page.set_viewport_size(SIZES["desktop"])


async def test_ask_submit_review_be_told(tmp_path: Path) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    async with demo(tmp_path) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport=SIZES["desktop"])
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

        await page.goto(f"{address}/#1001")
        await shot(page, "1-fresh")
        await page.click("#start")
        await sees(page, "您好，这里是揭榜通")
        await says(page, "首批榜单有多少项")
        await sees(page, "15项，都是技术攻关类")
        await shot(page, "2-answer")

        await says(page, "/submit")
        for asked, answer in FORM:
            await expect(page.locator("#log .message.other").last).to_contain_text(asked, timeout=30_000)
            await (taps(page, answer[1:]) if answer.startswith("☞") else says(page, answer))
        await sees(page, "已提交，编号 NM-")
        await shot(page, "3-submitted")

        await page.goto(f"{address}/#2001")
        await page.click("#start")  # a bot can't write to somebody who has never written to it
        await sees(page, "您好。您在这里是审核员")
        await page.goto(f"{address}/#2001/-1001000000001")
        await sees(page, "新提交的需求")
        await shot(page, "4-staff-group")
        await taps(page, "领取")
        await page.goto(f"{address}/#2001")
        await sees(page, "13800000000")  # in full: it is the holder's private chat
        await shot(page, "5-review")
        await taps(page, "通过")
        await taps(page, "确认通过")
        await sees(page, "已通过，将通知企业")

        await page.goto(f"{address}/#1001")
        await sees(page, "您的需求已通过审核")
        await shot(page, "6-told")
        await browser.close()
        assert complaints == []
