"""What texts, choices, codes and leagues read out of typed text: one table a kind."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.needs.fields import KINDS, Accepted, AskBack, Field, Rejected, parse
from bot.needs.fields.cleaning import clean
from bot.needs.fields.credit_code import ALPHABET, check_character, is_valid
from bot.texts import Html
from tests.unit.filling import FORM
from tests.unit.reading import field, said

# Text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  甲  乙 ", "甲 乙"),
        ("甲\u200b乙\u202e丙\ufeff", "甲乙丙"),
        ("甲\x00\x07乙", "甲乙"),
        ("甲\r\n乙", "甲 乙"),
        ("ＡＢＣ１２３（有限）", "ABC123（有限）"),
        ("8 N/cm³ ①", "8 N/cm³ ①"),
        ("é", "é"),
        ("甲\ud800乙\uffff丙", "甲乙丙"),
    ],
)
def test_text_is_cleaned_of_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_several_lines_keep_one_empty_line() -> None:
    assert clean(" 一 \r\n\r\n\r\n\r\n二\u2028三", multiline=True) == "一\n\n二\n三"


TITLE = "高温烧结炉推舟机构国产化研制"
COMPANY = "内蒙古敕勒新材料有限公司"
LINE = "现用的进口推舟机构每运行约三个月就要停炉更换，备件"


@pytest.mark.parametrize(
    ("key", "typed", "outcome"),
    [
        ("org_name", COMPANY, COMPANY),
        ("org_name", "  内蒙古 敕勒新材料\u200b有限公司\n", "内蒙古 敕勒新材料有限公司"),
        ("org_name", "公司", "own_name"),
        ("org_name", "我们公司", "own_name"),
        ("org_name", "我厂", "own_name"),
        ("org_name", "我们这家企业", "own_name"),
        ("org_name", "某某有限公司", "own_name"),
        ("org_name", "我们爱农业公司", "我们爱农业公司"),
        ("intended", "贵单位", "own_name"),
        ("org_name", "长" * 61, "too_long"),
        ("org_name", "长" * 58 + "公司", "长" * 58 + "公司"),
        ("org_name", "河套农机", ["河套农机"]),
        ("org_name", "河套农机厂（普通合伙）", "河套农机厂（普通合伙）"),
        ("org_name", "五原县人民政府", "五原县人民政府"),
        ("intended", "哈工大", "哈工大"),
        ("org_name", "Chile New Materials", "no_han"),
        ("org_name", "1234567", "no_words"),
        ("org_name", "🙂🙂🙂🙂", "empty"),
        ("org_name", "\u200b\u200b", "empty"),
        ("title", TITLE, TITLE),
        ("title", "烧结炉", "too_short"),
        ("title", "<b>国产高温炉</b>研制", "<b>国产高温炉</b>研制"),
        ("title", f"{COMPANY}的烧结炉研制", "excluded"),
        ("title", "'; DROP TABLE need; --烧结炉", "'; DROP TABLE need; --烧结炉"),
        ("solver_req", "没有", "无特殊要求"),
        ("solver_req", "无特殊要求", "无特殊要求"),
        ("solver_req", "会的就行", "begun"),
        ("solver_req", "无所谓", "无特殊要求"),
        ("solver_req", "没有要求", "无特殊要求"),
        ("solver_req", "没有特别要求", "无特殊要求"),
        ("solver_req", "随便。", "无特殊要求"),
        ("contact", "没有", "nothing"),
        ("problem", "还没有", "nothing"),
        ("problem", "字" * 49, "begun"),
        ("problem", LINE + "\n" + LINE, LINE + "\n" + LINE),
        ("problem", "测试" * 30, ("doubtful", "测试" * 30)),
        ("org_name", f"🏭{COMPANY}🎉", COMPANY),
        ("title", f"🔥 {TITLE[:5]}👍🏽{TITLE[5:]} ❤️", TITLE),
        ("title", "①号炉 1300℃ 推舟机构研制", "①号炉 1300℃ 推舟机构研制"),
        ("title", "测试测试测试测试", ("doubtful", "测试测试测试测试")),
        ("title", "啊啊啊啊啊啊啊啊啊", ("doubtful", "啊啊啊啊啊啊啊啊啊")),
        ("title", "asdf asdf asdf", ("doubtful", "asdf asdf asdf")),
        ("title", "自动化测试平台的研制", "自动化测试平台的研制"),
        ("contact", "丹丹", "丹丹"),
        ("problem", "字" * 1501, ["字" * 1500]),
        ("problem", "字" * 100_000, "too_long"),
        ("contact", "张三", "张三"),
        ("keywords", "直线电机；永磁 直线电机", ["直线电机", "永磁"]),
        ("keywords", "直线电机，永磁、烧结炉", ["直线电机", "永磁", "烧结炉"]),
        ("keywords", "一 二 三 四 五 六", "too_many"),
        ("keywords", "一个超过了十个字的关键词", "word_too_long"),
        ("keywords", "、、", "no_words"),
    ],
)
def test_text(key: str, typed: str, outcome: object) -> None:
    assert said(key, typed, org_name=COMPANY) == outcome


def test_a_text_that_is_too_long_is_told_how_long_it_is() -> None:
    assert parse(FORM.field("org_name"), "长" * 75, {}) == Rejected(
        "现在有 75 个字，最多 60 个字，请删去约 15 个字，改短后再发。原文替您留着。",
        shown=Html(f"{'长' * 60}<s>{'长' * 15}</s>"),
    )


# Choices


@pytest.mark.parametrize(
    ("key", "typed", "outcome"),
    [
        ("consent", "同意", True),
        ("consent", " 我同意。", True),
        ("consent", "不同意", "consent"),
        ("consent", "随便", "consent"),
        ("need_type", "技术攻关", "research"),
        ("need_type", "技術攻關", "research"),
        ("need_type", "2", "transfer"),
        ("need_type", "第三个", "unsure"),
        ("need_type", "３", "unsure"),
        ("need_type", "4", "no_option"),
        ("need_type", "0", "no_option"),
        ("need_type", "transfer", "transfer"),
        ("need_type", "拿不准", "unsure"),
        ("need_type", "应该是技术攻关吧", ["research"]),
        ("need_type", "采购设备", "no_option"),
        ("publicity", "匿名", "anonymous"),
        ("publicity", "公开", "full"),
        ("publicity", "都行", "anonymous"),
        ("publicity", "没有", "no_option"),
        ("ip", "一人一半", "shared"),
        ("ip", "都行", "shared"),
        ("ip", "商量着来", "negotiable"),
        ("ip", "看情况", "negotiable"),
        ("ip", "归甲方", "company"),
        ("publicity", "可以公开", "full"),
        ("publicity", "不要公开我们公司名字", "anonymous"),
        ("publicity", "公司名不要公开", "anonymous"),
        ("publicity", "可以公开的", ["full"]),
        ("coop_mode", "都可以", [["entrust", "joint", "transfer", "equity", "other"]]),
        ("coop_mode", "委托、合作都行", ["entrust", "joint"]),
        ("coop_mode", "入股也可以。", ["equity"]),
        ("coop_mode", "委托、合作都不行", [["transfer"], ["equity"], ["other"]]),
        ("coop_mode", "委托研发、合作研发", ["entrust", "joint"]),
        ("coop_mode", "4,1", ["entrust", "equity"]),
        ("coop_mode", "1 2 2", ["entrust", "joint"]),
        ("coop_mode", "委托和入股", ["entrust", "equity"]),
        ("coop_mode", "委托、送钱", "not_among"),
        ("coop_mode", "技术转让（许可）、1", [["entrust", "transfer"]]),
        ("coop_mode", "，", "too_few"),
        ("coop_mode", "委托或者合作都行", [["entrust", "joint"], ["entrust"], ["joint"]]),
    ],
)
def test_choices(key: str, typed: str, outcome: object) -> None:
    assert said(key, typed) == outcome


@pytest.mark.parametrize(
    ("key", "typed", "outcome"),
    [
        ("publicity", "谁也别公开", "internal"),
        ("publicity", "不要公开", "internal"),
        ("publicity", "不能公开", "internal"),
        ("publicity", "不想公开厂名", "anonymous"),
        ("publicity", "不想让厂名公开", ["anonymous", "internal"]),
        ("publicity", "别把我们的信息公开出去", ["anonymous", "internal"]),
        ("publicity", "勿公开", ["anonymous", "internal"]),
        ("publicity", "公开不行", ["anonymous", "internal"]),
        ("publicity", "除了单位名称都可以公开", ["anonymous", "internal"]),
        ("publicity", "不隐去名称", ["full", "internal"]),
        ("publicity", "没问题，全部公开", ["full"]),
        ("publicity", "非常愿意公开", ["full"]),
        ("publicity", "不是不公开", ["full", "anonymous"]),
        ("ip", "不归企业", ["solver", "shared", "negotiable"]),
        ("ip", "不归企业也不归揭榜方", ["shared", "negotiable"]),
        ("ip", "归企业不归揭榜方", ["company"]),
        ("ip", "企业不要，归揭榜方", ["solver"]),
        ("need_type", "不是技术攻关", ["transfer", "unsure"]),
        ("need_type", "不知道选哪个", ["unsure"]),
        ("coop_mode", "不要技术入股", [["entrust"], ["joint"], ["transfer"], ["other"]]),
        ("coop_mode", "合作研发，不要技术入股", [["joint"]]),
        ("coop_mode", "委托、合作都不要", [["transfer"], ["equity"], ["other"]]),
        ("coop_mode", "委托合作转让入股其他都不要", "no_option"),
        ("ip", "企业揭榜方共有协商都不要", "no_option"),
    ],
)
def test_an_option_that_is_denied_is_never_offered(key: str, typed: str, outcome: object) -> None:
    assert said(key, typed) == outcome


NAMES = [
    (field.key, option.value, name)
    for field in FORM.fields
    if field.kind in ("choice", "choices")
    for option in field.options
    for name in (option.label, *option.aliases)
    if len(name) > 1 and not any(word in name for word in "不别没无")
]


@pytest.mark.parametrize("denial", ["不要", "别", "不想", "谁也别", "没打算", "千万勿"])
def test_no_denied_name_leads_to_its_option(denial: str) -> None:
    for key, value, name in NAMES:
        outcome = parse(FORM.field(key), f"{denial}{name}", {})
        offered = [each for _, each in outcome.choices] if isinstance(outcome, AskBack) else []
        assert value not in offered
        assert [value] not in offered
        assert outcome not in (Accepted(value), Accepted([value]))


# Credit codes

VALID = [
    "91350100M000100Y43",
    "91110000600037341L",
    "91150200MA0TE5T00K",
    "91152500MA13Q5WF25",
    "93150100MA0N00000R",
    "12150000460029XY15",
    "N2150722MF0000000U",
]


@pytest.mark.parametrize("code", VALID)
def test_valid_codes(code: str) -> None:
    assert said("uscc", code) == code


def test_a_code_that_begins_with_a() -> None:
    code = "A1150100MA0N00000"
    assert said("uscc", code + check_character(code)) == code + check_character(code)


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("91150200ma0te5t00k", "91150200MA0TE5T00K"),
        ("９１１５０２００ＭＡ０ＴＥ５Ｔ００Ｋ", "91150200MA0TE5T00K"),
        ("9115 0200-MA0TE5T00 K", "91150200MA0TE5T00K"),
        ("信用代码：91150200MA0TE5T00K。", "91150200MA0TE5T00K"),
        ("9115O2OOMAOTE5TOOK", ["91150200MA0TE5T00K"]),
        ("9l150200MA0TE5T00K", "code_check"),
        ("91I50200MA0TE5T00K", ["91150200MA0TE5T00K"]),
        ("91150200MA0TEST00K", ["91150200MA0TE5T00K"]),
        ("91350100M000100I43", "code_letters"),
        ("91350100M000100Y44", "code_check"),
        ("91350100M000010Y43", "code_check"),
        ("91A50200MA0TE5T00K", "code_district"),
        ("150200000012345", "code_old"),
        ("91150200MA0TE5T00", "code_length"),
        ("没带", "code_none"),
        ("没有", "nothing"),
        ("9" * 3000, "much_too_long"),
        ("9" * 300, "code_length"),
    ],
)
def test_codes_as_people_type_them(typed: str, outcome: object) -> None:
    assert said("uscc", typed) == outcome


@pytest.mark.parametrize("code", VALID)
def test_every_single_slip_and_every_swap_is_noticed(code: str) -> None:
    slips = [code[:i] + c + code[i + 1 :] for i in range(18) for c in ALPHABET if c != code[i]]
    swaps = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17) if code[i] != code[i + 1]]
    assert [wrong for wrong in slips + swaps if is_valid(wrong)] == []


# Leagues and cities


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("包头市", "150200"),
        ("包头", "150200"),
        ("內蒙古包頭市", "150200"),
        ("内蒙古自治区包头市昆都仑区", "150200"),
        ("150200", "150200"),
        ("呼市", "150100"),
        ("鄂市", "150600"),
        ("东胜", "150600"),
        ("锡盟", "152500"),
        ("阿盟", "152900"),
        ("巴市", "150800"),
        ("哲盟", "150500"),
        ("哲里木盟", "150500"),
        ("伊盟", "150600"),
        ("昭盟", "150400"),
        ("呼盟", "150700"),
        ("满洲里", "150700"),
        ("二连浩特市", "152500"),
        ("锡林浩特", "152500"),
        ("乌兰浩特", "152200"),
        ("达茂旗", "150200"),
        ("杭锦旗", "150600"),
        ("杭锦后旗", "150800"),
        ("乌兰察布", "150900"),
        ("乌海", "150300"),
        ("baotou", "150200"),
        ("Bao Tou Shi", ["150200"]),
        ("eerduosi", "150600"),
        ("Ordos", "150600"),
        ("hulunbeier", ["150700"]),
        ("xilinguole", "152500"),
        ("包投市", ["150200"]),
        ("乌市", ["150300", "150900"]),
        ("乌兰", ["150900", "152200"]),
        ("科尔沁", ["150500", "152200"]),
        ("通辽或者赤峰", ["150400", "150500"]),
        ("北京", "league"),
        ("海南省", "league"),
        ("内蒙古", "league"),
        ("市", "league"),
        ("", "league"),
        ("乌" * 4000, "much_too_long"),
        ("乌" * 300, "league"),
        ("3", "150300"),
        ("第二个", "150200"),
        ("13", "league"),
        ("满州里", ["150700"]),
        ("不在包头市", "league"),
        ("不在包头，在赤峰", "150400"),
        ("别问了，就是包头", "150200"),
    ],
)
def test_leagues(typed: str, outcome: object) -> None:
    assert said("league", typed) == outcome


def test_a_county_is_told_where_it_was_put() -> None:
    assert parse(FORM.field("league"), "满洲里", {}) == Accepted("150700", "“满洲里市”按呼伦贝尔市记下。")


def test_every_name_in_the_form_finds_its_own_league() -> None:
    league = FORM.field("league")
    names = [(name, option.value) for option in league.options for name in (option.label, *option.aliases)]
    assert [(name, said("league", name)) for name, _ in names] == names


# All kinds


@pytest.mark.parametrize("key", [each.key for each in FORM.fields])
def test_every_field_takes_its_own_example(key: str) -> None:
    outcome = parse(FORM.field(key), FORM.field(key).example, {})
    value = outcome.choices[0][1] if isinstance(outcome, AskBack) else outcome.value  # type: ignore[union-attr]
    assert FORM.holds(key, value)


ODD = [
    "",
    " ",
    "\u200b",
    "\u202eabc",
    "\x00",
    "<b>&amp;",
    "'; DROP TABLE draft; --",
    "🙂" * 50,
    "9" * 100_000,
    "长" * 100_000,
    "-",
    "，",
    "{}",
    "{text}",
    "%s",
    "=1+1",
    "\ud800",
    "٣",
    "１．２．３",
]


@pytest.mark.parametrize("key", [each.key for each in FORM.fields])
@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_no_text_raises_and_what_is_accepted_holds(key: str, typed: str) -> None:
    check_sound(key, typed)


PIECES = st.sampled_from([*"019１一两十百千万亿半个点.,-%元年月天市乌@a甲\n≥；（IO", "包头", "个月"])


@given(st.sampled_from(FORM.fields), st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=60))
def test_any_text_at_any_field(field: Field, typed: str) -> None:
    check_sound(field.key, typed)


def check_sound(key: str, typed: str) -> None:
    """Whatever a parser offers to keep is something that the field holds and can show."""
    outcome = parse(FORM.field(key), typed, {"budget": 800, "org_name": COMPANY})
    if isinstance(outcome, Rejected):
        assert outcome.message
        return
    values = [value for _, value in outcome.choices] if isinstance(outcome, AskBack) else [outcome.value]
    assert values
    for value in values:
        assert FORM.holds(key, value)
        assert FORM.display(key, value)


def test_a_value_of_the_wrong_shape_never_holds() -> None:
    shapes: list[Any] = [None, False, [], {}, [[]], "", "?", -1, float("nan"), float("inf")]
    held = {(key, str(value)) for key in KINDS for value in shapes if _holds(key, value)}
    assert held == set()


def _holds(kind: str, value: Any) -> bool:
    limits = {"max_length": 10, "max_items": 3, "at_most": 100} | ({"at_least": 1} if kind == "money" else {})
    known = {name: limit for name, limit in limits.items() if name in KINDS[kind].limits}
    return KINDS[kind].holds(field(kind, **known), value)
