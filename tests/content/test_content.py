"""The content keeps its promises: everything known is answered, nothing is invented, dates stay true next year."""

import re

import pytest

from faq.entry import Entry, Library, load
from faq.numbers import arabic

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[万亿]|%)?")
RELATIVE_DATES = ("今年", "去年", "近日", "明年")
EXPECTED_FACTS = (
    [f"F{n:02d}" for n in (*range(1, 7), 10, *range(20, 28), *range(30, 35), *range(40, 43), *range(50, 54), 60, 61)]
    + [f"F{n}" for n in (*range(70, 74), *range(80, 86), *range(90, 98), *range(100, 107), 110)]
    + [f"F82{letter}" for letter in "abcdef"]
    + [f"C{n}" for n in range(1, 12)]
    + [f"G{n:02d}" for n in range(18)]
    + ["X1", "X2", "X11", "X22"]
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def numbers(text: str) -> set[str]:
    """Return the numbers of `text` in one spelling; counts below ten that are written in Chinese are only words."""
    written = set(NUMBER.findall(text))
    return {number for number in NUMBER.findall(arabic(text)) if len(number) > 1 or number in written}


def invented(entry: Entry, library: Library) -> set[str]:
    known = " ".join([entry.source.date, entry.as_of, *(library.facts[fact] for fact in entry.facts)])
    return numbers(entry.answer) - numbers(known) - {str(int(number)) for number in re.findall(r"\d+", known)}


def test_every_fact_conflict_gap_and_report_is_answered(library: Library) -> None:
    used = {fact for entry in library.entries for fact in entry.facts}
    assert [fact for fact in EXPECTED_FACTS if fact not in used] == []


def test_every_expected_fact_has_a_meaning(library: Library) -> None:
    assert sorted(set(EXPECTED_FACTS) - set(library.facts)) == []


def test_at_least_eighty_entries(library: Library) -> None:
    assert len(library.entries) >= 80


def test_no_number_is_invented(library: Library) -> None:
    checked = [entry for entry in library.entries if entry.status != "howto"]
    assert {entry.id: sorted(found) for entry in checked if (found := invented(entry, library))} == {}


def test_no_date_that_ages(library: Library) -> None:
    found = {
        entry.id: words
        for entry in library.entries
        if (words := [word for word in RELATIVE_DATES if word in entry.question + entry.answer])
    }
    assert found == {}


def test_no_phrasing_belongs_to_two_entries(library: Library) -> None:
    owners: dict[str, list[str]] = {}
    for entry in library.entries:
        for phrasing in set(entry.phrasings):
            owners.setdefault(phrasing, []).append(entry.id)
    assert {phrasing: ids for phrasing, ids in owners.items() if len(ids) > 1} == {}


def test_first_line_is_a_short_bold_answer(library: Library) -> None:
    first_lines = {entry.id: entry.answer.splitlines()[0] for entry in library.entries}
    assert {entry_id: line for entry_id, line in first_lines.items() if not line.startswith("<b>")} == {}
