"""Files in both directions, their limits, and pictures measured by their headers."""

import io
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from localchat.files import picture_size
from localchat.rare import STICKER_PICTURE, grey_picture
from tests.localchat.client import TOKEN, Local, running

PNG = grey_picture(1)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00"
MEGABYTE = 1 << 20


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as local:
        await local.says(1001, "你好")
        yield local


PICTURES: list[tuple[bytes, tuple[int, int] | None]] = [
    (PNG, (8, 8)),
    (JPEG, (3, 2)),
    (b"GIF89a\x05\x00\x04\x00", (5, 4)),
    (STICKER_PICTURE, (1, 1)),
    (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x09\0\0\x07\0\0", (10, 8)),
    (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 6, 7), (6, 7)),
    (PNG[:20], None),
    (JPEG[:12], None),
    (b"\xff\xd8\xff\xd9", None),
    (b"%PDF-1.7", None),
    (b"", None),
]


@pytest.mark.parametrize(("data", "size"), PICTURES)
def test_picture_size(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size


async def uploaded(local: Local, name: str, data: bytes, **fields: str) -> Any:
    form = aiohttp.FormData(fields, quote_fields=False)
    form.add_field("file", io.BytesIO(data), filename=name)
    answer = await local.session.post(f"{local.server.url}/local/users/1001/messages", data=form)
    body = await answer.json()
    return body if answer.status == 200 else (answer.status, body["error"])


async def downloaded(local: Local, file_id: str) -> Any:
    file = await local.bot("getFile", file_id=file_id)
    if isinstance(file, str):
        return file
    return await (await local.session.get(f"{local.server.url}/file/bot{TOKEN}/{file['file_path']}")).read()


async def test_a_persons_file_reaches_the_bot(local: Local) -> None:
    await local.updates()
    said = await uploaded(local, "技术 需求（1）.PDF", b"%PDF", caption="附件 /help")
    (update,) = await local.updates()
    shown = said["message"]["file"]
    answer = await local.session.get(local.server.url + shown["url"])

    document = update["message"]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "技术 需求（1）.PDF", "application/pdf", 4,
    )  # fmt: skip
    assert update["message"]["caption_entities"] == [{"type": "bot_command", "offset": 3, "length": 5}]
    assert (shown["name"], shown["kind"], said["message"]["text"]) == ("技术 需求（1）.PDF", "document", "附件 /help")
    assert await answer.read() == await downloaded(local, document["file_id"]) == b"%PDF"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%8A%80")


async def test_several_files_are_an_album(local: Local) -> None:
    await local.updates()
    form = aiohttp.FormData({"caption": "两份"}, quote_fields=False)
    for field, name in (("file", "一.pdf"), ("file2", "二.pdf")):
        form.add_field(field, io.BytesIO(b"%PDF"), filename=name)
    await local.session.post(f"{local.server.url}/local/users/1001/messages", data=form)
    messages = [update["message"] for update in await local.updates()]
    assert [each["document"]["file_name"] for each in messages] == ["一.pdf", "二.pdf"]
    assert messages[0]["media_group_id"] == messages[1]["media_group_id"]
    assert [each.get("caption") for each in messages] == ["两份", None]


async def test_a_persons_photo(local: Local) -> None:
    said = await uploaded(local, "图.png", PNG, kind="photo")
    photo = (await local.updates())[-1]["message"]["photo"]
    answer = await local.session.get(local.server.url + said["message"]["file"]["url"])

    assert [(size["width"], size["height"], size["file_size"]) for size in photo] == [(8, 8, len(PNG))]
    assert answer.headers["Content-Disposition"].startswith("inline")


async def test_the_bots_file_is_seen_and_sent_again(local: Local) -> None:
    sent = await local.send_file("sendDocument", "document", "表.xlsx", b"PK", chat_id=1001, caption="<b>表</b>")
    again = await local.bot("sendDocument", chat_id=1001, document=sent["document"]["file_id"])

    assert (sent["caption"], again["document"]) == ("<b>表</b>", sent["document"])
    assert (await local.sees(1001))[-1]["message"]["file"]["name"] == "表.xlsx"


