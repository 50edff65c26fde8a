"""Whom else one can ask: the contact that is configured, where one is."""

from bot.services.runtime.turn import House, Turn
from bot.texts import Html, escape

CONTACT = "{contact}"  # in a text, on a line of its own: whom to ask


def with_contact(house: House, text: str) -> Html:
    """Return a text with the configured contact; without one, with how to reach staff, in the line that leads to it."""
    if house.contact:
        return Html(text.replace(CONTACT, escape(house.contact)))
    how = house.texts("enquiry.no_contact")
    return Html(text.replace(f"：\n{CONTACT}", f"：{how}").replace(CONTACT, how))


def contact_line(turn: Turn) -> Html:
    """Return whom else one can ask, as a sentence; nothing where that is not configured."""
    known = turn.house.contact
    return turn.text("enquiry.contact", contact=known) if known else Html()
