"""Reminders and warnings: of drafts that were left alone, and of what is about to be deleted."""

from datetime import datetime

from bot.storage.database import Transaction
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need, by_id
from bot.storage.rows import Rows

_drafts = Rows(DraftRow)


def stop(tx: Transaction, user_id: int) -> None:
    """Remind somebody no more of his drafts."""
    tx.execute(
        "INSERT INTO unreminded (user_id, since) VALUES (:user, :now) ON CONFLICT DO NOTHING", user=user_id, now=tx.now
    )


def start(tx: Transaction, user_id: int) -> None:
    """Remind somebody of his drafts again."""
    tx.execute("DELETE FROM unreminded WHERE user_id = :user", user=user_id)


def stopped(tx: Transaction, user_id: int) -> datetime | None:
    """Return since when somebody wants no reminders; None where he takes them."""
    row = tx.one("SELECT since FROM unreminded WHERE user_id = :user", user=user_id)
    return datetime.fromisoformat(row["since"]) if row else None


def left_alone(tx: Transaction, before: str) -> list[DraftRow]:
    """Return the drafts of needs that were touched last before a moment (UTC ISO)."""
    return _drafts.all(
        tx, "SELECT * FROM draft WHERE about IS NULL AND updated_at < :before ORDER BY id", before=before
    )


def reminded(tx: Transaction, draft_id: int, count: int) -> None:
    """Note how often somebody was reminded of a draft since he touched it last."""
    tx.execute("UPDATE draft SET reminded = :count WHERE id = :id", count=count, id=draft_id)


def warned_of_draft(tx: Transaction, draft_id: int) -> None:
    """Note that somebody was told that his draft will be deleted."""
    tx.execute("UPDATE draft SET warned_at = :now WHERE id = :id", now=tx.now, id=draft_id)


def unwarned(tx: Transaction, states: str, before: str) -> list[Need]:
    """Return the needs in `states` (JSON) since before a moment whose owners know nothing yet of their being erased."""
    return _needs(tx, "warned_at IS NULL", states, before)


def outlived(tx: Transaction, states: str, before: str, warned: str) -> list[Need]:
    """Return the needs in `states` (JSON) since before a moment, whose owners were told of it before another."""
    return _needs(tx, "warned_at < :warned", states, before, warned)


def _needs(tx: Transaction, told: str, states: str, before: str, warned: str = "") -> list[Need]:
    rows = tx.all(
        f"SELECT id FROM need WHERE erased_at IS NULL AND {told} AND updated_at < :before"  # noqa: S608  # constants
        " AND state IN (SELECT value FROM json_each(:states)) ORDER BY id",
        states=states,
        before=before,
        warned=warned,
    )
    return [need for row in rows if (need := by_id(tx, row["id"]))]


def warned_of_need(tx: Transaction, need_id: int) -> None:
    """Note that an owner was told that his need will be erased."""
    tx.execute("UPDATE need SET warned_at = :now WHERE id = :id", now=tx.now, id=need_id)


def old_talks(tx: Transaction, before: str) -> list[int]:
    """Return the ids of talks that ended before a moment (UTC ISO) and hold words."""
    rows = tx.all(
        "SELECT id FROM talk WHERE ended_at < :before AND id IN (SELECT talk_id FROM talk_line WHERE text <> '')",
        before=before,
    )
    return [row["id"] for row in rows]


def askers(tx: Transaction, before: str) -> list[int]:
    """Return who asked questions before a moment (UTC ISO) whose words are kept."""
    rows = tx.all("SELECT DISTINCT user_id FROM question WHERE text <> '' AND asked_at < :before", before=before)
    return [row["user_id"] for row in rows]
