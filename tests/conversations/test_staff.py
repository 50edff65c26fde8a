"""Staff are invited, changed and removed in chat; who leaves keeps nothing; a reviewer may be limited to leagues."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.config import MemberSection
from tests.between import Answer, chat_behind
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, STALE, claim, submit
from tests.conversations.talk import HAND_OVER, UNKNOWN
from tests.conversations.test_rights import STAFF_ONLY

WITHOUT_ZHAO = STAFF.model_copy(update={"members": STAFF.members[1:]})
LEFT_HERE = "您已不在工作人员名单，这里的内容不再显示。"
YOU_LEFT = "您已不在工作人员名单：手里的需求和对话已交给其他工作人员，没写完的意见和答复不再有效。"
UNUSABLE = "这个邀请链接不能用：已有人用过、过了期限，或者被收回了。请负责人再发一个。"
LAST_LEAD = "只剩这一位负责人，不能移出，也不能改为审核员。请先邀请或指定另一位负责人。"
ELSEWHERE = f"{REFERENCE} 不在您负责的盟市范围内，由其他工作人员办理。"
BAOTOU, HOHHOT = "150200", "150100"
ZHOU = 3001  # joins in chat, and is in the group already


async def invited(chat: Chat, *choices: str, by: int = SUN) -> str:
    """Have a lead make an invitation; return what its link carries."""
    said = await chat.user(by).goes("/staff", "☞邀请", *(f"☞{each}" for each in choices), "☞生成邀请链接")
    link = said.texts[-1].splitlines()[-1]
    assert link.startswith("https://t.me/jiebang_local_bot?start=staff_")
    return link.partition("start=")[2]


async def colleague(chat: Chat) -> User:
    """周宁, of the department, in the group."""
    made = await chat.post("/local/users", {"name": "宁宁", "role": "reviewer"})
    assert made["id"] == ZHOU
    return chat.user(ZHOU)


async def joined(chat: Chat, *choices: str, name: str = "周宁") -> User:
    """周宁 joins by an invitation."""
    zhou = await colleague(chat)
    link = await invited(chat, *choices)
    await zhou.goes(f"/start {link}", name, f"☞用“{name}”加入")
    for user in (SUN, ZHAO):
        await chat.user(user).hears()
    return zhou


async def menu(chat: Chat, user_id: int) -> set[str]:
    shown: Any = await chat.get(f"/local/users/{user_id}/commands?chat_id={user_id}")
    return {each["command"] for each in shown}


async def acts(chat: Chat) -> list[tuple[str, int, str, dict[str, Any]]]:
    """The record of the list of staff: who, about whom, what, and its details but for moments."""
    rows = await chat.rows("SELECT actor_name, subject, action, detail FROM staff_act ORDER BY id")
    details = [{key: value for key, value in json.loads(row["detail"]).items() if key != "expires"} for row in rows]
    found = zip(rows, details, strict=True)
    return [(row["actor_name"], row["subject"], row["action"], detail) for row, detail in found]


async def test_a_lead_invites_and_who_opens_the_link_joins_at_once(reviewing: Chat) -> None:
    sun, zhou = reviewing.user(SUN), await colleague(reviewing)
    said = await sun.says("/staff")
    assert said.texts[0].splitlines()[:2] == ["工作人员（2 人）", "· 赵敏，审核员，全部盟市，手里 0 项"]
    assert said.labels == [["邀请"]]
    link = await invited(reviewing, "包头市")
    await zhou.hears()
    said = await zhou.says(f"/start {link}")
    assert said.texts[0].splitlines()[:2] == ["邀请您参加审核工作", "您将是：审核员，包头市"]
    said = await zhou.says("周宁")
    assert said.seen == ["您将是：审核员，包头市\n姓名：周宁\n[用“周宁”加入] [不加入]"]
    said = await zhou.taps("用“周宁”加入")
    assert said.in_chat(ZHOU).heads == ["已加入工作人员，周宁"]
    assert (await sun.hears()).in_chat(SUN).texts == ["周宁 已加入工作人员：审核员，包头市。"]
    assert (await reviewing.user(ZHAO).hears()).in_chat(GROUP).texts == ["周宁 已加入工作人员：审核员，包头市。"]
    assert {"queue", "staff"} <= await menu(reviewing, ZHOU)
    assert (await zhou.says("/queue")).heads == ["审核队列：待处理 · 全部盟市（共 1 项，第 1/1 页，最早的在前）"]
    record = await acts(reviewing)
    assert record[2:] == [
        ("孙岩", 0, "invite", {"role": "reviewer", "leagues": [BAOTOU]}),
        ("周宁", ZHOU, "join", {"invitation": 1, "role": "reviewer", "leagues": [BAOTOU]}),
    ]
    await reviewing.restart()
    assert (await zhou.says("/queue")).heads == ["审核队列：待处理 · 全部盟市（共 1 项，第 1/1 页，最早的在前）"]


async def test_the_link_itself_is_not_kept(reviewing: Chat) -> None:
    link = await invited(reviewing)
    await reviewing.user(LI).goes(f"/start {link}", "☞加入")
    with closing(sqlite3.connect(f"{reviewing.database.as_uri()}?mode=ro", uri=True)) as kept:
        assert [line for line in kept.iterdump() if link.removeprefix("staff_") in line] == []


async def test_only_leads_manage_the_list(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    assert (await zhao.says("/staff")).texts == ["工作人员名单由负责人管理。"]
    assert (await wang.says("/staff")).texts == [STAFF_ONLY]
    assert (await zhao.says("/staff@jiebang_local_bot", to=GROUP)).texts == ["请在与我的私聊里使用。"]


async def test_of_two_who_tap_the_same_invitation_one_joins(reviewing: Chat) -> None:
    link, li, wang = await invited(reviewing), reviewing.user(LI), reviewing.user(WANG)
    for user in (li, wang):
        await user.says(f"/start {link}")
    taps = [(user.id, user.tap("加入")) for user in (li, wang)]
    await asyncio.gather(*(reviewing.post(f"/local/users/{who}/taps", tap) for who, tap in taps))
    said = [text for user in (li, wang) for text in (await user.hears()).heads]
    assert sorted(head.startswith("已加入工作人员") for head in said) == [False, True]
    assert UNUSABLE in said
    assert len(await reviewing.rows("SELECT * FROM staff WHERE invited_by IS NOT NULL")) == 1


@pytest.mark.parametrize("why", ["expired", "taken back", "used", "made up"])
async def test_a_link_that_does_not_count_any_more_is_refused(reviewing: Chat, why: str) -> None:
    link, sun, wang = await invited(reviewing), reviewing.user(SUN), reviewing.user(WANG)
    await wang.says(f"/start {link}")
    if why == "expired":
        reviewing.clock.forward(hours=48, seconds=1)
    elif why == "taken back":
        assert (await sun.taps("收回")).labels == [["邀请"]]
    elif why == "used":
        await reviewing.user(LI).goes(f"/start {link}", "☞加入")
    else:
        link = f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}"
    assert (await wang.says(f"/start {link}")).texts == [UNUSABLE]
    if why != "made up":
        assert (await wang.taps("加入")).texts == [UNUSABLE]
    assert (await wang.says("/queue")).texts == [STAFF_ONLY]


async def test_an_invitation_of_a_lead_who_is_none_any_more_is_void(reviewing: Chat) -> None:
    zhou = await joined(reviewing, "负责人")
    link, wang = await invited(reviewing, by=ZHOU), reviewing.user(WANG)
    await wang.says(f"/start {link}")
    await reviewing.user(SUN).goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert (await zhou.hears()).texts[-1] == YOU_LEFT
    assert (await wang.taps("加入")).texts == [UNUSABLE]
    assert (await wang.says(f"/start {link}")).texts == [UNUSABLE]


async def test_who_declines_has_his_texts_for_himself_again(reviewing: Chat) -> None:
    link, wang = await invited(reviewing), reviewing.user(WANG)
    said = await wang.goes(f"/start {link}", "☞不加入")
    assert said.texts == ["好的，没有加入。改了主意，可以再点那个链接。"]
    assert (await wang.says("首批榜单有多少项")).heads == ["15项，都是技术攻关类。"]


async def test_who_is_removed_in_chat_loses_everything_at_once(reviewing: Chat) -> None:
    zhou, sun = await joined(reviewing), reviewing.user(SUN)
    await zhou.says("/start")
    await claim(reviewing, ZHOU)
    await zhou.goes("☞退回补充", "☞完成期限", "☞写原因")
    assert "13800000000" in "".join(message["text"] for message in zhou.messages.values())
    accept = zhou.tap("通过")
    said = await sun.goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert said.in_chat(SUN).texts[0].splitlines() == [
        "周宁（已离岗） 已不在工作人员名单。",
        f"放回待审核 1 项：{REFERENCE}",
        "机器人不能把人移出工作群，请在群里移出。",
    ]
    assert said.in_chat(SUN).heads[-1] == "工作人员（2 人）"
    assert said.in_chat(GROUP).texts[-1].splitlines()[0] == f"放回队列，可以领取 {REFERENCE}"
    heard = await zhou.hears()
    assert heard.in_chat(ZHOU).texts == [LEFT_HERE, LEFT_HERE, YOU_LEFT]
    cards = [each for (where, _), each in zhou.messages.items() if where == ZHOU]
    assert [each for each in cards if "13800000000" in each["text"]] == []
    assert "queue" not in await menu(reviewing, ZHOU)
    assert (await zhou.act("taps", accept)).texts == [STAFF_ONLY]
    assert (await zhou.taps("领取", chat=GROUP)).toasts == [STAFF_ONLY]
    (need,) = await reviewing.rows("SELECT state, holder FROM need")
    assert need == {"state": "submitted", "holder": None}
    said = await sun.says(f"/history {REFERENCE}")
    assert [line.partition(" ")[2][6:] for line in said.texts[0].splitlines()[2:4]] == [
        "周宁：领取（待审核 → 审核中）",
        "孙岩：放回队列（审核中 → 待审核）",
    ]
    assert said.texts[0].splitlines()[-1] == "　　说明：周宁（已离岗） 不再审核，由名单变动放回"
    assert (await acts(reviewing))[-1] == ("孙岩", ZHOU, "remove", {"called": "周宁"})


async def test_a_reason_typed_after_leaving_is_no_question(reviewing: Chat) -> None:
    zhou = await joined(reviewing)
    await claim(reviewing, ZHOU)
    await zhou.goes("☞退回补充", "☞完成期限", "☞写原因")
    await reviewing.user(SUN).goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    await zhou.hears()
    said = await zhou.says("完成期限与指标不相称，请核实")
    assert said.texts == ["您已不在工作人员名单，刚才这条没有发出，也没有当作说明或提问。要提问，请再发一次。"]
    assert await reviewing.rows("SELECT * FROM question") == []
    assert (await zhou.says("首批榜单有多少项")).heads == ["15项，都是技术攻关类。"]


async def test_who_is_gone_from_the_configuration_has_left_at_start(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因")
    await sun.hears()
    await reviewing.stop()
    await reviewing.post(f"/local/users/{ZHAO}/messages", {"text": "期限与指标不相称，请核实"})
    reviewing.changes |= {"staff": WITHOUT_ZHAO}
    await reviewing.start()
    heard = await zhao.hears()
    assert heard.in_chat(ZHAO).texts == [
        LEFT_HERE,
        LEFT_HERE,
        YOU_LEFT,
        "您已不在工作人员名单，刚才这条没有发出，也没有当作说明或提问。要提问，请再发一次。",
    ]
    assert (await sun.hears()).in_chat(SUN).texts[0].splitlines()[:2] == [
        "赵敏（已离岗） 已不在工作人员名单。",
        f"放回待审核 1 项：{REFERENCE}",
    ]
    assert "queue" not in await menu(reviewing, ZHAO)
    (act,) = await reviewing.rows("SELECT actor, actor_name, role, note FROM audit WHERE action = 'release'")
    assert act == {
        "actor": 0,
        "actor_name": "系统",
        "role": "lead",
        "note": "赵敏（已离岗） 不再审核，由名单变动放回",
    }
    assert (await acts(reviewing))[-1] == ("系统", ZHAO, "leave", {"called": "赵敏"})
    await reviewing.restart()  # and nothing is told twice
    assert [
        user.in_chat(user_id).texts for user_id in (ZHAO, SUN) for user in [await reviewing.user(user_id).hears()]
    ] == [[], []]


async def test_a_talk_that_a_leaver_held_goes_back_to_the_group(reviewing: Chat) -> None:
    zhou, wang, sun = await joined(reviewing), reviewing.user(WANG), reviewing.user(SUN)
    await wang.goes(UNKNOWN, *HAND_OVER)
    await zhou.taps("答复", chat=GROUP)
    await zhou.says("目前没有公布")
    await wang.says("那什么时候公布，急")
    assert (await zhou.hears()).in_chat(ZHOU).texts[-1].splitlines()[1].endswith("那什么时候公布，急")
    await sun.hears()
    said = await sun.goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert said.in_chat(SUN).texts[0].splitlines()[1] == "交回给大家的对话：甲-1"
    assert "那什么时候公布，急" in said.in_chat(GROUP).texts[-1]
    assert (await zhou.hears()).in_chat(ZHOU).texts == [LEFT_HERE, YOU_LEFT]
    assert (await zhou.replies("下周", to=LEFT_HERE)).texts == [STAFF_ONLY]
    await sun.replies("下周公布", to="那什么时候公布，急", chat=GROUP)
    assert "下周公布" in (await wang.hears()).texts[-1]


async def test_what_waits_for_a_leaver_is_not_sent_any_more(reviewing: Chat) -> None:
    await reviewing.restart(staff=STAFF.model_copy(update={"group": None}))
    zhou = await joined(reviewing)
    await zhou.does("block")
    await submit(reviewing)
    held = "SELECT state FROM outbox WHERE chat_id = 3001 AND for_staff = 1 AND state IN ('waiting', 'held')"
    assert await reviewing.rows(held) == [{"state": "held"}]
    await reviewing.user(SUN).goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert await reviewing.rows(held) == []
    await zhou.does("unblock")
    said = await zhou.says("/start")
    assert [text for text in said.texts if "新提交的需求" in text] == []


async def test_the_last_lead_can_not_be_removed_or_made_a_reviewer(reviewing: Chat) -> None:
    zhou = await joined(reviewing, "负责人")
    file_alone = STAFF.model_copy(update={"members": STAFF.members[:1]})
    await reviewing.restart(staff=file_alone)
    await zhou.hears()
    said = await zhou.goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert said.texts == [LAST_LEAD]
    said = await zhou.goes("/staff", "☞周宁", "☞审核员", "☞保存")
    assert said.texts == [LAST_LEAD]


async def test_who_is_named_in_the_configuration_is_changed_only_there(reviewing: Chat) -> None:
    zhou, sun = await joined(reviewing), reviewing.user(SUN)
    await sun.goes("/staff", "☞周宁")
    remove = sun.tap("移出名单")
    named = MemberSection(id=ZHOU, name="周宁", role="reviewer")
    await reviewing.restart(staff=STAFF.model_copy(update={"members": (*STAFF.members, named)}))
    said = await sun.act("taps", remove)
    assert said.texts == ["周宁 写在配置文件里，只能在配置文件的 staff.members 里改，改完重启。"]
    await reviewing.restart(staff=STAFF)  # named there once, and not any more: joined in chat counts no longer
    assert (await zhou.says("/queue")).texts[-1] == STAFF_ONLY


async def test_a_lead_who_removes_himself_is_out(reviewing: Chat) -> None:
    zhou = await joined(reviewing, "负责人")
    await claim(reviewing, ZHOU)
    said = await zhou.goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
    assert said.in_chat(ZHOU).texts == [LEFT_HERE, YOU_LEFT]
    (act,) = await reviewing.rows("SELECT actor_name FROM audit WHERE action = 'release'")
    assert act == {"actor_name": "系统"}
    assert (await zhou.says("/staff")).texts == [STAFF_ONLY]


async def test_a_change_of_leagues_takes_what_is_of_others(reviewing: Chat) -> None:
    zhou, sun = await joined(reviewing, "包头市"), reviewing.user(SUN)
    await claim(reviewing, ZHOU)
    accept = zhou.tap("通过")
    said = await sun.goes("/staff", "☞周宁", "☞包头市", "☞呼和浩特市", "☞保存")
    assert said.in_chat(SUN).texts[0].splitlines() == ["周宁 的盟市范围变了。", f"放回待审核 1 项：{REFERENCE}"]
    heard = (await zhou.hears()).in_chat(ZHOU)
    taken = f"孙岩 已把您领取的 {REFERENCE} 放回队列，不再由您审核。"
    assert heard.texts == [taken, ELSEWHERE, "负责人改了您的分工，现在是：审核员，呼和浩特市。"]
    assert (await zhou.act("taps", accept)).texts == [ELSEWHERE]
    (need,) = await reviewing.rows("SELECT state, holder FROM need")
    assert need == {"state": "submitted", "holder": None}


async def limited(chat: Chat) -> User:
    """周宁 sees the needs of Hohhot alone; 王芳's is of Baotou."""
    return await joined(chat, "呼和浩特市")


