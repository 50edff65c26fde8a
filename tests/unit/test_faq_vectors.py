"""Vectors are made once for each text; those of the built-in content come along with the program.

A file that is damaged, or not this encoder's, is told of and made anew, and never answers.
"""

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from faq import vectors
from faq.answer import Responder
from faq.entry import load
from faq.semantic import SemanticMatcher
from faq.vectors import NAME, RECORD, Records, Vectors, embed, faults, meaning, remembered

OWN = ["麻烦问一下旗里有没有院士工作站", "麻烦问一下工作站几点开门", "麻烦问一下进站要带什么"]
SHIPPED = load().entries[0].question
LACKING = 300  # what takes six seconds of the first start, while letters answer


def kept(folder: Path) -> Records:
    return np.frombuffer((folder / NAME).read_bytes().partition(b"\n")[2], RECORD)


def alike(one: Vectors, other: Vectors) -> bool:
    return bool(((one * other).sum(axis=1) > 0.9999).all())


def test_the_vectors_that_come_along_are_those_of_the_content(tmp_path: Path) -> None:
    library = load()
    Responder(library, partial(SemanticMatcher, folder=tmp_path))
    lacking = len(kept(tmp_path)) if (tmp_path / NAME).exists() else 0
    assert lacking <= LACKING, "run `python -m faq.vectors`"
    some = [phrasing for entry in library.entries for phrasing in entry.phrasings][::200]
    assert alike(remembered(some, tmp_path), embed(some))
    assert list(faults(some, None)) == []


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


def test_what_is_kept_is_its_owners(tmp_path: Path) -> None:
    remembered(OWN, tmp_path)
    assert f"{stat.S_IMODE((tmp_path / NAME).stat().st_mode):o}" == "600"


def sealed(records: Records) -> bytes:
    """A file of these records whose first line says what it is."""
    return vectors._head(records.tobytes()) + b"\n" + records.tobytes()


def turned(whole: bytes) -> bytes:
    """The file with each text's vector under the next text."""
    records = np.frombuffer(whole.partition(b"\n")[2], RECORD).copy()
    records["vector"] = np.roll(records["vector"], 1, axis=0)
    return sealed(records)


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut short": (lambda whole: whole[:-1], "damaged"),
    "shifted": (lambda whole: whole.replace(b"\n", b"\n\0", 1), "damaged"),
    "one bit turned": (lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), "damaged"),
    "half a record": (lambda whole: vectors._head(whole[-9:]) + b"\n" + whole[-9:], "damaged"),
    "another encoder's": (lambda whole: whole.replace(b"e5-small", b"e5-large", 1), "another"),
    "of more numbers": (lambda whole: whole.replace(b" 384 ", b" 768 ", 1), "another"),
    "without its first line": (lambda whole: whole.partition(b"\n")[2], "another"),
    "empty": (lambda whole: whole[:0], "another"),
    "each under another text": (turned, "untrue"),
}


@pytest.mark.parametrize(("damage", "fault"), DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_not_what_it_was_is_told_of_and_made_anew(
    tmp_path: Path, damage: Callable[[bytes], bytes], fault: str
) -> None:
    before = remembered(OWN, tmp_path)
    path = tmp_path / NAME
    whole = path.read_bytes()
    assert list(faults(OWN, tmp_path)) == []
    path.write_bytes(damage(whole))
    assert list(faults(OWN, tmp_path)) == [(path, fault)]
    assert (remembered(OWN, tmp_path) == before).all()
    assert (path.read_bytes(), list(faults(OWN, tmp_path))) == (whole, [])


def test_what_came_along_damaged_is_made_anew_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "program", tmp_path / "data"
    for each in (home, folder):
        each.mkdir()
    before = remembered(OWN, home)
    path = home / NAME
    path.write_bytes(turned(path.read_bytes()))
    monkeypatch.setattr(vectors, "HOME", home)
    assert (remembered(OWN, folder) == before).all()
    assert (len(kept(folder)), list(faults(OWN, folder))) == (len(OWN), [(path, "untrue")])
    path.unlink()
    assert list(faults(OWN, folder)) == [(path, "unreadable")]


def test_a_record_of_zeros_or_of_another_length_is_none(tmp_path: Path) -> None:
    before = remembered(OWN, tmp_path)
    whole = (tmp_path / NAME).read_bytes()
    records = kept(tmp_path).copy()
    records["vector"][0], records["vector"][1] = 0, records["vector"][1] // 2
    (tmp_path / NAME).write_bytes(sealed(records))
    assert (remembered(OWN, tmp_path) == before).all()
    assert (tmp_path / NAME).read_bytes() == whole


class Broken:
    """An encoder whose vectors are none."""

    def query(self, texts: list[str]) -> Vectors:
        wrong = np.array([np.nan, np.inf, 0, 1e30], np.float32)
        return np.resize(wrong, len(texts))[:, None].repeat(384, axis=1)


def test_of_an_encoder_that_gives_no_vectors_nothing_is_believed_or_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"第{number}句没有向量的话" for number in range(9)]
    before = remembered(texts, tmp_path)
    (tmp_path / NAME).unlink()
    with monkeypatch.context() as broken:
        broken.setattr(vectors, "model", Broken)
        assert not remembered(texts, tmp_path).any()
        assert not meaning("问的时候也没有向量").any()
    meaning.cache_clear()
    assert (remembered(texts, tmp_path) == before).all()


def test_where_nothing_can_be_kept_vectors_are_made_all_the_same(tmp_path: Path) -> None:
    before = remembered(OWN[:1], tmp_path)
    for folder in (None, tmp_path / "none", tmp_path / NAME):
        assert (remembered(OWN[:1], folder) == before).all()
