"""What a need looks like: to staff, to its owner, in the queue. Only words and buttons; nothing is changed here."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from bot.needs import lifecycle
from bot.needs.lifecycle import IllegalTransition
from bot.reply import Button, Reply
from bot.services.turn import Member, Turn
from bot.storage import needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from bot.storage.rulings import Ruling
from bot.texts import Html

BEIJING = timezone(timedelta(hours=8))  # China has one time and no summer time
WAITING = ("submitted", "in_review")  # what waits for staff
STATES = ("submitted", "in_review", "returned", "accepted", "rejected", "withdrawn")


def moment(at: datetime) -> str:
    """Return a moment as it reads on a clock in Beijing, to the minute."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def labels(turn: Turn, keys: Iterable[str]) -> str:
    """Return the labels of form fields, in a list to read."""
    return "、".join(turn.house.form.field(key).label for key in keys)


def shown(turn: Turn, need: Need, key: str, *, mask: bool = True) -> str:
    """Return one value of a need as it is read."""
    value = need.content["values"].get(key)
    return "—" if value is None else turn.house.form.display(key, value, mask=mask)


def summary(turn: Turn, need: Need) -> str:
    """Return company, league and title in one line."""
    return " · ".join(shown(turn, need, key) for key in ("org_name", "league", "title"))


def body(turn: Turn, need: Need, *, mask: bool) -> str:
    """Return every filled field of a need, grouped as the form groups them."""
    lines, section = [], ""
    for field in turn.house.form.fields:
        if need.content["values"].get(field.key) is None or field.kind == "consent":
            continue
        if field.section != section:
            section = field.section
            lines.append(turn.text("review.section", section=section))
        lines.append(turn.text("review.field", label=field.label, value=shown(turn, need, field.key, mask=mask)))
    flags = need.content.get("flags") or []
    lines += [turn.text("review.flag", label=turn.house.form.field(flag).label) for flag in flags]
    return "\n".join(lines)


def for_staff(turn: Turn, need: Need, member: Member, *, replace: bool = False) -> Reply:
    """Return a need as staff see it: the phone in full only for the reviewer who holds it. For private chats only."""
    holds = need.holder == member.id
    text = turn.text(
        "review.card",
        reference=need.reference,
        state=turn.text(f"lifecycle.state.{need.state}"),
        holder=_holder(turn, need),
        submitted=moment(need.submitted_at),
        body=Html(body(turn, need, mask=not holds)),
    )
    about = {"need": need.id, "rev": need.revision}
    actions = [
        Button(turn.text(f"lifecycle.action.{do}"), "review.act", {**about, "do": do})
        for do in lifecycle.actions(need.state, role=member.role, holds=holds)
    ]
    rows = [tuple(actions[start : start + 2]) for start in range(0, len(actions), 2)]
    rows.append((Button(turn.text("review.history_button"), "review.history", {"reference": need.reference}),))
    return Reply(text, tuple(rows), replace=replace)


def _holder(turn: Turn, need: Need) -> str:
    if need.holder is None:
        return turn.text("review.nobody")
    member = turn.house.staff.members.get(need.holder)
    return member.name if member else turn.text("review.former", id=need.holder)


