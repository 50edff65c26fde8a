"""Letters, dictated messages, corrections and numbers to call: what in a message asks, and what is only told beside."""

import pytest

from faq.answer import Answer, Choices, Lead, Unknown
from faq.clauses import clauses, heard
from faq.cues import meant
from faq.dialogue import Consideration, Dialogue
from faq.entry import Library
from faq.index import Hit

SITUATIONS = [
    ("我们是合作社", "能不能发榜", "gaps.nonenterprise"),
    ("我是个体户", "能报名吗", "gaps.sole_trader"),
    ("我就一个人，没单位", "能揭榜吗", "gaps.individual"),
    ("我们公司刚成立半年", "可以申报吗", "gaps.company_conditions"),
    ("我们是山东的一家研究所", "能来揭榜吗", "gaps.outside_region"),
    ("我们是外资企业", "能参加吗", "gaps.foreign"),
    ("需求已经提交了，发现写错了", "怎么改", "howto.edit"),
    ("项目最后没做成", "钱要退吗", "gaps.failure"),
    ("需求被退回来了", "怎么办", "howto.returned"),
    ("我们公司注册地在北京", "能发榜吗", "gaps.registered_outside"),
]
TOLD = [
    "{told}，{asked}",
    "您好，{told}，请问{asked}？",
    "尊敬的领导：\n您好！{told}。请问{asked}？\n盼复，谢谢！\n联系人：王先生 13812345678",
    "老师好\n{told}\n{asked}\n麻烦尽快回复",
    "您好，我们在呼伦贝尔，主要做农牧业，{told}，想问问{asked}",
    "{asked}？{told}",
]


def said(consideration: Consideration) -> list[tuple[str, str]]:
    """Return each part with what there is to say to it: the entry, whether it only leads, or why there is none."""
    return [(part.text, _said(part.outcome)) for part in consideration.parts]


def _said(outcome: Answer | Lead | Choices | Unknown) -> str:
    match outcome:
        case Answer():
            return outcome.entry.id
        case Lead():
            return f"{outcome.hits[0].entry.id}?"
        case Choices():
            return "choices"
        case Unknown():
            return outcome.reason


def hits(outcome: Answer | Lead | Choices | Unknown) -> tuple[Hit, ...]:
    return (Hit(outcome.entry, outcome.score),) if isinstance(outcome, Answer) else outcome.hits


@pytest.mark.parametrize("frame", TOLD)
@pytest.mark.parametrize(("told", "asked", "entry_id"), SITUATIONS)
def test_a_situation_that_matters_is_not_lost(
    dialogue: Dialogue, frame: str, told: str, asked: str, entry_id: str
) -> None:
    (outcome,) = dialogue.consider(frame.format(told=told, asked=asked)).outcomes
    if isinstance(outcome, Lead):
        assert entry_id in [hit.entry.id for hit in outcome.hits]
    else:
        assert _said(outcome) == entry_id


@pytest.mark.parametrize(
    ("text", "said_to_it"),
    [
        ("我们厂那个水泵修了好几回也没修好去年还欠了银行的钱现在听说政府有个揭榜的事是不是得先掏钱啊", "gaps.fee"),
        ("光电机那一个题，公家给了多少", "case.money"),
        ("您好，包头征集需求时，哪些单位能报？谢谢", "leagues.baotou_apply"),
        ("我就一个人，手里有技术，能不能自己去揭榜", "gaps.individual?"),
        ("我不是问这个", "howto.wrong_answer"),
    ],
)
def test_what_is_asked_is_read_with_what_it_is_about(dialogue: Dialogue, text: str, said_to_it: str) -> None:
    assert [_said(outcome) for outcome in dialogue.consider(text).outcomes] == [said_to_it]


@pytest.mark.parametrize(
    ("text", "said_to_it"),
    [
        ("我们拿过国家重点研发计划的钱，同一个东西还想再报一次行不行", "gaps.how_many?"),
        ("我们去年报了国家重点研发计划，首批榜单有多少项", "first_list.how_many?"),  # which says first what it is of
        ("国家重点研发计划的钱能重复报吗", "other_scheme"),
    ],
)
def test_another_scheme_that_is_only_told_of_does_not_keep_a_question_from_its_answer(
    dialogue: Dialogue, text: str, said_to_it: str
) -> None:
    assert [_said(outcome) for outcome in dialogue.consider(text).outcomes] == [said_to_it]


