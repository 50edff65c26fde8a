"""Questions that come back, in a real browser: a question goes to staff and back, is learned, and is counted."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.chat_page import IN_BROWSER, SIZES, says, sees, shot, taps, visiting

GROUP = "-1001000000001"
STRANGE = "门口让不让停马车"

pytestmark = IN_BROWSER


async def replies(page: Page, text: str, *, to: str) -> None:
    """Reply to the newest message in which `to` stands."""
    message = page.locator("#log .message", has_text=to).last
    await message.hover()
    await message.locator("button[data-reply]").click()
    await says(page, text)


async def fits(page: Page) -> None:
    """Assert that nothing is wider than a phone."""
    await page.set_viewport_size(SIZES["phone"])
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    await page.set_viewport_size(SIZES["desktop"])
    assert widths[0] <= widths[1]


async def test_handed_over_answered_learned_counted(tmp_path: Path) -> None:
    async with visiting(tmp_path) as (page, address):
        await page.goto(f"{address}/#2001")
        await page.click("#start")
        await sees(page, "您在这里是审核员")
        for asker in ("1002", "1001"):
            await page.goto(f"{address}/#{asker}")
            await says(page, STRANGE)
            await sees(page, "没有找到能回答这个问题的公开材料")
        await says(page, "/handoff")
        await sees(page, "把这个问题转给工作人员吗")
        await shot(page, "desk-1-hand-over")
        await taps(page, "转给工作人员")
        await sees(page, "已把您的问题转给工作人员")

        await page.goto(f"{address}/#2001/{GROUP}")
        await sees(page, "有人请求人工答复")
        await replies(page, "样品寄到一楼库房。", to="有人请求人工答复")
        await sees(page, "答复：样品寄到一楼库房。")
        await expect(page.locator("#log .message button[data-data]", has_text="答复")).to_have_count(0)
        await shot(page, "desk-2-answered-in-group")
        await says(page, "@jiebang_local_bot 首批榜单有多少项")
        await sees(page, "15项，都是技术攻关类")
        await shot(page, "desk-3-mention")

        await page.goto(f"{address}/#1001")
        await sees(page, "样品寄到一楼库房。")
        await says(page, "周末也收吗")
        await sees(page, "已转给工作人员")
        await shot(page, "desk-4-talk")

        await page.goto(f"{address}/#2001")
        await sees(page, "周末也收吗")
        await says(page, "/unanswered")
        await sees(page, "没有答上来的问题")
        await shot(page, "desk-5-list")
        await taps(page, f"1. {STRANGE}")
        await sees(page, "以前这样答复过")
        await shot(page, "desk-6-card")
        await taps(page, "再发这条答复")
        await sees(page, "正在发给 1 位提问人")
        await taps(page, "写成新条目")
        await says(page, "样品该往哪儿寄？")
        await taps(page, "使用揭榜通")
        await taps(page, "没有成文材料")
        await sees(page, "来源：工作人员答复")
        await shot(page, "desk-7-new-entry")
        await taps(page, "确认保存")
        await sees(page, "新条目已保存")
        await says(page, "/faqstats")
        await sees(page, "收到提问 2 次")
        await shot(page, "desk-8-figures")
        await fits(page)

        await page.goto(f"{address}/#2001/{GROUP}")
        await page.fill("#composer", "@jiebang_local_bot 经费")
        await expect(page.locator("#offers button")).to_have_count(3)
        await shot(page, "desk-9-inline")
        await page.locator("#offers button").first.click()
        taken = page.locator("#log .message:not(.other)").last
        await expect(taken).to_contain_text("来源：")
        await expect(page.locator("#offers")).to_be_hidden()
        await shot(page, "desk-10-taken")

        await page.goto(f"{address}/#1002")
        await sees(page, "工作人员答复")
        await says(page, STRANGE)
        await sees(page, "来源：工作人员答复")
