"""Content that tests itself: a sound set of entries, poisoned in one place at a time, and what the self-test says."""

from pathlib import Path

import pytest

from faq.claims import claims
from faq.lint import lint
from tests.unit.poisoning import SOUND, poisoned, told, warned, write

STAFF = "请问工作人员：\n"
NO_NUMBER, NO_DATE = "数字“{}”在所列事实里找不到", "日期“{}”在所列事实里找不到"
NO_NAME = "“{}”在所列事实和来源里找不到，请核对；不是名称的，写进 faq/names.yaml 的 common"
CAVEAT = "据2021年9月公开报道，系试行期口径；修订后是否沿用未见公开材料，以科技厅通知为准"
LACKS_CONTACT = "未公布类的回答要告诉人问谁：加一行 {contact}"

# What is poisoned, by what, and the one mistake: line, key, message.
Poison = tuple[str, str, int, str, str]
POISONS: dict[str, Poison] = {
    "no source": (
        "    source: {publisher: 报纸专版评论（及庆玲）, date: '2022-02'}\n",
        "",
        52,
        "entries[3].source",
        "必填，没有写",
    ),
    "no date": (
        ", date: '2022-02'}\n    as_of: '2022-02'\n    status: plan",
        "}\n    as_of: '2022-02'\n    status: plan",
        79,
        "entries[4].source.date",
        "必填，没有写",
    ),
    "a misspelled key": ("    related: [", "    relatde: [", 20, "entries[0].relatde", "没有这个键，是不是写错了名字"),
    "a status that is none": (
        "status: plan",
        "status: planned",
        81,
        "entries[4].status",
        "只能是 'stated', 'reported', 'comment', 'plan', 'conflict', 'not_published' or 'howto' 之一",
    ),
    "an answer over 1,000 characters": (
        "授信不是放款。",
        "授信不是放款。" * 150,
        29,
        "entries[1].answer",
        "太长，最多 1000 个字",
    ),
    "related that dangles": (
        "[money.credit]",
        "[money.cap]",
        20,
        "entries[0].related[0]",
        "没有 money.cap 这条问答，或指向了自己",
    ),
    "a fact that is none": ("[F106, C11]", "[F999, C11]", 63, "entries[3].facts[0]", "没有 F999 这条事实"),
    "a number": ("<b>1.9亿元。", "<b>2.9亿元。", 14, "entries[0].answer", NO_NUMBER.format("2.9亿")),
    "a number as people write it": (
        "约定的研发",
        "约定的两亿九研发",
        15,
        "entries[0].answer",
        NO_NUMBER.format("2.9亿"),
    ),
    "a number in Chinese": ("四家企业，", "六家企业，", 30, "entries[1].answer", NO_NUMBER.format("6家")),
    "a number of something else": ("四家企业，", "四个项目，", 30, "entries[1].answer", NO_NUMBER.format("4项")),
    "a share": ("授信不是放款。", "占百分之三十。", 31, "entries[1].answer", NO_NUMBER.format("30%")),
    "a share in words": ("授信不是放款。", "约占三分之一。", 31, "entries[1].answer", NO_NUMBER.format("三分之一")),
    "a phone": (
        "将研究探索。",
        "将研究探索，电话04710000000。",
        77,
        "entries[4].answer",
        NO_NUMBER.format("04710000000"),
    ),
    "a date": ("授信不是放款。", "2021年10月授信。", 31, "entries[1].answer", NO_DATE.format("2021年10月")),
    "a date in digits": ("授信不是放款。", "2021-09-03授信。", 31, "entries[1].answer", NO_DATE.format("2021年9月3日")),
    "a title": (
        "的研发总金额。",
        "的研发总金额，见《支持办法》。",
        15,
        "entries[0].answer",
        "《支持办法》在所列事实和来源里找不到",
    ),
    "a listed person": ("处长池波说", "处长张志宽说", 77, "entries[4].answer", NO_NAME.format("张志宽")),
    "an unlisted person": ("处长池波说", "处长李娜说", 77, "entries[4].answer", NO_NAME.format("处长李娜说")),
    "a listed organisation": ("签约各方约定", "哈工大等约定", 15, "entries[0].answer", NO_NAME.format("哈工大")),
    "an unlisted organisation": (
        "授信不是放款。",
        "其中有河套银行。",
        31,
        "entries[1].answer",
        NO_NAME.format("河套银行"),
    ),
    "a place": ("授信不是放款。", "都在赤峰。", 31, "entries[1].answer", NO_NAME.format("赤峰")),
    "a date that ages, in the answer": (
        "签约各方",
        "去年签约各方",
        15,
        "entries[0].answer",
        "“去年”过一阵就不对了，写明年份或日期",
    ),
    "a date that ages, in the question": (
        "question: 补助什么",
        "question: 今年补助什么",
        37,
        "entries[2].question",
        "“今年”过一阵就不对了，写明年份或日期",
    ),
    "about a name that nobody knows": (
        "    answer: |\n      <b>1.9亿元",
        "    about: [首批, 某批]\n    answer: |\n      <b>1.9亿元",
        13,
        "entries[0].about[1]",
        "“某批”不在 faq/named.yaml 和 faq/names.yaml 里",
    ),
    "not published, not said": (
        "公开材料里没写何时到账",
        "何时到账",
        44,
        "entries[2].answer",
        "未公布类的回答要写明“公开材料里没写”",
    ),
    "not published, nobody to ask": (STAFF + "      {contact}\n", STAFF, 44, "entries[2].answer", LACKS_CONTACT),
    "not published, no gap": (
        "[G04]",
        "[C9]",
        48,
        "entries[2].facts",
        "状态是 not_published，至少要依据一条 G 开头的事实",
    ),
    "a conflict without one": (
        "status: stated\n  - id: money.payment",
        "status: conflict\n  - id: money.payment",
        32,
        "entries[1].facts",
        "状态是 conflict，至少要依据一条 C 开头的事实",
    ),
    "X1 without its caveat": (
        "facts: [F25]\n    source: {publisher: 报纸专版（记者及庆玲）",
        "facts: [F25, X1]\n    source: {publisher: 报纸专版（记者及庆玲）；公开报道（2021年9月）",
        13,
        "entries[0].answer",
        f"依据了 X1，要原样写上：{CAVEAT}",
    ),
    "a report without its date": (
        "[F25]",
        "[F25, X2]",
        16,
        "entries[0].facts[1]",
        "依据了 X2（2022-01 的报道），来源里要写出这个年月",
    ),
    "a report later than the day the answer is of": (
        "facts: [F25]\n    source: {publisher: 报纸专版（记者及庆玲）",
        "facts: [F25, X22]\n    source: {publisher: 报纸专版（记者及庆玲）；公示（2023年9月）",
        18,
        "entries[0].as_of",
        "依据了 X22（2023-09 的报道），as_of 不能更早",
    ),
    "a comment that reads like a rule": (
        "评论观点，不是规定",
        "明文要求",
        60,
        "entries[3].answer",
        "评论类的回答要写明是评论、不是规定",
    ),
    "a plan that reads like a fact": (
        "还只是打算。",
        "已经有了。",
        75,
        "entries[4].answer",
        "打算类的回答要写明是打算或计划",
    ),
    "a comment used unsaid": ("[F25]", "[F25, F106]", 13, "entries[0].answer", "依据了评论 F106，回答里要写明是评论"),
    "no facts": (
        "    facts: [F106, C11]\n",
        "",
        52,
        "entries[3].facts",
        "没有列出依据的事实；只有使用说明（howto）可以不列",
    ),
    "contact inside a line": (
        STAFF + "      {contact}",
        "请问{contact}",
        46,
        "entries[2].answer",
        "{contact} 要单独占一行",
    ),
    "something else in braces": (
        "授信不是放款。",
        "授信不是放款，{phone}。",
        31,
        "entries[1].answer",
        "花括号只能用来写 {contact}",
    ),
    "no short answer first": (
        "<b>1.9亿元。</b>",
        "1.9亿元。",
        14,
        "entries[0].answer",
        "第一行要是加粗的一句话回答：<b>……</b>",
    ),
    "a phrasing of another entry": (
        "- 容错机制有了没",
        "- 人才机制，有哪些？",
        70,
        "entries[4].also_asked[0]",
        "faq.yaml:58（money.talent）已有同样的问法，一种问法只能归一条",
    ),
    "a broad word that is a phrasing": (
        "      - 授信审批批了多少\n",
        "      - 授信审批批了多少\n    broad: [有没有容错机制]\n",
        13,
        "entries[0].broad[0]",
        "“有没有容错机制”已是 faq.yaml:72（money.tolerance）的问法，两处只能留一处：笼统的词不直接回答",
    ),
    "a near miss that hits": (
        "- 授信审批批了多少",
        "- 请问，研发协议总金额",
        12,
        "entries[0].not_asked[0]",
        "“请问，研发协议总金额”仍会被本条直接回答，写在这里挡不住；本条有一样的问法，或者它本来就该归本条",
    ),
}


