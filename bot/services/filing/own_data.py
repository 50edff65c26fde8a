"""A copy of what is stored of somebody: a ZIP with a workbook to read and JSON for programs, made when it is sent."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.needs.form import Form
from bot.services.runtime import beijing
from bot.services.runtime.turn import House
from bot.storage import consents, drafts, erasures, mutes, needs, questions, reminders, talks
from bot.storage.database import Database, Transaction

LONGEST = 32_767  # characters of one cell (Excel's limit)
Rows = Sequence[Mapping[str, Any]]


async def exported(database: Database, house: House, user_id: int) -> bytes:
    """Return the ZIP with all that is stored of a user."""
    found = await database.read(lambda tx: gather(tx, user_id))
    return await asyncio.to_thread(packed, house, found)


def gather(tx: Transaction, user_id: int) -> dict[str, Rows]:
    """Return what is stored of a user, by kind, one row for each thing; nothing of anybody else's is in it."""
    asked, muted = erasures.of_user(tx, user_id), mutes.until(tx, user_id)
    filed = needs.of_owner(tx, user_id)
    return {
        "drafts": [
            {"id": row.id, "updated": row.updated_at, "values": row.content.get("values", {}), "whole": row.content}
            for row in drafts.of_owner(tx, user_id)
        ],
        "needs": [_need(need) for need in filed],
        "records": [_act(need, act) for need in filed for act in needs.history(tx, need.id)],
        "questions": [
            {"at": each.asked_at, "text": each.text, "outcome": each.outcome, "vote": each.vote}
            for each in questions.of_user(tx, user_id)
        ],
        "talks": [
            {"at": each.said_at, "talk": each.talk_id, "by": "staff" if each.staff_id else "me", "text": each.text}
            for each in talks.of_asker(tx, user_id)
        ],
        "consents": [
            {"at": each.agreed_at, "withdrawn": each.withdrawn_at, "digest": each.digest, "text": each.text}
            for each in consents.of_user(tx, user_id)
        ],
        "preferences": [
            {"account": user_id, "no_reminders_since": reminders.stopped(tx, user_id), "muted_until": muted}
            | {"erasure_asked": asked and asked.asked_at, "erasure_due": asked and asked.due_at}
        ],
    }


def _need(need: needs.Need) -> dict[str, Any]:
    request, earlier = need.request, need.earlier
    return {
        "reference": need.reference,
        "state": need.state,
        "submitted": need.submitted_at,
        "updated": need.updated_at,
        "values": dict(need.content.values),
        "request": request.model_dump(mode="json") if request else None,
        "earlier": earlier.model_dump(mode="json") if earlier else None,
    }


def _act(need: needs.Need, act: needs.Act) -> dict[str, Any]:
    """Return a line of the record; of staff only that it was staff, and their remarks as the owner was told them."""
    name = act.actor_name if act.role == "owner" else act.role
    did = {"action": act.action, "from": act.from_state, "to": act.to_state, "remark": act.note}
    return {"reference": need.reference, "at": act.at, "by": name, **did}


def packed(house: House, found: Mapping[str, Rows]) -> bytes:
    """Return the ZIP with both."""
    held = BytesIO()
    name = house.texts("mine.export_name")
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.json", json.dumps(found, ensure_ascii=False, indent=2, default=_moment))
        archive.writestr(f"{name}.xlsx", _workbook(house, found))
    return held.getvalue()


def _moment(at: object) -> str:
    if not isinstance(at, datetime):
        raise TypeError(f"no JSON for {type(at)}")
    return at.isoformat(timespec="seconds")


def _workbook(house: House, found: Mapping[str, Rows]) -> bytes:
    """Return a workbook with a sheet for each kind: values in words, times as in Beijing."""
    book, held = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for kind, rows in found.items():
        sheet = book.create_sheet(house.texts(f"mine.export_sheet.{kind}"))
        readable = [_readable(house.form, row) for row in rows]
        headings = list(dict.fromkeys(key for row in readable for key in row))
        sheet.append([_heading(house, key) for key in headings])
        for row in readable:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", str(row.get(key, "")))[:LONGEST] for key in headings])
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            cell.data_type = "s"  # "=1+1" stays what was typed
    book.save(held)
    return held.getvalue()


def _heading(house: House, key: str) -> str:
    if house.form.has(key):
        return house.form.field(key).label
    return house.texts(f"mine.export_heading.{key}")


def _readable(form: Form, row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row in words; the fields of a need are columns of their own, and what only programs read is left out."""
    words = dict[str, str]()
    for key, value in row.items():
        if isinstance(value, datetime):
            words[key] = beijing.moment(value)
        elif key == "values":
            words |= {each: form.display(each, held) for each, held in value.items() if form.has(each)}
        elif key not in ("whole", "earlier", "request"):
            words[key] = "" if value is None else str(value)
    return words
