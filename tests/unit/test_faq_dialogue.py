"""Two questions in one message, questions that lean on the last answer, and questions that fish for a yes."""

from pathlib import Path

import pytest

from faq.answer import Answer, Choices, Lead, Outcome, Responder, Unknown
from faq.cues import is_leading, partings
from faq.dialogue import Consideration, Dialogue
from faq.encoder import sparing
from faq.entry import CONTENT, Library, load
from tests.office import office

KEPT_WHOLE = 0.995  # of the content's own phrasings: what is one question must not become two


def test_a_message_that_was_read_with_the_encoder_is_read_no_more(dialogue: Dialogue, library: Library) -> None:
    text, last = "首批榜单有多少项？专利归谁", library["gaps.ip"]
    fresh = Dialogue(dialogue.responder)
    with sparing():
        by_letters = fresh.consider(text)
    assert fresh.consider(text) is not by_letters
    with sparing():
        assert fresh.consider(text) is fresh.consider(text)
        assert fresh.consider(text, last) is not fresh.consider(text, last)


def said(consideration: Consideration) -> list[tuple[str, str | list[str]]]:
    """Return each part with the entry that answers it, the choices, or why there is neither."""
    return [(part.text, heard(part.outcome)) for part in consideration.parts]


def heard(outcome: Outcome) -> str | list[str]:
    match outcome:
        case Answer():
            return outcome.entry.id
        case Lead() | Choices():
            return [hit.entry.id for hit in outcome.hits]
        case Unknown():
            return outcome.reason


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("专利归谁？联系电话是多少？", [("专利归谁", "gaps.ip"), ("联系电话是多少？", "gaps.contact")]),
        ("专利归谁，还有联系电话是多少", [("专利归谁", "gaps.ip"), ("联系电话是多少", "gaps.contact")]),
        ("專利歸誰，還有聯絡電話是多少", [("專利歸誰", "gaps.ip"), ("聯絡電話是多少", "gaps.contact")]),
        ("要交保证金吗另外公示几天", [("要交保证金吗", "money.deposit"), ("公示几天", "flow.publicity")]),
        ("要交保证金吗和公示几天", [("要交保证金吗", "money.deposit"), ("公示几天", "flow.publicity")]),
        ("公示几天，顺便问一下用揭榜通收费吗", [("公示几天", "flow.publicity"), ("用揭榜通收费吗", "howto.free")]),
        ("流程和材料", [("流程", "flow.published"), ("材料", "gaps.materials")]),
        (
            "什么时候截止？要什么材料？找谁问？",
            [("什么时候截止", "gaps.deadline"), ("要什么材料", "gaps.materials"), ("找谁问？", "gaps.contact")],
        ),
        (
            "Who owns the patents and when is the deadline?",
            [("Who owns the patents", "gaps.ip"), ("when is the deadline?", "gaps.deadline")],
        ),
        (
            "Хэн захиалга тавьж болох вэ? Бүртгэл хэзээ дуусах вэ?",
            [("Хэн захиалга тавьж болох вэ", "gaps.who_posts"), ("Бүртгэл хэзээ дуусах вэ?", "gaps.deadline")],
        ),
        (
            "小公司能报吗？要不要交钱？多久出结果？",
            [
                ("小公司能报吗", "gaps.small_firm"),
                ("要不要交钱", "gaps.fee"),
                ("多久出结果？", "howto.time"),
            ],
        ),
        # a half that nothing is found for is not dropped
        ("专利归谁？传达室在几楼？", [("专利归谁", "gaps.ip"), ("传达室在几楼？", "unknown")]),
        ("专利归谁？今天天气怎么样？", [("专利归谁", "gaps.ip"), ("今天天气怎么样？", "smalltalk")]),
        # the second leans on the first
        (
            "鄂尔多斯榜单有哪些题？总预算是多少？",
            [("鄂尔多斯榜单有哪些题", "leagues.ordos"), ("总预算是多少？", "leagues.ordos_budget")],
        ),
    ],
)
def test_every_question_of_a_message_is_answered(
    dialogue: Dialogue, text: str, parts: list[tuple[str, str | list[str]]]
) -> None:
    assert said(dialogue.consider(text)) == parts


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("1.9亿、5000万和9.4亿有什么区别", "money.three_kinds"),
        ("题目是企业出还是政府出？", "flow.who_sets_topic"),
        ("专利归谁？专利归谁？", "gaps.ip"),  # one question, asked twice
        ("您好，专利归谁", "gaps.ip"),
        ("你好吗，专利归谁", "gaps.ip"),
        ("麻烦问一下，专利归谁", "gaps.ip"),
        ("张志宽是谁，他说了什么？", "first_list.zhang_zhikuan"),
        ("技术攻关类跟成果转化类怎么区分", "basics.types"),
    ],
)
def test_one_question_stays_one(dialogue: Dialogue, text: str, entry_id: str) -> None:
    assert said(dialogue.consider(text)) == [(text, entry_id)]


