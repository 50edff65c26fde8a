"""Everybody can see, take away and have erased what is stored of him; what is erased is nowhere any more."""

import asyncio
import json
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.cli import main
from tests.chat import GROUP, LI, LOOK, OPERATOR, SUN, WANG, ZHAO, Chat, Heard
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, TITLE, claim
from tests.conversations.talk import timeless
from tests.papers import PDF
from tests.patience import patience

REASON = "请把停炉损失的测算依据写清楚"
COMPANY, CODE, PHONE = TAPPED[1], TAPPED[2], "13800000000"
QUESTION = "呼伦贝尔的驯鹿养殖能不能揭榜呀"
SAID = "请回电话到我办公室，找王芳女士"
DRAFT = "内蒙古呼麦乐器有限公司"
NAME = "敕勒新材料·王芳"  # at Telegram
PERSONAL = (DRAFT, COMPANY, CODE, PHONE, TITLE, PROBLEM, REASON, QUESTION, SAID)
ASKED = """要删除存着的您的全部数据吗？
· 马上删：草稿 1 份，提问 2 条，可以沿用的单位信息、提醒等设置；同时撤回您的同意
· 马上撤回：还没办结的需求 1 项，不再审核
· … 前由工作人员清除：已提交的需求 1 项，给工作人员的话 1 条；清完在这里告诉您。内容、姓名、号码都不留，\
编号、状态和时间留作记录
删了不能恢复，想留一份请先导出。这个聊天窗口里的消息机器人删不掉，请您自己清空。
[导出我的数据]
[确定删除] [不删]"""
TOLD = "您申请删除的数据已全部清除。编号、状态和时间留作记录，内容、姓名、号码没有留。"
COVERED = "这里的内容已按本人要求清除，或者到了保存期限。"


async def filed(chat: Chat) -> None:
    """王芳 has a need that was returned and mended, a draft, a question, and a talk with staff."""
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await claim(chat)
    await zhao.goes("☞退回补充", "☞技术难题", "☞写原因", REASON, "☞确认退回")
    await wang.goes("☞补充并重新提交", f"{PROBLEM}每年损失约三百万元。", "☞核对无误", "☞以上属实")
    await wang.goes(QUESTION, "给我找个人", SAID, "☞转给工作人员", "/submit", "☞同意", DRAFT, "存下离开")
    await zhao.goes("/queue", "☞查看")
    await chat.user(SUN).hears()


