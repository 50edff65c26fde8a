"""The office's sheet, as it is written while the bot runs."""

import stat
from pathlib import Path

from openpyxl import load_workbook

from bot.app import furnish, knowing
from bot.config import FaqSection
from bot.services.reviewing.spreadsheet import export
from tests.chat import WANG, ZHAO, Chat, answering, configured
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, claim

FORMULA = '=HYPERLINK("http://x.example","推舟机构国产化研制")'


async def test_the_sheet_holds_every_need_and_no_formula(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        await chat.user(ZHAO).says("/start")
        await chat.user(WANG).goes("/submit", *(step.replace(TAPPED[4], FORMULA) for step in TAPPED))
        await claim(chat)
        await chat.user(ZHAO).goes("☞退回补充", "☞完成期限", "☞写原因", "=1+1 期限请再核实", "☞确认退回")
        times = await chat.rows(
            "SELECT strftime('%Y-%m-%d %H:%M', submitted_at, '+8 hours') AS submitted,"
            " strftime('%Y-%m-%d %H:%M', updated_at, '+8 hours') AS updated FROM need"
        )
        out = tmp_path / "需求.xlsx"
        house = furnish(configured(tmp_path, chat.server.url), "", knowing(FaqSection(), answering(FaqSection())))
        assert await export(chat.database, house, out) == 1
        assert stat.filemode(out.stat().st_mode) == "-rw-------"
    sheet = load_workbook(out).worksheets[0]
    heading, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    assert dict(zip(heading, row, strict=True)) == {
        "编号": REFERENCE,
        "状态": "退回补充",
        "领取人": None,
        "提交时间": times[0]["submitted"],
        "更新时间": times[0]["updated"],
        "最近的审核意见": "=1+1 期限请再核实",
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
        "完成期限": "24 个月（2 年）",
        "对揭榜方要求": "无特殊要求",
        "合作方式": "合作研发",
        "知识产权归属": "双方共有",
        "可公开范围": "隐去单位名称",
        "联系人": "王芳",
        "手机号码": "13800000000",
        **dict.fromkeys(
            (
                "细分领域",
                "重点产业链",
                "现有基础",
                "意向合作单位",
                "金融支持",
                "金融支持额度（万元）",
                "邮箱",
                "关键词",
                "附件",
            )
        ),
    }
    texts = [cell for cells in sheet.iter_rows() for cell in cells if isinstance(cell.value, str)]
    assert {(cell.data_type, cell.quotePrefix) for cell in texts} == {("s", True)}
