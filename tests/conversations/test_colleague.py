"""A colleague is invited to a draft or need by a link that works once: what he sees, may do, and is told."""

import re

import pytest

from tests.chat import LI, WANG, ZHAO, Chat, Heard, User
from tests.conversations.need import REFERENCE, STALE, TAPPED, TITLE, before, claim
from tests.papers import PDF

COMPANY = TAPPED[1]
UNUSABLE = "这个邀请链接不能用：已有人用过、过了期限，或者被收回了。请让同事再发一个。"
OWNER_ONLY = "这一步只有邀请您的人能办。您可以看内容、改草稿，填好了请告诉他。"


def carried(said: Heard) -> str:
    """What the link in a message opens the bot with."""
    (link,) = re.findall(r"https://t\.me/\w+\?start=([\w-]+)", "\n".join(said.texts))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", link)
    return str(link)


async def invited(chat: Chat) -> str:
    """Let 王芳 have a draft up to its title and a link to it."""
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), TITLE, "☞更多", "☞邀请同事")
    return carried(await wang.taps("生成邀请链接"))


async def together(chat: Chat) -> tuple[User, User]:
    """Let 李强 have joined 王芳's draft; both stand at the problem."""
    link = await invited(chat)
    wang, li = chat.user(WANG), chat.user(LI)
    await li.goes(f"/start {link}", "☞同意并加入")
    await wang.hears()
    return wang, li


async def test_who_is_invited_sees_whose_need_it_is_and_no_more_before_he_agrees(chat: Chat) -> None:
    link = await invited(chat)
    wang, li = chat.user(WANG), chat.user(LI)
    said = await li.says(f"/start {link}")
    assert said.texts[0].splitlines()[:3] == ["邀请您一起填报一项技术需求", f"单位：{COMPANY}", f"需求名称：{TITLE}"]
    assert (TAPPED[2] in said.texts[0], "填报须知" in said.texts[0]) == (False, False)
    assert "1. 谁负责：某某科技服务中心（信息科，电话 0471-0000000）；" in said.texts[0].splitlines()
    assert said.labels == [["同意并加入", "不加入"]]
    assert (await li.taps("不加入")).texts == ["好的，没有加入。改了主意，可以再点那个链接。"]
    said = await li.goes(f"/start {link}", "☞同意并加入")
    assert said.heads == [
        f"已加入《{TITLE}》。您可以看、可以改草稿；提交、撤回、删除，和提交以后改联系方式，由邀请您的人办。",
        "欢迎回来，我们接着填。",
    ]
    name = (await chat.rows("SELECT name FROM sharing"))[0]["name"]
    assert (await wang.hears()).seen == [f"{name} 已加入《{TITLE}》，可以一起填了。\n[看看有哪些同事]"]
    agreed = "SELECT user_id, draft_id FROM consent ORDER BY id"
    assert await chat.rows(agreed) == [{"user_id": WANG, "draft_id": 1}, {"user_id": LI, "draft_id": 1}]


async def test_only_the_digest_of_a_link_is_kept(chat: Chat) -> None:
    link = await invited(chat)
    held = chat.database.read_bytes() + chat.database.with_name("jiebang.db-wal").read_bytes()
    assert len(link.removeprefix("join_")) == 22  # 128 bits
    (row,) = await chat.rows("SELECT digest FROM sharing")
    assert str(row["digest"]).encode() in held


