"""A database in which everything is somebody's, and what becomes of anybody's deeds there.

Whatever is 王芳's holds a mark. A deed is done in a transaction of its own, which is then undone: `r` if the one who
did it was shown something with the mark, `w` if a row was changed that is not his own, `b` if both, `-` if neither.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import bot.services.routing.commands  # noqa: F401  # with every room that has verbs
from bot.actions import REGISTERED, Action
from bot.needs import lifecycle
from bot.needs.actions import OfDraft
from bot.needs.draft import Draft
from bot.needs.lifecycle import IllegalTransition
from bot.services.actions import Asked
from bot.services.filing import agreeing
from bot.services.needs_state import indexing
from bot.services.routing.commands import COMMANDS, Found, Word
from bot.services.runtime import focus
from bot.services.runtime.staffing import Member, Staff
from bot.services.runtime.turn import Caller, House, Turn, do
from bot.storage import consents, drafts, needs, questions, remarks, settlements, sharings, staff, talks
from bot.storage import focus as focuses
from bot.storage.database import Database, Transaction
from bot.storage.needs import Content, Request
from tests.unit.filling import FULL
from tests.unit.test_dispatch import house

MARK = "密七八九"
GROUP = -100
WANG, COLLEAGUE, LI, STRANGER, IN_GROUP, ANONYMOUS = 1001, 1005, 1002, 1003, 1004, 1_087_968_824
HOLDS, OTHER, SUN, ELSEWHERE, LEFT = 2001, 2003, 2002, 2004, 2005
NEED, DRAFT, REV = 1, 2, 5
REASON = "请写明使用温度和寿命的目标值，并说明怎么检测"
MEMBERS = {
    HOLDS: Member(HOLDS, "赵敏", "reviewer"),
    OTHER: Member(OTHER, "周宁", "reviewer"),
    SUN: Member(SUN, "孙岩", "lead"),
    ELSEWHERE: Member(ELSEWHERE, "乌兰", "reviewer", ("150100",)),  # and the need is of another league
}
#: Who does it, and where. Whoever is in the group of staff need not be one of them.
PEOPLE: Mapping[str, tuple[int, int]] = {
    "owner": (WANG, WANG),
    "colleague": (COLLEAGUE, COLLEAGUE),
    "another": (LI, LI),
    "stranger": (STRANGER, STRANGER),
    "holds": (HOLDS, HOLDS),
    "reviewer": (OTHER, OTHER),
    "lead": (SUN, SUN),
    "elsewhere": (ELSEWHERE, ELSEWHERE),
    "left": (LEFT, LEFT),  # was staff once
    "g.holds": (HOLDS, GROUP),
    "g.reviewer": (OTHER, GROUP),
    "g.lead": (SUN, GROUP),
    "g.elsewhere": (ELSEWHERE, GROUP),
    "g.left": (LEFT, GROUP),
    "g.member": (IN_GROUP, GROUP),
    "g.anonymous": (ANONYMOUS, GROUP),
}
STATES = lifecycle.STATES
NO_STAFF = ("another", "stranger", "left", "g.left", "g.member", "g.anonymous")

#: What is nobody's: how messages are made and kept true, what was asked last, in which language, and the chain itself.
TECHNICAL = {
    *(
        "outbox",
        "keyboard",
        "posting",
        "focus",
        "told",
        "inbox",
        "language",
        "seen",
        "step",
        "chain",
        "chain_head",
        "clock",
    ),
    *("migration", "reference", "lost_chat", "moved_chat", "sqlite_sequence", "unreminded", "routine", "queue_view"),
    *("need_count", "need_words", "need_unread", "sketch", "likeness"),
    *(f"need_index_{part}" for part in ("data", "idx", "content", "docsize", "config")),
}
#: What says whose a row is; of other tables nothing is anybody's own.
OWNERS = dict.fromkeys(("attachment", "draft", "need"), "{row}.owner")
OWNERS |= dict.fromkeys(("consent", "erasure", "question"), "{row}.user_id")
OWNERS |= {"talk": "{row}.asker", "talk_line": "(SELECT asker FROM talk WHERE id = {row}.talk_id)"}
OWNERS |= {"ruling": "{row}.staff_id", "deed": "CASE WHEN {row}.did = 'person' THEN {row}.subject END"}
#: What the fields of actions are filled with; a field without a line here, and without a default, fails.
FILLED: dict[str, Any] = {
    "need": NEED, "rev": REV, "draft": DRAFT, "draft_id": DRAFT, "question": 1, "questions": (1,), "upto": 1, "talk": 1,
    "line": 1, "settlement": 1, "file": 1, "sharing": 1, "number": 1, "reference": "NM-2026-000001", "field": "title",
    "fields": ("title",), "reason": REASON, "entry": "x.y", "text": "一句话", "texts": {}, "value": 1, "v": "x", "n": 0,
    "key": "title", "role": "contact", "language": "zh", "form": "need", "state": "", "league": "", "page": 0,
    "note": 0, "after": 0, "own": None, "pasted": False, "shown": False, "topic": "x",
    "to": OTHER, "other": 2, "remark": 2, "invitation": 1, "user": OTHER, "called": "某人", "act": 1, "holder": None,
}  # fmt: skip


#: Fields of which each value is a deed of its own.
VARIED: Mapping[str, tuple[str, ...]] = {
    "do": tuple(dict.fromkeys(rule.action for rule in lifecycle.RULES if rule.role != "owner")),
    "kind": ("note", "question"),
}


@dataclass(frozen=True)
class Deed:
    """A button, a prompt that is answered, or a command, with what it is done to."""

    name: str
    action: Action | None = None
    command: str = ""

    @property
    def of_need(self) -> bool:
        """Return whether a need's state can make a difference; what a draft's buttons do hangs on the draft."""
        return not isinstance(self.action, OfDraft) and (
            self.action is None or "need" in type(self.action).model_fields
        )


def deeds() -> list[Deed]:
    """Return everything that can be done by a button, a prompt or a command, read off their registries."""
    found = [deed for name, kind in sorted(REGISTERED.items()) for deed in _of(name, kind)]
    return [*found, *(Deed(f"/{each.name}", command=each.name) for each in COMMANDS)]


def _of(name: str, kind: type[Action]) -> list[Deed]:
    fields = kind.model_fields
    values = {
        each: FILLED[each] for each in fields if each in FILLED or (fields[each].is_required() and each not in VARIED)
    }
    values |= {"mine.contact_set": {"value": "赵某某"}, "hand.over": {"note": "一句话"}}.get(name, {})
    if name.startswith("staff.") and "role" in fields:
        values["role"] = "reviewer"
    varied = next((each for each in VARIED if each in fields and not (each == "kind" and name != "asked.remark")), None)
    if varied is None:
        return [Deed(name, kind.model_validate(values))]
    by_words = varied == "do" and issubclass(kind, Asked) and name != "asked.hand_note"  # of others nobody is asked
    every = lifecycle.REMARKS if by_words else VARIED[varied]
    return [Deed(f"{name}:{each}", kind.model_validate(values | {varied: each})) for each in every]


class Undone(Exception):  # noqa: N818  # not a fault: what was done is to leave no trace
    """The deed leaves no trace."""


class World:
    """The database, and the state that its one need is put into."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.house: House = replace(house(GROUP), staff=Staff(MEMBERS, GROUP), documents=("docx",), blanks=("docx",))

    async def fill(self) -> None:
        await self.database.transaction(lambda tx: _fill(tx, self.house))
        await self.database.transaction(watch)

    async def letters(self, deed: Deed, state: lifecycle.State) -> str:
        """Return what becomes of a deed by each of the people."""
        command = next((each for each in COMMANDS if each.name == deed.command), None)
        if command and isinstance(command.does, Found):
            return ""
        return "".join([await self._letter(deed, state, *PEOPLE[who]) for who in PEOPLE])

    async def _letter(self, deed: Deed, state: lifecycle.State, user_id: int, chat_id: int) -> str:
        letter = "-"  # also where the table itself refuses a need in this state at this revision, which no card has

        def work(tx: Transaction) -> None:
            nonlocal letter
            tx.execute(
                "UPDATE need SET state = :state, holder = CASE :state WHEN 'in_review' THEN :holder END,"
                " request = CASE :state WHEN 'returned' THEN request END WHERE id = :need",
                state=state,
                holder=HOLDS,
                need=NEED,
            )
            tx.execute("DELETE FROM touched")
            last = tx.row("SELECT coalesce(max(id), 0) AS id FROM outbox")["id"]
            turn = Turn(tx, Caller(user_id, chat_id, "某人", message_id=None if deed.command else 77), self.house)
            _do(turn, deed)
            shown = tx.all(
                "SELECT call FROM outbox WHERE id > :last AND chat_id IN (:a, :b)", last=last, a=user_id, b=chat_id
            )
            reads = any(MARK in json.dumps(json.loads(row["call"]), ensure_ascii=False) for row in shown)
            writes = touched(tx, user_id)
            letter = {(False, False): "-", (True, False): "r", (False, True): "w", (True, True): "b"}[reads, writes]
            raise Undone

        with suppress(Undone, IllegalTransition):
            await self.database.transaction(work)
        return letter


