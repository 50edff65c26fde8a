"""Versions: what was submitted of a need each time, as rows that are never changed, each with its digest."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter

from bot.needs.canonical import canonical, digest
from bot.needs.lifecycle import Action
from bot.storage import chain
from bot.storage.transaction import Transaction


class Content(BaseModel, frozen=True):
    """A filled form; `flags` are the fields with values taken although doubtful."""

    values: Mapping[str, Any] = {}
    flags: tuple[str, ...] = ()
    form_version: int = 1


class Request(BaseModel, frozen=True):
    """Staff's last words to the owner: the fields to mend, and the reason; `reasons` are those of single fields."""

    fields: tuple[str, ...] = ()
    reason: str = ""
    reasons: Mapping[str, str] = {}


@dataclass(frozen=True)
class Version:
    """What was submitted of a need at one time.

    `at` is UTC ISO text, as it goes into the digest. `request` is what the version before it was returned for.
    `attachments` are SHA-256 digests. `content` is None where it was erased.
    """

    need_id: int
    number: int
    at: str
    actor: int
    action: Action
    content: Content | None
    attachments: tuple[str, ...]
    request: Request | None
    digest: str

    @property
    def submitted_at(self) -> datetime:
        """Return the moment of the submission."""
        return datetime.fromisoformat(self.at)

    def recomputed(self, reference: str) -> str | None:
        """Return the digest of what stands here under the need's number; None where the content was erased."""
        if self.content is None:
            return None
        return _digest(reference, self.number, self.at, self.content, self.attachments)


_VERSION = TypeAdapter(Version)


def add(
    tx: Transaction,
    need_id: int,
    reference: str,
    content: Content,
    *,
    actor: int,
    action: Action,
    request: Request | None,
    attachments: Sequence[str],
) -> None:
    """Store the next version of a need, submitted now with files of these SHA-256 digests."""
    last = tx.row("SELECT coalesce(max(number), 0) AS n FROM need_version WHERE need_id = :need", need=need_id)["n"]
    row = tx.row(
        "INSERT INTO need_version (need_id, number, at, actor, action, content, attachments, request, digest)"
        " VALUES (:need, :number, :now, :actor, :action, :content, :attachments, :request, :digest) RETURNING id",
        need=need_id,
        number=last + 1,
        now=tx.now,
        actor=actor,
        action=action,
        content=written(content),
        attachments=json.dumps(sorted(attachments)),
        request=written(request),
        digest=_digest(reference, last + 1, tx.now, content, attachments),
    )
    chain.add(tx, "version", row["id"])


def of_need(tx: Transaction, need_id: int) -> list[Version]:
    """Return the versions of a need, the oldest first."""
    return [
        _version(row) for row in tx.all("SELECT * FROM need_version WHERE need_id = :id ORDER BY number", id=need_id)
    ]


def written(content: BaseModel | None) -> str | None:
    """Return the JSON to store, None for None; fields that were never set are left out."""
    if content is None:
        return None
    return json.dumps(content.model_dump(mode="json", exclude_unset=True), ensure_ascii=False)


def digest_of_row(reference: str, number: int, at: str, content: str, attachments: str) -> str:
    """Return the digest of a version as it stands in the database; migrations call it as `need_digest`."""
    return _digest(reference, number, at, Content.model_validate_json(content), json.loads(attachments))


def _digest(reference: str, number: int, at: str, content: Content, attachments: Sequence[str]) -> str:
    text = canonical(
        reference=reference,
        version=number,
        submitted_at=at,
        values=content.values,
        form_version=content.form_version,
        attachments=attachments,
    )
    return digest(text)


def _version(row: sqlite3.Row) -> Version:
    known = {name: row[name] and json.loads(row[name]) for name in ("content", "request", "attachments")}
    return _VERSION.validate_python({**dict(row), **known})
