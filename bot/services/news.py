"""News for staff that replace each other: what becomes of a thing shortly after it was told takes the place of that."""

from datetime import datetime, timedelta

from bot.storage import outbox, postings
from bot.storage.database import Transaction

LATELY = timedelta(minutes=10)


def lately(tx: Transaction) -> str:
    """Return since when what was told is replaced rather than told again (UTC ISO)."""
    return (datetime.fromisoformat(tx.now) - LATELY).isoformat(timespec="microseconds")


def post(tx: Transaction, topic: tuple[str, str], chat_id: int, text: str, *, over: bool = False) -> None:
    """Say it, in place of what was said a short while ago of the same topic; `over` ends it."""
    said = postings.current(tx, *topic, chat_id, lately(tx))
    if said is None or over:
        postings.retire(tx, *topic, chat_id)
    if said:
        outbox.supersede(tx, chat_id, said.id)
        outbox.put(tx, chat_id, {"kind": "refresh", "posting": said.id, "text": text})
    else:
        row = outbox.put(tx, chat_id, {"kind": "send", "text": text}, outbox.Owed())
        if not over:
            postings.add(tx, *topic, chat_id, row)
