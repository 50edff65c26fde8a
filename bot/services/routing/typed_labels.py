"""Typed labels: a text that names a button of the present card is a tap on it."""

import re
from collections.abc import Iterator

from bot.actions import Action
from bot.needs.actions import Agree, Choose, OfDraft, Toggle
from bot.needs.fields.cleaning import folded
from bot.services.actions import ActAtOnce, ActOn, AskPerson, HandOver
from bot.services.runtime import focus, phrases
from bot.services.runtime.turn import Turn
from bot.storage import keyboards
from bot.storage.keyboards import Labelled
from bot.texts import Catalogue

#: Buttons whose labels are the answers to a field: typed, they are read by the field's parser, which knows more words.
READ_BY_FORM = (Agree, Choose, Toggle)
CLAUSE = re.compile(r"[，：（]")  # where the words of a label end that say it all: 不改，回到核对


def typed(turn: Turn, text: str) -> Action | None:
    """Return the action of the button, of those shown last, that a text names; None where it names none, or several."""
    said = folded(text[: phrases.LONGEST])
    shown = keyboards.shown(turn.tx, turn.caller.user_id, focus.since(turn)) if said else []
    in_form = any(isinstance(each.action, OfDraft) for each in shown)
    buttons = [
        (
            each.action,
            list(_named(turn.house.texts, each, text, spoken=not in_form or isinstance(each.action, OfDraft))),
        )
        for each in shown
        if not isinstance(each.action, READ_BY_FORM)
    ]
    for named in zip(*(named for _, named in buttons), strict=True):  # by labels, then their first words, then others
        meant = [action for (action, _), so in zip(buttons, named, strict=True) if so]
        if meant:
            return _as_typed(meant[0]) if meant.count(meant[0]) == len(meant) else None
    return None


def _as_typed(action: Action) -> Action:
    """Return what a typed label does: what a tap decides at once is confirmed first where it is only a word.

    转人工 may be typed long after its answer, and so first shows the question.
    """
    if isinstance(action, ActAtOnce):
        return ActOn(**dict(action))
    return AskPerson() if isinstance(action, HandOver) and not action.shown else action


def _named(texts: Catalogue, button: Labelled, text: str, *, spoken: bool) -> Iterator[bool]:
    """Yield, strictest first, whether a text names a button: by its label, its first words, or `spoken` words for it.

    Beside a step of the form only the form's buttons have these: 不对 is about the step, not about an answer above it.
    """
    action, label = button
    said = folded(text[: phrases.LONGEST])
    yield said == folded(label)
    yield said == folded(CLAUSE.split(label)[0])
    yield spoken and any(phrases.means(texts, f"common.spoken.{of}", text) for of in (action.name, label))
