"""Erasing: overwrites what was filed and said; who, when and what became of it stays.

Theory of operation
-------------------
What somebody filed or said stands in rows of his own, and in copies in his chat and in staff's: calls that were not
made, buttons' actions and labels, raw updates, staff's drafts of answers. Rows of his own are overwritten by what they
are, and so is all that waits in his chat. Staff's copies are found by what stands in them: whatever holds one of the
erased words, as it is or escaped as JSON, goes; unless the word is shorter than `TELLING`, or is one that everybody
uses (Traces.common).

Overwritten is not gone from the disk: the writer has SQLite zero what it frees, and the log goes on holding what was.
So each erasure leaves a mark, by which the running bot empties the log and removes contents of files. `compact` also
writes the file anew, without what versions that did not zero have left in it.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from bot.storage import chain, faults, outbox, postings, schema, search
from bot.storage.calls import Refresh
from bot.storage.database import PRAGMAS, Transaction, utc_now
from bot.storage.erasures import Erasure
from bot.storage.faults import StorageError
from bot.texts import escape, operators

T = TypeVar("T")

TELLING = 5  # characters from which on a word is looked for in what is not the person's own
PATIENCE = 30.0  # seconds that another program may hold the file
NAMES = frozenset({"step", "home", "todo", "flags", "kind", "fields"})  # keys of what holds nobody's words
OPEN = ("submitted", "in_review", "returned")
#: A call that is not made any more.
ENDED = "finished_at = coalesce(finished_at, :now)"
VOID = f"state = CASE WHEN state IN ('waiting', 'held') THEN 'void' ELSE state END, {ENDED}"
#: Columns with copies, what is put in the place of one, and whose chats the rows are of. `OWN`: also in the owner's.
OWN = (
    ("inbox", "raw", "raw = NULL, error = NULL", "CASE state WHEN 'parked' THEN substr(lane, 6) END"),
    ("keyboard", "actions", "actions = '[]'", "chat_id"),
    ("focus", "asked", "asked = NULL", "user_id"),
)
STAFFS = (
    ("draft", "about", "about = json_set(about, '$.asked', '')", "owner"),
    ("draft", "content", "content = replace(content, :text, '')", "CASE WHEN about IS NOT NULL THEN owner END"),
    ("outbox", "call", f"call = NULL, {VOID}", "chat_id"),
)


@dataclass(frozen=True)
class Traces:
    """Where copies are, and how they are known: in the `chats` of staff, by any words but those `common` to all.

    Who was staff once is known by what he did.

    `said` (Telegram HTML) takes the place of what was shown there.
    """

    said: str
    chats: tuple[int, ...]
    common: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Erased:
    """How much was erased."""

    needs: int = 0
    drafts: int = 0
    questions: int = 0
    lines: int = 0
    sharings: int = 0


def count(tx: Transaction, user_id: int) -> Erased:
    """Return how much is stored of a person."""

    def number(sql: str) -> int:
        return int(tx.row(f"SELECT count(*) AS n FROM {sql}", user=user_id)["n"])  # noqa: S608  # constants

    return Erased(
        needs=number("need WHERE owner = :user AND erased_at IS NULL"),
        drafts=number("draft WHERE owner = :user AND about IS NULL"),
        questions=number("question WHERE user_id = :user"),
        lines=number("talk_line JOIN talk ON talk.id = talk_id WHERE asker = :user AND text <> ''"),
        sharings=number("sharing WHERE user_id = :user AND ended_at IS NULL"),
    )


def marked(tx: Transaction) -> bool:
    """Return whether something was erased that the log and the shelf may still hold."""
    return bool(tx.row("PRAGMA user_version")[0])


def mark(tx: Transaction, value: int = 1) -> None:
    """Note that something was erased, or (0) that nothing of it is left."""
    tx.execute(f"PRAGMA user_version = {value:d}")


def at_once(tx: Transaction, user_id: int, traces: Traces) -> None:
    """Erase what only its owner has to do with: drafts, questions, preferences, and what is in his chat."""
    asked = tx.all("SELECT id FROM question WHERE user_id = :user", user=user_id)
    colleagues = tx.all(
        "SELECT DISTINCT user_id FROM sharing WHERE invited_by = :user AND user_id IS NOT NULL", user=user_id
    )
    # what somebody sent into another one's draft belongs to that
    words = _files(
        tx,
        "need_id IS NULL AND CASE WHEN draft_id IS NULL THEN owner = :id"
        " ELSE draft_id IN (SELECT id FROM draft WHERE draft.owner = :id) END",
        id=user_id,
    )
    drafts = tx.all("DELETE FROM draft WHERE owner = :user AND about IS NULL RETURNING content, name", user=user_id)
    words |= {word for row in drafts for word in (row["name"], *_words(json.loads(row["content"])))}
    chats = tuple(row["user_id"] for row in colleagues)
    _copies(tx, words, replace(traces, chats=chats), OWN)
    words |= questions(tx, user_id) | _sharings(tx, "user_id = :id OR invited_by = :id", user_id)
    for table in ("focus", "unreminded", "language"):
        tx.execute(f"DELETE FROM {table} WHERE user_id = :user", user=user_id)  # noqa: S608  # constants
    _chat(tx, user_id)
    for row in asked:
        _cover(tx, f"question:{row['id']}", traces.said)
    _copies(tx, words, traces)
    chain.do(tx, "person", actor=0, actor_name="", subject=user_id)


def person(tx: Transaction, user_id: int, traces: Traces, request: Erasure | None) -> None:
    """Erase what a person filed and said to staff until his request; without one, all that is stored of him."""
    words, until = set[str](), request.asked_at.isoformat(timespec="microseconds") if request else None
    if request is None:
        tx.execute(  # not even worked on any more
            "UPDATE inbox SET state = 'done', raw = NULL, finished_at = :now WHERE state = 'waiting' AND lane = :lane",
            now=tx.now,
            lane=f"chat:{user_id}",
        )
        at_once(tx, user_id, traces)
    _chat(tx, user_id, until)
    talks = "SELECT id FROM talk WHERE asker = :user AND (:until IS NULL OR created_at <= :until)"
    for row in tx.all(talks, user=user_id, until=until):
        words |= _talk(tx, row["id"], traces.said)
    words |= _answers(tx, user_id, until)
    filed = (
        "SELECT id FROM need WHERE owner = :user AND erased_at IS NULL AND (:until IS NULL OR submitted_at <= :until)"
    )
    for row in tx.all(filed, user=user_id, until=until):
        words |= _need(tx, row["id"], traces.said)
    _copies(tx, words, replace(traces, chats=(*traces.chats, user_id)))
    if request:
        chain.do(tx, "person", actor=0, actor_name="", subject=user_id)


def _answers(tx: Transaction, user_id: int, until: str | None) -> set[str]:
    """Erase what a person has answered staff about needs, colleagues' too; return the words."""
    rows = tx.all(
        "SELECT id, text, author_name FROM need_remark WHERE kind = 'answer' AND author = :user"
        " AND (:until IS NULL OR said_at <= :until)",
        user=user_id,
        until=until,
    )
    for row in rows:
        tx.execute("UPDATE need_remark SET text = '', author_name = '' WHERE id = :id", id=row["id"])
    chain.forget_answers(tx, user_id, [row["id"] for row in rows])
    return {word for row in rows for word in (row["text"], row["author_name"])}


