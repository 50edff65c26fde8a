"""Files that people and the bot send: kept below the data directory, pictures measured by their headers."""

import asyncio
import mimetypes
import re
import secrets
import struct
from pathlib import PurePosixPath

from localchat.params import Upload
from localchat.store import Object, StoredFile
from localchat.world import World

DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#getfile
PHOTO_LIMIT = 10 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#sendphoto
PHOTO_SIDES = 10_000  # pixels of width and height together
_UNTOLD = "application/octet-stream"  # what a sender writes who does not look at the file
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")
# A frame header says the size; these markers stand in the same range and are no frame headers.
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels of a PNG, JPEG, GIF or WebP picture; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


async def keep(world: World, kind: str, upload: Upload, size: tuple[int, int] = (0, 0)) -> StoredFile:
    """Write an uploaded file to disk and into the world; `kind` is document, photo, voice or sticker."""
    number = world.store.setting("files", 0) + 1
    world.store.set("files", number)  # taken before the write, which others may overtake
    suffix = _SUFFIX.search(upload.name)
    mime = upload.mime if upload.mime != _UNTOLD else ""
    mime = mime or mimetypes.guess_type(upload.name)[0] or _UNTOLD
    stored = StoredFile(
        file_id=f"{kind[:3].upper()}{secrets.token_urlsafe(24)}",
        path=str(PurePosixPath(f"{kind}s") / f"file_{number}{suffix.group().lower() if suffix else ''}"),
        kind=kind,
        name=upload.name,
        mime=mime,
        size=len(upload.data),
        width=size[0],
        height=size[1],
    )
    await asyncio.to_thread(_write, world, stored, upload.data)
    world.store.run(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        stored.file_id, stored.path, stored.kind, stored.name, stored.mime, stored.size, stored.width, stored.height,
    )  # fmt: skip
    return stored


def _write(world: World, stored: StoredFile, data: bytes) -> None:
    path = world.files_directory / stored.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def fields(stored: StoredFile) -> Object:
    """Return the part of a Bot API message that carries this file."""
    ids: Object = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
    if stored.kind == "photo":
        return {"photo": [{**ids, "width": stored.width, "height": stored.height, "file_size": stored.size}]}
    return {"document": {"file_name": stored.name, "mime_type": stored.mime, **ids, "file_size": stored.size}}
