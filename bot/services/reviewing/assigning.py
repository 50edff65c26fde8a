"""Who has a need in hand: a lead assigns it, its holder passes it on, another takes it over; all after confirming."""

import re
import unicodedata

from bot.needs import lifecycle
from bot.needs.lifecycle import Action
from bot.reply import Button, Reply, rows
from bot.services.actions import DropHand, Hand, HandNoteAsked, HandTo
from bot.services.needs_state import live_cards, staff_cards, wording
from bot.services.needs_state.transition import move
from bot.services.reviewing import decisions
from bot.services.runtime import focus, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import needs, routine
from bot.storage.needs import Need
from faq.asking import is_question

LONGEST_NOTE = 500  # characters


def staff_who_may(turn: Turn, need: Need) -> list[Member]:
    """Return the members of staff to whom the caller can give a need: no holder, and nobody whose need it is."""
    return [
        each
        for each in turn.staff.members.values()
        if each.id not in (turn.caller.user_id, need.holder)
        and rights.sees(turn, each, need)
        and not rights.may(turn, "read", need, each.id)
    ]


def begin(turn: Turn, need: Need, do: Action, member: Member) -> None:
    """Asks to whom a need goes, or, where the caller takes it over, to confirm that."""
    if do not in lifecycle.TO_ANOTHER:
        _confirm(turn, need, HandNoteAsked(need=need.id, rev=need.revision, do=do, to=member.id))
        return
    held = routine.held_by_each(turn.tx)
    choices = [
        Button(
            turn.text("assigning.choice", name=each.name, count=held.get(each.id, 0)),
            HandTo(need=need.id, rev=need.revision, do=do, to=each.id),
        )
        for each in staff_who_may(turn, need)
    ]
    key = "assigning.choose" if choices else "assigning.nobody"
    text = turn.text(key, do=wording.action_name(turn, do), reference=need.reference)
    turn.say(Reply(text, (*rows(choices, 2), (_dropper(turn, need),)) if choices else ()), to=member.id)
    if not turn.caller.private:
        turn.hint(turn.text("review.sent_privately"))


@on(HandTo)
def choose(turn: Turn, action: HandTo) -> None:
    """Shows for confirmation who gets the need."""
    if need := _allowed(turn, action):
        turn.strip_tapped()
        _confirm(turn, need, HandNoteAsked(need=need.id, rev=action.rev, do=action.do, to=action.to))


@on(Hand)
def hand(turn: Turn, action: Hand) -> None:
    """Gives the need to whom the card says; he and the former holder are told."""
    if (need := _allowed(turn, action)) and (member := turn.member):
        former, whom = staff_cards.holder(turn, need) if need.holder else "", _name(turn, action.to)
        _end(turn, need.id)
        live_cards.answered(turn, need, member)
        note = "：".join(filter(None, (f"{former} → {whom}".strip(), action.note)))
        moved = move(turn, need, action.do, role=member.role, note=note, holder=action.to)
        said = turn.text(f"lifecycle.action.{action.do}.done", reference=need.reference, who=member.name)
        turn.hint(said)
        turn.say(staff_cards.outcome(turn, moved, said))
        if action.to == member.id:
            live_cards.open_whole(turn, moved, member)
        else:
            _tell(turn, moved, action, member)


def _tell(turn: Turn, need: Need, action: Hand, member: Member) -> None:
    """Tells the new holder, by the need's card in his own chat."""
    with turn.heard_by(action.to):
        word = turn.text("assigning.word", note=action.note) if action.note else ""
        said = turn.text("assigning.yours", who=member.name, reference=need.reference, word=word)
        summary = wording.summary(turn, need)
        turn.say(
            staff_cards.outcome(turn, need, f"{said}\n{turn.text('assigning.what', summary=summary)}"), to=action.to
        )


@on(DropHand)
def drop(turn: Turn, action: DropHand) -> None:
    """Leaves the need with who has it, and says so."""
    if turn.admit() and (need := rights.admitted(turn, needs.by_id(turn.tx, action.need))):
        _end(turn, need.id)
        said = turn.text("review.dropped", reference=need.reference, state=wording.state(turn, need))
        turn.say(staff_cards.outcome(turn, need, said))


