"""Questions: answered with their source, asked back, or honestly not answered."""

from pathlib import Path

import pytest

from bot.config import FaqSection
from bot.texts import catalogue
from bot.texts.markup import plain
from faq.answer import Lead
from tests.chat import WANG, Chat, answering
from tests.conversations.need import STALE
from tests.office import office

QUESTION = "首批榜单有多少项？"
NOT_SURE = FaqSection(sure=1)  # whatever is found only leads
NOTHING_KNOWN = FaqSection(sure=1, floor=1)


def chosen(section: FaqSection) -> list[list[str]]:
    outcome = answering(section).answer(QUESTION)
    assert isinstance(outcome, Lead)
    assert outcome.hits[0].entry.question == QUESTION
    return [["看全文"], *([hit.entry.question] for hit in outcome.hits[1:])]


async def test_a_question_is_answered_with_source_date_and_what_to_do_next(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says(QUESTION)
    library = answering(FaqSection()).library
    entry = library["first_list.how_many"]
    assert said.heads == ["15项，都是技术攻关类。"]
    assert said.texts[0].splitlines()[-1] == "以上依据2022年2月的公开材料，现行规定以科技厅通知为准。"
    assert said.labels == [*([library[each].question] for each in entry.related[:2]), ["👍", "👎"]]
    related = await wang.taps(said.labels[0][0])
    assert related.labels[-1] == ["👍", "👎"]


async def test_the_last_thumb_counts(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says(QUESTION)
    assert (await wang.taps("👍")).toasts == ["谢谢，已记下"]
    said = await wang.taps("👎")
    assert said.toasts == ["谢谢，已记下，会请工作人员改进"]
    assert said.seen == [
        "抱歉没有帮上忙。您可以换个说法再问一次，例如写明哪一批、哪个盟市；也可以转给工作人员。\n[转人工]"
    ]
    assert await chat.rows("SELECT text, outcome, vote FROM question") == [
        {"text": QUESTION, "outcome": "answer", "vote": -1}
    ]


async def test_the_bot_asks_back_when_it_is_not_sure(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOT_SURE) as chat:
        wang = chat.user(WANG)
        said = await wang.says(QUESTION)
        assert said.heads == [f"您问的可能是：{QUESTION}"]
        assert said.texts[0].splitlines()[1] == "15项，都是技术攻关类。"
        assert said.labels == [*chosen(NOT_SURE), ["都不是，转给工作人员"]]
        assert (await wang.taps("看全文")).heads == ["15项，都是技术攻关类。"]
        await wang.taps("👍")
        assert await chat.rows("SELECT text, outcome, vote FROM question") == [
            {"text": QUESTION, "outcome": "choices", "vote": 1}
        ]


async def test_what_is_not_known_is_kept(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN) as chat:
        said = await chat.user(WANG).says("榜单上的项目谁来检查")
        assert said.heads == ["没有找到能回答这个问题的公开材料。"]
        assert said.labels[-2:] == [["开始填报技术需求"], ["转人工"]]
        assert await chat.rows("SELECT text, outcome FROM question") == [
            {"text": "榜单上的项目谁来检查", "outcome": "unknown"}
        ]


async def test_greetings_small_talk_and_other_schemes_take_one_line_and_are_not_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("你好")).texts == [
        "您好，我是揭榜通。可以问我“揭榜挂帅”的规定和进展，也可以发送 /submit 填报技术需求。"
    ]
    assert (await wang.says("今天天气怎么样")).texts == [
        "闲聊我不在行。内蒙古科技“揭榜挂帅”的事可以直接打字问，也可以看看下面的主题："
    ]
    assert (await wang.says("专精特新怎么申报")).texts == [
        "这个问题不在内蒙古科技“揭榜挂帅”的范围内，我只答这一项。下面这些我可以答："
    ]
    assert await chat.rows("SELECT * FROM question") == []


@pytest.mark.parametrize("words", ["不对", "你答的不对", "答非所问！", "太啰嗦了，看不懂"])
async def test_to_say_that_an_answer_is_wrong_is_a_thumb_down(chat: Chat, words: str) -> None:
    wang = chat.user(WANG)
    await wang.says(QUESTION)
    assert (await wang.says(words)).labels == [["转人工"]]
    assert await chat.rows("SELECT text, vote FROM question") == [{"text": QUESTION, "vote": -1}]
    assert (await wang.taps("转人工")).texts[0].splitlines()[1] == QUESTION


async def test_things_that_are_easily_taken_for_one_another_are_told_apart(chat: Chat) -> None:
    wang = chat.user(WANG)
    heads = {
        "第二批啥时候出": "有过。报道里查得到的有这几批：",
        "第一批啥时候出的": "2021年9月1日，由自治区公布。",
        "公司才10个人能报名吗": "企业大小、人数的门槛，公开材料里没写。",
        "没有单位，就我一个人能报名吗": "个人能否参加，公开材料里没写。",
        "你们收费吗": "不收费。提问、登记需求都免费。",
        "申报要花钱吗": "公开材料里没写申报、揭榜要交费。",
        "有人让我交5000块中介费": "别信，先不要付钱。",
        "哈工大那个项目咋样了": "公开材料里没写后来的进展：报道停在签约。",
        "哈工大那个项目多少钱": "公开材料里没写这个项目单独的金额。",
        "为啥没签的那几个没签": "公开材料里没写哪几项没签、为什么没签。",
        "都是哪些行业的": "高新技术7项，农牧业6项，社会发展2项，合起来15项。",
        "要填多久啊": "大约五到十分钟，一共17步。",
        "提交后多久能审完": "不承诺天数：审核时限公开材料里没写。",
        "山东的大学能来揭榜吗": "首批确有区外单位揭榜；资格细则公开材料里没写。",
        "日本的大学能来揭榜吗": "境外团队、外资企业能否参加，公开材料里没写。",
    }
    assert {text: (await wang.says(text)).heads[0] for text in heads} == heads


async def test_a_question_in_english_is_answered_in_chinese_and_told_so(chat: Chat) -> None:
    said = await chat.user(WANG).says("Can a foreign company apply?")
    assert said.texts[0].splitlines()[:2] == [
        "Answers are available in Chinese only.",
        "境外团队、外资企业能否参加，公开材料里没写。",
    ]


async def test_a_word_that_asks_for_nothing_yet_is_asked_back(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("外国公司能揭榜吗")
    said = await wang.says("揭榜")
    assert said.labels == [
        ["“揭榜挂帅”是什么？"],
        ["哪些单位可以揭榜？"],
        ["想揭榜，怎么报名？"],
        ["都不是，转给工作人员"],
    ]


async def test_thanks_and_personal_data_are_no_questions(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = [await wang.says(text) for text in ("谢谢啊", "我身份证号150102199001011234，查一下我的需求")]
    assert [each.texts for each in said] == [
        [plain(catalogue("zh")(f"enquiry.{each}"))] for each in ("thanks", "personal_data")
    ]
    assert await chat.rows("SELECT * FROM question") == []


async def test_a_report_that_is_newer_than_the_page_stands_in_the_source(chat: Chat) -> None:
    said = await chat.user(WANG).says("鄂尔多斯榜单总预算到底是多少")
    assert said.texts[0].splitlines()[-2:] == [
        "来源：报纸专版（记者及庆玲） · 2022年2月；公开报道（自治区科技厅转载，2023年4月）",
        "以上依据2023年4月的公开材料，现行规定以科技厅通知为准。",
    ]


async def test_topics_are_browsed_by_buttons(chat: Chat) -> None:
    wang, library = chat.user(WANG), answering(FaqSection()).library
    said = await wang.says("/topics")
    titles = [each.title for each in library.topics]
    assert said.texts == ["可以问这些方面\n点一个主题看常见问题，也可以直接打字提问。"]
    assert [label for row in said.labels for label in row] == titles

    first = library.of_topic(library.topics[0].id)
    pages = -(-len(first) // 8)
    said = await wang.taps(titles[0])
    assert [message["edited"] for message in said.messages] == [True]
    assert said.texts == [f"{titles[0]}（1/{pages}）\n点问题看答复："]
    assert said.labels == [*([each.question] for each in first[:8]), ["下一页 ›"], ["全部主题"]]
    said = await wang.taps("下一页")
    assert said.texts == [f"{titles[0]}（2/{pages}）\n点问题看答复："]
    assert said.labels[-2][0] == "‹ 上一页"
    said = await wang.taps(first[8].question)
    assert said.labels[-1] == ["👍", "👎"]
    assert [label for row in (await wang.taps("全部主题")).labels for label in row] == titles


async def test_an_answer_that_was_browsed_can_be_judged_too(chat: Chat) -> None:
    wang, library = chat.user(WANG), answering(FaqSection()).library
    first = library.of_topic(library.topics[0].id)[0]
    await wang.goes("/topics", f"☞{library.topics[0].title}", f"☞{first.question}", "☞👎")
    assert await chat.rows("SELECT text, entry_id, vote FROM question") == [
        {"text": first.question, "entry_id": first.id, "vote": -1}
    ]


async def test_buttons_of_entries_and_topics_that_are_gone_are_void(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=FaqSection(extra_dirs=(office(tmp_path),))) as chat:
        wang = chat.user(WANG)
        await wang.says("/topics")
        topic = wang.tap("本地补充")
        await wang.taps("本地补充")
        entry = wang.tap("揭榜办在几楼？")
        assert (await wang.act("taps", entry)).heads == ["三楼。"]
        await chat.restart(faq=FaqSection())
        for old in (topic, entry):
            assert (await wang.act("taps", old)).texts == [STALE]


async def test_the_contact_is_the_configured_one(tmp_path: Path) -> None:
    async with Chat(tmp_path, contact="<揭榜办> & 工作人员") as chat:
        assert (await chat.user(WANG).says("/privacy")).texts[0].splitlines()[-1] == "<揭榜办> & 工作人员"