def _do(turn: Turn, deed: Deed) -> None:
    """Do it as the bot does: a tap, a text for what was asked, or a command with the need's number."""
    if isinstance(deed.action, Asked):
        focuses.ask(turn.tx, turn.caller.user_id, deed.action)
        focus.hear(turn, REASON)
    elif deed.action:
        do(turn, deed.action)
    else:
        does = next(each.does for each in COMMANDS if each.name == deed.command)
        if isinstance(does, Action):
            do(turn, does)
        elif isinstance(does, Word):
            does.verb(turn, "NM-2026-000001" if deed.command != "mute" else "1")
        elif not isinstance(does, Found):
            does(turn)


def watch(tx: Transaction) -> None:
    """Note, from here on, which rows are changed, and whose they are."""
    tx.execute("CREATE TEMP TABLE touched (name TEXT, owner INTEGER)")
    for (name,) in tx.all(
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ):
        if name in TECHNICAL:
            continue
        for how, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            whose = OWNERS.get(name, "NULL").format(row=row)
            tx.execute(
                f"CREATE TEMP TRIGGER watch_{name}_{how} AFTER {how} ON main.{name}"
                f" BEGIN INSERT INTO touched VALUES ('{name}', {whose}); END"
            )


def touched(tx: Transaction, user_id: int) -> bool:
    """Return whether a row was changed that is not the caller's alone; of notices there is one for everybody."""
    rows = tx.all("SELECT DISTINCT name, owner FROM touched WHERE name NOT IN ('notice')")
    return any(user_id == WANG or row["owner"] != user_id for row in rows)


