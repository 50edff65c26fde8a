"""Consent: which text was agreed to, and when; once the text has changed it is asked for again before submitting."""

import hashlib
from dataclasses import replace

from bot.needs import intake as core
from bot.needs.draft import Draft, Step
from bot.needs.form import Form
from bot.services.runtime import writing
from bot.services.runtime.turn import Turn
from bot.storage import consents


def digest(text: str) -> str:
    """Return what a text that is agreed to is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def record(turn: Turn, form: Form, before: Draft, after: Draft) -> None:
    """Record the consent where it has just been given."""
    if form.notice and form.consents(before.step) and not form.consents(after.step) and _consents(form, after):
        consents.record(turn.tx, turn.caller.user_id, after.id, after.need_id, digest(form.notice), form.notice)


def _consents(form: Form, draft: Draft) -> bool:
    return any(form.consents(key) and form.holds(key, value) for key, value in draft.values.items())


def ask_again(turn: Turn, form: Form, draft: Draft) -> bool:
    """Asks for the consent where it is to another text than the present one; returns whether it is."""
    if form.notice is None or consents.agreed(turn.tx, draft.owner, draft.id, draft.need_id) == digest(form.notice):
        return False
    again = replace(draft, step=form.fields[0].key, home=form.ends[-1], revision=draft.revision + 1)
    card = core.present(form, again)
    writing.show(turn, Step(again, (replace(card, text=f"{turn.text('mine.notice_changed')}\n\n{card.text}"),)))
    return True
