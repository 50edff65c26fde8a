"""Whatever is thrown at the bot gets one short, polite reply or none by a stated rule; no draft is touched by it."""

from typing import Any

import pytest

from tests.chat import GROUP, LI, WANG, ZHAO, Chat, Heard, User
from tests.conversations.need import STALE, TAPPED, before

COMPANY, CODE = TAPPED[1], TAPPED[2]
EMPTY = "没有看到文字，请再发一次。"
EDITED = (
    "看到您修改了之前的消息，但已收到的内容不会跟着变。"
    "要改填报内容，请发“修改第 1 项”，编号点“看一遍”可以查到；要重新提问，请另发一条。"
)


async def drafts(chat: Chat) -> list[dict[str, Any]]:
    """What the drafts hold and where they stand; texts put by for later do not count."""
    return await chat.rows(
        "SELECT content ->> 'step' AS step, content -> 'values' AS held, user_id AS writing"
        " FROM draft LEFT JOIN focus ON draft_id = draft.id ORDER BY draft.id"
    )


def message(user_id: int, **content: Any) -> dict[str, Any]:
    """A message as Telegram would hand it over, with any content."""
    person = {"id": user_id, "first_name": "王芳"}
    head = {"message_id": 9_000, "date": 1_790_000_000}
    return {"message": {**head, "from": {**person, "is_bot": False}, "chat": {**person, "type": "private"}, **content}}


async def sends(user: User, **content: Any) -> Heard:
    return await user.does("raw", update=message(user.id, **content))


async def test_service_messages_are_left_alone(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (await sends(wang, pinned_message=message(WANG, text="x")["message"])).texts == []
    assert (await sends(wang, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})).texts == []


async def test_an_edited_message_changes_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(COMPANY))
    answered = await chat.post(f"/local/users/{WANG}/messages", {"text": COMPANY})
    await wang.hears()
    kept = await drafts(chat)
    said = await wang.does("edited_message", message_id=answered["message"]["message_id"], text="内蒙古另一家有限公司")
    assert [event["type"] for event in said.events if event["message"]["from"]["is_bot"]] == ["message"]
    assert said.texts[-1] == EDITED
    assert await drafts(chat) == kept


UNSEEN = ["\u200b\u200b", "\u202e\u202d", "\u2066\u2069", "\u0007\u0008", "\ufeff", " \n\t \u3000", "\u200b" * 5_000]


