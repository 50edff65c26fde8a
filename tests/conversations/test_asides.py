"""What people also write: thanks, signs, abuse, what identifies somebody. None of it waits for staff, or is kept."""

import pytest

from tests.chat import GROUP, WANG, ZHAO, Chat
from tests.conversations.need import TAPPED, before

WORDLESS = "没看到文字。想问什么，请用一句话说，例如“首批榜单有多少项”。"
THANKS = "不客气！还有想问的，随时打字；要填报技术需求，发送 /submit。"
MEANINGLESS = "没看明白。想问什么，请用一句话说，例如“首批榜单有多少项”。"
PERSONAL = """个人信息我不查，也不收。
身份证号、银行卡号、电话号码请不要发在这里。刚才的消息没有拿去检索，也没有记下。
联系方式只填在需求表里，填过的在“我的需求”里看；想让工作人员给您回电，先发 /handoff 再写。
[我的需求] [开始填报技术需求]
[转人工]"""
ENGLISH = "Answers are available in Chinese only."


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("？", WORDLESS),
        ("。。。", WORDLESS),
        ("👍👍", WORDLESS),
        ("谢谢", THANKS),
        ("好的，谢谢您！", THANKS),
        ("再见", "再见！有事随时再来。"),
        ("嗯", "好的。还有想问的，直接打字就行。"),
        ("好的", "好的。还有想问的，直接打字就行。"),
        ("在吗？", "在的。想问什么，直接打字就行。"),
        ("1", MEANINGLESS),
        ("aaaaaaa", MEANINGLESS),
        ("我的身份证号150102199001011234，能揭榜吗", PERSONAL),
        ("我叫王芳，身份证 15010219900101123X", PERSONAL),
        ("卡号6222 0212 3456 7890，钱打过来", PERSONAL),
        ("李强的电话是13900000000，您问他", PERSONAL),
    ],
)
async def test_what_is_no_question_gets_one_line_and_is_not_kept(chat: Chat, text: str, reply: str) -> None:
    assert (await chat.user(WANG).says(text)).seen == [reply]
    assert await chat.rows("SELECT * FROM question") == []
    assert (await chat.user(ZHAO).says("/unanswered")).texts == ["目前没有待答复的问题。"]


async def test_abuse_is_not_kept(chat: Chat) -> None:
    assert (await chat.user(WANG).says("你个傻逼")).heads == [
        "闲聊我不在行。内蒙古科技“揭榜挂帅”的事可以直接打字问，也可以看看下面的主题："
    ]
    assert await chat.rows("SELECT * FROM question") == []


async def test_thanks_go_on_where_more_is_said(chat: Chat) -> None:
    assert (await chat.user(WANG).says("谢谢，首批榜单有多少项")).heads == ["15项，都是技术攻关类。"]


async def test_a_number_to_call_is_taken_out_of_a_question_that_is_kept(chat: Chat) -> None:
    text = f"首批榜单有多少项？{'请讲讲' * 80}我的手机１３９-0000-0000，或者138 0000 0000。"
    said = await chat.user(WANG).says(text)
    assert said.texts[0].splitlines()[:2] == [
        "您写的电话号码没有记下，提问不用留电话。",
        "15项，都是技术攻关类。",
    ]
    (kept,) = await chat.rows("SELECT text FROM question")
    assert kept["text"] == f"首批榜单有多少项?{'请讲讲' * 80}我的手机******,或者******。"


async def test_an_identity_number_is_declined_wherever_it_stands(chat: Chat) -> None:
    said = await chat.user(WANG).says(f"首批榜单有多少项？{'请讲讲' * 80}身份证15010219900101123X。")
    assert said.texts == [PERSONAL.partition("\n[")[0]]
    assert await chat.rows("SELECT * FROM question") == []


async def test_a_phone_number_is_an_answer_where_it_is_asked_for(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("13800000000"))
    chat.clock.forward(days=2)
    assert (await wang.says("13800000000")).heads[0] == "✓ 手机号码：13800000000"


async def test_english_is_answered_in_chinese_and_says_so(chat: Chat) -> None:
    said = await chat.user(WANG).says("How many projects are in the first list?")
    assert said.texts[0].splitlines()[:2] == [ENGLISH, "15项，都是技术攻关类。"]


async def test_whom_to_ask_is_a_button_where_no_contact_is_configured(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says("办法全文在哪")
    assert said.texts[0].splitlines()[2:4] == ["要原文，请问工作人员：点“转人工”，或发送 /handoff。", ""]
    assert said.labels[0] == ["转人工"]
    assert (await wang.taps("转人工")).texts[0].splitlines()[:2] == ["已把您的问题转给工作人员：", "办法全文在哪"]


async def test_a_configured_contact_takes_its_place(chat: Chat) -> None:
    await chat.restart(contact="0471-0000000 <揭榜办>")
    said = await chat.user(WANG).says("办法全文在哪")
    assert said.texts[0].splitlines()[2:4] == ["要原文，请问工作人员：", "0471-0000000 <揭榜办>"]
    assert said.labels[0] != ["转人工"]


async def test_in_the_middle_of_the_form_thanks_are_thanks(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]))
    assert (await wang.says("谢谢")).heads == [THANKS, "第 2/17 步 · 信用代码"]


async def test_beside_a_step_of_the_form_no_is_about_the_step(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("800万"), "800", "首批榜单有多少项？")
    await wang.says("不对")
    assert await chat.rows("SELECT vote FROM question") == [{"vote": None}]


async def test_a_number_that_is_meant_for_staff_reaches_them_and_is_not_kept_with_the_question(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes("/handoff", "请给我回电话13900000000", "☞转给工作人员")
    assert await chat.rows("SELECT text FROM question") == [{"text": "请给我回电话******"}]
    assert (await zhao.hears()).in_chat(GROUP).texts[0].splitlines()[1] == "问：请给我回电话13900000000"
