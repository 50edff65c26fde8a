"""The record of a need, in words for staff. Only words and buttons."""

from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter

from bot.needs import lifecycle
from bot.reply import Reply
from bot.services.needs_state import alike, mended, remarked, telling, wording
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Turn
from bot.storage import mergers, needs, talks
from bot.storage.mergers import Merger
from bot.storage.needs import Act, Need
from bot.texts import Html


def history(turn: Turn, need: Need) -> Reply:
    """Return the record of a need, with the remarks that may be shown in the caller's chat."""
    dated = [(act.at, _line(turn, need, act)) for act in needs.history(turn.tx, need.id)]
    if not _reads_along(turn, need, turn.caller.chat_id):
        dated += [(each.at, _merger(turn, each)) for each in mergers.of_need(turn.tx, need.id)]
    lines = [said for _, said in sorted((*dated, *_talk(turn, need), *_remarked(turn, need)), key=itemgetter(0))]
    return Reply(
        "\n".join((turn.text("review.history", reference=need.reference), *lines)), mended.past_versions(turn, need)
    )


def _talk(turn: Turn, need: Need) -> Iterator[tuple[datetime, Html]]:
    """Give what the enterprise has asked about a need and what it was answered, each with its time."""
    for each in talks.of_need(turn.tx, need.id) if not need.erased_at else ():
        at, member = beijing.moment(each.said_at), turn.staff.members.get(each.staff_id or 0)
        if each.staff_id is None:
            yield each.said_at, turn.text("reviewer.asked", at=at, who=turn.text("review.owner"), text=each.text)
        else:
            who = member.name if member else turn.text("review.former", id=each.staff_id)
            yield each.said_at, turn.text("reviewer.answered", at=at, who=who, text=each.text)


def _remarked(turn: Turn, need: Need) -> Iterator[tuple[datetime, Html]]:
    return remarked.in_record(turn, need, notes=not _reads_along(turn, need, turn.caller.chat_id))


def _line(turn: Turn, need: Need, act: Act) -> Html:
    remark = note(turn, need, act, turn.caller.chat_id)
    return turn.text(
        "review.history_row",
        at=beijing.moment(act.at),
        who=wording.actor(turn, act),
        do=wording.action_name(turn, act.action),
        from_state=wording.state_name(turn, act.from_state),
        to_state=wording.state_name(turn, act.to_state),
        note=(turn.text("review.history_note", note=remark) if remark else Html()) + telling.of_act(turn, need, act),
    )


def _merger(turn: Turn, merger: Merger) -> Html:
    done = alike.joined(turn, merger)
    return turn.text("duplicates.history_row", at=beijing.moment(merger.at), done=done)


def note(turn: Turn, need: Need, act: Act, chat_id: int) -> str:
    """Return an act's remark; empty where an owner who is staff too would read a remark between staff."""
    return "" if _reads_along(turn, need, chat_id) and not lifecycle.notifies_owner(act.action) else act.note


def _reads_along(turn: Turn, need: Need, chat_id: int) -> bool:
    """Return whether somebody whose own the need is reads what is said in a chat of staff."""
    people = rights.people(turn, need)
    return chat_id in people or (chat_id < 0 and any(each in turn.staff.members for each in people))
