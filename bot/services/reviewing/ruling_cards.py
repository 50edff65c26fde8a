"""The cards of a decision that is being written: fields to tick, the whole to be confirmed. Only words and buttons."""

from collections.abc import Iterator

from bot.needs.fields import Field
from bot.needs.lifecycle import TICKED, Decision
from bot.needs.reasons import told
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import (
    Decide,
    DropDecision,
    ForgetReason,
    MoreFields,
    PutReason,
    Tick,
    Ticked,
)
from bot.services.needs_state import wording
from bot.services.reviewing import ready_reasons
from bot.services.runtime.turn import Turn
from bot.storage.needs import Need
from bot.storage.rulings import Ruling
from bot.texts import Html
from bot.texts.markup import shortened

SHORT = 18  # characters of a value among the fields to tick
OFFER = 24  # characters of a ready reason on its button


def decision(ruling: Ruling) -> Decision:
    """Return the decision as it is written."""
    given = {key: ruling.reasons[key] for key in ruling.fields if key in ruling.reasons}
    return Decision(ruling.action, ruling.fields, ruling.reason, given)


def is_whole(ruling: Ruling) -> bool:
    """Return whether every ticked field has its reason, or there is one of all."""
    return bool(ruling.fields) and (bool(ruling.reason) or all(key in ruling.reasons for key in ruling.fields))


def ticking(
    turn: Turn, need: Need, ruling: Ruling, *, lead: str = "", every: bool = False, replace: bool = False
) -> Reply:
    """Return the fields of a need as boxes to tick for supplement, after `lead`; `every`: those without a value too."""
    fields, hidden = _fields(turn, need, ruling, every=every)
    kept = turn.text("review.reason_kept", reason=ruling.reason) if ruling.reason else ""
    text = turn.text("review.tick", reference=need.reference, summary=wording.summary(turn, need))
    lines = [line for each in fields for line in _box(turn, need, ruling, each)]
    boxes = [_ticker(turn, need, ruling, each) for each in fields]
    more = [Button(turn.text("ruling.more", count=hidden), MoreFields(need=need.id, rev=need.revision))]
    writing = (Button(turn.text("review.ticked"), Ticked(need=need.id, rev=need.revision)), *(more if hidden else ()))
    done = [_decider(turn, need, decision(ruling))] if is_whole(ruling) else []
    return Reply(
        "\n".join(filter(None, (kept, lead, text, *lines, _asking(turn, need, ruling)))),
        (*offers(turn, need, ruling), *rows(boxes, 3), writing, (*done, dropper(turn, need))),
        replace=replace,
    )


def _fields(turn: Turn, need: Need, ruling: Ruling, *, every: bool) -> tuple[list[Field], int]:
    """Return the fields to show, and how many there are besides, in which there is nothing."""
    asked = turn.house.form_of(need).asked(need.content.values)
    shown = [
        each for each in asked if every or each.key in ruling.fields or need.content.values.get(each.key) is not None
    ]
    return shown, len(asked) - len(shown)


def _name(turn: Turn, need: Need, field: Field) -> str:
    number = turn.house.form_of(need).numbers(need.content.values).get(field.key)
    return f"{number} {field.label}" if number else field.label


def _ticker(turn: Turn, need: Need, ruling: Ruling, field: Field) -> Button:
    label = f"{'☑' if field.key in ruling.fields else '☐'} {_name(turn, need, field)}"
    return Button(label, Tick(need=need.id, rev=need.revision, field=field.key))


def _box(turn: Turn, need: Need, ruling: Ruling, field: Field) -> Iterator[Html]:
    """Give a field's value in short, and beneath it its reason where it is ticked."""
    form, value = turn.house.form_of(need), need.content.values.get(field.key)
    shown = form.display(field.key, value, mask=True) if value is not None else turn.text("review.no_value")
    ticked = field.key in ruling.fields
    key = "ruling.ticked" if ticked else "ruling.unticked"
    yield turn.text(key, name=_name(turn, need, field), value=shortened(" ".join(shown.split()), SHORT))
    if ticked and field.key in ruling.reasons:
        yield turn.text("ruling.reason", reason=ruling.reasons[field.key])


