"""What is one's own: needs and drafts, with what their owner may do with them. Nobody else's is ever shown."""

from bot.needs import lifecycle
from bot.needs.lifecycle import IllegalTransition
from bot.reply import Button, Reply
from bot.services import cards, review
from bot.services.turn import Turn
from bot.storage import drafts, needs
from bot.storage.needs import Need
from bot.texts import Html

SHOWN = 10  # needs in one list


def overview(turn: Turn) -> None:
    """Lists the caller's drafts and needs with their states."""
    found = needs.of_owner(turn.tx, turn.caller.user_id)
    written = drafts.of_owner(turn.tx, turn.caller.user_id)
    if not found and not written:
        turn.say(Reply(turn.text("mine.none"), ((Button(turn.text("mine.begin"), "act.submit"),),)))
        return
    lines = [turn.text("mine.list", count=len(found))]
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                turn.text("mine.resume", title=cards.draft_title(turn, draft)), "draft.resume", {"draft_id": draft.id}
            ),
            Button(turn.text("mine.delete"), "draft.delete", {"draft_id": draft.id}),
        )
        for draft in written
    ]
    for need in found[:SHOWN]:
        lines.append(
            turn.text(
                "mine.row",
                reference=need.reference,
                title=cards.shown(turn, need, "title"),
                state=turn.text(f"lifecycle.state.{need.state}"),
                updated=cards.moment(need.updated_at),
            )
        )
        rows.append((Button(turn.text("mine.show_one", reference=need.reference), "mine.show", {"need": need.id}),))
    turn.say(Reply("\n".join(lines), tuple(rows)))


def status(turn: Turn, *, reference: str) -> None:
    """Shows the need of that number to its owner, or to staff; to anyone else it does not exist."""
    need = needs.by_reference(turn.tx, reference)
    if need and need.owner == turn.caller.user_id:
        turn.say(_card(turn, need))
    elif need and turn.member:
        review.open_card(turn, need=need.id)
    else:
        turn.tell("mine.not_yours", reference=reference)


def show(turn: Turn, *, need: int) -> None:
    """Shows one of the caller's needs."""
    if found := _own(turn, need):
        turn.say(_card(turn, found))


def ask_withdraw(turn: Turn, *, need: int, rev: int) -> None:
    """Asks whether to withdraw."""
    if found := _own(turn, need, rev):
        yes = Button(turn.text("mine.withdraw_yes"), "mine.withdraw_yes", {"need": need, "rev": rev})
        no = Button(turn.text("mine.withdraw_no"), "mine.show", {"need": need})
        turn.say(Reply(turn.text("mine.withdraw_ask", reference=found.reference), ((yes, no),), replace=True))


def withdraw(turn: Turn, *, need: int, rev: int) -> None:
    """Withdraws a need; whoever holds it is told."""
    found = _own(turn, need, rev)
    if found is None:
        return
    try:
        state = lifecycle.transition(found.state, "withdraw", role="owner", holds=False)
    except IllegalTransition as refused:
        turn.say(Reply(cards.refusal(turn, refused)))
        return
    moved = needs.change(turn.tx, found, state=state, holder=None)
    record(turn, found, "withdraw", state)
    draft = drafts.of_need(turn.tx, found.owner, found.id)
    if draft:
        drafts.delete(turn.tx, draft.id)
    turn.say(Reply(turn.text("mine.withdrawn", reference=found.reference), _copy_row(turn, moved), replace=True))
    if found.state != "returned":
        turn.tell_staff(
            Reply(turn.text("review.withdrawn", reference=found.reference, summary=cards.summary(turn, found)))
        )


def record(turn: Turn, need: Need, action: str, to_state: str, note: str = "") -> None:
    """Writes what the owner did into the need's record."""
    needs.record(
        turn.tx,
        need.id,
        actor=turn.caller.user_id,
        actor_name=turn.caller.name,
        role="owner",
        action=action,
        from_state=need.state,
        to_state=to_state,
        note=note,
    )


def _own(turn: Turn, need_id: int, revision: int | None = None) -> Need | None:
    """Return the caller's need; a tap on a card that is out of date shows the present one instead."""
    need = needs.by_id(turn.tx, need_id)
    if need is None or need.owner != turn.caller.user_id:
        turn.tell("common.stale")
        return None
    if revision is not None and need.revision != revision:
        turn.say(_card(turn, need))
        return None
    return need


def _card(turn: Turn, need: Need) -> Reply:
    request = need.request or {}
    text = turn.text(
        "mine.card",
        reference=need.reference,
        state=turn.text(f"lifecycle.state.{need.state}"),
        means=turn.text(f"mine.means.{need.state}"),
        submitted=cards.moment(need.submitted_at),
        request=turn.text(
            "mine.request", fields=cards.labels(turn, request.get("fields", [])), reason=request["reason"]
        )
        if request.get("reason")
        else "",
        body=Html(cards.body(turn, need, mask=False)),
    )
    about = {"need": need.id, "rev": need.revision}
    rows: list[tuple[Button, ...]] = []
    if need.state == "returned":
        rows.append((Button(turn.text("mine.amend"), "mine.amend", {"need": need.id}),))
    if "withdraw" in lifecycle.actions(need.state, role="owner", holds=False):
        rows.append((Button(turn.text("mine.withdraw"), "mine.withdraw", about),))
    return Reply(text, (*rows, *_copy_row(turn, need)))


def _copy_row(turn: Turn, need: Need) -> tuple[tuple[Button, ...], ...]:
    if need.state not in ("rejected", "withdrawn"):
        return ()
    return ((Button(turn.text("mine.copy"), "mine.copy", {"need": need.id}),),)
