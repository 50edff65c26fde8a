"""What is typed at a field that holds something already: texts that could add to it, or replace it.

What stands is replaced without a question only by a text that says all of it anew.
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from bot.needs.draft import Draft
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Json, Parsed, Rejected, extends, parse
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.indicators import join, judged, line, mark, name_of, vague
from bot.needs.fields.parts import is_parted, joined, overlaps
from bot.needs.fields.rows import say_all
from bot.texts.markup import shortened
from faq.asking import is_question

ALMOST = 0.9  # of a text: so much of it in the new one, and this is the old one mended


def standing_rows(field: Field, draft: Draft, is_order: Callable[[str], bool] = lambda _text: False) -> list[Json]:
    """Return the rows that stand: those kept, else those that are doubted, at present or before another step came."""
    value = draft.values.get(field.key)
    if value is None and draft.step == field.key and draft.pending and draft.pending.kind == "doubt":
        value = draft.pending.choices[0][1]
    text = draft.rejected.get(field.key)
    if value is None and text and not is_question(text) and not is_order(text):
        outcome = parse(field, text, {})
        value = outcome.value if isinstance(outcome, Doubtful) else None
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


# Texts that could add to what stands, or replace it


def beside(field: Field, draft: Draft, text: str, outcome: Parsed) -> Parsed:
    """Return what a text means beside the value that stands: asked back where some of this would be lost."""
    if KINDS[field.kind].rows:
        return _beside_rows(field, draft, text, outcome)
    old = draft.values.get(field.key)
    if isinstance(old, list) and KINDS[field.kind].free:
        return _beside_words(field, old, outcome)
    if not extends(field) or not isinstance(old, str) or field.option(old) or not old:
        return outcome
    return _beside_prose(field, old, clean(text, multiline=True), outcome)


def _beside_rows(field: Field, draft: Draft, text: str, outcome: Parsed) -> Parsed:
    rows = standing_rows(field, draft)
    if rows and isinstance(outcome, AskBack):
        return _each_way(field, rows, outcome)
    if not rows or not isinstance(outcome, Accepted | Doubtful):
        return outcome
    new = list(outcome.value) if isinstance(outcome.value, Sequence) else []
    doubted = field.key not in draft.values
    clear = [row for at, row in enumerate(rows) if at not in vague(field, rows)] if doubted else rows
    if say_all(field, clear, new) and len(new) >= len(rows):
        return outcome
    mended = _mended(field, rows, new) if doubted else None
    return mended or AskBack(
        field.texts("intake.ask.rows", count=len(rows)), tuple(_ways(field, rows, new, text, outcome))
    )


def _each_way(field: Field, rows: list[Json], asked: AskBack) -> Parsed:
    """Return each reading of new rows beneath those that stand, and in place of them."""
    say, ways = field.texts, list[tuple[str, Json]]()
    for label, value in asked.choices:
        new = list(value) if isinstance(value, Sequence) else []
        beneath = judged(field, [*rows, *new], range(0))
        if isinstance(beneath, Accepted):
            ways.append((str(say("intake.ask.so_append", text=label)), beneath.value))
        ways.append((str(say("intake.ask.so_replace", text=label)), value))
    return AskBack(asked.question, tuple(ways))


def _mended(field: Field, rows: list[Json], new: list[Json]) -> Parsed | None:
    """Return doubted rows with as many new ones in place of those that could not be measured; None for other texts."""
    unclear = vague(field, rows)
    clear = {folded(name_of(field, row)) for at, row in enumerate(rows) if at not in unclear}
    if len(new) != len(unclear) or any(folded(name_of(field, row)) in clear for row in new):
        return None
    for at, row in zip(unclear, new, strict=True):
        rows[at] = row
    return judged(field, rows, range(len(rows)))


def _ways(
    field: Field, rows: list[Json], new: list[Json], text: str, whole: Accepted | Doubtful
) -> list[tuple[str, Json]]:
    """Return the ways to take new rows beside those that stand: beneath them, in place of one, in place of all."""
    say, ways = field.texts, list[tuple[str, Json]]()
    joined = join(field, rows, text)
    if isinstance(joined, Accepted | Doubtful):
        ways.append((str(say("intake.ask.append")), joined.value))
    if len(new) == 1:
        same = [at for at, row in enumerate(rows) if folded(name_of(field, row)) == folded(name_of(field, new[0]))]
        for at in same or range(len(rows)):
            label = say("intake.ask.replace_row", mark=mark(at + 1), text=shortened(line(field, rows[at]), 24))
            ways.append((str(label), [*rows[:at], new[0], *rows[at + 1 :]]))
    return [*ways, (str(say("intake.ask.replace_all")), whole.value)]


def _beside_words(field: Field, old: list[Json], outcome: Parsed) -> Parsed:
    """Return what words mean beside those that stand: asked back where one of these is not said again."""
    if not isinstance(outcome, Accepted) or not isinstance(outcome.value, list):
        return outcome
    if all(word in outcome.value for word in old):
        return outcome
    both = parse(field, "\n".join(map(str, dict.fromkeys((*old, *outcome.value)))), {})
    return _either(field, both, outcome)


def _either(field: Field, joined: Parsed, alone: Parsed) -> Parsed:
    """Ask whether a text is to be put behind what stands, or in place of it."""
    say = field.texts
    ways = [(str(say("intake.ask.append")), joined.value)] if isinstance(joined, Accepted) else []
    if isinstance(alone, Accepted):
        ways.append((str(say("intake.ask.replace_prose")), alone.value))
    return AskBack(say("intake.ask.prose"), tuple(ways)) if ways else joined


def _beside_prose(field: Field, old: str, new: str, outcome: Parsed) -> Parsed:
    begun = isinstance(outcome, Rejected) and outcome.begun
    if not (begun or isinstance(outcome, Accepted)) or old in new or field.option(new):
        return outcome
    if not begun and _kept(old, new) >= ALMOST:
        return outcome
    if is_parted(field, new):
        return _beside_parts(field, old, new)
    return _either(field, parse(field, f"{old}\n{new}", {}), outcome)


def _beside_parts(field: Field, old: str, new: str) -> Parsed:
    """Put parts beside those that stand; asked back where one of them stands already."""
    both = parse(field, joined(field, old, new), {})
    if not overlaps(field, old, new):
        return both
    return _either(field, both, parse(field, joined(field, old, new, instead=True), {}))


def _kept(old: str, new: str) -> float:
    """Return how much of an old text still stands in a new one."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / len(old)