def _fill(tx: Transaction, house: House) -> None:
    notice, values = house.form.notice or "", FULL | {"title": f"{MARK}研制"}
    first = drafts.create(tx, WANG)
    content = Content(values=values)
    needs.create(
        tx, reference="NM-2026-000001", owner=WANG, draft_id=first, state="submitted", league="150200", content=content
    )
    drafts.delete(tx, first)
    request = Request(fields=("deadline",), reason=f"{MARK}请核实")
    tx.execute("UPDATE need SET request = :r, revision = :v", r=request.model_dump_json(), v=REV)
    needs.record(
        tx, NEED, actor=WANG, actor_name="王芳", role="owner", action="submit", from_state="draft", to_state="submitted"
    )
    consents.record(tx, WANG, first, NEED, agreeing.digest(notice), notice)
    draft = Draft(drafts.create(tx, WANG, NEED), WANG, values, step="truth", need_id=NEED, todo=("deadline",))
    drafts.keep(tx, draft.id, draft.to_json())
    asked = questions.record(
        tx, user_id=WANG, chat_id=WANG, text=f"{MARK}怎么报", outcome="unknown", entry_id=None, hits=()
    )
    questions.hand_over(tx, asked, WANG)
    settlements.add(tx, HOLDS, question=f"{MARK}以前的", hits=[], text="答过")
    talk = talks.begin(tx, WANG)
    talks.say(tx, talk.id, f"{MARK}在吗", question_id=asked)
    sharings.invite(tx, None, NEED, by=WANG, digest="a", expires=_later(tx))
    sharings.join(tx, 1, COLLEAGUE, "同事")
    _file(tx)
    other, content = drafts.create(tx, LI), Content(values=FULL)
    needs.create(
        tx, reference="NM-2026-000002", owner=LI, draft_id=other, state="submitted", league="150200", content=content
    )
    drafts.delete(tx, other)
    for kind in ("note", "question"):
        remarks.add(tx, NEED, kind, f"{MARK}一句话", author=HOLDS, author_name="赵敏")
    indexing.catch_up(tx, house)
    staff.invite(tx, "b", "reviewer", (), by=SUN, expires=_later(tx))


def _later(tx: Transaction) -> str:
    return (datetime.fromisoformat(tx.now) + timedelta(days=7)).isoformat(timespec="microseconds")


def _file(tx: Transaction) -> None:
    """Let the need have a file."""
    tx.execute("INSERT INTO content (sha256, size, kind, created_at) VALUES ('ab', 1, 'pdf', :now)", now=tx.now)
    tx.execute(
        "INSERT INTO attachment (owner, need_id, name, caption, size, file_id, sha256, state, created_at)"
        " VALUES (:owner, :need, :name, '', 1, 'f', 'ab', 'stored', :now)",
        owner=WANG,
        need=NEED,
        name=f"{MARK}.pdf",
        now=tx.now,
    )
