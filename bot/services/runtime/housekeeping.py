"""Housekeeping: once an hour what need not be kept is forgotten, as long as the clock can be believed.

A clock that has leapt, in either direction and also between two runs, may be wrong: until it has gone on for a day of
running nothing is forgotten, and staff are asked to look at it. A bot that was off for long goes on after that day too.
"""

import logging
from datetime import datetime, timedelta

from bot.services.runtime import beijing
from bot.services.runtime.staffing import present
from bot.services.runtime.turn import House
from bot.storage import attachments, clock, drafts, inbox, keyboards, outbox, postings
from bot.storage.calls import Send
from bot.storage.database import Transaction

log = logging.getLogger(__name__)

KEPT = timedelta(days=8)  # handled updates and sent messages are kept this long, to know repeats
PARKED = timedelta(days=30)  # and this long an engineer has to look at an update that failed, with what it said
BUTTONS = timedelta(days=180)  # buttons older than this no longer work

BACK = timedelta(hours=1)  # how far the clock may be put back,
AHEAD = timedelta(days=30)  # and how long the bot may have been off, without anybody's being asked
STEADY = 24  # hours of running after which the clock is believed again


def tidy(tx: Transaction, house: House, *, hours: int) -> bool:
    """Forget what need not be kept; `hours` have passed since the last time, as the program has run.

    Return whether the clock can be believed.
    """
    if not _believed(tx, house, hours):
        return False
    now = datetime.fromisoformat(tx.now)
    kept, parked, buttons = ((now - span).isoformat(timespec="microseconds") for span in (KEPT, PARKED, BUTTONS))
    inbox.forget(tx, kept, parked)
    outbox.forget(tx, kept)
    attachments.forget(tx, kept)
    keyboards.forget(tx, buttons)
    postings.forget(tx, buttons)
    drafts.forget(tx, buttons)
    return True


def believable(tx: Transaction) -> bool:
    """Return whether the clock was believed when it was looked at last, and has not leapt since."""
    last = clock.seen(tx)
    return last is not None and last.steady >= STEADY and not _leapt(last.at, datetime.fromisoformat(tx.now))


def _leapt(before: datetime, now: datetime) -> bool:
    return not -BACK <= now - before <= AHEAD


def _believed(tx: Transaction, house: House, hours: int) -> bool:
    """Return whether the clock can be believed, and look at it; where it has leapt, staff are told."""
    now, last = datetime.fromisoformat(tx.now), clock.seen(tx)
    leapt = last is not None and _leapt(last.at, now)
    steady = 0 if leapt else min(STEADY, last.steady + hours) if last else STEADY
    clock.see(tx, steady)
    if last and leapt:
        log.warning("the clock has leapt from %s to %s: nothing is forgotten for %s hours", last.at, now, STEADY)
        before, after = beijing.moment(last.at), beijing.moment(now)
        said = house.texts("housekeeping.leapt", before=before, now=after, hours=STEADY)
        for chat_id in present(tx, house).chats():
            outbox.put(tx, chat_id, Send(text=said))
    return steady >= STEADY
