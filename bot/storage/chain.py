"""The chain: every recorded thing has a line that follows from the line before, so that no row changes unseen.

Theory of operation
-------------------
A line names a row of another table and holds two digests: of its facts, which stay, and, with a salt, of the words in
it, which may be erased. Then the salt goes too: the digest stays a link of the chain, and nobody can guess by it what
was there. That is right only where the record itself says, later on, that the need was erased.

`hash` follows from the hash before and from all else in the line. The last line stands in `chain_head` as well, so that
one that is cut off is missed. Whoever can write the whole file can write a whole new chain: against him stands only a
head that was noted elsewhere, such as the one that the log names at each start (`verify` takes it).
"""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from bot.storage.transaction import Transaction

Kind = Literal["act", "version", "remark", "merger", "role", "deed"]
#: erasure: of a need; person: of what somebody said and filed.
Deed = Literal["export", "erasure", "person"]
#: changed: the row is not what it was; gone: it is missing; unknown: a row without a line; link: a line does not follow
#: from the one before; head: lines are missing at the end; erased: words are gone that nobody erased.
Flaw = Literal["changed", "gone", "unknown", "link", "head", "erased", "noted"]
ODD = "surrogateescape"  # how bytes are read that are no text, which somebody may have made of it
TAIL = 1000  # lines that are looked at where all would take too long


@dataclass(frozen=True)
class Source:
    """The rows of a table: the columns or expressions that stay, those that may be erased, and whose needs these are.

    `person`: who can have the words erased beside the need's owner. `open`: the columns that are filled in later, and
    so stand in no line.
    """

    table: str
    facts: tuple[str, ...]
    words: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    person: str = "NULL"
    open: tuple[str, ...] = ()


#: Every column stands in one of them (tests/storage/test_chain.py looks).
SOURCES: Mapping[Kind, Source] = {
    "act": Source(
        "audit",
        (
            *("need_id", "at", "actor", "role", "action", "from_state", "to_state"),
            "CASE role WHEN 'owner' THEN '' ELSE actor_name END",
        ),
        ("note", "CASE role WHEN 'owner' THEN actor_name ELSE '' END"),
        ("need_id",),
    ),
    "version": Source(
        "need_version",
        ("need_id", "number", "at", "actor", "action", "attachments", "digest"),
        ("content", "request"),
        ("need_id",),
    ),
    "remark": Source(
        "need_remark",
        ("need_id", "kind", "author", "answers", "said_at", "CASE kind WHEN 'answer' THEN '' ELSE author_name END"),
        ("text", "CASE kind WHEN 'answer' THEN author_name ELSE '' END"),
        ("need_id",),
        "author",
        ("closed_at",),
    ),
    "merger": Source(
        "merger",
        ("need_id", "other_id", "joined", "at", "actor", "actor_name"),
        ("note",),
        ("need_id", "other_id"),
    ),
    "role": Source("staff_act", ("at", "actor", "actor_name", "subject", "action", "detail")),
    "deed": Source("deed", ("at", "did", "actor", "actor_name", "subject", "detail")),
}


@dataclass(frozen=True)
class Head:
    """The last line's number and hash; 0 and nothing of an empty chain."""

    seq: int
    hash: str

    def __str__(self) -> str:
        """Return it as it is noted elsewhere."""
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True)
class Found:
    """Something wrong: at which line (0: none), of which kind of row, and what."""

    seq: int
    kind: str
    row_id: int
    flaw: Flaw


@dataclass(frozen=True)
class Verified:
    """How many lines were looked at, the head, and what is wrong."""

    lines: int
    head: Head
    found: tuple[Found, ...]


def digest(*values: object) -> str:
    """Return the SHA-256 of values as JSON; migrations call it as `chain_digest`."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode(errors=ODD)).hexdigest()


def head(tx: Transaction) -> Head:
    """Return the last line."""
    row = tx.row("SELECT seq, hash FROM chain_head")
    return Head(row["seq"], row["hash"])


def add(tx: Transaction, kind: Kind, row_id: int) -> None:
    """Add a line for a row that was just stored."""
    last, salt = head(tx), secrets.token_hex(16)
    facts, words, *_ = _row(tx, kind, row_id) or ((), (), (), None)
    line = (last.seq + 1, kind, row_id, digest(kind, row_id, *facts), digest(salt, *words))
    tx.execute(
        "INSERT INTO chain (seq, kind, row_id, facts, words, salt, hash)"
        " VALUES (:seq, :kind, :row, :facts, :words, :salt, :hash)",
        **dict(zip(("seq", "kind", "row", "facts", "words"), line, strict=True)),
        salt=salt,
        hash=digest(last.hash, *line),
    )
    tx.execute("UPDATE chain_head SET seq = :seq, hash = :hash", seq=line[0], hash=digest(last.hash, *line))


def do(
    tx: Transaction, did: Deed, *, actor: int, actor_name: str, subject: int | None = None, detail: str = ""
) -> None:
    """Record what somebody did that has no row of another table; actor 0 is the program itself."""
    row = tx.row(
        "INSERT INTO deed (at, did, actor, actor_name, subject, detail)"
        " VALUES (:now, :did, :actor, :name, :subject, :detail) RETURNING id",
        now=tx.now,
        did=did,
        actor=actor,
        name=actor_name,
        subject=subject,
        detail=detail,
    )
    add(tx, "deed", row["id"])


def forget(tx: Transaction, need_id: int) -> None:
    """Record that a need was erased; by no digest can its words be guessed any more."""
    for kind, source in SOURCES.items():
        if source.words:
            rows = f"SELECT id FROM {source.table} WHERE :need IN ({', '.join(source.needs)})"  # noqa: S608  # constants
            tx.execute(
                f"UPDATE chain SET salt = NULL WHERE kind = :kind AND salt IS NOT NULL AND row_id IN ({rows})",  # noqa: S608
                kind=kind,
                need=need_id,
            )
    do(tx, "erasure", actor=0, actor_name="", subject=need_id)


def forget_answers(tx: Transaction, user_id: int, remarks: Sequence[int]) -> None:
    """Record that a person's answers were erased; by no digest can their words be guessed any more."""
    for row_id in remarks:
        tx.execute("UPDATE chain SET salt = NULL WHERE kind = 'remark' AND row_id = :id", id=row_id)
    if remarks:
        do(tx, "person", actor=0, actor_name="", subject=user_id)


