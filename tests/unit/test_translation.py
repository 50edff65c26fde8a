"""A form's translation has all that is said in the form and nothing else; English is read at its fields."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.needs.fields import KINDS, Accepted, AskBack, Json, parse
from bot.needs.fields.parts import pieces
from bot.needs.form import NEED, FormError, load_form
from bot.texts import catalogue, languages

ENGLISH = load_form(None, catalogue("en"))
CHINESE = load_form(None, catalogue("zh"))


@pytest.mark.parametrize("language", [each for each in languages() if each != "zh"])
def test_the_form_is_translated_and_stores_the_same(language: str) -> None:
    form = load_form(None, catalogue(language))
    assert [(field.key, [option.value for option in field.options]) for field in form.fields] == [
        (field.key, [option.value for option in field.options]) for field in CHINESE.fields
    ]
    same = [field.key for field in form.fields if field.label == CHINESE.field(field.key).label]
    assert same == []


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("  uscc:\n", "  usc:\n", ["fields: 译文里缺少 uscc", "fields.usc: 不认识的键"]),
        ("    label: Credit code\n", "", ["fields.uscc: 译文里缺少 label"]),
        ("    label: Credit code\n", "    label: Credit code\n    seen: …\n", ["fields.uscc.seen: 不认识的键"]),
        (
            "      research:",
            "      reserch:",
            ["fields.need_type.options: 译文里缺少 research", "…reserch: 不认识的键"],
        ),
        ("    example: 24 months", "    example: soon", ["fields.deadline.example: 示例通不过本字段自己的检查：…"]),
        ("    label: Contact person", "    label: Title", ["fields.contact.label: 叫法“Title”已被前面的字段用了"]),
    ],
)
def test_what_is_wrong_in_a_translation_is_found(tmp_path: Path, right: str, wrong: str, found: list[str]) -> None:
    shutil.copy(NEED, tmp_path)
    text = NEED.with_name("need.en.yaml").read_text(encoding="utf-8")
    assert right in text
    tmp_path.joinpath("need.en.yaml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_form(tmp_path / "need.yaml", catalogue("en"))
    mistakes = [str(each) for each in refused.value.mistakes]
    assert all("need.en.yaml:" in each for each in mistakes)
    for each in found:
        assert [mistake for mistake in mistakes if all(part in mistake for part in each.split("…"))] != [], mistakes


def test_a_form_without_a_translation_is_shown_as_it_is(tmp_path: Path) -> None:
    shutil.copy(NEED, tmp_path)
    assert load_form(tmp_path / "need.yaml", catalogue("en")).fields[1].label == "单位全称"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("org_name", "Inner Mongolia Rare Earth Co., Ltd.", "Inner Mongolia Rare Earth Co., Ltd."),
        ("org_name", "内蒙古敕勒新材料有限公司", "内蒙古敕勒新材料有限公司"),
        ("league", "Baotou", "150200"),
        ("league", "包头", "150200"),
        ("budget", "8 million yuan", 800),
        ("budget", "RMB 8,000,000", 800),
        ("budget", "CNY 8.5 million", 850),
        ("budget", "800 thousand yuan", 80),
        ("budget", "800万", 800),
        ("self_fund", "60%", 480),
        ("self_fund", "60 percent of the budget", 480),
        ("self_fund", "half", 400),
        ("self_fund", "六成", 480),
        ("deadline", "12 months", 12),
        ("deadline", "two years", 24),
        ("deadline", "a year and a half", 18),
        ("deadline", "within 18 months", 18),
        ("deadline", "两年", 24),
        ("need_type", "not sure", "unsure"),
        ("solver_req", "none", "无特殊要求"),
        ("keywords", "linear motor, sintering", ["linear motor", "sintering"]),
        ("keywords", "直线电机 永磁", ["直线电机", "永磁"]),
    ],
)
def test_english_and_chinese_are_read_at_the_fields(key: str, text: str, value: Json) -> None:
    read = parse(ENGLISH.field(key), text, {"budget": 800}, date(2026, 11, 2))
    assert isinstance(read, Accepted)
    assert read.value == value


@pytest.mark.parametrize(
    ("key", "text", "values"),
    [
        ("budget", "5 to 8 million yuan", [500, 800]),
        ("budget", "between 10 and 12 million", [1000, 1200]),
        ("deadline", "by the end of 2027", [13]),
        ("deadline", "by June 2028", [19]),
        ("deadline", "by the end of next year", [13]),
        ("deadline", "12 to 18 months", [12, 18]),
    ],
)
def test_what_is_open_in_english_is_asked_back(key: str, text: str, values: list[Json]) -> None:
    read = parse(ENGLISH.field(key), text, {}, date(2026, 11, 2))
    assert isinstance(read, AskBack)
    assert [value for _, value in read.choices] == values


def test_words_of_a_line_are_no_columns() -> None:
    text = "Continuous operation >= 4000 h\nPositioning error <= 0.5 mm"
    assert KINDS["indicators"].parse(ENGLISH.field("indicators"), text, {}) == Accepted(text.splitlines())


def test_a_name_in_latin_letters_is_one() -> None:
    field = ENGLISH.field("contact")
    names = ("Zhang San", "Dr. Anna van Dyck", "zhang san", "Who sees", "See my data")
    assert [KINDS["text"].is_answer(field, each) for each in names] == [True, False, False, False, False]


def test_headings_within_a_paragraph_part_it() -> None:
    text = "Present state: it wears out. What was tried: two others jammed. Consequence: a fifth is lost."
    assert [piece.text for piece in pieces(ENGLISH.field("problem"), text)] == [
        "it wears out.",
        "two others jammed.",
        "a fifth is lost.",
    ]
