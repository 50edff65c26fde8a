"""What leaves the office: the workbook and the ZIP, made while the bot runs, by the command line and in chat."""

import asyncio
import re
import shutil
import stat
import subprocess
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from benchmarks.export import prepare
from bot.app import furnish
from bot.commands.export import Unread
from bot.services.reviewing import exporting
from bot.services.reviewing.export import export
from tests.chat import SUN, WANG, ZHAO, Chat, Heard, configured
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, claim
from tests.papers import PDF

FORMULA = '=HYPERLINK("http://x.example","推舟机构国产化研制")'
TOO_LARGE = "可以缩小范围，或者只要表格；全部文件请由管理员用 jiebang export --zip 导出。"
SHEETS = ["汇总", "全部", "技术指标", "办理记录", "统计"]


def rows(book: Any, name: str, above: int = 0) -> list[dict[str, Any]]:
    """The rows of a table, by its headings, which stand below so many lines."""
    headings, *found = list(book[name].iter_rows(values_only=True))[above:]
    return [dict(zip(headings, each, strict=True)) for each in found]


async def test_the_sheets_hold_every_need_and_no_formula(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        await chat.user(ZHAO).says("/start")
        await chat.user(WANG).goes("/submit", *(step.replace(TAPPED[4], FORMULA) for step in TAPPED))
        await claim(chat)
        await chat.user(ZHAO).goes("☞退回补充", "☞完成期限", "☞写原因", "=1+1 期限请再核实", "☞确认退回")
        (times,) = await chat.rows("SELECT submitted_at, updated_at FROM need")
        submitted, decided = (
            datetime.fromisoformat(times[each]).replace(tzinfo=None) + timedelta(hours=8)
            for each in ("submitted_at", "updated_at")
        )
        out = tmp_path / "需求.xlsx"
        assert await export(chat.database, furnish(configured(tmp_path, chat.server.url), "", Unread()), out) == 1
        assert stat.filemode(out.stat().st_mode) == "-rw-------"
    book = load_workbook(out)
    assert book.sheetnames == SHEETS
    day = f"{decided:%Y-%m-%d}"
    (row,) = rows(book, "全部")
    near = timedelta(milliseconds=1)
    assert abs(row.pop("首次提交") - submitted) < near
    assert abs(row.pop("最近提交") - submitted) < near
    assert abs(row.pop("决定时间") - decided) < near
    assert row == {
        "编号": REFERENCE,
        "状态": "退回补充",
        "审核人": "赵敏",
        "提交次数": 1,
        "最近结果": "退回补充",
        "决定人": "赵敏",
        "各轮意见": f"第 1 轮（{day}，赵敏）：退回补充；补充：完成期限；意见：=1+1 期限请再核实",
        "内部附言": None,
        "等待工作日": 0,
        "办理工作日": 0,
        "单位全称": "内蒙古敕勒新材料有限公司",
        "信用代码": "91150200MA0TE5T00K",
        "所属盟市": "包头市",
        "需求类型": "技术攻关",
        "需求名称": FORMULA,
        "技术领域": "高新技术",
        "技术难题": PROBLEM,
        "技术指标": "① 连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录",
        "研发预算（万元）": 800,
        "企业出资（万元）": 600,
        "完成期限": 24,
        "对揭榜方要求": "无特殊要求",
        "合作方式": "合作研发",
        "知识产权归属": "双方共有",
        "可公开范围": "隐去单位名称",
        "联系人": "王芳",
        "手机号码": "13800000000",
        "附件": None,
    }
    (line,) = rows(book, "技术指标")
    whole = "连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"
    assert (line["编号"], line["序号"], line["指标"]) == (REFERENCE, 1, whole)
    acts = [(each["经办人"], each["身份"], each["办理"], each["新状态"]) for each in rows(book, "办理记录")]
    assert acts == [
        ("企业（敕勒新材料·王芳）", "企业", "提交", "待审核"),
        ("赵敏", "审核员", "领取", "审核中"),
        ("赵敏", "审核员", "退回补充", "退回补充"),
    ]
    cells = [cell for sheet in book for cells in sheet.iter_rows() for cell in cells if isinstance(cell.value, str)]
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book)


async def opened(chat: Chat, said: Heard) -> tuple[str, BytesIO]:
    """The name and the content of the file that came."""
    (message,) = (message for message in said.messages if message["file"])
    async with chat.http.get(chat.server.url + message["file"]["url"]) as response:
        return message["file"]["name"], BytesIO(await response.read())