def draft(tx: Transaction, draft_id: int, traces: Traces) -> None:
    """Erase a draft, and what its owner's buttons have of it."""
    words = _files(tx, "draft_id = :id", id=draft_id)
    row = tx.row("DELETE FROM draft WHERE id = :id RETURNING owner, content", id=draft_id)
    _copies(tx, words.union(_words(json.loads(row["content"]))), replace(traces, chats=(row["owner"],)), OWN)


def need(tx: Transaction, need_id: int, traces: Traces) -> None:
    """Erase one need, and what its owner's buttons and his other drafts have of it."""
    owner = tx.row("SELECT owner FROM need WHERE id = :id", id=need_id)["owner"]
    words = _need(tx, need_id, traces.said)
    _copies(tx, words, traces)
    _copies(tx, words, replace(traces, chats=(owner,)), OWN)
    tx.execute(
        "UPDATE draft SET content = json_set(content, '$.earlier', json('{}')) WHERE owner = :owner AND about IS NULL"
        " AND EXISTS (SELECT 1 FROM json_each(content, '$.earlier') AS offered, json_each(:words) AS gone"
        " WHERE offered.value = gone.value)",
        owner=owner,
        words=json.dumps([*words]),
    )


def talk(tx: Transaction, talk_id: int, traces: Traces) -> None:
    """Erase what was said in a talk, which ends with it."""
    _copies(tx, _talk(tx, talk_id, traces.said), traces)


