"""Inline mode: answers to take into any chat. Nothing is stored, neither who asked nor what."""

from dataclasses import dataclass

from bot.services.runtime import contact
from bot.services.runtime.footer import answer_html
from bot.services.runtime.turn import House
from bot.texts.markup import plain
from faq.entry import Entry, Topic

OFFERED = 3
EXAMPLES = 5  # questions of a topic
LONGEST = 120  # characters of a description; phones show about two lines


@dataclass(frozen=True)
class Offer:
    """One thing to pick: how it is called, a line about it, and the message (Telegram HTML) that it becomes."""

    title: str
    description: str
    html: str


def offers(house: House, text: str) -> list[Offer]:
    """Return the best answers to a text, likeliest first; where there is no text, the first topics."""
    responder = house.responder
    if text.strip():
        return [_answer(house, hit.entry) for hit in responder.nearest(text)]
    return [_topic(house, topic) for topic in responder.library.topics[:OFFERED]]


def _answer(house: House, entry: Entry) -> Offer:
    described = plain(contact.with_contact(house, entry.answer)).replace("\n", " ")
    return Offer(entry.question, described[:LONGEST], answer_html(house, entry))


def _topic(house: House, topic: Topic) -> Offer:
    questions = [entry.question for entry in house.responder.library.of_topic(topic.id)[:EXAMPLES]]
    lines = [house.texts("inline.question", question=each) for each in questions]
    html = house.texts("inline.topic", title=topic.title, bot=house.bot_username)
    return Offer(topic.title, " ".join(questions)[:LONGEST], "\n".join([html, *lines]))
