"""Remarks: staff's notes, which the enterprise never sees, and what it is asked while the need stays in review."""

import json

from bot.config import DecisionsSection
from tests.chat import GROUP, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, SUMMARY, TITLE, claim
from tests.conversations.test_own_data import files

NOTE = "预算偏高，请领导留意"
QUESTION = "连续运行时间是在什么温度下测的？"
ANSWER = "在 1600 度下测的，有现场记录"
ASKED = f"审核员想问一下 {REFERENCE}《{TITLE}》\n{QUESTION}\n\n"
OVER = f"{REFERENCE} 的这个问题已经回答过，或者不用再回答了。"


def said(text: str) -> list[str]:
    """The lines of a text without the moments before them."""
    return [line.split(" ", 2)[-1] if line.startswith("2026-") else line for line in text.splitlines()]


async def asked(chat: Chat) -> tuple[User, User]:
    """赵敏 has claimed the need and asked 王芳 something."""
    await claim(chat)
    zhao, wang = chat.user(ZHAO), chat.user(WANG)
    await wang.hears()
    await zhao.goes("☞问企业", QUESTION)
    return zhao, wang


async def test_a_note_is_for_staff_alone(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang, sun = reviewing.user(ZHAO), reviewing.user(WANG), reviewing.user(SUN)
    await wang.hears()
    prompt = f"写备注 {REFERENCE}\n{SUMMARY}\n下一条消息记为内部备注，只有工作人员看得到，企业看不到。"
    assert (await zhao.taps("备注")).seen == [f"{prompt}\n[取消]"]
    assert (await zhao.says(NOTE)).in_chat(ZHAO).heads[-1] == f"{REFERENCE} 的备注已记下，企业看不到。"
    card = (await sun.says(f"/status {REFERENCE}")).texts[-1]
    assert f"备注（赵敏，2026-11-02 10:00）：{NOTE}" in card
    assert said((await sun.says(f"/history {REFERENCE}")).texts[0])[-1] == f"赵敏 备注：{NOTE}"
    assert f"赵敏 备注：{NOTE}" in (await sun.says(f"/history {REFERENCE}", to=GROUP)).texts[0]
    for told in (await wang.hears(), await wang.says(f"/status {REFERENCE}"), await wang.says(f"/history {REFERENCE}")):
        assert not [text for text in told.texts if NOTE in text]
    assert NOTE not in json.dumps(await exported(wang), ensure_ascii=False)


async def test_the_card_shows_the_latest_three_notes(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    for number in range(1, 5):
        await zhao.goes("☞备注", f"第{number}条备注")
    card = (await zhao.says(f"/status {REFERENCE}")).texts[-1]
    assert [line.partition("：")[2] for line in card.splitlines() if line.startswith("备注")] == [
        "第2条备注",
        "第3条备注",
        "第4条备注",
    ]
    assert "第1条备注" in (await zhao.says(f"/history {REFERENCE}")).texts[0]


async def test_a_question_reaches_the_enterprise_and_its_answer_the_holder(reviewing: Chat) -> None:
    zhao, wang = await asked(reviewing)
    how = "回复这条消息，或者点“回答”。需求仍在审核，不用重新提交；要发文件，写在回答里说明，退回补充时再附。"
    assert (await wang.hears()).seen == [f"{ASKED}{how}\n[回答] [查看这项需求]"]
    waits = f"⏳ 已问企业，等回答（赵敏，2026-11-02 10:00）：{QUESTION}"
    assert waits in (await zhao.says(f"/status {REFERENCE}")).texts[-1]
    mine = await wang.says(f"/status {REFERENCE}")
    assert f"审核员问（2026-11-02 10:00）：{QUESTION}" in mine.texts[0].splitlines()
    await zhao.hears()
    prompt = f"回答审核员 {REFERENCE}\n问：{QUESTION}\n请写成一条消息，会原样交给审核这项需求的工作人员。\n[以后再答]"
    assert (await wang.taps("回答")).seen == [prompt]
    assert (await wang.says(ANSWER)).texts == [f"回答已交给审核员（{REFERENCE}）。"]
    heard = (await zhao.hears()).in_chat(ZHAO)
    assert heard.seen[-1] == f"企业回答了 {REFERENCE}\n问：{QUESTION}\n答：{ANSWER}\n[查看]"
    assert waits not in heard.texts[0]
    lines = said((await zhao.says(f"/history {REFERENCE}")).texts[0])[-2:]
    assert lines == [f"赵敏 问企业：{QUESTION}", f"企业（敕勒新材料·王芳）答：{ANSWER}"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "in_review"}]
    assert (await wang.taps("回答")).texts == [OVER]


async def test_a_reply_to_the_question_answers_it(reviewing: Chat) -> None:
    zhao, wang = await asked(reviewing)
    await wang.hears()
    assert (await wang.replies(ANSWER, to="审核员想问一下")).texts == [f"回答已交给审核员（{REFERENCE}）。"]
    assert (await zhao.hears()).in_chat(ZHAO).heads[-1] == f"企业回答了 {REFERENCE}"
    assert (await wang.replies("再说一句", to="审核员想问一下")).texts == [OVER]


async def test_what_the_enterprise_answered_is_exported(reviewing: Chat) -> None:
    _, wang = await asked(reviewing)
    await wang.replies(ANSWER, to="审核员想问一下")
    (row,) = (await exported(wang))["answers"]
    assert (row["reference"], row["question"], row["text"]) == (REFERENCE, QUESTION, ANSWER)


async def test_a_decision_ends_the_question(reviewing: Chat) -> None:
    zhao, wang = await asked(reviewing)
    await zhao.goes("☞通过")
    await wang.hears()
    assert (await wang.replies(ANSWER, to="审核员想问一下")).texts == [OVER]
    assert "审核员问（" not in (await wang.says(f"/status {REFERENCE}")).texts[0]


async def test_while_the_notice_waits_the_question_can_be_answered_and_undoing_opens_it_again(reviewing: Chat) -> None:
    await reviewing.restart(decisions=DecisionsSection(undo_seconds=120))
    zhao, wang = await asked(reviewing)
    await zhao.goes("☞通过")
    await wang.hears()
    assert f"审核员问（2026-11-02 10:00）：{QUESTION}" in (await wang.says(f"/status {REFERENCE}")).texts[0]
    await zhao.taps("撤销决定")
    assert "⏳ 已问企业" in (await zhao.says(f"/status {REFERENCE}")).texts[-1]
    await zhao.goes("☞通过")
    assert (await wang.replies(ANSWER, to="审核员想问一下")).texts == [f"回答已交给审核员（{REFERENCE}）。"]
    assert (await zhao.hears()).in_chat(ZHAO).heads[-1] == f"企业回答了 {REFERENCE}"


async def test_only_the_holder_asks_and_nobody_writes_without_end(reviewing: Chat) -> None:
    zhao, _ = await asked(reviewing)
    sun = reviewing.user(SUN)
    await sun.says(f"/status {REFERENCE}")
    assert "问企业" not in sun.labels()
    await zhao.goes("☞问企业", "☞放回队列", "☞确认放回")
    said = await zhao.replies("还有一个问题要问", to="下一条消息原样发给企业")
    assert said.in_chat(ZHAO).texts[-1] == f"只有正在审核的人可以问企业：{REFERENCE} 现为“待审核”。"
    await sun.taps("备注")
    assert (await sun.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
    assert len(await reviewing.rows("SELECT * FROM need_remark")) == 1


async def exported(user: User) -> dict[str, list[dict[str, str]]]:
    """Return what the user's export holds, as programs read it."""
    found: dict[str, list[dict[str, str]]] = json.loads(
        (await files(user.chat, await user.says("/mydata")))["我的数据.json"]
    )
    return found