async def files(chat: Chat, said: Heard) -> dict[str, bytes]:
    """Return the files of the ZIP that came."""
    (sent,) = (message["file"] for message in said.messages if message["file"])
    async with chat.http.get(f"{chat.server.url}{sent['url']}") as response:
        with ZipFile(BytesIO(await response.read())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def spelled(word: str) -> Iterator[bytes]:
    """How a text can stand in a file: as it is, as JSON, as escaped JSON."""
    for each in (word, json.dumps(word, ensure_ascii=False)[1:-1], json.dumps(word)[1:-1]):
        yield from (each.encode(encoding) for encoding in ("utf-8", "utf-16-le"))


def found(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return which of the words stand in which files of the folder."""
    held = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(name, word) for name, content in held for word in words if any(each in content for each in spelled(word))]


def erases(chat: Chat, *arguments: str) -> int:
    """Run `jiebang erase`; return its exit code."""
    path = chat.folder / "config.yaml"
    path.write_text(f"data_dir: {chat.folder / 'bot'}\n", encoding="utf-8")  # who is staff no longer is found as well
    return main(["erase", *arguments, "--config", str(path)])


async def test_words_lead_to_what_is_stored(reviewing: Chat) -> None:
    for words in ("导出我的数据", "注销账号", "撤回同意", "我要删除我的全部数据"):
        said = await reviewing.user(WANG).says(words)
        assert (said.heads, said.labels[0]) == (
            ["您在这里存着的：已提交的需求 1 项"],
            ["导出我的数据", "删除我的数据"],
        )


async def test_a_copy_of_all_that_is_stored(reviewing: Chat) -> None:
    await filed(reviewing)
    said = await reviewing.user(WANG).says("/mydata")
    assert said.texts == ["正在整理，马上把压缩包发来。里面有您的姓名和号码，请妥善保存。", ""]
    found = await files(reviewing, said)
    assert list(found) == ["我的数据.json", "我的数据.xlsx"]
    stored: dict[str, list[dict[str, Any]]] = json.loads(found["我的数据.json"])
    assert {kind: len(rows) for kind, rows in stored.items()} == {
        "drafts": 1,
        "needs": 1,
        "versions": 2,
        "files": 0,
        "records": 4,
        "answers": 0,
        "questions": 2,
        "talks": 1,
        "consents": 2,
        "sharings": 0,
        "preferences": 1,
    }
    assert PHONE in stored["needs"][0]["values"].values()
    assert [each["by"] for each in stored["records"]] == [NAME, "reviewer", "reviewer", NAME]
    assert stored["consents"][0]["text"].splitlines()[1] == "1. 谁负责：某某科技服务中心（信息科，电话 0471-0000000）；"
    assert "赵敏" not in json.dumps(stored, ensure_ascii=False)
    sheets = load_workbook(BytesIO(found["我的数据.xlsx"]))
    assert sheets.sheetnames == [
        "草稿",
        "已提交的需求",
        "每次提交的内容",
        "附件",
        "办理记录",
        "回答审核员的话",
        "提问",
        "和工作人员的往来",
        "同意记录",
        "一起填写",
        "账号和设置",
    ]
    needs = [[cell.value for cell in row] for row in sheets["已提交的需求"].iter_rows()]
    assert dict(zip(*needs, strict=True))["单位全称"] == COMPANY


async def test_files_are_in_it_with_their_names(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.says("/submit")
    await wang.sends_file("图纸.pdf", PDF, kind="document")
    found = await files(reviewing, await wang.says("/mydata"))
    (place,) = (name for name in found if name.startswith("附件/"))
    (row,) = json.loads(found["我的数据.json"])["files"]
    assert (place, found[place]) == ("附件/01-图纸.pdf", PDF)
    assert row == {
        "reference": "",
        "name": row["name"],
        "caption": "",
        "size": len(PDF),
        "sha256": sha256(PDF).hexdigest(),
        "file": place,
    }


async def test_nothing_of_somebody_else_is_in_it(reviewing: Chat) -> None:
    found = await files(reviewing, await reviewing.user(LI).says("/mydata"))
    stored = json.loads(found["我的数据.json"])
    assert {kind: rows for kind, rows in stored.items() if rows and kind != "preferences"} == {}


async def test_what_goes_at_once_and_what_staff_do(reviewing: Chat) -> None:
    await filed(reviewing)
    wang, sun = reviewing.user(WANG), reviewing.user(SUN)
    said = await wang.says("/deleteme")
    assert timeless(said.seen[0]) == ASKED
    assert (await wang.taps("不删")).seen == ["好的，都没有动。"]
    await wang.says("/deleteme")
    assert [timeless(text) for text in (await wang.taps("确定删除")).texts] == [
        "已删除您的草稿、提问和设置，同意已撤回。\n已提交的需求和往来由工作人员在 … 前清除，清完在这里告诉您。"
    ]
    task = f"账号 {WANG}，需求：{REFERENCE}\n　申请 …，最晚 …；在服务器上运行 jiebang erase {WANG}，看过再加 --yes"
    told = (await sun.hears()).in_chat(SUN).texts
    assert timeless(told[-1]) == f"有人申请删除自己的数据，请安排清除。\n{task}"
    assert [timeless(text) for text in (await sun.taps("看全部申请")).texts] == [f"等着清除的个人数据：1 件\n{task}"]
    assert (await reviewing.user(ZHAO).says("/erasures")).texts == ["只有负责人能看。"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "withdrawn"}]
    left = {
        "draft": "SELECT * FROM draft",
        "question": f"SELECT * FROM question WHERE user_id = {WANG} OR text <> ''",
        "consent": "SELECT * FROM consent WHERE withdrawn_at IS NULL",
        "focus": f"SELECT * FROM focus WHERE user_id = {WANG}",
    }
    assert {table: await reviewing.rows(sql) for table, sql in left.items()} == {table: [] for table in left}
    assert timeless((await wang.says("/deleteme")).texts[0]) == (
        "您已申请删除，工作人员会在 … 前清除完，清完在这里告诉您。"
    )
    said = await wang.goes("/submit", "☞同意")
    assert "沿用上次的单位信息" not in said.seen[-1]


async def test_what_is_erased_is_nowhere_any_more(reviewing: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    await filed(reviewing)
    wang, zhao, sun, data = (*map(reviewing.user, (WANG, ZHAO, SUN)), reviewing.folder / "bot")
    assert {word for _, word in found(data, (*PERSONAL, "王芳"))} == {
        *PERSONAL,
        "王芳",
    }  # else this would prove nothing
    before = await reviewing.rows("SELECT reference, submitted_at FROM need")
    await wang.goes("/deleteme", "☞确定删除")
    assert await asyncio.to_thread(erases, reviewing, str(WANG)) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"账号 {WANG}：草稿 0 份、需求 1 项、提问 0 条、往来的话 1 条",
        "以上还没有清除。确认无误后，加上 --yes 再运行一次；清除后不能恢复，也请处理备份和已导出的表格。",
    ]
    assert {word for _, word in found(data, (COMPANY, SAID))} == {COMPANY, SAID}
    assert await asyncio.to_thread(erases, reviewing, str(WANG), "--yes") == 0
    assert found(data, (*PERSONAL, "王芳")) == []
    assert await reviewing.rows("SELECT reference, submitted_at FROM need") == before
    assert await reviewing.rows("SELECT state, content FROM need") == [{"state": "withdrawn", "content": "{}"}]
    ways = await reviewing.rows("SELECT action, actor_name, note FROM audit ORDER BY id")
    assert [tuple(row.values()) for row in ways] == [
        ("submit", "", ""),
        ("claim", "赵敏", ""),
        ("return", "赵敏", ""),
        ("resubmit", "", ""),
        ("withdraw", "", ""),
    ]
    said = await wang.says("/status 1")
    assert said.texts == [COVERED, TOLD, f"{REFERENCE} 的内容已按要求清除。"]
    assert (await zhao.hears()).in_chat(GROUP).texts[-1] == COVERED
    assert [timeless(text) for text in (await sun.says("/erasures")).texts[-1:]] == [
        f"等着清除的个人数据：0 件\n· 账号 {WANG}：… 申请，… 清除完"
    ]
    assert found(data, PERSONAL) == [], "what was said since brings nothing back"


async def test_a_single_need_is_erased_by_its_number(reviewing: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    await filed(reviewing)
    assert await asyncio.to_thread(erases, reviewing, REFERENCE.lower(), "--yes") == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{REFERENCE}：一项需求的全部内容、办理意见和联系方式"
    assert await reviewing.rows("SELECT state, content, holder FROM need") == [
        {"state": "withdrawn", "content": "{}", "holder": None}
    ]
    (draft,) = await reviewing.rows("SELECT content FROM draft")
    assert DRAFT in draft["content"]
    assert await asyncio.to_thread(erases, reviewing, REFERENCE) == 1
    assert capsys.readouterr().err == f"没有存着这个账号的数据，也没有这个编号的需求：{REFERENCE}\n"


async def test_staff_can_do_nothing_more_with_what_is_erased(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await claim(reviewing)
    await zhao.goes("☞不通过", REASON, "☞确认")
    await sun.says("/status 1")
    again = sun.tap("重新")
    assert await asyncio.to_thread(erases, reviewing, REFERENCE, "--yes") == 0
    assert (await sun.act("taps", again)).toasts != []
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "rejected"}]


async def test_another_text_is_consented_to_before_it_is_handed_in(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", *TAPPED[:-1])
    other = OPERATOR.model_copy(update={"unit": "另一家科技服务中心"})
    await chat.restart(operator=other)
    said = await wang.taps("以上属实")
    assert said.heads == ["提交前请再看一遍：填报须知有变化。同意了就接着提交，填好的内容都在。"]
    assert "1. 谁负责：另一家科技服务中心（信息科，电话 0471-0000000）；" in said.texts[0].splitlines()
    said = await wang.taps("同意，开始填写")
    assert "最后一步：真实性确认" in said.texts[-1].splitlines()
    assert (await wang.taps("以上属实")).heads == [f"已提交，编号 {REFERENCE}"]
    rows = await chat.rows("SELECT need_id, text FROM consent JOIN notice USING (digest) ORDER BY consent.id")
    told = [(row["need_id"], row["text"].splitlines()[1]) for row in rows]
    units = ("某某科技服务中心", "另一家科技服务中心")
    assert told == [(1, f"1. 谁负责：{unit}（信息科，电话 0471-0000000）；") for unit in units]


async def later(chat: Chat, **time: float) -> None:
    """Start the bot again after a while; return when it has looked at what is old."""
    before = await chat.rows("SELECT seen FROM clock")
    chat.clock.forward(**time)
    await chat.restart()
    async with patience():
        while await chat.rows("SELECT seen FROM clock") == before:  # noqa: ASYNC110  # the bot rings no bell for it
            await asyncio.sleep(LOOK)


async def test_a_reminder_leads_back_and_is_stopped_with_one_tap(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", "☞同意", DRAFT, "存下离开")
    await later(chat, days=1, minutes=1)
    said = await wang.hears()
    assert said.seen == [
        "您的草稿还在：未命名 · 11月2日开始\n已填 1/17 项。接着填，随时可以停。\n[接着填]\n[不再提醒]",
    ]
    assert (await wang.taps("接着填")).seen[-1].splitlines()[2] == "第 2/13 步 · 信用代码"
    assert (await wang.taps("不再提醒")).seen == [
        "好的，以后不再提醒您有没填完的草稿。到期要删除的，仍会事先告诉您。\n[还是提醒我]"
    ]
    await later(chat, days=8)
    assert (await wang.hears()).seen == []
    assert (await wang.taps("还是提醒我")).seen == ["好的，草稿搁久了会提醒您。"]