async def test_an_attachment_by_name(local: Local) -> None:
    sent = await local.send_file("sendDocument", "f1", "a.txt", b"a", chat_id=1001, document="attach://f1")

    assert sent["document"]["file_name"] == "a.txt"


async def test_a_file_name_is_not_a_path(local: Local) -> None:
    sent = await local.send_file("sendDocument", "document", "..\\../../etc/passwd", b"x", chat_id=1001)

    assert sent["document"]["file_name"] == "passwd"
    assert (await local.bot("getFile", file_id=sent["document"]["file_id"]))["file_path"] == "documents/file_1"


REFUSED: list[tuple[str, str, bytes | int, tuple[int, str]]] = [  # a number: so many zero bytes
    ("sendDocument", "document", b"", (400, "Bad Request: file must be non-empty")),
    ("sendPhoto", "photo", b"%PDF", (400, "Bad Request: IMAGE_PROCESS_FAILED")),
    ("sendPhoto", "photo", b"GIF89a\xff\xff\xff\xff", (400, "Bad Request: PHOTO_INVALID_DIMENSIONS")),
    ("sendPhoto", "photo", b"GIF89a\x15\x00\x01\x00", (400, "Bad Request: PHOTO_INVALID_DIMENSIONS")),
    ("sendPhoto", "photo", 10 * MEGABYTE + 1,
     (400, f"Bad Request: file of size {10 * MEGABYTE + 1} bytes is too big for a photo")),
    ("sendPhoto", "document", b"x", (400, "Bad Request: there is no photo in the request")),
    ("sendDocument", "document", 50 * MEGABYTE + 1, (413, "Request Entity Too Large")),
]  # fmt: skip


@pytest.mark.parametrize(("method", "field", "data", "refusal"), REFUSED)
async def test_refused(local: Local, method: str, field: str, data: bytes | int, refusal: tuple[int, str]) -> None:
    said = await local.send_file(method, field, "a", bytes(data), chat_id=1001)

    assert said == refusal


async def test_a_document_is_no_photo(local: Local) -> None:
    sent = await local.send_file("sendDocument", "document", "a.png", PNG, chat_id=1001)

    refusal = await local.bot("sendPhoto", chat_id=1001, photo=sent["document"]["file_id"])

    assert refusal == "Bad Request: can't use file of type Document as Photo"


@pytest.mark.parametrize(("size", "taken"), [(20 * MEGABYTE, True), (20 * MEGABYTE + 1, False)])
async def test_what_is_too_big_to_download(local: Local, size: int, taken: bool) -> None:  # noqa: FBT001
    await uploaded(local, "大.zip", bytes(size))
    document = (await local.updates())[-1]["message"]["document"]

    got = await downloaded(local, document["file_id"])

    assert (len(got) if taken else got) == (size if taken else "Bad Request: file is too big")


PEOPLE_REFUSED = [
    ("空.txt", b"", {}, (400, "没有上传文件")),
    ("x.txt", b"x", {"kind": "photo"}, (400, "认不出这张图片，请按文件发送")),
    ("x.txt", b"x", {"kind": "song"}, (400, "字段 kind 缺失或不对：document | photo")),
    ("x.txt", b"x", {"caption": "汉" * 1025}, (400, "消息有 1025 个 UTF-16 单位，上限是 1024")),
    ("x.txt", 50 * MEGABYTE + 1, {}, (400, "文件超过 50 MB")),
]


@pytest.mark.parametrize(("name", "data", "fields", "refusal"), PEOPLE_REFUSED)
async def test_people_refused(
    local: Local, name: str, data: bytes | int, fields: dict[str, str], refusal: tuple[int, str]
) -> None:
    said = await uploaded(local, name, bytes(data), **fields)

    assert said == refusal


async def test_an_unknown_file(local: Local) -> None:
    answer = await local.session.get(f"{local.server.url}/local/files/nothing")

    assert (answer.status, await answer.json()) == (404, {"error": "没有上传文件"})
