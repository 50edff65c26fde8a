"""Less of everything on the screen: what a prepared person types and taps, and which buttons are left."""

from tests.chat import WANG, Chat, User
from tests.conversations.need import PROBLEM, TAPPED, TITLE, before
from tests.conversations.test_twice import returned

#: Two needs of one enterprise, told by somebody who has everything at hand; ☞ marks a tap.
FIRST = ("我要填报", *TAPPED)
SECOND = (
    "我要填报",
    "☞同意，开始填写",
    "☞沿用上次的单位信息",
    TITLE,
    PROBLEM,
    "连续运行时间 ≥ 4000 小时",
    "预算800万，自筹600万，期限24个月",
    "要有高温窑炉或直线电机样机业绩，能派人到现场调试",
    "☞都对，下一步",
    "☞不用了，去核对",
    "☞核对无误",
    "☞以上属实",
)


def effort(steps: tuple[str, ...]) -> tuple[int, int]:
    """How many messages are typed and how many buttons are tapped."""
    taps = sum(step.startswith("☞") for step in steps)
    return len(steps) - taps, taps


def live(user: User) -> list[str]:
    """The first line of each message that has buttons."""
    shown = sorted(user.messages.items())
    return [message["text"].partition("\n")[0] for _, message in shown if message["buttons"]]


async def test_a_prepared_person_needs_few_words_and_taps(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.goes(*FIRST)).heads == ["已提交，编号 NM-2026-000001"]
    assert live(wang) == ["已提交，编号 NM-2026-000001"]
    assert max(wang.messages)[1] == next(at for (_, at), each in wang.messages.items() if each["buttons"])
    assert (await wang.goes(*SECOND)).heads == ["已提交，编号 NM-2026-000002"]
    assert live(wang) == ["已提交，编号 NM-2026-000001", "已提交，编号 NM-2026-000002"]  # each shows its own need
    assert [effort(FIRST), effort(SECOND)] == [(11, 7), (6, 6)]  # at most 11 and 10, 6 and 6 are wanted


async def test_at_every_step_only_the_present_card_has_buttons(chat: Chat) -> None:
    wang = chat.user(WANG)
    left = [(await wang.goes(step), len(live(wang)))[1] for step in ("/submit", *TAPPED)]
    assert left == [1] * (1 + len(TAPPED))


async def test_whatever_shows_a_new_card_takes_the_buttons_of_the_one_before(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(PROBLEM))
    ways = ("看一遍", "☞回到这一步", "怎么填", "☞更多", "☞怎么填", "存下离开", "☞继续填写", "放弃", "☞继续填写", "撤销")
    left = [(await wang.goes(way), len(live(wang)))[1] for way in ways]
    assert left == [1] * len(ways)


async def test_buttons_go_after_a_restart_too(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞包头市"))
    await chat.restart()
    await wang.says("包头")
    assert live(wang) == ["✓ 所属盟市：包头市"]
    assert (await wang.says(TITLE)).heads == live(wang) == [f"✓ 需求名称：{TITLE}"]


async def test_an_answer_beside_the_form_keeps_its_buttons(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]))
    said = await wang.says("首批榜单有多少项？")
    assert said.heads == live(wang) == ["15项，都是技术攻关类。", "第 2/13 步 · 信用代码"]


async def test_what_is_given_up_or_typed_to_the_end_leaves_no_dead_buttons(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "放弃", "☞确定放弃")
    assert live(wang) == []
    await wang.goes(*before("☞以上属实"), "以上属实")
    assert live(wang) == ["已提交，编号 NM-2026-000001"]


async def test_of_two_drafts_each_keeps_its_card(reviewing: Chat) -> None:
    wang = await returned(reviewing, "完成期限")
    await wang.goes("/submit", "☞同意", "☞补充并重新提交")
    assert live(wang)[-2:] == ["第 1/13 步 · 单位全称", "这次只需要改：完成期限。其他内容已经保留，不用重填。"]


async def test_a_card_without_buttons_is_still_known_by_a_reply(reviewing: Chat) -> None:
    wang = await returned(reviewing, "完成期限")
    await wang.goes("/submit", "☞同意", "内蒙古敕勒装备有限公司", "☞补充并重新提交")
    said = await wang.replies("91150200MA0TE5T00K", to="请输入贵单位全称")
    assert said.texts[0].partition("\n\n")[0].startswith("欢迎回来")


async def test_a_tap_on_what_has_gone_on_takes_its_buttons(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞包头市"))
    tap = wang.tap("包头市")
    await chat.restart()
    await wang.says("包头")
    assert (await wang.act("taps", tap)).heads == ["第 4/13 步 · 需求名称"]
    assert live(wang) == ["第 4/13 步 · 需求名称"]


async def test_the_answer_before_stays_to_be_read(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("☞无特殊要求"), "☞更多", "☞无特殊要求")
    assert said.texts[0] == "✓ 完成期限：24 个月（2 年）\n✓ 对揭榜方要求：无特殊要求"


async def test_nothing_of_the_card_is_kept_before_it_is_taken(chat: Chat) -> None:
    wang = chat.user(WANG)
    held = "SELECT content -> '$.values' ->> '{}' AS held FROM draft"
    await wang.goes(*before("☞都对，下一步"), "归我们，不公开厂名")
    for key, value in {"ip": "company", "publicity": "anonymous", "need_type": None, "field": None}.items():
        assert await chat.rows(held.format(key)) == [{"held": value}]
    await wang.says("都对")
    assert await chat.rows(held.format("field")) == [{"held": "high_tech"}]
