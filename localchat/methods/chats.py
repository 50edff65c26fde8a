"""What the bot may know of a chat and of those in it."""

from localchat import people
from localchat.errors import bad_request
from localchat.methods.call import Call, find_chat
from localchat.store import Object
from localchat.world import BOT_ID

# Since Bot API 9.0 every full chat tells which gifts it takes; nobody gives any here.
_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
_REACTIONS = 11  # at most on a message


async def get_chat(call: Call) -> Object:
    """Tell what is known of a chat."""
    chat = find_chat(call)
    full: Object = {**chat.card(), "accent_color_id": 0, "max_reaction_count": _REACTIONS}
    full["accepted_gift_types"] = _GIFTS
    if chat.private and chat.username:
        full["active_usernames"] = [chat.username]
    return full


async def get_chat_member(call: Call) -> Object:
    """Tell what a person, or the bot itself, is in a chat."""
    chat = find_chat(call)
    user_id = call.params.integer("user_id")
    if user_id == BOT_ID:
        return people.bot_member(call.world, chat)
    user = call.world.user(user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    if user_id not in call.world.members(chat.id):
        return {"user": user.card(), "status": "left"}
    return {"user": user.card(), "status": "member"}


async def get_chat_member_count(call: Call) -> int:
    """Tell how many are in a chat, the bot with them."""
    return len(call.world.members(find_chat(call).id)) + 1