def _asking(turn: Turn, need: Need, ruling: Ruling) -> str:
    """Return what is still to be written, and what the next text is."""
    given = {ruling.asking, *ruling.reasons}
    missing = [] if ruling.reason else [key for key in ruling.fields if key not in given]
    lines = (
        turn.text("ruling.missing", fields=wording.labels(turn, need, missing)) if missing else "",
        turn.text("ruling.asking", field=wording.labels(turn, need, [ruling.asking])) if ruling.asking else "",
    )
    return "\n".join(filter(None, lines))


def offers(turn: Turn, need: Need, ruling: Ruling) -> list[Row]:
    """Return the ready reasons for what the next text is for, and how one that was learned is forgotten."""
    field, action = ruling.asking, ruling.action
    given = ruling.reasons.get(field) if field else ruling.reason
    if not field and action in TICKED:
        return []  # a reason of several fields is written, not chosen
    rest = [text for text in ready_reasons.offered(turn, need, action, field) if text != given]
    putting = (PutReason(need=need.id, rev=need.revision, field=field, text=text) for text in rest)
    return [*((Button(shortened(each.text, OFFER), each),) for each in putting), *_forgetter(turn, need, ruling)]


def _forgetter(turn: Turn, need: Need, ruling: Ruling) -> list[Row]:
    """Return the button that forgets the present reason, where it is only offered because it was typed once."""
    field = ruling.asking
    given = ruling.reasons.get(field, "") if field else ruling.reason
    if not given or not ready_reasons.learned(turn, need, ruling.action, field, given):
        return []
    forgetting = ForgetReason(need=need.id, rev=need.revision, field=field, text=given)
    return [(Button(turn.text("ruling.forget"), forgetting),)]


def dropper(turn: Turn, need: Need) -> Button:
    """Return the button that drops an unfinished decision."""
    return Button(turn.text("review.drop"), DropDecision(need=need.id))


def _decider(turn: Turn, need: Need, decision: Decision) -> Button:
    """Return the button that carries out exactly this decision, whatever is typed later."""
    decided = Decide(
        need=need.id,
        rev=need.revision,
        do=decision.action,
        fields=decision.fields,
        reason=decision.reason,
        reasons=decision.reasons,
    )
    return Button(turn.text(f"lifecycle.action.{decision.action}.confirm_button"), decided)


def confirmation(turn: Turn, need: Need, ruling: Ruling, *, replace: bool = False) -> Reply:
    """Return a decision for confirmation."""
    do, written = ruling.action, decision(ruling)
    said = written.reason and turn.text("review.remark", reason=written.reason)
    text = turn.text(
        f"lifecycle.action.{do}.confirm",
        reference=need.reference,
        summary=wording.summary(turn, need),
        fields=wording.labels(turn, need, written.fields),
        reason=told(turn.house.form_of(need), written.fields, written.reason, written.reasons),
        remark=said or turn.text(f"lifecycle.action.{do}.may_remark"),
    )
    ending = (_decider(turn, need, written), dropper(turn, need))
    return Reply(text, (*_forgetter(turn, need, ruling), ending), replace=replace)


def reason_wanted(turn: Turn, need: Need, ruling: Ruling, *, replace: bool) -> Reply:
    """Return the request for the reason of a whole decision, with those that are ready."""
    text = turn.text(
        f"lifecycle.action.{ruling.action}.reason",
        reference=need.reference,
        summary=wording.summary(turn, need),
        fields=wording.labels(turn, need, ruling.fields),
    )
    return Reply(text, (*offers(turn, need, ruling), (dropper(turn, need),)), replace=replace)
