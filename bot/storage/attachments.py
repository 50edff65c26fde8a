"""Files that were sent with a draft or need, and what is known of each. Their contents are on the shelf."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.storage.database import Transaction
from bot.storage.rows import Rows

State = Literal["offered", "waiting", "stored", "failed"]


@dataclass(frozen=True)
class Attachment:
    """A file, as the migration explains its columns; `size` in bytes is what Telegram says until it is stored."""

    id: int
    owner: int
    draft_id: int | None
    need_id: int | None
    field: str | None
    name: str
    caption: str
    size: int | None
    file_id: str
    album: str | None
    state: State
    why: str | None
    attempts: int
    sha256: str | None
    dropped: bool


@dataclass(frozen=True)
class Content:
    """What lies on the shelf; `kind` is the suffix of such files."""

    sha256: str
    size: int
    kind: str


_rows, _contents = Rows(Attachment), Rows(Content)
#: Such files take a place among those that a need may have.
_TAKEN = "state IN ('waiting', 'stored')"


def add(
    tx: Transaction,
    *,
    owner: int,
    draft_id: int | None,
    name: str,
    file_id: str,
    size: int | None,
    field: str | None = None,
    caption: str = "",
    album: str | None = None,
    why: str | None = None,
    wanted: bool = False,
) -> Attachment:
    """Note a file that was sent for a draft, or (None) for its sender to say what for; with `why`, one not taken.

    A `wanted` one is fetched also without a draft, to be looked into.
    """
    return _rows.row(
        tx,
        "INSERT INTO attachment (owner, draft_id, field, name, caption, size, file_id, album, state, why, created_at)"
        " VALUES (:owner, :draft, :field, :name, :caption, :size, :file, :album, :state, :why, :now) RETURNING *",
        owner=owner,
        draft=draft_id,
        field=field,
        name=name,
        caption=caption,
        size=size,
        file=file_id,
        album=album,
        state="failed" if why else "waiting" if draft_id or wanted else "offered",
        why=why,
        now=tx.now,
    )


def by_id(tx: Transaction, attachment_id: int) -> Attachment | None:
    """Return a file by its number."""
    return _rows.one(tx, "SELECT * FROM attachment WHERE id = :id", id=attachment_id)


def of_draft(tx: Transaction, draft_id: int) -> list[Attachment]:
    """Return the files of a draft that are stored or under way, in the order in which they came."""
    return _rows.all(
        tx,
        f"SELECT * FROM attachment WHERE draft_id = :draft AND {_TAKEN} ORDER BY id",  # noqa: S608  # constant
        draft=draft_id,
    )


def of_need(tx: Transaction, need_id: int) -> list[Attachment]:
    """Return the files that a need has now, in the order in which they came."""
    return _rows.all(
        tx,
        "SELECT * FROM attachment WHERE need_id = :need AND dropped = 0 AND state = 'stored' ORDER BY id",
        need=need_id,
    )


def of_version(tx: Transaction, need_id: int, digests: Collection[str]) -> list[Attachment]:
    """Return a need's files of these digests, in the order in which they came; also those that were dropped since."""
    every = _rows.all(
        tx, "SELECT * FROM attachment WHERE need_id = :need AND state = 'stored' ORDER BY id", need=need_id
    )
    return [*{each.sha256: each for each in every if each.sha256 in digests}.values()]


def of_owner(tx: Transaction, owner: int) -> list[Attachment]:
    """Return all files of somebody's that are stored, in the order in which they came."""
    return _rows.all(tx, "SELECT * FROM attachment WHERE owner = :owner AND state = 'stored' ORDER BY id", owner=owner)


def offered(tx: Transaction, owner: int, album: str | None = None) -> list[Attachment]:
    """Return the files of which their sender has not said what they are for: of an album, or all."""
    return _rows.all(
        tx,
        "SELECT * FROM attachment WHERE owner = :owner AND state = 'offered' AND (:album IS NULL OR album = :album)"
        " ORDER BY id",
        owner=owner,
        album=album,
    )


def owners_waiting(tx: Transaction, after: int) -> list[tuple[int, int]]:
    """Return (owner, number) of each file above `after` that is to be fetched or told of, in order."""
    rows = tx.all(
        "SELECT owner, id FROM attachment WHERE told = 0 AND state <> 'offered' AND id > :after ORDER BY id",
        after=after,
    )
    return [(row["owner"], row["id"]) for row in rows]


def following(tx: Transaction, owner: int) -> Attachment | None:
    """Return the owner's next file to be fetched; those that could not be had so far come last."""
    return _rows.one(
        tx,
        "SELECT * FROM attachment WHERE owner = :owner AND state = 'waiting' ORDER BY attempts, id LIMIT 1",
        owner=owner,
    )


def untold(tx: Transaction, owner: int) -> list[Attachment]:
    """Return the owner's files that were stored or not taken since he was last told, in order."""
    return _rows.all(
        tx,
        "SELECT * FROM attachment WHERE owner = :owner AND told = 0 AND state IN ('stored', 'failed') ORDER BY id",
        owner=owner,
    )


