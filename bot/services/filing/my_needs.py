"""What is one's own: needs and drafts, with what one may do with them. Nobody else's is ever shown uninvited."""

from collections.abc import Callable, Mapping, Sequence

from bot.needs import lifecycle
from bot.needs.draft import Draft
from bot.needs.words import changes
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    Amend,
    AskContact,
    AskDelete,
    AskWithdraw,
    BeginNeed,
    Copy,
    ListMine,
    NotWithdraw,
    ResumeDraft,
    SendReceipt,
    ShowMine,
    ShowSharing,
    ShowTimeline,
    TellState,
    TurnMine,
    Withdraw,
    WithdrawSome,
)
from bot.services.asking import enquiry
from bot.services.needs_state import attached, live_cards, owners_view, remarked, transition, wording
from bot.services.runtime import beijing, paging, rights, writing
from bot.services.runtime.rights import What
from bot.services.runtime.turn import Turn, do, on
from bot.services.talks import about_needs
from bot.storage import attachments, drafts, needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from bot.texts import Html
from faq.asking import is_question

TOLD = 2  # needs that are told of one by one; of more a list is shown
CHANGED = 3  # needs, the latest, of which one may be meant that is to be changed
PER_PAGE = 8  # needs on one page of the list


@on(ListMine)
def overview(turn: Turn, _: ListMine) -> None:
    """Lists the caller's drafts and needs, the latest first, with their states."""
    _list(turn, 0, replace=False)


@on(TurnMine)
def turn_page(turn: Turn, action: TurnMine) -> None:
    """Turns to a page of the same list."""
    _list(turn, action.page, replace=True)


def _list(turn: Turn, page: int, *, replace: bool) -> None:
    found, written = _readable(turn), rights.written(turn)
    if not found and not written:
        turn.say(Reply(turn.text("mine.none"), ((Button(turn.text("mine.begin"), BeginNeed()),),)))
        return
    here = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [*(_draft_line(turn, draft) for draft in written), *(_line(turn, need) for need in here)]
    openers = [opener(turn, need) for need in here]
    turning = paging.turning(turn, lambda to: TurnMine(page=to), page, paging.pages(len(found), PER_PAGE) - 1)
    rows = (*(draft_row(turn, draft) for draft in written), *openers, *turning)
    turn.say(Reply("\n".join((_heading(turn, found, written), *lines)), rows, replace=replace))


def _readable(turn: Turn) -> list[Need]:
    """Return the caller's needs and those shared with him, as he may see them."""
    me = turn.caller.user_id
    return [
        *owners_view.of_owner(turn.tx, me),
        *(owners_view.seen(turn.tx, each) for each in needs.shared_with(turn.tx, me)),
    ]


def _heading(turn: Turn, found: Sequence[Need], written: Sequence[DraftRow]) -> Html:
    """Return how many of each there are; of what there is none, nothing is said."""
    withdrawn = sum(need.state == "withdrawn" for need in found)
    counts = {"drafts": len(written), "needs": len(found) - withdrawn, "withdrawn": withdrawn}
    return turn.text(
        "mine.list",
        counts=turn.text("common.comma").join(
            turn.text(f"mine.count.{kind}", count=n) for kind, n in counts.items() if n
        ),
    )


def _draft_line(turn: Turn, draft: DraftRow) -> Html:
    title, updated = writing.title(turn, draft), beijing.moment(draft.updated_at)
    return turn.text("mine.draft_row", title=title, updated=updated, whose=_whose(turn, draft))


def _whose(turn: Turn, of: DraftRow | Need) -> Html:
    """Return the mark of what is a colleague's; nothing on one's own."""
    return Html() if of.owner == turn.caller.user_id else turn.text("sharing.colleagues")


def _line(turn: Turn, need: Need) -> Html:
    return turn.text(
        "mine.row",
        reference=need.reference,
        title=wording.shown(turn, need, "title"),
        state=wording.state(turn, need),
        updated=beijing.moment(need.updated_at),
        whose=_whose(turn, need),
    )


def opener(turn: Turn, need: Need) -> Row:
    """Return the button that shows a need."""
    return (Button(turn.text("mine.show_one", reference=need.reference), ShowMine(need=need.id)),)


def draft_row(turn: Turn, draft: DraftRow) -> Row:
    """Return the buttons that go on with a draft and that ask whether to delete it."""
    go_on = Button(turn.text("mine.resume", title=writing.title(turn, draft)), ResumeDraft(draft_id=draft.id))
    deleting = (Button(turn.text("mine.delete"), AskDelete(draft_id=draft.id)),)
    return (go_on, *(deleting if rights.may(turn, "erase", draft) else ()))


def deleting(turn: Turn, draft: DraftRow) -> Row:
    """Return the button that asks whether to delete a draft."""
    label = turn.text("mine.delete_one", title=writing.title(turn, draft))
    return (Button(label, AskDelete(draft_id=draft.id)),)


