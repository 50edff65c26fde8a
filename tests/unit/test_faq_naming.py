"""What a question names, what an entry is about, and that none is answered about another thing."""

import pytest

from benchmarks.swaps import rates
from faq.answer import Answer, Lead, Responder, Unknown
from faq.dialogue import Dialogue
from faq.naming import Difference, elsewhere, named, treats, verdict

MOST, MOST_OF_A_KIND = 0.02, 0.05  # of swaps that the same entry answers outright


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("第二批一共多少项", {"batch": {"第二批"}}),
        ("头一批有几项", {"batch": {"首批"}}),
        ("分三批拨付吗", {}),
        ("21年9月那批", {"year": {"2021年"}}),
        ("二零二三年的榜单", {"year": {"2023年"}}),
        ("今年还有榜单吗", {"year": {"今年"}}),  # nothing here knows what day it is
        ("要3年内做完吗", {}),
        ("2000万元怎么分", {}),
        ("建行给了多少授信", {"bank": {"建设银行"}}),
        ("化工行业能报吗", {}),
        ("鄂爾多斯的榜單", {"league": {"鄂尔多斯"}}),
        ("chi feng de bangdan", {"league": {"赤峰"}}),
        ("the list of Ordos", {"league": {"鄂尔多斯"}}),
        ("what is on Baotou Steel's list", {"firm": {"包钢集团"}}),
        ("Ордосын жагсаалт", {"league": {"鄂尔多斯"}}),
        ("二连浩特有榜单吗", {"league": {"二连浩特"}}),
        ("科技兴安是什么", {}),
        ("浙江大学在浙江吗", {"region": {"浙江"}, "institution": {"浙江大学"}}),
        ("清华接了哪个榜", {"institution": {"清华大学"}}),
        ("归财政厅管吗", {"office": {"财政厅"}}),
        ("李厅长说了什么", {"person": {"李厅长"}}),
        ("寇教授说了什么", {"person": {"寇宝泉"}}),
        ("池波厅长说了什么", {"person": {"池波厅长"}}),  # he is none
        ("池波处长和张继鹏总经理", {"person": {"池波", "张继鹏"}}),
        ("包头市市长说了什么", {"league": {"包头"}}),
        ("光伏和稀土能报吗", {"field": {"光伏", "稀土"}}),
        ("我们是赤峰的，能报吗", {}),  # who asks
        ("我们在第二批里，一共多少项", {"batch": {"第二批"}}),  # meant, whoever asks
        ("我在农行，授信多少", {"bank": {"农业银行"}}),
        ("di er pi duoshao xiang", {"batch": {"第二批"}}),
        ("disanpi you duoshao xiang", {"batch": {"第三批"}}),
        ("第十一批有几项", {"batch": {"第11批"}}),
        ("2批有多少项", {"batch": {"第二批"}}),
        ("次批榜单", {"batch": {"第二批"}}),
        ("首次批准的项目", {}),
        ("后面那批多少项", {"batch": {"下一批"}}),
        ("浙商银行给了多少", {"bank": {"浙商银行"}}),
        ("北京银行授信多少", {"bank": {"北京银行"}}),  # and no region
        ("请问龙江银行参与了吗", {"bank": {"龙江银行"}}),  # told by its form
        ("想知道银行授信多少", {}),
        ("商业银行能参与吗", {}),
        ("其中信息化占多少", {}),
        ("credit of the China Construction Bank", {"bank": {"建设银行"}}),
        ("李志宽是谁", {"person": {"李志宽"}}),
        ("张志远呢", {"person": {"张志远"}}),
        ("额度呢", {}),
        ("说白了是干啥的", {}),
        ("揭榜方是谁", {}),
        ("去年转化了多少", {"year": {"去年"}}),
        ("锂电池能报吗", {"field": {"锂电池"}}),
        ("我们赤峰有榜单吗", {"league": {"赤峰"}}),
    ],
)
def test_names_are_known_by_kind_however_they_are_written(text: str, names: dict[str, set[str]]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("宁夏的揭榜挂帅给多少钱", ["宁夏的揭榜"]),
        ("浙江省那边的揭榜挂帅怎么报", ["浙江省那边的揭榜"]),
        ("工信部揭榜挂帅怎么报", ["工信部揭榜"]),
        ("挑战杯揭榜挂帅怎么报名", ["挑战杯"]),
        ("内蒙古的揭榜挂帅怎么报", []),
        ("科技厅的揭榜挂帅怎么报", []),
        ("浙江大学能揭榜吗", []),
    ],
)
def test_the_scheme_of_others_is_recognised(text: str, words: list[str]) -> None:
    assert elsewhere(text) == words


