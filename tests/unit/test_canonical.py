"""The canonical text of a version and its digest: other programs must find the same, so nothing here ever changes."""

from typing import Any

import pytest

from bot.needs.canonical import canonical, digest

VERSION: dict[str, Any] = {
    "reference": "NM-2026-000001",
    "version": 2,
    "submitted_at": "2026-11-02T01:00:00.000000+00:00",
    "values": {
        "title": "高温烧结炉“推舟”机构\n国产化 <研制>\\",
        "budget": 800.0,
        "self_fund": 0.5,
        "consent": True,
        "indicators": ["≥ 4000 小时", {"name": "误差", "unit": "mm", "target": "0.5"}],
    },
    "form_version": 1,
    "attachments": ["b" * 64, "a" * 64],
}
TEXT = (
    f'{{"attachments":["{"a" * 64}","{"b" * 64}"],"form_version":1,"reference":"NM-2026-000001",'
    '"submitted_at":"2026-11-02T01:00:00.000000+00:00","values":{"budget":800,"consent":true,'
    '"indicators":["≥ 4000 小时",{"name":"误差","target":"0.5","unit":"mm"}],"self_fund":0.5,'
    '"title":"高温烧结炉“推舟”机构\\n国产化 <研制>\\\\"},"version":2}'
)
DIGEST = "77bf770b1b28e9ea5c32eff264a067c287eefd9e358010baaa1f75386f3df51e"


def test_the_text_is_as_it_is_specified() -> None:
    assert canonical(**VERSION) == TEXT


def test_the_digest_is_what_it_was() -> None:
    assert digest(canonical(**VERSION)) == DIGEST


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "NM-2026-000002"},
        {"version": 3},
        {"submitted_at": "2026-11-02T01:00:00.000001+00:00"},
        {"values": {**VERSION["values"], "budget": 801}},
        {"form_version": 2},
        {"attachments": ["a" * 64]},
    ],
)
def test_whatever_is_changed_changes_the_digest(other: dict[str, Any]) -> None:
    assert digest(canonical(**{**VERSION, **other})) != DIGEST


def test_the_order_of_keys_and_files_and_the_kind_of_a_number_change_nothing() -> None:
    values = dict(reversed([*VERSION["values"].items()])) | {"budget": 800}
    assert canonical(**{**VERSION, "values": values, "attachments": VERSION["attachments"][::-1]}) == TEXT
