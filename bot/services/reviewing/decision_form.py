"""A decision put into words: fields are ticked, reasons chosen or typed, the whole confirmed before it counts.

What is written is a row (bot.storage.rulings), one for each need that somebody is deciding on; the focus only says for
which of them his next text is.
"""

from dataclasses import replace

from bot.needs import lifecycle
from bot.needs.lifecycle import Decision
from bot.needs.reasons import says_something
from bot.services.actions import (
    Decide,
    DropDecision,
    ForgetReason,
    MoreFields,
    PutReason,
    ReasonAsked,
    Tick,
    Ticked,
)
from bot.services.needs_state import live_cards, staff_cards, wording
from bot.services.reviewing import advising, decisions, ruling_cards
from bot.services.runtime import focus, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import needs, ready_reasons, rulings
from bot.storage.needs import Need
from bot.storage.rulings import Ruling
from faq.asking import is_question

LONGEST_REASON = 1000  # characters


def begin(turn: Turn, need: Need, action: lifecycle.Action, member: Member) -> None:
    """Begins a decision, or goes on with it as it is written; the need's card stays as it is above it.

    What the need is likely to be returned for is ticked, and worded, to be kept or dropped.
    """
    ruling = _written(turn, need, member.id)
    if ruling is None or ruling.action != action:
        advised = advising.reasons(turn, need) if action in lifecycle.TICKED else {}
        ruling = rulings.begin(turn.tx, member.id, need.id, need.revision, action, advised)
        live_cards.begun(turn, need)
    if action in lifecycle.TICKED:
        _take_up(turn, ruling)
        live_cards.ask(turn, need, member, ruling_cards.ticking(turn, need, ruling))
    elif lifecycle.REMARKS[action] == "required" and not ruling.reason:
        _take_up(turn, ruling)
        live_cards.ask(turn, need, member, ruling_cards.reason_wanted(turn, need, ruling, replace=True))
    else:
        _confirm(turn, need, ruling, member)


def _written(turn: Turn, need: Need, staff_id: int) -> Ruling | None:
    """Return what somebody has written of a decision on a need as it is now, unless he has left it for too long."""
    ruling = rulings.find(turn.tx, staff_id, need.id)
    fresh = ruling and ruling.updated_at.isoformat(timespec="microseconds") >= focus.since(turn)
    return ruling if ruling and fresh and ruling.revision == need.revision else None


def _take_up(turn: Turn, ruling: Ruling, **changes: object) -> Ruling:
    """Let the caller's next text be for this decision; keep it with what has changed."""
    focus.take(turn, ReasonAsked(need=ruling.need_id, do=ruling.action))
    return rulings.keep(turn.tx, replace(ruling, **changes))  # type: ignore[arg-type]  # fields of it


@on(Tick)
def tick(turn: Turn, action: Tick) -> None:
    """Ticks or unticks a field to be supplemented; the next text is the reason for one that was ticked."""
    if begun := _begun(turn, action.need, action.rev, ticks=True):
        need, ruling = begun
        ticked = set(ruling.fields) ^ {action.field}
        order = tuple(each.key for each in turn.house.form_of(need).numbered if each.key in ticked)
        asking = action.field if action.field in order else ""
        ruling = _take_up(turn, ruling, fields=order, asking=asking)
        turn.say(ruling_cards.ticking(turn, need, ruling, replace=True))


@on(MoreFields)
def more(turn: Turn, action: MoreFields) -> None:
    """Offers the fields too in which there is nothing."""
    if begun := _begun(turn, action.need, action.rev, ticks=True):
        need, ruling = begun
        turn.say(ruling_cards.ticking(turn, need, _take_up(turn, ruling), every=True, replace=True))


@on(PutReason)
def put(turn: Turn, action: PutReason) -> None:
    """Takes a ready reason, which stands on the card then, to be changed or sent."""
    if begun := _begun(turn, action.need, action.rev, ticks=bool(action.field)):
        need, ruling = begun
        if action.field:
            reasons = {**ruling.reasons, action.field: action.text}
            fields = {*ruling.fields, action.field}
            order = tuple(each.key for each in turn.house.form_of(need).numbered if each.key in fields)
            ruling = _take_up(turn, ruling, reasons=reasons, fields=order)
            turn.say(ruling_cards.ticking(turn, need, ruling, replace=True))
        else:
            ruling = _take_up(turn, ruling, reason=action.text)
            turn.say(ruling_cards.confirmation(turn, need, ruling, replace=True))


@on(ForgetReason)
def forget(turn: Turn, action: ForgetReason) -> None:
    """Offers a learned reason no more, and takes it off the field."""
    if begun := _begun(turn, action.need, action.rev, ticks=bool(action.field)):
        need, ruling = begun
        ready_reasons.forget(turn.tx, need.form, ruling.action, action.field, action.text)
        turn.hint(turn.text("ruling.forgotten"))
        if action.field:
            reasons = {key: text for key, text in ruling.reasons.items() if key != action.field}
            ruling = _take_up(turn, ruling, reasons=reasons)
            turn.say(ruling_cards.ticking(turn, need, ruling, replace=True))
        else:
            ruling = _take_up(turn, ruling, reason="")
            turn.say(ruling_cards.reason_wanted(turn, need, ruling, replace=True))


@on(Ticked)
def ticked(turn: Turn, action: Ticked) -> None:
    """Asks for the reason of all ticked fields; where it is written already, shows the whole decision."""
    if begun := _begun(turn, action.need, action.rev, ticks=True):
        need, ruling = begun
        ruling = _take_up(turn, ruling, asking="")
        if ruling.fields and ruling.reason and turn.member:
            _confirm(turn, need, ruling, turn.member)
        elif ruling.fields:
            turn.say(ruling_cards.reason_wanted(turn, need, ruling, replace=True))
        else:
            first = turn.text("review.tick_first")
            turn.hint(first)
            turn.say(ruling_cards.ticking(turn, need, ruling, lead=first, replace=True))


