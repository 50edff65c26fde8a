"""A second form, by its file alone: begun where it is offered, and from there on the way that a need goes."""

import json
from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from bot.app import furnish
from bot.config import NeedsSection
from bot.services.reviewing.export import export
from tests.chat import GROUP, WANG, ZHAO, Chat, configured
from tests.conversations.need import REFERENCE, STALE, claim, submit
from tests.conversations.need import SUMMARY as NEED

OFFERED = NeedsSection(forms={"interest": None}, documents=())
SECOND = "NM-2026-000002"
ITEM, UNIT = "高温烧结炉推舟机构国产化研制", "内蒙古青城大学"
APPROACH = "以碳化硅陶瓷导轨替代金属导轨，先做摩擦磨损台架，再改推舟机构，分两轮在产线上验证寿命。"
UNIVERSITY = (
    "☞同意，开始填写",
    ITEM,
    UNIT,
    "☞高校",
    "12150000460012345Q",
    "☞在区内",
    "☞呼和浩特市",
    "苏和 教授",
    APPROACH,
    "承担过两项陶瓷导轨项目",
    "☞暂无",
    "☞可以商量",
    "苏和",
    "13800000000",
)
TEAM = "姓名\t职称\t分工\n白音\t副教授\t材料制备\n李强\t工程师\t装备调试"


HELD = f"""〔意向〕
1. 意向项目：{ITEM}

〔单位〕
2. 单位全称：{UNIT}
3. 单位类型：高校
4. 信用代码：12150000460012345Q
5. 在不在自治区：在区内
6. 所属盟市：呼和浩特市

〔团队〕
7. 项目负责人：苏和 教授

〔方案〕
8. 技术路线：{APPROACH}
9. 已有基础：承担过两项陶瓷导轨项目

〔条件〕
10. 要企业提供：暂无
11. 合作条件：可以商量

〔联系〕
12. 联系人：苏和
13. 手机号码：13800000000

〔团队〕
14. 团队成员：
① 白音，副教授，材料制备
② 李强，工程师，装备调试"""
SUMMARY = f"揭榜意向 · {UNIT} · 呼和浩特市 · {ITEM}"


async def test_it_is_offered_only_where_the_configuration_names_it(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang = chat.user(WANG)
        assert ["揭榜意向"] not in (await wang.says("/start")).labels
        assert (await wang.says("/start fill_interest")).texts == [STALE]
        await chat.restart(needs=OFFERED)
        assert ["揭榜意向"] in (await wang.says("/start")).labels
        assert (await wang.taps("揭榜意向")).heads == ["填报须知"]


async def test_it_goes_the_way_that_a_need_goes(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=OFFERED) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        await submit(chat)
        said = await wang.goes("/start fill_interest", *UNIVERSITY, "☞团队成员", TEAM, "☞不用了，去核对")
        assert said.texts[0].split("\n\n", 1)[1].startswith(HELD)
        said = await wang.goes("☞核对无误", "☞以上属实")
        assert said.texts[0].splitlines()[:2] == [f"已提交，编号 {SECOND}", f"《{ITEM}》"]
        assert (await zhao.hears()).in_chat(GROUP).texts[-1].splitlines()[1] == SUMMARY
        assert HELD in (await claim(chat)).texts[-1]
        rows = (await zhao.says("/queue")).texts[0].splitlines()
        assert [row for row in rows if "·" in row and row != rows[0]][1::2] == [NEED, SUMMARY]
        out = tmp_path / "out.xlsx"
        house = furnish(configured(tmp_path, chat.server.url, needs=OFFERED), "", chat.knowledge)
        assert await export(chat.database, house, out) == 2
    book = load_workbook(out)
    sheets = {name: [[cell.value for cell in row] for row in book[name].iter_rows()] for name in ("全部", "揭榜意向")}
    assert {name: [row[0] for row in rows[1:]] for name, rows in sheets.items()} == {
        "全部": [REFERENCE],
        "揭榜意向": [SECOND],
    }
    shown = dict(zip(*sheets["揭榜意向"], strict=True))
    assert (shown["意向项目"], shown["所在地区"], shown["团队成员"]) == (
        ITEM,
        None,
        "① 白音，副教授，材料制备\n② 李强，工程师，装备调试",
    )


async def test_it_is_returned_mended_and_written_beside_a_need(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=OFFERED) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        await wang.goes("/start fill_interest", *UNIVERSITY, "☞不用了，去核对", "☞核对无误", "☞以上属实")
        await claim(chat)
        await zhao.goes("☞退回补充", "☞☐ 5 在不在自治区", "☞写原因", "请核对注册地", "☞确认退回")
        await wang.says("/submit")  # a need is begun meanwhile
        said = await wang.goes("/my", "☞查看 NM-2026-000001", "☞补充并重新提交", "在区外")
        assert said.labels[0] == ["改所在地区"]  # the league is asked no more, the place is
        said = await wang.goes("☞改所在地区", "北京市海淀区", "☞核对无误", "☞以上属实")
        assert said.texts[0].splitlines()[0] == "已重新提交，编号不变：NM-2026-000001"
        assert [row["form"] for row in await chat.rows("SELECT form FROM draft")] == ["need"]
        [row] = await chat.rows("SELECT content FROM need")
        values = json.loads(row["content"])["values"]
        assert (values["within"], values["place"], "league" in values) == ("no", "北京市海淀区", False)


async def test_its_receipt_is_a_document(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=OFFERED.model_copy(update={"documents": ("docx",)})) as chat:
        wang = chat.user(WANG)
        way = (*UNIVERSITY, "☞团队成员", TEAM, "☞不用了，去核对", "☞核对无误", "☞以上属实")
        said = await wang.goes("/start fill_interest", *way)
        [file] = [message["file"] for message in said.messages if message["file"]]
        async with chat.http.get(chat.server.url + file["url"]) as response:
            document = Document(BytesIO(await response.read()))
        rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [row for row in rows if "白音" in row or "姓名" in row] == [
        ["序号", "姓名", "职称", "分工"],
        ["1", "白音", "副教授", "材料制备"],
    ]
