"""The page's own JSON interface under /local, by which others drive the bot too; README.md here describes it."""

import asyncio
import logging
from typing import Any
from urllib.parse import quote

from aiohttp import web

from localchat import files, people
from localchat.errors import ApiError, LocalError
from localchat.methods.profile import menu
from localchat.params import LARGEST, UPLOAD_LIMIT, Params, TooBig, read_params
from localchat.rare import ALBUM_LIMIT, DEEDS, Deed, new_album
from localchat.store import Object, dumped, encodable
from localchat.world import Chat, User, World

WORLD = web.AppKey("world", World)
LONGEST_WAIT = 30.0  # seconds
ROLES = frozenset({"enterprise", "reviewer", "lead"})
NAME_LIMIT = 64
routes = web.RouteTableDef()
log = logging.getLogger(__name__)


@web.middleware
async def refusals(request: web.Request, handler: Any) -> web.StreamResponse:
    """Turn what is refused under /local into {"error": …}."""
    try:
        response: web.StreamResponse = await handler(request)
    except LocalError as error:
        return _json({"error": str(error)}, error.status)
    except TooBig:
        return _json({"error": str(LocalError(400, "file_too_big", limit=UPLOAD_LIMIT >> 20))}, 400)
    except web.HTTPException:
        raise
    except Exception:  # whoever drives the bot gets JSON, whatever breaks here
        log.exception("a request to the chat page's interface failed: %s", request.path)
        return _json({"error": str(LocalError(500, "failed"))}, 500)
    return response


def _json(body: object, status: int = 200) -> web.Response:
    return web.Response(text=dumped(body), status=status, content_type="application/json")


def _world(request: web.Request) -> World:
    return request.app[WORLD]


def _user(request: web.Request) -> User:
    return people.find_user(_world(request), int(request.match_info["id"]))


async def _body(request: web.Request) -> Params:
    try:
        return await read_params(request)
    except ApiError:
        raise LocalError(400, "bad_json") from None


def _whole(values: Object, name: str) -> int | None:
    """Return a whole number, also one written as text, as forms and queries send it; None where it is missing."""
    value = values.get(name)
    if value is None or value == "":
        return None
    try:
        number = None if isinstance(value, bool | float) else int(value)
    except (TypeError, ValueError):
        number = None
    if number is None or abs(number) >= LARGEST:
        raise LocalError(400, "bad_field", name=name, why="int")
    return number