def say_none(turn: Turn, key: str) -> None:
    """Says that there is nothing of what was wished for, and how to begin."""
    turn.say(Reply(turn.text(key), (enquiry.going_on(turn) or (Button(turn.text("mine.begin"), BeginNeed()),),)))


@on(TellState)
def tell_state(turn: Turn, _: TellState) -> None:
    """Tells how the caller's needs stand: in short where these are few, else as a list."""
    under_way = [need for need in _readable(turn) if need.state != "withdrawn"]
    if not under_way:
        say_none(turn, "mine.state_draft" if rights.written(turn) else "mine.state_none")
    elif len(under_way) <= TOLD:
        for need in under_way:
            turn.say(_brief(turn, need))
    else:
        overview(turn, ListMine())


def status(turn: Turn, reference: str) -> None:
    """Shows the need of that number to its owner, or to staff; to anyone else it does not exist."""
    if reference:
        _present(turn, wording.reference(turn, reference), card)
    else:
        turn.tell("mine.status_usage")


def named(turn: Turn, number: str) -> None:
    """Says in short how the need stands whose number was mentioned, to the same people as above."""
    _present(turn, number, _brief)


def _present(turn: Turn, number: str, shown: Callable[[Turn, Need], Reply]) -> None:
    need = needs.by_reference(turn.tx, number)
    mine = need is not None and rights.may(turn, "read", need)
    if need and mine and need.erased_at:
        turn.tell("mine.erased", reference=number)
    elif need and mine:
        turn.say(shown(turn, owners_view.seen(turn.tx, need)))
    elif need and turn.member and rights.admitted(turn, need):
        live_cards.open_whole(turn, need, turn.member)
    elif need is None or turn.member is None:
        turn.tell("mine.not_yours", reference=number)


@on(ShowMine)
def show(turn: Turn, action: ShowMine) -> None:
    """Shows one of the caller's needs."""
    if found := own(turn, action.need):
        turn.say(card(turn, found))


@on(AskWithdraw)
def ask_withdraw(turn: Turn, action: AskWithdraw) -> None:
    """Asks whether to withdraw."""
    if found := _as_shown(turn, action.need, action.rev):
        yes = Button(turn.text("mine.withdraw_yes"), Withdraw(need=found.id, rev=found.revision))
        no = Button(turn.text("mine.withdraw_no"), NotWithdraw(need=found.id))
        text = turn.text("mine.withdraw_ask", reference=found.reference, title=wording.shown(turn, found, "title"))
        turn.say(Reply(text, ((yes, no),), replace=True))


@on(WithdrawSome)
def withdraw_some(turn: Turn, _: WithdrawSome) -> None:
    """Asks whether to withdraw the caller's need; of several, which. A draft was never filed, and can be deleted."""
    me = turn.caller.user_id
    open_ones = [each for each in owners_view.of_owner(turn.tx, me) if lifecycle.may(each.state, "withdraw", "owner")]
    written = [draft for draft in drafts.of_owner(turn.tx, me) if draft.need_id is None]
    withdrawing = [_withdrawing(turn, need) for need in open_ones]
    buttons = [*withdrawing, *(deleting(turn, draft) for draft in written)]
    if not buttons:
        say_none(turn, "mine.withdraw_none")
    elif not open_ones:
        turn.say(Reply(turn.text("mine.withdraw_unfiled"), (*buttons, enquiry.going_on(turn))))
    elif len(buttons) == 1 and buttons[0][0].action:
        do(turn, buttons[0][0].action)
    else:
        turn.say(Reply(turn.text("mine.withdraw_which"), tuple(buttons)))


def _withdrawing(turn: Turn, need: Need) -> Row:
    label = turn.text("mine.withdraw_one", reference=need.reference)
    return (Button(label, AskWithdraw(need=need.id, rev=need.revision)),)


@on(NotWithdraw)
def not_withdraw(turn: Turn, action: NotWithdraw) -> None:
    """Shows the need again that stays as it is."""
    if found := own(turn, action.need):
        turn.say(card(turn, found, replace=True))


@on(Withdraw)
def withdraw(turn: Turn, action: Withdraw) -> None:
    """Withdraws a need and drops what was being mended of it; staff are told where they thought it done."""
    found = _as_shown(turn, action.need, action.rev)
    if found is None:
        return
    moved = transition.withdraw(turn, found)
    rights.tell(turn, moved, lambda: Reply(turn.text("mine.withdrawn", reference=found.reference)))
    if draft := drafts.of_need(turn.tx, found.id):
        writing.close(turn, draft.id)
    turn.say(Reply(turn.text("mine.withdrawn", reference=found.reference), _further(turn, moved), replace=True))
    if lifecycle.may(found.state, "reopen", "lead"):  # else staff have not done with it, and their cards say so
        live_cards.announce(turn, moved)