async def test_a_link_works_once_in_time_and_until_it_is_taken_back(chat: Chat) -> None:
    link = await invited(chat)
    wang, li = chat.user(WANG), chat.user(LI)
    other = chat.user((await chat.post("/local/users", {"name": "外人"}))["id"])
    assert (await wang.says(f"/start {link}")).texts == ["这是您自己的邀请链接，请转给同事点开。"]
    assert (await chat.user(ZHAO).says(f"/start {link}")).texts == ["工作人员不能参与填报，以免审核自己的需求。"]
    await other.says(f"/start {link}")
    await li.goes(f"/start {link}", "☞同意并加入")
    assert (await other.taps("同意并加入")).texts == [UNUSABLE]  # 李强 was faster
    assert (await other.says(f"/start {link}")).texts == [UNUSABLE]
    await wang.taps("看看有哪些同事")
    second = carried(await wang.taps("生成邀请链接"))
    chat.clock.forward(days=7, minutes=1)
    assert (await other.says(f"/start {second}")).texts == [UNUSABLE]
    third = carried(await wang.taps("生成邀请链接"))
    await wang.taps("收回链接")
    assert (await other.says(f"/start {third}")).texts == [UNUSABLE]
    assert (await other.says("/start join_nothing")).texts == [UNUSABLE]
    assert (await other.says("/my")).texts == ["您还没有填报过技术需求。"]


async def test_two_write_one_draft_and_each_is_told_what_the_other_has_changed(chat: Chat) -> None:
    wang, li = await together(chat)
    name = (await chat.rows("SELECT name FROM sharing"))[0]["name"]
    old = wang.tap("先空着")
    said = await li.says(TAPPED[5])
    assert said.heads == [f"✓ 技术难题：{TAPPED[5]}"]
    said = await wang.act("taps", old)
    assert said.toasts == ["这张卡片已经过时，请看最新的一张"]
    assert said.texts[0].splitlines()[:3] == [f"{name} 改了技术难题。", "", "第 6/13 步 · 技术指标"]
    await wang.says(TAPPED[6])
    said = await li.says("800万")  # it is for the indicators, which 王芳 has filled in meanwhile
    assert said.texts[0].splitlines()[:3] == [
        "邀请您的同事 改了技术指标。",
        "",
        "您刚才发的是给“技术指标”的，同事已经填到别处，这句没有填进去，替您留在“技术指标”那一步了。",
    ]
    (row,) = await chat.rows(
        "SELECT content -> '$.values.indicators' AS rows, content -> '$.rejected' AS kept FROM draft"
    )
    assert ("4000" in row["rows"], "800万" in row["kept"]) == (True, True)
    assert (await li.says("800万")).heads == ["✓ 研发预算：800 万元"]


async def test_only_the_owner_submits_and_his_colleague_is_told(chat: Chat) -> None:
    wang, li = await together(chat)
    said = await li.goes(*TAPPED[5:])
    assert said.heads == [OWNER_ONLY]
    assert (await li.goes("放弃", "☞确定放弃")).heads == [OWNER_ONLY]
    assert await chat.rows("SELECT * FROM need") == []
    await wang.goes("/my", "☞继续填：")
    assert (await wang.says("确认提交")).heads == [f"已提交，编号 {REFERENCE}"]
    assert (await li.hears()).seen[0].splitlines()[0] == f"已提交，编号 {REFERENCE}"
    said = await li.says("/my")
    assert said.texts[0].splitlines()[-1] == "　同事邀请您一起填的"
    acts = await chat.rows("SELECT actor, action, note FROM audit")
    assert acts == [{"actor": WANG, "action": "submit", "note": "有同事一起填写（1 位）"}]


