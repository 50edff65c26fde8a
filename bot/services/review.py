"""Review: staff see the queue, take a need, and decide on it. Role, state and holder are checked when it is done."""

from bot.needs import lifecycle
from bot.needs.lifecycle import IllegalTransition
from bot.reply import Button, Reply
from bot.services import cards
from bot.services.turn import Member, Turn
from bot.storage import needs, rulings
from bot.storage.needs import Need
from bot.storage.rulings import Ruling

LONGEST_REASON = 1000  # characters


def staff(turn: Turn) -> Member | None:
    """Return the caller as staff; anyone else is told that this is not for them."""
    if turn.member is None:
        turn.toast = turn.text("review.staff_only")
        turn.tell("review.staff_only")
    return turn.member


def announce(turn: Turn, need: Need, key: str = "review.new") -> None:
    """Tells staff of a need that has come in."""
    text = turn.text(key, reference=need.reference, summary=cards.summary(turn, need))
    buttons = (
        Button(turn.text("lifecycle.action.claim"), "review.act", _about(need, do="claim")),
        Button(turn.text("review.open"), "review.open", _about(need)),
    )
    turn.tell_staff(Reply(text, (buttons,)))


def queue(turn: Turn, *, state: str = "", league: str = "", page: int = 0, replace: bool = False) -> None:
    """Lists a page of the queue, the oldest first; an empty `state` means all that waits for staff."""
    if staff(turn):
        turn.say(cards.queue(turn, state=state, league=league, page=page, replace=replace))


def leagues(turn: Turn, *, state: str = "") -> None:
    """Offers the leagues and cities to filter the queue by."""
    if staff(turn):
        turn.say(cards.league_filter(turn, state))


def open_card(turn: Turn, *, need: int) -> None:
    """Shows a need to staff, always in their private chat."""
    if (member := staff(turn)) and (found := needs.by_id(turn.tx, need)):
        turn.say(cards.for_staff(turn, found, member), to=member.id)


def history(turn: Turn, *, reference: str) -> None:
    """Lists for staff all that was done to a need."""
    if not staff(turn):
        return
    need = needs.by_reference(turn.tx, reference)
    if need is None:
        turn.tell("review.no_such", reference=reference)
    else:
        turn.say(cards.history(turn, need))


def act(turn: Turn, *, need: int, rev: int, do: str) -> None:
    """Does what a button on a staff card says, or begins to where a reason is required."""
    member = staff(turn)
    found = member and _present(turn, need, rev, member)
    if not member or not found:
        return
    if not _allowed(turn, found, do, member):
        return
    if lifecycle.requires_reason(do):
        rulings.keep(turn.tx, member.id, Ruling(found.id, do))
        _ask_for_ruling(turn, found, Ruling(found.id, do))
    else:
        _move(turn, found, do, member)


def tick(turn: Turn, *, need: int, rev: int, field: str) -> None:
    """Ticks or unticks a field that is to be supplemented."""
    member = staff(turn)
    found = member and _present(turn, need, rev, member)
    ruling = member and rulings.find(turn.tx, member.id)
    if not member or not found or not ruling or ruling.need_id != need:
        return
    ticked = set(ruling.fields) ^ {field}
    order = tuple(each.key for each in turn.house.form.fields if each.key in ticked)
    ruling = Ruling(need, ruling.action, order, ruling.reason)
    rulings.keep(turn.tx, member.id, ruling)
    turn.say(cards.ticking(turn, found, ruling))


def ticked(turn: Turn, *, need: int, rev: int) -> None:
    """Asks for the reason once fields are ticked."""
    member = staff(turn)
    found = member and _present(turn, need, rev, member)
    ruling = member and rulings.find(turn.tx, member.id)
    if found and ruling and ruling.need_id == need:
        _ask_for_reason(turn, found, ruling)


def wants_reason(turn: Turn) -> bool:
    """Return whether the caller's next message is the reason of a decision that he has begun."""
    if turn.member is None or not turn.caller.private:
        return False
    ruling = rulings.find(turn.tx, turn.member.id)
    return ruling is not None and bool(ruling.fields or ruling.action != "return")


def reason(turn: Turn, text: str) -> None:
    """Keeps the typed reason and shows the whole decision to be confirmed."""
    member = staff(turn)
    ruling = member and rulings.find(turn.tx, member.id)
    need = ruling and needs.by_id(turn.tx, ruling.need_id)
    if not member or not ruling or not need:
        return
    if not text.strip() or len(text) > LONGEST_REASON:
        turn.tell("review.reason_length", limit=LONGEST_REASON, length=len(text))
        return
    ruling = Ruling(ruling.need_id, ruling.action, ruling.fields, text.strip())
    rulings.keep(turn.tx, member.id, ruling)
    turn.say(cards.ruling(turn, need, ruling))