ENTRIES = {
    "查看 in the group": ["☞查看"],
    "领取 in the group": ["☞领取"],
    "/status": [f"/status {REFERENCE}"],
    "its number": [REFERENCE],
    "/history": [f"/history {REFERENCE}"],
}


@pytest.mark.parametrize("steps", ENTRIES.values(), ids=ENTRIES)
async def test_a_need_of_another_league_is_not_opened(reviewing: Chat, steps: list[str]) -> None:
    zhou = await limited(reviewing)
    for step in steps:
        said = await (zhou.taps(step[1:], chat=GROUP) if step.startswith("☞") else zhou.says(step))
    assert (said.in_chat(ZHOU).texts or said.toasts) == [ELSEWHERE]


async def test_no_old_button_opens_a_need_of_another_league(reviewing: Chat) -> None:
    """Every button of a whole card, of its record and questions, from before the leagues were changed."""
    zhou, sun = await joined(reviewing), reviewing.user(SUN)
    await claim(reviewing, ZHOU)
    await zhou.taps("办理记录")
    await zhou.goes("☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称，请核实")
    labels = ("通过", "不通过", "放回队列", "办理记录", "文件", "确认退回", "取消", "第 1 版")
    taps = [zhou.tap(label) for label in labels if any(label in each for each in zhou.labels())]
    assert len(taps) >= 7
    await sun.goes("/staff", "☞周宁", "☞呼和浩特市", "☞保存")
    await zhou.hears()
    for tap in taps:
        said = await zhou.act("taps", tap)
        assert said.in_chat(ZHOU).texts == [ELSEWHERE]
    assert (await zhou.says("期限请再核实，写明依据")).in_chat(ZHOU).texts == [ELSEWHERE]


