"""The index over the real content: what the entries say of themselves holds."""

import pytest

from faq.entry import Library
from faq.index import Index


@pytest.fixture(scope="module")
def index(library: Library) -> Index:
    return Index(library.entries)


def test_every_phrasing_finds_its_own_entry(library: Library, index: Index) -> None:
    lost = [
        (entry.id, phrasing)
        for entry in library.entries
        for phrasing in entry.phrasings
        if entry.id not in [hit.entry.id for hit in index.search(phrasing, 2)]
    ]
    assert lost == []


def test_no_near_miss_finds_the_entry_that_disowns_it(library: Library, index: Index) -> None:
    stolen = [
        (entry.id, miss)
        for entry in library.entries
        for miss in entry.not_asked
        if entry.id in [hit.entry.id for hit in index.search(miss, 1)]
    ]
    assert stolen == []
