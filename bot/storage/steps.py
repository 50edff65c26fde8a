"""Order by number: of two things the one touched later has the greater one, whatever the clock says."""

from bot.storage.database import Transaction


def following(tx: Transaction) -> int:
    """Return a number greater than all that were returned before."""
    return int(tx.row("UPDATE step SET last = last + 1 RETURNING last")["last"])
