"""One call of a Bot API method, and what its implementations share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from localchat import people
from localchat.delivery import Delivery
from localchat.errors import ApiError, bad_request
from localchat.limits import Flood
from localchat.params import Params
from localchat.world import Chat, World


@dataclass(frozen=True)
class Call:
    """What a method works on: the world, the way updates go out, the flood limits and its parameters."""

    world: World
    delivery: Delivery
    flood: Flood
    params: Params


Method = Callable[[Call], Awaitable[Any]]


def _named(call: Call, name: str) -> Chat | None:
    text = call.params.text(name).strip()
    if not text:
        raise bad_request(f"{name} is empty")
    try:
        return call.world.chat(int(text))
    except (ValueError, OverflowError):
        return None


def find_chat(call: Call, *, name: str = "chat_id") -> Chat:
    """Return the chat that the call names; raises ApiError 400, also for a person the bot has never met."""
    chat = _named(call, name)
    user = call.world.user(chat.id) if chat is not None and chat.private else None
    if chat is None or (user is not None and not user.started):
        raise bad_request("chat not found")
    return chat


def writable_chat(call: Call) -> Chat:
    """Return the chat that the bot may write to; raises ApiError 400 or 403."""
    chat = _named(call, "chat_id")
    if chat is None:
        raise bad_request("chat not found")
    user = call.world.user(chat.id) if chat.private else None
    if user is not None and not user.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if user is not None and user.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if barred := people.bar(call.world, chat):
        raise ApiError(*barred[:2])
    return chat
