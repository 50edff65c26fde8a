"""Heeds what was named before a question: beside it, in an earlier one of the message, or in the messages before.

Theory of operation: who asks 多少项 after 第二批 asks 第二批多少项. What was named goes on until another of its kind is
named, or something with which one of its kind goes without saying; of earlier messages the last that named anything
tells. It matters only where the entry that would be the answer is about another of that kind: then the question is read
again with the name in it, and what is not sure then leads at most. A word that stands for what was named (他, 那批) is
read as the name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from faq import clauses
from faq.answer import Answer, Lead, Outcome, hits_of, is_aside
from faq.cues import WORDS
from faq.entry import Entry
from faq.index import differing
from faq.mentions import (
    BATCH,
    PLACES,
    SCHEME,
    YEAR,
    Found,
    Names,
    batches,
    elsewhere,
    found,
    implied_by,
    kinds,
    named,
    renamed,
)
from faq.naming import is_record, meant, of_asker, treats
from faq.normalize import canonical
from faq.words import any_of, written

# Kinds of names that go on for what follows, and those that do where they are only told of, beside what is asked.
LASTING = frozenset(kinds()) - {SCHEME, "office", "institution", "firm"}
TOLD = frozenset({BATCH, YEAR, "bank", "region", "league"})
SENTENCES = re.compile(r"[^。！？!?\n]+")
SHORT = 14  # characters: longer questions say themselves which scheme they are about


def before(said: Sequence[str], told: str) -> Names:
    """Return what was named before a message, of which the last are `said`, latest first, and what is `told` in it."""
    earlier = next((names for each in said if (names := _lasting(each, LASTING))), {})
    return {**earlier, **_lasting(SENTENCES.sub(_without_asker, told), TOLD)}


def _without_asker(sentence: re.Match[str]) -> str:
    """Return a sentence up to where it speaks of who asks: where he is, and since when, is not what he asks about."""
    asker = _asker().search(sentence[0])
    return sentence[0][: asker.start()] if asker else sentence[0]


@cache
def _asker() -> re.Pattern[str]:
    return re.compile(any_of(written(WORDS)["asker"]))


def _lasting(text: str, lasting: Iterable[str]) -> Names:
    """Return what `text` names that goes on for what follows, and the batch that goes without saying with it."""
    names = {kind: each for kind, each in named(text).items() if kind in lasting}
    implied = (each for name in found(text) for more in implied_by(name.name) for each in found(more))
    batches = {each.name: each.told for each in implied if each.kind == BATCH and BATCH in lasting}
    return {BATCH: batches, **names} if batches else names


def resolved(text: str, names: Names) -> str:
    """Return `text` with the names in the place of the words that stand for them: 他, 那批."""
    for kind, standing in _standing().items():
        if kind in names and len(names[kind]) == 1 and kind not in named(text):
            (told,) = names[kind].values()
            stands = next((match for match in standing.finditer(text) if match["stands"]), None)
            text = f"{text[: stands.start()]}{told}{text[stands.end() :]}" if stands else text
    return text


@cache
def _standing() -> dict[str, re.Pattern[str]]:
    rules = written(WORDS)["standing"]
    never = any_of(rules["never"])
    return {kind: re.compile(f"{never}|(?P<stands>{any_of(rules[kind])})") for kind in rules if kind != "never"}


def of_another_scheme(text: str, said: Sequence[str], answer: Callable[[str], Outcome]) -> Outcome | None:
    """Return what declines a short question of no subject that follows one about another scheme; None otherwise."""
    words = elsewhere(said[0]) if said else []
    if not words or named(text) or clauses.names_scheme(text) or len(canonical(text)) > SHORT:
        return None
    again = answer(words[0] + text)
    return again if is_aside(again) else None


def of_what_was_named(
    parts: Iterable[tuple[str, Outcome]], names: Names, answer: Callable[[str], Outcome]
) -> Iterator[tuple[str, Outcome]]:
    """Yield the questions of a message; what one names goes for those that follow and name none of its kind."""
    asked: Names = {}
    for text, outcome in parts:
        yield text, _of_those(names, asked, text, outcome, answer)
        asked = {**asked, **_lasting(text, LASTING)}
        names = {**names, **asked}


def _of_those(names: Names, asked: Names, text: str, outcome: Outcome, answer: Callable[[str], Outcome]) -> Outcome:
    """Return `outcome`, or what there is to say to `text` about what was named before, or was `asked` about before."""
    if not isinstance(outcome, Answer | Lead) or not is_record(entry := hits_of(outcome)[0].entry):
        return outcome
    own = {
        each.kind
        for name in found(clauses.asking(text))
        for said in (name.name, *implied_by(name.name))
        for each in found(said)
    }
    carried = {
        kind: each
        for kind, each in names.items()
        if kind not in own and _tells_of(entry, kind, alone=not own and kind in asked)
    }
    limited = as_far_as(carried, outcome)
    if limited is outcome:
        return outcome
    if len(every := [(kind, name) for kind, each in carried.items() for name in each]) > 1:
        return limited
    again = answer(renamed(text, Found(*every[0], 0, 0)))
    return again if isinstance(again, Answer) else limited


def _tells_of(entry: Entry, kind: str, *, alone: bool) -> bool:
    """Return whether `entry` is about some of a kind and not about others.

    Where nothing else is named, what is about no place in particular is not about the one that was named.
    """
    about = treats(entry, kind)
    return bool(about) or (alone and kind in PLACES and about is not None)


def of_what_is_meant(text: str, outcome: Outcome) -> Outcome:
    """Return `outcome`; what `text` names beside the clause that was read may make a lead of an answer.

    A lead says so too. What the clause that asks names itself counts before that. A figure that tells what was may be
    asked for of the place that the asker is from; not where he greets, and so introduces himself.
    """
    if not isinstance(outcome, Answer | Lead):
        return outcome
    first = hits_of(outcome)[0]
    asking = clauses.asking(text)
    names: Names = {**meant(text), **batches(asking), **named(asking)}
    if not names and is_record(first.entry) and all(each.kind != "frame" for each in clauses.clauses(text)):
        names = of_asker(text)
    return as_far_as(names, outcome)


def as_far_as(names: Names, outcome: Answer | Lead) -> Outcome:
    """Return `outcome`, as a lead that says so where its entry is about something else than `names`."""
    first, *others = hits_of(outcome)
    (again,) = differing(names, [first])
    return outcome if first.differs or not again.differs else Lead((again, *others))
