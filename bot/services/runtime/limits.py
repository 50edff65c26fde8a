"""Limits: how much one person may put before staff, and the muting of askers."""

import re
from datetime import datetime, timedelta

from bot.reply import Button, Reply
from bot.services.actions import Mute, Unmute
from bot.services.runtime import beijing, contact
from bot.services.runtime.turn import Turn, on
from bot.storage import mutes, needs, talks
from bot.storage.talks import Talk
from bot.texts import Html

NUMBER = re.compile(r"\D{0,3}([0-9]{1,9})")  # after the letter and dash, or whatever is typed in their place
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def may_say(turn: Turn) -> bool:
    """Return whether the caller may write to staff now; if not, say why, and what to do instead."""
    asker, limits = turn.caller.user_id, turn.house.limits
    if until := mutes.until(turn.tx, asker):
        _refuse(turn, turn.text("limits.muted", until=beijing.moment(until)))
        return False
    for most, span, unit in ((limits.lines_a_minute, MINUTE, "minute"), (limits.lines_an_hour, HOUR, "hour")):
        if _lately(turn, talks.said_before(turn.tx, asker, most), span):
            _refuse(turn, turn.text(f"limits.lines_{unit}", most=most))
            return False
    return True


def may_submit(turn: Turn) -> bool:
    """Return whether the caller may submit another need today; if not, say so: the draft stays."""
    most = turn.house.limits.needs_a_day
    if _lately(turn, needs.submitted_before(turn.tx, turn.caller.user_id, most), DAY):
        _refuse(turn, turn.text("limits.needs_day", most=most))
        return False
    return True


def _lately(turn: Turn, at: datetime | None, span: timedelta) -> bool:
    """Return whether a moment lies within the last `span`; one in the future is a wrong clock's and does not count."""
    return at is not None and turn.now - span < at <= turn.now


def _refuse(turn: Turn, said: Html) -> None:
    turn.hint(said)
    turn.say(Reply("\n".join(filter(None, (said, contact.contact_line(turn))))))


def mute(turn: Turn, number: str) -> None:
    """Mutes the asker with the typed number, for staff."""
    if turn.admit() is None:
        return
    typed = NUMBER.fullmatch(number)
    if typed is None:
        turn.tell("limits.mute_usage")
    elif talk := talks.find(turn.tx, int(typed[1])):
        silence(turn, Mute(talk=talk.id))
    else:
        turn.tell("limits.mute_nobody", number=typed[1])


@on(Mute)
def silence(turn: Turn, action: Mute) -> None:
    """Mutes an asker for a while; tells staff by whom, with a button to undo it."""
    if (member := turn.admit()) and (found := talks.find(turn.tx, action.talk)):
        until = turn.now + timedelta(hours=turn.house.limits.mute_hours)
        mutes.put(turn.tx, found.asker, member.id, until.isoformat(timespec="microseconds"))
        undo = Button(turn.text("limits.unmute"), Unmute(talk=found.id))
        said = turn.text("limits.silenced", who=member.name, talk=found.id, until=beijing.moment(until))
        _tell_staff(turn, found, Reply(said, ((undo,),)))


@on(Unmute)
def unmute(turn: Turn, action: Unmute) -> None:
    """Lifts an asker's mute, and tells staff."""
    if (member := turn.admit()) and (found := talks.find(turn.tx, action.talk)):
        mutes.put(turn.tx, found.asker, member.id, None)
        _tell_staff(turn, found, Reply(turn.text("limits.unsilenced", who=member.name, talk=found.id)))


def _tell_staff(turn: Turn, talk: Talk, reply: Reply) -> None:
    turn.hint(Html(reply.text))
    for chat_id in {*turn.staff.chats(), turn.caller.chat_id} - {talk.asker}:
        turn.say(reply, to=chat_id)