def test_the_phrasings_of_the_content_are_not_parted(dialogue: Dialogue, library: Library) -> None:
    asked = [phrasing for entry in library.entries for phrasing in entry.phrasings]
    partable = [phrasing for phrasing in asked if next(partings(phrasing), None)]
    parted = [phrasing for phrasing in partable if len(dialogue.consider(phrasing).parts) > 1]
    rate = 1 - len(parted) / len(asked)
    assert rate >= KEPT_WHOLE, parted


@pytest.mark.parametrize(
    ("last", "text", "answered"),
    [
        ("stats.total", "那专利呢", "stats.patents"),
        ("money.bank_credit", "哪几家", "money.credited_enterprises"),
        ("money.bank_credit", "是哪几家", "money.credited_enterprises"),
        ("case.magnet", "做成了吗", "case.result"),
        ("case.magnet", "那家企业叫什么", "case.company"),
        ("first_list.how_many", "都签了吗", "first_list.projects_signed"),
        ("money.gov_support", "每家多少", "money.even_split"),
        ("gaps.who_posts", "个人行吗", "gaps.individual"),
        ("first_list.list", "那鄂尔多斯的呢", "leagues.ordos"),
        ("money.bank_credit", "利率呢", "money.bank_terms"),
        ("money.bank_credit", "放款了吗", "money.credit_not_loan"),
        ("first_list.how_many", "都是哪些行业的", "first_list.fields"),
        ("first_list.how_many", "名单呢", "first_list.list"),
        ("gaps.who_solves", "外国的呢", "gaps.foreign"),
        ("howto.my", "多久能审完", "howto.time"),
        ("gaps.ip", "收益呢", "gaps.profit"),
        ("basics.rule_revised", "哪天施行", "basics.effective_date"),
        # what another subject is sure of needs no context
        ("leagues.ordos", "电话", "gaps.contact"),
        ("leagues.ordos", "那失败了怎么办", "gaps.failure"),
    ],
)
def test_half_a_question_is_read_with_what_was_answered_before(
    dialogue: Dialogue, library: Library, last: str, text: str, answered: str
) -> None:
    assert said(dialogue.consider(text, library[last])) == [(text, answered)]


@pytest.mark.parametrize(
    ("last", "text", "choices"),
    [
        ("leagues.ordos", "那总预算呢", ["leagues.ordos_budget", "money.list_budget"]),
        ("money.trial_ratio", "那钱呢", ["money.cap", "money.transfer_ratio", "money.who_gets"]),
        ("gaps.ip", "那专利呢", ["stats.patents", "gaps.ip"]),
        ("howto.submit", "需要多久", ["howto.fill_time", "howto.time"]),
    ],
)
def test_what_stays_unclear_is_asked_back(
    dialogue: Dialogue, library: Library, last: str, text: str, choices: list[str]
) -> None:
    assert said(dialogue.consider(text, library[last])) == [(text, choices)]


def test_a_complete_question_is_not_changed_by_what_went_before(dialogue: Dialogue, library: Library) -> None:
    lasts = [None, library["leagues.ordos"], library["money.bank_credit"], library["howto.submit"]]
    asked = [entry.question for entry in library.entries]
    changed = [
        question
        for question in asked
        if len({str(said(dialogue.consider(question, last))) for last in lasts}) > 1
        and isinstance(dialogue.responder.answer(question), Answer)
    ]
    assert changed == []


def test_a_complete_question_is_not_drawn_to_what_was_answered_before(tmp_path: Path) -> None:
    library = load([CONTENT, office(tmp_path)])
    dialogue, last = Dialogue(Responder(library)), library["local.office"]
    assert said(dialogue.consider("揭榜办在几楼")) == [("揭榜办在几楼", "local.office")]
    asked = ["传达室在几楼", "财务处在几楼", "会议室几楼"]
    assert [dialogue.consider(text, last) for text in asked] == [dialogue.consider(text) for text in asked]


@pytest.mark.parametrize(
    ("text", "lead_in"),
    [
        ("Who owns the patents?", "latin"),
        ("Патент хэнийх болох вэ?", "cyrillic"),
        ("zhuanli gui shui", None),
        ("专利归谁", None),
    ],
)
def test_who_writes_in_another_language_is_told_that_answers_are_chinese(
    dialogue: Dialogue, text: str, lead_in: str | None
) -> None:
    (part,) = dialogue.consider(text).parts
    assert (said(Consideration((part,))), part.lead_in) == ([(text, "gaps.ip")], lead_in)


def test_what_is_not_sure_of_several_questions_is_named(dialogue: Dialogue) -> None:
    parts = dialogue.consider("专利归谁？传达室在几楼？").parts
    assert [part.lead_in for part in parts] == [None, "one_of_several"]


