"""The HTTP face of the local chat: Bot API methods, file download, the page and its interface, on loopback only."""

import hmac
import logging
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from localchat import local_api
from localchat.delivery import Delivery
from localchat.errors import ApiError, LocalError
from localchat.limits import Flood
from localchat.methods import METHODS, Call
from localchat.params import UPLOAD_LIMIT, TooBig, read_params
from localchat.store import dumped
from localchat.world import World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
PAGE_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_FORM_OVERHEAD = 1 << 20  # bytes that a request may have beside its file
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Face:
    """What the Bot API's routes work on."""

    token: str
    world: World
    delivery: Delivery
    flood: Flood


FACE = web.AppKey("face", _Face)


class Server:
    """A local chat that listens; `port` is the one in use, also when 0 was asked for."""

    def __init__(self, runner: web.AppRunner, world: World, delivery: Delivery, port: int) -> None:
        """Hold what `serve` has started."""
        self.world = world
        self.port = port
        self._runner = runner
        self._delivery = delivery

    @property
    def url(self) -> str:
        """Return the page's address, without a slash at its end; the Bot API is below `{url}/bot`."""
        return f"http://{HOST}:{self.port}"

    async def close(self) -> None:
        """Stop listening, end what waits and close the world."""
        await self._delivery.stop()
        self.world.end_waiting()
        await self._runner.cleanup()
        self.world.close()


async def serve(data: Path, port: int, token: str, *, flood: bool = False, webhook_pause: float = 1.0) -> Server:
    """Return a server that listens on loopback and keeps its world in `data`.

    `port` 0 takes a free one. A failed webhook is tried again after `webhook_pause` seconds, then after twice as many.
    Raises OSError for a busy port, WorldInUse (an OSError) when another server has the world open, and
    sqlite3.DatabaseError when its database is damaged.
    """
    listener = _listen(port)
    try:
        world = World(data)
    except BaseException:
        listener.close()
        raise
    delivery = Delivery(world, pause=webhook_pause)
    app = _application(_Face(token, world, delivery, Flood(world.clock, enforced=flood)))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)  # the access log would write the token
    server = Server(runner, world, delivery, listener.getsockname()[1])
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
    except BaseException:
        await server.close()
        raise
    delivery.start()
    return server


def _listen(port: int) -> socket.socket:
    """Bind before the world is opened, so that a second start is told of the port and not of the world."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _application(face: _Face) -> web.Application:
    app = web.Application(middlewares=[_loopback, local_api.refusals], client_max_size=UPLOAD_LIMIT + _FORM_OVERHEAD)
    app[FACE] = face
    app[local_api.WORLD] = face.world
    app.add_routes(local_api.routes)
    app.add_routes(
        [
            web.route("*", "/bot{token:[^/]+}/{method:[^/]*}", _method),
            web.get("/file/bot{token:[^/]+}/{path:.+}", _download),
            web.get("/", _page),
            web.get(r"/{name:[a-z-]+\.(?:css|js|svg)}", _page),
            web.get("/page/{name}", _page),
            web.route("*", "/local/{rest:.*}", _nothing),
        ]
    )
    return app


@web.middleware
async def _loopback(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse what a page of somebody else's makes a browser send here: another host's name, another origin."""
    origin = request.headers.get("Origin")
    if request.host.rsplit(":", 1)[0] not in _LOCAL_NAMES or (origin and origin != f"http://{request.host}"):
        return web.json_response({"error": str(LocalError(403, "foreign"))}, status=403)
    response: web.StreamResponse = await handler(request)
    return response


async def _method(request: web.Request) -> web.Response:
    face = request.app[FACE]
    try:
        _check_token(request)
        method = METHODS.get(request.match_info["method"].lower())
        if method is None or request.method not in {"GET", "POST"}:
            raise ApiError(404, "Not Found")
        params = await read_params(request)
        result = await method(Call(face.world, face.delivery, face.flood, params))
    except ApiError as error:
        return _answer(error.body(), error.code)
    except (TooBig, web.HTTPRequestEntityTooLarge):
        return _answer(ApiError(413, "Request Entity Too Large").body(), 413)
    except Exception:  # the bot must get an answer as from Telegram, whatever breaks here
        log.exception("a Bot API method failed: %s", request.match_info["method"])
        return _answer(ApiError(500, "Internal Server Error").body(), 500)
    return _answer({"ok": True, "result": result})


def _check_token(request: web.Request) -> None:
    token, expected = request.match_info["token"], request.app[FACE].token
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise ApiError(401, "Unauthorized")


def _answer(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(text=dumped(body), status=status, content_type="application/json")


async def _download(request: web.Request) -> web.StreamResponse:
    world = request.app[FACE].world
    try:
        _check_token(request)
    except ApiError as error:
        return _answer(error.body(), error.code)
    row = world.store.row("SELECT path FROM files WHERE path = ?", request.match_info["path"])
    if row is None:
        return _answer(ApiError(404, "Not Found").body(), 404)
    headers = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(world.files_directory / row[0], headers=headers)


async def _page(request: web.Request) -> web.StreamResponse:
    name = request.match_info.get("name", "index.html")
    path = PAGE / name
    kind = PAGE_KINDS.get(path.suffix)
    if kind is None or path.parent != PAGE or not path.is_file():
        raise LocalError(404, "no_page")
    headers = {
        "Content-Type": f"{kind}; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return web.FileResponse(path, headers=headers)


async def _nothing(_request: web.Request) -> web.StreamResponse:
    raise LocalError(404, "no_page")
