"""Wishing: what somebody wants done is done as its button does it, and is asked back where that is not sure.

A wish does no more than a tap on that button: what is lost by it is confirmed on the card that the button opens.
"""

from bot.actions import REGISTERED, Action
from bot.needs import lifecycle
from bot.needs.draft import Draft
from bot.reply import Button, Reply
from bot.services.actions import AskText, ResumeDraft, ShowEntry, WordsAsked
from bot.services.asking import enquiry
from bot.services.needs_state import owners_view
from bot.services.runtime import focus
from bot.services.runtime.footer import title
from bot.services.runtime.turn import House, Turn, do, on
from bot.storage import talks
from bot.texts import Html
from bot.texts.markup import shortened
from faq import wishes
from faq.answer import Answer, Choices, Unknown
from faq.asking import is_question
from faq.dialogue import Consideration
from faq.wishes import Wish, Wished

QUOTED = 200  # characters of a text that are shown where it is asked back


def heard(turn: Turn, text: str, considered: Consideration) -> Wished | None:
    """Return the wish that a text of the caller's has; None where it has none that there is a way to do."""
    found = wished(turn.house, text, considered, _having(turn))
    return found if found and _possible(turn, found.wish, text) else None


def refused(turn: Turn, text: str) -> tuple[Wish, str] | None:
    """Return the wish to hand nothing over with which a text begins, and what it says after; None without one."""
    return wishes.refused(text, _having(turn))


def _having(turn: Turn) -> frozenset[str]:
    """Return what there is of that which wishes may need."""
    me, asked = turn.caller.user_id, focus.present(turn)
    talk = None if focus.written(turn) and not isinstance(asked, WordsAsked) else talks.present(turn.tx, me)
    there = {
        "staff": turn.member is not None,
        "talk": talk is not None,
        "handing": isinstance(asked, WordsAsked) and asked.shown,
        "returned": any(lifecycle.may(need.state, "resubmit", "owner") for need in owners_view.of_owner(turn.tx, me)),
    }
    return frozenset(each for each, so in there.items() if so)


def wished(house: House, text: str, considered: Consideration, having: frozenset[str] = frozenset()) -> Wished | None:
    """Return the wish that a text has; None where it has none, or is rather a question.

    It is a question where the FAQ surely knows the answer and the wish is not certain; unless nothing is asked, and
    what would be answered is how to do such things.
    """
    found = wishes.read(text, having)
    if found is None or not (found.certain or _is_open(house, considered)):
        return None
    answered = [each.entry for each in considered.outcomes if isinstance(each, Answer)]
    if found.certain or not answered or _shows(found.wish) in [entry.id for entry in answered]:
        return found
    explained = len(considered.parts) == 1 and answered[0].status == "howto"
    return found if explained and not is_question(text) else None


def _is_open(house: House, considered: Consideration) -> bool:
    """Return whether it is open what a text is about: it is no pleasantry, nor told to be about something else."""
    apart = any(
        isinstance(each, Choices) or (isinstance(each, Unknown) and each.reason != "unknown")
        for each in considered.outcomes
    )
    return not apart and not any(enquiry.nothing_asked(house, part) for part in considered.parts)


def _possible(turn: Turn, wish: Wish, text: str) -> bool:
    """Return whether there is a way to do a wish: its entry, or a need that a problem can go into."""
    if wish.carries and not _takes_problem(turn, text):
        return False
    shows = _shows(wish)
    return shows is None or shows in turn.house.responder.library.by_id


def _takes_problem(turn: Turn, text: str) -> bool:
    """Return whether a text can be told as a problem: what is being written is a new need without one so far."""
    row = focus.written(turn)
    field = (turn.house.form_of(row) if row else turn.house.form).problem
    if field is None or row is None:
        return field is not None
    draft = Draft.from_json(row.content)
    new = row.about is None and row.need_id is None
    return new and len(text) >= enquiry.TELLS and field.key not in {draft.step, *draft.values, *draft.begun}


def _shows(wish: Wish) -> str | None:
    """Return the id of the entry that the wish shows, where it shows one."""
    action = _action(wish, "")
    return action.entry if isinstance(action, ShowEntry) else None


def _action(wish: Wish, text: str) -> Action:
    ((name, given),) = ({wish.does: {}} if isinstance(wish.does, str) else wish.does).items()
    return REGISTERED[name].model_validate({**given, **({"text": enquiry.masked(text)} if wish.carries else {})})


def fulfil(turn: Turn, wish: Wish, text: str) -> None:
    """Does what is wished for; where that only tells something, the form being written shows its step again."""
    do(turn, _action(wish, text))
    if wish.tells and (draft := focus.written(turn)):
        do(turn, ResumeDraft(draft_id=draft.id))


def called(turn: Turn, wish: Wish) -> Html:
    """Return what a wish is called, as on its button; in the middle of a form nothing is begun."""
    row = focus.written(turn)
    field = turn.house.form_of(row).problem if row else None
    if wish.carries and field:
        return turn.text("wishes.note", label=field.label)
    return turn.text(f"wishes.do.{wish.name}")


def answer(turn: Turn, text: str, considered: Consideration) -> None:
    """Answers a text as a question; one that may be a wish is asked back, with the wish and the answer as buttons.

    To what is worded as a question the reply is as always, with the wish as one more button.
    """
    found = heard(turn, text, considered)
    if found is None:
        enquiry.ask(turn, considered)
        return
    possible = [each for each in found.wishes if _possible(turn, each, text)]
    offered = tuple((Button(called(turn, each), _action(each, text)),) for each in possible)
    if is_question(text):
        enquiry.ask(turn, considered, first=offered)
        return
    other = (Button(_answered(turn, considered), AskText(text=enquiry.masked(text))),)
    turn.say(Reply(turn.text("wishes.ask", text=shortened(text, QUOTED)), (*offered, other)))


def _answered(turn: Turn, considered: Consideration) -> str:
    """Return the label of the button that answers: the likeliest question, where there is one."""
    match considered.outcomes[0]:
        case Answer(entry=entry):
            return turn.text("wishes.answer", question=title(turn.house, entry))
        case Unknown():
            return turn.text("wishes.question")
        case outcome:
            return turn.text("wishes.answer", question=title(turn.house, outcome.hits[0].entry))


@on(AskText)
def ask(turn: Turn, action: AskText) -> None:
    """Answers a text as a question, as chosen where it was asked back."""
    enquiry.ask(turn, enquiry.reconsider(turn, action.text))
