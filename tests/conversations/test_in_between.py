"""Questions in the middle of the form: answered, and the step asked again; what was typed is kept either way."""

from tests.chat import WANG, Chat
from tests.conversations.need import TAPPED, before

QUESTION = "首批榜单有多少项？"
ANSWER = "15项，都是技术攻关类。"


async def test_where_the_step_cannot_take_it_a_question_is_answered_and_the_step_asked_again(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]))
    assert (await wang.says(QUESTION)).heads == [ANSWER, "第 2/17 步 · 信用代码"]
    assert await chat.rows("SELECT text, outcome FROM question") == [{"text": QUESTION, "outcome": "answer"}]


async def test_where_the_step_would_take_any_text_the_bot_asks_what_is_meant(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[5]))
    said = await wang.says(QUESTION)
    assert said.heads == ["第 5/17 步 · 需求名称"]
    assert said.labels == [["当作填写内容", "当作提问"], ["看一遍", "存下离开", "放弃"]]
    assert await chat.rows("SELECT * FROM question") == []
    said = await wang.taps("当作提问")
    assert said.heads == [ANSWER, "第 5/17 步 · 需求名称"]
    assert (await wang.taps("看刚才的原文")).heads[0] == QUESTION  # kept, in case it was an answer after all


async def test_meant_as_an_answer_it_is_one(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[5]), QUESTION)
    assert (await wang.taps("当作填写内容")).heads == [f"✓ 需求名称：{QUESTION}", "第 6/17 步 · 技术领域"]
    assert await chat.rows("SELECT * FROM question") == []


async def test_which_was_meant_can_be_told_after_a_restart_and_only_once(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[5]), QUESTION)
    await chat.restart()
    said = await wang.taps_twice("当作提问")
    assert said.heads == [ANSWER, "第 5/17 步 · 需求名称", "第 5/17 步 · 需求名称"]
    assert len(await chat.rows("SELECT * FROM question")) == 1


async def test_a_question_at_the_review_is_answered_and_the_review_shown_again(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞核对无误"))
    assert (await wang.says(QUESTION)).heads == [ANSWER, "核对（已填 17/17 项）"]


async def test_commands_work_in_the_middle(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]))
    for command, head in {"/help": "怎么用", "/topics": "可以问这些方面", "/privacy": "关于您的信息"}.items():
        assert (await wang.says(command)).heads == [head]
    assert (await wang.says(TAPPED[2])).heads == [f"✓ 信用代码：{TAPPED[2]}"]


async def test_on_a_list_and_on_a_sum_a_question_is_answered_and_the_step_repeated(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    said = await wang.says("技术攻关和成果转化有什么区别")
    assert (len(said.heads), said.heads[-1]) == (2, "第 4/17 步 · 需求类型")
    await wang.goes(*TAPPED[4:9])
    said = await wang.says("预算写多了会不会不批")
    assert (len(said.heads), said.heads[-1]) == (2, "第 9/17 步 · 研发预算")
    assert (await wang.says("500-800万")).labels[:2] == [["500 万元"], ["800 万元"]]


async def test_a_short_question_is_never_stored_unasked(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[17]))
    said = await wang.says("有哪些？")
    assert said.labels[0] == ["当作填写内容", "当作提问"]
    assert (await wang.says("王芳")).heads == ["✓ 联系人：王芳", "也可以点输入框下面的按钮，发送您自己的手机号。"]


async def test_names_of_companies_are_no_questions(chat: Chat) -> None:
    wang = chat.user(WANG)
    for name in ("巴彦淖尔市河套农机有限公司", "包头长安永磁电机有限公司"):
        await wang.goes("/submit", "☞同意")
        assert (await wang.says(name)).heads == [f"✓ 单位全称：{name}"]
        await wang.goes("作废", "☞确定放弃")
    assert await chat.rows("SELECT * FROM question") == []


async def test_at_a_step_for_prose_a_statement_is_the_answer(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞无特殊要求"))
    assert (await wang.says("要个靠谱的")).heads == [
        "现在有 5 个字，至少要 10 个字，还差 5 个字。这段已经留着，接着发就行，会自动接在后面。"
    ]
    assert (await wang.says("没有要求")).heads == ["✓ 对揭榜方要求：无特殊要求"]
    assert await chat.rows("SELECT * FROM question") == []


async def test_to_have_nothing_at_a_step_is_not_put_to_staff(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("800万"))
    said = await wang.says("没有")
    assert said.heads == ["这一项提交时必须填写。现在还没有，可以点“稍后再填”。"]
    assert (await wang.taps("稍后再填")).heads == ["研发预算：先放着，提交前再补", "第 10/17 步 · 企业出资"]
    assert await chat.rows("SELECT * FROM question") == []