async def test_the_queue_and_its_leagues_are_those_that_a_reviewer_sees(reviewing: Chat) -> None:
    zhou = await limited(reviewing)
    said = await zhou.says("/queue")
    assert said.texts[0].splitlines()[1] == "目前没有这样的需求。"
    assert (await zhou.taps("按盟市")).labels == [["全部盟市", "呼和浩特市"]]


async def test_needs_of_other_leagues_are_not_announced_in_private(reviewing: Chat) -> None:
    zhou = await limited(reviewing)
    await reviewing.restart(staff=STAFF.model_copy(update={"group": None}))
    await submit(reviewing)
    assert (await zhou.hears()).in_chat(ZHOU).texts == []
    assert (await reviewing.user(ZHAO).hears()).in_chat(ZHAO).heads == ["新提交的需求 NM-2026-000002"]


async def test_a_member_of_the_configuration_can_be_limited_and_a_lead_is_not(reviewing: Chat) -> None:
    members = tuple(each.model_copy(update={"leagues": (HOHHOT,)}) for each in STAFF.members)
    await reviewing.restart(staff=STAFF.model_copy(update={"members": members}))
    assert (await reviewing.user(ZHAO).says(REFERENCE)).texts == [ELSEWHERE]
    assert (await reviewing.user(SUN).says(REFERENCE)).heads == [f"{REFERENCE} · 待审核"]


