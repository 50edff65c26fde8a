"""What people do in the world: write, tap, change what they wrote, and the rarer things; the bot is told of each."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace

from localchat.entities import CAPTION_LIMIT, Formatted, clean, cut, split, units, with_found
from localchat.errors import LocalError
from localchat.keyboards import valid_data
from localchat.markup import parse_html
from localchat.store import Object
from localchat.world import BOT_ID, BOT_USERNAME, Chat, Record, User, World

# The account in whose name Telegram shows what an anonymous administrator writes.
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

#: What a restricted member may do or not, https://core.telegram.org/bots/api#chatmemberrestricted.
RIGHTS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What one action of a person made: messages, the cursor of the last one's event, the updates' numbers."""

    records: list[Record]
    cursor: int
    update_ids: list[int | None]


def find_user(world: World, user_id: int) -> User:
    """Return the person; raises LocalError 404."""
    user = world.user(user_id)
    if user is None:
        raise LocalError(404, "no_user", id=user_id)
    return user


def find_chat(world: World, user: User, chat_id: int | None) -> Chat:
    """Return the chat the person speaks in, their private one by default; raises LocalError 404."""
    chat = world.chat(user.id if chat_id is None else chat_id)
    if chat is None or user.id not in world.members(chat.id):
        raise LocalError(404, "no_chat", id=chat_id)
    return chat


def find_record(world: World, chat: Chat, message_id: int) -> Record:
    """Return the message; raises LocalError 404."""
    record = world.record(chat.id, message_id)
    if record is None:
        raise LocalError(404, "no_message", id=message_id)
    return record


def says(
    world: World, user: User, chat: Chat, text: str, *, reply_to: int | None = None, sender: Object | None = None
) -> Said:
    """Send text as the person; a long one goes out in several messages, as Telegram's own clients do it."""
    pieces = [piece for part in split(text) if (piece := with_found(clean(Formatted(part)))).text]
    if not pieces:
        raise LocalError(400, "empty")
    contents = [_with_entities("text", piece) for piece in pieces]
    return sends(world, user, chat, contents, reply_to=reply_to, sender=sender)


def captioned(text: str) -> Object:
    """Return the caption part of a message; raises LocalError 400 when it is too long."""
    caption = with_found(clean(Formatted(text)))
    if units(caption.text) > CAPTION_LIMIT:
        raise LocalError(400, "too_long", length=units(caption.text), limit=CAPTION_LIMIT)
    return _with_entities("caption", caption) if caption.text else {}


def _with_entities(field: str, formatted: Formatted) -> Object:
    entities = "entities" if field == "text" else "caption_entities"
    return {field: formatted.text, **({entities: formatted.entities} if formatted.entities else {})}


def sends(
    world: World,
    user: User,
    chat: Chat,
    contents: list[Object],
    *,
    reply_to: int | None = None,
    sender: Object | None = None,
) -> Said:
    """Write one message for each content, in the person's name or the `sender`'s, and tell the bot."""
    if chat.private and user.blocked:
        raise LocalError(400, "blocked")
    head = dict(sender or {"from": user.card()})
    if reply_to is not None:
        head["reply_to_message"] = quoted(find_record(world, chat, reply_to))
    records, cursor, update_ids = [], 0, []
    with world.change():
        if chat.private and not user.started:
            world.update_user(replace(user, started=True))
        for content in contents:
            record, cursor = world.write(chat, {**head, **content}, own=False)
            records.append(record)
            update_ids.append(_tell(world, chat, "message", record.body))
    return Said(records, cursor, update_ids)


def takes(world: World, user: User, chat: Chat, result: Object) -> Said:
    """Send what the bot has offered inline, in the person's name."""
    content = result["input_message_content"]
    text, html = content["message_text"], content.get("parse_mode", "").lower() == "html"
    formatted = with_found(clean(parse_html(text) if html else Formatted(text)))
    return sends(world, user, chat, [{"via_bot": world.bot_card(), **_with_entities("text", formatted)}])


def quoted(record: Record) -> Object:
    """Return a message as it stands inside one that answers it."""
    return {name: value for name, value in record.body.items() if name != "reply_to_message"}


def _tell(world: World, chat: Chat, kind: str, body: Object) -> int | None:
    return world.queue.post(kind, body) if chat.private or _meant_for_bot(body) else None


def _meant_for_bot(body: Object) -> bool:
    """Return whether a bot in privacy mode gets this group message, https://core.telegram.org/bots/features#privacy-mode."""
    if "via_bot" in body or body.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID:
        return True
    return any(_calls_bot(word) for word in _commands_and_mentions(body))


