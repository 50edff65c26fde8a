"""What a need and a draft look like in words, wherever they are shown. Nothing is changed here."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

from bot.needs.cards import overview
from bot.needs.lifecycle import IllegalTransition
from bot.reply import Argument, Button
from bot.services.turn import Turn
from bot.storage import needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from bot.texts import Html

BEIJING = timezone(timedelta(hours=8))  # China has one time and no summer time

Row = tuple[Button, ...]


def moment(at: datetime) -> str:
    """Return a moment as it reads on a clock in Beijing, to the minute."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def reference(typed: str) -> str:
    """Return a reference number, however it was typed, as it is written: upper case, half width, nothing around it."""
    return unicodedata.normalize("NFKC", typed).strip("“”\"'。.,， ").upper()


def labels(turn: Turn, keys: Iterable[str]) -> str:
    """Return the labels of form fields, in a list to read; fields that the form no longer has are left out."""
    form = turn.house.form
    return "、".join(form.field(key).label for key in keys if form.has(key))


def shown(turn: Turn, need: Need, key: str) -> str:
    """Return one value of a need as it is read, a phone number masked."""
    value = need.content["values"].get(key)
    return "—" if value is None else turn.house.form.display(key, value, mask=True)


def state(turn: Turn, need: Need) -> Html:
    """Return the name of the state that a need is in."""
    return turn.text(f"lifecycle.state.{need.state}")


def summary(turn: Turn, need: Need) -> str:
    """Return company, league and title in one line."""
    return " · ".join(shown(turn, need, key) for key in ("org_name", "league", "title"))


def body(turn: Turn, need: Need, *, mask: bool) -> Html:
    """Return every filled field of a need, and which were taken although doubtful; `mask` hides the phone number."""
    form = turn.house.form
    doubtful = labels(turn, need.content.get("flags") or ())
    lines = [overview(form, need.content["values"], mask=mask)]
    if doubtful:
        lines.append(turn.text("review.flags", labels=doubtful))
    return Html("\n\n".join(lines))


def draft_title(turn: Turn, row: DraftRow) -> str:
    """Return how a draft is called in a list."""
    if row.need_id is not None and (need := needs.by_id(turn.tx, row.need_id)):
        return turn.text("mine.amending", reference=need.reference)
    values = row.content.get("values", {})
    return str(values.get("title") or values.get("org_name") or turn.text("mine.untitled"))


def refusal(turn: Turn, refused: IllegalTransition) -> Html:
    """Return why something can't be done to a need, as it is said."""
    names = {kind: turn.text(f"lifecycle.{kind}.{getattr(refused, kind)}") for kind in ("state", "action")}
    return turn.text(f"review.refused.{refused.code}", **names)


def pages(count: int, size: int) -> int:
    """Return how many pages so many things fill; at least one."""
    return max(1, -(-count // size))


def turning(turn: Turn, action: str, view: Mapping[str, Argument], page: int, last: int) -> Sequence[Row]:
    """Return the row of buttons that turn a list's page, counted from 0 to `last`; no row where there is only one."""
    row = []
    if page > 0:
        row.append(Button(turn.text("common.previous"), action, {**view, "page": page - 1}))
    if page < last:
        row.append(Button(turn.text("common.next"), action, {**view, "page": page + 1}))
    return [tuple(row)] if row else []
