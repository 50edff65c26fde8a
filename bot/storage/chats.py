"""Changed chats: groups that moved to another id, and chats in which nothing arrives any more."""

import logging
from typing import Literal

from bot.storage.database import Transaction

log = logging.getLogger(__name__)

#: Why nothing arrives: the bot was blocked, was never written to, the account or chat is gone, it may not write there.
Why = Literal["blocked", "unstarted", "gone", "barred", "unknown"]


def move(tx: Transaction, old_id: int, new_id: int) -> None:
    """Redirect a moved group's calls, those queued too, to its new id; its former messages are kept true no longer."""
    log.warning("the group %s is %s now: put that into the configuration", old_id, new_id)
    tx.execute(
        "INSERT INTO moved_chat (old_id, new_id, moved_at) VALUES (:old, :new, :now)"
        " ON CONFLICT (old_id) DO UPDATE SET new_id = :new, moved_at = :now",
        old=old_id,
        new=new_id,
        now=tx.now,
    )
    tx.execute(
        "UPDATE outbox SET chat_id = :new WHERE chat_id = :old AND state IN ('waiting', 'held')",
        old=old_id,
        new=new_id,
    )
    tx.execute("UPDATE OR IGNORE lost_chat SET chat_id = :new WHERE chat_id = :old", old=old_id, new=new_id)
    tx.execute("UPDATE posting SET chat_id = :new WHERE chat_id = :old AND message_id IS NULL", old=old_id, new=new_id)
    tx.execute("DELETE FROM posting WHERE chat_id = :old", old=old_id)


def present(tx: Transaction, chat_id: int) -> int:
    """Return a chat's present id."""
    if chat_id > 0:  # only groups move
        return chat_id
    row = tx.one("SELECT new_id FROM moved_chat WHERE old_id = :chat", chat=chat_id)
    return int(row["new_id"]) if row else chat_id


def lose(tx: Transaction, chat_id: int, why: Why) -> bool:
    """Mark a chat as out of reach, with the reason; return whether it was within reach until now."""
    done = tx.execute(
        "INSERT INTO lost_chat (chat_id, lost_at, why) VALUES (:chat, :now, :why) ON CONFLICT DO NOTHING",
        chat=chat_id,
        now=tx.now,
        why=why,
    )
    return done.rowcount == 1


def reach(tx: Transaction, chat_id: int) -> bool:
    """Mark a chat as within reach; return whether it was out of reach until now."""
    return tx.execute("DELETE FROM lost_chat WHERE chat_id = :chat", chat=chat_id).rowcount == 1


def lost(tx: Transaction, chat_id: int) -> Why | None:
    """Return why a chat is out of reach; None where it is within reach."""
    row = tx.one("SELECT why FROM lost_chat WHERE chat_id = :chat", chat=chat_id)
    return row["why"] if row else None
