"""Cuts a message into clauses and tells which of them ask: the others greet, tell who writes and why, or take leave.

The words are those of dialogue.yaml; nothing is looked up in the content here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple
from unicodedata import normalize

from faq.asking import is_question
from faq.cues import EDGES, own, points, shown
from faq.naming import without_names
from faq.normalize import LONG, clean, is_greeting
from faq.personal import PHONE
from faq.words import any_of, written

# Ends a clause that tells what, or which time, the next one asks about: 光电机那一个题，公家给了多少.
TOPIC = re.compile(r"(?:[那这][一几两]?[\u4e00-\u9fff]{1,3}|时候?|的话|[之以][前后])\W*$")
ASKED = 3  # clauses that are read by themselves

Kind = Literal["frame", "told", "wish", "asked"]


class Clause(NamedTuple):
    """A clause with the marks at its end. A `frame` says nothing of what is asked, a `wish` most often what about."""

    text: str
    kind: Kind


class Heard(NamedTuple):
    """What a message asks, and what it tells beside, of the asker or of how he came to ask."""

    asked: str
    told: str


class Reading(NamedTuple):
    """One clause that asks, and whether it may ask for something else than the scheme without what it leaves out."""

    asked: str
    strange: bool


def clauses(text: str) -> list[Clause]:
    """Return the clauses of `text`, in order and without gaps."""
    seen = shown(text)
    ends = [mark.start() if mark["begins"] else mark.end() for mark in _cutting().finditer(seen)]
    spans = [(start, end) for start, end in zip([0, *ends], [*ends, len(seen)], strict=True) if end > start]
    pieces = [part for start, end in spans for part in _dictated(seen[start:end], start)]
    kinds = list(map(_kind, pieces))
    if "asked" not in kinds:  # 想了解一下补助标准
        announced = [
            at for at, piece in enumerate(pieces) if kinds[at] != "frame" and _words("announcing").match(piece)
        ]
        kinds = ["asked" if at in announced[-1:] else kind for at, kind in enumerate(kinds)]
    return list(map(Clause, pieces, kinds))


def heard(text: str) -> Heard:
    """Return what `text` asks and what it tells beside, without what only frames both; all of it where nothing asks."""
    plain = normalize("NFKC", text)
    numbered = PHONE.search(plain) is not None
    parts = clauses(plain if numbered else text)
    kinds = [part.kind for part in parts]
    if "asked" not in kinds or not (numbered or {"frame", "told"} & set(kinds)):
        return Heard(_announced(text), "")
    asked = [at for at, kind in enumerate(kinds) if kind in ("asked", "wish") or _is_leant_on(parts, at)]
    told = [at for at, kind in enumerate(kinds) if kind == "told" and at not in asked]
    asks, tells = (_joined(parts[at].text for at in chosen) for chosen in (asked, told))
    return Heard(_announced(asks), tells)


def _dictated(piece: str, before: int) -> list[str]:
    """Return a clause, with so many characters `before`, in two where much is told without a mark before what asks."""
    opened = [found.start() for found in _words("opening").finditer(piece)]
    at = opened[-1] if opened else 0
    if at < LONG // 2 or before + at < LONG or is_question(piece[:at]):
        return [piece]
    return [piece[:at], piece[at:]]


def _announced(text: str) -> str:
    """Return what is announced by a text without a word that asks: 申报时间 of 拟了解“揭榜挂帅”项目申报时间."""
    about = rf"^\W*(?:{_words('announcing').pattern})\W*(?:{_scheme().pattern})(?:挂帅)?\W*(?:项目|工作|的)*"
    return text if is_question(text) else re.sub(about, "", text) or text


def asking(text: str) -> str:
    """Return the clauses of `text` that ask; all of it where none does."""
    return "".join(part.text for part in clauses(text) if part.kind == "asked") or text


def readings(text: str, told: str) -> Iterator[Reading]:
    """Yield the clauses of `text` that ask, where something else stands in it; `told` is what was told beside it."""
    parts = clauses(text)
    strange = any(part.kind == "wish" for part in parts) and not names_scheme(text + told)
    asked = [at for at, part in enumerate(parts) if part.kind == "asked"]
    for at in asked[:ASKED] if len(parts) > 1 else ():
        begins = at - (at > 0 and _is_leant_on(parts, at - 1))
        yield Reading("".join(part.text for part in parts[begins : at + 1]), strange)


def _is_leant_on(parts: Sequence[Clause], at: int) -> bool:
    """Return whether the clause after this one asks about what this one names, or says nothing of its own."""
    after = parts[at + 1].text if at + 1 < len(parts) and parts[at + 1].kind == "asked" else None
    if after is None or parts[at].kind == "frame":
        return False
    return points(after) or not own(after) or bool(TOPIC.search(parts[at].text))


def _joined(pieces: Iterable[str]) -> str:
    """Return clauses as one text, without the numbers to call."""
    marked = (piece if re.search(r"\W$", piece) else f"{piece}，" for piece in pieces)
    return PHONE.sub("", "".join(marked)).strip(EDGES)


def _kind(piece: str) -> Kind:
    said = _words("passing").sub("", clean(piece))
    if _is_frame(said):
        return "frame"
    left = _words("announcing").sub("", said)
    if is_question(left):
        return "asked"
    # not of a word within a name: 国家重点研发计划
    return "wish" if _words("wishing").search(without_names(left)) else "told"


def _is_frame(said: str) -> bool:
    """Return whether a clause holds polite words and nothing else, or is a line of a signature."""
    left = re.sub(r"\W+", "", _words("framing").sub("", said))
    if not left or is_greeting(left):
        return True
    return not is_question(said) and bool(_signature().match(said) or PHONE.search(said))


def names_scheme(text: str) -> bool:
    """Return whether `text` names the scheme."""
    return _scheme().search(clean(text)) is not None


@cache
def _scheme() -> re.Pattern[str]:
    return re.compile(any_of(written("outside.yaml")["scheme"]))


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(written("dialogue.yaml")["letter"][kind]))


@cache
def _signature() -> re.Pattern[str]:
    """Return what matches 联系人：…, a number to call, the date of a letter, and the name of a firm."""
    signing, firms = _words("signing").pattern, _words("firms").pattern
    date = r"\d{4}[年.-]\d{1,2}[月.-]\d{1,2}日?\W*$"
    return re.compile(rf"\W*(?:(?:{signing})[是为]?(?:\s*[:]|\W*\+?\d{{5}})|{date}|.*(?:{firms})\W*$)")


@cache
def _cutting() -> re.Pattern[str]:
    return re.compile(
        rf"[?？。！!；;，,…\n]+\s*|{_words('passing').pattern}|\.\s+|(?P<begins>{_words('announcing').pattern}|{_words('leaving').pattern})"
    )