@pytest.mark.parametrize("text", ["谢谢", "今天天气怎么样", "专精特新怎么认定"])
def test_what_is_not_about_the_scheme_is_not_drawn_into_it(dialogue: Dialogue, library: Library, text: str) -> None:
    assert dialogue.consider(text, library["leagues.ordos"]) == dialogue.consider(text)


@pytest.mark.parametrize(
    ("text", "entry_id", "lead_in"),
    [
        # what can be compared is so
        ("首批是15项吧", "first_list.how_many", "as_published"),
        ("首批有十五项吗", "first_list.how_many", "as_published"),
        ("1月10号签的约吧", "first_list.signing_when", "as_published"),
        # it is not so
        ("12项榜单对不对", "first_list.how_many", "differs"),
        ("首批是12项吗", "first_list.how_many", "differs"),
        ("2021年1月10日签的约吧", "first_list.signing_when", "differs"),
        ("签约是2021年1月10日吗", "first_list.signing_when", "differs"),
        ("首批是2022年1月10日公布的吧", "first_list.when", "differs"),
        ("首批补助总共1个亿吧", "money.gov_support", "differs"),
        # nothing can be compared
        ("王重华是行长吧", "money.bank_head", "published"),
        ("立项后经费肯定能自己做主吧", "autonomy.spending", "published"),
        ("揭榜挂帅是科技厅管，对不对", "basics.authority", "published"),
        ("评论说四种人才机制对吧", "comment.mechanisms", "comment"),
        # the first line says itself that it is no yes
        ("报上去就能拿到钱吧", "money.guarantee", None),
        ("9.4亿已经贷出去了吧", "money.credit_not_loan", None),
        ("交行给了9.4个亿贷款对吧", "money.credit_not_loan", None),
        ("1.9亿是政府给的吗", "money.agreement_total", None),
        ("经济效益712.7亿是不是揭榜挂帅带来的", "stats.not_projects", None),
        ("15项都签成了吧", "first_list.projects_signed", None),
        ("1月10号签约就等于立项了吧", "flow.signed_or_approved", None),
        ("评论里的挑战赛已经办了吧", "comment.contest", None),
        # how the bot itself works is told as it is
        ("草稿肯定会保存吧", "howto.draft", None),
        # nothing suggested, or only of the asker
        ("首批榜单有多少项", "first_list.how_many", None),
        ("介绍一下揭榜挂帅吧", "basics.what_is", None),
        ("注册资金50万能报吗", "gaps.company_conditions", None),
    ],
)
def test_a_question_that_fishes_for_a_yes_gets_the_fact(
    dialogue: Dialogue, text: str, entry_id: str, lead_in: str | None
) -> None:
    (part,) = dialogue.consider(text).parts
    assert (said(Consideration((part,))), part.lead_in) == ([(text, entry_id)], lead_in)


@pytest.mark.parametrize(
    ("text", "entry_id"),
    [
        ("鄂尔多斯有几个题，都是啥", "leagues.ordos"),
        ("包头入榜的五个题，都是什么", "leagues.baotou_titles"),
    ],
)
def test_half_a_question_is_not_answered_with_another_subject(dialogue: Dialogue, text: str, entry_id: str) -> None:
    assert said(dialogue.consider(text)) == [(text, entry_id)]


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("是1.9亿吧？", True),
        ("是1.9亿，对吧。", True),
        ("是不是1.9亿", True),
        ("難道不是1.9億", True),
        ("是多少", False),
        ("帮我看看吧", False),
        ("", False),
    ],
)
def test_leading_questions_are_told_by_their_words(text: str, *, leading: bool) -> None:
    assert is_leading(text) == leading


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("专利归谁", []),
        ("专利归谁？", []),
        ("？？专利归谁", []),
        ("专利归谁，公示几天", [["专利归谁", "公示几天"]]),
        ("专利归谁，我们公司是包头的", []),
        ("办法，还想知道文号", [["办法", "文号"]]),
        (
            "谁发榜，谁揭榜，谁管",
            [["谁发榜", "谁揭榜，谁管"], ["谁发榜，谁揭榜", "谁管"], ["谁发榜", "谁揭榜", "谁管"]],
        ),
    ],
)
def test_a_message_is_parted_between_questions(text: str, ways: list[list[str]]) -> None:
    assert [list(parting.pieces) for parting in partings(text)] == ways


@pytest.mark.parametrize("text", ["", " ", "？？？", "吧", "和", "，，和和，，", "问" * 10_000, "谁？" * 10_000])
def test_nothing_sensible_is_one_part(dialogue: Dialogue, library: Library, text: str) -> None:
    assert [part.text for part in dialogue.consider(text, library["gaps.ip"]).parts] == [text]
