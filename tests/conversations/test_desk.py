"""Questions that were not answered wait at the desk: alike ones as one, answered once for all who asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import FaqSection
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User

NOTHING_KNOWN = FaqSection(sure=1, floor=1)
STAFF_ONLY = "这项操作只限审核工作人员。"
STALE = "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"
GONE = "这组问题已经处理过了，请看最新的列表 /unanswered。"
ALREADY = "这些问题刚才已经由 赵敏 处理，没有重复发送。"
UNKNOWN = "没有找到能回答这个问题的公开材料。"
STRANGE = "楼上楼下哪里收盖章的纸"  # nothing in the content looks like it
UNHEARD = "食堂几点开饭"  # to a bot with its usual thresholds
HAND_OVER = ("/handoff", "☞转给工作人员")
HYDROGEN = ("氢能重卡有没有补贴", "请问氢能重卡有补贴吗", "氫能重卡補貼")
ENTRIES = """
topic: {{id: local, title: 本地补充, order: 1}}
entries:
  - id: local.office
    question: 揭榜办在几楼？
    also_asked: [揭榜办几楼, 办公室在哪层, 去哪层楼办, 几层, 楼层]
    answer: <b>三楼。</b>
    source: {{publisher: 揭榜通使用说明, date: 2026-11}}
    as_of: 2026-11
    status: howto
{more}
"""


async def asked(chat: Chat) -> tuple[User, User, User]:
    """王芳 and 李强 have asked the same in three ways, 王芳 also something else; 赵敏 has the list before her."""
    wang, li, zhao = (chat.user(each) for each in (WANG, LI, ZHAO))
    await wang.goes("矿山修复算不算", HYDROGEN[0])
    await li.goes(HYDROGEN[1], HYDROGEN[2])
    await zhao.says("/unanswered")
    return wang, li, zhao


@pytest.fixture
def nothing_known(tmp_path: Path) -> Chat:
    """A world in which nothing is answered; one entry is there to be taught."""
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "local.yaml").write_text(ENTRIES.format(more=""), encoding="utf-8")
    return Chat(tmp_path, faq=NOTHING_KNOWN.model_copy(update={"extra_dirs": (folder,)}))


def lines(said: str, *numbers: int) -> list[str]:
    every = said.splitlines()
    return [every[number] for number in numbers]


async def test_questions_alike_are_one_row_and_what_most_asked_is_first(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        zhao = chat.user(ZHAO)
        assert (await zhao.says("/unanswered")).seen == ["目前没有待答复的问题。"]
        await asked(chat)
        assert (await zhao.says("/unanswered")).seen == [
            (
                "没有答上来的问题（2 组，共问过 4 次，第 1/1 页，问的人多的在前）\n"
                "1. 氢能重卡有没有补贴\n　　2 人，3 次：没听懂 3\n2. 矿山修复算不算\n　　1 人，1 次：没听懂 1\n"
                "[1. 氢能重卡有没有补贴]\n[2. 矿山修复算不算]"
            )
        ]


async def test_what_waits_was_not_found_thumbed_down_or_handed_over(chat: Chat) -> None:
    wang, li, zhao = (chat.user(each) for each in (WANG, LI, ZHAO))
    await wang.goes("首批榜单有多少项？", "☞👎")
    await li.goes("首批榜单有多少项？", *HAND_OVER)
    await chat.user(SUN).goes("首批榜单有多少项？", "☞👍")
    said = await zhao.goes("/unanswered", "☞1.")
    moment = (chat.clock() + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
    assert said.texts[0].splitlines() == [
        "没有答上来的问题",
        "首批榜单有多少项？",
        f"2 人问过 2 次，最近一次 {moment}",
        "👎 1 · 转人工 1",
    ]
    assert said.labels[0] == ["答复", "不用答复"]
    assert said.labels[1] == ["收作“首批榜单有多少项？”的问法"]
    assert said.labels[-2:] == [["收作别的条目的问法", "写成新条目"], ["‹ 返回列表"]]
    await wang.taps("👍")
    await zhao.taps("返回列表")
    assert (await zhao.taps("1.")).texts[0].splitlines()[2:4] == [f"1 人问过 1 次，最近一次 {moment}", "转人工 1"]


async def test_choices_that_nobody_taps_wait_too(chat: Chat) -> None:
    wang, li, zhao = (chat.user(each) for each in (WANG, LI, ZHAO))
    offered = (await wang.says("经费")).labels
    await li.goes("经费", f"☞{offered[0][0]}")
    assert (await zhao.says("/unanswered")).texts == ["目前没有待答复的问题。"]
    chat.clock.forward(hours=2)
    await wang.goes(UNHEARD, UNHEARD)
    await li.says(UNHEARD)
    assert (await zhao.says("/unanswered")).texts[0].splitlines()[1:] == [
        f"1. {UNHEARD}",
        "　　2 人，3 次：没听懂 3",
        "2. 经费",
        "　　1 人，1 次：给了选项没选 1",
    ]


async def test_a_long_list_has_pages(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        subjects = "猪牛羊马驴骡狗"
        await chat.user(WANG).goes(*(f"门口让不让停{each}车" for each in subjects))
        zhao = chat.user(ZHAO)
        said = await zhao.says("/unanswered")
        assert said.labels == [
            *([f"{n}. 门口让不让停{each}车"] for n, each in enumerate(subjects[:5], 1)),
            ["下一页 ›"],
        ]
        said = await zhao.taps("下一页")
        assert said.heads == ["没有答上来的问题（7 组，共问过 7 次，第 2/2 页，问的人多的在前）"]
        assert said.labels == [["6. 门口让不让停骡车"], ["7. 门口让不让停狗车"], ["‹ 上一页"]]
        assert (await zhao.taps("上一页")).labels[-1] == ["下一页 ›"]


async def test_a_group_opens_with_all_its_phrasings(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        _, _, zhao = await asked(chat)
        said = await zhao.taps("氢能重卡")
        assert lines(said.texts[0], 1, 5, 6, 7, 8) == [
            "氢能重卡有没有补贴",
            "各种问法",
            *(f"· {each}" for each in HYDROGEN),
        ]
        assert [message["edited"] for message in said.messages] == [True]
        assert (await zhao.taps("返回列表")).labels == [["1. 氢能重卡有没有补贴"], ["2. 矿山修复算不算"]]


async def test_from_the_staff_group_it_opens_in_private(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        _, _, zhao = await asked(chat)
        await zhao.says("/unanswered@jiebang_local_bot", to=GROUP)
        said = await zhao.taps("氢能重卡", chat=GROUP)
        assert said.in_chat(GROUP).texts == []
        assert said.in_chat(ZHAO).heads == ["没有答上来的问题"]
        assert said.toasts == ["详情已发到与我的私聊；没收到的话，请先在私聊里发送 /start，再点“查看”。"]


async def test_staff_answer_once_and_everybody_who_asked_is_told(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        await zhao.taps("氢能重卡")
        assert (await zhao.taps("答复")).seen == [
            "请用一条消息写答复，会原样发给 2 位提问人，署名“工作人员”。\n问：氢能重卡有没有补贴\n[取消]"
        ]
        confirm = (
            "请确认：发给 2 位提问人\n问：氢能重卡有没有补贴\n答：{}\n\n要改答复，再发一条即可。\n[确认发送] [取消]"
        )
        newest = "答复列表里的提问（问：氢能重卡有没有补贴）：见后面最新的一条。"
        assert (await zhao.says("目前没有")).seen == [confirm.format("目前没有"), newest]
        assert (await zhao.says("<b>没有</b> & 另行通知\n第二行")).seen == [
            confirm.format("<b>没有</b> & 另行通知\n第二行"),
            newest,
        ]
        said = await zhao.taps("确认发送")
        assert said.heads == [
            "正在发给 2 位提问人，问题已从列表里去掉；没送到会告诉您。要让机器人以后自己会答，再点一下："
        ]
        assert said.labels[-1] == ["收作别的条目的问法", "写成新条目"]
        answer = "工作人员答复\n您问：{}\n\n<b>没有</b> & 另行通知\n第二行"
        assert (await wang.hears()).seen == [answer.format(HYDROGEN[0])]
        assert (await li.hears()).seen == [answer.format(HYDROGEN[2])]
        assert (await zhao.says("/unanswered")).labels == [["1. 矿山修复算不算"]]


async def test_what_is_confirmed_is_what_the_card_says(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        await zhao.goes("☞氢能重卡", "☞答复", "第一种")
        first = zhao.tap("确认发送")
        await zhao.says("第二种")
        second = zhao.tap("确认发送")
        third = chat.user((await chat.post("/local/users", {"name": "第三家"}))["id"])
        await third.says(HYDROGEN[0])  # after the card was made
        await zhao.act("taps", first)
        assert (await zhao.act("taps", second)).texts == [ALREADY]
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{HYDROGEN[0]}\n\n第一种"]
        assert (await third.hears()).texts == []
        assert (await zhao.says("/unanswered")).labels == [["1. 矿山修复算不算"], ["2. 氢能重卡有没有补贴"]]


async def test_nobody_gets_an_answer_twice(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        sun = chat.user(SUN)
        await sun.goes("/unanswered", "☞氢能重卡", "☞答复", "孙岩的答复")
        await zhao.goes("☞氢能重卡", "☞答复", "赵敏的答复")
        said = await zhao.taps_twice("确认发送")
        assert (said.heads[1:], said.toasts[-1]) == ([ALREADY], ALREADY)
        assert (await sun.taps("确认发送")).texts == [ALREADY]
        assert (await sun.says("再写一次")).texts == [GONE]
        assert (await sun.says("天地玄黄")).heads == [UNKNOWN]
        assert [(await each.hears()).heads for each in (wang, li)] == [["工作人员答复"], ["工作人员答复"]]
        assert await chat.rows("SELECT staff_id, text FROM settlement") == [{"staff_id": ZHAO, "text": "赵敏的答复"}]


async def test_who_asks_the_same_later_can_be_sent_the_same_answer(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        await zhao.goes("☞氢能重卡", "☞答复", "目前没有，以通知为准。", "☞确认发送")
        await chat.restart()
        for user in (wang, li):
            await user.hears()
        await li.says(HYDROGEN[1])
        said = await zhao.goes("/unanswered", "☞氢能重卡")
        moment = (chat.clock() + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
        assert lines(said.texts[0], 5, 6) == [f"以前这样答复过（赵敏，{moment}）", "目前没有，以通知为准。"]
        assert said.labels[0] == ["再发这条答复"]
        assert (await zhao.taps("再发这条答复")).heads == [
            "正在发给 1 位提问人，问题已从列表里去掉；没送到会告诉您。要让机器人以后自己会答，再点一下："
        ]
        assert (await li.hears()).texts == [f"工作人员答复\n您问：{HYDROGEN[1]}\n\n目前没有，以通知为准。"]
        assert (await wang.hears()).texts == []
        said = await zhao.goes("/unanswered", "☞矿山修复")
        assert "以前这样答复过" not in said.texts[0]


async def test_everybody_is_told_once_whatever_stops_in_between(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        await zhao.goes("☞氢能重卡", "☞答复", "没有")
        confirm = zhao.tap("确认发送")
        await zhao.act("taps", confirm)
        await chat.restart()
        assert (await zhao.act("taps", confirm)).texts == [ALREADY]
        await chat.restart()
        assert [(await each.hears()).texts for each in (wang, li)] == [
            [f"工作人员答复\n您问：{question}\n\n没有"] for question in (HYDROGEN[0], HYDROGEN[2])
        ]


async def test_an_asker_who_has_blocked_the_bot_keeps_nobody_from_the_answer(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        await wang.does("block")
        await zhao.goes("☞氢能重卡", "☞答复", "没有")
        about = f"对“{HYDROGEN[0]}”的答复"
        assert (await zhao.taps("确认发送")).heads == [
            "正在发给 2 位提问人，问题已从列表里去掉；没送到会告诉您。要让机器人以后自己会答，再点一下：",
            f"⚠️ {about}没有送达：对方已停用机器人，恢复后自动补发。",
        ]
        assert (await li.hears()).heads == ["工作人员答复"]
        assert (await wang.does("unblock")).texts == [f"工作人员答复\n您问：{HYDROGEN[0]}\n\n没有"]
        assert (await zhao.hears()).texts == [f"{about}之前没有送达，现在已经送达。"]


async def test_an_answer_has_bearable_length_and_can_be_dropped(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        await zhao.goes("☞氢能重卡", "☞答复")
        assert (await zhao.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        assert (await zhao.does("sticker")).texts == ["这里只收文字，刚才问的还在等您。贴纸我看不懂。请打字告诉我。"]
        assert (await zhao.says("没有")).heads[0] == "请确认：发给 2 位提问人"
        assert (await zhao.taps("取消")).seen == ["好的，没有发出，也没有保存。"]
        assert (await zhao.says("没有")).heads == [UNKNOWN]
        assert (await wang.hears()).texts == []


async def test_it_is_gone_on_with_after_a_restart(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        await zhao.goes("☞氢能重卡", "☞答复")
        await chat.restart()
        await zhao.says("没有")
        await chat.restart()
        await zhao.taps("确认发送")
        assert (await wang.hears()).heads == ["工作人员答复"]


async def test_an_answer_from_the_list_goes_on_as_a_talk_with_who_asked_for_a_person(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await asked(chat)
        await wang.goes(*HAND_OVER)
        said = await zhao.goes("/unanswered", "☞氢能重卡", "☞答复", "没有", "☞确认发送")
        card = said.in_chat(GROUP).seen[-1]  # it has lost its button
        assert card.splitlines()[-1].endswith(" 答复：没有")
        assert (await wang.hears()).labels == [["继续说", "结束"]]
        assert (await li.hears()).labels == []
        await wang.says("那以后呢")
        assert (await zhao.hears()).in_chat(ZHAO).labels == [["答复", "结束"]]


async def test_a_question_can_be_closed_without_an_answer(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        await wang.goes(*HAND_OVER)
        await zhao.goes("/unanswered", "☞氢能重卡")
        said = await zhao.taps_twice("不用答复")
        assert said.in_chat(ZHAO).texts == ["好的，不答复了，3 条提问已从列表里去掉。", GONE]
        assert said.in_chat(GROUP).texts[0].endswith(" 标为不用答复")
        assert (await wang.hears()).texts == []
        assert (await zhao.says("/unanswered")).labels == [["1. 矿山修复算不算"]]
        assert (await wang.goes(*HAND_OVER)).heads == ["已把您的问题转给工作人员："]
        assert len((await zhao.says("/unanswered")).labels) == 2


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (("☞不用答复",), []),
        (("☞答复", "没有", "☞确认发送"), ["工作人员答复"]),
        (("☞收作别的", "几楼", "☞收作“揭榜办", "☞确认收作"), ["您之前的问题，现在可以这样回答："]),
    ],
)
async def test_what_was_asked_after_the_card_was_shown_still_waits(
    nothing_known: Chat, done: tuple[str, ...], told: list[str]
) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        third = chat.user((await chat.post("/local/users", {"name": "第三家"}))["id"])
        await zhao.taps("氢能重卡")
        await third.says(HYDROGEN[0])
        await zhao.goes(*done)
        assert [(await each.hears()).heads for each in (wang, third)] == [told, []]
        assert (await zhao.says("/unanswered")).labels == [["1. 矿山修复算不算"], ["2. 氢能重卡有没有补贴"]]


async def test_a_talk_about_more_than_what_is_closed_goes_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await wang.goes("矿山修复算不算", *HAND_OVER, HYDROGEN[0], "☞问机器人", *HAND_OVER)
        await zhao.hears()
        said = await zhao.goes("/unanswered", "☞氢能重卡", "☞不用答复")
        (closed,) = said.in_chat(GROUP).texts
        assert closed.splitlines()[1] == f"问：{HYDROGEN[0]}"
        await zhao.replies("算", to="矿山修复", chat=GROUP)
        assert (await wang.hears()).texts[-1].endswith("\n\n算")


async def test_a_reason_that_was_begun_later_comes_first(reviewing: Chat) -> None:
    chat = reviewing
    await chat.restart(faq=NOTHING_KNOWN)
    zhao = chat.user(ZHAO)
    await chat.user(WANG).says(HYDROGEN[0])
    await zhao.goes("/unanswered", "☞氢能重卡", "☞答复")
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    reason = "内容是设备采购，没有要攻关的技术问题，请说明哪项技术现在做不到再提"
    assert (await zhao.says(reason)).heads[-1] == "请确认：不通过 NM-2026-000001"
    await zhao.taps("确认不通过")
    assert (await zhao.says("没有")).heads == [UNKNOWN]  # the answer is not resumed by surprise


async def test_the_desk_is_for_staff(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        assert (await wang.says("/unanswered")).texts == [STAFF_ONLY]
        await zhao.goes("☞氢能重卡", "☞答复", "没有", "/unanswered")
        await wang.says("/start")
        for button in zhao.buttons():
            assert (await wang.forges(button["data"], on="我的需求")).texts == [STALE]
        labels = ("确认发送", "取消", "答复", "不用答复", "收作别的", "写成新条目", "返回列表", "1.")
        taps = [zhao.tap(label) for label in labels]
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        await zhao.hears()
        for tap in taps:
            said = await zhao.act("taps", tap)
            assert (said.texts, said.toasts) == ([STAFF_ONLY], [STAFF_ONLY])
        lapsed = "您已不在工作人员名单，刚才这条没有发出，也没有当作说明或提问。要提问，请再发一次。"
        assert [(await zhao.says("没有")).heads for _ in range(2)] == [[lapsed], [UNKNOWN]]
        assert [each["settlement_id"] for each in await chat.rows("SELECT settlement_id FROM question")] == [None] * 5


async def test_buttons_of_what_is_settled_do_nothing(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, zhao = await asked(chat)
        await zhao.taps("氢能重卡")
        labels = ("答复", "不用答复", "收作“揭榜办", "收作别的", "写成新条目")
        taps = [zhao.tap(label) for label in labels if any(label in each for each in zhao.labels())]
        await zhao.goes("☞答复", "没有", "☞确认发送")
        await wang.hears()
        for tap in taps:
            assert (await zhao.act("taps", tap)).texts == [GONE]
        assert (await wang.hears()).texts == []


async def test_an_answer_from_the_list_leaves_the_other_question_of_a_talk_open(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        await wang.goes("氢能重卡有没有补贴", "/handoff", "☞转给工作人员")
        await wang.goes("煤制油能不能立项", "☞问机器人", "/handoff", "☞转给工作人员")
        await zhao.hears()
        said = await zhao.goes("/unanswered", "☞煤制油", "☞答复", "没有", "☞确认发送")
        closed = [text for text in said.in_chat(GROUP).texts if "✓" in text]
        assert [text.splitlines()[1] for text in closed] == ["问：煤制油能不能立项"]
