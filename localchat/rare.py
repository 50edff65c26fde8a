"""The rarer things people do, by `type` of POST /local/users/{id}/updates."""

import secrets
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from localchat import files, people
from localchat.errors import LocalError, words
from localchat.params import LARGEST, Upload
from localchat.store import Object, StoredFile
from localchat.world import Chat, User, World

ALBUM_LIMIT = 10  # files in one album
DAY, FOR_EVER = 86400, 0x7FFFFFFF  # seconds that a place may be live, https://core.telegram.org/bots/api#sendlocation
_SIDE = 8  # pixels of the pictures that albums are made of


@dataclass(frozen=True)
class Deed:
    """What a person does, with the fields that came with it."""

    world: World
    user: User
    chat: Chat
    given: Object

    def field(self, name: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """Return a field of that JSON type; raises LocalError 400 where it is wrong, or missing without a default."""
        value = self.given.get(name, default)
        out_of_range = isinstance(value, int) and abs(value) >= LARGEST
        if isinstance(value, bool) or out_of_range or not isinstance(value, kind):
            names = "/".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
            raise LocalError(400, "bad_field", name=name, why=names)
        return value

    def send(self, *contents: Object, sender: Object | None = None) -> Object:
        """Write messages with these contents and return the interface's answer."""
        reply_to = self.field("reply_to", int) if self.given.get("reply_to") is not None else None
        return answer(
            self.world,
            people.sends(self.world, self.user, self.chat, list(contents), reply_to=reply_to, sender=sender),
        )


def answer(world: World, said: people.Said) -> Object:
    """Return what was made: the last update's number (null where the bot is not told), all of them, and the message."""
    return {
        "update_id": said.update_ids[-1],
        "update_ids": said.update_ids,
        "message": world.shown(said.records[-1]),
        "cursor": said.cursor,
    }


async def _contact(deed: Deed) -> Object:
    contact: Object = {"phone_number": deed.field("phone_number", str), "first_name": deed.field("first_name", str)}
    if deed.given.get("last_name"):
        contact["last_name"] = deed.field("last_name", str)
    if deed.given.get("user_id") is not None:
        contact["user_id"] = deed.field("user_id", int)
    return deed.send({"contact": contact})


async def _location(deed: Deed) -> Object:
    live: Object = {}
    if deed.given.get("live_period") is not None:
        live["live_period"] = deed.field("live_period", int)
        if live["live_period"] != FOR_EVER and not 60 <= live["live_period"] <= DAY:
            raise LocalError(400, "bad_field", name="live_period", why=f"60–{DAY}, {FOR_EVER}")
    return deed.send({"location": {**_place(deed), **live}})


async def _moved(deed: Deed) -> Object:
    moved = people.moves(deed.world, deed.user, deed.chat, deed.field("message_id", int), _place(deed))
    return answer(deed.world, moved)


def _place(deed: Deed) -> Object:
    return {"latitude": _degrees(deed, "latitude", 40.84, 90), "longitude": _degrees(deed, "longitude", 111.75, 180)}


def _degrees(deed: Deed, name: str, default: float, limit: int) -> float:
    value = deed.field(name, (int, float), default)
    if abs(value) > limit:
        raise LocalError(400, "bad_field", name=name, why=f"-{limit}–{limit}")
    return float(value)


async def _sticker(deed: Deed) -> Object:
    emoji = deed.field("emoji", str, "👍")
    stored = await files.keep(deed.world, "sticker", Upload("sticker.webp", "image/webp", STICKER_PICTURE))
    sticker = _ids(stored) | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return deed.send({"sticker": {**sticker, "emoji": emoji, "set_name": "localchat"}})


async def _voice(deed: Deed) -> Object:
    duration = deed.field("duration", int, 3)
    stored = await files.keep(deed.world, "voice", Upload("voice.ogg", "audio/ogg", b"OggS"))
    return deed.send({"voice": {**_ids(stored), "duration": duration, "mime_type": stored.mime}})


def _ids(stored: StoredFile) -> Object:
    return {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}


async def _album(deed: Deed) -> Object:
    count = deed.field("count", int, 3)
    if not 2 <= count <= ALBUM_LIMIT:
        raise LocalError(400, "bad_field", name="count", why=f"2–{ALBUM_LIMIT}")
    group = {"media_group_id": new_album()}
    caption = people.captioned(deed.field("caption", str, ""))
    contents = []
    for number in range(count):
        upload = Upload(f"photo-{number + 1}.png", "image/png", grey_picture(number))
        stored = await files.keep(deed.world, "photo", upload, (_SIDE, _SIDE))
        contents.append({**group, **files.fields(stored), **({} if number else caption)})
    return deed.send(*contents)


def new_album() -> str:
    """Return an id that the messages of one album share."""
    return str(secrets.randbelow(10**17))


def grey_picture(number: int) -> bytes:
    """Return a small PNG of one grey, another for each number."""
    rows = (b"\0" + bytes([25 * number]) * _SIDE) * _SIDE
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


STICKER_PICTURE = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"


async def _edited_message(deed: Deed) -> Object:
    text = deed.field("text", str)
    return answer(deed.world, people.edits(deed.world, deed.user, deed.chat, deed.field("message_id", int), text))


async def _inline_query(deed: Deed) -> Object:
    query_id = people.new_query_id()
    query: Object = {"id": query_id, "from": deed.user.card(), "query": deed.field("query", str)}
    # Typed in one's own chat with the bot, Telegram calls the chat "sender"; elsewhere it tells the chat's type.
    query |= {"offset": deed.field("offset", str, ""), "chat_type": "sender" if deed.chat.private else deed.chat.type}
    with deed.world.change():
        people.remember_query(deed.world, query_id, deed.user, deed.chat)
        update_id = deed.world.queue.post("inline_query", query)
    return {"update_id": update_id, "inline_query_id": query_id}


async def _chosen_result(deed: Deed) -> Object:
    query_id, result_id = deed.field("inline_query_id", str), deed.field("result_id", str)
    result = deed.world.feed.offered(query_id, result_id, deed.user.id)
    if result is None:
        raise LocalError(400, "bad_field", name="result_id", why=result_id)
    return answer(deed.world, people.takes(deed.world, deed.user, deed.chat, result))


async def _block(deed: Deed) -> Object:
    return {"update_id": people.stops_bot(deed.world, deed.user, _own_chat(deed), blocked=True)}


async def _unblock(deed: Deed) -> Object:
    return {"update_id": people.stops_bot(deed.world, deed.user, _own_chat(deed), blocked=False)}


async def _bar_bot(deed: Deed) -> Object:
    return _barred(deed, deed.field("how", str))


async def _let_bot_speak(deed: Deed) -> Object:
    return _barred(deed, None)


def _barred(deed: Deed, how: str | None) -> Object:
    group = people.find_chat(deed.world, deed.user, deed.given.get("chat_id", words()["staff_group"]["id"]))
    if group.private:
        raise LocalError(404, "no_chat", id=group.id)
    if how is not None and how not in people.BARS:
        raise LocalError(400, "bad_field", name="how", why="/".join(people.BARS))
    return {"update_id": people.bars_bot(deed.world, deed.user, group, how)}


def _own_chat(deed: Deed) -> Chat:
    return people.find_chat(deed.world, deed.user, None)


async def _channel_post(deed: Deed) -> Object:
    channel = deed.world.chat(words()["channel"]["id"])
    if channel is None:
        raise LocalError(404, "no_chat", id=words()["channel"]["id"])
    content: Object = {"sender_chat": channel.card(), "text": deed.field("text", str)}
    with deed.world.change():
        record, cursor = deed.world.write(channel, content, own=False)
        update_id = deed.world.queue.post("channel_post", record.body)
    return {"update_id": update_id, "message": deed.world.shown(record), "cursor": cursor}


async def _anonymous_admin(deed: Deed) -> Object:
    group = people.find_chat(deed.world, deed.user, deed.given.get("chat_id", words()["staff_group"]["id"]))
    if group.private:
        raise LocalError(404, "no_chat", id=group.id)
    sender = {"from": people.ANONYMOUS, "sender_chat": group.card()}
    text = deed.field("text", str)
    return answer(deed.world, people.says(deed.world, deed.user, group, text, sender=sender))


async def _raw(deed: Deed) -> Object:
    update = deed.field("update", dict)
    with deed.world.change():
        return {
            "update_id": deed.world.queue.post_raw({name: part for name, part in update.items() if name != "update_id"})
        }


DEEDS: dict[str, Callable[[Deed], Awaitable[Object]]] = {
    "contact": _contact,
    "edited_message": _edited_message,
    "sticker": _sticker,
    "voice": _voice,
    "location": _location,
    "moved": _moved,
    "album": _album,
    "inline_query": _inline_query,
    "chosen_result": _chosen_result,
    "block": _block,
    "unblock": _unblock,
    "bar_bot": _bar_bot,
    "let_bot_speak": _let_bot_speak,
    "channel_post": _channel_post,
    "anonymous_admin": _anonymous_admin,
    "raw": _raw,
}
