"""What became of a need, with dates; what was submitted each time, and how the contact is changed afterwards."""

import pytest

from tests.chat import LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TITLE, claim, when

RETURN = ("☞退回补充", "☞研发预算", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
MEND = ("☞补充并重新提交", "900万", "36个月", "☞核对无误", "☞以上属实")
AUDIT = "SELECT actor_name, role, action, from_state, to_state, note FROM audit WHERE action = 'contact'"


async def mended(chat: Chat) -> None:
    """Let the need be returned for two fields, and mended."""
    await claim(chat)
    await chat.user(ZHAO).goes(*RETURN)
    await chat.user(WANG).hears()
    await chat.user(WANG).goes(*MEND)


async def times(chat: Chat) -> list[str]:
    """When each thing was done to the need, as it is shown."""
    rows = await chat.rows("SELECT strftime('%Y-%m-%d %H:%M', at, '+8 hours') AS at FROM audit ORDER BY id")
    return [str(row["at"]) for row in rows]


async def test_the_owner_sees_the_course_without_claims(reviewing: Chat) -> None:
    await mended(reviewing)
    first, _, returned, again = await times(reviewing)
    wang = reviewing.user(WANG)
    said = await wang.goes(f"/status {REFERENCE}", "☞时间线")
    acts = (
        f"{first}　提交",
        f"{returned}　退回补充",
        "　　研发预算、完成期限：期限请再核实",
        f"{again}　修改后重新提交",
    )
    listed = "\n".join((f"{REFERENCE}《{TITLE}》", *acts, "现在：待审核"))
    assert [message["file"] and message["file"]["kind"] for message in said.messages] == ["photo", None]
    assert said.seen[-1] == f"{listed}\n[第 1 版内容] [第 2 版内容]\n[第 1 版 → 第 2 版]"
    assert (await wang.says(f"/history {REFERENCE}")).seen[-1] == said.seen[-1]


async def test_nobody_elses_course_is_shown(reviewing: Chat) -> None:
    await reviewing.user(WANG).goes(f"/status {REFERENCE}")
    li = reviewing.user(LI)
    refused = f"在您名下没有编号为 {REFERENCE} 的需求。只能查看自己提交的需求，请核对编号，或用 /my 查看全部。"
    assert (await li.says(f"/history {REFERENCE}")).texts == [refused]
    assert (await li.says("/history")).texts == ["请在命令后面写编号，例如 /history NM-2026-000001。"]


@pytest.mark.parametrize(("user", "phone"), [(WANG, "13800000000"), (SUN, "138****0000")])
async def test_what_was_submitted_each_time_can_be_opened_and_compared(reviewing: Chat, user: int, phone: str) -> None:
    await mended(reviewing)
    someone = reviewing.user(user)
    await someone.says(f"/history {REFERENCE}")
    first = await someone.taps("第 1 版内容")
    assert (first.heads, f"手机号码：{phone}" in first.texts[0], "研发预算：800 万元" in first.texts[0]) == (
        [f"{REFERENCE} · 第 1 版（提交，{await when(reviewing, 'submitted_at')}）"],
        True,
        True,
    )
    second = (await someone.taps("第 2 版内容")).texts[0]
    assert second.splitlines()[:2] == [
        f"{REFERENCE} · 第 2 版（修改后重新提交，{(await times(reviewing))[-1]}）",
        "当时要补充：研发预算、完成期限；审核意见：期限请再核实",
    ]
    assert (await someone.taps("第 1 版 → 第 2 版")).texts[0].splitlines() == [
        f"{REFERENCE} · 第 1 版 → 第 2 版",
        "划去的是原来的，加粗的是新的。",
        "· 研发预算：800 万元 → 900 万元",
        "· 完成期限：24 个月（2 年） → 36 个月（3 年）",
    ]


async def test_the_phone_is_changed_after_the_submission_with_a_record(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await claim(reviewing)
    said = await wang.goes(f"/status {REFERENCE}", "☞改联系方式")
    assert said.seen[0].splitlines() == [
        f"{REFERENCE} 的联系方式",
        "联系人：王芳",
        "手机：138****0000",
        "可以直接改，不用撤回重交；改了会留下记录，工作人员看到的是改后的。要改哪一项？",
        "[改联系人] [改手机号码]",
    ]
    assert (await wang.taps("改手机号码")).texts == [
        f"请发新的手机号码（{REFERENCE}）。发出后会先请您核对，不改了发送 /cancel。"
    ]
    assert (await wang.says("1390000111")).heads[0].startswith("手机号是 11 位")
    assert (await wang.says("139 0000 1111")).seen == [
        f"{REFERENCE}：改手机号码\n原来是：13800000000\n打错了的话，再发一次即可。\n[改成 13900001111]"
    ]
    assert await reviewing.rows(AUDIT) == []
    assert (await wang.taps("改成")).seen == [f"已改好。{REFERENCE} 的手机号码现在是：13900001111\n[回执]"]
    assert await reviewing.rows(AUDIT) == [
        {
            "actor_name": "敕勒新材料·王芳",
            "role": "owner",
            "action": "contact",
            "from_state": "in_review",
            "to_state": "in_review",
            "note": "手机号码：138****0000 → 139****1111",
        }
    ]
    assert await reviewing.rows("SELECT number, action FROM need_version") == [
        {"number": 1, "action": "submit"},
        {"number": 2, "action": "contact"},
    ]
    (card,) = (await zhao.hears()).in_chat(ZHAO).messages  # who holds it holds it still, and sees the new number
    assert (card["edited"], "手机号码：13900001111" in card["text"]) == (True, True)
    assert f"企业在 {(await times(reviewing))[-1]} 改了联系方式，下面是改后的" in card["text"]
    assert f"{REFERENCE} 已通过，将通知企业。" in (await zhao.goes("☞通过")).heads


async def test_a_name_is_changed_and_none_stands_in_the_record(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("改联系人", "☞改联系人", "李娜", "☞改成 李娜")
    assert [row["note"] for row in await reviewing.rows(AUDIT)] == ["联系人"]
    assert "联系人：李娜" in (await wang.says(f"/status {REFERENCE}")).texts[0]
    (row,) = await reviewing.rows("SELECT league, revision FROM need")
    assert row == {"league": "150200", "revision": 1}


async def test_a_question_is_answered_and_not_taken_for_a_name(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(f"/status {REFERENCE}", "☞改联系方式", "☞改联系人")
    assert (await wang.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]
    assert (await wang.says("李娜")).labels == [["改成 李娜"]]
    assert (await wang.says("/cancel")).texts == ["好的，联系人没有改。"]
    changed = f"已改好。{REFERENCE} 的联系人现在是：李娜"
    assert {*(await wang.taps_twice("改成 李娜")).texts} == {changed}
    assert len(await reviewing.rows(AUDIT)) == 1


async def test_what_is_being_mended_has_the_new_number_too(reviewing: Chat) -> None:
    await claim(reviewing)
    await reviewing.user(ZHAO).goes(*RETURN)
    wang = reviewing.user(WANG)
    await wang.hears()
    await wang.goes("☞补充并重新提交", "/cancel", f"/status {REFERENCE}")
    await wang.goes("☞改联系方式", "☞改手机号码", "13900001111", "☞改成")
    (row,) = await reviewing.rows("SELECT state, request FROM need")
    assert (row["state"], "期限请再核实" in row["request"]) == ("returned", True)
    await wang.goes(f"/status {REFERENCE}", *MEND)
    assert "手机号码：13900001111" in (await wang.says(f"/status {REFERENCE}")).texts[0]


async def test_nothing_brings_back_the_number_from_before_it_was_changed_elsewhere(reviewing: Chat) -> None:
    await claim(reviewing)
    await reviewing.user(ZHAO).goes(
        "☞退回补充", "☞手机号码", "☞需求名称", "☞写原因", "电话号码打不通，请核对后重新填写", "☞确认退回"
    )
    wang = reviewing.user(WANG)
    await wang.hears()
    shorter = "高温炉推舟机构国产化"
    await wang.goes("☞补充并重新提交", shorter, "13700002222")
    assert "13700002222" in (await wang.says("看一遍")).texts[0]
    await wang.says(f"/status {REFERENCE}")
    await wang.goes("☞改联系方式", "☞改手机号码", "13900001111", "☞改成")
    await wang.goes(f"/status {REFERENCE}", "☞补充并重新提交")
    said = [(await wang.says(words)).heads[0] for words in ("恢复原来的", "撤销", "撤销", "撤销")]
    assert said == [
        f"↶ 已恢复原来提交的 需求名称：{TITLE}",
        f"↶ 已撤销 需求名称：{TITLE} → {shorter}",
        f"↶ 已撤销 需求名称：{shorter} → {TITLE}",
        "没有可以撤销的改动。",
    ]
    (draft,) = await reviewing.rows("SELECT content FROM draft")
    assert [number for number in ("138", "137", "139") if f'"{number}' in draft["content"]] == ["139"]


async def test_what_can_be_carried_over_is_what_it_is_now(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/submit", "☞同意", "存下离开", f"/status {REFERENCE}")
    await wang.goes("☞改联系方式", "☞改手机号码", "13900001111", "☞改成")
    said = await wang.goes("/submit", "☞继续填：", "☞沿用")
    assert ("13900001111" in said.texts[0], "13800000000" in said.texts[0]) == (True, False)


async def test_ones_own_number_can_be_shared_for_it(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(f"/status {REFERENCE}", "☞改联系方式", "☞改手机号码")
    shared = {"phone_number": "+8613900001111", "first_name": "王芳"}
    assert (await wang.does("contact", **shared, user_id=LI)).heads == [
        "收到号码，但现在没有用到，没有保存。要填报需求请发送 /submit。"
    ]
    assert (await wang.does("contact", **shared, user_id=WANG)).labels == [["改成 13900001111"]]


async def test_of_several_needs_it_is_asked_which(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(f"/status {REFERENCE}", "☞撤回", "☞确定撤回")
    assert (await wang.says("换联系人")).texts == ["您还没有填过联系人和手机号。"]
    for _ in range(2):
        await wang.goes(f"/status {REFERENCE}", "☞复制为新草稿", "☞同意", "☞核对无误", "☞以上属实")
    assert (await wang.says("换联系人")).labels == [[f"改 NM-2026-00000{number} 的"] for number in (3, 2)]
    assert (await wang.taps("改 NM-2026-000002 的")).heads == ["NM-2026-000002 的联系方式"]


async def test_a_withdrawn_need_stays_as_it_is(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(f"/status {REFERENCE}", "☞改联系方式", "☞改手机号码", "13900001111")
    late = wang.tap("改成")
    await wang.goes(f"/status {REFERENCE}", "☞撤回", "☞确定撤回")
    assert (await wang.act("taps", late)).heads == [f"{REFERENCE} · 已撤回"]
    assert ["回执", "时间线"] in (await wang.says(f"/status {REFERENCE}")).labels
