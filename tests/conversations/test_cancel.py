"""/cancel leaves all that one is in the middle of: what is typed next is put to the bot."""

from tests.chat import GROUP, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, claim
from tests.conversations.talk import QUESTION, UNKNOWN

ANSWER = "15项，都是技术攻关类。"
UNDECIDED = f"好的，没有作出决定。{REFERENCE} 现为“审核中”。"
CANCELLED = f"答复提问人 甲-1（问：{UNKNOWN}）：已取消。"
UNWRITTEN = "好的，没有发出，也没有保存。"
UNSAID = "好的。直接打字就是向我提问。"
NOTHING = "现在没有正在填写的内容。要填报请发送 /submit。"


async def test_a_decision_begun_is_dropped(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    for begun in (("☞退回补充",), ("☞退回补充", "☞完成期限", "☞写原因"), ("☞不通过",), ("☞放回队列", "给同事看看")):
        await zhao.goes(*begun)
        said = await zhao.says("/cancel")
        assert said.seen == [f"{REFERENCE} 见后面最新的一条。", f"{UNDECIDED}\n[查看]"]
        assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL") == []
        assert (await zhao.says(QUESTION)).heads == [ANSWER]
        await zhao.goes("/queue", f"☞{REFERENCE}")
    assert (await zhao.says("/cancel")).texts == [NOTHING]


async def test_what_staff_are_writing_is_dropped(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    assert (await zhao.says("/cancel")).texts == [CANCELLED, UNWRITTEN]
    assert (await zhao.says(QUESTION)).heads == [ANSWER]
    assert (await wang.hears()).texts == []


async def test_words_for_staff_are_for_the_bot_again(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.says("/handoff")
    assert (await wang.says("/cancel")).texts == [UNSAID]
    assert (await wang.says(QUESTION)).heads == [ANSWER]
    assert await reviewing.rows("SELECT * FROM talk_line") == []


async def test_nothing_begun_earlier_comes_up_again(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    await zhao.goes("/handoff", "/submit", "☞同意", "/queue", f"☞{REFERENCE}", "☞不通过")
    heads = [
        f"{REFERENCE} 见后面最新的一条。",
        UNDECIDED,
        CANCELLED,
        UNWRITTEN,
        "草稿存好了（已填 0/17 项），没有删除。",
    ]
    assert (await zhao.says("/cancel")).heads == heads
    assert (await zhao.says(QUESTION)).heads == [ANSWER]
    assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL OR draft_id IS NOT NULL") == []
    assert (await wang.hears()).texts == []


async def test_what_has_waited_for_too_long_is_nothing_to_leave(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.taps("不通过")
    reviewing.clock.forward(hours=25)
    assert (await zhao.says("/cancel")).texts == [NOTHING]
