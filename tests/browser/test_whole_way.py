"""The whole way in a real browser: ask, submit, review, be told."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.chat_page import IN_BROWSER, says, sees, shot, taps, visiting

pytestmark = IN_BROWSER

#: What the bot asks last, and what 王芳 types or (☞) taps then.
FORM = (
    ("填报须知", "☞同意，开始填写"),
    ("单位全称", "内蒙古敕勒新材料有限公司"),
    ("信用代码", "91150200MA0TE5T00K"),
    ("所属盟市", "☞包头市"),
    ("需求名称", "高温烧结炉推舟机构国产化研制"),
    (
        "技术难题",
        "进口推舟机构三个月就要停炉更换，备件周期半年，两种国产替代件在高温下都卡滞，停炉损失大，自己改进没有解决。",
    ),
    ("技术指标", "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"),
    ("研发预算", "800万"),
    ("企业出资", "600万"),
    ("完成期限", "24个月"),
    ("对揭榜方要求", "☞无特殊要求"),
    ("5 项选择", "☞都对，下一步"),
    ("联系人", "王芳"),
    ("您自己的手机号", "13800000000"),
    ("还想补充", "☞不用了"),
    ("请核对", "☞核对无误"),
    ("属实", "☞以上属实"),
)


async def test_ask_submit_review_be_told(tmp_path: Path) -> None:
    async with visiting(tmp_path) as (page, address):
        await page.goto(f"{address}/#1001")
        await shot(page, "1-fresh")
        await page.click("#start")
        await sees(page, "您好，这里是揭榜通")
        await says(page, "首批榜单有多少项")
        await sees(page, "15项，都是技术攻关类")
        await shot(page, "2-answer")

        await says(page, "/submit")
        for asked, answer in FORM:
            await expect(page.locator("#log .message.other").last).to_contain_text(asked)
            await (taps(page, answer[1:]) if answer.startswith("☞") else says(page, answer))
        await sees(page, "已提交，编号 NM-")
        await shot(page, "3-submitted")
        # the chat scrolls, never the page around it: else a tap on a quoted message would shift it
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")

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
        await page.get_by_role("button", name="通过", exact=True).last.click()
        await sees(page, "已通过，将通知企业")

        await page.goto(f"{address}/#1001")
        await sees(page, "您的需求已通过审核")
        await shot(page, "6-told")
