"""Several talks open at once: a reply reaches whom it replies to, and what else is typed is shown before it is sent."""

from typing import Any

from bot.config import MemberSection
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE
from tests.conversations.talk import HOW, QUESTION, UNKNOWN

OTHER = "养老机器人归哪个部门管"
ANSWER = "15项，都是技术攻关类。"
FIRST, SECOND = f"答复提问人 甲-1（问：{UNKNOWN}）", f"答复提问人 甲-2（问：{OTHER}）"
OVER = "刚才的话没有发出，也没有当作提问：您回复的那条已经取消，或者已经办完。"


async def both_begun(chat: Chat) -> tuple[User, User, User]:
    """赵敏 has tapped 答复 for 王芳, then for 李强."""
    zhao, wang, li = (chat.user(each) for each in (ZHAO, WANG, LI))
    for who, asks in ((wang, UNKNOWN), (li, OTHER)):
        await who.goes(asks, "/handoff", "☞转给工作人员")
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
    return zhao, wang, li


async def got(*people: User) -> list[list[str]]:
    """What has reached each of them: the last line of each message."""
    return [[text.splitlines()[-1] for text in (await each.hears()).texts] for each in people]


async def test_the_older_of_two_prompts_says_that_only_a_reply_is_for_it(reviewing: Chat) -> None:
    zhao, wang, li = (reviewing.user(each) for each in (ZHAO, WANG, LI))
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.taps("答复", chat=GROUP)
    await li.goes(OTHER, "/handoff", "☞转给工作人员")
    await zhao.hears()
    said = await zhao.taps("答复", chat=GROUP)
    assert said.seen[0] == f"{FIRST}\n现在直接打字，归后面那一条；要写这一条，请回复这条消息。\n[取消]"
    assert said.heads[1] == "答复提问人 甲-2"


async def test_what_is_typed_with_two_open_is_shown_before_it_is_sent(reviewing: Chat) -> None:
    zhao, wang, li = await both_begun(reviewing)
    said = await zhao.says("请咨询民政部门")
    assert said.seen == [
        f"发给提问人 甲-2（问：{OTHER}）\n请咨询民政部门\n\n点“发送”才会发出；要改写，再发一条即可。\n[发送] [改]",
        f"{SECOND}：见后面最新的一条。",
    ]
    assert await got(wang, li) == [[], []]
    assert (await zhao.says("请咨询民政局")).seen[0].splitlines()[1] == "请咨询民政局"
    sent = await zhao.taps_twice("发送")
    assert "正在发给提问人 甲-2" in sent.in_chat(ZHAO).heads[0]
    assert await got(wang, li) == [[], ["请咨询民政局"]]


async def test_after_one_is_answered_what_is_typed_is_shown_for_the_other_and_is_no_question(reviewing: Chat) -> None:
    zhao, wang, li = await both_begun(reviewing)
    await zhao.replies("请咨询民政部门", to="答复提问人 甲-2")
    assert await got(wang, li) == [[], ["请咨询民政部门"]]
    said = await zhao.says("不能。尾矿坝数据涉及安全")
    assert said.heads == [f"发给提问人 甲-1（问：{UNKNOWN}）", f"{FIRST}：见后面最新的一条。"]
    await zhao.says("发送")  # a button can be typed
    assert await got(wang, li) == [["不能。尾矿坝数据涉及安全"], []]
    assert (await zhao.says(QUESTION)).heads == [ANSWER]  # nobody is waited for any more


async def test_what_is_shown_can_go_to_the_other_to_the_bot_or_to_nobody(reviewing: Chat) -> None:
    zhao, wang, li = await both_begun(reviewing)
    said = await zhao.goes("没有专门的补贴", "☞改")
    assert said.labels == [[f"发给 甲-1（{UNKNOWN}）"], [f"发给 甲-2（{OTHER}）"], ["问机器人", "取消"]]
    await zhao.taps("发给 甲-1")
    assert await got(wang, li) == [["没有专门的补贴"], []]


async def test_a_question_for_the_bot_is_put_to_it_from_there(reviewing: Chat) -> None:
    zhao, wang, li = await both_begun(reviewing)
    assert (await zhao.goes(QUESTION, "☞改", "☞问机器人")).heads[-1] == ANSWER
    await zhao.goes("请咨询民政部门", "☞改")
    assert (await zhao.taps("取消")).heads[-1] == "好的，没有发出，也没有保存。"
    assert await got(wang, li) == [[], []]