def test_sound_content_has_no_mistakes(tmp_path: Path) -> None:
    report = lint([write(tmp_path, SOUND)])
    assert (report.mistakes, report.warnings) == ((), ())


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_each_rule_fires(tmp_path: Path, poison: Poison) -> None:
    old, new, line, key, message = poison
    assert told(write(tmp_path, poisoned(old, new))) == [f"faq.yaml:{line}: {key}: {message}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<b>1.9亿元。", "<b>一亿九。", id="another spelling of a number"),
        pytest.param("<b>1.9亿元。", "<b>１９，０００万元。", id="full width and a comma between thousands"),
        pytest.param("签约各方约定", "分两种情形，一处一议，约定", id="one and two as words"),
        pytest.param(
            "授信不是放款。", "交行2021年9月来过，银行授信不是放款。", id="a date and a short name that a fact tells"
        ),
        pytest.param("约定的研发", "约定、科技厅知道的研发", id="whom anyone may name"),
        pytest.param("- 协议金额多少", "- 今年协议金额多少", id="people may ask with dates that age"),
        pytest.param("- 补助多久到账", "- 補助什麼時候到賬？", id="the same in traditional characters"),
    ],
)
def test_what_is_sound_is_left_alone(tmp_path: Path, old: str, new: str) -> None:
    folder = write(tmp_path, poisoned(old, new))
    assert (told(folder), warned(folder)) == ([], [])


