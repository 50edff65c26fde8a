"""What the owner of a need, and whom he has invited, may know of it: no decision before its notice leaves.

Whatever they are shown or may do is taken from here: should the decision be undone meanwhile, they have seen nothing.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.needs import lifecycle
from bot.storage import needs, tellings
from bot.storage.database import Transaction
from bot.storage.needs import Act, Need, Request


def seen(tx: Transaction, need: Need) -> Need:
    """Return a need as its owner may see it: as it was before the first decision whose notice waits."""
    first = tellings.first_waiting(tx, need.id)
    if first is None:
        return need
    every = needs.history(tx, need.id)
    decided, before = next(act for act in every if act.id == first), _known(every, first)
    request = asked(every, decided)
    return replace(need, state=decided.from_state, request=request, updated_at=before[-1].at)


def of_owner(tx: Transaction, owner: int) -> list[Need]:
    """Return an owner's needs as he may see them, the latest first."""
    return [seen(tx, need) for need in needs.of_owner(tx, owner)]


def record(tx: Transaction, need: Need) -> list[Act]:
    """Return the record of a need as its owner may know it."""
    return _known(needs.history(tx, need.id), tellings.first_waiting(tx, need.id))


def _known(every: Iterable[Act], first: int | None) -> list[Act]:
    """Return the acts that stand, and of those after `first` only the owner's own, which change no state."""
    acts = standing(every)
    now = next((act.from_state for act in acts if act.id == first), None)
    if first is None or now is None:
        return acts
    own = (replace(act, from_state=now, to_state=now) for act in acts if act.id > first and act.role == "owner")
    return [*(act for act in acts if act.id < first), *own]


def standing(every: Iterable[Act]) -> list[Act]:
    """Return a record without what was undone and without the undoing."""
    kept: list[Act] = []
    for act in every:
        if act.action == "undo":
            last = next(place for place in reversed(range(len(kept))) if kept[place].action in lifecycle.UNDOABLE)
            del kept[last]
        else:
            kept.append(act)
    return kept


def asked(every: Iterable[Act], decided: Act) -> Request | None:
    """Return what a need's owner had been told before that decision, where it re-opened what was decided."""
    before = [act for act in standing(every) if act.id < decided.id and act.to_state != act.from_state]
    note = before[-1].note if decided.action == "reopen" and before else ""
    return Request(fields=(), reason=note) if note else None


def undoable(tx: Transaction, need: Need) -> Act | None:
    """Return the decision that has brought a need where it is, if nobody has been told of it yet."""
    moves = [act for act in standing(needs.history(tx, need.id)) if act.from_state != act.to_state]
    last = moves[-1] if moves else None
    if need.erased_at or last is None or last.action not in lifecycle.UNDOABLE:
        return None
    told = [each.state for each in tellings.of_need(tx, need.id) if each.act_id == last.id]
    return last if set(told) - {"lost"} == {"waiting"} else None  # lost: he had erased what waited for him