async def test_a_menu_that_can_not_be_withdrawn_at_once_is_later(tmp_path: Path) -> None:
    """The API fails a few times at this call alone."""
    failures = [1, 2, 3]

    def meddle(method: str, _: dict[str, Any]) -> Answer | None:
        return (
            (500, json.dumps({"ok": False})) if method == "deleteMyCommands" and failures and failures.pop() else None
        )

    async with chat_behind(meddle, tmp_path) as chat:
        for user in (ZHAO, SUN):
            await chat.user(user).says("/start")
        zhou = await joined(chat)
        assert "queue" in await menu(chat, ZHOU)
        await chat.user(SUN).goes("/staff", "☞周宁", "☞移出名单", "☞移出 周宁")
        await zhou.hears()
        assert (failures, "queue" in await menu(chat, ZHOU)) == ([], False)


async def test_a_made_up_button_of_the_list_does_nothing(reviewing: Chat) -> None:
    zhou, sun = await joined(reviewing), reviewing.user(SUN)
    await sun.goes("/staff", "☞周宁")
    own = [message for (where, _), message in sun.messages.items() if where == SUN]
    buttons = [button for message in own for row in message["buttons"] for button in row]
    assert len(buttons) > 10
    for button in buttons:
        assert (await zhou.forges(button["data"], on="领取", chat=GROUP)).toasts == [STALE]
    assert len(await reviewing.rows("SELECT * FROM staff WHERE removed_at IS NULL")) == 3
