"""A copy of what is stored of somebody: a ZIP with a workbook to read and JSON for programs, made when it is sent."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.needs.form import OF_NEEDS, Form
from bot.services.needs_state import owners_view
from bot.services.runtime import beijing
from bot.services.runtime.turn import House, addressing
from bot.storage import (
    attachments,
    consents,
    drafts,
    erasures,
    mutes,
    needs,
    questions,
    remarks,
    reminders,
    sharings,
    spoken,
    talks,
    versions,
)
from bot.storage.attachments import Attachment
from bot.storage.database import Database, Transaction
from bot.storage.versions import Version

MOST = 45 << 20  # bytes of files in one ZIP: a bot can send 50 MB (Bot API, sendDocument)
SLASHES = re.compile(r"[\\/\x00-\x1f]")  # what would make a path of a name
LONGEST = 32_767  # characters of one cell (Excel's limit)
Rows = Sequence[Mapping[str, Any]]


async def exported(database: Database, house: House, user_id: int) -> bytes:
    """Return the ZIP with all that is stored of a user."""
    found, his = await database.read(lambda tx: (gather(tx, user_id), addressing(tx, house, user_id)))
    return await asyncio.to_thread(packed, his, found)


def gather(tx: Transaction, user_id: int) -> dict[str, Rows]:
    """Return what is stored of a user, by kind, one row for each thing; nothing of anybody else's is in it."""
    asked, muted, language = erasures.of_user(tx, user_id), mutes.until(tx, user_id), spoken.find(tx, user_id)
    filed = owners_view.of_owner(tx, user_id)
    return {
        "drafts": [
            {
                "id": row.id,
                "form": row.form,
                "updated": row.updated_at,
                "values": row.content.get("values", {}),
                "whole": row.content,
            }
            for row in drafts.of_owner(tx, user_id)
        ],
        "needs": [_need(need) for need in filed],
        "versions": [_version(need, each) for need in filed for each in versions.of_need(tx, need.id)],
        "files": [_file(*each) for each in _files(tx, user_id, filed)],
        "records": [_act(need, act) for need in filed for act in owners_view.record(tx, need)],
        "answers": [
            {"reference": need.reference, "asked": asked.said_at, "question": asked.text}
            | {"at": each.said_at, "text": each.text}
            for asked, each in remarks.answered_by(tx, user_id)
            if (need := needs.by_id(tx, each.need_id))
        ],
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
        "sharings": [
            {"at": each.made_at, "by": "me" if each.invited_by == user_id else "colleague"}
            | {"joined": each.joined_at, "withdrawn": each.ended_at}
            for each in sharings.of_user(tx, user_id)
        ],
        "preferences": [
            {"account": user_id, "no_reminders_since": reminders.stopped(tx, user_id), "muted_until": muted}
            | {"language": language and language.language}
            | {"erasure_asked": asked and asked.asked_at, "erasure_due": asked and asked.due_at}
        ],
    }


def _files(tx: Transaction, user_id: int, filed: Sequence[needs.Need]) -> Iterator[tuple[str, Attachment]]:
    """Give each file of the user's, with the number of its need where it has one."""
    of = {need.id: need.reference for need in filed}
    for each in attachments.of_owner(tx, user_id):
        yield of.get(each.need_id or 0, ""), each


def _need(need: needs.Need) -> dict[str, Any]:
    request = need.request
    return {
        "reference": need.reference,
        "form": need.form,
        "state": need.state,
        "submitted": need.submitted_at,
        "updated": need.updated_at,
        "values": dict(need.content.values),
        "request": request.model_dump(mode="json") if request else None,
    }


def _version(need: needs.Need, version: Version) -> dict[str, Any]:
    content = version.content
    return {
        "reference": need.reference,
        "form": need.form,
        "version": version.number,
        "at": version.submitted_at,
        "action": version.action,
        "digest": version.digest,
        "values": dict(content.values) if content else {},
        "request": version.request.model_dump(mode="json") if version.request else None,
    }


def _file(owned: str, each: Attachment) -> dict[str, Any]:
    """Return a file's row; `owned`: the number of its need, nothing where it is a draft's."""
    return {"reference": owned, "name": each.name, "caption": each.caption, "size": each.size, "sha256": each.sha256}


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
        found = {**found, "files": [*_packed_files(house, archive, found["files"])]}
        archive.writestr(f"{name}.json", json.dumps(found, ensure_ascii=False, indent=2, default=_moment))
        archive.writestr(f"{name}.xlsx", _workbook(house, found))
    return held.getvalue()


def _packed_files(house: House, archive: ZipFile, rows: Rows) -> Iterator[Mapping[str, Any]]:
    """Put the files into the ZIP as far as one message can carry them; give each row with the place it has there."""
    left = MOST
    for number, row in enumerate(rows, 1):
        path = house.shelf.path(row["sha256"])
        size = path.stat().st_size if path.exists() else None
        if size is None or size > left:
            yield {**row, "file": None}
            continue
        left -= size
        place = f"{house.texts('mine.export_files')}/{number:02d}-{SLASHES.sub('_', row['name'])}"
        archive.write(path, place)
        yield {**row, "file": place}


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
        readable = [_readable(house.forms[row.get("form", OF_NEEDS)], row) for row in rows]
        headings = list(dict.fromkeys(key for row in readable for key in row))
        sheet.append([_heading(house, key) for key in headings])
        for row in readable:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", str(row.get(key, "")))[:LONGEST] for key in headings])
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            cell.data_type = "s"  # "=1+1" stays what was typed
    book.save(held)
    return held.getvalue()


def _heading(house: House, key: str) -> str:
    form = next((each for each in house.forms.values() if each.has(key)), None)
    if form:
        return form.field(key).label
    return house.texts(f"mine.export_heading.{key}")


def _readable(form: Form, row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row in words; the fields of a need are columns of their own, and what only programs read is left out."""
    words = dict[str, str]()
    for key, value in row.items():
        if isinstance(value, datetime):
            words[key] = beijing.moment(value)
        elif key == "values":
            words |= {each: form.display(each, held) for each, held in value.items() if form.has(each)}
        elif key not in ("form", "whole", "request"):
            words[key] = "" if value is None else str(value)
    return words