def questions(tx: Transaction, user_id: int, before: str | None = None) -> set[str]:
    """Erase a person's questions, those before a moment (UTC ISO) if given; return their words. Figures stay right."""
    mine = "user_id = :user AND text <> '' AND (:before IS NULL OR asked_at < :before)"
    asked = tx.all(f"SELECT id, text, settlement_id FROM question WHERE {mine}", user=user_id, before=before)  # noqa: S608
    words = {row["text"] for row in asked}
    if asked:
        _unsettle(tx, user_id, words)
        settled = tx.row(
            "INSERT INTO settlement (staff_id, question, created_at) VALUES (0, '', :now) RETURNING id", now=tx.now
        )["id"]
        tx.execute(
            f"UPDATE question SET text = '', hits = '[]', user_id = 0, chat_id = 0,"  # noqa: S608  # constants
            f" settlement_id = coalesce(settlement_id, :settled) WHERE {mine}",
            settled=settled,
            user=user_id,
            before=before,
        )
    return words


def _unsettle(tx: Transaction, user_id: int, words: Iterable[str]) -> None:
    """Erase questions from what staff decided on them and taught the bot, and staff's answers to this person alone."""
    tx.execute(
        "UPDATE settlement SET text = NULL WHERE taught = 0"
        " AND id IN (SELECT settlement_id FROM question WHERE user_id = :user)"
        " AND id NOT IN (SELECT settlement_id FROM question WHERE user_id <> :user AND settlement_id IS NOT NULL)",
        user=user_id,
    )
    for word in words:
        tx.execute("UPDATE settlement SET question = '' WHERE question = :word", word=word)
        content = json.dumps(word, ensure_ascii=False)
        tx.execute("DELETE FROM learned WHERE kind = 'phrasing' AND content = :content", content=content)


def _talk(tx: Transaction, talk_id: int, said: str) -> set[str]:
    """Erase what was said in a talk; return the words."""
    rows = tx.all("SELECT id, text, outcome FROM talk_line WHERE talk_id = :id", id=talk_id)
    tx.execute(
        "UPDATE talk_line SET text = '', outcome = CASE WHEN outcome IS NOT NULL THEN '' END WHERE talk_id = :id",
        id=talk_id,
    )
    tx.execute("UPDATE talk SET ended_at = coalesce(ended_at, :now) WHERE id = :id", now=tx.now, id=talk_id)
    for subject in (f"talk:{talk_id}", *(f"line:{row['id']}" for row in rows)):
        _cover(tx, subject, said)
    return {text for row in rows for text in (row["text"], row["outcome"]) if text}


