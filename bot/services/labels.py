"""Labels: a text that says what stands on a button of the present card is a tap on it."""

import re
from collections.abc import Iterator

from bot.needs.fields.cleaning import folded
from bot.services import writing
from bot.services.turn import Turn
from bot.storage import keyboards
from bot.storage.keyboards import Action, Labelled
from bot.texts import Catalogue

#: Buttons whose labels are the answers to a field: typed, they are read by the field's parser, which knows more words.
READ_BY_FORM = frozenset({"intake.agree", "intake.choose", "intake.toggle"})
LONGEST = 100  # characters of a text that are compared; no label is longer
CLAUSE = re.compile(r"[，：（]")  # where the words of a label end that say it all: 不改，回到核对


def typed(turn: Turn, text: str) -> Action | None:
    """Return what that button does, of those shown last, which a text names; None where it names none, or several."""
    said = folded(text[:LONGEST])
    shown = keyboards.shown(turn.tx, turn.caller.user_id, writing.since(turn)) if said else []
    buttons = [(each, list(_names(turn.house.texts, each))) for each in shown if each[0] not in READ_BY_FORM]
    for names in zip(*(names for _, names in buttons), strict=True):  # the labels, then their first words, then others
        meant = [each[:2] for (each, _), words in zip(buttons, names, strict=True) if said in words]
        if meant:
            return meant[0] if meant.count(meant[0]) == len(meant) else None
    return None


def _names(texts: Catalogue, button: Labelled) -> Iterator[set[str]]:
    """Give how a button may be named: by its label, by the label's first words, by words for what it does."""
    action, _, label = button
    yield {folded(label)}
    yield {folded(CLAUSE.split(label)[0])}
    yield set(map(folded, texts.texts.get(f"common.spoken.{action}", "").split()))
