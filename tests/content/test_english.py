"""The English short answers tell nothing that the Chinese answers and their facts do not tell."""

import calendar
import re
from collections.abc import Iterable

import pytest

from faq.claims import Date, claims
from faq.entry import Entry, load

LIBRARY = load()
TRANSLATED = [entry for entry in LIBRARY.entries if entry.english]
MONTHS = list(calendar.month_name)[1:]
DATE = re.compile(rf"(?:(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) )?((?:19|20)\d\d)(?![\d,])")
FIGURE = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(?: (million|billion))?(%?)")
#: Written numbers that count something; one is mostly a word.
WORDS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
)
SIZES = {"": 1, "million": 10**6, "billion": 10**9, "万": 10**4, "亿": 10**8}
HAN_FIGURE = re.compile(r"(\d+(?:\.\d+)?)[多余几]?([万亿]?)(%?)")
HAN_NUMBER = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十四": 14, "十六": 16}
HAN = re.compile("[\u4e00-\u9fff]+")
#: What an answer of this status says in English; of what nothing is published there is nothing to tell but that.
SAYS = {
    "not_published": r"not in public material|public material does not say",
    "comment": r"not a rule",
    "plan": r"plan|intention",
    "reported": r"report|public material",
    "conflict": r"differ|not agree|another|basis",
}
TERMS = {"发榜方", "揭榜方", "揭榜挂帅", "技术攻关类", "成果转化类", "包头长安永磁电机有限公司", "包钢集团"}


def figures(text: str) -> set[tuple[float, str]]:
    """Return the figures of an English text: their values, and % where they are a share."""
    rest = DATE.sub(" ", text)
    found = {(round(float(n.replace(",", "")) * SIZES[size], 6), share) for n, size, share in FIGURE.findall(rest)}
    return found | {(WORDS.index(word) + 2, "") for word in re.findall(r"[a-z]+", rest.lower()) if word in WORDS}


def dates(text: str) -> list[Date]:
    """Return the dates of an English text."""
    told = DATE.findall(text)
    return [
        Date(int(year), MONTHS.index(month) + 1 if month else None, int(day) if day else None)
        for day, month, year in told
    ]


def han_figures(text: str) -> set[tuple[float, str]]:
    """Return the figures of a Chinese text, whatever their unit counts."""
    digits = {(round(float(n) * SIZES[size], 6), share) for n, size, share in HAN_FIGURE.findall(text.replace(",", ""))}
    return digits | {(value, "") for number, value in HAN_NUMBER.items() if number in text}


def han_dates(texts: Iterable[str]) -> list[Date]:
    """Return the dates of Chinese texts; a day told without its year may be of any year told beside it."""
    found = [date for text in texts for date in claims(text)[0]]
    years = {date.year for date in found if date.year}
    return found + [date._replace(year=year) for date in found if date.year is None for year in years]


def chinese(entry: Entry) -> list[str]:
    """Return what the Chinese says: question, answer and the facts beneath."""
    return [f"{entry.question}\n{entry.answer}", *(LIBRARY.facts[fact] for fact in entry.facts), entry.source.publisher]


def told(entry: Entry) -> str:
    """Return what the English says."""
    assert entry.english
    return f"{entry.english.question}\n{entry.english.answer}"


def strange(entry: Entry, english: str) -> list[str]:
    """Return the figures, dates and Chinese words of an English text that the entry's Chinese does not have."""
    ours = chinese(entry)
    known, days, said = set[tuple[float, str]]().union(*map(han_figures, ours)), han_dates(ours), "\n".join(ours)
    more = [str(value) + share for value, share in figures(english) - known]
    more += [str(date) for date in dates(english) if not any(date.within(each) for each in days)]
    return more + [word for word in HAN.findall(english) if word not in said and word not in TERMS]


def test_sixty_entries_of_every_topic_have_an_english_answer() -> None:
    assert len(TRANSLATED) == 60
    assert {entry.topic for entry in TRANSLATED} == {topic.id for topic in LIBRARY.topics}


@pytest.mark.parametrize("entry", TRANSLATED, ids=lambda entry: entry.id)
def test_the_english_has_no_figure_date_or_name_that_the_chinese_has_not(entry: Entry) -> None:
    assert strange(entry, told(entry)) == []


@pytest.mark.parametrize("entry", TRANSLATED, ids=lambda entry: entry.id)
def test_the_english_has_the_figures_of_the_chinese_conclusion(entry: Entry) -> None:
    conclusion = re.sub("<[^>]+>", "", entry.answer.partition("\n")[0])
    numbers = {(float(n) * SIZES[size], share) for n, size, share in HAN_FIGURE.findall(_dateless(conclusion))}
    assert {figure for figure in numbers if (round(figure[0], 6), figure[1]) not in figures(told(entry))} == set()


def _dateless(text: str) -> str:
    return re.sub(r"\d+[年月日号]", "", text)


@pytest.mark.parametrize("entry", TRANSLATED, ids=lambda entry: entry.id)
def test_the_english_says_of_what_kind_the_answer_is(entry: Entry) -> None:
    assert entry.english
    assert re.search(SAYS.get(entry.status, ""), entry.english.answer)
    assert "X1" not in entry.facts or "trial" in entry.english.answer


@pytest.mark.parametrize("entry", TRANSLATED, ids=lambda entry: entry.id)
def test_the_english_is_short(entry: Entry) -> None:
    assert entry.english
    assert len(re.findall(r"[.!?](?= |$)", entry.english.answer)) <= 3
    assert len(entry.english.question) <= 80


def test_each_english_question_is_of_one_entry() -> None:
    asked = [entry.english.question for entry in TRANSLATED if entry.english]
    assert len({*asked}) == len(asked)


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("15, all", "16, all", ["16.0"]),
        ("1 September 2021", "2 September 2021", ["2021年9月2日"]),
        ("12 projects", "1.2 million projects", ["1200000.0"]),
        ("12 projects", "12% of projects", ["12.0%"]),
        ("Inner Mongolia Daily", "人民日报", ["人民日报"]),
    ],
)
def test_what_the_chinese_does_not_say_is_found(right: str, wrong: str, found: list[str]) -> None:
    entry = LIBRARY["first_list.how_many"]
    assert right in told(entry)
    assert strange(entry, told(entry).replace(right, wrong)) == found
