"""Files from the chat to the receipt, the reviewer and the office's ZIP; and as many and as large as are taken."""

import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from bot.app import furnish, knowing
from bot.config import FaqSection
from bot.services.needs_state.attached import LIMIT
from bot.services.reviewing.export import export
from localchat.rare import grey_picture
from tests.chat import GROUP, WANG, ZHAO, Chat, answering, configured
from tests.conversations.need import REFERENCE, TAPPED, claim
from tests.conversations.test_documents import WORD, cells, read
from tests.conversations.test_own_data import files
from tests.papers import DOCX, PDF, PNG

SENT = {"推舟机构总装图.pdf": PDF, "改造方案.docx": DOCX, "照片1.png": PNG, "照片2.png": grey_picture(5)}


def grouped(content: bytes) -> str:
    """A digest as a receipt has it: in blocks of eight, in two lines."""
    digest = sha256(content).hexdigest()
    blocks = [digest[at : at + 8] for at in range(0, 64, 8)]
    return f"{' '.join(blocks[:4])}\n{' '.join(blocks[4:])}"


async def test_what_is_attached_is_in_the_receipt_before_the_reviewer_and_in_the_zip(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=WORD) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        await wang.goes("/submit", *TAPPED[:-2])
        for name in list(SENT)[:2]:
            await wang.sends_file(name, SENT[name], kind="document")
        await wang.sends_album({"a.png": PNG, "b.png": SENT["照片2.png"]}, kind="photo")
        attached = [
            [f"附件 {number}", f"{name}（{len(content)} 字节），SHA-256：\n{grouped(content)}"]
            for number, (name, content) in enumerate(SENT.items(), 1)
        ]
        preview = await read(chat, await wang.goes("☞接着填", "☞预览文件"))
        assert [row for row in cells(preview) if row[0].startswith("附件")] == attached
        receipt = await read(chat, await wang.goes("☞核对无误", "☞以上属实"))
        assert [row for row in cells(receipt) if row[0].startswith("附件")] == attached

        assert f"附件：{'、'.join(SENT)}" in (await zhao.hears()).in_chat(GROUP).texts[-1]
        said = (await claim(chat)).in_chat(ZHAO)
        assert said.texts[-1].splitlines()[-1] == f"附件（4 个）：{'、'.join(SENT)}"
        for number, (name, content) in enumerate(SENT.items(), 1):
            said = await zhao.goes(f"/status {REFERENCE}", "☞附件（4）", f"☞看 {name}")
            async with chat.http.get(chat.server.url + said.messages[-1]["file"]["url"]) as response:
                assert (number, await response.read()) == (number, content)

        out = tmp_path / "需求.zip"
        house = furnish(configured(tmp_path, chat.server.url), "", knowing(FaqSection(), answering(FaqSection())))
        await export(chat.database, house, out, zipped=True)
        with ZipFile(out) as archive:
            held = {name: archive.read(name) for name in archive.namelist() if name.startswith(REFERENCE)}
            held.pop(f"{REFERENCE}/{REFERENCE}-第1版-填报回执.docx")
        assert held == {f"{REFERENCE}/{number:02} {name}": SENT[name] for number, name in enumerate(SENT, 1)}


async def test_ten_files_of_twenty_megabytes_are_taken_and_the_copy_says_what_it_has_no_room_for(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", "☞同意")
    large = [(PDF + bytes([number])).ljust(LIMIT, b"\0") for number in range(3)]
    for number, content in enumerate(large, 1):
        said = await wang.sends_file(f"大{number}.pdf", content, kind="document")
        assert said.heads == [f"收到《大{number}.pdf》（20.0 MB）。"]
    said = await wang.sends_file("超.pdf", PDF.ljust(LIMIT + 1, b"\0"), kind="document")
    assert said.heads == ["没有收下《超.pdf》：超过 20 MB。请压缩，或拆成几份再发。"]
    said = await wang.sends_album({f"小{number}.pdf": PDF + b"x" * number for number in range(8)})
    assert said.texts[0].splitlines()[-2:] == [
        "没有收下《小7.pdf》：附件最多 10 个，已经满了。点“附件”可以去掉不要的，再发。",
        "现有附件 10/10。",
    ]
    held = await files(chat, await wang.says("/mydata"))
    assert {name: len(content) for name, content in held.items() if "大" in name} == {
        "附件/01-大1.pdf": LIMIT,
        "附件/02-大2.pdf": LIMIT,
    }
    listed = {each["name"]: each["file"] for each in json.loads(held["我的数据.json"])["files"]}
    assert [(name, place is None) for name, place in listed.items()][:4] == [
        ("大1.pdf", False),
        ("大2.pdf", False),
        ("大3.pdf", True),
        ("小0.pdf", False),
    ]
