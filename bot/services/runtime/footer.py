"""An answer as it is shown, with the footer under it: its source, the source's date, and how far it still holds."""

from bot.needs.fields.day import spelled
from bot.services.runtime.contact import with_contact
from bot.services.runtime.turn import House
from bot.texts import Catalogue, Html, escape
from faq.entry import Entry

AND = "；"  # between the publishers of a source; its date is the first one's, the others have theirs in brackets


def answer_html(house: House, entry: Entry) -> Html:
    """Return an entry's answer as it is shown: with source, date and the configured contact.

    Where it is translated into the language of `house`, the short answer in it stands above the Chinese one.
    """
    said = (translation(house.texts, entry), entry.answer, footer(house.texts, entry))
    return with_contact(house, "\n\n".join(filter(None, said)))


def title(house: House, entry: Entry) -> str:
    """Return the entry's question, as it stands on a button, in the language of `house` where there is one in it."""
    return entry.title(house.texts.language)


def translation(texts: Catalogue, entry: Entry) -> Html:
    """Return the short answer in the language of the texts, marked as a translation; empty where there is none."""
    translated = entry.translation(texts.language)
    return texts("enquiry.translation", answer=translated.answer) if translated else Html("")


def footer(texts: Catalogue, entry: Entry) -> Html:
    """Return the lines under an answer as Telegram HTML."""
    first, *others = entry.source.publisher.split(AND)
    source = texts("enquiry.footer.source", publisher=first, date=spelled(texts, entry.source.date))
    lines = [AND.join([source, *map(escape, others)])]
    if entry.facts and entry.status != "howto":  # what staff wrote themselves rests on no facts
        lines.append(texts("enquiry.footer.caveat", date=spelled(texts, entry.as_of)))
    return Html("\n".join(f"<i>{line}</i>" for line in lines))
