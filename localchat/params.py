"""The parameters of a request, however they were sent: query, JSON, form or multipart; typed as Telegram types them."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from localchat.errors import bad_request
from localchat.store import encodable

UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#sending-files
LARGEST = 2**63  # what a column of the database holds
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Upload:
    """One uploaded file; `name` as the sender wrote it, without folders."""

    name: str
    mime: str
    data: bytes


class TooBig(Exception):  # noqa: N818  # not an error of ours
    """An uploaded file is larger than UPLOAD_LIMIT."""


@dataclass
class Params:
    """Named values and uploads; the readers raise ApiError 400 for a value of the wrong kind."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Return the value as text."""
        value = self.values.get(name)
        if value is None:
            return default
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if not encodable(text):
            raise bad_request("strings must be encoded in UTF-8")
        return text

    def integer(self, name: str, default: int = 0) -> int:
        """Return the value as a whole number."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = LARGEST
        if abs(number) >= LARGEST:
            raise bad_request(f'invalid integer parameter "{name}" specified')
        return number

    def flag(self, name: str) -> bool:
        """Return whether the value is true as Telegram reads it."""
        return str(self.values.get(name, "")).lower() in {"true", "yes", "1"}

    def json(self, name: str, refusal: str) -> Any:
        """Return a JSON value, sent as it is or serialised into text; None where it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return loaded(value)
        except ValueError:
            raise bad_request(refusal) from None

    def upload(self, name: str) -> Upload | None:
        """Return the file sent in that field, or in the field that `attach://` names."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


def loaded(text: str | bytes) -> Any:
    """Return the JSON value; raises ValueError also for NaN and for what is nested too deeply."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


async def read_params(request: web.Request) -> Params:
    """Return everything the request carries; raises ApiError 400 or TooBig."""
    params = Params(dict(request.query))
    try:
        await _read_body(request, params)
    except (ValueError, LookupError, HttpProcessingError) as error:  # broken parts, an unknown charset, a broken header
        raise bad_request(f"can't parse the request: {error}") from None
    return params


async def _read_body(request: web.Request, params: Params) -> None:
    if request.content_type == "application/json":
        params.values |= await _json(request)
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name:
                await _part(part, params)
    elif request.content_type == "application/x-www-form-urlencoded":
        params.values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


async def _json(request: web.Request) -> dict[str, Any]:
    body = await request.read()
    if not body:
        return {}
    try:
        value = loaded(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return {name: item for name, item in value.items() if item is not None}


async def _part(part: BodyPartReader, params: Params) -> None:
    name = str(part.name)
    data = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        data += chunk
        if len(data) > UPLOAD_LIMIT:
            raise TooBig
    if part.filename is None:
        params.values[name] = bytes(data).decode("utf-8", "replace")
        return
    # Bytes that are no UTF-8 arrive as lone surrogates.
    filename = part.filename.encode(errors="replace").decode().replace("\\", "/").rsplit("/", 1)[-1]
    params.uploads[name] = Upload(filename, part.headers.get("Content-Type", "").split(";")[0], bytes(data))
