"""Retention: drafts left alone are reminded of, and what was kept long enough is erased after a warning.

Nobody is written to at night. Nothing is deleted of which its owner was not told `WARNING` days before, however long
the bot was off. A need that somebody has touched since, or that was opened again, is not old any more.
"""

import json
from datetime import datetime, timedelta

from bot.needs.lifecycle import State
from bot.reply import Button, Reply
from bot.services.actions import ExportData, ResumeDraft, ShowMine, StopReminding
from bot.services.filing import my_data
from bot.services.needs_state import wording
from bot.services.runtime import beijing, writing
from bot.services.runtime.turn import Caller, House, Turn
from bot.storage import consents, erasing, erasures, reminders, sharings
from bot.storage.database import Transaction
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need

REMINDERS = (timedelta(days=1), timedelta(days=7))  # after which a draft left alone is spoken of
WARNING = 7  # days before something is deleted
MORNING, EVENING = 8, 21  # hours in Beijing between which people are written to
SOON = timedelta(days=3)  # before staff's deadline they are reminded daily
DAY = timedelta(days=1)
DECIDED: tuple[State, ...] = ("accepted", "rejected")


def enforce(tx: Transaction, house: House) -> None:
    """Erase what has been kept long enough; by day, also remind and warn those whom it concerns."""
    now = datetime.fromisoformat(tx.now)
    by_day = MORNING <= now.astimezone(beijing.BEIJING).hour < EVENING
    for row in reminders.left_alone(tx, _ago(now, REMINDERS[0])):
        _draft(_turn(tx, house, row.owner), row, by_day=by_day)
    _needs(tx, house, now, by_day=by_day)
    _said(tx, house, now)
    consents.forget(tx)
    sharings.forget(tx)
    if by_day:
        _remind_staff(tx, house, now)


def _turn(tx: Transaction, house: House, user_id: int) -> Turn:
    return Turn(tx, Caller(user_id, user_id, ""), house)


def _ago(now: datetime, span: timedelta) -> str:
    return (now - span).isoformat(timespec="microseconds")


def _draft(turn: Turn, row: DraftRow, *, by_day: bool) -> None:
    """Do what a draft's rest asks for: a reminder, the warning, or the end."""
    idle, kept = turn.now - row.updated_at, timedelta(days=turn.house.operator.retention.drafts)
    warning = timedelta(days=WARNING)
    if row.warned_at and turn.now - row.warned_at >= warning and idle >= kept:
        erasing.draft(turn.tx, row.id, my_data.traces(turn.tx, turn.house))
    elif by_day and not row.warned_at and idle >= kept - warning:
        turn.say(_about(turn, row, "mine.draft_warning", on=beijing.moment(turn.now + max(warning, kept - idle))[:10]))
        reminders.warned_of_draft(turn.tx, row.id)
    elif by_day and (due := sum(idle >= each for each in REMINDERS)) > row.reminded and not row.warned_at:
        if reminders.stopped(turn.tx, row.owner) is None:
            turn.say(_about(turn, row, "mine.draft_reminder"))
        reminders.reminded(turn.tx, row.id, due)


def _about(turn: Turn, row: DraftRow, key: str, **more: str) -> Reply:
    """Return a reminder or warning of a draft, with the way back to it and one to hear no more."""
    title, progress = writing.title(turn, row), wording.draft_progress(turn, row)
    go_on = Button(turn.text("mine.go_on"), ResumeDraft(draft_id=row.id))
    quiet = [(Button(turn.text("mine.stop_reminding"), StopReminding()),)] if key == "mine.draft_reminder" else []
    return Reply(turn.text(key, title=title, progress=progress, **more), ((go_on,), *quiet))


def _needs(tx: Transaction, house: House, now: datetime, *, by_day: bool) -> None:
    """Erase needs that were decided or withdrawn long ago; their owners are told before."""
    kept, warning = house.operator.retention, timedelta(days=WARNING)
    for states, days in ((("withdrawn",), kept.withdrawn), (DECIDED, kept.decided)):
        old, span = json.dumps(states), timedelta(days=days)
        for need in reminders.outlived(tx, old, _ago(now, span), _ago(now, warning)):
            my_data.erase_need(tx, house, need)
        for need in reminders.unwarned(tx, old, _ago(now, span - warning)) if by_day else ():
            _warn(_turn(tx, house, need.owner), need, span)


def _warn(turn: Turn, need: Need, kept: timedelta) -> None:
    """Tell an owner when his need will be erased, and how to have a copy."""
    last = max(turn.now + timedelta(days=WARNING), need.updated_at + kept)
    said = turn.text("mine.need_warning", reference=need.reference, on=beijing.moment(last)[:10])
    show, copy = Button(turn.text("mine.show"), ShowMine(need=need.id)), Button(turn.text("mine.export"), ExportData())
    turn.say(Reply(said, ((show, copy),)))
    reminders.warned_of_need(turn.tx, need.id)


def _said(tx: Transaction, house: House, now: datetime) -> None:
    """Erase the words of questions and of talks that are over."""
    kept = house.operator.retention
    before = _ago(now, timedelta(days=kept.questions))
    for user_id in reminders.askers(tx, before):
        erasing.questions(tx, user_id, before)
    for talk_id in reminders.old_talks(tx, _ago(now, timedelta(days=kept.talks))):
        erasing.talk(tx, talk_id, my_data.traces(tx, house))


def _remind_staff(tx: Transaction, house: House, now: datetime) -> None:
    """Remind leads daily of what is to be erased soon, or should be by now."""
    for asked in erasures.open_ones(tx):
        if now >= asked.due_at - SOON and (asked.reminded_at is None or now - asked.reminded_at >= DAY):
            turn = _turn(tx, house, 0)
            key = "mine.erasure_late" if now > asked.due_at else "mine.erasure_soon"
            my_data.tell_leads(turn, turn.text(key, task=my_data.task(turn, asked)))
            erasures.remind(tx, asked.id)
