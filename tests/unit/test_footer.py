"""What stands under an answer: source, date, and how far it still holds."""

from typing import Any

import pytest

from bot.services.runtime.footer import footer
from bot.texts import catalogue
from faq.entry import Entry, load

CAVEAT = "<i>以上依据2022年2月的公开材料，现行规定以科技厅通知为准。</i>"


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
