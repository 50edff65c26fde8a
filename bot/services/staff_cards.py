"""What staff see of a need, and what its owner is told of their decision. Only words and buttons."""

from bot.needs import lifecycle
from bot.needs.cards import rows
from bot.reply import Argument, Button, Reply
from bot.services import cards
from bot.services.cards import Row
from bot.services.turn import Member, Turn
from bot.storage import needs
from bot.storage.needs import Act, Need
from bot.storage.rulings import Ruling
from bot.texts import Html


def about(need: Need, **more: Argument) -> dict[str, Argument]:
    """Return the arguments of a button on a need's card: which need, and as of when."""
    return {"need": need.id, "rev": need.revision, **more}


def announcement(turn: Turn, need: Need, key: str) -> Reply:
    """Return what staff are told of a need that waits for them."""
    claim = Button(turn.text("lifecycle.action.claim"), "review.act", about(need, do="claim"))
    return Reply(_brief(turn, need, key), ((claim, _opener(turn, need)),))


def withdrawal(turn: Turn, need: Need) -> Reply:
    """Return what staff are told of a need that its owner has taken back."""
    return Reply(_brief(turn, need, "review.withdrawn"))


def taken(turn: Turn, need: Need, said: str) -> Reply:
    """Return what becomes of an announcement once somebody has acted on it in the group."""
    return Reply(f"{said}\n{_brief(turn, need, 'review.brief')}", ((_opener(turn, need),),), replace=True)


def for_staff(turn: Turn, need: Need, member: Member, *, lead: str = "", replace: bool = False) -> Reply:
    """Return a need as staff see it, after `lead`: for private chats, the phone in full only for who holds the need."""
    holds = need.holder == member.id
    text = turn.text(
        "review.card",
        reference=need.reference,
        state=cards.state(turn, need),
        holder=_holder(turn, need),
        submitted=cards.moment(need.submitted_at),
        body=cards.body(turn, need, mask=not holds),
    )
    actions = [
        Button(turn.text(f"lifecycle.action.{do}"), "review.act", about(need, do=do))
        for do in lifecycle.actions(need.state, role=member.role, holds=holds)
    ]
    history = Button(turn.text("review.history_button"), "review.history", {"reference": need.reference})
    return Reply(f"{lead}\n\n{text}" if lead else text, (*rows(actions, 2), (history,)), replace=replace)


def outcome(turn: Turn, need: Need, said: str) -> Reply:
    """Return what a member of staff sees of a need that is off the desk: one line, and the way to its card."""
    return Reply(said, ((_opener(turn, need),),), replace=True)


def released(turn: Turn, need: Need, by: Member) -> Reply:
    """Return what the holder of a need is told when somebody else has put it back."""
    return Reply(turn.text("review.released", reference=need.reference, who=by.name), ((_opener(turn, need),),))


def _brief(turn: Turn, need: Need, key: str) -> Html:
    return turn.text(key, reference=need.reference, summary=cards.summary(turn, need))


def _opener(turn: Turn, need: Need) -> Button:
    return Button(turn.text("review.open"), "review.open", {"need": need.id})


def _holder(turn: Turn, need: Need) -> str:
    if need.holder is None:
        return turn.text("review.nobody")
    member = turn.house.staff.members.get(need.holder)
    return member.name if member else turn.text("review.former", id=need.holder)


def history(turn: Turn, need: Need) -> Reply:
    """Return all that was done to a need."""
    lines = [_line(turn, act) for act in needs.history(turn.tx, need.id)]
    return Reply("\n".join((turn.text("review.history", reference=need.reference), *lines)))


def _line(turn: Turn, act: Act) -> Html:
    return turn.text(
        "review.history_row",
        at=cards.moment(act.at),
        who=act.actor_name,
        do=turn.text(f"lifecycle.action.{act.action}"),
        from_state=turn.text(f"lifecycle.state.{act.from_state}"),
        to_state=turn.text(f"lifecycle.state.{act.to_state}"),
        note=turn.text("review.history_note", note=act.note) if act.note else "",
    )


def ticking(turn: Turn, need: Need, ruling: Ruling, *, lead: str = "", replace: bool = False) -> Reply:
    """Return the fields of a need as boxes to tick for supplement, after `lead`."""
    boxes = [
        Button(f"{'☑' if each.key in ruling.fields else '☐'} {each.label}", "ruling.tick", about(need, field=each.key))
        for each in turn.house.form.numbered
    ]
    text = _brief(turn, need, "review.tick")
    ending: Row = (Button(turn.text("review.ticked"), "ruling.ticked", about(need)), dropper(turn, need))
    return Reply(f"{lead}\n{text}" if lead else text, (*rows(boxes, 2), ending), replace=replace)


def dropper(turn: Turn, need: Need) -> Button:
    """Return the button that forgets a decision that was begun."""
    return Button(turn.text("review.drop"), "ruling.drop", {"need": need.id})


def confirmation(turn: Turn, need: Need, ruling: Ruling) -> Reply:
    """Return a written decision; its button carries out what is written here, whatever is written later."""
    text = turn.text(
        f"review.confirm.{ruling.action}",
        reference=need.reference,
        fields=cards.labels(turn, ruling.fields),
        reason=ruling.reason,
    )
    decided = about(need, do=ruling.action, fields=",".join(ruling.fields), reason=ruling.reason)
    yes = Button(turn.text(f"review.confirm_button.{ruling.action}"), "ruling.decide", decided)
    return Reply(text, ((yes, dropper(turn, need)),))


def notice(turn: Turn, need: Need, do: str, ruling: Ruling) -> Reply:
    """Return what the owner is told of a decision."""
    text = turn.text(
        f"review.notice.{do}",
        reference=need.reference,
        title=cards.shown(turn, need, "title"),
        fields=cards.labels(turn, ruling.fields),
        reason=ruling.reason,
    )
    show = Button(turn.text("mine.show"), "mine.show", {"need": need.id})
    further = {"returned": "amend", "rejected": "copy"}.get(need.state)
    if further is None:
        return Reply(text, ((show,),))
    return Reply(text, ((Button(turn.text(f"mine.{further}"), f"mine.{further}", {"need": need.id}),), (show,)))
