"""Selecting: where it is not sure which entry a question is for, the selector is asked, before any transaction.

It is told only what can be nothing but a question to the bot: never a text for a form, a talk or the desk.
"""

from bot.needs.fields.cleaning import clean
from bot.services.needs_state import wording
from bot.services.routing import typed_labels
from bot.services.runtime import focus
from bot.services.runtime.turn import Caller, Services, Turn
from bot.services.talks import handing_over
from bot.storage import needs, talks
from faq.asking import is_question
from faq.dialogue import Consideration
from faq.selection import doubt


async def selected(services: Services, caller: Caller, text: str, considered: Consideration) -> Consideration:
    """Return the reading of a text, led by the entry that the selector chooses where it is in doubt."""
    house = services.house
    if house.selector is None:
        return considered
    found = await services.search(lambda: doubt(house.responder, text, considered))
    if found is None or not await services.database.read(lambda tx: _asks_the_bot(Turn(tx, caller, house), text)):
        return considered
    chosen = await house.selector.select(found.question, found.candidates)
    return considered if chosen is None else found.led_by(chosen)


def _asks_the_bot(turn: Turn, text: str) -> bool:
    """Return whether none of routing.conversation.EARS but the last, which answers questions, may take a text."""
    caller, seen = turn.caller, clean(text)
    talk = talks.present(turn.tx, caller.user_id)
    return not (
        caller.reply_to
        or typed_labels.typed(turn, seen)
        or focus.present(turn)
        or focus.written(turn)
        or wording.references(turn, seen)
        or (talk and handing_over.awaited(turn, talk))
        or (needs.of_owner(turn.tx, caller.user_id) and not is_question(text))  # it may ask for a change of one
    )
