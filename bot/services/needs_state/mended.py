"""What an owner changed when mending a need, as staff see it. Only words and buttons."""

from dataclasses import dataclass

from bot.needs.changes import Change
from bot.reply import Button, Row, rows
from bot.services.actions import ChooseVersions, CompareVersion, ShowVersion
from bot.services.needs_state import differences, wording
from bot.services.runtime import beijing
from bot.services.runtime.turn import Turn
from bot.storage import versions
from bot.storage.needs import Need
from bot.storage.versions import Version
from bot.texts import Html


@dataclass(frozen=True)
class Mending:
    """What an owner changed when mending a need, and the requested fields left unchanged."""

    changes: tuple[Change, ...]
    unchanged: tuple[Html, ...]
    old: Version
    new: Version


def mended(turn: Turn, need: Need, *, mask: bool) -> Mending | None:
    """Return what the owner changed when he mended a need last; None where he has not, or it was erased."""
    every = versions.of_need(turn.tx, need.id)
    last = next((place for place in range(len(every) - 1, 0, -1) if every[place].action == "resubmit"), None)
    if last is None or not (before := every[last - 1].content) or not (after := every[last].content):
        return None
    form, answered = turn.house.form_of(need), every[last].request
    left = [
        turn.text("review.unchanged", label=wording.labels(turn, need, [key]))
        for key in (answered.fields if answered else ())
        if form.has(key) and before.values.get(key) == after.values.get(key)
    ]
    found = differences.between(turn, need, every[last - 1], every[last], mask=mask)
    return Mending(tuple(found), tuple(left), every[last - 1], every[last])


def lines(turn: Turn, found: Mending, most: int | None) -> tuple[list[Html], int]:
    """Return the owner's changes as staff read them, of `most` units, and how many places are left out."""
    if not found.changes:
        return [turn.text("review.no_changes")], 0
    said, left = differences.worded(turn, found.changes, most)
    return [turn.text("review.changes"), *said, *found.unchanged], left


def whole(turn: Turn, need: Need, found: Mending, left: int) -> Button:
    """Return the button that shows the whole difference, where so many places are left out."""
    action = CompareVersion(need=need.id, number=found.new.number, old=found.old.number)
    return Button(turn.text("comparing.more_button", count=left), action)


def reached(turn: Turn, need: Need) -> list[Html]:
    """Return that the owner has said since whom staff can reach, and when; nothing where that stands as submitted."""
    last = versions.of_need(turn.tx, need.id)[-1:]
    return [
        turn.text("review.reached", at=beijing.moment(each.submitted_at)) for each in last if each.action == "contact"
    ]


def past_versions(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return the buttons that open what was submitted each time, and compare: the last two, first and last, any two."""
    every = versions.of_need(turn.tx, need.id)
    openers = [
        Button(turn.text("review.version_button", number=each.number), ShowVersion(need=need.id, number=each.number))
        for each in every
    ]
    compared = [comparison(turn, need, old, every[-1]) for old in every[-2:-1]]
    if len(every) > 2:  # else there are no other two
        compared.append(comparison(turn, need, every[0], every[-1]))
        compared.append(Button(turn.text("comparing.choose_button"), ChooseVersions(need=need.id)))
    return (*rows(openers, 3), *rows(compared, 3))


def comparison(turn: Turn, need: Need, old: Version, new: Version) -> Button:
    """Return the button that compares two versions."""
    label = turn.text("review.compare_button", old=old.number, new=new.number)
    return Button(label, CompareVersion(need=need.id, number=new.number, old=old.number))
