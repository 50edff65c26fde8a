"""Inline mode: answers to take into any chat. Nothing is stored, neither who asked nor what."""

from dataclasses import dataclass

from bot.services.asking.enquiry import differs_html
from bot.services.runtime import contact
from bot.services.runtime.footer import answer_html, title
from bot.services.runtime.turn import House
from bot.texts import Html
from bot.texts.markup import plain
from faq.entry import Topic
from faq.index import Hit

OFFERED = 3
EXAMPLES = 5  # questions of a topic
LONGEST = 120  # characters of a description; phones show about two lines


@dataclass(frozen=True)
class Offer:
    """One result to pick: its title, a line about it, and the message (Telegram HTML) to be sent."""

    title: str
    description: str
    html: str


def offers(house: House, text: str) -> list[Offer]:
    """Return the best answers to a text, likeliest first; for an empty text, the first topics."""
    responder = house.responder
    if text.strip():
        return [_answer(house, hit) for hit in responder.nearest(text)]
    return [_topic(house, topic) for topic in responder.library.topics[:OFFERED]]


def _answer(house: House, hit: Hit) -> Offer:
    """Return the answer as an offer; where it is about something else than was named, both lines say so first."""
    differs = differs_html(house, hit)
    described = plain(Html(differs + contact.with_contact(house, hit.entry.answer))).replace("\n", " ")
    return Offer(title(house, hit.entry), described[:LONGEST], differs + answer_html(house, hit.entry))


def _topic(house: House, topic: Topic) -> Offer:
    questions = [title(house, entry) for entry in house.responder.library.of_topic(topic.id)[:EXAMPLES]]
    lines = [house.texts("inline.question", question=each) for each in questions]
    html = house.texts("inline.topic", title=topic.title, bot=house.bot_username)
    return Offer(topic.title, " ".join(questions)[:LONGEST], "\n".join([html, *lines]))