def _text(values: Object, name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise LocalError(400, "bad_field", name=name, why="str")
    return value


def _chat(request: web.Request, values: Object) -> Chat:
    return people.find_chat(_world(request), _user(request), _whole(values, "chat_id"))


def _shown(user: User) -> Object:
    return {"id": user.id, "name": user.name, "role": user.role, "username": user.username, "blocked": user.blocked}


@routes.get("/local/users")
async def list_users(request: web.Request) -> web.Response:
    """List the people."""
    return _json([_shown(user) for user in _world(request).users()])


@routes.post("/local/users")
async def add_user(request: web.Request) -> web.Response:
    """Add a person."""
    values = (await _body(request)).values
    name = _text(values, "name").strip()
    role = values.get("role") or "enterprise"
    if not 1 <= len(name) <= NAME_LIMIT or not encodable(name):
        raise LocalError(400, "bad_field", name="name", why=f"1–{NAME_LIMIT}")
    if not isinstance(role, str) or role not in ROLES:
        raise LocalError(400, "bad_field", name="role", why=" | ".join(sorted(ROLES)))
    world = _world(request)
    with world.change():
        user = world.add_user(name, role)
    return _json(_shown(user), 201)


@routes.post(r"/local/users/{id:\d{1,15}}/language")
async def set_language(request: web.Request) -> web.Response:
    """Put the person's app into a language."""
    world, user, code = _world(request), _user(request), _text((await _body(request)).values, "code")
    with world.change():
        world.set_language(user, code)
    return _json({"code": code})


@routes.get(r"/local/users/{id:\d{1,15}}/chats")
async def list_chats(request: web.Request) -> web.Response:
    """List the chats a person sees; the title of the private one is the bot's name."""
    world, user = _world(request), _user(request)
    bot = world.bot_card()["first_name"]
    chats = [
        {"id": chat.id, "title": bot if chat.private else chat.title, "type": chat.type}
        for chat in world.chats_of(user.id)
    ]
    return _json(chats)


@routes.get(r"/local/users/{id:\d{1,15}}/commands")
async def list_commands(request: web.Request) -> web.Response:
    """List the commands of the menu a person sees."""
    chat = _chat(request, dict(request.query))
    return _json(menu(_world(request), _user(request).id, chat.id))


@routes.post(r"/local/users/{id:\d{1,15}}/messages")
async def send(request: web.Request) -> web.Response:
    """Send a text, a file or an album of files as the person."""
    params = await _body(request)
    world, user, chat = _world(request), _user(request), _chat(request, params.values)
    reply_to = _whole(params.values, "reply_to")
    if params.uploads:
        said = people.sends(world, user, chat, await _file_contents(world, params), reply_to=reply_to)
    else:
        said = people.says(world, user, chat, _text(params.values, "text"), reply_to=reply_to)
    answer: Object = {"message": world.shown(said.records[-1]), "cursor": said.cursor}
    if len(said.records) > 1:
        answer["messages"] = [world.shown(record) for record in said.records]
    return _json(answer)


async def _file_contents(world: World, params: Params) -> list[Object]:
    """Return what the messages carry, one for each file; several files are an album, with the caption on the first."""
    uploads = list(params.uploads.values())
    if "file" not in params.uploads or not all(upload.data for upload in uploads):
        raise LocalError(400, "no_file")
    if len(uploads) > ALBUM_LIMIT:
        raise LocalError(400, "bad_field", name="file", why=f"1–{ALBUM_LIMIT}")
    caption = people.captioned(params.text("caption"))
    kind = params.text("kind", "document")
    if kind not in {"document", "photo"}:
        raise LocalError(400, "bad_field", name="kind", why="document | photo")
    sizes = [files.picture_size(upload.data) if kind == "photo" else (0, 0) for upload in uploads]
    if None in sizes:
        raise LocalError(400, "not_a_picture")
    kept = [await files.keep(world, kind, upload, size or (0, 0)) for upload, size in zip(uploads, sizes, strict=True)]
    group: Object = {"media_group_id": new_album()} if len(kept) > 1 else {}
    return [{**group, **files.fields(each), **({} if number else caption)} for number, each in enumerate(kept)]


@routes.post(r"/local/users/{id:\d{1,15}}/taps")
async def tap(request: web.Request) -> web.Response:
    """Tap a button, real or forged."""
    values = (await _body(request)).values
    chat, message_id = _chat(request, values), _whole(values, "message_id") or 0
    query_id = people.taps(_world(request), _user(request), chat, message_id, _text(values, "data"))
    return _json({"callback_query_id": query_id})


@routes.post(r"/local/users/{id:\d{1,15}}/updates")
async def do(request: web.Request) -> web.Response:
    """Do one of the rarer things."""
    values = (await _body(request)).values
    kind = values.get("type")
    deed = DEEDS.get(kind) if isinstance(kind, str) else None
    if deed is None:
        raise LocalError(400, "bad_type", type=kind)
    return _json(await deed(Deed(_world(request), _user(request), _chat(request, values), values)))


@routes.get(r"/local/users/{id:\d{1,15}}/messages")
async def events(request: web.Request) -> web.Response:
    """Tell what happened in the person's chats after a cursor, waiting for it when asked to."""
    world, user = _world(request), _user(request)
    chat_id = _whole(dict(request.query), "chat_id")
    if chat_id is not None:
        people.find_chat(world, user, chat_id)
    after, wait = int(_number(request, "after")), min(_number(request, "wait"), LONGEST_WAIT)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while True:
        cursor, found = world.feed.cursor(), world.events(user.id, after, chat_id)
        # A cursor ahead of ours comes from another world: whoever has it learns so at once.
        if found or after > cursor or loop.time() >= deadline or world.closing:
            return _json({"events": found, "cursor": cursor})
        await world.wait(user.id, deadline - loop.time())


def _number(request: web.Request, name: str) -> float:
    text = request.query.get(name) or "0"
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 2**53:
        raise LocalError(400, "bad_query", name=name)
    return value


@routes.get("/local/files/{file_id}")
async def download(request: web.Request) -> web.StreamResponse:
    """Serve a file to the page: pictures to look at, all else to save."""
    world = _world(request)
    stored = world.file(request.match_info["file_id"])
    if stored is None:
        raise LocalError(404, "no_file")
    seen = stored.mime in {"image/png", "image/jpeg", "image/gif", "image/webp"}
    headers = {"Content-Type": stored.mime if seen else "application/octet-stream", "X-Content-Type-Options": "nosniff"}
    headers["Content-Disposition"] = _disposition("inline" if seen else "attachment", stored.name)
    return web.FileResponse(world.files_directory / stored.path, headers=headers)


def _disposition(kind: str, name: str) -> str:
    return f"{kind}; filename*=UTF-8''{quote(name, safe='')}"
