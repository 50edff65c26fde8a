"""What the owner of a need, his colleague, and those who are none may do with it and with the draft that mends it."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

import bot.services.routing.conversation  # noqa: F401  # with every room that has verbs
from bot.actions import Action
from bot.needs import actions as of_draft
from bot.needs.draft import Draft
from bot.services import actions
from bot.services.filing import agreeing
from bot.services.runtime import rights
from bot.services.runtime.turn import Caller, House, Turn, do
from bot.storage import consents, drafts, needs, sharings
from bot.storage.database import Database, Transaction
from bot.storage.drafts import DraftRow
from bot.storage.needs import Content, Need, Request
from tests.storage.conftest import Clock
from tests.unit.filling import FULL
from tests.unit.test_dispatch import house

WANG, LI, LEFT, USED, LATE = 1001, 1002, 1003, 1004, 1005
PEOPLE = {"owner": WANG, "colleague": LI, "has left": LEFT, "used link": USED, "expired link": LATE}
NEED, DRAFT = 1, 2
DEEDS: dict[str, Action] = {
    "read": actions.ShowMine(need=NEED),
    "edit": of_draft.Back(draft=DRAFT, rev=0, need=NEED),
    "resume": actions.ResumeDraft(draft_id=DRAFT),
    "amend": actions.Amend(need=NEED),
    "submit": of_draft.Submit(draft=DRAFT, rev=0, need=NEED),
    "withdraw": actions.AskWithdraw(need=NEED, rev=1),
    "withdrawn": actions.Withdraw(need=NEED, rev=1),
    "contact": actions.AskContact(need=NEED),
    "contact written": actions.SetContact(need=NEED, role="contact", value="赵某某"),
    "timeline": actions.ShowTimeline(need=NEED),
    "version": actions.ShowVersion(need=NEED, number=1),
    "document": actions.SendReceipt(need=NEED),
    "files": actions.ShowFiles(need=NEED),
    "erase": actions.AskDelete(draft_id=DRAFT),
    "erased": actions.Delete(draft_id=DRAFT),
    "invite": actions.ShowSharing(need=NEED),
    "invited": actions.MakeLink(need=NEED),
    "end": actions.EndSharing(sharing=1),
}
READS = {"read", "edit", "resume", "amend", "timeline", "version", "document", "files"}


class Undone(Exception):  # noqa: N818  # not a fault: what was done is to leave no trace
    """What was said is kept, and nothing else."""


class Registry:
    """A database with a need that was returned and is being mended, and what becomes of anybody's deeds there."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.house: House = replace(house(), documents=("docx",))

    async def said(self, user_id: int, action: Action, *, undo: bool = True) -> list[str]:
        """Return what is said to a person who does something, which is undone afterwards."""
        told: list[str] = []

        def work(tx: Transaction) -> None:
            last = tx.row("SELECT coalesce(max(id), 0) AS id FROM outbox")["id"]
            do(Turn(tx, Caller(user_id, user_id, "某人"), self.house), action)
            sql = "SELECT call ->> 'text' AS text FROM outbox WHERE id > :last AND chat_id = :user ORDER BY id"
            told.extend(str(row["text"]) for row in tx.all(sql, last=last, user=user_id))
            if undo:
                raise Undone

        with suppress(Undone):
            await self.database.transaction(work)
        return told

    async def may(self, user_id: int) -> set[str]:
        """Return what of all deeds is done for a person, and not refused."""
        refusals = tuple(self.house.texts(key) for key in ("common.stale", "sharing.owner_only", "review.staff_only"))
        found = {what: await self.said(user_id, action) for what, action in DEEDS.items()}
        return {what for what, told in found.items() if not any(text.startswith(refusals) for text in told)}


def returned(tx: Transaction, registry: House) -> None:
    """Make 王芳's need that was returned, and the draft that mends it, complete but for the last tap."""
    notice = registry.form.notice or ""
    first = drafts.create(tx, WANG)
    request = Request(fields=("deadline",), reason="请核实")
    needs.create(
        tx, reference="NM-1", owner=WANG, draft_id=first, state="submitted", league=None, content=Content(values=FULL)
    )
    drafts.delete(tx, first)
    need = needs.by_id(tx, NEED)
    assert need
    tx.execute("UPDATE need SET state = 'returned', request = :request", request=request.model_dump_json())
    consents.record(tx, WANG, first, NEED, agreeing.digest(notice), notice)
    draft = Draft(drafts.create(tx, WANG, NEED), WANG, FULL, step="truth", need_id=NEED, todo=("deadline",))
    drafts.keep(tx, draft.id, draft.to_json())


@pytest.fixture
async def registry(database: Database, clock: Clock) -> Registry:
    made = Registry(database)

    def invite(tx: Transaction) -> None:
        returned(tx, made.house)
        for digest, days in (("a", 7), ("b", 7), ("c", 7)):
            until = (clock.now + timedelta(days=days)).isoformat(timespec="microseconds")
            sharings.invite(tx, None, NEED, by=WANG, digest=digest, expires=until)

    await database.transaction(invite)
    for sharing, user_id in ((1, LI), (2, LEFT)):
        await made.said(user_id, actions.Join(sharing=sharing), undo=False)
    await made.said(LEFT, actions.EndSharing(sharing=2), undo=False)
    await made.said(USED, actions.Join(sharing=1), undo=False)
    clock.passes(days=8)
    await made.said(LATE, actions.Join(sharing=3), undo=False)
    return made


async def test_what_anybody_may_do(registry: Registry) -> None:
    assert {name: await registry.may(user_id) for name, user_id in PEOPLE.items()} == {
        "owner": {*DEEDS},
        "colleague": {*READS, "end"},  # he may leave
        "has left": set[str](),
        "used link": set[str](),
        "expired link": set[str](),
    }


async def test_the_one_place_that_says_so(registry: Registry) -> None:
    def work(tx: Transaction) -> dict[str, list[bool]]:
        need, row = needs.by_id(tx, NEED), drafts.by_id(tx, DRAFT)
        assert isinstance(need, Need)
        assert isinstance(row, DraftRow)
        every: tuple[rights.What, ...] = ("read", "edit", "submit", "withdraw", "contact", "copy", "erase", "share")
        turns = {name: Turn(tx, Caller(user, user, ""), registry.house) for name, user in PEOPLE.items()}
        both = {
            name: [[rights.may(turn, what, of) for what in every] for of in (need, row)] for name, turn in turns.items()
        }
        assert {name: of_need == of_draft for name, (of_need, of_draft) in both.items()} == dict.fromkeys(PEOPLE, True)
        return {name: of_need for name, (of_need, _) in both.items()}

    assert await registry.database.read(work) == {
        "owner": [True] * 8,
        "colleague": [True, True] + [False] * 6,
        "has left": [False] * 8,
        "used link": [False] * 8,
        "expired link": [False] * 8,
    }


async def test_what_nobody_invited_is_refused_as_if_it_were_not_there(registry: Registry) -> None:
    said = {what: await registry.said(USED, action) for what, action in DEEDS.items()}
    stale, staff = registry.house.texts("common.stale"), registry.house.texts("review.staff_only")
    assert {what for what, told in said.items() if told not in ([stale], [staff])} == set()
