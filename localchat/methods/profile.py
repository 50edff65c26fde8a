"""Who the bot is and what it says of itself: getMe, names, descriptions, the command menu."""

import json
import re

from localchat.errors import bad_request
from localchat.methods.call import Call, Method, find_chat
from localchat.store import Object
from localchat.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_LANGUAGE = re.compile(r"([a-z]{2})?\Z")
DESCRIPTION_LIMIT, COMMANDS_LIMIT = 256, 100
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
LANGUAGE = "zh"  # of everybody in the world


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


async def log_out(_call: Call) -> bool:
    """Agree; there is no other server to log in to."""
    return True


def setter(key: str, field: str, limit: int, refusal: str) -> Method:
    """Return the method that keeps a text of the bot by language."""

    async def method(call: Call) -> bool:
        text = call.params.text(field).strip()
        if len(text) > limit:
            raise bad_request(refusal)
        texts = {**call.world.store.setting(key, {}), _language(call): text}
        with call.world.change():
            call.world.store.set(key, {language: text for language, text in texts.items() if text})
        return True

    return method


def getter(key: str, field: str, default: Method | None = None) -> Method:
    """Return the method that tells a text of the bot, the one for all languages where the wanted one is missing."""

    async def method(call: Call) -> Object:
        texts = call.world.store.setting(key, {})
        found = texts.get(_language(call)) or texts.get("")
        return {field: found or (await default(call) if default else "")}

    return method


async def _first_name(call: Call) -> str:
    return str(call.world.bot_card()["first_name"])


get_my_name = getter("my_name", "name", _first_name)


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


async def get_my_commands(call: Call) -> list[Object]:
    """Tell the menu of just this scope and language."""
    found: list[Object] = call.world.store.setting(_key(_scope(call), _language(call)), [])
    return found


async def delete_my_commands(call: Call) -> bool:
    """Take the menu of this scope and language away."""
    key = _key(_scope(call), _language(call))
    with call.world.change():
        call.world.store.set(key, None)
    return True


def menu(world: World, user_id: int, chat_id: int) -> list[Object]:
    """Return the menu a person sees, the narrowest scope first as in the Bot API's description of BotCommandScope."""
    scopes = [f"chat_member:{chat_id}:{user_id}", f"chat:{chat_id}"]
    scopes = [f"chat:{chat_id}", "all_private_chats"] if chat_id == user_id else [*scopes, "all_group_chats"]
    for scope in [*scopes, "default"]:
        for language in (LANGUAGE, ""):
            row = world.store.row("SELECT value FROM settings WHERE key = ?", _key(scope, language))
            if row is not None:
                found: list[Object] = json.loads(row[0])
                return found
    return []
