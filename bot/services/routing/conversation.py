"""Conversation: texts and taps are given to the rooms that they belong to, by what the caller is in the middle of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.needs.fields.cleaning import clean
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    AskedAtDesk,
    AskErase,
    AskPerson,
    BeginForm,
    BeginNeed,
    ExportData,
    ListMine,
    ListTopics,
    OpenDesk,
    OpenQueue,
    ReasonAsked,
    ResumeDraft,
    SendBlank,
    StopWriting,
)
from bot.services.asking import enquiry, wishing
from bot.services.desk import addressing, answering, new_entry, open_talks, prompts, replying, teaching, waiting_list
from bot.services.filing import (
    attaching,
    blanks,
    choosing,
    contact_change,
    drafting,
    filling,
    my_data,
    my_needs,
    naming,
    sharing,
)
from bot.services.needs_state import attached, course, live_cards, receipt, wording
from bot.services.reviewing import (
    assigning,
    decision_form,
    duplicates,
    finding,
    next_need,
    queue,
    remarks,
    review,
    staff_list,
    undelivered,
    undoing,
)
from bot.services.routing import language, typed_labels, wordless
from bot.services.runtime import contact, focus, limits
from bot.services.runtime.turn import Turn, do, on
from bot.services.talks import about_needs, handing_over, messages
from bot.storage import keyboards
from bot.storage.postings import Posting
from bot.storage.subjects import Kind
from bot.texts import Html
from faq.asking import is_question
from faq.dialogue import Consideration

#: The rooms that have verbs for buttons: importing them makes these known (`on`).
ROOMS = (
    *(addressing, answering, waiting_list, drafting, enquiry, handing_over, filling, limits, my_data, my_needs),
    *(prompts, finding, queue, replying, review, decision_form, duplicates, teaching, undelivered, wishing, undoing),
    *(contact_change, course, attached, attaching, blanks, choosing, language, naming, sharing, staff_list),
    *(new_entry, open_talks, about_needs, remarks, next_need, assigning),
)

#: What brings a copy of a message up to date that shows something which changes, by the kind of its subject.
KEPT_TRUE: Mapping[Kind, Callable[[Turn, int, Posting, int], None]] = {"need": live_cards.renew, "line": messages.renew}

GOING_ON = 6  # drafts that the greeting offers to go on with
NAMED = 3  # needs that one message is about
NAMING = 40  # characters: a longer text in the middle of the form is an answer, whatever number stands in it


@dataclass(frozen=True)
class Text:
    """A typed text: as it came, tidied, and as the FAQ reads it."""

    said: str
    seen: str
    considered: Consideration


def hear(turn: Turn, text: str, considered: Consideration) -> None:
    """Gives a text to the first of EARS that takes it; one beside a file for a need may only say what that is."""
    language.notice(turn, text)
    typed = Text(text, clean(text), considered)
    if turn.caller.upload:
        describes = _describes(turn, typed)
        if wordless.take(turn, text if describes or not focus.written(turn) else "") and describes:
            return
    next(ear for ear in EARS if ear(turn, typed))


def _describes(turn: Turn, text: Text) -> bool:
    """Return whether words beside a file for a need ask nothing, are no answer of its step's and no pressing wish.

    A few words that only name a topic or sound like a wish say what the file is: 申报材料清单, 进度表.
    """
    wished = wishing.heard(turn, text.seen, text.considered)
    wishes = wished is not None and (wished.anytime or len(text.seen) > NAMING)
    return not (is_question(text.said) or filling.fits(turn, text.said) or wishes)


def _blank(turn: Turn, text: Text) -> bool:
    if not text.seen:
        turn.tell("common.empty")
    return not text.seen


def _link(turn: Turn, text: Text) -> bool:
    """Opens a link to the bot that was sent to it in words."""
    name = re.escape(turn.house.bot_username)
    found = re.fullmatch(rf"\s*(?:https?://)?t(?:elegram)?\.me/{name}\?start=([\w-]+)\s*", text.said, re.IGNORECASE)
    if found is None or not turn.caller.private or not name:
        return False
    start(turn, found[1])
    return True


def _reply(turn: Turn, text: Text) -> bool:
    """Takes a reply as the answer to a message's question, or into a message's talk."""
    rooms = (focus.hear_reply, decision_form.hear_reply, handing_over.hear_reply, replying.hear_reply)
    heard = any(hear(turn, text.said) for hear in rooms)
    return heard or filling.hear_reply(turn, text.said, text.considered)


def _label(turn: Turn, text: Text) -> bool:
    """Does the action of a button in sight that the text names."""
    action = typed_labels.typed(turn, text.seen)
    if action:
        do(turn, action)
    return action is not None


def _refusal(turn: Turn, text: Text) -> bool:
    """Hands nothing over where a text begins by refusing that, and hears what follows."""
    refused = None if _asked_at_work(turn) else wishing.refused(turn, text.seen)
    if refused is None:
        return False
    wish, rest = refused
    wishing.fulfil(turn, wish, text.seen)
    considered = enquiry.reconsider(turn, rest) if rest else None
    if considered and not enquiry.is_aside(turn.house, considered):
        hear(turn, rest, considered)
    return True


def _asked_at_work(turn: Turn) -> bool:
    return isinstance(focus.present(turn), AskedAtDesk | ReasonAsked)


def _pressing_wish(turn: Turn, text: Text) -> bool:
    """Does what is wished for in words that mean nothing else, even in the middle of a talk with staff."""
    wished = None if _asked_at_work(turn) else wishing.heard(turn, text.seen, text.considered)
    if wished is None or not wished.anytime:
        return False
    wishing.fulfil(turn, wished.wish, text.seen)
    return True


def _focus(turn: Turn, text: Text) -> bool:
    """Takes a text as what the caller was asked for last."""
    return focus.hear(turn, text.said)


def _stray_reply(turn: Turn, _: Text) -> bool:
    """Says that nothing was sent, where staff reply to a message of no talk."""
    return handing_over.unrecognised(turn)


def _talk(turn: Turn, text: Text) -> bool:
    """Shows to whom a text of staff's would go while they are still asked to write in a talk; wishes are left out."""
    wished = wishing.heard(turn, text.seen, text.considered)
    told = bool(wished and wished.sure) or re.fullmatch(r"[A-Za-z]+-?\d[\d-]*", text.seen) is not None
    return not told and addressing.stray(turn, text.said)


