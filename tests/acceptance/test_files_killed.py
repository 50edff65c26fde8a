"""Kill -9 while a file arrives: it is fetched again, is there once, and called received only when on the disk."""

from hashlib import sha256

import aiohttp
import pytest

from tests.acceptance.program import SECRET, WANG, Program, Town
from tests.papers import PDF

#: Where the program is killed: its Python, to be run before it starts.
KILLED = {
    "before the content is named": "from bot.storage.shelf import Shelf; Shelf.place = lambda *_: end()",
    "between the name and the commit": "from bot.services.filing import attaching; attaching.stored = lambda *_: end()",
    "before it is told": "from bot.services.filing import attaching; attaching.report = lambda *_: end()",
}
END = "import os, signal\ndef end(): os.kill(os.getpid(), signal.SIGKILL)"


async def sends(chat: Town, user_id: int, name: str, content: bytes) -> None:
    form = aiohttp.FormData({"kind": "document"}, quote_fields=False)
    form.add_field("file", content, filename=name)
    async with chat.http.post(f"{chat.url}/local/users/{user_id}/messages", data=form) as response:
        assert response.status == 200


@pytest.mark.parametrize("flaw", KILLED.values(), ids=list(KILLED))
async def test_a_file_that_a_kill_interrupts_arrives_after_all(chat: Town, program: Program, flaw: str) -> None:
    program.flaw = f"{END}\n{flaw}"
    await program.start()
    await chat.says(WANG, "/submit")
    await chat.hears(WANG, "填报须知")
    await sends(chat, WANG, "检测报告.pdf", PDF)
    assert await program.ends() == -9
    assert not [text for text in await chat.heard(WANG) if text.startswith("收到")]

    program.flaw = ""
    await program.start()
    await chat.hears(WANG, f"收到《检测报告.pdf》（{len(PDF)} 字节）。\n现有附件 1/10。")
    await program.rests(chat)
    assert await program.stop() == 0
    assert len([text for text in await chat.heard(WANG) if text.startswith("收到")]) == 1
    name = sha256(PDF).hexdigest()
    lies = {path.name: path.read_bytes() for path in (program.data / "files").rglob("*") if path.is_file()}
    assert lies == {name: PDF}
    assert await program.rows("SELECT state, told, sha256 FROM attachment") == [
        {"state": "stored", "told": 1, "sha256": name}
    ]
    assert SECRET not in program.printed
