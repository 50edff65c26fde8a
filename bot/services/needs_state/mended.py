"""What an owner changed when mending a need, as staff see it. Only words and buttons."""

from itertools import pairwise

from bot.needs.changes import changes
from bot.reply import Button, Row, rows
from bot.services.actions import (
    CompareVersion,
    ShowVersion,
)
from bot.services.needs_state import wording
from bot.services.runtime import beijing
from bot.services.runtime.turn import Turn
from bot.storage import attachments, versions
from bot.storage.needs import Need
from bot.storage.versions import Version
from bot.texts import Html


def mended(turn: Turn, need: Need, *, mask: bool) -> list[Html]:
    """Return the owner's changes when mending a need, field by field, and the requested fields left unchanged."""
    every = versions.of_need(turn.tx, need.id)
    last = next((place for place in range(len(every) - 1, 0, -1) if every[place].action == "resubmit"), None)
    if last is None or not (before := every[last - 1].content) or not (after := every[last].content):
        return []
    nothing, form, answered = turn.text("review.no_value"), turn.house.form_of(need), every[last].request
    rows = [
        turn.text("review.change", label=each.label, old=each.old or nothing, new=each.new or nothing)
        for each in changes(form, before.values, after.values, mask=mask)
    ]
    if every[last - 1].attachments != every[last].attachments:
        old, new = (_files(turn, need, each) or nothing for each in (every[last - 1], every[last]))
        rows.append(turn.text("review.change", label=turn.text("paper.attachments"), old=old, new=new))
    left = [
        turn.text("review.unchanged", label=wording.labels(turn, need, [key]))
        for key in (answered.fields if answered else ())
        if form.has(key) and before.values.get(key) == after.values.get(key)
    ]
    return [turn.text("review.changes"), *rows, *left] if rows else [turn.text("review.no_changes")]


def _files(turn: Turn, need: Need, version: Version) -> str:
    return "、".join(each.name for each in attachments.of_version(turn.tx, need.id, version.attachments))


def reached(turn: Turn, need: Need) -> list[Html]:
    """Return that the owner has said since whom staff can reach, and when; nothing where that stands as submitted."""
    last = versions.of_need(turn.tx, need.id)[-1:]
    return [
        turn.text("review.reached", at=beijing.moment(each.submitted_at)) for each in last if each.action == "contact"
    ]


def past_versions(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return the buttons that open what was submitted each time, and what each time has changed."""
    every = versions.of_need(turn.tx, need.id)
    openers = [
        Button(turn.text("review.version_button", number=each.number), ShowVersion(need=need.id, number=each.number))
        for each in every
    ]
    compared = [
        Button(
            turn.text("review.compare_button", old=old.number, new=new.number),
            CompareVersion(need=need.id, number=new.number),
        )
        for old, new in pairwise(every)
    ]
    return (*rows(openers, 3), *rows(compared, 3))