def _confirm(turn: Turn, need: Need, ruling: Ruling, member: Member) -> None:
    ruling = _take_up(turn, ruling)
    live_cards.ask(turn, need, member, ruling_cards.confirmation(turn, need, ruling))


def hear(turn: Turn, asked: ReasonAsked, text: str) -> bool:
    """Takes a text as the reason or remark, unless fields are still to be ticked and it rather asks something."""
    ruling = rulings.find(turn.tx, turn.caller.user_id, asked.need)
    ticking = asked.do in lifecycle.TICKED and not (ruling and ruling.fields)
    return False if ticking and is_question(text) else _take(turn, asked.need, asked.do, text)


def _take(turn: Turn, need_id: int, do: lifecycle.Action, text: str) -> bool:
    """Takes a typed reason or remark, and shows what is then to be done."""
    member, said = turn.admit(), text.strip()
    need = member and rights.admitted(turn, needs.by_id(turn.tx, need_id))
    ruling = _written(turn, need, turn.caller.user_id) if need else None
    if not member or not need or not decisions.allowed(turn, need, do, member):
        focus.release(turn)
    elif ruling is None:
        focus.release(turn)
        turn.refuse("review.no_ruling", reference=need.reference)
    elif len(said) > LONGEST_REASON:
        turn.tell("review.reason_length", limit=LONGEST_REASON, length=len(said))
    elif lifecycle.REMARKS[do] == "required" and not says_something(said):
        turn.tell(f"lifecycle.action.{do}.thin")
    else:
        _go_on(turn, need, ruling, member, said)
    return True


def _go_on(turn: Turn, need: Need, ruling: Ruling, member: Member, said: str) -> None:
    """Keeps a reason, of a field or of all; shows the fields to tick, or else the whole to be confirmed."""
    if ruling.asking:
        ruling = _take_up(turn, ruling, reasons={**ruling.reasons, ruling.asking: said})
        live_cards.ask(turn, need, member, ruling_cards.ticking(turn, need, ruling))
    elif ruling.action in lifecycle.TICKED and not ruling.fields:
        ruling = _take_up(turn, ruling, reason=said)
        first = turn.text("review.tick_first")
        live_cards.ask(turn, need, member, ruling_cards.ticking(turn, need, ruling, lead=first))
    else:
        _confirm(turn, need, replace(ruling, reason=said), member)


@on(Decide)
def decide(turn: Turn, action: Decide) -> None:
    """Carries out the confirmed decision, as it stood on the card."""
    member = turn.admit()
    found = member and decisions.present(turn, action.need, action.rev, member, action.do)
    if member and found and decisions.allowed(turn, found, action.do, member):
        decisions.carry_out(
            turn, found, member, Decision(action.do, action.fields, action.reason, dict(action.reasons))
        )


@on(DropDecision)
def drop(turn: Turn, action: DropDecision) -> None:
    """Drops the caller's unfinished decision on a need, and says so."""
    if (member := turn.admit()) and (found := rights.admitted(turn, needs.by_id(turn.tx, action.need))):
        decisions.end(turn, found)
        live_cards.answered(turn, found, member)
        live_cards.begun(turn, found)
        said = turn.text("review.dropped", reference=found.reference, state=wording.state(turn, found))
        turn.say(staff_cards.outcome(turn, found, said))


def _leave(turn: Turn, asked: ReasonAsked) -> None:
    drop(turn, DropDecision(need=asked.need))


def _give_way(turn: Turn, asked: ReasonAsked) -> None:
    """Say that the decision is laid aside."""
    _end(turn, asked, "review.laid_aside")


def _lapse(turn: Turn, asked: ReasonAsked) -> None:
    """Say that the decision has waited too long."""
    _end(turn, asked, "review.expired")


def _end(turn: Turn, asked: ReasonAsked, key: str) -> None:
    need = needs.by_id(turn.tx, asked.need)
    if turn.member and need:
        rulings.drop(turn.tx, turn.member.id, need.id)
        live_cards.answered(turn, need, turn.member)
        live_cards.begun(turn, need)
        said = turn.text(key, do=wording.action_name(turn, asked.do), reference=need.reference)
        turn.say(replace(staff_cards.outcome(turn, need, said), replace=False), to=turn.member.id)


focus.listen(ReasonAsked, Ear(hear, _leave, _give_way, _lapse))


def _begun(turn: Turn, need_id: int, revision: int, *, ticks: bool) -> tuple[Need, Ruling] | None:
    """Return the need and what the caller has written of his decision, one that `ticks` fields or not; else say so."""
    member = turn.admit()
    need = member and decisions.present(turn, need_id, revision, member)
    if not need or not member:
        return None
    ruling = _written(turn, need, member.id)
    if ruling and (ruling.action in lifecycle.TICKED) == ticks:
        return need, ruling
    turn.refuse("review.no_ruling", reference=need.reference)
    return None


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply to a question about a need as the reason; returns whether the text was such a reply."""
    posting = turn.replied_to()
    if posting is None or posting.view != "ruling":
        return False
    if turn.admit() is None:
        return True
    need = needs.by_id(turn.tx, posting.subject.id)
    ruling = _written(turn, need, turn.member.id) if need and turn.member else None
    if need and ruling and posting.live:
        return _take(turn, need.id, ruling.action, text)
    turn.refuse("review.newer" if ruling else "review.no_ruling", reference=need.reference if need else "")
    return True
