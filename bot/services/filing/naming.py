"""Naming: what a person calls a draft, so that it is told from others."""

from bot.needs import actions
from bot.needs.fields.cleaning import clean
from bot.services.actions import NameAsked, ResumeDraft
from bot.services.filing import drafting
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts
from faq.asking import is_question

LONGEST = 20  # characters of a name, which stands on buttons


@on(actions.Name)
def ask(turn: Turn, action: actions.Name) -> None:
    """Asks what to call the draft whose card was tapped."""
    if row := drafting.find(turn, action.draft):
        focus.take(turn, NameAsked(draft_id=row.id))
        turn.tell("mine.name_ask", title=writing.title(turn, row), most=LONGEST)


def _hear(turn: Turn, asked: NameAsked, text: str) -> bool:
    """Takes a text as the name; a question is for others."""
    row, name = rights.draft(turn, asked.draft_id), clean(text)
    if row is None or is_question(name):
        focus.release(turn)
        return False
    if focus.fits(turn, name, LONGEST):
        drafts.call(turn.tx, row.id, name)
        turn.tell("mine.named", title=name)
        drafting.resume(turn, ResumeDraft(draft_id=row.id))
    return True


def _leave(turn: Turn, asked: NameAsked) -> None:
    focus.release(turn)
    if row := rights.draft(turn, asked.draft_id):
        turn.tell("mine.name_kept", title=writing.title(turn, row))


focus.listen(NameAsked, Ear(hear=_hear, leave=_leave))
