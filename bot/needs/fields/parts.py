"""A long text in parts, as its own headings part it: 现状：…, 试过什么：…; nothing of it is reworded or moved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.needs.fields.cleaning import folded
from bot.needs.fields.spec import Field, Part
from bot.texts import Html, escape
from faq import words

_BULLET = r"(?:[-*•·●▪◆■]+|[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[)）.、．]|[①-⑳])?[ \t]*"
_BEGIN = r"(?:^|(?<=[。！？!?；;])|(?<=\w\.))[ \t]*"


@dataclass(frozen=True)
class Piece:
    """What stands under one heading, this as it was typed; before the first there is none, and no part."""

    heading: str
    text: str
    part: Part | None = None

    def __str__(self) -> str:
        """Return the piece as it was typed."""
        return self.heading + self.text


@lru_cache
def _headings(parts: tuple[Part, ...]) -> re.Pattern[str]:
    """Match the name of a part with a colon behind it, in brackets, or as a line by itself."""
    names = words.any_of(name for part in parts for name in part.names)
    boxed = rf"[【\[〔「](?:{names})[】\]〕」][ ]*[:：]?"
    told = rf"(?:{names})(?:[(（][^()（）\n]{{1,20}}[)）])?[ ]*(?:[:：]|$)"
    return re.compile(rf"{_BEGIN}(?P<heading>{_BULLET}(?:{boxed}|{told})[ ]*\n?)", re.MULTILINE)


def pieces(field: Field, text: str) -> tuple[Piece, ...]:
    """Return a text by its headings; in one piece where it has none, or the field no parts."""
    return tuple(_pieces(field, text)) if field.parts else (Piece("", text),)


def _pieces(field: Field, text: str) -> Iterator[Piece]:
    found = list(_headings(field.parts).finditer(text))
    first, *ends = [*(each.start("heading") for each in found), len(text)]
    if (before := text[:first].strip()) or not found:
        yield Piece("", before)
    for each, end in zip(found, ends, strict=True):
        yield Piece(each["heading"], text[each.end() : end].strip(), _part(field, each["heading"]))


def _part(field: Field, heading: str) -> Part | None:
    name = folded(re.sub(rf"^{_BULLET}|[(（][^()（）\n]*[)）][ ]*[:：]?\s*$", "", heading))
    return next((part for part in field.parts if name in map(folded, part.names)), None)


def is_parted(field: Field, text: str) -> bool:
    """Return whether a text begins with the heading of a part, so that all of it belongs to parts."""
    return bool(field.parts) and pieces(field, text)[0].heading != ""


def empty(field: Field, text: str) -> tuple[Part, ...]:
    """Return the parts of which a text has no heading; none where it has no heading at all, and may tell of each."""
    there = {piece.part for piece in pieces(field, text) if piece.part and piece.text}
    return tuple(part for part in field.parts if there and part not in there)


def offer(field: Field, text: str) -> Html | None:
    """Return the parts that a text could still have, as Telegram HTML; None where it has all, or no heading."""
    if not (lacking := empty(field, text)):
        return None
    return field.texts("intake.parts.lacking", names=named(field, lacking), first=lacking[0].label)


def named(field: Field, parts: tuple[Part, ...]) -> Html:
    """Return the names of some parts, as Telegram HTML."""
    return Html("".join(field.texts("intake.parts.name", label=part.label) for part in parts))


def headed(field: Field, text: str) -> Html:
    """Return a text as Telegram HTML: each part a paragraph, its heading bold."""
    if not field.parts or not any(piece.heading for piece in pieces(field, text)):
        return Html(escape(text))
    return Html("\n".join(_bold(piece) for piece in pieces(field, text)))


def _bold(piece: Piece) -> str:
    below = "\n" if piece.heading.endswith("\n") else ""
    return f"<b>{escape(piece.heading.strip())}</b>{below}{escape(piece.text)}" if piece.heading else escape(piece.text)


def overlaps(field: Field, old: str, new: str) -> bool:
    """Return whether a text has a part that an old one has already."""
    return not {piece.part for piece in pieces(field, old)}.isdisjoint(piece.part for piece in pieces(field, new))


def joined(field: Field, old: str, new: str, *, instead: bool = False) -> str:
    """Return an old text with new parts in their places; one that it has already goes on there, or `instead` of it."""
    there = list(pieces(field, old))
    for piece in pieces(field, new):
        same = next((at for at, each in enumerate(there) if each.part == piece.part), None)
        if same is None:
            there.insert(_place(field, there, piece), piece)
        else:
            both = Piece(there[same].heading, f"{there[same].text}\n{piece.text}", piece.part)
            there[same] = piece if instead else both
    return "\n".join(map(str, there))


def _place(field: Field, there: list[Piece], new: Piece) -> int:
    """Return where a new part belongs: before the first that comes after it in the form."""
    order = [field.parts.index(each.part) if each.part else -1 for each in there]
    own = field.parts.index(new.part) if new.part else -1
    return next((at for at, each in enumerate(order) if each > own), len(there))