def _allowed(turn: Turn, action: HandTo | Hand) -> Need | None:
    """Return the need if the caller may give it to that person now; else say why not."""
    member = turn.admit()
    need = member and decisions.present(turn, action.need, action.rev, member, action.do)
    if not member or not need or not decisions.allowed(turn, need, action.do, member):
        return None
    if action.do not in lifecycle.HANDED:  # it is decided with a card of its own
        turn.refuse("common.stale")
        return None
    if action.do in lifecycle.TO_ANOTHER:
        fits = action.to in {each.id for each in staff_who_may(turn, need)}
    else:
        fits = action.to == member.id
    if not fits:
        turn.refuse("assigning.not_possible", who=_name(turn, action.to), reference=need.reference)
    return need if fits else None


def _confirm(turn: Turn, need: Need, asked: HandNoteAsked, note: str = "") -> None:
    """Show what is about to be done; its button does exactly this, whatever is typed later."""
    text = turn.text(
        "assigning.confirm",
        do=wording.action_name(turn, asked.do),
        reference=need.reference,
        summary=wording.summary(turn, need),
        former=staff_cards.holder(turn, need),
        whom=_name(turn, asked.to),
        word=turn.text("assigning.word", note=note) if note else turn.text("assigning.may_note"),
    )
    does = Hand(need=need.id, rev=asked.rev, do=asked.do, to=asked.to, note=note)
    focus.prompt(turn, asked, Reply(text, ((Button(turn.text("assigning.go"), does), _dropper(turn, need)),)))


def _hear_note(turn: Turn, asked: HandNoteAsked, text: str) -> bool:
    """Shows the whole again with the typed word to the colleague."""
    need, note = rights.admitted(turn, needs.by_id(turn.tx, asked.need)), text.strip()
    if need is None or need.revision != asked.rev or not turn.admit():
        focus.release(turn)
        if need:
            turn.refuse("review.no_ruling", reference=need.reference)
    elif focus.fits(turn, note, LONGEST_NOTE):
        _confirm(turn, need, asked, note)
    return True


def _leave(turn: Turn, asked: HandNoteAsked) -> None:
    drop(turn, DropHand(need=asked.need))


focus.listen(HandNoteAsked, Ear(_hear_note, _leave))


def _end(turn: Turn, need_id: int) -> None:
    """Ask the caller no more for a word about handing this need over."""
    if isinstance(asked := focus.present(turn), HandNoteAsked) and asked.need == need_id:
        focus.release(turn)


def _dropper(turn: Turn, need: Need) -> Button:
    return Button(turn.text("review.drop"), DropHand(need=need.id))


def _name(turn: Turn, user_id: int) -> str:
    member = turn.staff.members.get(user_id)
    return member.name if member else turn.text("review.former", id=user_id)


def hear(turn: Turn, text: str) -> bool:
    """Takes staff's words that say who shall have a need: shows it for confirmation; returns whether they were that.

    Where nobody is named, or several are, it asks to whom.
    """
    member, read = turn.member, unicodedata.normalize("NFKC", text)
    if member is None or not turn.caller.private or is_question(text):
        return False
    need, taking = _need(turn, read), _says(turn, "assigning.words.take", read)
    if need is None or not (taking or _says(turn, "assigning.words.give", read)):
        return False
    named = [member] if taking else [each for each in turn.staff.members.values() if _called(each) in read]
    do: Action = "take_over" if taking else "transfer" if need.state in lifecycle.HELD else "assign"
    if len(named) != 1:
        if rights.admitted(turn, need) and decisions.allowed(turn, need, do, member):
            begin(turn, need, do, member)
    elif found := _allowed(turn, HandTo(need=need.id, rev=need.revision, do=do, to=named[0].id)):
        _confirm(turn, found, HandNoteAsked(need=found.id, rev=found.revision, do=do, to=named[0].id))
    return True


def _called(member: Member) -> str:
    """Return what colleagues call a member: of a name like 审核员·赵敏 the last part."""
    return re.split(r"[·・]", member.name)[-1]


def _says(turn: Turn, key: str, text: str) -> bool:
    return any(word in text for word in turn.house.texts.heard(key).split())


def _need(turn: Turn, text: str) -> Need | None:
    """Return the one need that a text names, by its reference or the last figures of it."""
    numbers = wording.references(turn, text) or [wording.reference(turn, each) for each in re.findall(r"\d{1,6}", text)]
    return needs.by_reference(turn.tx, numbers[0]) if len(numbers) == 1 else None
