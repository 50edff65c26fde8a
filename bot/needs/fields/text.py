"""Prose: one line or several, within limits counted in characters; and short lists of words."""

import re
from collections.abc import Iterable

from bot.needs.fields.caution import cautions
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean, folded, is_han, without_emoji
from bot.needs.fields.parts import is_parted
from bot.needs.fields.spec import Accepted, AskBack, Doubtful, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.needs.fields.vocabulary import any_of
from bot.texts import Html, escape
from faq.answer import outside
from faq.asking import is_question

LONGEST = 4000  # characters of a text without a limit of its own
NAME = range(2, 5)  # characters of a Chinese name
_REPEATED = re.compile(r"(.{1,8}?)\1+")
_LONG = 6  # characters: shorter names may well repeat themselves
WHOLE = 0.8  # of a limit: behind so much of a text it is rather cut where a sentence ends
SHOWN = 1500  # characters that are shown of what is too much
BEFORE = 20  # characters that are shown of what stands before it
_BETWEEN_WORDS = re.compile(r"[、,，;；/|\n#]+|\s+")
_BETWEEN_TERMS = re.compile(r"\s*[、,，;；/|\n#]+\s*|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")  # linear motor is one


def parse_text(field: Field, text: str, values: Values) -> Parsed:
    """Accept cleaned text with letters in it that keeps the limits; a ready-made answer needs to keep none."""
    value = clean(text, multiline=field.multiline)
    if not (field.multiline or field.takes_all):
        value = without_emoji(value)
    if ready := find(field, value):
        return Accepted(ready.value)
    if _names_nobody(field, value):
        return Rejected(field.texts("intake.reject.own_name", text=value, example=field.example))
    if message := _fault(field, value):
        if message == _too_long(field, value):
            return _over(field, value, message)
        short = bool(value) and len(value) < (field.min_length or 1)
        return Rejected(message, strange=short and not field.multiline, begun=short and field.multiline)
    if message := _excluded(field, value, values):
        return Rejected(message)
    if field.shape_question and not _is_shaped(field, value):
        return AskBack(_ask_shape(field, value), ((str(field.texts("intake.ask.shape_yes")), value),))
    if len(value) >= _LONG and not field.takes_all and _REPEATED.fullmatch(folded(value)):
        return Doubtful(value, field.texts("intake.doubt.repeated", text=value[:40]))
    return Accepted(value)


def _names_nobody(field: Field, value: str) -> bool:
    """Return whether somebody calls his enterprise ours, which is no name: 我们公司, 我厂."""
    own, kinds = any_of(field.texts, "nobodys"), any_of(field.texts, "company")
    return field.shape == "company" and re.fullmatch(rf"(?:{own})*(?:{kinds})*(?<=.)", folded(value)) is not None


def _ask_shape(field: Field, value: str) -> str:
    return escape(field.shape_question).replace("{text}", escape(value))


def _is_shaped(field: Field, value: str) -> bool:
    return re.search(rf"(?:{any_of(field.texts, field.shape or '')})(?:[(（][^()（）]*[)）])?$", value) is not None


def _fault(field: Field, value: str) -> str | None:
    say, length, shortest = field.texts, len(value), field.min_length or 1
    if not value:
        return say("intake.reject.empty")
    if not (field.takes_all or any(map(str.isalpha, value))):
        return say("intake.reject.no_words")
    if field.contains == "han" and not any(map(is_han, value)):
        return say("intake.reject.no_han")
    if field.shape == "person" and any(map(str.isdigit, value)):
        return say("intake.reject.no_digits")
    if length < shortest:
        key = "begun" if field.multiline else "too_short"
        return say(f"intake.reject.{key}", length=length, limit=shortest, off=shortest - length)
    return _too_long(field, value)


def _too_long(field: Field, value: str) -> str | None:
    length, longest = len(value), field.max_length or LONGEST
    if length <= longest:
        return None
    return field.texts("intake.reject.too_long", length=length, limit=longest, over=length - longest)


