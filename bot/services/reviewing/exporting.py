"""Exporting in chat: a lead chooses which needs; the file is made when it is sent, and nobody waits meanwhile."""

from dataclasses import asdict

from bot.needs.lifecycle import STATES
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import ChooseExported, Exporting, MakeExport, ShowExport
from bot.services.needs_state import attached
from bot.services.reviewing import export, queue, wanted
from bot.services.runtime import beijing
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import exports, outbox
from bot.storage.calls import Workbook
from bot.storage.exports import Wanted
from bot.texts.markup import plain

LARGEST = 50_000_000  # bytes of a file that a bot can send (Bot API, sendDocument)
OF_NEED = 40_000  # bytes of a need's document and of its rows in the workbook, about


def show(turn: Turn, words: str) -> None:
    """Shows a lead what an export of the needs that words name would hold; the word for a ZIP has it made at once.

    Without words it is of those that he looked at last in the queue.
    """
    if (member := _lead(turn)) is None:
        return
    zipping = turn.house.texts.heard("export.words.zip").split()
    said = words.split()
    which, unknown = wanted.read(turn.house, (each for each in said if each not in zipping), turn.now)
    if unknown:
        turn.tell("export.unknown", words="、".join(unknown), command="export")
    elif not said:
        turn.say(_card(turn, _looked_at(turn), replace=False))
    elif any(each in zipping for each in said):
        _make(turn, member, which, zipped=True)
    else:
        turn.say(_card(turn, which, replace=False))


def _looked_at(turn: Turn) -> Wanted:
    """Return the state and the league by which the caller's queue is filtered."""
    view = queue.kept(turn)
    return Wanted((view.state,) if view.state else (), (view.league,) if view.league else ())


@on(ShowExport)
def show_again(turn: Turn, action: ShowExport) -> None:
    """Shows the same of other needs, in place of the tapped message."""
    if _lead(turn):
        turn.say(_card(turn, of_action(action), replace=True))


@on(ChooseExported)
def choose(turn: Turn, action: ChooseExported) -> None:
    """Offers the leagues, to be ticked."""
    field = turn.house.form.role("league")
    if not _lead(turn) or field is None:
        return
    which = of_action(action)
    ticking = [
        Button(
            f"✓ {each.label}" if each.value in which.leagues else each.label,
            ChooseExported(**_toggled(which, each.value)),
        )
        for each in field.options
    ]
    done = (
        Button(turn.text("export.every_league"), ShowExport(**{**asdict(which), "leagues": ()})),
        Button(turn.text("export.done_choosing"), ShowExport(**asdict(which))),
    )
    turn.say(Reply(turn.text("export.choose_league"), (*rows(ticking, 3), done), replace=True))


@on(MakeExport)
def make(turn: Turn, action: MakeExport) -> None:
    """Has the file made and sent to the lead."""
    if member := _lead(turn):
        _make(turn, member, of_action(action), zipped=action.zipped)


def of_action(action: Exporting) -> Wanted:
    """Return the needs that a button is about."""
    return Wanted(action.states, action.leagues, action.start, action.end)


def _lead(turn: Turn) -> Member | None:
    """Return the caller where he may take needs out of the office; otherwise refuse."""
    member = turn.admit()
    if member and member.role != "lead":
        turn.refuse("export.lead_only")
        return None
    return member


def _make(turn: Turn, member: Member, which: Wanted, *, zipped: bool) -> None:
    count, (_, size) = exports.count(turn.tx, which), exports.size(turn.tx, which)
    if not count:
        turn.tell("export.nothing")
        return
    whole = size + count * OF_NEED
    if zipped and whole > LARGEST:
        only = Button(turn.text("export.only_sheet"), MakeExport(**asdict(which)))
        turn.say(Reply(turn.text("export.too_large", size=attached.size(turn, whole)), ((only,),)), to=member.id)
        return
    export.record(turn.tx, member.id, member.name, which, count=count, zipped=zipped)
    turn.say(Reply(turn.text("export.comes", count=count)), to=member.id)
    text = wanted.described(turn.house, which)
    if zipped and not export.documents():
        text = f"{text}\n{turn.text('export.no_documents')}"
    day = beijing.day(turn.now).strftime("%Y%m%d")
    name = f"{plain(turn.text('export.file'))}-{day}.{'zip' if zipped else 'xlsx'}"
    outbox.put(turn.tx, member.id, Workbook(name=name, text=text, zipped=zipped, **asdict(which)))


def _card(turn: Turn, which: Wanted, *, replace: bool) -> Reply:
    files, size = exports.size(turn.tx, which)
    count = exports.count(turn.tx, which)
    text = turn.text(
        "export.card",
        filters=wanted.described(turn.house, which),
        count=count,
        files=files,
        size=attached.size(turn, size),
    )
    making: Row = (
        Button(turn.text("export.make"), MakeExport(**asdict(which))),
        Button(turn.text("export.make_zip"), MakeExport(**asdict(which), zipped=True)),
    )
    leagues: Row = (Button(turn.text("export.by_league_button"), ChooseExported(**asdict(which))),)
    states = [_state(turn, which, each) for each in STATES]
    offered = (*rows(states, 3), *((leagues,) if turn.house.form.role("league") else ()), *((making,) if count else ()))
    return Reply(text, offered, replace=replace)


def _state(turn: Turn, which: Wanted, state: str) -> Button:
    """Return the button that takes a state among those exported, or out of them."""
    name = turn.text(f"lifecycle.state.{state}.name")
    there = tuple(each for each in STATES if (each in which.states) != (each == state))
    label = f"✓ {name}" if state in which.states else str(name)
    return Button(label, ShowExport(**{**asdict(which), "states": there}))


def _toggled(which: Wanted, league: str) -> dict[str, object]:
    kept = tuple(each for each in which.leagues if each != league)
    return {**asdict(which), "leagues": kept if league in which.leagues else (*kept, league)}
