"""Whether a text that is typed at a field answers it, or asks something, or only nods."""

import re

from bot.needs.answers import is_free
from bot.needs.draft import Said
from bot.needs.fields import KINDS, AskBack, Doubtful, Field, Parsed, Rejected
from bot.needs.fields.choice import find
from bot.needs.fields.vocabulary import any_of, means
from faq import asking

REMARK = 80  # characters: a longer text that begins like a question is a description
SHORT = 20  # characters: in so few 谁, 什么 or 多少 makes a question wherever it stands


def is_chatter(field: Field, text: str) -> bool:
    """Return whether a text only nods or begs for time, where any prose would be kept."""
    return is_free(field) and means(field.texts, "chatter", text) and find(field, text) is None


def is_aside(event: Said, text: str) -> bool:
    """Return whether a text asks, greets or wishes, so that a word in it names nothing."""
    return event.verdict in ("talk", "wish") or asking.is_question(text)


def is_question(field: Field, event: Said, text: str, outcome: Parsed) -> bool:
    """Return whether the text asks something, or is talk, and cannot well be an answer."""
    free, talk = is_free(field), event.verdict == "talk"
    match outcome:
        case Rejected(begun=True):
            return talk or (event.verdict == "answer" and seems_asked(field, text))
        case Rejected(strange=strange):
            known = event.verdict in ("answer", "wish")
            return seems_asked(field, text) or (strange and (talk or (known and not free)))
        case AskBack() | Doubtful() if not free:
            return asking.asks(text)
    shaped = KINDS[field.kind].is_answer(field, text)
    shapeless = field.shape in ("company", "person") and event.verdict == "answer" and seems_asked(field, text)
    return free and (talk or shapeless) and not shaped


def may_be_question(field: Field, event: Said, text: str, outcome: Parsed) -> bool:
    """Return whether a text that any prose fits, or the beginning of one, may be a question all the same."""
    if isinstance(outcome, Rejected) and not outcome.begun:
        return False
    if field.takes_all:
        return event.late
    if not is_free(field) or find(field, text) or KINDS[field.kind].is_answer(field, text):
        return False
    known = event.verdict in ("answer", "wish")
    return event.late or (known and len(text) <= REMARK) or seems_asked(field, text)


def seems_asked(field: Field, text: str) -> bool:
    """Return whether a text is worded like a question; in several lines of description a word that asks says little."""
    if not field.multiline or (len(text) <= SHORT and re.search(any_of(field.texts, "asks_for"), text)):
        return len(text) <= REMARK and asking.is_question(text)
    return len(text) <= REMARK and asking.is_worded(text)
