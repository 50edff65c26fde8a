"""Needs that may be the same as another: found when one is submitted, and shown to staff, never to an enterprise."""

from bot.needs import likeness
from bot.reply import Button, Row
from bot.services.actions import LayBeside, Merge, Part
from bot.services.needs_state import wording
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import House, Turn
from bot.storage import likenesses, mergers, needs
from bot.storage.likenesses import Likeness
from bot.storage.mergers import Merger
from bot.storage.needs import Need
from bot.storage.transaction import Transaction
from bot.texts import Html
from bot.texts.markup import shortened

LEAST = 60  # percent from which on staff are told
SHOWN = 3  # on a card; how many more there are is said
BATCH = 10  # needs from before that are looked at in one transaction
TITLE = 30  # characters
ENDING = 6  # figures of a reference number that are enough on a button


def note(tx: Transaction, house: House, need: Need) -> None:
    """Find out which other needs a need may be the same as, now that this is submitted."""
    mine = likeness.told(house.form_of(need), need.content.values)
    likenesses.sketch(tx, need.id, likeness.sketch(mine))
    found = {}
    for other in filter(None, (needs.by_id(tx, number) for number in likenesses.near(tx, need.id))):
        if other.form == need.form and not other.erased_at:
            sure = likeness.percent(mine, likeness.told(house.form_of(other), other.content.values))
            if sure >= LEAST:
                found[other.id] = sure
    likenesses.keep(tx, need.id, found)


def catch_up(tx: Transaction, house: House) -> bool:
    """Do so for some needs that were submitted before this was done; return whether there were any."""
    found = list(filter(None, (needs.by_id(tx, number) for number in likenesses.unsketched(tx, BATCH))))
    for need in found:
        note(tx, house, need)
    return bool(found)


def others(turn: Turn, need: Need) -> list[Need]:
    """Return the needs on whose cards a need stands."""
    numbers = {each.other_id for each in likenesses.of_need(turn.tx, need.id)}
    numbers |= {each.other_id for each in mergers.present(turn.tx, need.id)}
    found = (needs.by_id(turn.tx, number) for number in sorted(numbers))
    return [each for each in found if each]


def lines(turn: Turn, need: Need, reader: int) -> list[Html]:
    """Return with what a need is joined, and what it may be the same as, a line each; nothing for whose it is."""
    if rights.may(turn, "read", need, reader):
        return []
    found = _likely(turn, need, reader)
    present = [each for each in mergers.present(turn.tx, need.id) if _seen(turn, each.other_id, reader)]
    said = [joined(turn, each) for each in present]
    said += [turn.text("duplicates.likely", percent=each.percent, **_named(turn, each.other_id)) for each in found]
    more = len(found) - SHOWN
    return said if more <= 0 else [*said[:-more], turn.text("duplicates.more", count=more)]


def joined(turn: Turn, merger: Merger) -> Html:
    """Return in words with what a need was joined or parted, by whom, when, and why."""
    key = "duplicates.joined" if merger.joined else "duplicates.parted"
    reference = _named(turn, merger.other_id)["reference"]
    at = beijing.moment(merger.at)
    why = turn.text("duplicates.note", note=merger.note) if merger.note else ""
    return turn.text(key, reference=reference, who=merger.actor_name, at=at, note=why)


def buttons(turn: Turn, need: Need, reader: int) -> tuple[Row, ...]:
    """Return a row for each other need on the card: lays both side by side, and joins them or parts them."""
    if rights.may(turn, "read", need, reader):
        return ()
    present = [each.other_id for each in mergers.present(turn.tx, need.id)]
    one = [(each, True) for each in present if not _erased(turn, each) and _seen(turn, each, reader)]
    every = (*one, *((each.other_id, False) for each in _likely(turn, need, reader)[:SHOWN]))
    return tuple((_beside(turn, need, other), either(turn, need, other, joined=is_one)) for other, is_one in every)


def _erased(turn: Turn, number: int) -> bool:
    found = needs.by_id(turn.tx, number)
    return found is None or found.erased_at is not None


def _beside(turn: Turn, need: Need, other: int) -> Button:
    label = turn.text("duplicates.beside_button", number=_ending(turn, other))
    return Button(label, LayBeside(need=need.id, other=other))


def either(turn: Turn, need: Need, other: int, *, joined: bool) -> Button:
    """Return the button that parts two needs that are joined, or joins them."""
    ending = _ending(turn, other)
    if joined:
        return Button(turn.text("duplicates.part_button", number=ending), Part(need=need.id, other=other))
    return Button(turn.text("duplicates.merge_button", number=ending), Merge(need=need.id, other=other))


def is_joined(turn: Turn, need: Need, other: int) -> bool:
    """Return whether two needs are treated as one."""
    return any(each.other_id == other for each in mergers.present(turn.tx, need.id))


def _likely(turn: Turn, need: Need, reader: int) -> list[Likeness]:
    """Return what a need may be the same as, without what it is joined with."""
    one = {each.other_id for each in mergers.present(turn.tx, need.id)}
    found = (each for each in likenesses.of_need(turn.tx, need.id) if each.other_id not in one)
    return [each for each in found if _seen(turn, each.other_id, reader)]


def _seen(turn: Turn, number: int, reader: int) -> bool:
    """Return whether a member of staff may see another need; one who reads in a group is not looked at."""
    other, member = needs.by_id(turn.tx, number), turn.staff.members.get(reader)
    return other is not None and (member is None or rights.sees(turn, member, other))


def _named(turn: Turn, number: int) -> dict[str, object]:
    other = needs.by_id(turn.tx, number)
    if other is None:
        raise LookupError(f"no need {number}")
    title = shortened(wording.shown(turn, other, "title"), TITLE)
    return {"reference": other.reference, "title": title, "state": wording.state(turn, other)}


def _ending(turn: Turn, number: int) -> str:
    return str(_named(turn, number)["reference"])[-ENDING:]