@pytest.mark.parametrize(
    ("entry_id", "kind", "names"),
    [
        ("money.bank_credit", "bank", {"交通银行"}),  # told by the answer
        ("money.other_banks", "bank", None),
        ("first_list.how_many", "year", {"2021年", "2022年"}),  # goes without saying
        ("gaps.ip", "year", None),  # nothing is published of any year
        ("first_list.signing_when", "league", set()),  # of the whole region
        ("first_list.signing_when", "region", {"内蒙古"}),
        ("gaps.outside_region", "region", None),
        ("howto.league", "league", None),
        ("stats.total", "year", {"2021年"}),  # told by the question
        ("money.cap", "league", None),  # a rule for all of them
    ],
)
def test_what_an_entry_is_about(responder: Responder, entry_id: str, kind: str, names: set[str] | None) -> None:
    treated = treats(responder.library[entry_id], kind)
    assert (treated if treated is None else set(treated)) == names


def test_a_verdict_tells_what_differs(responder: Responder) -> None:
    credit = responder.library["money.bank_credit"]
    said = [verdict(named(text), credit) for text in ("交行授信多少", "授信多少", "建行授信多少")]
    assert [each.said for each in said] == ["same", "not_named", "differs"]
    assert said[-1].difference == Difference("bank", ("建设银行",), ("交通银行",))


def told(outcome: object) -> tuple[str, ...]:
    match outcome:
        case Answer(entry=entry):
            return "answer", entry.id
        case Lead(hits=(first, *_)):
            return "lead", first.entry.id, first.differs.kind if first.differs else ""
        case Unknown(reason=reason):
            return "unknown", reason
    return ()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("第二批一共多少项", ("lead", "flow.second_list", "batch")),
        ("第三批什么时候公布", ("answer", "flow.second_list")),
        ("建设银行给了多少授信", ("answer", "money.other_banks")),
        ("赤峰签约金额多少", ("lead", "leagues.own_city", "league")),
        ("2023年科技成果转化产生多少经济效益", ("lead", "stats.converted", "year")),
        ("2021年科技成果转化产生多少经济效益", ("answer", "stats.converted")),
        ("挑战杯揭榜挂帅怎么报名", ("unknown", "other_scheme")),
        ("宁夏的揭榜挂帅给多少钱", ("unknown", "other_scheme")),
        ("清华接了哪个榜", ("lead", "first_list.research_named", "")),
        ("农行的王重华说了什么", ("lead", "money.bank_plan", "bank")),
        ("chifeng qianyue jine duoshao", ("lead", "leagues.own_city", "league")),
        ("di er pi yigong duoshao xiang", ("lead", "flow.second_list", "batch")),
        ("第十一批有多少项", ("lead", "flow.second_list", "batch")),
        ("双碳榜单第二批有吗", ("lead", "later.carbon", "batch")),
        ("浙商银行给了多少授信", ("answer", "money.other_banks")),
        ("北京银行授信多少", ("answer", "money.other_banks")),
        ("李志宽是谁", ("lead", "first_list.zhang_zhikuan", "person")),
        ("王重阳是谁", ("lead", "money.bank_head", "person")),
        ("去年科技成果转化产生多少经济效益", ("lead", "stats.converted", "year")),
        ("今年还有榜单吗", ("answer", "flow.second_list")),
        ("2024年授信多少", ("lead", "money.bank_credit", "year")),  # the entry on 2024 says nothing of credit
        ("锂电池项目签了多少钱", ("lead", "case.money", "field")),
        ("寇宝泉电话", ("unknown", "personal_data")),
        ("联系电话", ("answer", "gaps.contact")),
    ],
)
def test_nothing_is_answered_about_the_wrong_thing(responder: Responder, question: str, said: tuple[str, ...]) -> None:
    assert told(responder.answer(question)) == said


