"""Submitted needs and the record of all that was done to them."""

import json
import sqlite3
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from bot.needs.lifecycle import Action, Role, State
from bot.storage import attachments, chain, sharings, versions
from bot.storage.database import Transaction
from bot.storage.faults import StorageError
from bot.storage.versions import Content as Content
from bot.storage.versions import Request as Request
from bot.storage.versions import written
from bot.texts import operators


@dataclass(frozen=True)
class Need:
    """A submitted need; once it is erased there is nothing in it but reference, form, state and times.

    `form` is the name of the form that it was submitted on. `waiting_since` is when it came to staff last: submitted,
    mended (`again`) or re-opened; `place` is its number in that line.
    """

    id: int
    reference: str
    owner: int
    draft_id: int
    state: State
    holder: int | None
    league: str | None
    content: Content
    request: Request | None
    revision: int
    submitted_at: datetime
    updated_at: datetime
    waiting_since: datetime
    erased_at: datetime | None = None
    form: str = "need"
    again: bool = False
    place: int = 0


@dataclass(frozen=True)
class Act:
    """One row of the record: who did what to a need, when, from which state to which."""

    id: int
    at: datetime
    actor: int
    actor_name: str
    role: Role
    action: Action
    from_state: State
    to_state: State
    note: str


#: The last place in the line of what came to staff.
NEXT_PLACE = "(SELECT coalesce(max(place), 0) + 1 FROM need)"
_NEED, _ACTS = TypeAdapter(Need), TypeAdapter(list[Act])


def next_reference(tx: Transaction, prefix: str, year: int) -> str:
    """Return the year's next reference number, such as NM-2026-000123; each is given once."""
    row = tx.row(
        "INSERT INTO reference (year, last) VALUES (:year, 1)"
        " ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last",
        year=year,
    )
    return f"{prefix}-{year}-{row['last']:06d}"


def create(
    tx: Transaction,
    *,
    reference: str,
    owner: int,
    draft_id: int,
    state: State,
    league: str | None,
    content: Content,
    form: str = "need",
) -> Need:
    """Store a new need, with its draft's files and colleagues, and its first version.

    sqlite3.IntegrityError where the draft has become a need already.
    """
    row = tx.row(
        "INSERT INTO need (reference, owner, draft_id, state, league, content, form, submitted_at, updated_at,"  # noqa: S608
        " waiting_since, place) VALUES (:reference, :owner, :draft, :state, :league, :content, :form, :now, :now,"
        f" :now, {NEXT_PLACE}) RETURNING *",
        reference=reference,
        owner=owner,
        draft=draft_id,
        state=state,
        league=league,
        content=written(content),
        form=form,
        now=tx.now,
    )
    attachments.hand_over(tx, draft_id, row["id"])
    sharings.become(tx, draft_id, row["id"])
    need = _need(row)
    _add_version(tx, need, content, "submit", None)
    return need


def change(
    tx: Transaction,
    need: Need,
    *,
    state: State,
    holder: int | None,
    content: Content | None = None,
    league: str | None = None,
    request: Request | None = None,
    anew: bool = False,
) -> Need:
    """Give a need a new state and holder, and new content where it was mended; its revision grows by one.

    What was mended is the next version, with the files that the need has by now and the request that it answers. It
    waits anew, as what is re-opened does (`anew`).
    LookupError where `need` is outdated: somebody was faster.
    """
    row = tx.row(
        "UPDATE need SET state = :state, holder = :holder, content = coalesce(:content, content),"  # noqa: S608
        " league = coalesce(:league, league), request = :request, revision = revision + 1, updated_at = :now,"
        " warned_at = NULL, again = again OR :content IS NOT NULL,"
        " waiting_since = CASE WHEN :anew THEN :now ELSE waiting_since END,"
        f" place = CASE WHEN :anew THEN {NEXT_PLACE} ELSE place END"
        " WHERE id = :id AND revision = :revision RETURNING *",
        state=state,
        holder=holder,
        content=written(content),
        league=league,
        request=written(request),
        now=tx.now,
        anew=anew or content is not None,
        id=need.id,
        revision=need.revision,
    )
    if content:
        _add_version(tx, need, content, "resubmit", need.request)
    return _need(row)


def waiting_again(tx: Transaction, need: Need, since: str) -> Need:
    """Let a need have waited since a moment (UTC ISO) before, as what was done to it since was undone."""
    row = tx.row("UPDATE need SET waiting_since = :since WHERE id = :id RETURNING *", since=since, id=need.id)
    return _need(row)


def correct(tx: Transaction, need: Need, content: Content, action: Action) -> Need:
    """Give a need the content of a next version while it stays where it is.

    Its revision stays too: what staff are about to decide of it is the same.
    """
    row = tx.row(
        "UPDATE need SET content = :content, updated_at = :now WHERE id = :id RETURNING *",
        content=written(content),
        now=tx.now,
        id=need.id,
    )
    _add_version(tx, need, content, action, None)
    return _need(row)


