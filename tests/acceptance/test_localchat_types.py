"""The local chat's answers against types that this project did not write: aiogram's models, and two bot libraries."""

import json
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import telegram
from aiogram import Bot as AiogramBot
from aiogram import methods as aiogram_methods
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.types import BufferedInputFile, Update
from pydantic import BaseModel, TypeAdapter

from localchat.methods import METHODS
from localchat.server import Server, serve

TOKEN = "42:token"
GROUP = -1001000000001
RESULTS = {
    method.__api_method__: method.__returning__
    for method in vars(aiogram_methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def surplus(value: object, path: str = "") -> Iterator[str]:
    """Name every field, at any depth, that the models do not know."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}"
        for name in value.model_fields_set:
            yield from surplus(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from surplus(item, f"{path}[{number}]")


def check(kind: Any, body: object) -> None:
    """Show that the JSON is of the kind: no field unknown, and every value of the JSON type it is written with."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    parsed = adapter.validate_python(body)
    assert list(surplus(parsed)) == []
    again = adapter.dump_python(parsed, mode="json", by_alias=True, exclude_unset=True)
    assert json.dumps(again, sort_keys=True) == json.dumps(body, sort_keys=True)


class Local:
    """A running local chat whose every answer is checked."""

    def __init__(self, server: Server, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.called: set[str] = set()

    async def call(self, method: str, upload: tuple[str, str, bytes] | None = None, **params: Any) -> Any:
        url = f"{self.server.url}/bot{TOKEN}/{method}"
        if upload is None:
            answer = await self.session.post(url, json=params)
        else:
            form = aiohttp.FormData({name: str(value) for name, value in params.items()}, quote_fields=False)
            form.add_field(upload[0], upload[2], filename=upload[1])
            answer = await self.session.post(url, data=form)
        body = await answer.json()
        assert answer.status == 200, body
        check(Response.__class_getitem__(RESULTS[method]), body)
        self.called.add(method.lower())
        return body["result"]

    async def post(self, path: str, **fields: Any) -> Any:
        answer = await self.session.post(f"{self.server.url}/local/users/{path}", json=fields)
        body = await answer.json()
        assert answer.status in {200, 201}, body
        return body

    async def update(self) -> dict[str, Any]:
        """Return the update that waits, checked, and acknowledge it."""
        (update,) = await self.call("getUpdates", timeout=5)
        check(Update, update)
        assert await self.call("getUpdates", offset=update["update_id"] + 1) == []
        return dict(update)


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Local]:
    server = await serve(data, 0, TOKEN)
    try:
        async with aiohttp.ClientSession() as session:
            yield Local(server, session)
    finally:
        await server.close()


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as local:
        yield local


UPDATES = [
    ("message", "messages", {"text": "/start 你好 https://example.org @jiebang_local_bot #标签 a@b.cn"}),
    ("message", "updates", {"type": "contact", "phone_number": "+8613800000000", "first_name": "王", "user_id": 2001}),
    ("message", "updates", {"type": "contact", "phone_number": "1", "first_name": "王", "last_name": "芳"}),
    ("message", "updates", {"type": "sticker", "emoji": "🌾"}),
    ("message", "updates", {"type": "voice", "duration": 7}),
    ("message", "updates", {"type": "location"}),
    ("message", "updates", {"type": "location", "latitude": 40, "longitude": 111.5}),
    ("message", "updates", {"type": "location", "live_period": 900}),
    ("edited_message", "updates", {"type": "edited_message", "message_id": 1, "text": "改过"}),
    ("callback_query", "taps", {"message_id": 2, "data": "x"}),
    ("inline_query", "updates", {"type": "inline_query", "query": "经费"}),
    ("my_chat_member", "updates", {"type": "block"}),
    ("channel_post", "updates", {"type": "channel_post", "text": "通知"}),
    ("message", "updates", {"type": "anonymous_admin", "text": "/queue"}),
    ("message", "messages", {"text": "/queue", "chat_id": GROUP}),
    ("message", "messages", {"text": "回复", "chat_id": GROUP, "reply_to": 1}),
    ("callback_query", "taps", {"message_id": 1, "data": "x", "chat_id": GROUP}),
]


@pytest.mark.parametrize(("kind", "path", "fields"), UPDATES)
async def test_update(local: Local, kind: str, path: str, fields: dict[str, Any]) -> None:
    await local.post("2001/messages", text="第一条")
    await local.call("sendMessage", chat_id=2001, text="回")
    await local.call("sendMessage", chat_id=GROUP, text="群里")
    await local.update()

    await local.post(f"2001/{path}", **fields)

    assert list(await local.update()) == ["update_id", kind]


async def test_a_live_location_that_moves(local: Local) -> None:
    shared = await local.post("2001/updates", type="location", live_period=900)
    await local.update()
    await local.post("2001/updates", type="moved", message_id=shared["message"]["message_id"], latitude=40)

    moved = (await local.update())["edited_message"]["location"]

    assert moved == {"latitude": 40.0, "longitude": 111.75, "live_period": 900}


async def test_unblock_update(local: Local) -> None:
    await local.post("1001/updates", type="block")
    await local.update()
    await local.post("1001/updates", type="unblock")

    change = (await local.update())["my_chat_member"]

    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("kicked", "member")


async def test_album_update(local: Local) -> None:
    await local.post("1001/updates", type="album", count=3, caption="三张")

    updates = await local.call("getUpdates")

    assert len({update["message"]["media_group_id"] for update in updates}) == 1
    assert [update["message"].get("caption") for update in updates] == ["三张", None, None]


@pytest.mark.parametrize(("kind", "name"), [("document", "方案.pdf"), ("photo", "图.png")])
async def test_file_update(local: Local, kind: str, name: str) -> None:
    form = aiohttp.FormData({"caption": "附件", "kind": kind}, quote_fields=False)
    form.add_field("file", png(3, 2), filename=name)
    answer = await local.session.post(f"{local.server.url}/local/users/1001/messages", data=form)

    message = (await local.update())["message"]

    item = message[kind][-1] if kind == "photo" else message[kind]
    assert answer.status == 200
    assert (item.get("file_name"), item.get("width")) == ((name, None) if kind == "document" else (None, 3))


HTML = (
    '<b>粗<i>斜</i></b> <u>下</u> <s>删</s> <tg-spoiler>藏</tg-spoiler> <a href="https://example.org">链</a> '
    '<a href="tg://user?id=1001">王芳</a> <code>c</code> <pre><code class="language-python">p</code></pre> '
    "<blockquote>引</blockquote> <blockquote expandable>长</blockquote> /help"
)
INLINE = {"inline_keyboard": [[{"text": "选", "callback_data": "a"}, {"text": "网", "url": "https://example.org/"}]]}
CONTACT = {"keyboard": [[{"text": "发号码", "request_contact": True}]], "one_time_keyboard": True}


async def test_every_method(local: Local) -> None:
    me = await local.call("getMe")
    assert (me["id"], me["username"]) == (42, "jiebang_local_bot")
    await local.post("1001/messages", text="/start")
    chat: dict[str, Any] = {"chat_id": 1001}

    sent = await local.call("sendMessage", **chat, text=HTML, parse_mode="HTML", reply_markup=INLINE)
    await local.call("sendMessage", **chat, text="键盘", reply_markup=CONTACT)
    await local.call("sendMessage", **chat, text="收起", reply_markup={"remove_keyboard": True})
    await local.call("sendMessage", **chat, text="回复", reply_parameters={"message_id": sent["message_id"]})
    await local.call("sendMessage", chat_id=-1001000000002, text="频道")
    place = {**chat, "message_id": sent["message_id"]}
    await local.call("editMessageText", **place, text="新", reply_markup=INLINE)
    await local.call("editMessageReplyMarkup", **place)
    document = await local.call(
        "sendDocument", ("document", "表 1.xlsx", b"PK"), **chat, caption="<b>表</b>", parse_mode="HTML"
    )
    await local.call("sendDocument", **chat, document=document["document"]["file_id"])
    photo = await local.call("sendPhoto", ("photo", "图.png", png(5, 4)), **chat)
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"]) == (5, 4)
    await local.call("getFile", file_id=document["document"]["file_id"])
    await local.call("sendChatAction", **chat, action="typing")
    await local.call("deleteMessage", **place)

    (tap,) = [await local.post("1001/taps", message_id=document["message_id"], data="任意")]
    await local.call("answerCallbackQuery", callback_query_id=tap["callback_query_id"], text="好", show_alert=True)
    query = await local.post("1001/updates", type="inline_query", query="经费")
    article = {"type": "article", "id": "1", "title": "答", "input_message_content": {"message_text": "答"}}
    await local.call("answerInlineQuery", inline_query_id=query["inline_query_id"], results=[article])

    commands = [{"command": "help", "description": "帮助"}]
    scope = {"type": "chat_member", "chat_id": GROUP, "user_id": 2001}
    await local.call("setMyCommands", commands=commands, scope=scope)
    await local.call("deleteMyCommands", scope=scope)
    await local.call("getChatMember", chat_id=GROUP, user_id=2001)
    await local.call("getChatMember", chat_id=GROUP, user_id=1001)
    await local.call("getChatMember", chat_id=GROUP, user_id=42)

    await local.call("getUpdates", allowed_updates=["message"])
    await local.call("getWebhookInfo")
    await local.call("setWebhook", url="http://127.0.0.1:9/", secret_token="s")
    await local.call("getWebhookInfo")
    await local.call("deleteWebhook")

    assert local.called == set(METHODS)


async def test_python_telegram_bot(local: Local) -> None:
    await local.post("1001/messages", text="/start 参数")
    url = local.server.url
    async with telegram.Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot:
        (update,) = await bot.get_updates(timeout=5, allowed_updates=telegram.Update.ALL_TYPES)
        assert update.message is not None
        assert update.message.parse_entities(["bot_command"]) == {update.message.entities[0]: "/start"}
        keyboard = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("选", callback_data="a"))
        sent = await bot.send_message(1001, "<b>好</b> & <i>x</i>", parse_mode="HTML", reply_markup=keyboard)
        assert (sent.text, sent.text_html) == ("好 & x", "<b>好</b> &amp; <i>x</i>")
        document = await bot.send_document(1001, "内容".encode(), filename="技术需求 1.txt", caption="附件")
        assert document.document is not None
        assert document.document.file_name == "技术需求 1.txt"
        file = await document.document.get_file()
        assert bytes(await file.download_as_bytearray()) == "内容".encode()
        await local.post("1001/taps", message_id=sent.message_id, data="a")
        (tap,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert tap.callback_query is not None
        assert (tap.callback_query.data, tap.callback_query.message) == ("a", sent)
        assert await tap.callback_query.answer("好")
        await tap.callback_query.edit_message_text("改了")
        with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
            await tap.callback_query.edit_message_text("改了")
        with pytest.raises(telegram.error.Forbidden, match="bot can't initiate conversation with a user"):
            await bot.send_message(1002, "你好")
        assert await bot.set_my_commands([("help", "帮助")], scope=telegram.BotCommandScopeAllPrivateChats())
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("wrong:token", base_url=f"{url}/bot"):
            pass


async def test_aiogram(local: Local) -> None:
    await local.post("1001/messages", text="你好")
    session = AiohttpSession(api=TelegramAPIServer.from_base(local.server.url))
    async with AiogramBot(TOKEN, session=session) as bot:
        (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None
        answer = await update.message.answer_document(BufferedInputFile(b"x", "需求.txt"), caption="附件").as_(bot)
        assert answer.document is not None
        assert answer.document.file_name == "需求.txt"
