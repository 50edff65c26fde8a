"""The content keeps its promises: everything known is answered, nothing is invented, every question finds its own."""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import yaml

from bot.needs.form import load_form
from bot.texts import catalogue
from faq.claims import LIST_MARK, unsupported_dates, unsupported_numbers
from faq.entry import CONTENT, Entry, Library, load
from faq.lint import Report, lint, render_report
from faq.lint.names import listed_names, unsupported_names
from faq.lint.report import GOAL
from faq.schema import SCHEMA, schema

EXPECTED_FACTS = (
    [f"F{n:02d}" for n in (*range(1, 7), 10, *range(20, 28), *range(30, 35), *range(40, 43), *range(50, 54), 60, 61)]
    + [f"F{n}" for n in (*range(70, 74), *range(80, 86), *range(90, 98), *range(100, 107), 110)]
    + [f"F82{letter}" for letter in "abcdef"]
    + [f"C{n}" for n in range(1, 12)]
    + [f"G{n:02d}" for n in range(18)]
    + [f"X{n}" for n in (*range(1, 14), 22)]
)
ROOT = CONTENT.parent.parent
SHORT_ANSWER, PARAGRAPH = 32, 75  # characters: two and four lines on a phone
EXAMPLES = {
    "我要提需求",
    "大幅提高",
    "国际先进",
}  # quoted in answers on using the bot, but no button
STRANGE_PERSONS = ("王建国", "欧阳明")
STRANGE_ORGANISATIONS = ("清华大学", "内蒙古工业大学", "华为公司", "中国工商银行内蒙古分行", "赤峰市科技局")


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.fixture(scope="module")
def report() -> Report:
    return lint([CONTENT])


def test_the_content_has_no_mistakes(report: Report) -> None:
    assert list(map(str, report.mistakes)) == []


def test_the_content_gives_no_reason_to_warn(report: Report) -> None:
    assert list(map(str, report.warnings)) == []


def test_most_phrasings_find_their_own_entry_when_left_out(report: Report) -> None:
    assert report.figures is not None
    assert report.figures.rate >= GOAL, render_report(report)


def test_every_fact_conflict_gap_and_report_is_answered(library: Library) -> None:
    used = {fact for entry in library.entries for fact in entry.facts}
    assert [fact for fact in EXPECTED_FACTS if fact not in used] == []


def test_every_expected_fact_has_a_meaning(library: Library) -> None:
    assert sorted(set(EXPECTED_FACTS) - set(library.facts)) == []


def test_at_least_eighty_entries(library: Library) -> None:
    assert len(library.entries) >= 80


def sources(entry: Entry, library: Library) -> list[str]:
    return [library.facts[fact] for fact in entry.facts]


def miswritten(library: Library) -> Iterator[tuple[Entry, str]]:
    """Yield every line that tells a number or a date, once for each with its first digit another one."""
    for entry in library.entries:
        for line in entry.answer.splitlines() if entry.status != "howto" else ():
            for match in re.finditer(r"\d[\d.]*", LIST_MARK.sub("", line)):
                other = str(int(match[0][0]) % 9 + 1)
                yield (
                    entry,
                    LIST_MARK.sub("", line)[: match.start()] + other + match[0][1:] + match.string[match.end() :],
                )


def test_a_wrong_digit_anywhere_in_the_content_is_noticed(library: Library) -> None:
    tried = list(miswritten(library))
    missed = [
        line
        for entry, line in tried
        if not [*unsupported_dates(line, sources(entry, library)), *unsupported_numbers(line, sources(entry, library))]
    ]
    assert len(missed) <= len(tried) / 50, missed  # the wrong number may be right for something else


def test_a_stranger_in_place_of_any_name_is_noticed(library: Library) -> None:
    names, missed = listed_names(), []
    for listed, strangers in ((names.persons, STRANGE_PERSONS), (names.organisations, STRANGE_ORGANISATIONS)):
        for name, stranger, entry in product(listed, strangers, library.entries):
            known = "\n".join([*sources(entry, library), entry.source.publisher])
            answer = entry.answer.replace(name, stranger)
            if answer != entry.answer and stranger not in known and not list(unsupported_names(answer, known)):
                missed.append((entry.id, name, stranger))
    assert missed == []


def test_every_listed_person_and_organisation_stands_in_a_fact(library: Library) -> None:
    statements = "\n".join(library.facts.values())
    listed = listed_names()
    every = {
        name: [name, *others] for group in (listed.persons, listed.organisations) for name, others in group.items()
    }
    assert [name for name, spellings in every.items() if not any(each in statements for each in spellings)] == []


def test_the_schema_is_that_of_the_models() -> None:
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert written == schema(), "run `python -m faq.schema`"


def test_every_content_file_names_the_schema() -> None:
    first_lines = {path.name: path.read_text(encoding="utf-8").splitlines()[0] for path in CONTENT.glob("*.yaml")}
    head = f"# yaml-language-server: $schema=../{SCHEMA.name}"
    assert {name: line for name, line in first_lines.items() if line != head} == {}


def test_the_example_of_the_readme_can_be_copied(tmp_path: Path) -> None:
    readme = (CONTENT.parent / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "sample.yaml").write_text(example, encoding="utf-8")
    known = load([CONTENT, tmp_path])
    (tmp_path / "sample.yaml").write_text(re.sub("    related: .*\n", "", example), encoding="utf-8")
    report = lint([tmp_path])
    assert (known["sample.agreement"].related, report.mistakes, report.warnings) == (("money.three_kinds",), (), ())


def test_answers_read_well_on_a_phone(library: Library) -> None:
    long = []
    for entry in library.entries:
        first, *rest = (re.sub("<[^>]+>", "", line) for line in entry.answer.splitlines())
        long += [first] * (len(first) > SHORT_ANSWER) + [line for line in rest if len(line) > PARAGRAPH]
    assert long == []


@pytest.mark.parametrize(
    "entry_id", ["money.three_kinds", "money.agreement_total", "money.gov_support", "money.bank_credit"]
)
def test_whoever_asks_for_one_kind_of_money_sees_all_three(library: Library, entry_id: str) -> None:
    answer = library[entry_id].answer
    assert [amount for amount in ("1.9亿元", "5000万元以上", "9.4亿元") if amount not in answer] == []


def shown(*names: str) -> str:
    """Return the bot's catalogues of these names as they are written, or all of them."""
    files = sorted((ROOT / "bot" / "texts" / "zh").glob("*.yaml"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files if not names or file.stem in names)


def test_the_states_of_a_need_are_called_what_the_bot_calls_them(library: Library) -> None:
    states = [state["name"] for state in yaml.safe_load(shown("lifecycle"))["state"].values()]
    assert re.findall("^· (.+?)：", library["howto.my"].answer, re.MULTILINE) == states


def test_buttons_that_answers_name_are_there(library: Library) -> None:
    words = shown() + (ROOT / "bot" / "forms" / "need.yaml").read_text(encoding="utf-8")
    named = {word for entry in library.of_topic("howto") for word in re.findall("“([^”]+)”", entry.answer)}
    assert {word for word in named if word not in words} == EXAMPLES


def test_filling_in_takes_as_many_steps_and_minutes_as_the_form_says(library: Library) -> None:
    filled = load_form(None, catalogue("zh"))
    minutes = re.search("(?<=大约需要).+?分钟", filled.fields[0].help)
    answer = library["howto.fill_time"].answer
    assert minutes is not None
    assert answer.splitlines()[0] == f"<b>大约{minutes[0]}，一共{len(filled.steps)}步。</b>"
