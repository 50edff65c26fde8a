"""The clock's last reading, stored so that a leap of the clock is noticed, also one between two runs."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Seen:
    """The clock's last reading; `steady` counts the hours of running since the clock last leapt."""

    at: datetime
    steady: int


def seen(tx: Transaction) -> Seen | None:
    """Return the clock's last stored reading; None before the first."""
    row = tx.one("SELECT seen, steady FROM clock")
    return Seen(datetime.fromisoformat(row["seen"]), row["steady"]) if row else None


def see(tx: Transaction, steady: int) -> None:
    """Store the clock's present reading."""
    tx.execute(
        "INSERT INTO clock (id, seen, steady) VALUES (1, :now, :steady)"
        " ON CONFLICT (id) DO UPDATE SET seen = :now, steady = :steady",
        now=tx.now,
        steady=steady,
    )
