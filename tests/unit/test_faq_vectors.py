"""Vectors are made once for each text; those of the built-in content come along with the program."""

import stat
from functools import partial
from pathlib import Path

import numpy as np

from faq.answer import Responder
from faq.entry import load
from faq.semantic import SemanticMatcher
from faq.vectors import NAME, RECORD, Records, Vectors, embed, remembered

OWN = ["麻烦问一下旗里有没有院士工作站", "麻烦问一下工作站几点开门", "麻烦问一下进站要带什么"]
SHIPPED = load().entries[0].question
LACKING = 300  # what takes six seconds of the first start, while letters answer


def kept(folder: Path) -> Records:
    return np.frombuffer((folder / NAME).read_bytes(), RECORD)


def alike(one: Vectors, other: Vectors) -> bool:
    return bool(((one * other).sum(axis=1) > 0.9999).all())


def test_the_vectors_that_come_along_are_those_of_the_content(tmp_path: Path) -> None:
    library = load()
    Responder(library, partial(SemanticMatcher, folder=tmp_path))
    lacking = len(kept(tmp_path)) if (tmp_path / NAME).exists() else 0
    assert lacking <= LACKING, "run `python -m faq.vectors`"
    some = [phrasing for entry in library.entries for phrasing in entry.phrasings][::200]
    assert alike(remembered(some, tmp_path), embed(some))


def test_a_text_costs_only_its_own_vector_and_is_forgotten_when_it_is_gone(tmp_path: Path) -> None:
    remembered([SHIPPED, *OWN[:2]], tmp_path)
    first = {record["text"]: record.tobytes() for record in kept(tmp_path)}
    assert alike(remembered([*OWN[1:], SHIPPED], tmp_path), embed([*OWN[1:], SHIPPED]))
    second = {record["text"]: record.tobytes() for record in kept(tmp_path)}
    assert (len(first), len(second), len(first.items() & second.items())) == (2, 2, 1)
    remembered(OWN[1:2], tmp_path)
    assert [record.tobytes() for record in kept(tmp_path)] == list(dict(first.items() & second.items()).values())


def test_equal_texts_have_equal_vectors(tmp_path: Path) -> None:
    found = remembered([OWN[0], SHIPPED, OWN[0]], tmp_path)
    assert ((found[0] == found[2]).all(), (found[0] == found[1]).all(), len(kept(tmp_path))) == (True, False, 1)


def test_nothing_is_made_of_nothing(tmp_path: Path) -> None:
    assert (remembered([], tmp_path).shape, embed([]).shape, list(tmp_path.iterdir())) == ((0, 384), (0, 384), [])


def test_what_is_kept_is_its_owners_and_a_file_that_was_cut_is_made_anew(tmp_path: Path) -> None:
    before = remembered(OWN, tmp_path)
    path = tmp_path / NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert (remembered(OWN, tmp_path) == before).all()
    assert (path.read_bytes(), f"{stat.S_IMODE(path.stat().st_mode):o}") == (whole, "600")


def test_where_nothing_can_be_kept_vectors_are_made_all_the_same(tmp_path: Path) -> None:
    before = remembered(OWN[:1], tmp_path)
    for folder in (None, tmp_path / "none", tmp_path / NAME):
        assert (remembered(OWN[:1], folder) == before).all()
