"""Documents: the preview before the submission, the receipt after it and ever after, for the owner and for staff."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from docx import Document

from bot import papers
from bot.config import NeedsSection
from tests.chat import LI, STAFF, SUN, WANG, ZHAO, Chat, Heard
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, TITLE, claim, when

WORD = NeedsSection(documents=("docx",))
PLACES = ["填报单位（盖章）：", "负责人（签字）：", "日期：　　　年　　月　　日"]
FIELDS = [
    ["单位全称", "内蒙古敕勒新材料有限公司"],
    ["信用代码", "91150200MA0TE5T00K"],
    ["所属盟市", "包头市"],
    ["需求类型", "技术攻关"],
    ["需求名称", TITLE],
    ["技术领域", "高新技术"],
    ["技术难题", PROBLEM],
    ["技术指标"],
    ["序号", "指标内容"],
    ["1", "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"],
    ["研发预算", "800 万元"],
    ["企业出资", "600 万元"],
    ["完成期限", "24 个月（2 年）"],
    ["对揭榜方要求", "无特殊要求"],
    ["合作方式", "合作研发"],
    ["知识产权归属", "双方共有"],
    ["可公开范围", "隐去单位名称"],
    ["联系人", "王芳"],
    ["手机号码", "13800000000"],
    *([label, "（未填）"] for label in ("细分领域", "重点产业链", "现有基础", "意向合作单位", "金融支持")),
    ["邮箱", "（未填）"],
    ["关键词", "（未填）"],
    ["附件", "无"],
]


@pytest_asyncio.fixture
async def printing(reviewing: Chat) -> AsyncIterator[Chat]:
    """The same, with Word files."""
    await reviewing.restart(needs=WORD)
    yield reviewing


def files(said: Heard) -> list[str]:
    """The names of the documents that came."""
    return [message["file"]["name"] for message in said.messages if message["file"]]


async def read(chat: Chat, said: Heard) -> Any:
    """Open the last document that came, as its user does."""
    (*_, last) = (message for message in said.messages if message["file"])
    async with chat.http.get(chat.server.url + last["file"]["url"]) as response:
        return Document(BytesIO(await response.read()))


def cells(word: Any) -> list[list[str]]:
    """What stands in the tables, row by row; merged cells once."""
    rows = [row for table in word.tables for row in table.rows]
    return [list(dict.fromkeys(cell.text for cell in row.cells)) for row in rows]


def lines(word: Any) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


async def test_the_receipt_comes_with_the_confirmation(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=WORD) as chat:
        said = await chat.user(WANG).goes("/submit", *TAPPED)
        assert said.heads[0] == f"已提交，编号 {REFERENCE}"
        assert files(said) == [f"{REFERENCE}-第1版-填报回执.docx"]
        word = await read(chat, said)
        (version,) = await chat.rows("SELECT digest FROM need_version")
        submitted = await when(chat, "submitted_at")
    digest = version["digest"]
    grouped = [" ".join(digest[at : at + 8] for at in range(half, half + 32, 8)) for half in (0, 32)]
    assert cells(word) == [
        ["需求编号", REFERENCE, "\n扫码在机器人里查看"],
        ["版本", "第 1 版（提交）", "\n扫码在机器人里查看"],
        ["提交时间", f"{submitted}（北京时间）", "\n扫码在机器人里查看"],
        ["状态", f"待审核（截至 {submitted}）", "\n扫码在机器人里查看"],
        ["内容指纹", "\n".join(grouped), "\n扫码在机器人里查看"],
        *FIELDS,
        PLACES,
    ]
    assert lines(word) == [
        "技术需求填报回执",
        TITLE,
        *("单位", "需求", "投入", "合作", "联系", "补充", "附件", "接下来"),
        "已收到，等待工作人员领取审核。",
        "审核有结果、需要补充，都会在机器人里通知；随时可以扫码或发送编号查看进展。",
        "通过审核不等于入榜。办理时限和后续安排公开材料未载，以主管部门通知为准，这里不作承诺。",
        "内容指纹是所填内容和附件的 SHA-256 摘要，改动一个字就会不同；可请机器人的管理人员按编号和指纹核对这份回执。",
    ]
    page = word.sections[0]
    assert page.header.paragraphs[0].text == "本回执只说明本程序收到了下列填报内容，不代表受理、立项或列入榜单"
    assert page.footer._element.xpath("string(.)") == f"{REFERENCE}　第 1 页，共 1 页"  # filled in when it is opened
    assert page.footer._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE", "NUMPAGES"]
    assert len(word.inline_shapes) == 1


async def test_the_preview_says_that_nothing_was_submitted(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=WORD) as chat:
        wang = chat.user(WANG)
        said = await wang.goes("/submit", *TAPPED[:-2], "☞预览文件")
        assert (said.texts[0], files(said)) == (
            "预览文件在下面，还没有提交。核对无误再提交。",
            ["技术需求填报表（预览，未提交）.docx"],
        )
        word = await read(chat, said)
        assert cells(word)[0] == ["状态", "预览，尚未提交"]
        assert cells(word)[2:] == [*FIELDS, PLACES]
        assert word.sections[0].header.paragraphs[0].text == "预览，尚未提交：内容还可以修改，提交后才有编号"
        # the card is still good, and so is the next one
        assert files(await wang.goes("☞核对无误", "☞预览文件")) == files(said)
        assert (await wang.taps("☞以上属实"[1:])).heads[0] == f"已提交，编号 {REFERENCE}"


async def test_the_receipt_is_there_for_ever_with_the_phone_for_owner_and_holder_alone(printing: Chat) -> None:
    wang, zhao, sun = (printing.user(user_id) for user_id in (WANG, ZHAO, SUN))
    await claim(printing)
    for user in (wang, zhao, sun):
        await user.goes(f"/status {REFERENCE}")
    phones = []
    for user, button in ((wang, "回执"), (zhao, "文件"), (sun, "文件")):
        said = await user.taps(button)
        assert files(said) == [f"{REFERENCE}-第1版-填报回执.docx"]
        phones += [row[1] for row in cells(await read(printing, said)) if row[0] == "手机号码"]
    assert phones == ["13800000000", "13800000000", "138****0000"]


async def test_who_is_staff_no_longer_gets_none(printing: Chat) -> None:
    zhao = printing.user(ZHAO)
    await zhao.says(f"/status {REFERENCE}")
    tap = zhao.tap("文件")
    await printing.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
    await zhao.hears()
    assert (await zhao.act("taps", tap)).texts == ["这项操作只限审核工作人员。"]


async def test_a_link_on_the_receipt_opens_the_need(printing: Chat) -> None:
    said = await printing.user(WANG).says(f"/start need_{REFERENCE}")
    assert said.heads == [f"{REFERENCE} · 待审核"]
    assert (await printing.user(LI).says(f"/start need_{REFERENCE}")).heads == [
        f"在您名下没有编号为 {REFERENCE} 的需求。只能查看自己提交的需求，请核对编号，或用 /my 查看全部。"
    ]
    assert (await printing.user(LI).says("/start other")).heads == (await printing.user(LI).says("/start")).heads


async def test_where_nothing_can_be_made_that_is_said(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    said = await wang.goes(f"/status {REFERENCE}", "☞回执")
    assert said.seen == ["这里没有安装生成文件的组件，发不了文件。内容都在，可以在“我的需求”里看。"]


@pytest.mark.skipif(papers.office() is None, reason="LibreOffice is not installed")
async def test_a_pdf_beside_it_where_libreoffice_is(reviewing: Chat) -> None:
    await reviewing.restart(needs=NeedsSection())
    said = await reviewing.user(WANG).goes(f"/status {REFERENCE}", "☞回执")
    assert files(said) == [f"{REFERENCE}-第1版-填报回执.{kind}" for kind in ("docx", "pdf")]
    async with reviewing.http.get(reviewing.server.url + said.messages[-1]["file"]["url"]) as response:
        assert (await response.read())[:5] == b"%PDF-"


async def test_a_document_that_cannot_be_made_is_no_silence(
    reviewing: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(papers, "office", lambda: str(broken))
    await reviewing.restart(needs=NeedsSection(documents=("docx", "pdf")))
    said = await reviewing.user(WANG).goes(f"/status {REFERENCE}", "☞回执")
    assert (files(said), said.texts[-1]) == (
        [f"{REFERENCE}-第1版-填报回执.docx"],
        "文件（pdf）这次没有生成出来，内容都已存好，不受影响。可以过一会儿再点一次。",
    )
