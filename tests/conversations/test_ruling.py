"""Decisions that need a reason: written step by step, confirmed as they are read, void when overtaken."""

from tests.chat import GROUP, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, SUMMARY, claim, submit

TICKING = f"退回补充 {REFERENCE}\n{SUMMARY}\n请勾选要企业补充的项，勾完点“写原因”。"


async def holder(chat: Chat) -> User:
    """Return 赵敏, who has just claimed the need."""
    await claim(chat)
    return chat.user(ZHAO)


async def test_a_return_ticks_fields_and_gives_a_reason(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    said = await zhao.taps("退回补充")
    assert said.texts == [TICKING]
    assert [message["edited"] for message in said.messages] == [False]  # the need's card stays above it
    assert said.labels[0] == ["☐ 单位全称", "☐ 信用代码"]
    assert said.labels[-1] == ["写原因", "取消"]
    assert (await zhao.taps("信用代码")).labels[0] == ["☐ 单位全称", "☑ 信用代码"]
    assert (await zhao.taps("信用代码")).labels[0] == ["☐ 单位全称", "☐ 信用代码"]
    assert (await zhao.taps("写原因")).texts == [f"请先勾选至少一项\n{TICKING}"]
    await zhao.goes("☞手机号码", "☞信用代码")
    assert (await zhao.taps("写原因")).seen == [
        f"退回补充 {REFERENCE}\n要补充：信用代码、手机号码\n请用一条消息写明原因和要求，企业会原样看到。\n[取消]"
    ]
    confirm = "请确认：退回补充 {}\n要补充：信用代码、手机号码\n原因：{}\n要改原因，再发一条即可。\n[确认退回] [取消]"
    assert (await zhao.says("代码与名称不符")).seen == [confirm.format(REFERENCE, "代码与名称不符")]
    assert (await zhao.says("代码与<名称>不符")).seen == [confirm.format(REFERENCE, "代码与<名称>不符")]
    assert (await zhao.taps("确认退回")).seen == [f"{REFERENCE} 已退回补充，已通知企业。\n[查看]"]
    assert await reviewing.rows("SELECT state, request FROM need") == [
        {"state": "returned", "request": '{"fields": ["uscc", "mobile"], "reason": "代码与<名称>不符"}'}
    ]
    assert await reviewing.rows("SELECT * FROM ruling") == []


async def test_what_is_confirmed_is_what_the_card_says(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.goes("☞不予受理", "第一种理由")
    first = zhao.tap("确认不予受理")
    await zhao.says("第二种理由")
    await zhao.act("taps", first)
    assert "理由：第一种理由" in (await reviewing.user(WANG).hears()).texts[0].splitlines()


async def test_a_rejection_needs_a_reason_of_bearable_length(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    assert (await zhao.taps("不予受理")).seen == [
        f"不予受理 {REFERENCE}\n请用一条消息写明理由，以及可以怎么改、下次如何再提，企业会原样看到。\n[取消]"
    ]
    assert (await zhao.says("长" * 1001)).texts == ["原因最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
    assert (await zhao.does("sticker")).heads == ["我只看得懂文字，图片、语音、文件都没有收下。请打字告诉我。"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "in_review"}]
    assert (await zhao.says("这是采购")).heads == [f"请确认：不予受理 {REFERENCE}"]
    assert (await zhao.taps("确认不予受理")).heads == [f"{REFERENCE} 已按“不予受理”处理，已通知企业。"]


async def test_a_decision_is_dropped(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("不予受理")
    assert (await zhao.taps("取消")).seen == [f"好的，没有作出决定。{REFERENCE} 现为“审核中”。\n[查看]"]
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_it_is_gone_on_with_after_a_restart(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.goes("☞退回补充", "☞信用代码")
    await reviewing.restart()
    await zhao.goes("☞写原因")
    await reviewing.restart()
    await zhao.says("代码不对")
    await reviewing.restart()
    assert (await zhao.taps("确认退回")).heads == [f"{REFERENCE} 已退回补充，已通知企业。"]


async def test_it_is_void_when_the_need_was_withdrawn_meanwhile(reviewing: Chat) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    await zhao.taps("不予受理")
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回")
    await zhao.hears()
    assert (await zhao.says("这是采购")).texts == ["“不予受理”没有办成：这项需求现在是“已撤回”。"]
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_it_is_void_when_a_lead_has_put_the_need_back(reviewing: Chat) -> None:
    zhao, sun = await holder(reviewing), reviewing.user(SUN)
    await zhao.goes("☞不予受理", "这是采购")
    await sun.goes("/queue", f"☞{REFERENCE}", "☞放回队列")
    await sun.taps("领取", chat=GROUP)
    await zhao.hears()
    assert (await zhao.taps("确认不予受理")).heads == [f"{REFERENCE} 已有变化：现为“审核中”，最近由 孙岩 处理。"]
    assert (await zhao.says("还是采购")).texts == ["“不予受理”没有办成：这项需求现在不在您手里。"]
    assert await reviewing.rows("SELECT state, holder FROM need") == [{"state": "in_review", "holder": SUN}]


async def test_a_second_decision_takes_the_place_of_the_first(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("退回补充")
    ticking = zhao.tap("信用代码")
    await submit(reviewing)
    await zhao.taps("领取", chat=GROUP)
    assert (await zhao.taps("不予受理")).heads == ["不予受理 NM-2026-000002"]
    assert (await zhao.act("taps", ticking)).texts == [f"这次填写已经作废，请从 {REFERENCE} 的卡片重新开始。"]
    assert (await zhao.says("这是采购")).heads == ["请确认：不予受理 NM-2026-000002"]
