"""Who was asked what to hand over may refuse, nod, or ask the bot after all: nothing goes to staff unseen."""

import json

import pytest

from tests.chat import GROUP, SUN, WANG, ZHAO, Chat
from tests.conversations.need import TAPPED, before
from tests.conversations.talk import FIRST_ASK, QUESTION

UNSAID = "好的。直接打字就是向我提问。"
WAITING = "还没有转给工作人员。要转哪句话，点它下面的“转给工作人员”，或者写成一条消息；不转了，点“不说了”。"
ANSWER = "15项，都是技术攻关类。"
STRANGE = "能不能派人到我们厂里来看看"

REFUSALS = (
    *("不要转人工", "不要转人工了我自己看", "不想转人工了", "先不转了", "别转", "不要", "不需要人工", "没事了"),
    *("我自己看看就行", "不是这个", "别转人工啊", "算了", "不用了，我自己看"),
)


@pytest.mark.parametrize("asked", [(), (QUESTION,)], ids=["nothing asked", "after a question"])
async def test_a_refusal_ends_it(chat: Chat, asked: tuple[str, ...]) -> None:
    wang = chat.user(WANG)
    ended = {}
    for refusal in REFUSALS:
        await wang.goes(*asked, "/handoff")
        ended[refusal] = (await wang.says(refusal)).heads
    assert ended == {refusal: [UNSAID] for refusal in REFUSALS}
    assert await chat.rows("SELECT * FROM talk_line") == []
    assert (await wang.says(QUESTION)).heads == [ANSWER]


async def test_what_follows_a_refusal_is_heard(chat: Chat) -> None:
    wang = chat.user(WANG)
    for begun in ("/start", "/handoff"):
        await wang.says(begun)
        assert (await wang.says(f"不要给我转人工 我问你 {QUESTION}")).heads == [UNSAID, ANSWER]
    assert (await wang.says("我不想转人工，谢谢")).heads == [UNSAID]
    assert await chat.rows("SELECT * FROM talk_line") == []


@pytest.mark.parametrize("nod", ["好的", "嗯", "？", "在吗"])
async def test_a_nod_changes_nothing(chat: Chat, nod: str) -> None:
    wang = chat.user(WANG)
    await wang.says("给我找个真人")
    assert (await wang.says(nod)).texts == [WAITING]
    assert (await wang.says(STRANGE)).texts[0].splitlines()[:2] == ["把这个问题转给工作人员吗？", STRANGE]


@pytest.mark.parametrize(("said", "head"), [("谢谢", "不客气！"), ("再见", "再见！"), ("我先去吃饭", "现在没有")])
async def test_who_takes_his_leave_asks_staff_nothing(chat: Chat, said: str, head: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(QUESTION, "/handoff")
    assert (await wang.says(said)).heads[0].startswith(head)
    assert (await wang.says(STRANGE)).heads != ["把这个问题转给工作人员吗？"]
    assert await chat.rows("SELECT * FROM talk_line") == []


async def test_what_the_bot_knows_it_answers_and_the_question_can_still_go_to_staff(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.says("给我找个真人")
    said = await wang.says(QUESTION)
    assert (said.heads, said.labels[0]) == ([ANSWER], ["还是转给工作人员"])
    assert (await wang.taps("还是转给工作人员")).heads == ["已把您的问题转给工作人员："]
    assert (await zhao.hears()).texts[-1].splitlines()[1] == f"问：{QUESTION}"


async def test_who_asks_the_same_again_means_a_person(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(QUESTION, "/handoff", "换一个问题")
    assert (await wang.says(QUESTION)).heads == ["把这个问题转给工作人员吗？"]


async def test_whatever_else_is_shown_before_it_is_sent_and_gives_way_to_the_next(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    assert (await wang.says("给我找个真人")).heads == [FIRST_ASK]
    for said in ("想请人来一趟厂里", STRANGE):
        shown = await wang.says(said)
        assert shown.texts[0].splitlines()[:2] == ["把这个问题转给工作人员吗？", said]
        assert shown.labels == [["转给工作人员", "问机器人"], ["不说了"]]
    assert (await zhao.hears()).in_chat(GROUP).texts == []
    await wang.taps("转给工作人员")
    assert (await zhao.hears()).texts[-1].splitlines()[1] == f"问：{STRANGE}"
    assert await chat.rows("SELECT count(*) AS said FROM talk_line") == [{"said": 1}]


async def test_a_shown_text_can_be_put_to_the_bot(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("给我找个真人", STRANGE)
    await wang.taps("问机器人")
    assert await chat.rows("SELECT * FROM talk_line") == []
    assert (await wang.says(QUESTION)).heads == [ANSWER]


@pytest.mark.parametrize("said", ["元旦放假有人管吗", "项目有没有人管"])
async def test_who_asks_whether_anybody_is_in_charge_wants_no_person_for_it(chat: Chat, said: str) -> None:
    assert (await chat.user(WANG).says(said)).heads not in ([FIRST_ASK], ["把这个问题转给工作人员吗？"])


async def test_in_a_talk_a_denial_is_said_to_staff(chat: Chat) -> None:
    wang, sun = chat.user(WANG), chat.user(SUN)
    await sun.says("/start")
    await wang.goes("给我找个真人", STRANGE, "☞转给工作人员", "☞继续说")
    assert (await wang.says("不要")).heads == ["已转给工作人员。"]


async def test_a_piece_that_may_ask_is_not_lost_when_the_next_comes(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[5]))
    first = "我们厂的出铁口每次都要人工去捅，温度高粉尘大，定位总是不准，能找专家到厂里来吗"
    assert (await wang.says(first)).labels[0][0] == "当作填写内容"
    second = "炉前温度一千二百度以上，普通机器人的电缆和关节撑不过一个月就要换"
    assert ["两段都填"] in (await wang.says(second)).labels
    await wang.taps("两段都填")
    (draft,) = await chat.rows("SELECT content FROM draft")
    assert json.loads(draft["content"])["values"]["problem"] == f"{first}\n{second}"
