"""Whom staff can reach: changed by the owner after the submission too, one field at a time, each with its record."""

from dataclasses import replace

from bot.needs import lifecycle
from bot.needs.actions import Edit
from bot.needs.draft import Draft
from bot.needs.fields import Accepted, AskBack, Doubtful, Field, Json, Rejected, parse
from bot.needs.fields.cleaning import clean
from bot.needs.past import corrected
from bot.reply import Button, Reply, Row
from bot.services.actions import AskContact, ChangeContact, ContactAsked, Reach, SendReceipt, SetContact, WriteContact
from bot.services.filing import my_needs
from bot.services.needs_state import owners_view, wording
from bot.services.needs_state.transition import correct
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts, needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from faq.asking import is_question

ROLES: tuple[Reach, ...] = ("contact", "phone")
OFFERED = 3  # needs, the latest, of which one may be meant


@on(ChangeContact)
def offer(turn: Turn, _: ChangeContact) -> None:
    """Offers to change whom staff can reach: in the draft, and in what was submitted."""
    me = turn.caller.user_id
    row = next(iter(drafts.of_owner(turn.tx, me)), None)
    if row:
        turn.say(Reply(turn.text("mine.contact"), (_of_draft(turn, row),)))
    filed = [need for need in owners_view.of_owner(turn.tx, me) if lifecycle.may(need.state, "contact", "owner")][
        :OFFERED
    ]
    if len(filed) == 1:
        turn.say(_card(turn, filed[0]))
    elif filed:
        openers = tuple(
            (Button(turn.text("mine.contact_one", reference=need.reference), AskContact(need=need.id)),)
            for need in filed
        )
        turn.say(Reply(turn.text("mine.contact_which"), openers))
    elif row is None:
        my_needs.say_none(turn, "mine.contact_none")


def _of_draft(turn: Turn, row: DraftRow) -> Row:
    """Return the buttons that open these fields of a draft."""
    draft = Draft.from_json(row.content)
    its = {"draft": row.id, "rev": draft.revision, "need": row.need_id}
    return tuple(Button(_label(turn, row, role), Edit(key=_field(turn, row, role).key, **its)) for role in ROLES)


@on(AskContact)
def ask(turn: Turn, action: AskContact) -> None:
    """Shows whom staff can reach about a need, and asks what to change of it."""
    if need := _changeable(turn, action.need):
        turn.say(_card(turn, need))


def _card(turn: Turn, need: Need) -> Reply:
    present = {role: wording.shown(turn, need, role) for role in ROLES}
    buttons = tuple(Button(_label(turn, need, role), WriteContact(need=need.id, role=role)) for role in ROLES)
    return Reply(turn.text("mine.contact_filed", reference=need.reference, **present), (buttons,))


@on(WriteContact)
def write(turn: Turn, action: WriteContact) -> None:
    """Asks for the new value: the next text is for it."""
    if need := _changeable(turn, action.need):
        focus.take(turn, ContactAsked(need=need.id, role=action.role))
        turn.tell("mine.contact_write", label=_field(turn, need, action.role).label, reference=need.reference)


def _hear(turn: Turn, asked: ContactAsked, text: str) -> bool:
    """Takes a text as the new value, to be confirmed; a question, or what is no attempt at a value, is for others."""
    need = needs.by_id(turn.tx, asked.need)
    if need is None or not (rights.may(turn, "contact", need) and lifecycle.may(need.state, "contact", "owner")):
        focus.release(turn)
        return False
    said, field = clean(text), _field(turn, need, asked.role)
    if is_question(said):
        return False
    match parse(field, said, need.content.values):
        case Rejected(message, strange):
            if not strange:
                turn.say(Reply(message))
            return not strange
        case Accepted(value):
            _confirm(turn, need, field, asked.role, "", (value,))
        case Doubtful(value, message):
            _confirm(turn, need, field, asked.role, message, (value,))
        case AskBack(question, choices):
            _confirm(turn, need, field, asked.role, question, tuple(value for _, value in choices))
    return True


def _confirm(turn: Turn, need: Need, field: Field, role: Reach, lead: str, values: tuple[Json, ...]) -> None:
    """Ask whether to change it, with a button for each way to read what was typed."""
    old = turn.house.form_of(need).display(field.key, need.content.values.get(field.key))
    text = turn.text("mine.contact_confirm", reference=need.reference, label=field.label, old=old)
    buttons = tuple(
        (Button(turn.text("mine.contact_set", value=value), SetContact(need=need.id, role=role, value=str(value))),)
        for value in values
    )
    turn.say(Reply("\n".join(filter(None, (lead, text))), buttons))


@on(SetContact)
def change(turn: Turn, action: SetContact) -> None:
    """Changes it, in a version and with a record, and in what is being mended too; staff's cards show it."""
    need = _changeable(turn, action.need)
    if need is None:
        return
    form, field = turn.house.form_of(need), _field(turn, need, action.role)
    if form.holds(field.key, action.value) and need.content.values.get(field.key) != action.value:
        values = {**need.content.values, field.key: action.value}
        content = need.content.model_copy(update={"values": values})
        correct(turn, need, "contact", content, note=_note(turn, need, action))
        _mend(turn, need, field, action.value)
    if focus.present(turn) == ContactAsked(need=need.id, role=action.role):
        focus.release(turn)
    shown = form.display(field.key, action.value)
    text = turn.text("mine.contact_changed", reference=need.reference, label=field.label, value=shown)
    anew = Button(turn.text("mine.receipt_button"), SendReceipt(need=need.id))
    turn.say(Reply(text, ((anew,),), replace=True))


def _note(turn: Turn, need: Need, action: SetContact) -> str:
    """Return what the record says to staff, which is kept for ever: numbers masked, and no names."""
    with turn.heard_by(None):
        field, form = _field(turn, need, action.role), turn.house.form_of(need)
    if field.kind != "phone":
        return field.label
    old, new = (form.display(field.key, each, mask=True) for each in (need.content.values.get(field.key), action.value))
    return f"{field.label}：{old} → {new}"


def _mend(turn: Turn, need: Need, field: Field, value: str) -> None:
    """Change it in what is being written as well, which would else bring the former value back.

    That is what mends the need, and what a new need can carry over.
    """
    old = need.content.values.get(field.key)
    for row in reversed(drafts.of_owner(turn.tx, need.owner)):  # which keeps their order
        draft = Draft.from_json(row.content)
        offered = {**draft.earlier, field.key: value} if draft.earlier.get(field.key) == old else draft.earlier
        mended = corrected(draft, field.key, value) if row.need_id == need.id else replace(draft, earlier=offered)
        if mended != draft:
            writing.keep(turn, mended)


def _changeable(turn: Turn, need_id: int) -> Need | None:
    """Return the caller's need if this can be changed of it now; else say how it stands."""
    need = my_needs.own(turn, need_id, "contact")
    if need and not lifecycle.may(need.state, "contact", "owner"):
        turn.say(my_needs.card(turn, need))
        return None
    return need


def _field(turn: Turn, of: DraftRow | Need, role: Reach) -> Field:
    return turn.house.form_of(of).of_role(role)


def _label(turn: Turn, of: DraftRow | Need, role: Reach) -> str:
    return turn.text("mine.contact_field", label=_field(turn, of, role).label)


def _leave(turn: Turn, asked: ContactAsked) -> None:
    focus.release(turn)
    if need := needs.by_id(turn.tx, asked.need):
        turn.tell("mine.contact_kept", label=_field(turn, need, asked.role).label)


focus.listen(ContactAsked, Ear(hear=_hear, leave=_leave))
