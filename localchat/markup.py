"""Telegram's HTML subset: from marked-up text to plain text with entities, errors worded as Telegram words them.

Offsets and lengths of entities are UTF-16 units, offsets in error messages are UTF-8 bytes, as in the Bot API. The
rules are those of https://core.telegram.org/bots/api#html-style.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from localchat.entities import Formatted, units
from localchat.errors import bad_request

Entity = dict[str, Any]
_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]+));?")
_REFERENCE_LENGTH = 10  # a longer numeric reference is left as it is
_PLAIN = re.compile(r"[^&<]+")
_SPACES = re.compile(r"[ \t\r\n\0\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\0\v=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_LINK = re.compile(r"(?:https?|tg|ton|mailto|tel):[^\s]+\Z", re.IGNORECASE)
_BARE_LINK = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s]*)?\Z")


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16 units
    begin: int  # index into the plain parts' total length, in characters


def parse_html(text: str) -> Formatted:
    """Return the plain text and its entities; raises ApiError 400 "can't parse entities: …"."""
    return _Parser(text.replace("\r", "")).run()


def decode_reference(text: str, at: int) -> tuple[str, int] | None:
    """Return the character that the reference at `at` stands for and where the text goes on; None: an ordinary "&"."""
    match = _REFERENCE.match(text, at)
    if match is None:
        return None
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else None
    digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
    code = int(digits or "0", base)
    if code == 0 or code >= 0x10FFFF or len(match.group().rstrip(";")) >= _REFERENCE_LENGTH:
        return None
    return chr(code), match.end()


@dataclass
class _Parser:
    source: str
    plain: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> Formatted:
        at = 0
        while at < len(self.source):
            at = self._step(at)
        if self.open:
            raise self._refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.plain)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._refusal(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Formatted(text, self.entities)

    def _step(self, at: int) -> int:
        if self.source[at] == "<":
            return self._end_tag(at) if self.source.startswith("</", at) else self._start_tag(at)
        if self.source[at] == "&":
            found = decode_reference(self.source, at) or ("&", at + 1)
            self._add(found[0])
            return found[1]
        match = _PLAIN.match(self.source, at)
        assert match is not None  # noqa: S101  # neither "<" nor "&" stands here
        self._add(match.group())
        return match.end()

    def _add(self, text: str) -> None:
        self.plain.append(text)
        self.offset += units(text)

    def _refusal(self, what: str, at: int | None = None, rest: str = "") -> Exception:
        where = "" if at is None else f" at byte offset {len(self.source[:at].encode('utf-8', 'surrogatepass'))}"
        return bad_request(f"can't parse entities: {what}{where}{rest}")

    def _start_tag(self, begin: int) -> int:
        match = _TAG_NAME.match(self.source, begin + 1)
        assert match is not None  # noqa: S101  # it matches the empty string as well
        at, tag = match.end(), match.group().lower()
        if at == len(self.source):
            raise self._refusal("Unclosed start tag", begin)
        if tag not in _KINDS:
            raise self._refusal(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while True:
            at = _skip(self.source, at)
            if at == len(self.source):
                raise self._refusal("Unclosed start tag", begin)
            if self.source[at] == ">":
                break
            name, value, at = self._attribute(tag, at, begin)
            argument = _argument(tag, name, value, argument)
        if tag == "span" and argument != "spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, argument, self.offset, len(self.plain)))
        return at + 1

    def _attribute(self, tag: str, at: int, begin: int) -> tuple[str, str, int]:
        match = _ATTRIBUTE.match(self.source, at)
        assert match is not None  # noqa: S101  # it matches the empty string as well
        name = match.group()
        if not name:
            raise self._refusal(f'Empty attribute name in the tag "{tag}"', begin)
        at = _skip(self.source, match.end())
        if not self.source.startswith("=", at):
            return name, "", at
        at = _skip(self.source, at + 1)
        if at == len(self.source):
            raise self._refusal(f'Unclosed start tag "{tag}"', begin)
        value, at = self._value(at)
        if at == len(self.source):
            raise self._refusal("Unclosed start tag", begin)
        return name, value, at

    def _value(self, at: int) -> tuple[str, int]:
        quote = self.source[at]
        if quote not in "'\"":
            token = _TOKEN.match(self.source, at)
            assert token is not None  # noqa: S101  # it matches the empty string as well
            if token.end() == len(self.source) or self.source[token.end()] not in " \t\r\n\0\v>":
                raise self._refusal("Unexpected end of name token", at)
            return token.group().lower(), token.end()
        value: list[str] = []
        at += 1
        while at < len(self.source) and self.source[at] != quote:
            found = decode_reference(self.source, at) if self.source[at] == "&" else None
            character, at = found or (self.source[at], at + 1)
            value.append(character)
        return "".join(value), min(at + 1, len(self.source))

    def _end_tag(self, begin: int) -> int:
        if not self.open:
            raise self._refusal("Unexpected end tag", begin)
        match = _TAG_NAME.match(self.source, begin + 2)
        assert match is not None  # noqa: S101  # it matches the empty string as well
        at = _skip(self.source, match.end())
        if not self.source.startswith(">", at):
            raise self._refusal("Unclosed end tag", begin)
        started = self.open.pop()
        found = match.group().lower()
        if found and found != started.tag:
            raise self._refusal("Unmatched end tag", begin, f', expected "</{started.tag}>", found "</{found}>"')
        if self.offset > started.offset:
            self._close(started)
        return at + 1

    def _close(self, started: _Open) -> None:
        entity: Entity = {
            "type": _KINDS[started.tag],
            "offset": started.offset,
            "length": self.offset - started.offset,
        }
        if started.tag == "a":
            link = checked_link(started.argument or "".join(self.plain[started.begin :]))
            if link is None:
                return
            entity["url"] = link
        elif started.tag == "tg-emoji":
            return  # a bot without a Fragment name cannot send custom emoji: the plain one stands in their place
        elif started.tag == "blockquote" and started.argument:
            entity["type"] = "expandable_blockquote"
        elif started.tag in {"pre", "code"} and self._joins_block(entity, started):
            return
        self.entities.append(entity)

    def _joins_block(self, entity: Entity, started: _Open) -> bool:
        """Turn <pre><code class="language-x"> into one block, whichever of the two closes last."""
        last = self.entities[-1] if self.entities else None
        if last is None or (last["offset"], last["length"]) != (entity["offset"], entity["length"]):
            self._languages(entity, started)
            return False
        if started.tag == "pre" and last["type"] == "code":
            last["type"] = "pre"
            return True
        return False

    @staticmethod
    def _languages(entity: Entity, started: _Open) -> None:
        if started.tag == "code" and started.argument:
            entity["language"] = started.argument


def _skip(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at


def _argument(tag: str, name: str, value: str, present: str) -> str:
    if (tag, name) == ("a", "href"):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    return present


def checked_link(link: str) -> str | None:
    """Return the link as Telegram opens it; None where it is no link to Telegram (javascript:, a bare word)."""
    if _LINK.match(link):
        scheme, rest = link.split(":", 1)
        bare_host = scheme.lower() in {"http", "https"} and "/" not in rest.removeprefix("//")
        return f"{link}/" if bare_host and "?" not in rest and "#" not in rest else link
    return f"http://{link}" if _BARE_LINK.match(link) else None