def _add_version(tx: Transaction, need: Need, content: Content, action: Action, request: Request | None) -> None:
    files = [each.sha256 for each in attachments.of_need(tx, need.id) if each.sha256]
    versions.add(
        tx, need.id, need.reference, content, actor=need.owner, action=action, request=request, attachments=files
    )


def by_id(tx: Transaction, need_id: int) -> Need | None:
    """Return a need by its row id."""
    row = tx.one("SELECT * FROM need WHERE id = :id", id=need_id)
    return _need(row) if row else None


def by_reference(tx: Transaction, reference: str) -> Need | None:
    """Return a need by its reference number."""
    row = tx.one("SELECT * FROM need WHERE reference = :reference", reference=reference)
    return _need(row) if row else None


def by_draft(tx: Transaction, draft_id: int) -> Need | None:
    """Return the need made from a draft; None where there is none."""
    row = tx.one("SELECT * FROM need WHERE draft_id = :draft", draft=draft_id)
    return _need(row) if row else None


def of_owner(tx: Transaction, owner: int) -> list[Need]:
    """Return an owner's needs, the latest first; erased ones are his no longer."""
    rows = tx.all("SELECT * FROM need WHERE owner = :owner AND erased_at IS NULL ORDER BY id DESC", owner=owner)
    return [_need(row) for row in rows]


def shared_with(tx: Transaction, user_id: int) -> list[Need]:
    """Return the needs of others to which a person was invited, the latest first."""
    rows = tx.all(
        "SELECT * FROM need WHERE erased_at IS NULL AND id IN"
        " (SELECT need_id FROM sharing WHERE user_id = :user AND ended_at IS NULL) ORDER BY id DESC",
        user=user_id,
    )
    return [_need(row) for row in rows]


def submitted_before(tx: Transaction, owner: int, count: int) -> datetime | None:
    """Return when an owner submitted the `count`-th latest need; None where there are fewer."""
    row = tx.one(
        "SELECT submitted_at FROM need WHERE owner = :owner ORDER BY id DESC LIMIT 1 OFFSET :before",
        owner=owner,
        before=count - 1,
    )
    return datetime.fromisoformat(row["submitted_at"]) if row else None


def require_forms(tx: Transaction, known: Container[str]) -> None:
    """Make sure that all is on a form of the `known` names; StorageError where something is on another."""
    for row in tx.all("SELECT form FROM need UNION SELECT form FROM draft"):
        if row["form"] not in known:
            raise StorageError(operators()("operator.no_form", name=row["form"]))


def following(tx: Transaction, last: int, *, where: str, limit: int, **values: object) -> list[Need]:
    """Return the next needs above the row id `last` that a condition, a constant of this room, picks."""
    rows = tx.all(
        f"SELECT * FROM need WHERE id > :last AND {where} ORDER BY id LIMIT :limit",  # noqa: S608  # no input in it
        last=last,
        limit=limit,
        **values,
    )
    return [_need(row) for row in rows]


def held_by(tx: Transaction, user_id: int) -> list[Need]:
    """Return the needs that a member of staff has in hand, the oldest first."""
    return [_need(row) for row in tx.all("SELECT * FROM need WHERE holder = :user ORDER BY id", user=user_id)]


def held(tx: Transaction) -> dict[int, int]:
    """Return how many needs each member of staff has in hand; nobody who has none."""
    rows = tx.all("SELECT holder, count(*) AS n FROM need WHERE holder IS NOT NULL GROUP BY holder")
    return {row["holder"]: row["n"] for row in rows}


def record(
    tx: Transaction,
    need_id: int,
    *,
    actor: int,
    actor_name: str,
    role: Role,
    action: Action,
    from_state: State,
    to_state: State,
    note: str = "",
) -> None:
    """Add one row to the record of a need."""
    row = tx.row(
        "INSERT INTO audit (need_id, at, actor, actor_name, role, action, from_state, to_state, note)"
        " VALUES (:need, :now, :actor, :name, :role, :action, :from_state, :to_state, :note) RETURNING id",
        need=need_id,
        now=tx.now,
        actor=actor,
        name=actor_name,
        role=role,
        action=action,
        from_state=from_state,
        to_state=to_state,
        note=note,
    )
    chain.add(tx, "act", row["id"])


def history(tx: Transaction, need_id: int) -> list[Act]:
    """Return the record of a need, in order."""
    columns = "id, at, actor, actor_name, role, action, from_state, to_state, note"
    rows = tx.all(f"SELECT {columns} FROM audit WHERE need_id = :need ORDER BY id", need=need_id)  # noqa: S608  # constant
    return _ACTS.validate_python(list(map(dict, rows)))


def by_ids(tx: Transaction, ids: Sequence[int]) -> list[Need]:
    """Return the needs of these row ids, in their order."""
    rows = tx.all("SELECT * FROM need WHERE id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(list(ids)))
    found = {row["id"]: _need(row) for row in rows}
    return [found[each] for each in ids if each in found]


def _need(row: sqlite3.Row) -> Need:
    """Return the need in a row; keys missing from an older version's JSON have their defaults."""
    contents = {name: row[name] and json.loads(row[name]) for name in ("content", "request")}
    return _NEED.validate_python({**dict(row), **contents})
