"""Mentions: questions to the bot in a group get a brief answer there. Nothing of them is kept."""

from collections.abc import Sequence

from bot.reply import Button, Reply
from bot.services.asking.enquiry import lead_html, led_in
from bot.services.desk import replying
from bot.services.runtime.footer import footer, title, translation
from bot.services.runtime.turn import House, Turn
from bot.services.talks import handing_over
from bot.texts import Html
from faq.answer import Answer, Choices, Lead, Unknown
from faq.dialogue import Part
from faq.entry import Entry


def consider(house: House, text: str, name: str) -> Sequence[Part]:
    """Return the FAQ's reading of a text that calls the bot by its `name`; before any transaction."""
    asked = text.replace(name, " ").strip()
    return house.dialogue.consider(asked).parts if asked else ()


def hear(turn: Turn, text: str, name: str, parts: Sequence[Part]) -> None:
    """Takes a reply to a message of a talk into the talk; answers another text if it calls the bot by its `name`."""
    if handing_over.hear_reply(turn, text) or replying.hear_reply(turn, text):
        return
    if not name:
        handing_over.unrecognised(turn)
    else:
        said = [led_in(turn.house, part) + _brief(turn, part) for part in parts] or [
            turn.text("mention.usage", name=name)
        ]
        more = Button(turn.text("mention.private"), url=f"https://t.me/{turn.house.bot_username}")
        turn.say(Reply("\n\n".join(said), ((more,),)))


def _brief(turn: Turn, part: Part) -> Html:
    match part.outcome:
        case Answer(entry=entry):
            return _head(turn, entry)
        case Lead(hits=hits):
            return lead_html(turn.house, hits[0])
        case Choices(hits=hits):
            lines = [turn.text("mention.choice", question=title(turn.house, hit.entry)) for hit in hits]
            return Html("\n".join([turn.text("enquiry.choices"), *lines]))
        case Unknown(reason="unknown"):
            return turn.text("mention.unknown")
        case Unknown(reason=reason):
            return turn.text(f"enquiry.{reason}")


def _head(turn: Turn, entry: Entry) -> Html:
    """Return the first line of an answer, or its translation, and its source."""
    head = translation(turn.house.texts, entry) or entry.answer.partition("\n")[0]
    return Html(f"{head}\n{footer(turn.house.texts, entry)}")
