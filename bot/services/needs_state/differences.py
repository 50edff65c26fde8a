"""What differs between two versions of a need, or two needs, in words: the one way in which it is shown to anybody.

What is gone is struck, what has come is bold; each place stands on a line of its own.
"""

from collections.abc import Iterable, Sequence

from bot.needs.changes import Change, Line, Run, changes, listed
from bot.needs.fields.indicators import mark
from bot.services.runtime.turn import Turn
from bot.storage import attachments
from bot.storage.needs import Need
from bot.storage.versions import Version
from bot.texts import Html, escape
from bot.texts.markup import plain, units


def between(turn: Turn, need: Need, old: Version, new: Version, *, mask: bool) -> list[Change]:
    """Return what differs between two versions of a need, its files too; neither is one whose content was erased."""
    before, after = (each.content.values if each.content else {} for each in (old, new))
    found = [*changes(turn.house.form_of(need), before, after, mask=mask)]
    if old.attachments != new.attachments:
        files = [[each.name for each in _files(turn, need, version)] for version in (old, new)]
        found.append(listed(plain(turn.text("paper.attachments")), *files))
    return found


def _files(turn: Turn, need: Need, version: Version) -> list[attachments.Attachment]:
    return attachments.of_version(turn.tx, need.id, version.attachments)


def worded(turn: Turn, found: Iterable[Change], most: int | None = None) -> tuple[list[Html], int]:
    """Return the lines that say what differs, and how many places are left out so that they have `most` units."""
    lines, left, used = list[Html](), 0, 0
    for change in found:
        kept = list[Html]()
        for place in places(turn, change):
            if most is not None and used + units(place) > most:
                left += 1
            else:
                kept.append(place)
                used += units(place)
        if len(kept) == 1:
            lines.append(turn.text("comparing.change", label=change.label, text=kept[0]))
        elif kept:
            lines.append(turn.text("comparing.changes", label=change.label))
            lines += [turn.text("comparing.place", text=place) for place in kept]
    return lines, left


def places(turn: Turn, change: Change) -> list[Html]:
    """Return every place at which a field differs."""
    if change.shape == "hidden":
        return [turn.text("comparing.hidden", text=change.old()[0])]
    if change.shape == "value":
        nothing = turn.text("review.no_value")
        old, new = (_verbatim(lines[0]) if lines else nothing for lines in (change.old(), change.new()))
        return [turn.text("comparing.replaced", old=old, new=new)]
    differing = [line for line in change.lines if line.differs]
    if change.shape == "prose":
        return [_runs(turn, passage) for line in differing for passage in line.passages()]
    return [_line(turn, line, numbered=change.shape == "rows") for line in differing]


def _line(turn: Turn, line: Line, *, numbered: bool) -> Html:
    how = "come" if line.before is None else "gone" if line.after is None else "changed"
    marks = dict.fromkeys(mark(place + 1) for place in (line.before, line.after) if place is not None)
    number = f"{'→'.join(marks)} " if numbered else ""
    return turn.text(f"comparing.line.{how}", mark=number, text=_runs(turn, line.runs))


def _runs(turn: Turn, runs: Sequence[Run]) -> Html:
    return Html("".join(_run(turn, run) for run in runs))


def _run(turn: Turn, run: Run) -> Html:
    if run.how == "left out":
        return turn.text("comparing.left_out")
    if run.how == "same":
        return _verbatim(run.text)
    seen = run.text if run.text.strip(" ") else "␣" * len(run.text)
    said = _verbatim(seen)
    return turn.text("comparing.gone", text=said) if run.how == "gone" else turn.text("comparing.come", text=said)


def _verbatim(text: str) -> Html:
    """Return a text as it is in every language, on one line: tags never span any, so line breaks are signs."""
    return Html(escape(text.replace("\n", "↵")))