async def test_a_reply_to_what_was_declined_or_answered_is_no_question(reviewing: Chat) -> None:
    zhao, wang, li = await both_begun(reviewing)
    declined = await zhao.taps("取消")
    assert declined.heads == ["好的，没有发出，也没有保存。"]
    said = await zhao.replies("请咨询民政部门", to="好的，没有发出")
    assert said.heads[0] == f"发给提问人 甲-2（问：{OTHER}）"
    await zhao.taps("发送")
    assert await got(wang, li) == [[], ["请咨询民政部门"]]
    await zhao.replies("没有专门的补贴", to=FIRST)
    said = await zhao.replies("目前也没有计划", to=FIRST)
    assert said.heads == [f"发给提问人 甲-1（问：{UNKNOWN}）"]
    await li.taps("结束")
    await zhao.hears()
    said = await zhao.replies("还有", to="好的，没有发出")
    assert said.texts == ["没有发出：与提问人 甲-2 的对话已经结束。"]


async def test_a_reply_to_a_declined_answer_of_the_list_is_no_question(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复", "☞取消")
    assert (await zhao.replies("首批榜单有多少项", to="好的，没有发出")).heads == [OVER]
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复", "/cancel")
    assert (await zhao.replies("首批榜单有多少项", to="已取消。")).heads == [OVER]
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复", "没有专门的补贴", "☞确认发送")
    assert (await zhao.replies("首批榜单有多少项", to="见后面最新的一条")).heads == [OVER]


async def test_a_member_who_holds_a_waiting_talk_is_shown_what_he_types_for_another(reviewing: Chat) -> None:
    zhao, wang, li = (reviewing.user(each) for each in (ZHAO, WANG, LI))
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.replies("没有", to=UNKNOWN, chat=GROUP)
    await wang.says("急，今天要签")
    await li.goes(OTHER, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    assert (await zhao.says("请咨询民政部门")).heads[0] == f"发给提问人 甲-2（问：{OTHER}）"
    await zhao.goes("☞改", "☞发给 甲-1")
    assert await got(wang, li) == [["请咨询民政部门"], []]


async def test_a_number_and_a_wish_are_no_words_to_an_asker(reviewing: Chat) -> None:
    zhao, _, _ = await both_begun(reviewing)
    await zhao.replies("请咨询民政部门", to="答复提问人 甲-2")
    assert (await zhao.says("NM-2026-000001")).heads[0].startswith("NM-2026-000001")
    assert (await zhao.says("没答上来的问题有哪些")).heads == [
        "没有答上来的问题（1 组，共问过 1 次，第 1/1 页，问的人多的在前）"
    ]


THREE = STAFF.model_copy(update={"members": (*STAFF.members, MemberSection(id=LI, name="周宁", role="reviewer"))})
FIRM = f"内蒙古敕勒新材料有限公司（{REFERENCE} 待审核）"


async def held(chat: Chat) -> tuple[User, User, User]:
    """Return 赵敏, who has 王芳's talk, 孙岩 and 王芳, who has asked again."""
    zhao, sun, wang = (chat.user(each) for each in (ZHAO, SUN, WANG))
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.replies("没有", to=UNKNOWN, chat=GROUP)
    await wang.says("急，今天要签")
    for each in (zhao, sun):
        await each.hears()
    return zhao, sun, wang


async def begun_again(chat: Chat, who: User, **changes: Any) -> None:
    """Restart, for what is done every hour is done then too, and wait until somebody is told of something."""
    await chat.restart(**changes)
    await chat.get(f"/local/users/{who.id}/messages?after={who.cursor}&wait=30")


async def test_staff_see_who_waits_longest_and_who_has_whom(reviewing: Chat) -> None:
    zhao, wang, li = (reviewing.user(each) for each in (ZHAO, WANG, LI))
    assert (await zhao.says("/talks")).texts == ["现在没有正在进行的对话。"]
    await li.goes(OTHER, "/handoff", "☞转给工作人员")
    reviewing.clock.forward(minutes=65)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    (said,) = (await zhao.says("/talks")).in_chat(ZHAO).seen
    assert said.replace("已等 0 分钟", "已等 1 分钟").splitlines() == [
        "正在进行的对话（2 个，2 个在等答复，第 1/1 页，等得久的在前）",
        "",
        "甲-1　还没有提交过需求",
        "已等 1 小时 5 分钟（办公时间）　还没有人接",
        f"问：{OTHER}",
        "",
        f"甲-2　{FIRM}",
        "已等 1 分钟（办公时间）　还没有人接",
        f"问：{UNKNOWN}",
        "[甲-1] [甲-2]",
    ]
    await zhao.replies("请咨询民政部门", to=OTHER, chat=GROUP)
    rows = (await zhao.says("/talks")).in_chat(ZHAO).texts[0].split("\n\n")
    assert [row.splitlines()[0] for row in rows[1:]] == [f"甲-2　{FIRM}", "甲-1　还没有提交过需求"]
    assert rows[2].splitlines()[1] == "已答复　由 赵敏 接着回复"
    assert (await wang.says("/talks")).texts == ["这项操作只限审核工作人员。"]


async def test_whoever_has_a_talk_gives_it_to_a_colleague(reviewing: Chat) -> None:
    zhao, sun, wang = await held(reviewing)
    card = await zhao.goes("/talks", "☞甲-1")
    assert card.texts[0].splitlines()[2:] == [f"对方：{UNKNOWN}", "工作人员：没有", "对方：急，今天要签"]
    assert card.labels == [["答复", "结束"], ["转给"]]
    assert (await zhao.taps("转给")).seen == ["把 甲-1 转给谁？\n[孙岩]"]
    give = zhao.tap("孙岩")
    assert (await zhao.act("taps", give)).texts == ["甲-1 已转给 孙岩。"]
    told = (await sun.hears()).in_chat(SUN)
    assert told.heads == ["赵敏 把 甲-1 转给您，由您接着回复"]
    assert told.labels == [["答复", "结束"], ["转给"]]
    assert (await zhao.replies("有的", to="急，今天要签")).texts == ["没有发出：提问人 甲-1 已由 孙岩 接着回复。"]
    await sun.replies("今天给您答复", to="赵敏 把 甲-1")
    assert await got(wang) == [["今天给您答复"]]
    await wang.says("谢谢")
    assert (await sun.hears()).in_chat(SUN).heads == ["提问人 甲-1"]
    assert (await zhao.act("taps", give)).toasts == [
        "甲-1 由 孙岩 接着回复，由本人或负责人转给别人；过 4 个办公小时没有答复，谁都可以接手。"
    ]


async def test_a_lead_takes_a_talk_over_at_any_time(reviewing: Chat) -> None:
    zhao, sun, wang = await held(reviewing)
    assert (await sun.goes("/talks", "☞甲-1")).labels == [["接手", "转给"]]
    taken = await sun.taps_twice("接手")
    assert taken.heads == ["甲-1 由您接着回复", "甲-1 刚才换了人，请看最新的 /talks。"]
    assert (await zhao.hears()).in_chat(ZHAO).texts == ["孙岩 接手了 甲-1，您不用再回复。"]
    assert (await zhao.replies("有的", to="急，今天要签")).texts == ["没有发出：提问人 甲-1 已由 孙岩 接着回复。"]
    await sun.goes("☞答复", "马上答复您")
    assert await got(wang) == [["马上答复您"]]


async def test_others_take_over_only_what_is_left_unanswered_for_hours_of_office(reviewing: Chat) -> None:
    zhao, _, wang = await held(reviewing)
    await reviewing.restart(staff=THREE)
    zhou = reviewing.user(LI)
    reviewing.clock.forward(hours=3, minutes=50)
    assert (await zhou.goes("/talks", "☞甲-1")).labels == []  # another has it: there is nothing for him to do
    reviewing.clock.forward(minutes=15)
    assert (await zhou.goes("/talks", "☞甲-1")).labels == [["接手", "转给"]]
    take = zhou.tap("接手")
    await zhao.replies("在办", to="急，今天要签")
    assert (await zhou.act("taps", take)).texts == [
        "甲-1 由 赵敏 接着回复，由本人或负责人转给别人；过 4 个办公小时没有答复，谁都可以接手。"
    ]
    await wang.says("还没好吗")
    reviewing.clock.forward(hours=19)  # from 14:05 to 9:05 the next morning: three and a half hours of office
    assert (await zhou.act("taps", take)).texts[0].startswith("甲-1 由 赵敏 接着回复")
    reviewing.clock.forward(hours=1)
    assert (await zhou.act("taps", take)).heads == ["甲-1 由您接着回复"]


async def test_what_is_left_unanswered_is_everybodys_again(reviewing: Chat) -> None:
    zhao, sun, wang = await held(reviewing)
    reviewing.clock.forward(hours=4, minutes=5)
    await begun_again(reviewing, sun)
    back = "甲-1 一直没有等到 赵敏 的答复，已交回大家：谁先答复，由谁接着回复。"
    assert (await sun.hears()).in_chat(GROUP).seen == [back, f"提问人 甲-1\n急，今天要签\n{HOW}\n[答复]"]
    assert (await zhao.hears()).in_chat(ZHAO).texts == [back]
    await sun.replies("可以签", to="急，今天要签", chat=GROUP)
    assert await got(wang) == [["可以签"]]
    await zhao.hears()
    said = await zhao.replies("有的", to="急，今天要签")
    assert said.texts == ["没有发出：提问人 甲-1 已由 孙岩 接着回复。"]


async def test_what_somebody_has_who_is_staff_no_more_is_everybodys_again(reviewing: Chat) -> None:
    _, sun, _ = await held(reviewing)
    await begun_again(reviewing, sun, staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
    assert (await sun.hears()).in_chat(GROUP).heads == [
        "提问人 甲-1",
    ]
