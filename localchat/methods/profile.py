"""Who the bot and other people are, and the command menu."""

import json
import re

from localchat import people
from localchat.errors import bad_request
from localchat.methods.call import Call, find_chat
from localchat.store import Object
from localchat.world import BOT_ID, World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_LANGUAGE = re.compile(r"([a-z]{2})?\Z")
DESCRIPTION_LIMIT, COMMANDS_LIMIT = 256, 100
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


async def get_me(call: Call) -> Object:
    """Tell who the bot is."""
    return {
        **call.world.bot_card(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


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


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if not _LANGUAGE.match(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    """Return the key of the scope that the call names: "default", "chat:-100…", "chat_member:-100…:7" and the like."""
    scope = call.params.json("scope", "can't parse BotCommandScope JSON object")
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    call.params.values["scope.chat_id"] = scope.get("chat_id")
    chat = find_chat(call, name="scope.chat_id")
    return f"{kind}:{chat.id}" + (f":{scope.get('user_id')}" if kind == "chat_member" else "")


def _key(scope: str, language: str) -> str:
    return f"commands/{scope}/{language}"


async def set_my_commands(call: Call) -> bool:
    """Keep the menu of a scope and language."""
    commands = call.params.json("commands", "can't parse commands JSON object")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(command) for command in commands]
    key = _key(_scope(call), _language(call))
    with call.world.change():
        call.world.store.set(key, kept or None)
    return True


async def delete_my_commands(call: Call) -> bool:
    """Forget the menu of a scope and language."""
    key = _key(_scope(call), _language(call))
    with call.world.change():
        call.world.store.set(key, None)
    return True


def _command(value: object) -> Object:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = value.get("command"), value.get("description")
    if not isinstance(command, str) or not isinstance(description, str):
        raise bad_request("can't parse BotCommand: Field must be of type String")
    if not _COMMAND.match(command.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command.removeprefix("/"), "description": description.strip()}


def menu(world: World, user_id: int, chat_id: int) -> list[Object]:
    """Return the menu a person sees, the narrowest scope first as in the Bot API's description of BotCommandScope."""
    scopes = [f"chat_member:{chat_id}:{user_id}", f"chat:{chat_id}"]
    scopes = [f"chat:{chat_id}", "all_private_chats"] if chat_id == user_id else [*scopes, "all_group_chats"]
    user = world.user(user_id)
    own = user.language.partition("-")[0] if user else ""
    for scope in [*scopes, "default"]:
        for language in (own, ""):
            row = world.store.row("SELECT value FROM settings WHERE key = ?", _key(scope, language))
            if row is not None:
                found: list[Object] = json.loads(row[0])
                return found
    return []