def verify(tx: Transaction, *, lines: int | None = None, noted: Head | None = None) -> Verified:
    """Look at the last `lines` (None: all), and whether each row has one; with whether a head `noted` once is there."""
    last = head(tx)
    first = 0 if lines is None else max(0, last.seq - lines)
    with _whatever_stands_there(tx.connection):
        found = [*_links(tx, first, last), *_unknown(tx)]
    if noted and noted.seq and not tx.one("SELECT 1 FROM chain WHERE seq = :seq AND hash = :hash", **vars(noted)):
        found.append(Found(noted.seq, "chain", 0, "noted"))
    return Verified(last.seq - first, last, tuple(found))


@contextmanager
def _whatever_stands_there(connection: sqlite3.Connection) -> Iterator[None]:
    """Let bytes be read, meanwhile, that are no text."""
    before, connection.text_factory = connection.text_factory, lambda raw: raw.decode(errors=ODD)
    try:
        yield
    finally:
        connection.text_factory = before


def _links(tx: Transaction, first: int, last: Head) -> Iterator[Found]:
    """Give what is wrong with the lines after the first, and with the rows that they name."""
    before = tx.one("SELECT hash FROM chain WHERE seq = :seq", seq=first)
    hash_, seq = before["hash"] if before else "", first
    for line in tx.execute("SELECT * FROM chain WHERE seq > :first ORDER BY seq", first=first):
        said = (line["kind"], line["row_id"])
        if line["seq"] != seq + 1 or line["hash"] != digest(hash_, line["seq"], *said, line["facts"], line["words"]):
            yield Found(line["seq"], *said, "link")
        hash_, seq = line["hash"], line["seq"]
        if flaw := _flaw(tx, line):
            yield Found(line["seq"], *said, flaw)
    if (seq, hash_) != (last.seq, last.hash):
        yield Found(last.seq, "chain", 0, "head")


def _flaw(tx: Transaction, line: sqlite3.Row) -> Flaw | None:
    """Return what is wrong with the row that a line names."""
    kind = line["kind"]
    row = _row(tx, kind, line["row_id"]) if kind in SOURCES else None
    if row is None:
        return "gone"
    facts, words, needs, person = row
    if digest(kind, line["row_id"], *facts) != line["facts"]:
        return "changed"
    if line["salt"] is None:
        erased = any(_erased(tx, "erasure", each, line["seq"]) for each in needs)
        erased = erased or _erased(tx, "person", person, line["seq"])
        return None if erased and not any(words) else "erased"
    return None if digest(line["salt"], *words) == line["words"] else "changed"


def _row(
    tx: Transaction, kind: Kind, row_id: int
) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...], int | None] | None:
    """Return the facts and the words of a row, whose needs these are, and by whom; None where there is no such row."""
    source = SOURCES[kind]
    columns = ", ".join((*source.facts, *source.words, *source.needs, source.person))
    row = tx.one(f"SELECT {columns} FROM {source.table} WHERE id = :id", id=row_id)  # noqa: S608  # constants
    if row is None:
        return None
    values, facts, words = tuple(row), len(source.facts), len(source.facts) + len(source.words)
    return values[:facts], values[facts:words], values[words:-1], values[-1]


def _erased(tx: Transaction, did: Deed, subject: int | None, seq: int) -> bool:
    """Return whether the chain says after this line that the need, or what the person said, was erased."""
    found = tx.one(
        "SELECT 1 FROM deed JOIN chain ON chain.kind = 'deed' AND row_id = deed.id"
        " WHERE did = :did AND subject = :subject AND seq > :seq",
        did=did,
        subject=subject,
        seq=seq,
    )
    return found is not None


def _unknown(tx: Transaction) -> Iterator[Found]:
    """Give the rows that no line names."""
    for kind, source in SOURCES.items():
        for row in tx.all(
            f"SELECT id FROM {source.table} WHERE id NOT IN (SELECT row_id FROM chain WHERE kind = :kind)",  # noqa: S608
            kind=kind,
        ):
            yield Found(0, kind, row["id"], "unknown")