def _over(field: Field, value: str, message: str) -> Parsed:
    """Return what comes of a text that is too long: what is too much is struck; of prose the rest could be kept."""
    longest = field.max_length or LONGEST
    if not field.multiline or field.takes_all:
        return Rejected(message, shown=Html(f"{escape(value[:longest])}{_struck(value[longest:])}"))
    front = _front(value, longest)
    rest = value[len(front) :].strip()
    shown = Html(f"{escape(front.splitlines()[-1][-BEFORE:])}{_struck(rest)}")
    asked = field.texts("intake.ask.over", length=len(value), limit=longest, over=len(rest), text=shown)
    return AskBack(asked, ((str(field.texts("intake.ask.front", count=len(front))), front),), over=True)


def _front(text: str, limit: int) -> str:
    """Return the beginning of a text within a limit, up to the end of a sentence where one is near."""
    front = text[:limit]
    ends = [each.end() for each in re.finditer(r"[。！？!?；;\n]", front)]
    return (front[: ends[-1]] if ends and ends[-1] >= limit * WHOLE else front).rstrip()


def _struck(text: str) -> Html:
    """Return a text struck out, line by line, as Telegram HTML; of a very long one the beginning."""
    lines = (text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…").split("\n")
    return Html("\n".join(f"<s>{escape(line)}</s>" if line.strip() else line for line in lines))


def _excluded(field: Field, value: str, values: Values) -> str | None:
    other = values.get(field.excludes or "")
    if isinstance(other, str) and other and folded(other) in folded(value):
        return field.texts("intake.reject.excluded", text=other)
    return None


#: Two to four words that begin with capitals, such as Zhang San, after a title or none.
_LATIN_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Prof)\.? )?[A-Z][a-z'’-]+(?: [A-Z][A-Za-z'’.-]*){1,3}")


def has_shape(field: Field, text: str) -> bool:
    """Return whether the text has the shape that this field's answers have, and none of a question."""
    value = clean(text)
    if field.takes_all or is_parted(field, clean(text, multiline=True)):
        return True
    if field.shape is None or is_question(value):
        return False
    if field.shape in ("company", "topic"):
        return _is_shaped(field, value)
    if _LATIN_NAME.fullmatch(value):
        return True
    named = re.search(rf"^(?:{any_of(field.texts, 'surnames')})", value) is not None
    return named and len(value) in NAME and all(map(is_han, value)) and outside(value) is None


def _text_holds(field: Field, value: Json) -> bool:
    return isinstance(value, str) and (field.option(value) is not None or _fault(field, value) is None)


def _text_remarks(field: Field, value: Json, values: Values) -> Iterable[Remark]:
    if message := _excluded(field, str(value), values):
        yield Remark(field.key, message)
    yield from cautions(field, value)


def parse_words(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a few words between separators, each once, each short."""
    say = field.texts
    between = _BETWEEN_TERMS if re.search(r"[、,，;；/|\n]", text) else _BETWEEN_WORDS
    words = list(dict.fromkeys(word for word in between.split(clean(text, multiline=True)) if word))
    if not words or not any(map(str.isalpha, "".join(words))):
        return Rejected(say("intake.reject.no_words"))
    if len(words) > (field.max_items or 10):
        return Rejected(say("intake.reject.too_many", count=len(words), limit=field.max_items))
    if long := [word for word in words if len(word) > (field.max_length or 20)]:
        return Rejected(say("intake.reject.word_too_long", text=long[0][:40], limit=field.max_length))
    return Accepted(words)


def _words_hold(field: Field, value: Json) -> bool:
    return isinstance(value, list) and parse_words(field, "".join(f"{each}\n" for each in value), {}) == Accepted(value)


def _show_words(_field: Field, value: Json) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


TEXT = Kind(
    parse=parse_text,
    holds=_text_holds,
    remarks=_text_remarks,
    limits=frozenset(
        {
            "min_length",
            "max_length",
            "multiline",
            "parts",
            "contains",
            "shape",
            "excludes",
            "options",
            "default",
            "shape_question",
        }
    ),
    needs=frozenset({"max_length"}),
    free=True,
    is_answer=has_shape,
)
KEYWORDS = Kind(
    parse=parse_words,
    show=_show_words,
    holds=_words_hold,
    limits=frozenset({"max_items", "max_length"}),
    needs=frozenset({"max_items", "max_length"}),
    free=True,
    is_answer=lambda _field, text: not is_question(text) and outside(text) is None,
)
