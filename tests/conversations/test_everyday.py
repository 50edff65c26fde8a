"""Everyday words and questions amid the form: words are answers, questions are answered, talk is neither."""

from tests.chat import WANG, Chat, User
from tests.conversations.need import BODY, PROBLEM, TAPPED, before
from tests.unit.filling import FORM

CARD = "第 11/13 步 · 5 项选择"


async def test_what_a_trade_is_called_fills_in_two_fields_at_the_card(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞都对，下一步"))
    said = [(await wang.says(each)).texts[0].split("\n\n")[0] for each in ("稀土", "乳业", "人工智能")]
    assert said == [
        "✓ 细分领域：新材料\n✓ 技术领域：高新技术",
        "✓ 细分领域：新材料 → 现代农牧\n✓ 技术领域：高新技术 → 农牧业",
        "✓ 细分领域：现代农牧 → 电子信息\n✓ 技术领域：农牧业 → 高新技术",
    ]


async def test_the_choices_in_everyday_words(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞都对，下一步"))
    words = ("装备制造", "委托、合作都行", "归甲方", "不要公开我们公司名字")
    said = [(await wang.says(each)).texts[-1].split("\n\n")[-1].split("\n") for each in words]
    assert said[-1][0] == CARD
    assert said[-1][2:7] == [
        "· 需求类型：技术攻关",
        "· 技术领域：高新技术",
        "· 合作方式：委托研发、合作研发",
        "· 知识产权归属：归企业",
        "· 可公开范围：隐去单位名称",
    ]


async def test_what_asks_about_a_trade_is_answered_and_the_card_stays(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞都对，下一步"))
    said = await wang.says("稀土方面的榜有哪些？")
    assert (len(said.texts), said.heads[-1]) == (2, CARD)
    assert "细分领域" not in said.texts[-1]


OF_THE_STEP = ("这个谁能看到", "必须填吗", "为什么要填这个")
OF_THE_SCHEME = ("揭榜方是什么意思", "最多能补多少钱")
EXTRAS = [field.label for field in FORM.extras if not field.when]


async def asks(wang: User) -> None:
    """Asks all five questions where she stands: each is answered, those of the scheme with their sources."""
    for asked in OF_THE_STEP:
        assert len((await wang.says(asked)).texts) == 1
    for asked in OF_THE_SCHEME:
        said = await wang.says(asked)
        if "当作提问" in said.seen[-1]:
            said = await wang.taps("当作提问")
        assert (len(said.texts), "来源：" in said.texts[0]) == (2, True)


async def test_questions_at_all_steps_leave_the_need_as_it_would_be(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/submit")
    for step in TAPPED:
        await asks(wang)
        if step == "☞不用了，去核对":
            for label in EXTRAS:
                await wang.taps(label)
                await asks(wang)
                await wang.taps("‹ 上一步")
        await wang.goes(step)
    (need,) = await chat.rows("SELECT content FROM need")
    shown = await wang.taps("查看这项需求")
    assert shown.texts[0].partition("\n\n")[2] == BODY.format(mobile="13800000000")
    assert [each for each in (*OF_THE_STEP, *OF_THE_SCHEME) if each in need["content"]] == []
    times = len(TAPPED) + len(EXTRAS)
    assert await chat.rows("SELECT entry_id, count(*) AS times FROM question GROUP BY entry_id ORDER BY entry_id") == [
        {"entry_id": "basics.poster_solver", "times": times},
        {"entry_id": "money.cap", "times": times},
    ]


async def test_a_question_of_the_scheme_amid_a_long_text_is_answered(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(PROBLEM))
    await wang.says(PROBLEM[:20])
    for asked in ("揭榜方是什么意思", "最多能补多少钱"):
        said = await wang.says(asked)
        if "当作提问" in said.seen[-1]:
            said = await wang.taps("当作提问")
        assert (len(said.texts), said.heads[-1]) == (2, "第 5/13 步 · 技术难题")
    for talk in ("好的", "嗯", "嗯嗯", "谢谢", "收到", "好的，谢谢"):
        assert "第 5/13 步 · 技术难题" in (await wang.says(talk)).texts[-1]
    assert (await wang.says(PROBLEM[20:])).texts[0].split("\n\n")[0] == f"✓ 技术难题：{PROBLEM[:20]} {PROBLEM[20:]}"


async def test_ours_is_no_name(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("内蒙古敕勒新材料有限公司"))
    assert [(await wang.says(each)).heads[0] for each in ("我们公司", "我厂")] == [
        "从“我们公司”看不出是哪一家。请发营业执照上的全称，例如“内蒙古敕勒新材料有限公司”。",
        "从“我厂”看不出是哪一家。请发营业执照上的全称，例如“内蒙古敕勒新材料有限公司”。",
    ]