def _need_told(turn: Turn, text: Text) -> bool:
    """Begins a need with a text that names its fields; one that is being written takes it as its answer."""
    if not turn.caller.private or not filling.names_fields(turn, text.said):
        return False
    return filling.hear(turn, text.said, text.considered) or choosing.bring(turn, text.said)


def _hand_over(turn: Turn, text: Text) -> bool:
    """Shows staff for confirmation that a need goes to the colleague whom a text names."""
    return assigning.hear(turn, text.seen)


def _needs(turn: Turn, text: Text) -> bool:
    """Shows how the needs named in a text stand, then the draft being written."""
    numbers = wording.references(turn, text.seen)
    draft = focus.written(turn) if numbers else None
    if not numbers or (draft and len(text.seen) > NAMING):
        return False
    for number in numbers[:NAMED]:
        my_needs.named(turn, number)
    if draft:
        drafting.resume(turn, ResumeDraft(draft_id=draft.id))
    return True


def _wish(turn: Turn, text: Text) -> bool:
    """Does what a text surely wishes for, in the middle of a form too unless it fits there."""
    wished = wishing.heard(turn, text.seen, text.considered)
    if wished is None or not wished.sure or filling.fits(turn, text.said):
        return False
    wishing.fulfil(turn, wished.wish, text.seen)
    return True


def _form(turn: Turn, text: Text) -> bool:
    """Takes a text as the next answer of the draft being written."""
    return filling.hear(turn, text.said, text.considered)


def _find(turn: Turn, text: Text) -> bool:
    """Leads what staff look for to the needs in which it stands."""
    return finding.hear(turn, text.seen, text.considered)


def _change(turn: Turn, text: Text) -> bool:
    """Says how what was submitted can be changed, where a text asks for a change."""
    return my_needs.hear_change(turn, text.said)


def _to_staff(turn: Turn, text: Text) -> bool:
    """Asks whether a text that the bot does not know is for staff, where a talk with them goes on."""
    return handing_over.offer(turn, text.said, text.considered)


def _question(turn: Turn, text: Text) -> bool:
    """Answers a text as a question, or asks back where it may be a wish."""
    wishing.answer(turn, text.seen, text.considered)
    return True


