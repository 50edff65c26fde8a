"""Text with entities: counted in UTF-16 units, cleaned, searched for commands and links, shown as safe HTML."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]
TEXT_LIMIT = 4096  # UTF-16 units after entities are parsed, https://core.telegram.org/bots/api#sendmessage
CAPTION_LIMIT = 1024

_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "expandable_blockquote": "blockquote", "spoiler": "tg-spoiler",
}  # fmt: skip
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'“”‘’（）【】《》，。；：！？、]+)"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256})",
)
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile(r"[\r\u2028-\u202e]")
# Text made of nothing else is empty to Telegram: spaces, joiners, marks without width, the blank braille cell.
_BLANK = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\u2800\u3164\ufe0f\ufeff\ufffc]*\Z")
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel|tg):", re.IGNORECASE)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units, which is what Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)


@dataclass
class Formatted:
    """Plain text and the entities in it."""

    text: str
    entities: list[Entity] = field(default_factory=list)


def clean(formatted: Formatted) -> Formatted:
    """Return the text as Telegram keeps it: no control characters, no blank ends, entities in order and moved along."""
    kept = _CONTROL.sub(" ", _REMOVED.sub("", formatted.text))
    if _BLANK.match(kept):
        return Formatted("")
    lead = units(kept) - units(kept.lstrip())
    text = kept.strip()
    moved = [_clipped(entity, -lead, units(text)) for entity in formatted.entities]
    return Formatted(text, _ordered([entity for entity in moved if entity["length"] > 0]))


def _clipped(entity: Entity, shift: int, end: int) -> Entity:
    start = max(0, entity["offset"] + shift)
    stop = min(end, entity["offset"] + shift + entity["length"])
    return {**entity, "offset": start, "length": stop - start}


def _ordered(entities: list[Entity]) -> list[Entity]:
    """Sort as Telegram does, outer before inner, and drop what stands inside code, where nothing else may."""
    blocks = [entity for entity in entities if entity["type"] in {"pre", "code"}]
    kept = [
        entity
        for entity in entities
        if entity["type"] in {"pre", "code", "blockquote", "expandable_blockquote"}
        or not any(overlaps(entity, block) for block in blocks)
    ]
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))


def overlaps(one: Entity, other: Entity) -> bool:
    """Return whether the two share at least one unit."""
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def with_found(formatted: Formatted) -> Formatted:
    """Return the text with the commands, links, mentions, tags and addresses that Telegram finds by itself."""
    fixed = [entity for entity in formatted.entities if entity["type"] in {"pre", "code", "text_link", "text_mention"}]
    found = [entity for entity in _search(formatted.text) if not any(overlaps(entity, other) for other in fixed)]
    return Formatted(formatted.text, _ordered([*formatted.entities, *found]))


def _search(text: str) -> list[Entity]:
    entities = []
    for match in _FOUND.finditer(text):
        found = match.group().rstrip(".,;:!?)") if match.lastgroup == "url" else match.group()
        entities.append({"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(found)})
    return entities


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Return the text in pieces of at most `limit` UTF-16 units, as Telegram's own clients send a long one."""
    pieces, start, length = [], 0, 0
    for at, character in enumerate(text):
        wide = 1 + (character > "\uffff")
        if length + wide > limit:
            pieces.append(text[start:at])
            start, length = at, 0
        length += wide
    return [*pieces, text[start:]]


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of `text` given in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def to_html(text: str, entities: list[Entity]) -> str:
    """Return HTML that a page can show as it is: all text escaped, and of tags only those of Telegram's subset."""
    spans = [_Span(entity["offset"], entity["offset"] + entity["length"], *_tag(entity, text)) for entity in entities]
    edges = sorted({0, units(text), *(edge for span in spans for edge in (span.start, span.end))})
    shown: list[str] = []
    active: list[_Span] = []  # innermost last
    for here, following in zip(edges, [*edges[1:], edges[-1]], strict=True):
        active = _closed(active, here, shown)
        starting = [span for span in spans if span.start == here]
        shown += [span.opening for span in starting]
        active += starting
        shown.append(html.escape(cut(text, here, following - here)))
    return "".join(shown)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    opening: str
    closing: str


def _closed(active: list[_Span], here: int, shown: list[str]) -> list[_Span]:
    """Close what ends here; what lies inside it and goes on is closed too and opened again."""
    first = next((at for at, span in enumerate(active) if span.end <= here), len(active))
    going_on = [span for span in active[first:] if span.end > here]
    shown += [span.closing for span in reversed(active[first:])]
    shown += [span.opening for span in going_on]
    return [*active[:first], *going_on]


def _tag(entity: Entity, text: str) -> tuple[str, str]:
    link = entity.get("url") or (cut(text, entity["offset"], entity["length"]) if entity["type"] == "url" else None)
    if link is not None:
        if not _SAFE_LINK.match(link):
            return "", ""
        return f'<a href="{html.escape(link)}" target="_blank" rel="noopener noreferrer">', "</a>"
    tag = _TAGS.get(entity["type"])
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