@pytest.mark.parametrize(
    "text",
    [
        "我们想申请食品生产许可证，需要什么材料",
        "孩子明年高考，想学稀土专业，不知道要什么条件",
        "物业又停暖气，找谁问",
        "我们打算买台二手车，要什么材料",
    ],
)
def test_what_is_asked_about_another_wish_is_not_answered(dialogue: Dialogue, text: str) -> None:
    assert [outcome for outcome in dialogue.consider(text).outcomes if isinstance(outcome, Answer)] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "你好那个专利最后算谁的还有就是那个钱什么时候能下来",
            [("你好那个专利最后算谁的", "gaps.ip"), ("那个钱什么时候能下来", "money.payment")],
        ),
        (
            "您好，我单位是通辽市一家企业，拟了解“揭榜挂帅”项目申报时间及支持额度，烦请告知为盼。顺祝商祺！\n刘丽\n2024年5月8日",
            [("申报时间", "gaps.deadline"), ("支持额度", "money.cap")],
        ),
        (
            "要交保证金吗然后公示几天然后找谁问",
            [("要交保证金吗", "money.deposit"), ("公示几天", "flow.publicity"), ("找谁问", "gaps.contact")],
        ),
        ("专利归谁公示几天", [("专利归谁公示几天", "gaps.ip?")]),
        # what the first asks of, the second does too
        (
            "赤峰签约多少，一共多少家企业",
            [("赤峰签约多少", "leagues.baotou?"), ("一共多少家企业", "money.bank_credit?")],
        ),
        ("2024年登记了多少成果，专利多少", [("2024年登记了多少成果", "stats.growth?"), ("专利多少", "stats.patents?")]),
        ("首批多少项，什么时候公布的", [("首批多少项", "first_list.how_many"), ("什么时候公布的", "first_list.when")]),
        ("新能源装备那批多少钱，干几年", [("新能源装备那批多少钱，干几年", "later.equipment")]),
        ("通辽那边签了几个项目，协议多少钱", [("通辽那边签了几个项目，协议多少钱", "leagues.baotou?")]),
        ("要交保证金吗公示几天", [("要交保证金吗", "money.deposit"), ("公示几天", "flow.publicity")]),
        (
            "尊敬的领导：\n您好！我公司位于包头，做稀土的。请问：专利归谁？公示几天？\n盼复",
            [("请问：专利归谁", "gaps.ip"), ("公示几天？", "flow.publicity")],
        ),
    ],
)
def test_the_questions_of_a_message_without_marks_are_told_apart(
    dialogue: Dialogue, text: str, parts: list[tuple[str, str]]
) -> None:
    assert said(dialogue.consider(text)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "那个军令状是谁跟谁签的",
        "签约算立项吗，还要等批文不",
        "签约算立项吗还要等批文不",
        "请问申报、揭榜要交费吗",
        "领导让我问一下，需求不予受理怎么办，还能再提吗？",
        "您好，我们是包头一家做装备的企业，想咨询一下电机企业和哈工大是怎么对接上的",
    ],
)
def test_one_question_is_not_cut(dialogue: Dialogue, text: str) -> None:
    assert [part.text for part in dialogue.consider(text).parts] == [text]


@pytest.mark.parametrize(
    ("last", "text", "answered"),
    [
        ("gaps.who_posts", "不是这个，我是问个人能不能发榜", "gaps.individual"),
        ("gaps.ip", "不是，我问的是授权专利有多少件", "stats.patents"),
        ("gaps.ip", "我说的是登记成果的专利数", "stats.patents"),
        ("money.bank_credit", "我问的是利率", "money.bank_terms"),
        ("money.bank_credit", "我问的不是授信额度，是利率", "money.bank_terms"),
        ("money.bank_credit", "不对，哪几家", "money.credited_enterprises"),
        ("first_list.when", "错了，我问的是签约时间", "first_list.signing_when"),
        ("stats.total", "答非所问，我是问什么时候截止", "gaps.deadline"),
    ],
)
def test_a_correction_is_answered_with_what_was_meant(
    dialogue: Dialogue, library: Library, last: str, text: str, answered: str
) -> None:
    assert said(dialogue.consider(text, library[last])) == [(text, answered)]


def test_what_was_just_said_to_be_wrong_is_not_answered_again(dialogue: Dialogue, library: Library) -> None:
    found = {
        entry.id: entry
        for entry in library.entries
        for outcome in dialogue.consider(f"不对，我问的是{entry.question}", entry).outcomes
        if (isinstance(outcome, Answer) and outcome.entry == entry)
        or (isinstance(outcome, Lead) and entry in [hit.entry for hit in outcome.hits])
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("不对，我问的是第二批", "第二批"),
        ("不是，我是问第二批", "第二批"),
        ("首批多少项不是我是说鄂尔多斯有多少项", "鄂尔多斯有多少项"),
        ("我问的不是授信，而是利率", "利率"),
        ("不对，首批有多少项？", "首批有多少项？"),
        ("我不是这个意思，我是说能不能退", "能不能退"),
        ("不是企业能报吗", None),
        ("是不是我是说错了", None),
        ("不对", None),
        ("签约是不是立项", None),
        ("我们公司的编号不对怎么办", None),
        ("", None),
        ("不是" * 2_000, None),
    ],
)
def test_a_correction_is_told_by_its_words(text: str, corrected: str | None) -> None:
    assert meant(text) == corrected