#: What a text can be, the first that fits counts.
EARS: tuple[Callable[[Turn, Text], bool], ...] = (
    _blank,
    # A link to the bot that was copied and not tapped does the same, whatever goes on.
    _link,
    # Whoever replies to a message means that one, whatever was asked since.
    _reply,
    # A button in sight can be typed, also where something is being written.
    _label,
    # Who wants no person says so first, and may ask the bot right after.
    _refusal,
    # Some wishes leave what is being said to staff: they are about that.
    _pressing_wish,
    # Then what the caller was asked for last: at the desk, for a decision, for his talk with staff.
    _focus,
    # A reply of staff's that is of nothing known may have been meant for an asker: it must not become a question.
    _stray_reply,
    # Lines that name the fields of the form are no question and no wish.
    _need_told,
    # Staff say in words who shall have a need in hand; it is confirmed on the card.
    _hand_over,
    # While staff are still asked to write to somebody, what they type may be for him: it is shown, and not sent.
    _talk,
    # A need's number is about that need, also in the middle of the form, where no field takes one.
    _needs,
    # What is surely wished for is done at any step of a form, unless it can be that step's answer.
    _wish,
    # The form lies beneath: it has what nothing else was asked for.
    _form,
    # For staff, words come before questions.
    _find,
    _change,
    _to_staff,
    _question,
)


def correct(turn: Turn, text: str) -> None:
    """Passes a changed line of a talk on as a correction; in private, says of another message that nothing changes."""
    corrected = bool(text.strip()) and (handing_over.correct(turn, text) or replying.correct(turn, text))
    if not corrected and turn.caller.private:
        reviews = turn.member is not None and focus.written(turn) is None
        turn.tell("common.edited_staff" if reviews else "common.edited")


def tap(turn: Turn, data: str) -> None:
    """Does the tapped button's action; only says so where the button is not the caller's, or too old.

    On a copy of a message that is kept true, the tap also brings the copy up to date.
    """
    copy = turn.recognise()
    do(turn, keyboards.find(turn.tx, data, turn.caller.chat_id, turn.caller.user_id))
    renew = KEPT_TRUE.get(copy.subject.kind) if copy else None  # else it was to be replied to, and stays as it is
    if copy and renew and turn.caller.message_id and not turn.edited:
        renew(turn, copy.subject.id, copy, turn.caller.message_id)


@on(StopWriting)
def cancel(turn: Turn, _: StopWriting) -> None:
    """Leaves all that the caller is in the middle of, so that the next text is for the bot."""
    # of forms there may be one at the desk, and a need's beneath
    left = [leave(turn) for leave in (focus.leave, addressing.leave, filling.leave, filling.leave)]
    if not any(left) and not handing_over.say_going_on(turn):
        turn.tell("common.nothing_to_leave")


#: What a link to the bot opens, by how that begins which it carries (t.me/…?start=need_NM-2026-000001).
LINKS: Mapping[str, Callable[[Turn, str], None]] = {
    receipt.LINK: my_needs.status,
    choosing.LINK: choosing.linked,
    sharing.LINK: sharing.open_link,
    staff_list.LINK: staff_list.open_link,
}


def start(turn: Turn, carried: str) -> None:
    """Opens what a link carries; else greets and says what the caller can do here."""
    for beginning, opened in LINKS.items():
        if carried.startswith(beginning):
            opened(turn, carried.removeprefix(beginning))
            return
    _greet(turn)


def _greet(turn: Turn) -> None:
    """Greets and says what the caller can do here; a draft being written is offered first."""
    text, first = turn.text("common.start", **turn.house.operator.told), list[Row]()
    if member := turn.member:
        role = turn.text(f"lifecycle.role.{member.role}")
        text = turn.text("common.start_staff", name=member.name, role=role)
        queue = Button(turn.text("common.start_queue"), OpenQueue())
        first.append((queue, Button(turn.text("common.start_unanswered"), OpenDesk())))
    first += enquiry.all_going_on(turn)[:GOING_ON]
    rows = (
        *first,
        (Button(turn.text("common.start_submit"), BeginNeed()), Button(turn.text("files.buttons.blank"), SendBlank())),
        *((Button(turn.house.forms[form].name or form, BeginForm(form=form)),) for form in turn.house.offered),
        (Button(turn.text("common.start_topics"), ListTopics()), Button(turn.text("common.start_my"), ListMine())),
        *language.offered(turn),
    )
    turn.say(Reply(text, rows))


def privacy(turn: Turn) -> None:
    """Says what is stored, who sees it, and how to have it removed."""
    told = Html(f"\n· {turn.text('common.privacy_selector')}") if turn.house.selector else Html()
    said = turn.text("common.privacy", contact=contact.CONTACT, selector=told, **turn.house.operator.told)
    person = Button(turn.text("enquiry.ask_person"), AskPerson())
    own = (Button(turn.text("mine.export"), ExportData()), Button(turn.text("mine.erase"), AskErase()))
    turn.say(Reply(contact.with_contact(turn.house, said), (own, (person,))))