def _need(tx: Transaction, need_id: int, said: str) -> set[str]:
    """Erase a need, its record's remarks and the drafts that mend it; return the words that were in it."""
    row = tx.row("SELECT * FROM need WHERE id = :id", id=need_id)
    notes = tx.all("SELECT note, actor_name, role FROM audit WHERE need_id = :id", id=need_id)
    words = _files(tx, "need_id = :id OR draft_id IN (SELECT id FROM draft WHERE need_id = :id)", id=need_id)
    words |= _sharings(tx, "need_id = :id", need_id)
    drafts = tx.all("DELETE FROM draft WHERE need_id = :id RETURNING content", id=need_id)
    remarks = tx.all("SELECT text, author_name, kind FROM need_remark WHERE need_id = :id", id=need_id)
    tx.execute("UPDATE need_remark SET text = '' WHERE need_id = :id", id=need_id)
    tx.execute("UPDATE need_remark SET author_name = '' WHERE need_id = :id AND kind = 'answer'", id=need_id)
    words |= {each["text"] for each in remarks} | {each["author_name"] for each in remarks if each["kind"] == "answer"}
    rulings = tx.all("DELETE FROM ruling WHERE need_id = :id RETURNING reason, reasons", id=need_id)
    tx.execute(  # decisions and words to colleagues that were written and not sent
        "UPDATE keyboard SET actions = '[]' WHERE EXISTS (SELECT 1 FROM json_each(actions) AS button"
        " WHERE button.value ->> '$[0]' IN ('ruling.decide', 'hand.over') AND button.value ->> '$[2].need' = :id)",
        id=need_id,
    )
    versions = tx.all("SELECT content, request FROM need_version WHERE need_id = :id", id=need_id)
    tx.execute("UPDATE need_version SET content = NULL, request = NULL WHERE need_id = :id", id=need_id)
    kept = [each[name] for each in (row, *versions) for name in ("content", "request") if each[name]]
    words |= {word for text in (*kept, *(each["content"] for each in drafts)) for word in _words(json.loads(text))}
    words |= {text for each in rulings for text in (each["reason"], *json.loads(each["reasons"]).values()) if text}
    words |= {each["note"] for each in notes} | {each["actor_name"] for each in notes if each["role"] == "owner"}
    search.forget(tx, need_id)
    withdrawn = row["state"] in OPEN  # nobody can decide on nothing
    tx.execute(
        "UPDATE need SET content = '{}', request = NULL, league = NULL, domain = NULL, months = NULL, holder = NULL,"
        " state = CASE WHEN :withdrawn THEN 'withdrawn' ELSE state END, revision = revision + 1, erased_at = :now"
        " WHERE id = :id",
        withdrawn=withdrawn,
        now=tx.now,
        id=need_id,
    )
    tx.execute("UPDATE audit SET note = '' WHERE need_id = :id AND note <> ''", id=need_id)
    words |= _likenesses(tx, need_id)
    tx.execute(
        "UPDATE audit SET note = '', actor_name = '' WHERE need_id = :id AND role = 'owner' AND actor_name <> ''",
        id=need_id,
    )
    if withdrawn:
        act = tx.row(
            "INSERT INTO audit (need_id, at, actor, actor_name, role, action, from_state, to_state)"
            " VALUES (:id, :now, :owner, '', 'owner', 'withdraw', :state, 'withdrawn') RETURNING id",
            id=need_id,
            now=tx.now,
            owner=row["owner"],
            state=row["state"],
        )
        chain.add(tx, "act", act["id"])
    chain.forget(tx, need_id)
    _cover(tx, f"need:{need_id}", said)
    return words


def _likenesses(tx: Transaction, need_id: int) -> set[str]:
    """Forget what a need may be the same as, and overwrite what staff noted of that; return the notes."""
    mine = "need_id = :id OR other_id = :id"
    notes = tx.all(f"SELECT note FROM merger WHERE ({mine}) AND note <> ''", id=need_id)  # noqa: S608  # constants
    tx.execute("DELETE FROM sketch WHERE need_id = :id", id=need_id)
    tx.execute(f"DELETE FROM likeness WHERE {mine}", id=need_id)  # noqa: S608  # constants
    tx.execute(f"UPDATE merger SET note = '' WHERE ({mine}) AND note <> ''", id=need_id)  # noqa: S608  # constants
    return {row["note"] for row in notes}


def _sharings(tx: Transaction, whose: str, number: int) -> set[str]:
    """Forget who was invited; return the names."""
    rows = tx.all(f"DELETE FROM sharing WHERE {whose} RETURNING name", id=number)  # noqa: S608  # constants
    return {row["name"] for row in rows}


def _files(tx: Transaction, whose: str, **values: int) -> set[str]:
    """Forget files; return what they were called, what was said of them, and their digests, by which calls name them.

    Their contents go when nothing else refers to them (bot.storage.attachments.unwanted).
    """
    rows = tx.all(f"DELETE FROM attachment WHERE {whose} RETURNING id, name, caption, sha256", **values)  # noqa: S608  # constants
    if rows:
        tx.execute(  # buttons that open or remove one, with its name on them, in whatever chat
            "UPDATE keyboard SET actions = '[]' WHERE instr(actions, '\"file\"') > 0 AND EXISTS"
            " (SELECT 1 FROM json_tree(actions) AS said JOIN json_each(:files) AS gone ON said.value = gone.value"
            " WHERE said.key = 'file')",
            files=json.dumps([row["id"] for row in rows]),
        )
    return {word for row in rows for word in (row["name"], row["caption"], row["sha256"]) if word}