def decide(turn: Turn, *, need: int, rev: int) -> None:
    """Carries out the decision that was confirmed."""
    member = staff(turn)
    found = member and _present(turn, need, rev, member)
    ruling = member and rulings.find(turn.tx, member.id)
    if not member or not found or not ruling or ruling.need_id != need or not ruling.reason:
        return
    if _allowed(turn, found, ruling.action, member):
        rulings.drop(turn.tx, member.id)
        _move(turn, found, ruling.action, member, ruling)


def drop(turn: Turn, *, need: int) -> None:
    """Forgets a decision that was begun and shows the need again."""
    if member := staff(turn):
        rulings.drop(turn.tx, member.id)
        if found := needs.by_id(turn.tx, need):
            turn.say(cards.for_staff(turn, found, member, replace=True))


def _about(need: Need, **more: str) -> dict[str, str | int | bool | None]:
    return {"need": need.id, "rev": need.revision, **more}


def _present(turn: Turn, need_id: int, revision: int, member: Member) -> Need | None:
    """Return the need if it is still as the tapped card showed it; otherwise say how it stands and by whose hand."""
    need = needs.by_id(turn.tx, need_id)
    if need is None or need.revision == revision:
        return need
    acts = needs.history(turn.tx, need.id)
    said = turn.text(
        "review.moved",
        reference=need.reference,
        state=turn.text(f"lifecycle.state.{need.state}"),
        who=acts[-1].actor_name,
    )
    turn.toast = said
    card = cards.for_staff(turn, need, member)
    turn.say(Reply(f"{said}\n\n{card.text}", card.buttons), to=member.id)
    return None


def _allowed(turn: Turn, need: Need, do: str, member: Member) -> bool:
    try:
        lifecycle.transition(need.state, do, role=member.role, holds=need.holder == member.id)
    except IllegalTransition as refused:
        turn.toast = cards.refusal(turn, refused)
        turn.say(Reply(turn.toast), to=member.id)
        return False
    return True


def _ask_for_ruling(turn: Turn, need: Need, ruling: Ruling) -> None:
    if ruling.action == "return":
        turn.say(cards.ticking(turn, need, ruling))
    else:
        _ask_for_reason(turn, need, ruling)


def _ask_for_reason(turn: Turn, need: Need, ruling: Ruling) -> None:
    if ruling.action == "return" and not ruling.fields:
        turn.toast = turn.text("review.tick_first")
        return
    text = turn.text(
        f"review.reason.{ruling.action}", reference=need.reference, fields=cards.labels(turn, ruling.fields)
    )
    drop_it = Button(turn.text("review.drop"), "review.drop", {"need": need.id})
    turn.say(Reply(text, ((drop_it,),), replace=True))


def _move(turn: Turn, need: Need, do: str, member: Member, ruling: Ruling | None = None) -> None:
    """Change the state, write the record, tell the owner, and show the card: all in this transaction."""
    holds = need.holder == member.id
    state = lifecycle.transition(need.state, do, role=member.role, holds=holds)
    reason_given = ruling.reason if ruling else ""
    request = (
        {"fields": list(ruling.fields), "reason": reason_given}
        if state in ("returned", "rejected") and ruling
        else None
    )
    moved = needs.change(
        turn.tx,
        need,
        state=state,
        holder=member.id if state == "in_review" else None,
        request=request,
    )
    fields = cards.labels(turn, ruling.fields) if ruling and ruling.fields else ""
    needs.record(
        turn.tx,
        need.id,
        actor=member.id,
        actor_name=member.name,
        role=member.role,
        action=do,
        from_state=need.state,
        to_state=state,
        note=f"{fields}：{reason_given}" if fields else reason_given,
    )
    if lifecycle.notifies_owner(do):
        turn.say(cards.notice(turn, moved, do, ruling), to=need.owner)
    said = turn.text(f"review.done.{do}", reference=need.reference, who=member.name)
    turn.toast = said
    card = cards.for_staff(turn, moved, member)
    if turn.caller.private:
        turn.say(Reply(f"{said}\n\n{card.text}", card.buttons, replace=True))
    else:
        turn.say(Reply(said, replace=True))
        turn.say(card, to=member.id)
