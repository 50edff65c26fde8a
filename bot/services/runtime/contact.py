"""The configured contact, if any: whom people can ask besides the bot."""

from bot.services.runtime.turn import NOBODY, House, Turn
from bot.texts import Html, escape

CONTACT = "{contact}"  # in a text, on a line of its own: whom to ask


def with_contact(house: House, text: str) -> Html:
    """Return a text with the configured contact filled in; without one, with how to reach staff in its place."""
    if house.contact:
        return Html(text.replace(CONTACT, escape(house.contact)))
    how = house.texts("enquiry.no_contact")
    return Html(text.replace(f"：\n{CONTACT}", f"：{how}").replace(CONTACT, how))


def known(house: House) -> str | None:
    """Return the configured contact, else that of whoever runs the bot; None where there is neither."""
    return house.contact or (house.operator.contact if house.operator.contact != NOBODY.contact else None)


def contact_line(turn: Turn) -> Html:
    """Return a sentence with the configured contact; empty where there is none."""
    known = turn.house.contact
    return turn.text("enquiry.contact", contact=known) if known else Html()
