"""Mutes: askers who may not write to staff for a while; rows are only ever added."""

from datetime import datetime

from bot.storage.database import Transaction


def put(tx: Transaction, asker: int, staff_id: int, until: str | None) -> None:
    """Mute an asker until a moment (UTC ISO); None lifts the mute."""
    tx.execute(
        "INSERT INTO mute (asker, staff_id, until, made_at) VALUES (:asker, :staff, :until, :now)",
        asker=asker,
        staff=staff_id,
        until=until,
        now=tx.now,
    )


def until(tx: Transaction, asker: int) -> datetime | None:
    """Return when an asker's mute ends; None without one, also where the clock was put back to before it."""
    row = tx.one("SELECT until, made_at FROM mute WHERE asker = :asker ORDER BY id DESC LIMIT 1", asker=asker)
    if row is None or row["until"] is None or not row["made_at"] <= tx.now < row["until"]:
        return None
    return datetime.fromisoformat(row["until"])