@pytest.mark.parametrize("text", UNSEEN)
async def test_texts_in_which_nothing_is_to_be_seen(chat: Chat, text: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    assert (await sends(wang, text=text)).texts == [EMPTY]
    assert await drafts(chat) == kept


async def test_invisible_marks_in_an_answer_are_taken_out(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(COMPANY))
    said = await sends(wang, text="\u202e内蒙古\u200b敕勒新材料\u0000有限公司\u2069\u0007")
    assert said.heads == [f"✓ 单位全称：{COMPANY}"]


async def test_half_a_surrogate_pair_is_left_out(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(COMPANY))
    assert (await sends(wang, text=f"\ud83d{COMPANY}\udc00")).heads == [f"✓ 单位全称：{COMPANY}"]


async def test_an_edited_field_is_opened_as_the_bot_says(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await wang.goes("看一遍")).texts[0].splitlines()[3] == f"1. 单位全称：{COMPANY}"
    assert (await wang.says("修改第 1 项")).heads == ["单位全称"]


async def test_a_hundred_thousand_characters(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (
        await sends(wang, text="揭榜挂帅是什么？" * 12_500)
    ).labels != []  # answered or asked back, as its beginning is
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    said = await sends(wang, text="9" * 100_000)
    assert said.heads == ["发来的内容太长了（100000 个字），这里只需要简短的回答。"]
    assert await drafts(chat) == kept
    assert max(row["n"] for row in await chat.rows("SELECT length(content) AS n FROM draft")) < 6_000
    await wang.goes(*TAPPED[2:5])
    kept = await drafts(chat)
    said = await sends(wang, text="卡" * 100_000)
    assert said.heads == ["现在有 100000 个字，最多 1500 个字，请删去约 98500 个字，改短后再发。原文替您留着。"]
    assert await drafts(chat) == kept
    assert (await wang.says(CODE)).heads[0].startswith("现在有 18 个字，至少要 50 个字")


async def test_a_hundred_thousand_characters_are_no_reason(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    said = await zhao.does("raw", update=message(ZHAO, text="因" * 100_000))
    assert said.texts == ["原因最多 1000 个字，现在有 100000 个字，请精简后再发一次。"]


ODD = (
    "<b>粗</b><script>alert(1)</script>&amp;",
    "'; DROP TABLE need; --",
    "{reference} %s {0} \\n",
    "مرحبا بالعالم",
    "甲😀👨‍👩‍👧‍👦🏳️‍🌈",
)


@pytest.mark.parametrize("text", ODD)
async def test_odd_texts_come_back_as_they_were_typed(chat: Chat, text: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    said = await wang.says(text)
    assert said.texts[0].splitlines()[1] == f"您刚才发的是：{text}"
    assert await drafts(chat) == kept
    assert (await wang.says("/cancel")).heads == ["草稿存好了（已填 1/17 项），没有删除。"]
    assert len((await wang.says(text)).messages) == 1


@pytest.mark.parametrize("signs", ["😀👨‍👩‍👧‍👦🏳️‍🌈", "\U0001f4a9" * 30, "？！", "——"])
async def test_signs_alone_are_no_answer_and_no_question(chat: Chat, signs: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    assert (await wang.says(signs)).heads[-1] == "第 2/13 步 · 信用代码"
    assert await drafts(chat) == kept
    assert await chat.rows("SELECT * FROM question") == []


async def test_html_in_a_need_is_text_everywhere(chat: Chat) -> None:
    wang, zhao, company = chat.user(WANG), chat.user(ZHAO), "内蒙古<b>敕勒</b>&有限公司"
    await zhao.says("/start")
    await wang.goes("/submit", *(step.replace(COMPANY, company) for step in TAPPED))
    said = await zhao.hears()
    assert said.texts[0].splitlines()[1].partition(" · ")[0] == company
    said = await zhao.taps("领取", chat=GROUP)
    assert said.in_chat(ZHAO).texts[0].splitlines()[4] == f"1. 单位全称：{company}"
    assert (await wang.goes("/my", "☞查看 NM")).texts[0].splitlines()[5] == f"1. 单位全称：{company}"


async def test_somebody_elses_forwarded_contact(chat: Chat) -> None:
    wang = chat.user(WANG)
    contact = {"phone_number": "13900000000", "first_name": "李强", "user_id": LI}
    assert (await wang.does("contact", **contact)).texts == [
        "收到号码，但现在没有用到，没有保存。要填报需求请发送 /submit。"
    ]
    await wang.goes(*before("13800000000"))
    kept = await drafts(chat)
    said = await wang.does("contact", **contact)
    assert said.heads == ["这是别人的号码，没有记录。请发送您自己的号码，或者直接打字。"]
    assert await drafts(chat) == kept
    stored = await chat.rows("SELECT count(*) AS n FROM draft WHERE content LIKE '%13900000000%'")
    assert stored == [{"n": 0}]


async def test_talk_in_groups_and_channels_is_none_of_the_bots_business(chat: Chat) -> None:
    zhao = chat.user(ZHAO)
    assert (await zhao.says("首批榜单有多少项？", to=GROUP)).texts == []
    assert (await zhao.does("channel_post", text="首批榜单有多少项？")).texts == []
    assert (await zhao.does("sticker", chat_id=GROUP)).texts == []
    assert (await zhao.does("inline_query", query="经费")).texts == []
    assert (await zhao.says("/nonsense@jiebang_local_bot", to=GROUP)).texts == []
    assert await chat.rows("SELECT * FROM question") == []


async def test_an_update_that_makes_no_sense_holds_up_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    odd: list[object] = [{}, {"message": "?"}, {"message": {"chat": 7}}, {"callback_query": {"id": []}}]
    for nonsense in odd:
        await wang.does("raw", update=nonsense)
    assert (await wang.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_stale_and_forged_buttons_leave_the_draft_alone(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    kept = await drafts(chat)
    assert (await wang.forges("intake.skip")).texts == [STALE]
    assert await drafts(chat) == kept
    assert (await wang.says("/nonsense")).texts == ["没有这个命令。可用命令请看 /help，也可以直接打字提问。"]
    assert await drafts(chat) == kept
