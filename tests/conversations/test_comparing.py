"""What an owner changed, seen whole: on staff's card, between any two versions, by staff and by the owner."""

import pytest

from tests.chat import SUN, WANG, ZHAO, Chat
from tests.conversations.need import PROBLEM, REFERENCE, TITLE, claim

INDICATORS = ("检测误差 ≤ 2%（-40℃ 至 25℃，30 台样品）", "年均故障停机 ≤ 3 次", "设备国产化率 ≥ 95%")
LOWERED = ("检测误差 ≤ 2%（-40℃ 至 25℃，30 台样品），第三方检测", INDICATORS[1], "设备国产化率 ≥ 90%")
MARKS = {"<s>": "[-", "</s>": "-]", "<b>": "{+", "</b>": "+}", "&lt;": "<", "&amp;": "&"}


def marked(message: dict[str, object]) -> list[str]:
    """The lines of a message with what is struck and bold between signs."""
    said = str(message["html"])
    for tag, sign in MARKS.items():
        said = said.replace(tag, sign)
    return said.splitlines()


async def returned(chat: Chat, *fields: str) -> None:
    """Let 赵敏 return the need for these fields, and 王芳 begin to mend it."""
    await chat.user(ZHAO).goes("☞退回补充", *(f"☞{each}" for each in fields), "☞写原因", "请再核实这几项", "☞确认退回")
    await chat.user(WANG).hears()
    await chat.user(WANG).says(f"/status {REFERENCE}")
    await chat.user(WANG).taps("补充并重新提交")


async def handed_in(chat: Chat, *answers: str) -> list[str]:
    """Let 王芳 mend the fields so, and 赵敏 claim it; return the lines of the card."""
    await chat.user(WANG).goes(*answers, "☞核对无误", "☞以上属实")
    zhao = chat.user(ZHAO)
    await zhao.hears()
    await zhao.goes(f"/status {REFERENCE}", "☞领取")
    (card,) = (await zhao.says(f"/status {REFERENCE}")).in_chat(ZHAO).messages[-1:]
    return marked(card)


async def test_a_lowered_target_is_seen_behind_a_mended_comma(reviewing: Chat) -> None:
    await claim(reviewing)
    await returned(reviewing, "技术指标")
    await handed_in(reviewing, "\n".join(INDICATORS), "☞全部替换")
    await returned(reviewing)  # which is ticked for what is said about the indicators
    card = await handed_in(reviewing, "\n".join(LOWERED))
    at = card.index("{+这次补充改了+}：")
    assert card[at + 1 : at + 4] == [
        "· 技术指标：",
        "　改 ① 检测误差 ≤ 2%（-40℃ 至 25℃，30 台样品）{+，第三方检测+}",
        "　改 ③ 设备国产化率 ≥ [-95%-]{+90%+}",
    ]


async def test_a_long_difference_is_shown_whole_by_a_button(reviewing: Chat) -> None:
    """A rewritten problem of 1,471 characters does not fit on the card: what does is there, and the rest is counted."""
    await claim(reviewing)
    rewritten = "。".join(f"第{place}个难点是密封件在低温下脆裂漏气" for place in range(78))
    await returned(reviewing, "技术难题", "完成期限")
    card = await handed_in(reviewing, rewritten, "☞替换原来的", "36个月")
    at = card.index("{+这次补充改了+}：")
    assert card[at + 1] == "· 完成期限：24 个月（2 年） → 36 个月（3 年）"
    zhao = reviewing.user(ZHAO)
    said = await zhao.taps("另有 1 处改动")
    assert [line for message in said.messages for line in marked(message)] == [
        f"{{+{REFERENCE}+}} · 第 1 版 → 第 2 版",
        "[-划去-]的是原来的，{+加粗+}的是新的。",
        f"· 技术难题：[-{PROBLEM}-]{{+{rewritten}+}}",
        "· 完成期限：24 个月（2 年） → 36 个月（3 年）",
    ]


async def thrice(chat: Chat) -> None:
    """Let the need be mended twice: of 24, 36 and 48 months."""
    await claim(chat)
    await returned(chat, "完成期限")
    await handed_in(chat, "36个月")
    await returned(chat, "完成期限", "需求名称")
    await handed_in(chat, f"{TITLE}与应用", "48个月")


@pytest.mark.parametrize("user", [SUN, WANG])
async def test_any_two_versions_are_compared(reviewing: Chat, user: int) -> None:
    await thrice(reviewing)
    someone = reviewing.user(user)
    await someone.hears()
    said = await someone.says(f"/history {REFERENCE}")
    assert said.labels == [
        ["第 1 版内容", "第 2 版内容", "第 3 版内容"],
        ["第 2 版 → 第 3 版", "第 1 版 → 第 3 版", "任选两版比较"],
    ]
    assert (await someone.taps("任选两版比较")).seen == [
        f"{REFERENCE} · 拿哪一版来比？先选较早的一版：\n[第 1 版] [第 2 版]"
    ]
    (chosen,) = (await someone.taps("第 1 版")).messages
    assert (chosen["edited"], chosen["text"]) == (True, f"{REFERENCE} · 第 1 版，和哪一版比？")
    (shown,) = (await someone.taps("第 1 版 → 第 3 版")).messages
    assert marked(shown) == [
        f"{{+{REFERENCE}+}} · 第 1 版 → 第 3 版",
        "[-划去-]的是原来的，{+加粗+}的是新的。",
        f"· 需求名称：{TITLE}{{+与应用+}}",
        "· 完成期限：24 个月（2 年） → 48 个月（4 年）",
    ]
    await someone.says(f"/history {REFERENCE}")
    assert (await someone.taps("第 3 版内容")).labels == [["与第 2 版比较"]]
    assert (await someone.taps("与第 2 版比较")).texts[0].splitlines()[
        -1
    ] == "· 完成期限：36 个月（3 年） → 48 个月（4 年）"