@pytest.mark.parametrize(
    ("text", "answered", "numbered"),
    [
        ("我电话13812345678，专利归谁", "gaps.ip", True),
        ("专利归谁\n联系人：王先生\n手机：１３８１２３４５６７８", "gaps.ip", True),
        ("请打138-1234-5678告诉我专利归谁", "gaps.ip", True),
        ("专利归谁\n联系人：王先生\n座机：0471-6328888", "gaps.ip", False),
        ("我手机号是138 1234 5678，给我回电话", "personal_data", False),
        ("李强的电话是13900000000，您问他", "personal_data", False),
        ("我的身份证号是150102199001011234，专利归谁", "personal_data", False),
        (f"专利归谁？{'谢谢您了，' * 100}身份证150102199001011234", "personal_data", False),
        ("专利归谁？钱打到卡号6222 0212 3456 7890 123", "personal_data", False),
    ],
)
def test_a_number_to_call_does_not_keep_a_question_from_its_answer(
    dialogue: Dialogue, text: str, answered: str, *, numbered: bool
) -> None:
    (part,) = dialogue.consider(text).parts
    assert (said(Consideration((part,))), part.numbered) == ([(text, answered)], numbered)


def test_of_several_questions_the_first_has_the_line_about_the_number(dialogue: Dialogue) -> None:
    parts = dialogue.consider("专利归谁？首批榜单有多少项？我电话13812345678").parts
    assert [(part.text, part.numbered) for part in parts] == [("专利归谁", True), ("首批榜单有多少项?", False)]


@pytest.mark.parametrize("length", [100, 1_500, 2_100, 4_000])
def test_the_question_at_the_end_of_a_long_letter_is_answered(dialogue: Dialogue, length: int) -> None:
    told = "我们公司成立多年，长期从事装备制造，拥有一批骨干员工，近年来不断改进工艺。" * 120
    (part,) = dialogue.consider(f"{told[:length]}。请问首批榜单一共有多少项？").parts
    assert [hit.entry.id for hit in hits(part.outcome)[:1]] == ["first_list.how_many"]


@pytest.mark.parametrize("text", ["张" * 4096, "和" * 4096, "不对" * 2_000, "多少，" * 1_300, "ab 12 " * 40])
def test_what_says_a_few_characters_over_and_over_asks_nothing(dialogue: Dialogue, text: str) -> None:
    assert said(dialogue.consider(text)) == [(text, "meaningless")]


@pytest.mark.parametrize("text", ["张" * 29, "谢谢" * 20, "首批榜单有多少项" * 5])
def test_nor_does_every_repetition(dialogue: Dialogue, text: str) -> None:
    assert "meaningless" not in dict(said(dialogue.consider(text))).values()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("您好！我是个体户，想揭榜，能报吗？麻烦尽快回复，谢谢", ["frame", "told", "wish", "asked", "frame", "frame"]),
        ("想了解一下补助标准，谢谢", ["asked", "frame"]),
        ("领导让我问一下，首批几项", ["frame", "frame", "asked"]),
        ("我们拿过国家重点研发计划的钱，还能报吗", ["told", "asked"]),  # 计划 wishes for nothing within a name
        ("首批榜单", ["told"]),
        ("我们公司去年跟外省一家研究院合作的电机项目停了又换一家是不是要重新签", ["told", "asked"]),
        ("电机项目是不是做成了", ["asked"]),
        ("专利归谁\n联系人：王先生\n2024年3月5日\n内蒙古某某有限公司", ["asked", "frame", "frame", "frame"]),
        ("2024年3月5日？", ["asked"]),
        ("联系人怎么填", ["asked"]),
        ("在吗？", ["frame"]),
        ("", []),
    ],
)
def test_clauses_are_told_by_their_words(text: str, kinds: list[str]) -> None:
    assert [clause.kind for clause in clauses(text)] == kinds
    assert "".join(clause.text for clause in clauses(text)) == text


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("您好，我们是合作社，能发榜吗？谢谢", "能发榜吗？", "我们是合作社"),
        ("想揭榜，怎么报名？", "想揭榜，怎么报名？", ""),
        ("听说第二批出来了，是真的吗，谢谢", "听说第二批出来了，是真的吗", ""),
        ("谢谢您", "谢谢您", ""),
    ],
)
def test_what_is_asked_is_told_from_what_is_told_beside_it(text: str, asked: str, told: str) -> None:
    assert heard(text) == (asked, told)


@pytest.mark.parametrize(
    "text", ["，" * 10_000, "谢谢" * 5_000, "我想问" * 3_000, "不对，我问的是" * 1_000, "谁？我们" * 3_000]
)
def test_a_long_text_is_read_within_bounds(dialogue: Dialogue, library: Library, text: str) -> None:
    assert len(dialogue.consider(text, library["gaps.ip"]).parts) <= 3