def told(tx: Transaction, attachment_id: int) -> None:
    """Note that a file's sender knows what became of it."""
    tx.execute("UPDATE attachment SET told = 1 WHERE id = :id", id=attachment_id)


def tried(tx: Transaction, attachment_id: int, attempts: int) -> None:
    """Note how often a file could not be fetched."""
    tx.execute("UPDATE attachment SET attempts = :n WHERE id = :id", n=attempts, id=attachment_id)


def expect(tx: Transaction, content: Content) -> None:
    """Note a content that is about to lie on the shelf, so that nothing ever lies there unknown."""
    tx.execute(
        "INSERT INTO content (sha256, size, kind, created_at) VALUES (:sha, :size, :kind, :now) ON CONFLICT DO NOTHING",
        sha=content.sha256,
        size=content.size,
        kind=content.kind,
        now=tx.now,
    )


def store(tx: Transaction, attachment_id: int, content: Content, name: str) -> bool:
    """Mark a waiting file stored, its content being on the shelf; return False, and drop it, where it is not wanted.

    That is where it has been removed meanwhile, or where the draft has the same content already: this then has what was
    said of either.
    """
    found = by_id(tx, attachment_id)
    if found is None or found.state != "waiting":
        return False
    same = next((each for each in of_draft(tx, found.draft_id or 0) if each.sha256 == content.sha256), None)
    if same:
        if found.caption not in same.caption:
            _describe(tx, same.id, "；".join(filter(None, (same.caption, found.caption))))
        fail(tx, attachment_id, "twice")
        return False
    tx.execute(
        "UPDATE attachment SET state = 'stored', sha256 = :sha, size = :size, name = :name WHERE id = :id",
        id=attachment_id,
        sha=content.sha256,
        size=content.size,
        name=name,
    )
    return True


def _describe(tx: Transaction, attachment_id: int, caption: str) -> None:
    tx.execute("UPDATE attachment SET caption = :caption WHERE id = :id", id=attachment_id, caption=caption)


def offer(tx: Transaction, attachment_id: int) -> None:
    """Mark a waiting file as one of which its sender is to say what it is for."""
    tx.execute("UPDATE attachment SET state = 'offered' WHERE id = :id AND state = 'waiting'", id=attachment_id)


def fail(tx: Transaction, attachment_id: int, why: str) -> None:
    """Mark a waiting file as not taken."""
    tx.execute(
        "UPDATE attachment SET state = 'failed', why = :why WHERE id = :id AND state = 'waiting'",
        id=attachment_id,
        why=why,
    )


def remove(tx: Transaction, attachment_id: int) -> None:
    """Forget a file; its content goes when nothing refers to it any more."""
    tx.execute("DELETE FROM attachment WHERE id = :id", id=attachment_id)


def copy(tx: Transaction, need_id: int, draft_id: int) -> None:
    """Give a draft the files that a need has."""
    tx.execute(
        "INSERT INTO attachment (owner, draft_id, field, name, caption, size, file_id, state, told, sha256, created_at)"
        " SELECT owner, :draft, field, name, caption, size, file_id, state, 1, sha256, created_at FROM attachment"
        " WHERE need_id = :need AND dropped = 0 AND state = 'stored' ORDER BY id",
        draft=draft_id,
        need=need_id,
    )


def hand_over(tx: Transaction, draft_id: int, need_id: int) -> tuple[list[str], list[str]]:
    """Make the draft's files those of the need; return the names that came to it and those that went.

    What went stays with the need, dropped.
    """
    before = {each.sha256: each for each in of_need(tx, need_id)}
    now = {each.sha256: each for each in of_draft(tx, draft_id) if each.state == "stored"}
    gone = [each for sha, each in before.items() if sha not in now]
    come = [each for sha, each in now.items() if sha not in before]
    for each in gone:
        tx.execute("UPDATE attachment SET dropped = 1 WHERE id = :id", id=each.id)
    for each in come:
        tx.execute("UPDATE attachment SET draft_id = NULL, need_id = :need WHERE id = :id", need=need_id, id=each.id)
    return [each.name for each in come], [each.name for each in gone]


def contents(tx: Transaction) -> dict[str, Content]:
    """Return what is known of every content, by its digest."""
    return {each.sha256: each for each in _contents.all(tx, "SELECT * FROM content")}


def unwanted(tx: Transaction) -> list[str]:
    """Return the digests of contents that nothing refers to."""
    rows = tx.all(
        "SELECT sha256 FROM content WHERE sha256 NOT IN (SELECT sha256 FROM attachment WHERE sha256 IS NOT NULL)"
    )
    return [row["sha256"] for row in rows]


def disown(tx: Transaction, sha256: str) -> None:
    """Forget a content that is no longer on the shelf."""
    tx.execute("DELETE FROM content WHERE sha256 = :sha", sha=sha256)


def forget(tx: Transaction, before: str) -> int:
    """Forget files that were not taken, or never meant for anything, before a moment (UTC ISO); return how many."""
    return tx.execute(
        "DELETE FROM attachment WHERE state IN ('offered', 'failed') AND created_at < :before", before=before
    ).rowcount