def _chat(tx: Transaction, user_id: int, until: str | None = None) -> None:
    """Erase a person's buttons and what waits in his chat, until a moment, and his updates that were set aside."""
    mine = "chat_id = :user AND (:until IS NULL OR created_at <= :until)"
    tx.execute(
        f"UPDATE outbox SET call = NULL, {VOID} WHERE call IS NOT NULL AND {mine}",  # noqa: S608  # constants
        user=user_id,
        until=until,
        now=tx.now,
    )
    tx.execute(f"DELETE FROM keyboard WHERE {mine}", user=user_id, until=until)  # noqa: S608  # constants
    tx.execute(
        "UPDATE inbox SET raw = NULL, error = NULL WHERE state = 'parked' AND raw IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM json_tree(raw) WHERE key = 'id' AND value = :user)",
        user=user_id,
    )


def _cover(tx: Transaction, subject: str, said: str) -> None:
    """Have each message about a subject say something else instead, without buttons."""
    for row in tx.all("SELECT id, chat_id, message_id FROM posting WHERE subject = :subject", subject=subject):
        tx.execute("DELETE FROM outbox WHERE state <> 'sent' AND call ->> 'posting' = :id", id=row["id"])
        for message_id in filter(None, (row["message_id"], *postings.copies(tx, row["id"]))):
            outbox.put(tx, row["chat_id"], Refresh(text=said, message_id=message_id))
    tx.execute(
        f"UPDATE outbox SET call = NULL, {VOID} WHERE state <> 'sent' AND subject = :subject",  # noqa: S608  # constants
        subject=subject,
        now=tx.now,
    )


def _copies(
    tx: Transaction, words: Iterable[str], traces: Traces, columns: Sequence[tuple[str, ...]] = (*OWN, *STAFFS)
) -> None:
    """Blank staff's copies of words that tell whose they are."""
    mark(tx)
    telling = {word for word in words if len(word) >= TELLING} - traces.common
    acted = tx.all("SELECT actor AS id FROM audit WHERE role <> 'owner' UNION SELECT staff_id FROM talk_line")
    chats = json.dumps([*traces.chats, *(row["id"] for row in acted if row["id"])])
    for text in sorted({each for word in telling for each in _spelled(word)}):
        for table, column, change, whose in columns:
            tx.execute(
                f"UPDATE {table} SET {change} WHERE instr({column}, :text) > 0"  # noqa: S608  # constants
                f" AND CAST({whose} AS INTEGER) IN (SELECT value FROM json_each(:chats))",
                text=text,
                chats=chats,
                now=tx.now,
            )


def _spelled(word: str) -> Iterator[str]:
    """Yield a text as it can stand in JSON, and as Telegram HTML does."""
    for each in (word, escape(word)):
        yield each
        yield json.dumps(each, ensure_ascii=False)[1:-1]
        yield json.dumps(each)[1:-1]


def _words(node: Any) -> Iterator[str]:
    """Yield every text in the JSON of a draft or need, but for names of steps and fields."""
    match node:
        case str(text):
            yield text
        case dict(inner):
            for key, each in inner.items():
                yield from () if key in NAMES else _words(each)
        case list(inner):
            for each in inner:
                yield from _words(each)


def beside(path: Path, work: Callable[[Transaction], T], *, change: bool) -> T:
    """Run `work` in one transaction on the file, beside a bot that may be running; after a change, write it anew.

    StorageError where there is no such file, it is of another version, or somebody keeps the log from being emptied.
    """
    if not path.exists():
        raise StorageError(f"{path}: {operators()('operator.no_database')}")
    with faults.blaming_storage(path), closing(_connected(path)) as connection:
        schema.require(connection)
        connection.execute("BEGIN IMMEDIATE")
        result = Transaction(connection, utc_now().isoformat(timespec="microseconds")).perform(work)
        connection.execute("COMMIT")
        if change:
            compact(connection)
    return result


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
    connection.row_factory = sqlite3.Row
    connection.executescript(f"{PRAGMAS} PRAGMA temp_store = MEMORY;")
    return connection


def compact(connection: sqlite3.Connection) -> None:
    """Write the file anew without what was freed, and empty its log; StorageError where others keep that from being."""
    while search.settle(Transaction(connection, utc_now().isoformat())):
        pass
    connection.execute("VACUUM")
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StorageError(operators()("operator.erase.log"))
