"""Files of drafts and needs as rows, and their contents on the shelf."""

import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.needs.lifecycle import State
from bot.storage import attachments, drafts, needs, shelf
from bot.storage.attachments import Attachment, Content
from bot.storage.database import Database, Transaction
from bot.storage.needs import Content as Filled
from bot.storage.shelf import Shelf

WANG = 1001
FIRST, SECOND = Content("a" * 64, 5, "pdf"), Content("b" * 64, 7, "docx")


def sent(tx: Transaction, draft_id: int | None, name: str, **more: Any) -> Attachment:
    return attachments.add(tx, owner=WANG, draft_id=draft_id, name=name, file_id=f"id of {name}", size=None, **more)


def kept(tx: Transaction, draft_id: int, name: str, content: Content) -> bool:
    each = sent(tx, draft_id, name)
    attachments.expect(tx, content)
    return attachments.store(tx, each.id, content, name)


def need(tx: Transaction, draft_id: int, reference: str = "NM-2026-000001") -> int:
    state: State = "submitted"
    made = needs.create(
        tx, reference=reference, owner=WANG, draft_id=draft_id, state=state, league=None, content=Filled()
    )
    return made.id


def names(files: list[Attachment]) -> list[str]:
    return [each.name for each in files]


async def test_a_draft_has_what_is_stored_or_under_way(database: Database) -> None:
    def work(tx: Transaction) -> list[str]:
        draft = drafts.create(tx, WANG)
        kept(tx, draft, "一.pdf", FIRST)
        sent(tx, draft, "二.pdf")
        sent(tx, draft, "三.exe", why="foreign")
        sent(tx, None, "四.pdf")
        return names(attachments.of_draft(tx, draft))

    assert await database.transaction(work) == ["一.pdf", "二.pdf"]


async def test_the_same_content_twice_is_one_file(database: Database) -> None:
    def work(tx: Transaction) -> tuple[list[bool], list[str], list[str | None]]:
        draft, other = drafts.create(tx, WANG), drafts.create(tx, WANG + 1)
        stored = [kept(tx, draft, "一.pdf", FIRST), kept(tx, draft, "二.pdf", FIRST), kept(tx, other, "三.pdf", FIRST)]
        return stored, names(attachments.of_draft(tx, draft)), [each.why for each in attachments.untold(tx, WANG)]

    assert await database.transaction(work) == ([True, False, True], ["一.pdf"], [None, "twice", None])


async def test_a_file_that_was_removed_meanwhile_is_not_stored(database: Database) -> None:
    def work(tx: Transaction) -> tuple[bool, list[str]]:
        each = sent(tx, drafts.create(tx, WANG), "一.pdf")
        attachments.remove(tx, each.id)
        attachments.expect(tx, FIRST)
        return attachments.store(tx, each.id, FIRST, "一.pdf"), attachments.unwanted(tx)

    assert await database.transaction(work) == (False, [FIRST.sha256])


async def test_a_mended_need_has_what_the_draft_had_and_keeps_the_rest_for_the_record(database: Database) -> None:
    def work(tx: Transaction) -> tuple[Any, ...]:
        draft = drafts.create(tx, WANG)
        kept(tx, draft, "一.pdf", FIRST)
        filed = need(tx, draft)
        first = names(attachments.of_need(tx, filed))
        drafts.delete(tx, draft)
        mending = drafts.create(tx, WANG, filed)
        attachments.copy(tx, filed, mending)
        (old,) = attachments.of_draft(tx, mending)
        attachments.remove(tx, old.id)
        kept(tx, mending, "二.docx", SECOND)
        second = attachments.hand_over(tx, mending, filed)
        drafts.delete(tx, mending)
        return first, second, names(attachments.of_need(tx, filed)), attachments.unwanted(tx)

    assert await database.transaction(work) == (["一.pdf"], (["二.docx"], ["一.pdf"]), ["二.docx"], [])


async def test_files_go_with_their_draft_and_what_nothing_refers_to_is_known(database: Database) -> None:
    def work(tx: Transaction) -> tuple[list[str], list[str]]:
        draft, other = drafts.create(tx, WANG), drafts.create(tx, WANG + 1)
        kept(tx, draft, "一.pdf", FIRST)
        kept(tx, draft, "二.docx", SECOND)
        kept(tx, other, "一.pdf", FIRST)
        before = attachments.unwanted(tx)
        drafts.delete(tx, draft)
        return before, attachments.unwanted(tx)

    assert await database.transaction(work) == ([], [SECOND.sha256])


async def test_what_could_not_be_had_waits_for_the_others(database: Database) -> None:
    def work(tx: Transaction) -> list[str]:
        draft = drafts.create(tx, WANG)
        first, second = sent(tx, draft, "一.pdf"), sent(tx, draft, "二.pdf")
        attachments.tried(tx, first.id, 3)
        order = [attachments.following(tx, WANG)]
        attachments.fail(tx, second.id, "foreign")
        order.append(attachments.following(tx, WANG))
        attachments.fail(tx, first.id, "lost")
        order.append(attachments.following(tx, WANG))
        return [each.name if each else "" for each in order]

    assert await database.transaction(work) == ["二.pdf", "一.pdf", ""]


def test_the_shelf_puts_a_file_under_its_digest_for_its_owner_alone(tmp_path: Path) -> None:
    place = Shelf(tmp_path / "data" / "files")
    part = place.part(7)
    part.write_bytes(b"%PDF-")
    name, size = shelf.digest(part)
    place.place(part, name)
    path = place.path(name)
    assert (name, size, path.read_bytes()) == (sha256(b"%PDF-").hexdigest(), 5, b"%PDF-")
    modes = [stat.filemode(each.stat().st_mode) for each in (path, path.parent, place.folder)]
    assert modes == ["-rw-------", "drwx------", "drwx------"]
    assert sorted(each.name for each in place.folder.rglob("*")) == sorted([name[:2], name])
    place.drop(name)
    place.drop(name)
    assert [each for each in place.folder.rglob("*") if each.is_file()] == []


def test_what_a_killed_program_left_is_cleared(tmp_path: Path) -> None:
    place = Shelf(tmp_path / "files")
    place.clear()  # of a fresh folder nothing
    place.part(1).write_bytes(b"%PD")
    assert place.part(1).read_bytes() == b""
    place.clear()
    assert list(place.folder.iterdir()) == []
