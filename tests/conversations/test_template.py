"""A blank form is sent, filled in at a desk and sent back as a file: what it says goes into the draft, no further."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.chat import WANG, Chat, Heard, User
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, TITLE, before
from tests.filled import in_a_sheet, in_word
from tests.papers import OLD_OFFICE, PDF, document, sheet

SENT = """揭榜通的空白填报表，Word、Excel 内容一样，任选一份。不是主管部门的正式表样。
填好存盘，把文件直接发到这里，点“填进需求表”，没填的我接着问。
发来文件不等于提交：看过告知书、核对之后才提交。"""
NAMES = ["技术需求填报表（空白）.docx", "技术需求填报表（空白）.xlsx"]
VALUES = {
    "单位全称": "内蒙古敕勒新材料有限公司",
    "信用代码": "91150200MA0TE5T00K",
    "所属盟市": "包头",
    "需求类型": "技术攻关",
    "需求名称": TITLE,
    "技术领域": "高新技术",
    "技术难题": f"现状：{PROBLEM}\n指标：都达不到",
    "研发预算": "800",
    "企业出资": "600",
    "完成期限": "24个月",
    "对揭榜方要求": "无",
    "合作方式": "委托研发、合作研发",
    "知识产权归属": "企业",
    "可公开范围": "隐去单位名称",
    "联系人": "王芳",
    "手机号码": "13800000000",
}
ROWS = [["连续运行时间", "2000", "≥4000", "小时", "现场运行记录"], ["完成时间", "", "≤24", "个月"]]
LABELS = "、".join([*list(VALUES)[:7], "技术指标", *list(VALUES)[7:]])
STORED = {
    "org_name": "内蒙古敕勒新材料有限公司",
    "uscc": "91150200MA0TE5T00K",
    "league": "150200",
    "need_type": "research",
    "title": TITLE,
    "field": "high_tech",
    "problem": VALUES["技术难题"],
    "indicators": [
        {"name": "连续运行时间", "now": "2000", "target": "≥4000", "unit": "小时", "method": "现场运行记录"},
        {"name": "完成时间", "target": "≤24", "unit": "个月"},
    ],
    "budget": 800,
    "self_fund": 600,
    "deadline": 24,
    "solver_req": "无特殊要求",
    "coop_mode": ["entrust", "joint"],
    "ip": "company",
    "publicity": "anonymous",
    "contact": "王芳",
    "mobile": "13800000000",
}
WHICH = "要把它作为哪一份需求的附件？"
OFFER = "看到文件《{}》，还没有收下。"
READ = "《{}》像是填好的需求表，认出 {} 项：{}。点“填进需求表”，逐项给您看，没填的接着问；核对、同意之后才提交。"
FILL = "填进需求表"
NOT_READ = (
    "从《技术需求填报表（空白）.{}》里没有认出填好的内容。要填进需求表，请发填好的 Word（docx）或 Excel（xlsx）原件，"
    "或者把内容复制成文字发来。"
)

Filling = Callable[[bytes, dict[str, Any], list[list[str]]], bytes]
BY_KIND: dict[str, Filling] = {"docx": in_word, "xlsx": in_a_sheet}


async def blank(chat: Chat, said: Heard, kind: str) -> bytes:
    """The blank form of a kind, as it was sent."""
    (url,) = (each["file"]["url"] for each in said.messages if each["file"] and each["file"]["name"].endswith(kind))
    async with chat.http.get(chat.server.url + url) as response:
        return await response.read()


async def filled(chat: Chat, user: User, kind: str, values: dict[str, Any], rows: list[list[str]]) -> bytes:
    return BY_KIND[kind](await blank(chat, await user.says("/template"), kind), values, rows)


@pytest.mark.parametrize("said", ["/template", "空白表", "下载模板", "有没有word版", "表格发我一份"])
async def test_who_asks_for_it_gets_it_as_word_and_as_a_sheet(chat: Chat, said: str) -> None:
    heard = await chat.user(WANG).says(said)
    assert [message["text"] for message in heard.messages if not message["file"]] == [SENT]
    assert [message["file"]["name"] for message in heard.messages if message["file"]] == NAMES


async def test_the_greeting_offers_it(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/start")
    assert (await wang.taps("空白表")).heads[0] == SENT.partition("\n")[0]


@pytest.mark.parametrize("kind", BY_KIND)
async def test_filled_in_and_sent_back_it_becomes_a_need(chat: Chat, kind: str) -> None:
    wang = chat.user(WANG)
    data = await filled(chat, wang, kind, VALUES, ROWS)
    said = await wang.sends_file(f"需求.{kind}", data, kind="document")
    assert said.heads == [OFFER.format(f"需求.{kind}")]
    assert said.texts[0].splitlines()[1:] == [
        READ.format(f"需求.{kind}", 17, LABELS),
        WHICH,
    ]
    assert said.labels == [[FILL], ["用它开始填报"], ["不用了"]]
    assert await chat.rows("SELECT * FROM draft") == []  # nothing is begun, let alone agreed to, by sending it
    (said_then,) = (await wang.taps(FILL)).texts
    assert said_then.startswith("认出 17 项（")
    assert "填报须知" in said_then
    said = await wang.taps("同意，开始填写")
    assert said.heads[0] == "认出 17 项，请看一眼："
    said = await wang.goes("☞不用了，去核对", "☞核对无误", "☞以上属实")
    assert said.heads[0] == f"已提交，编号 {REFERENCE}"
    (need,) = await chat.rows("SELECT content FROM need")
    assert json.loads(need["content"])["values"] == {"consent": True, **STORED}
    assert await chat.rows("SELECT * FROM attachment") == []  # it was read, and not kept


async def test_what_is_lacking_is_asked(chat: Chat) -> None:
    wang = chat.user(WANG)
    data = await filled(chat, wang, "docx", {key: VALUES[key] for key in ("单位全称", "研发预算")}, [])
    await wang.sends_file("需求.docx", data, kind="document")
    said = await wang.goes(f"☞{FILL}", "☞同意，开始填写")
    assert said.texts[0].splitlines()[:6] == [
        "认出 2 项，请看一眼：",
        "〔单位〕",
        "1. 单位全称：内蒙古敕勒新材料有限公司",
        "",
        "〔投入〕",
        "9. 研发预算：800 万元",
    ]
    assert "请输入 18 位统一社会信用代码。" in said.texts[0]


async def test_in_a_form_it_is_an_attachment_and_can_be_filled_in(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TITLE))
    data = await filled(chat, wang, "xlsx", {"需求名称": "矿井提升机钢丝绳在线检测技术", "研发预算": 900}, [])
    said = await wang.sends_file("需求.xlsx", data, kind="document")
    assert said.heads[0].startswith("收到《需求.xlsx》（")
    assert said.labels == [[FILL], ["附件（1）", "接着填"]]
    assert (await wang.taps(FILL)).heads == ["认出 2 项，请看一眼："]
    (draft,) = await chat.rows("SELECT content FROM draft")
    assert json.loads(draft["content"])["values"]["budget"] == 900


async def test_a_file_that_is_no_form_is_treated_as_before(chat: Chat) -> None:
    wang = chat.user(WANG)
    for name, data in {
        "图纸.docx": document(),
        "参数.xlsx": sheet(),
        "坏.xlsx": b"PK\3\4",
        "旧.doc": OLD_OFFICE,
    }.items():
        said = await wang.sends_file(name, data, kind="document")
        assert said.seen == [f"{OFFER.format(name)}\n{WHICH}\n[用它开始填报]\n[不用了]"]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
async def test_a_form_that_can_not_be_read_or_is_blank_still_is_said_so(chat: Chat, kind: str) -> None:
    wang = chat.user(WANG)
    data = PDF if kind == "pdf" else await filled(chat, wang, kind, {}, [])
    said = await wang.sends_file(f"技术需求填报表（空白）.{kind}", data, kind="document")
    assert said.texts[0].splitlines()[1:] == [NOT_READ.format(kind), WHICH]
    await wang.goes(*before(TAPPED[2]))
    said = await wang.sends_file(f"技术需求填报表（空白）.{kind}", data, kind="document")
    assert said.texts[0].splitlines()[1:] == [NOT_READ.format(kind), "现有附件 1/10。"]


async def test_a_button_of_a_file_that_is_gone_fills_in_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    data = await filled(chat, wang, "docx", VALUES, ROWS)
    await wang.sends_file("需求.docx", data, kind="document")
    tap = wang.tap(FILL)
    await wang.taps("不用了")
    assert (await wang.act("taps", tap)).texts == ["这个文件已经不在了，请再发一次。"]
    assert await chat.rows("SELECT * FROM draft") == []
