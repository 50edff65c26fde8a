from tests.chat import WANG, Chat


async def test_a_question_is_answered_with_its_source(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says("首批榜单有多少项")
    assert said.heads == ["15项，都是技术攻关类。"]
    assert said.texts[0].splitlines()[-1] == "以上依据2022年2月的公开材料，现行规定以科技厅通知为准。"


async def test_a_thumb_is_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("首批榜单有多少项")
    said = await wang.taps("👍")
    assert said.toasts == ["谢谢，已记下"]
    assert await chat.rows("SELECT outcome, vote FROM question") == [{"outcome": "answer", "vote": 1}]