@pytest.mark.parametrize(
    ("last", "text", "said"),
    [
        ("money.bank_credit", "农行呢", ("answer", "money.other_banks")),
        ("money.bank_credit", "那建行呢", ("answer", "money.other_banks")),
        ("leagues.baotou", "那赤峰呢", ("answer", "leagues.own_city")),
        ("first_list.how_many", "第二批呢", ("answer", "flow.second_list")),
        ("stats.converted", "那2023年呢", ("lead", "stats.converted", "year")),
        ("first_list.zhang_zhikuan", "池波呢", ("answer", "autonomy.chi_bo")),
        ("first_list.zhang_zhikuan", "张志远呢", ("lead", "first_list.zhang_zhikuan", "person")),
        ("stats.converted", "2020呢", ("lead", "stats.converted", "year")),
        ("stats.total", "去年呢", ("lead", "stats.total", "year")),
    ],
)
def test_a_follow_up_that_names_another_is_about_the_other(
    responder: Responder, last: str, text: str, said: tuple[str, ...]
) -> None:
    (outcome,) = Dialogue(responder).consider(text, responder.library[last]).outcomes
    assert told(outcome) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我是第二批的企业，一共多少项", ("lead", "first_list.how_many", "batch")),
        ("第二批榜单看到了。请问总共多少项", ("lead", "first_list.how_many", "batch")),
        ("建设银行也参与了。一共授信多少钱？", ("lead", "money.bank_credit", "bank")),
        ("我在农行，授信审批通过了几家企业", ("lead", "money.bank_credit", "bank")),
        ("2021年转化了多少，2023年呢", ("lead", "stats.converted", "year")),
        ("我们公司在赤峰，签约金额多少", ("lead", "money.agreement_total", "league")),  # may be wanted of Chifeng
        ("我是宁夏的，科技成果转化多少项", ("lead", "stats.converted", "region")),
        ("我们公司在赤峰，一个项目最多能补多少钱", ("answer", "money.cap")),  # a rule goes for all
        ("我们是赤峰的，首批榜单有多少项", ("answer", "first_list.how_many")),
    ],
)
def test_what_is_named_anywhere_in_a_message_is_compared(
    responder: Responder, text: str, said: tuple[str, ...]
) -> None:
    (outcome,) = Dialogue(responder).consider(text).outcomes
    assert told(outcome) == said


def test_the_difference_of_what_stands_in_for_others_says_nothing_of_the_first(responder: Responder) -> None:
    outcome = responder.answer("第二批一共多少项")
    assert isinstance(outcome, Lead)
    assert outcome.hits[0].differs == Difference("batch", ("第二批",), ())


def test_probabilities_stay_probabilities(responder: Responder) -> None:
    for question in ("建设银行给了多少授信", "第二批一共多少项", "清华接了哪个榜", "乌海的企业能报吗"):
        hits = responder.index.search(question, 12)
        assert sum(hit.score for hit in hits) <= 1 + 1e-9


def test_swapped_names_are_not_answered_with_the_same_entry(responder: Responder) -> None:
    table, answered = rates(responder, each=1)  # the command tries more names in the place of each, and takes longer
    too_often = {kind: rate for kind, rate in table.items() if rate.share > (MOST_OF_A_KIND if kind else MOST)}
    assert (too_often, [swap.question for swap in answered] if too_often else []) == ({}, [])
    assert min(rate.swapped for rate in table.values()) >= 20  # of each kind there is something to swap