def hear_change(turn: Turn, text: str) -> bool:
    """Says how what was submitted can be changed, where a text tells a new value; False where it tells none."""
    owner = turn.caller.user_id
    found = [] if is_question(text) else owners_view.of_owner(turn.tx, owner)[:CHANGED]
    if not found:
        return False
    as_filled_in = Draft(id=0, owner=owner, values=found[0].content.values)
    if not changes(turn.house.form_of(found[0]), as_filled_in, text):
        return False
    going_on = (draft_row(turn, draft)[:1] for draft in drafts.of_owner(turn.tx, owner))
    turn.say(Reply(turn.text("mine.change"), (*going_on, *(opener(turn, need) for need in found))))
    return True


def own(turn: Turn, need_id: int, what: What = "read") -> Need | None:
    """Return a need with which the caller may do this; one that he may not see is refused as if it meant nothing."""
    need = needs.by_id(turn.tx, need_id)
    if need is None or not rights.may(turn, "read", need):
        turn.refuse("common.stale")
        return None
    if not rights.may(turn, what, need):
        turn.refuse("sharing.owner_only")
        return None
    if need.erased_at:
        turn.refuse("mine.erased", reference=need.reference)
        return None
    return owners_view.seen(turn.tx, need)


def _as_shown(turn: Turn, need_id: int, revision: int) -> Need | None:
    """Return the need to be withdrawn if it is as the tapped card showed it; otherwise show how it is now."""
    need = own(turn, need_id, "withdraw")
    if need and need.revision != revision:
        turn.say(card(turn, need, replace=True))
        return None
    return need


def card(turn: Turn, need: Need, *, replace: bool = False) -> Reply:
    """Return a need as its owner sees it: the state and what it means, what is to be done, and the whole content."""
    text = turn.text("mine.card", **_standing(turn, need), body=wording.body(turn, need, mask=False))
    files = attached.summary(turn, attachments.of_need(turn.tx, need.id))
    shown = "\n\n".join(filter(None, (text, files)))
    further = (*attached.row(turn, need), *_further(turn, need), *_papers(turn, need))
    return Reply(shown, further, replace=replace)


def _brief(turn: Turn, need: Need) -> Reply:
    """Return the same without the content, which a button shows."""
    text = turn.text("mine.brief", **_standing(turn, need), title=wording.shown(turn, need, "title"))
    return Reply(text, (*_further(turn, need), (Button(turn.text("mine.show"), ShowMine(need=need.id)),)))


def _standing(turn: Turn, need: Need) -> dict[str, str]:
    """Return how a need stands, in words for its owner."""
    return {
        "reference": need.reference,
        "state": wording.state(turn, need),
        "means": turn.text(f"lifecycle.state.{need.state}.means"),
        "submitted": beijing.moment(need.submitted_at),
        "updated": beijing.moment(need.updated_at),
        "request": Html(_request(turn, need) + remarked.asked(turn, need)),
    }


def _request(turn: Turn, need: Need) -> str:
    asked = need.request
    if asked is None or not (asked.reason or asked.reasons):
        return ""
    fields, reason = wording.labels(turn, need, asked.fields), wording.reason(turn, need, asked)
    return turn.text("mine.request" if fields else "mine.reason", fields=fields, reason=reason)


def _further(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return what the caller may do next, a button a row."""
    further = lifecycle.actions(need.state, role="owner")
    buttons = {
        "resubmit": Button(turn.text("mine.amend"), Amend(need=need.id)),
        "withdraw": Button(turn.text("mine.withdraw"), AskWithdraw(need=need.id, rev=need.revision)),
        "copy": Button(turn.text("mine.copy"), Copy(need=need.id)),
    }
    needed: Mapping[str, What] = {"resubmit": "edit", "withdraw": "withdraw", "copy": "copy"}
    may = [each for each in buttons if each in further and rights.may(turn, needed[each], need)]
    return (*remarked.answering(turn, need), *((buttons[each],) for each in may))


def _papers(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return what a reader can have of a need at any time, and what its owner can change of it without a review."""
    receipt = Button(turn.text("mine.receipt_button"), SendReceipt(need=need.id))
    course = Button(turn.text("mine.course_button"), ShowTimeline(need=need.id))
    changing = lifecycle.may(need.state, "contact", "owner") and rights.may(turn, "contact", need)
    contact = (Button(wording.action_name(turn, "contact"), AskContact(need=need.id)),) if changing else ()
    inviting = (Button(turn.text("sharing.invite"), ShowSharing(need=need.id)),)
    asking = about_needs.button(turn, need)
    return (
        (receipt, course, *contact),
        *(((asking,),) if asking else ()),
        *((inviting,) if rights.may(turn, "share", need) else ()),
    )
