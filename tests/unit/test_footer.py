"""What stands under an answer: source, date, and how far it still holds."""

from typing import Any

import pytest

from bot.services.runtime.footer import footer, translation
from bot.texts import catalogue
from faq.entry import English, Entry, load

CAVEAT = "<i>以上依据2022年2月的公开材料，现行规定以科技厅通知为准。</i>"
TRANSLATED = "A convenience translation; the Chinese text is authoritative:"


@pytest.fixture(scope="module")
def entry() -> Entry:
    return load()["first_list.how_many"]


def lines(entry: Entry, **source: str) -> list[str]:
    changed = entry.source.model_copy(update={"publisher": "报纸专版", "date": "2022-02"} | source)
    return footer(catalogue("zh"), entry.model_copy(update={"source": changed, "as_of": "2022-02"})).splitlines()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({}, "来源：报纸专版 · 2022年2月"),
        ({"date": "2026"}, "来源：报纸专版 · 2026年"),
        ({"date": "2026-11-03"}, "来源：报纸专版 · 2026年11月3日"),
        ({"publisher": "甲报；乙网（2023年5月）"}, "来源：甲报 · 2022年2月；乙网（2023年5月）"),
        ({"publisher": "<b>甲</b> & 乙；<丙>"}, "来源：&lt;b&gt;甲&lt;/b&gt; &amp; 乙 · 2022年2月；&lt;丙&gt;"),
    ],
)
def test_an_answer_ends_with_source_date_and_caveat(entry: Entry, source: dict[str, str], said: str) -> None:
    assert lines(entry, **source) == [f"<i>{said}</i>", CAVEAT]


@pytest.mark.parametrize("change", [{"status": "howto"}, {"facts": ()}])
def test_what_rests_on_no_facts_does_not_claim_to_rest_on_public_material(entry: Entry, change: dict[str, Any]) -> None:
    assert lines(entry.model_copy(update=change)) == ["<i>来源：报纸专版 · 2022年2月</i>"]


ENGLISH = English(question="How many?", answer="15 & no more.")


@pytest.mark.parametrize(
    ("language", "english", "said"),
    [
        ("zh", ENGLISH, ["首批榜单有多少项？", ""]),
        ("en", None, ["首批榜单有多少项？", ""]),
        ("en", ENGLISH, ["How many?", f"<i>{TRANSLATED}</i>\n15 &amp; no more."]),
    ],
)
def test_question_and_short_answer_are_in_the_language_that_is_spoken(
    entry: Entry, language: str, english: English | None, said: list[str]
) -> None:
    changed = entry.model_copy(update={"english": english})
    assert [changed.title(language), translation(catalogue(language), changed)] == said
