"""Routine: staff are reminded of what waits, by the office's calendar, each step of each thing once.

    held:    left alone for remind_days -> its holder is reminded; for release_days -> released, leads and holder told
    waiting: unclaimed for waiting_days -> staff are reminded; for overdue_days -> the leads are told
    morning: on working days, the digest: what waits, what each holds, what could not be delivered

Nothing is said at quiet hours, on days off, or by a clock that may be wrong; what fell due meanwhile is said after.
What was said is a row in the same transaction (bot.storage.routine), so that no restart repeats or loses it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from bot.needs.lifecycle import HELD, RULES, WAITING, Action, State
from bot.reply import Button, Reply
from bot.services.actions import OpenDesk, OpenQueue
from bot.services.needs_state import in_hand, live_cards, wording
from bot.services.needs_state.transition import move
from bot.services.runtime import beijing, housekeeping, rights
from bot.services.runtime.turn import Caller, House, Turn
from bot.storage import listing, outbox, routine
from bot.storage.database import Transaction
from bot.storage.listing import Filter
from bot.storage.routine import Due
from bot.texts import Html

LISTED = 10  # needs in one message
LONGEST = 24  # characters of a name or title
UNCLAIMED: tuple[State, ...] = tuple(state for state in WAITING if state not in HELD)
IN_HAND: tuple[State, ...] = tuple(HELD)
#: After these a need waits anew: what its owner did, and being opened again.
BEGINS: tuple[Action, ...] = tuple(
    dict.fromkeys(each.action for each in RULES if each.to in UNCLAIMED and each.state not in (*HELD, *UNCLAIMED))
)


def run(tx: Transaction, house: House) -> None:
    """Remind staff of what is due now."""
    turn = Turn(tx, Caller(0, 0, house.texts("routine.actor")), house)
    if not housekeeping.believable(tx) or _resting(turn):
        return
    _reservations_over(turn)
    _held(turn)
    _unclaimed(turn)
    _digest(turn)


def _resting(turn: Turn) -> bool:
    """Return whether nobody is to be spoken to now."""
    quiet, here = turn.house.review.quiet, turn.now.astimezone(beijing.BEIJING).time()
    if quiet is None:
        night = False
    elif quiet[0] <= quiet[1]:
        night = quiet[0] <= here < quiet[1]
    else:
        night = here >= quiet[0] or here < quiet[1]
    return night or not turn.house.office.is_workday(turn.now)


def _after(turn: Turn, due: Iterable[Due], days: int) -> list[Due]:
    """Return those that are as they are for so many working days."""
    return [each for each in due if turn.house.office.workdays_between(each.since, turn.now) >= days]


def _before(turn: Turn, days: int) -> str:
    """Return the latest moment since which so many working days can have passed: no fewer days of any kind."""
    today = turn.now.astimezone(beijing.BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days - 1)).astimezone(turn.now.tzinfo).isoformat(timespec="microseconds")


def _said(turn: Turn, kind: str, due: Sequence[Due]) -> None:
    for each in due:
        routine.say_once(turn.tx, kind, each.need.id, each.since.isoformat(timespec="microseconds"))


def _held(turn: Turn) -> None:
    """Release what its holder has left alone for too long, and remind the others of theirs."""
    review = turn.house.review
    if days := review.release_days:
        found = routine.left_alone(turn.tx, "release", IN_HAND, _before(turn, days))
        _release(turn, _after(turn, found, days), days)
    if days := review.remind_days:
        found = routine.left_alone(turn.tx, "idle", IN_HAND, _before(turn, days))
        _remind(turn, _after(turn, found, days), days)


def _release(turn: Turn, due: Sequence[Due], days: int) -> None:
    _said(turn, "release", due)
    for each in due:
        note = turn.text("routine.released_note", days=days)
        move(turn, each.need, "release", role="lead", note=note)
    _tell(turn, _leads(turn), "routine.released", due, days)


def _remind(turn: Turn, due: Sequence[Due], days: int) -> None:
    _said(turn, "idle", due)
    by_holder = defaultdict[int, list[Due]](list)
    for each in due:
        if each.need.holder is not None and each.need.holder in turn.staff.members:
            by_holder[each.need.holder].append(each)
        live_cards.refresh(turn, each.need)  # from now on others can take it over
    for holder, theirs in by_holder.items():
        _tell(turn, [holder], "routine.idle", theirs, days)


def _unclaimed(turn: Turn) -> None:
    """Tell leads of what nobody has claimed for too long, and remind staff of the others."""
    review = turn.house.review
    told: set[int] = set()
    for kind, days, chats in (
        ("overdue", review.overdue_days, _leads(turn)),
        ("waiting", review.waiting_days, turn.staff.chats()),
    ):
        if days:
            found = routine.waiting(turn.tx, kind, UNCLAIMED, BEGINS, _before(turn, days))
            due = _after(turn, found, days)
            _said(turn, kind, due)
            _tell(turn, chats, f"routine.{kind}", [each for each in due if each.need.id not in told], days)
            told |= {each.need.id for each in due}


def _reservations_over(turn: Turn) -> None:
    """Bring cards up to date of what was kept for somebody until now."""
    if turn.house.review.first_back_hours:
        for each in routine.waiting(turn.tx, "free", UNCLAIMED, ("resubmit",), turn.tx.now):
            if in_hand.reserved(turn, each.need) is None:
                _said(turn, "free", [each])
                live_cards.refresh(turn, each.need)


def _leads(turn: Turn) -> list[int]:
    """Return the leads, or where there is none all of staff."""
    return [each.id for each in turn.staff.members.values() if each.role == "lead"] or turn.staff.chats()


def _tell(turn: Turn, chats: Iterable[int], key: str, due: Sequence[Due], days: int) -> None:
    """Tell these chats of the needs that their readers may see, in one message with the way to all of them."""
    for chat_id in chats:
        member = turn.staff.members.get(chat_id)
        if theirs := [each for each in due if member is None or rights.sees(turn, member, each.need)]:
            turn.say(_list(turn, key, theirs, days), to=chat_id)


def _list(turn: Turn, key: str, due: Sequence[Due], days: int) -> Reply:
    lines = [
        turn.text(
            "routine.line",
            reference=each.need.reference,
            since=beijing.day(each.since),
            summary=wording.summary(turn, each.need, LONGEST),
        )
        for each in due[:LISTED]
    ]
    if more := len(due) - LISTED:
        lines += [turn.text("routine.more", count=more)] if more > 0 else []
    text = "\n".join((turn.text(key, count=len(due), days=days), *lines))
    return Reply(text, ((Button(turn.text("routine.queue"), OpenQueue()),),))


def _digest(turn: Turn) -> None:
    """Tell staff in the morning of a working day how things stand; nothing where nothing waits."""
    at, here = turn.house.review.digest, turn.now.astimezone(beijing.BEIJING)
    if at is None or here.time() < at or not routine.say_once(turn.tx, "digest", 0, here.date().isoformat()):
        return
    row = (
        Button(turn.text("routine.queue"), OpenQueue()),
        Button(turn.text("routine.desk"), OpenDesk()),
    )
    for chat_id in turn.staff.chats():
        member = turn.staff.members.get(chat_id)
        if lines := _standing(turn, member.limits if member else ()):
            text = "\n".join((turn.text("routine.digest", on=here.date()), *lines))
            turn.say(Reply(text, (row,)), to=chat_id)


def _standing(turn: Turn, leagues: Sequence[str]) -> list[Html]:
    """Return how things stand, a line each: in these leagues alone, if any are given."""
    held = {} if leagues else routine.held_by_each(turn.tx)
    lines = [turn.text(f"routine.count.{kind}", count=count) for kind, count in _counts(turn, leagues).items() if count]
    names = [each for each in turn.staff.members.values() if each.id in held]
    return [*lines, *(turn.text("routine.holds", name=each.name, count=held[each.id]) for each in names)]


def _counts(turn: Turn, leagues: Sequence[str]) -> Mapping[str, int]:
    """Return how many of each kind there are that wait for staff."""
    days = turn.house.review.overdue_days
    found = routine.waiting(turn.tx, "", UNCLAIMED, BEGINS, _before(turn, days)) if days else []
    late = [each for each in _after(turn, found, days or 0) if not leagues or each.need.league in leagues]
    mine = {"waiting": listing.count(turn.tx, Filter(states=UNCLAIMED, leagues=leagues)), "overdue": len(late)}
    if leagues:
        return mine
    return {
        "waiting": mine["waiting"],
        "resubmitted": routine.resubmitted(turn.tx, UNCLAIMED),
        "overdue": mine["overdue"],
        "undelivered": outbox.held(turn.tx, 0)[1],
        "talks": routine.open_talks(turn.tx),
    }
