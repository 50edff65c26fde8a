"""A problem told in parts, and corrections of the answer before, as they are typed in the chat."""

from tests.chat import WANG, ZHAO, Chat
from tests.conversations.need import PROBLEM, TAPPED, before, claim

NOW = "现状：进口推舟机构每三个月停炉更换一次，备件周期长达半年，价格逐年上涨，今年已经停产六次，交货一再推迟。"
TRIED = "试过什么：换过两种国产件，在高温下都卡滞。"
EFFECT = "造成的影响：停炉一次损失40万元，全年产能下降两成。"
LINES = ["7. 技术难题：", NOW, TRIED, EFFECT]


async def test_parts_typed_one_by_one_are_read_together_by_owner_and_reviewer(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await zhao.says("/start")
    said = await wang.goes(*before(PROBLEM), NOW, EFFECT, TRIED)
    assert said.heads == [f"✓ 技术难题：（加上）{TRIED}"]
    at = TAPPED.index(PROBLEM) + 1
    said = await wang.goes(*TAPPED[at:-2])
    assert said.texts[0].splitlines()[11:15] == LINES
    await wang.goes(*TAPPED[-2:])
    said = (await claim(chat)).in_chat(ZHAO)
    assert [line for line in said.texts[0].splitlines() if line in LINES] == LINES


async def test_the_answer_before_is_corrected_in_the_chat(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("☞无特殊要求"), "写12个月吧")
    assert said.heads == ["✓ 完成期限：24 个月（2 年） → 12 个月"]
    assert (await wang.says("不对，是18个月")).heads == ["✓ 完成期限：12 个月 → 18 个月"]
    assert (await wang.says("刚才写错了")).heads == ["完成期限"]
    said = await wang.says("24个月")
    assert said.texts[0].splitlines()[-2:] == [
        "第 10/13 步 · 对揭榜方要求",
        "对揭榜方有什么要求（至少 10 个字）？没有就点“无特殊要求”。",
    ]


async def test_the_amount_before_is_corrected_at_the_next_amount(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("600万"), "不对，是900万", "600万", "刚才那个应该是500万")
    assert said.heads == ["✓ 企业出资：600 万元 → 500 万元"]
    assert await chat.rows("SELECT content -> 'values' ->> 'budget' AS budget FROM draft") == [{"budget": 900}]
