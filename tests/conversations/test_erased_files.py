"""Files and what they are called are erased with the rest; of what goes by itself nothing is left on the disk."""

import asyncio
import logging
from html import unescape
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from bot.app import furnish, knowing
from bot.config import FaqSection, RetentionSection
from bot.services.reviewing.export import export
from tests.chat import LOOK, OPERATOR, SUN, WANG, ZHAO, Chat, User, answering, configured
from tests.conversations.need import REFERENCE, TAPPED, claim
from tests.conversations.test_own_data import erases, later, spelled
from tests.papers import PDF, document
from tests.patience import patience

DRAWING, REPORT, SPARE = (PDF + text.encode() for text in ("推舟机构剖面", "检测数据三百组", "草稿里的照片"))
PLAN = document(**{"word/plan.xml": "炉膛改造的次序"})
NAMES = ("推舟机构总装图.pdf", "第三方检测报告.pdf", "炉膛改造方案.docx", "厂房照片说明.pdf", "未说用途的材料.pdf")
SAID = ("这是第二代样机的剖面", "敕勒新材料有限公司")  # of a file; and part of the firm's name
SECRETS = (*NAMES, *SAID, *(text.decode() for text in (DRAWING, REPORT, SPARE)))


def held(path: Path) -> list[bytes]:
    """What a file holds, and what is packed into it; nothing where it is gone by now."""
    if not path.exists():
        return []
    if not is_zipfile(path):
        return [path.read_bytes()]
    with ZipFile(path) as archive:
        parts = [*map(str.encode, archive.namelist()), *map(archive.read, archive.namelist())]
    return [path.read_bytes(), *parts, *(unescape(part.decode(errors="ignore")).encode() for part in parts)]


def found(folder: Path, words: tuple[str, ...] = SECRETS, contents: tuple[bytes, ...] = (PLAN,)) -> set[str]:
    """Return which words stand anywhere in the folder, in names too, and which contents lie there whole."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    inside = [*(str(path).encode() for path in files), *(part for path in files for part in held(path))]
    there = {word for word in words if any(each in part for each in spelled(word) for part in inside)}
    return there | {str(content[:4]) for content in contents if content in inside}


async def filed(chat: Chat) -> User:
    """王芳 has a need that was returned, mended with other files, and a draft with one; another waits for a word."""
    for staff in (ZHAO, SUN):
        await chat.user(staff).says("/start")
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes("/submit", *TAPPED[:-2])
    await wang.sends_file(NAMES[0], DRAWING, kind="document", caption=SAID[0])
    await wang.sends_file(NAMES[1], REPORT, kind="document")
    await wang.goes("☞接着填", "☞核对无误", "☞以上属实")
    await claim(chat)
    await zhao.goes("☞附件（2）", "☞看 推舟")
    await zhao.goes(f"/status {REFERENCE}", "☞退回补充", "☞技术指标", "☞写原因", "请补充炉膛改造的方案", "☞确认退回")
    await wang.hears()
    await wang.taps("补充并重新提交")
    await wang.sends_file(NAMES[2], PLAN, kind="document")
    await wang.goes("☞附件（3）", "☞去掉 第三方", "☞接着填", "☞不改", "☞核对无误", "☞以上属实")
    await wang.goes("/submit", "☞同意")
    await wang.sends_file(NAMES[3], SPARE, kind="document")
    await wang.says("存下离开")
    await wang.sends_file(NAMES[4], PDF, kind="document")
    await chat.user(SUN).goes(f"/status {REFERENCE}", "☞附件（2）")
    return wang


async def nothing_is_left(data: Path) -> None:
    """Return when the running bot has scoured the folder, which it does by itself."""
    async with patience():
        while found(data):  # noqa: ASYNC110  # the bot rings no bell for it
            await asyncio.sleep(LOOK)


async def exported(chat: Chat, folder: Path) -> set[str]:
    """Return what an export has of it."""
    await asyncio.to_thread(folder.mkdir)
    house = furnish(configured(chat.folder, chat.server.url), "", knowing(FaqSection(), answering(FaqSection())))
    for name in ("需求.xlsx", "需求.zip"):
        await export(chat.database, house, folder / name, zipped=name.endswith("zip"))
    return found(folder)


async def test_files_their_names_and_what_is_said_of_them_are_nowhere_any_more(
    chat: Chat, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    data = tmp_path / "bot"
    wang = await filed(chat)
    assert found(data) == {*SECRETS, str(PLAN[:4])}  # else this would prove nothing
    assert await exported(chat, tmp_path / "before") >= {*NAMES[:1], NAMES[2], SAID[1], DRAWING.decode()}
    await wang.goes("/deleteme", "☞确定删除")
    assert await asyncio.to_thread(erases, chat, str(WANG), "--yes") == 0
    await nothing_is_left(data)
    assert await exported(chat, tmp_path / "after") == set()
    assert [word for word in SECRETS if word in caplog.text] == []
    await chat.user(SUN).goes(f"/status {REFERENCE}", f"/history {REFERENCE}")
    await wang.goes("/my", "/mydata")
    assert found(data) == set(), "what is looked at since brings nothing back"


async def test_what_is_deleted_at_once_is_off_the_disk_soon_without_anybodys_doing_a_thing(
    chat: Chat, tmp_path: Path
) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", "☞同意", TAPPED[1])
    await wang.sends_file(NAMES[3], SPARE, kind="document", caption=SAID[0])
    assert found(tmp_path / "bot") == {NAMES[3], SPARE.decode(), *SAID}
    assert (await wang.goes("/deleteme", "☞确定删除")).heads == ["已经全部删除。这里没有存着您的数据了。"]
    await nothing_is_left(tmp_path / "bot")


async def test_what_is_kept_long_enough_is_off_the_disk_too(chat: Chat, tmp_path: Path) -> None:
    wang = await filed(chat)
    await wang.goes(f"/status {REFERENCE}", "☞撤回", "☞确定撤回")
    month = RetentionSection(drafts=30, questions=30, talks=30, withdrawn=30)
    await chat.restart(operator=OPERATOR.model_copy(update={"retention": month}))
    for days in (24, 8):  # it is warned of, and gone
        await later(chat, days=days)
    await nothing_is_left(tmp_path / "bot")
    assert await chat.rows("SELECT erased_at FROM need WHERE erased_at IS NULL") == []


async def test_a_single_need_takes_its_files_along_and_no_draft_offers_what_it_held(chat: Chat, tmp_path: Path) -> None:
    wang = await filed(chat)
    assert await asyncio.to_thread(erases, chat, REFERENCE, "--yes") == 0
    assert found(tmp_path / "bot") == {*NAMES[3:], SPARE.decode()}
    said = await wang.goes("/submit", "☞接着填")
    assert "沿用上次的单位信息" not in said.seen[-1]
