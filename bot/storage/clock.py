"""The clock as it was seen before, so that a leap of it is noticed, also one between two runs."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Seen:
    """When the clock was last looked at, by itself; `steady`: hours of running without a leap since the last one."""

    at: datetime
    steady: int


def seen(tx: Transaction) -> Seen | None:
    """Return what was last seen of the clock; None where it has never been looked at."""
    row = tx.one("SELECT seen, steady FROM clock")
    return Seen(datetime.fromisoformat(row["seen"]), row["steady"]) if row else None


def see(tx: Transaction, steady: int) -> None:
    """Note the clock as it is now."""
    tx.execute(
        "INSERT INTO clock (id, seen, steady) VALUES (1, :now, :steady)"
        " ON CONFLICT (id) DO UPDATE SET seen = :now, steady = :steady",
        now=tx.now,
        steady=steady,
    )