def queue(turn: Turn, *, state: str, league: str, page: int, replace: bool) -> Reply:
    """Return a page of the queue with its filters."""
    states = (state,) if state else WAITING
    size = turn.house.page_size
    found, count = needs.queue(turn.tx, states=states, league=league or None, limit=size, offset=page * size)
    pages = max(1, -(-count // size))
    text = turn.text(
        "review.queue",
        state=turn.text(f"lifecycle.state.{state}") if state else turn.text("review.waiting"),
        league=league or turn.text("review.every_league"),
        count=count,
        page=page + 1,
        pages=pages,
    )
    lines = [
        turn.text(
            "review.queue_row",
            reference=each.reference,
            state=turn.text(f"lifecycle.state.{each.state}"),
            submitted=moment(each.submitted_at),
            summary=summary(turn, each),
        )
        for each in found
    ]
    rows = [
        (Button(f"{each.reference} · {shown(turn, each, 'title')[:20]}", "review.open", {"need": each.id}),)
        for each in found
    ]
    view = {"state": state, "league": league}
    turning = []
    if page:
        turning.append(Button(turn.text("common.previous"), "review.queue", {**view, "page": page - 1}))
    if page + 1 < pages:
        turning.append(Button(turn.text("common.next"), "review.queue", {**view, "page": page + 1}))
    if turning:
        rows.append(tuple(turning))  # type: ignore[arg-type]
    filters = [Button(turn.text("review.waiting"), "review.queue", {"state": "", "league": league, "page": 0})]
    filters += [
        Button(turn.text(f"lifecycle.state.{each}"), "review.queue", {"state": each, "league": league, "page": 0})
        for each in STATES
    ]
    filters.append(Button(turn.text("review.by_league"), "review.leagues", {"state": state}))
    marked = [
        Button(f"✓ {each.label}", each.action, each.args)
        if each.args.get("state") == state and each.action == "review.queue"
        else each
        for each in filters
    ]
    rows += [tuple(marked[start : start + 4]) for start in range(0, len(marked), 4)]  # type: ignore[misc]
    return Reply("\n\n".join((text, *lines)), tuple(rows), replace=replace)


def league_filter(turn: Turn, state: str) -> Reply:
    """Return the leagues and cities as buttons that filter the queue."""
    options = [("", turn.text("review.every_league"))] + [
        (each.value, each.label) for each in turn.house.form.field("league").options
    ]
    buttons = [Button(label, "review.queue", {"state": state, "league": value, "page": 0}) for value, label in options]
    rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    return Reply(turn.text("review.choose_league"), rows, replace=True)


def history(turn: Turn, need: Need) -> Reply:
    """Return all that was done to a need."""
    lines = [
        turn.text(
            "review.history_row",
            at=moment(act.at),
            who=act.actor_name,
            do=turn.text(f"lifecycle.action.{act.action}"),
            from_state=turn.text(f"lifecycle.state.{act.from_state}"),
            to_state=turn.text(f"lifecycle.state.{act.to_state}"),
            note=turn.text("review.history_note", note=act.note) if act.note else "",
        )
        for act in needs.history(turn.tx, need.id)
    ]
    return Reply("\n".join((turn.text("review.history", reference=need.reference), *lines)))


def ticking(turn: Turn, need: Need, ruling: Ruling) -> Reply:
    """Return the fields of a need as boxes to tick for supplement."""
    about = {"need": need.id, "rev": need.revision}
    boxes = [
        Button(
            ("☑ " if field.key in ruling.fields else "☐ ") + field.label, "review.tick", {**about, "field": field.key}
        )
        for field in turn.house.form.fields
        if field.kind != "consent"
    ]
    rows = [tuple(boxes[start : start + 2]) for start in range(0, len(boxes), 2)]
    rows.append(
        (
            Button(turn.text("review.ticked"), "review.ticked", about),
            Button(turn.text("review.drop"), "review.drop", {"need": need.id}),
        )
    )
    return Reply(
        turn.text("review.tick", reference=need.reference, summary=summary(turn, need)), tuple(rows), replace=True
    )


def ruling(turn: Turn, need: Need, ruling: Ruling) -> Reply:
    """Return a written decision, to be confirmed."""
    text = turn.text(
        f"review.confirm.{ruling.action}",
        reference=need.reference,
        fields=labels(turn, ruling.fields),
        reason=ruling.reason,
    )
    about = {"need": need.id, "rev": need.revision}
    buttons = (
        Button(turn.text(f"review.confirm_button.{ruling.action}"), "review.decide", about),
        Button(turn.text("review.drop"), "review.drop", {"need": need.id}),
    )
    return Reply(text, (buttons,))


def notice(turn: Turn, need: Need, do: str, ruling: Ruling | None) -> Reply:
    """Return what the owner is told of a decision."""
    text = turn.text(
        f"review.notice.{do}",
        reference=need.reference,
        title=shown(turn, need, "title"),
        fields=labels(turn, ruling.fields) if ruling else "",
        reason=ruling.reason if ruling else "",
    )
    rows: list[tuple[Button, ...]] = []
    if need.state == "returned":
        rows.append((Button(turn.text("mine.amend"), "mine.amend", {"need": need.id}),))
    if need.state == "rejected":
        rows.append((Button(turn.text("mine.copy"), "mine.copy", {"need": need.id}),))
    rows.append((Button(turn.text("mine.show"), "mine.show", {"need": need.id}),))
    return Reply(text, tuple(rows))


def draft_title(turn: Turn, row: DraftRow) -> str:
    """Return how a draft is called in a list."""
    if row.need_id is not None and (need := needs.by_id(turn.tx, row.need_id)):
        return turn.text("mine.amending", reference=need.reference)
    values = row.content.get("values", {})
    return str(values.get("title") or values.get("org_name") or turn.text("mine.untitled"))


def refusal(turn: Turn, refused: IllegalTransition) -> Html:
    """Return why something can't be done to a need, as it is said."""
    state, action = (
        turn.text(f"lifecycle.{kind}.{name}") for kind, name in (("state", refused.state), ("action", refused.action))
    )
    return turn.text(f"lifecycle.refused.{refused.code}", state=state, action=action)