def _commands_and_mentions(body: Object) -> Iterator[str]:
    text: str = body.get("text") or body.get("caption") or ""
    entities: list[Object] = body.get("entities") or body.get("caption_entities") or []
    for entity in entities:
        if entity["type"] in {"bot_command", "mention"}:
            yield cut(text, entity["offset"], entity["length"])


def _calls_bot(word: str) -> bool:
    name = word.partition("@")[2]
    return name.lower() == BOT_USERNAME if name else word.startswith("/")


def taps(world: World, user: User, chat: Chat, message_id: int, data: str) -> str:
    """Tap a button with any data, forged or not; return the callback query's id."""
    if not valid_data(data):
        raise LocalError(400, "bad_data")
    record = find_record(world, chat, message_id)
    if not record.own:
        raise LocalError(404, "no_message", id=message_id)
    query: Object = {"id": new_query_id(), "from": user.card(), "message": record.body}
    query |= {"chat_instance": str(-abs(chat.id) * 7919), "data": data}
    with world.change():
        remember_query(world, query["id"], user, chat)
        world.queue.post("callback_query", query)
    return str(query["id"])


def new_query_id() -> str:
    """Return an id for a query, as long as Telegram's."""
    return str(secrets.randbelow(9 * 10**17) + 10**17)


def remember_query(world: World, query_id: str, user: User, chat: Chat) -> None:
    """Keep whom the answer to this query is for."""
    world.store.run("INSERT INTO queries VALUES (?, ?, ?, ?)", query_id, user.id, chat.id, world.clock())


def edits(world: World, user: User, chat: Chat, message_id: int, text: str) -> Said:
    """Change the text of the person's own message and tell the bot."""
    record = find_record(world, chat, message_id)
    if record.own or record.body.get("from", {}).get("id") != user.id or "text" not in record.body:
        raise LocalError(400, "not_own")
    formatted = with_found(clean(Formatted(text)))
    if not formatted.text:
        raise LocalError(400, "empty")
    body = {name: value for name, value in record.body.items() if name not in {"text", "entities"}}
    return _changes(world, chat, record, {**body, **_with_entities("text", formatted)})


def moves(world: World, user: User, chat: Chat, message_id: int, place: Object) -> Said:
    """Change where the person's own live location is, and tell the bot."""
    record = find_record(world, chat, message_id)
    shared = record.body.get("location", {})
    if record.body.get("from", {}).get("id") != user.id or "live_period" not in shared:
        raise LocalError(400, "not_own")
    return _changes(world, chat, record, {**record.body, "location": {**shared, **place}})


def _changes(world: World, chat: Chat, record: Record, body: Object) -> Said:
    with world.change():
        body = {**body, "edit_date": int(world.clock())}
        changed = world.rewrite(record, body)
        update_id = _tell(world, chat, "edited_message", body)
    return Said([changed], world.feed.cursor(), [update_id])


def stops_bot(world: World, user: User, chat: Chat, *, blocked: bool) -> int | None:
    """Block the bot or let it in again; the bot is told by my_chat_member."""
    if user.blocked == blocked:
        return None
    bot = world.bot_card()
    member, kicked = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    with world.change():
        world.update_user(replace(user, blocked=blocked))
        change = {"chat": chat.card(), "from": user.card(), "date": int(world.clock())}
        return world.queue.post("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})


#: How a group can take the bot's voice: what the Bot API answers then, and what the bot is in the group from then on.
BARS: dict[str, tuple[int, str, Object | None]] = {
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat", {"status": "kicked", "until_date": 0}),
    "muted": (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        {"status": "restricted", "is_member": True, "until_date": 0, **dict.fromkeys(RIGHTS, False)},
    ),
    "closed": (400, "Bad Request: TOPIC_CLOSED", None),
}


def bars_bot(world: World, user: User, chat: Chat, how: str | None) -> int | None:
    """Take the bot's voice in a group, or give it back (None); it is told where it is another member from then on."""
    before = bot_member(world, chat)
    with world.change():
        world.store.set(f"barred/{chat.id}", how)
        after = bot_member(world, chat)
        if after == before:
            return None
        change = {"chat": chat.card(), "from": user.card(), "date": int(world.clock())}
        return world.queue.post("my_chat_member", {**change, "old_chat_member": before, "new_chat_member": after})


def bar(world: World, chat: Chat) -> tuple[int, str, Object | None] | None:
    """Return how a group bars the bot at present."""
    how = world.store.setting(f"barred/{chat.id}")
    return BARS[how] if how else None


def bot_member(world: World, chat: Chat) -> Object:
    """Return the bot as a member of a chat, as the Bot API describes a ChatMember."""
    barred = bar(world, chat)
    return {"user": world.bot_card(), **((barred and barred[2]) or {"status": "member"})}
