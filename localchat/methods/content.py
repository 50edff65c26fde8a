"""What a message of the bot's is made of: text or caption with its entities, keyboards, the message it answers."""

import re

from localchat.entities import CAPTION_LIMIT, TEXT_LIMIT, Formatted, clean, units, with_found
from localchat.errors import bad_request
from localchat.keyboards import read_markup
from localchat.markup import parse_html
from localchat.methods.call import Call
from localchat.params import Params
from localchat.people import quoted
from localchat.store import Object
from localchat.world import Chat

_PERSON = re.compile(r"tg://user\?id=(\d{1,15})\Z")


def _formatted(call: Call, field: str) -> Formatted:
    """Return the text or caption of the call with all its entities, cleaned as Telegram cleans it."""
    text = call.params.text(field)
    mode = call.params.text("parse_mode").lower()
    if mode not in {"", "none", "html"}:
        raise bad_request("unsupported parse_mode")
    formatted = parse_html(text) if mode == "html" else Formatted(text)
    formatted.entities = [kept for entity in formatted.entities if (kept := _kept(call, entity)) is not None]
    return with_found(clean(formatted))


def _kept(call: Call, entity: Object) -> Object | None:
    """Return the entity as Telegram keeps it: a link to a person as a mention, and None where there is nobody."""
    mention = _PERSON.match(entity.get("url", ""))
    if mention is None:
        return {name: value for name, value in entity.items() if name != "language" or entity["type"] == "pre"}
    user = call.world.user(int(mention[1]))
    place = {"offset": entity["offset"], "length": entity["length"]}
    return {"type": "text_mention", **place, "user": user.card()} if user else None


def text_of(call: Call, too_long: str) -> Object:
    """Return the text part of a message; raises ApiError 400, with `too_long` for one over the limit."""
    formatted = _formatted(call, "text")
    if not formatted.text:
        raise bad_request("message text is empty")
    if units(formatted.text) > TEXT_LIMIT:
        raise bad_request(too_long)
    return {"text": formatted.text, **({"entities": formatted.entities} if formatted.entities else {})}


def caption_of(call: Call) -> Object:
    """Return the caption part of a message, empty without one; raises ApiError 400."""
    formatted = _formatted(call, "caption")
    if units(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not formatted.text:
        return {}
    return {"caption": formatted.text, **({"caption_entities": formatted.entities} if formatted.entities else {})}


def markup_of(call: Call, chat: Chat) -> tuple[Object | None, Object | None]:
    """Return (inline keyboard, keyboard of the chat); raises ApiError 400."""
    value = call.params.json("reply_markup", "can't parse reply keyboard markup JSON object")
    return read_markup(value, private=chat.private)


def reply_of(call: Call, chat: Chat) -> Object:
    """Return the part that quotes the message answered; raises ApiError 400 where there is none."""
    given = call.params.json("reply_parameters", "can't parse reply parameters JSON object") or {}
    if not isinstance(given, dict):
        raise bad_request("can't parse reply parameters JSON object")
    message_id = Params(given).integer("message_id")
    if not message_id:
        return {}
    record = call.world.record(chat.id, message_id)
    if record is not None:
        return {"reply_to_message": quoted(record)}
    if given.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")