async def test_a_colleague_is_told_of_decisions_and_mends_what_was_returned(chat: Chat) -> None:
    wang, li = await together(chat)
    await wang.goes(*TAPPED[5:])
    await chat.user(ZHAO).says("/start")
    await claim(chat)
    await chat.user(ZHAO).goes("☞退回补充", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    assert (await wang.hears()).heads == [f"您的需求需要补充 {REFERENCE}"]
    assert (await li.hears()).heads[-1] == f"您的需求需要补充 {REFERENCE}"
    said = await li.goes("☞补充并重新提交", "36个月")
    assert said.heads == ["✓ 完成期限：24 个月（2 年） → 36 个月（3 年）"]
    assert (await li.goes("☞核对无误", "☞以上属实")).heads == [OWNER_ONLY]
    said = await wang.taps("补充并重新提交")
    assert "改了完成期限。" in said.texts[0].splitlines()[0]
    assert (await wang.taps("以上属实")).heads == [f"已重新提交，编号不变：{REFERENCE}"]


async def test_a_colleague_is_asked_to_leave_and_sees_nothing_more(chat: Chat) -> None:
    wang, li = await together(chat)
    name = (await chat.rows("SELECT name FROM sharing"))[0]["name"]
    old = li.tap("先空着")
    said = await wang.goes("☞看看有哪些同事")
    assert said.labels == [[f"请{name}退出"], ["生成邀请链接"], ["接着填"]]
    await wang.taps(f"请{name}退出")
    said = await li.hears()
    assert said.texts == [f"您不再参与《{TITLE}》，内容看不到了。"]
    assert (await li.act("taps", old)).texts == [STALE]
    assert (await li.says("/my")).texts == ["您还没有填报过技术需求。"]
    assert (await li.says("继续")).heads == ["您没有没填完的草稿。"]


async def test_a_colleague_leaves_by_himself(chat: Chat) -> None:
    wang, li = await together(chat)
    assert (await li.taps("退出")).texts == [f"已退出《{TITLE}》。"]
    assert (await wang.hears()).texts[-1].endswith(f"已退出《{TITLE}》。")
    assert (await li.says("/my")).texts == ["您还没有填报过技术需求。"]


@pytest.mark.parametrize("who", [LI, WANG])
async def test_who_has_his_data_erased_takes_part_no_more(chat: Chat, who: int) -> None:
    _, li = await together(chat)
    await chat.user(who).goes("/deleteme", "☞确定删除")
    assert await chat.rows("SELECT * FROM sharing") == []
    assert len(await chat.rows("SELECT * FROM draft")) == (1 if who == LI else 0)
    assert (await li.says("/my")).texts == ["您还没有填报过技术需求。"]


async def test_nobody_takes_back_what_another_one_wrote(chat: Chat) -> None:
    wang, li = await together(chat)
    await wang.says(TAPPED[5])
    assert "没有可以撤销的改动" in (await li.says("撤销")).texts[0]
    await li.says(TAPPED[6])
    await li.says("撤销")
    (row,) = await chat.rows("SELECT content -> '$.values' AS held FROM draft")
    assert (TAPPED[5][:10] in row["held"], "indicators" in row["held"]) == (True, False)


async def test_who_was_asked_to_leave_hears_no_more_and_says_nothing(chat: Chat) -> None:
    wang, li = await together(chat)
    old = li.tap("退出")
    await wang.goes("☞看看有哪些同事", "☞请")
    await li.hears()
    assert (await li.act("taps", old)).texts == [STALE]
    assert (await wang.hears()).texts == []


async def test_a_link_that_was_copied_opens_what_it_leads_to(chat: Chat) -> None:
    link = await invited(chat)
    said = await chat.user(LI).says(f"https://t.me/jiebang_local_bot?start={link}")
    assert said.texts[0].splitlines()[0] == "邀请您一起填报一项技术需求"
    assert await chat.rows("SELECT * FROM question") == []


async def test_what_a_colleague_typed_for_any_step_is_done_though_the_other_has_gone_on(chat: Chat) -> None:
    wang, li = await together(chat)
    await wang.says(TAPPED[5])
    said = await li.says("需求名称改成永磁直线电机推舟机构研制")
    assert "永磁直线电机推舟机构研制" in said.texts[0]
    (row,) = await chat.rows("SELECT content -> '$.rejected' AS kept FROM draft")
    assert row["kept"] == "{}"


async def test_a_file_that_a_colleague_sent_belongs_to_the_draft(chat: Chat) -> None:
    wang, li = await together(chat)
    await li.sends_file("图纸.pdf", PDF, kind="document")
    await li.goes("/deleteme", "☞确定删除")
    (row,) = await chat.rows("SELECT draft_id, state FROM attachment")
    assert (row["draft_id"], row["state"]) == (1, "stored")
    await wang.goes("/deleteme", "☞确定删除")
    assert await chat.rows("SELECT * FROM attachment") == []
