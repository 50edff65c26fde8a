"""Ready reasons: what staff have given as a reason, and how often; no word of the need that it was given for."""

from collections.abc import Sequence

from bot.needs.lifecycle import Action
from bot.storage.database import Transaction


def use(tx: Transaction, form: str, action: Action, field: str, text: str) -> None:
    """Count one more use of a reason of a field, or ("") of a whole decision."""
    tx.execute(
        "INSERT INTO ready_reason (form, action, field, text, uses) VALUES (:form, :action, :field, :text, 1)"
        " ON CONFLICT (form, action, field, text) DO UPDATE SET uses = uses + 1",
        form=form,
        action=action,
        field=field,
        text=text,
    )


def used(tx: Transaction, form: str, action: Action, field: str) -> Sequence[str]:
    """Return the reasons that were used, the most used first, of these the one learned last."""
    rows = tx.all(
        "SELECT text FROM ready_reason WHERE form = :form AND action = :action AND field = :field"
        " ORDER BY uses DESC, id DESC",
        form=form,
        action=action,
        field=field,
    )
    return [row["text"] for row in rows]


def forget(tx: Transaction, form: str, action: Action, field: str, text: str) -> None:
    """Offer a reason no more that was learned from use."""
    tx.execute(
        "DELETE FROM ready_reason WHERE form = :form AND action = :action AND field = :field AND text = :text",
        form=form,
        action=action,
        field=field,
        text=text,
    )