async def test_a_lead_chooses_and_gets_the_workbook(reviewing: Chat) -> None:
    sun = reviewing.user(SUN)
    card = await sun.says("/export 审核通过")
    assert card.texts == [
        (
            "导出需求\n状态：审核通过　盟市：全部　提交时间：全部\n共 0 项，附件 0 个（0 字节）。\n"
            "表格里有联系方式，请妥善保管。"
        )
    ]
    assert card.labels == [["待审核", "审核中", "退回补充"], ["✓ 审核通过", "未通过", "已撤回"], ["选盟市"]]
    await sun.goes("☞待审核", "☞选盟市", "☞包头市")
    card = await sun.taps("选好了")
    assert card.texts[-1].splitlines()[1:3] == [
        "状态：待审核、审核通过　盟市：包头市　提交时间：全部",
        "共 1 项，附件 0 个（0 字节）。",
    ]
    said = await sun.taps("导出表格")
    assert said.texts == ["正在生成，共 1 项，做好就发来。", "状态：待审核、审核通过　盟市：包头市　提交时间：全部"]
    name, content = await opened(reviewing, said)
    assert (name, [each["编号"] for each in rows(load_workbook(content), "汇总", 2)]) == (
        "需求表-20261102.xlsx",
        [REFERENCE],
    )
    assert (await sun.says("/export 呼市 今年")).texts[-1].splitlines()[1:3] == [
        "状态：全部　盟市：呼和浩特市　提交时间：2026-01-01 至 2026-12-31",
        "共 0 项，附件 0 个（0 字节）。",
    ]
    assert (await sun.says("/export 兰州")).texts == [
        "没有认出：兰州\n可以写状态、盟市、时间，例如：/export 审核通过 包头 上月"
    ]


async def test_a_zip_has_the_documents_and_the_files(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang, sun = chat.user(WANG), chat.user(SUN)
        await sun.says("/start")
        await wang.goes("/submit", *TAPPED[:-2])
        await wang.sends_file("总装:图.pdf", PDF, kind="document")
        await wang.goes("☞接着填", "☞核对无误", "☞以上属实")
        name, content = await opened(chat, await sun.says("/export 打包"))
        with ZipFile(content) as archive:
            assert (name, sorted(archive.namelist())) == (
                "需求表-20261102.zip",
                [f"{REFERENCE}/01 总装_图.pdf", f"{REFERENCE}/{REFERENCE}-第1版-填报回执.docx", "需求表.xlsx"],
            )
            assert archive.read(f"{REFERENCE}/01 总装_图.pdf") == PDF


async def test_what_is_too_large_is_said_and_the_sheet_is_offered(
    reviewing: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LARGEST", 30_000)
    sun = reviewing.user(SUN)
    said = await sun.says("/export 打包")
    assert (said.heads, said.labels) == (
        ["压缩包约 39 KB，超过 Telegram 允许机器人发送的 50 MB。" + TOO_LARGE],
        [["只要表格"]],
    )
    assert (await opened(reviewing, await sun.taps("只要表格")))[0] == "需求表-20261102.xlsx"


async def test_only_leads_export(reviewing: Chat) -> None:
    assert (await reviewing.user(ZHAO).says("/export")).texts == ["导出只限负责人。"]
    assert (await reviewing.user(WANG).says("/export")).texts == ["这项操作只限审核工作人员。"]


async def test_staff_see_a_report_and_its_picture(reviewing: Chat) -> None:
    said = await reviewing.user(ZHAO).says("/report 今年")
    assert [message["file"]["kind"] for message in said.messages if message["file"]] == ["photo"]
    assert said.texts[-1] == REPORT
    assert (await reviewing.user(ZHAO).says("/report 去年")).texts == [
        "需求情况（状态：全部　盟市：全部　提交时间：2025-01-01 至 2025-12-31）\n这段时间没有提交的需求。"
    ]
    assert (await reviewing.user(WANG).says("/report")).texts == ["这项操作只限审核工作人员。"]


REPORT = """\
需求情况（状态：全部　盟市：全部　提交时间：2026-01-01 至 2026-12-31）
共 1 项需求

按状态
· 待审核：1

技术领域
· 高新技术：1

按盟市
· 包头市：1

按提交周（周一）
· 2026-11-02：1

资金
· 研发预算合计：800 万元
· 企业出资合计：600 万元

审核用时
· 还没有作出决定的"""


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(not (OFFICE and shutil.which("pdftotext")), reason="no LibreOffice to print with")
async def test_the_summary_is_printed_one_page_wide_with_its_heading_on_each(tmp_path: Path) -> None:
    await prepare(tmp_path, 60)
    out = tmp_path / "need.xlsx"
    house = furnish(configured(tmp_path, "http://127.0.0.1", data_dir=tmp_path / "data"), "", Unread())
    await export(tmp_path / "data" / "jiebang.db", house, out)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(out)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    if not (tmp_path / "need.pdf").is_file():
        pytest.skip(f"LibreOffice opens no workbooks here: {done.stderr}")
    reading = ["pdftotext", "-layout", str(tmp_path / "need.pdf"), "-"]
    pages = await asyncio.to_thread(subprocess.run, reading, capture_output=True, text=True, check=True)
    summary = [page for page in pages.stdout.split("\f") if "办结日期" in page]
    references = [found for page in summary for found in re.findall(r"NM-2026-\d{6}", page)]
    assert references == [f"NM-2026-{number:06}" for number in range(1, 61)]
    assert all("编号" in page and "第 " in page and len(page.splitlines()) > 3 for page in summary)
