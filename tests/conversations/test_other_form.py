"""A second form, by its file alone: begun where it is offered, and from there on the way that a need goes."""

from pathlib import Path

from openpyxl import load_workbook

from bot.app import furnish
from bot.config import NeedsSection
from bot.services.reviewing.spreadsheet import export
from tests.chat import GROUP, WANG, ZHAO, Chat, configured
from tests.conversations.need import REFERENCE, STALE, claim, submit

OFFERED = NeedsSection(forms={"interest": None}, documents=())
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


async def test_it_is_offered_only_where_the_configuration_names_it(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang = chat.user(WANG)
        assert ["揭榜意向"] not in (await wang.says("/start")).labels
        assert (await wang.says("/start fill_interest")).texts == [STALE]
        await chat.restart(needs=OFFERED)
        assert ["揭榜意向"] in (await wang.says("/start")).labels
        assert (await wang.taps("揭榜意向")).heads == ["x"]


async def test_it_goes_the_way_that_a_need_goes(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=OFFERED) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        await zhao.says("/start")
        await submit(chat)
        said = await wang.goes("/start fill_interest", *UNIVERSITY)
        print(said.texts, said.labels)
        said = await wang.goes("☞团队成员", TEAM, "☞不用了，去核对")
        print(said.texts, said.labels)
        said = await wang.goes("☞核对无误", "☞以上属实")
        print(said.texts)
        print((await zhao.hears()).in_chat(GROUP).texts)
        print((await claim(chat)).texts)
        print((await zhao.hears()).texts)
        print((await zhao.says("/queue")).texts)
        out = tmp_path / "out.xlsx"
        house = furnish(configured(tmp_path, chat.server.url, needs=OFFERED), "", chat.knowledge)
        assert await export(chat.database, house, out) == 2
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in load_workbook(out)}
    print(sheets)
    assert 0
