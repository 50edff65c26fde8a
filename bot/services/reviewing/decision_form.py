"""A decision put into words: fields are ticked, a reason or remark typed, the whole confirmed before it counts."""

from dataclasses import replace

from bot.needs import lifecycle
from bot.needs.lifecycle import Decision
from bot.needs.reasons import says_something
from bot.reply import Reply
from bot.services.actions import Decide, DropDecision, ReasonAsked, Tick, Ticked
from bot.services.needs_state import live_cards, staff_cards, wording
from bot.services.reviewing import decisions, ruling_cards
from bot.services.runtime import focus, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import needs
from bot.storage.needs import Need
from faq.asking import is_question

LONGEST_REASON = 1000  # characters


def begin(turn: Turn, need: Need, action: lifecycle.Action, member: Member) -> None:
    """Begins a decision in place of any unfinished one; the need's card stays as it is above it."""
    asked = ReasonAsked(need=need.id, do=action)
    focus.take(turn, asked)
    if action in lifecycle.TICKED:
        live_cards.ask(turn, need, member, ruling_cards.ticking(turn, need, asked.fields))
    elif lifecycle.REMARKS[action] == "required":
        live_cards.ask(turn, need, member, _reason_wanted(turn, need, asked))
    else:
        live_cards.ask(turn, need, member, ruling_cards.confirmation(turn, need, Decision(action)))


@on(Tick)
def tick(turn: Turn, action: Tick) -> None:
    """Ticks or unticks a field to be supplemented."""
    if begun := _begun(turn, action.need, action.rev):
        need, asked = begun
        ticked = set(asked.fields) ^ {action.field}
        order = tuple(each.key for each in turn.house.form_of(need).numbered if each.key in ticked)
        focus.take(turn, asked.model_copy(update={"fields": order}))
        turn.say(ruling_cards.ticking(turn, need, order, lead=_written(turn, asked), replace=True))


@on(Ticked)
def ticked(turn: Turn, action: Ticked) -> None:
    """Asks for the reason once fields are ticked; where it is written already, shows the whole decision."""
    if begun := _begun(turn, action.need, action.rev):
        need, asked = begun
        if asked.fields and asked.reason and turn.member:
            _confirm(turn, need, asked, turn.member)
        elif asked.fields:
            focus.take(turn, asked)  # touched now
            turn.say(_reason_wanted(turn, need, asked))
        else:
            first = turn.text("review.tick_first")
            turn.hint(first)
            turn.say(ruling_cards.ticking(turn, need, (), lead=f"{_written(turn, asked)}{first}", replace=True))


def _written(turn: Turn, asked: ReasonAsked) -> str:
    """Return the line with the reason that is written already; empty where there is none."""
    return f"{turn.text('review.reason_kept', reason=asked.reason)}\n" if asked.reason else ""


def _confirm(turn: Turn, need: Need, asked: ReasonAsked, member: Member) -> None:
    focus.take(turn, asked)
    decision = Decision(asked.do, asked.fields, asked.reason)
    live_cards.ask(turn, need, member, ruling_cards.confirmation(turn, need, decision))


def hear(turn: Turn, asked: ReasonAsked, text: str) -> bool:
    """Takes a text as the reason or remark, unless fields are still to be ticked and it rather asks something."""
    ticking = asked.do in lifecycle.TICKED and not asked.fields
    return False if ticking and is_question(text) else _take(turn, asked, text)


def _take(turn: Turn, asked: ReasonAsked, text: str) -> bool:
    """Shows the whole decision with the typed reason or remark, to be confirmed once what it needs is ticked."""
    member = turn.admit()
    need = member and rights.admitted(turn, needs.by_id(turn.tx, asked.need))
    said, do = text.strip(), asked.do
    if not member or not need or not decisions.allowed(turn, need, do, member):
        focus.release(turn)
    elif len(said) > LONGEST_REASON:
        turn.tell("review.reason_length", limit=LONGEST_REASON, length=len(said))
    elif lifecycle.REMARKS[do] == "required" and not says_something(said):
        turn.tell(f"lifecycle.action.{do}.thin")
    else:
        written = asked.model_copy(update={"reason": said})
        if do in lifecycle.TICKED and not asked.fields:
            focus.take(turn, written)
            lead = f"{_written(turn, written)}{turn.text('review.tick_first')}"
            turn.say(ruling_cards.ticking(turn, need, (), lead=lead))
        else:
            _confirm(turn, need, written, member)
    return True


@on(Decide)
def decide(turn: Turn, action: Decide) -> None:
    """Carries out the confirmed decision, as it stood on the card."""
    member = turn.admit()
    found = member and decisions.present(turn, action.need, action.rev, member, action.do)
    if member and found and decisions.allowed(turn, found, action.do, member):
        decisions.carry_out(turn, found, member, Decision(action.do, action.fields, action.reason))


@on(DropDecision)
def drop(turn: Turn, action: DropDecision) -> None:
    """Drops the caller's unfinished decision on a need, and says so."""
    if (member := turn.admit()) and (found := rights.admitted(turn, needs.by_id(turn.tx, action.need))):
        decisions.end(turn, found)
        live_cards.answered(turn, found, member)
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
        live_cards.answered(turn, need, turn.member)
        said = turn.text(key, do=wording.action_name(turn, asked.do), reference=need.reference)
        turn.say(replace(staff_cards.outcome(turn, need, said), replace=False), to=turn.member.id)


focus.listen(ReasonAsked, Ear(hear, _leave, _give_way, _lapse))


def _begun(turn: Turn, need_id: int, revision: int) -> tuple[Need, ReasonAsked] | None:
    """Return the need and the decision for which the caller ticks its fields; without one, say so."""
    member = turn.admit()
    need = member and decisions.present(turn, need_id, revision, member)
    if not need:
        return None
    asked = focus.present(turn)
    if isinstance(asked, ReasonAsked) and asked.need == need_id and asked.do in lifecycle.TICKED:
        return need, asked
    turn.refuse("review.no_ruling", reference=need.reference)
    return None


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply to a question about a need as the reason; returns whether the text was such a reply."""
    posting = turn.replied_to()
    if posting is None or posting.view != "ruling":
        return False
    if turn.admit() is None:
        return True
    asked, number = focus.present(turn), posting.subject.id
    begun = asked if isinstance(asked, ReasonAsked) and asked.need == number else None
    if begun and posting.live:
        return _take(turn, begun, text)
    need = needs.by_id(turn.tx, number)
    turn.refuse("review.newer" if begun else "review.no_ruling", reference=need.reference if need else "")
    return True


def _reason_wanted(turn: Turn, need: Need, asked: ReasonAsked) -> Reply:
    text = turn.text(
        f"lifecycle.action.{asked.do}.reason",
        reference=need.reference,
        summary=wording.summary(turn, need),
        fields=wording.labels(turn, need, asked.fields),
    )
    return Reply(text, ((ruling_cards.dropper(turn, need),),), replace=True)