def test_words_in_quotes_that_nobody_said_are_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path, poisoned("授信不是放款。", "授信不是“白给的钱”。"))
    message = "“白给的钱” 加了引号，但所列事实里没有这样的原话"
    assert (told(folder), warned(folder)) == ([], [f"faq.yaml:31: entries[1].answer: {message}"])


@pytest.mark.parametrize(
    ("text", "dates", "numbers"),
    [
        ("2021年9月1日公布首批15项", ["2021年9月1日"], ["15项"]),
        ("二〇二一年九月，１２家", ["2021年9月"], ["12家"]),
        ("2022-01-11 和 1月10日", ["2022年1月11日", "1月10日"], []),
        ("一亿九、19000万、1.9 亿元", [], ["1.9亿", "1.9亿", "1.9亿"]),
        ("八成，百分之八十，80%的项目", [], ["80%", "80%", "80%"]),
        ("7000多万元，三百余家", [], ["7000多万", "300余家"]),
        ("3670人次，350MW，55岁以下", [], ["3670人次", "350mw", "55岁"]),
        ("十四个产业链，第十一次党代会，四种机制", [], ["14项", "11次", "4项"]),
        ("两家单位，两件事，一处，进一步", [], ["2家"]),
        ("1. 沿黄河流域", [], []),
        ("<b>三分之一</b>，一半", [], ["三分之一", "一半"]),
    ],
)
def test_claims_are_read_whatever_their_spelling(text: str, dates: list[str], numbers: list[str]) -> None:
    found = claims(text)
    assert ([str(date) for date in found[0]], [str(number) for number in found[1]]) == (dates, numbers)
