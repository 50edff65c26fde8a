"""Who has a need in hand, or for whom it is kept: what the table of the lifecycle asks of a person and of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from bot.needs import lifecycle
from bot.services.runtime import rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import needs
from bot.storage.needs import Need


class Standing(TypedDict):
    """How somebody stands to a need now, as `lifecycle.transition` asks it."""

    holds: bool
    owns: bool
    idle: bool
    reserved: bool


@dataclass(frozen=True)
class Reserved:
    """For whom a need is kept, and until when."""

    member: Member
    until: datetime


def standing(turn: Turn, need: Need, user_id: int) -> Standing:
    """Return how a person stands to a need now."""
    kept = reserved(turn, need)
    return Standing(
        holds=need.holder == user_id,
        owns=rights.may(turn, "read", need, user_id),
        idle=idle(turn, need),
        reserved=kept is not None and kept.member.id != user_id,
    )


def idle(turn: Turn, need: Need) -> bool:
    """Return whether a need's holder has done nothing for as long as he is reminded after, or is staff no longer."""
    if need.holder is None:
        return False
    if need.holder not in turn.staff.members:
        return True
    days = turn.house.review.remind_days
    last = needs.history(turn.tx, need.id)
    touched = max((act.at for act in last if act.role != "owner"), default=need.updated_at)
    return days is not None and days > 0 and turn.house.office.workdays_between(touched, turn.now) >= days


def reserved(turn: Turn, need: Need) -> Reserved | None:
    """Return for whom a need is kept: for a while, who returned it gets it back first once it is resubmitted."""
    hours = turn.house.review.first_back_hours
    if not hours or not lifecycle.may(need.state, "claim", "reviewer"):
        return None
    acts = [act for act in needs.history(turn.tx, need.id) if act.from_state != act.to_state]
    returned = [act for act in acts if act.action == "return"]
    if not returned or acts[-1].action != "resubmit":
        return None
    member, until = turn.staff.members.get(returned[-1].actor), turn.house.office.add_hours(acts[-1].at, hours)
    kept = member and rights.sees(turn, member, need) and turn.now < until
    return Reserved(member, until) if member and kept else None
