"""What an entry is about, and whether that is what a question names.

Theory of operation: an entry is about what its `about` declares, otherwise about what its question and phrasings name,
and where the question names nothing of a kind, its answer. A question that names another of the same kind is not
answered by it, however alike they sound: 建行授信多少 is not 交行授信多少. How likely an entry is by its words is
weighed with that (faq.index); one that differs can lead at most, and the reply says first how it differs. What people
call a thing tells what they may mean by it, not what is published: only what stands in its question and answer is told
of an entry.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from faq.claims import plain
from faq.entry import Entry
from faq.mentions import NAMED, PLACES, YEAR, Found, Kind, Names, every, found, implied_by, kinds, named, spelled
from faq.normalize import REMEMBERED
from faq.words import written

RECORDS = frozenset({"stated", "reported", "conflict"})  # statuses of entries that tell what was, at a time and a place
SENTENCE = re.compile(r"[。；！？\n]+")
A_YEAR = re.compile(r"\d{4}年")


@dataclass(frozen=True)
class Difference:
    """What of a kind was asked for, and what of that kind the entry tells instead; empty where that is nothing.

    What was asked for is written as it was typed; nothing where it was only asked what was not done.
    """

    kind: Kind
    asked: tuple[str, ...]
    had: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether an entry is about what a question names: the same, another, or nothing of the kind is named."""

    said: Literal["same", "not_named", "differs"]
    difference: Difference | None = None


@lru_cache(maxsize=REMEMBERED)
def treats(entry: Entry, kind: Kind) -> frozenset[str] | None:
    """Return the names of a kind that `entry` is about; None where it goes for every one.

    Those of its phrasings, and of its question, or where that has none of its answer: an answer also names others.
    """
    rules = kinds()[kind]
    own = {rules.own} if rules.own else set()
    if entry.status == "howto" or any(word in text for word in rules.all for text in (entry.question, *entry.about)):
        return None
    if declared := _of(kind, entry.about):
        return declared | own
    if rules.recorded and not is_record(entry):
        return None
    told = [entry.question, *SENTENCE.split(plain(entry.answer))]
    asked = _of(kind, [entry.question])
    # who asks for the first batch may say that he asks for no other
    phrased = {name for name in _of(kind, entry.phrasings) if name.removesuffix(rules.besides) not in asked - {name}}
    names = (asked or _of(kind, [*told, *_implied(told)])) | phrased
    if not names and ((entry.status == "not_published" and not own) or (rules.open and not _is_particular(entry))):
        return None
    return names | own


@lru_cache(maxsize=REMEMBERED)
def tells(entry: Entry, kind: Kind) -> dict[str, str]:
    """Return the names of a kind that stand in the question or the answer of `entry`, each as it is written there."""
    own = kinds()[kind].own if kind in PLACES else None  # all that is known here is known of this place
    whole = f"{entry.question}\n{plain(entry.answer)}"
    texts = SENTENCE.split(whole)  # of long texts only the beginning is looked at
    standing = (each for text in texts for each in every(spelled(text)) if each.kind == kind)
    told = {each.name: word for each in standing if (word := _written(each, whole))}
    return {own: own, **told} if own else told


def _written(name: Found, text: str) -> str | None:
    """Return `name` as it stands in `text`; None where it does not in any of its spellings."""
    told = name.told.removesuffix(name.apart) if name.apart else name.told
    spellings = map(re.escape, (told, name.name, *kinds()[name.kind].members.get(name.name, ())))
    found = (re.search(each, text, re.IGNORECASE) for each in spellings)
    return next((each[0] for each in found if each), None)


def _is_particular(entry: Entry) -> bool:
    """Return whether the question of `entry` names one of many of a kind, such as a place or a bank."""
    return any(not kinds()[each.kind].open and each.name != kinds()[each.kind].own for each in found(entry.question))


def meant(text: str) -> Names:
    """Return what `text` names that is meant wherever it stands; where the other kinds do, it may be who asks."""
    return {kind: names for kind, names in named(text).items() if kinds()[kind].meant}


def of_asker(text: str) -> Names:
    """Return the places that whoever asks for a figure is from, where he names nothing else: he may want it of them."""
    seen = spelled(text)
    if named(text) or not any(word in seen for word in written(NAMED)["counting"]):
        return {}
    places = {kind: {each.name: each.told for each in every(seen) if each.kind == kind} for kind in PLACES}
    return {kind: names for kind, names in places.items() if names}


def is_known(name: str) -> bool:
    """Return whether `name` names something, or all or others of a kind."""
    return bool(found(name)) or any(name in rules.all for rules in kinds().values())


def stands_in(entry: Entry) -> Iterator[Kind]:
    """Yield the kinds of which `entry` declares that it speaks for all the names that no entry is about."""
    return (kind for kind, rules in kinds().items() if rules.others in entry.about)


def subjects(entry: Entry) -> Iterator[str]:
    """Yield the names in the question of `entry`, which is about them; not of one that stands in for others."""
    return (each.name for each in found(entry.question) if each.kind not in stands_in(entry))


def verdict(names: Names, entry: Entry) -> Verdict:
    """Return whether `entry` is about what a question names; it must be about all of it."""
    matched = False
    for kind, asked in names.items():
        had = treats(entry, kind)
        if had is None or (kind == YEAR and not is_record(entry) and not any(map(A_YEAR.fullmatch, asked))):
            continue
        if missing := {name: told for name, told in asked.items() if not _is_had(name, kind, had, entry)}:
            return Verdict("differs", Difference(kind, _listed(missing), _listed(_shown(kind, had, entry))))
        matched = True
    return Verdict("same" if matched else "not_named")


def _is_had(name: str, kind: Kind, had: frozenset[str], entry: Entry) -> bool:
    """Return whether a name is among those that `entry` is about; one for all but another is where a third is told."""
    besides = kinds()[kind].besides
    if name in had or not name.endswith(besides):
        return name in had
    told = _of(kind, [entry.question]) or tells(entry, kind).keys()
    others = {each for each in told if each in had and each != kinds()[kind].own}
    return not others <= {name.removesuffix(besides)}


def _shown(kind: Kind, had: frozenset[str], entry: Entry) -> dict[str, str]:
    """Return of what an entry is about what is told of it: only what stands in its question or answer."""
    return {name: told for name, told in tells(entry, kind).items() if name in had}


def _listed(names: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted({told for told in names.values() if told}))


def is_record(entry: Entry) -> bool:
    """Return whether `entry` tells what was, and so of one time and place."""
    return entry.status in RECORDS


def _of(kind: Kind, texts: Iterable[str]) -> frozenset[str]:
    """Return what texts of an entry name; what they set apart from something is about that too."""
    standing = (each for text in texts for each in found(text) if each.kind == kind)
    return frozenset(name for each in standing for name in (each.name, each.asked))


def _implied(texts: Iterable[str]) -> Iterator[str]:
    """Yield the names that go without saying where those of `texts` are named."""
    return (more for text in texts for each in found(text) for more in implied_by(each.name))
