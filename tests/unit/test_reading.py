"""Documents that come back from a desk: what is read of them, and of those that are odd, broken or mean harm."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from bot.needs.blank import blank
from bot.needs.form import load_form
from bot.needs.tabled import told
from bot.papers import reading, word, workbook
from bot.papers.reading import Cells, rows
from bot.texts import catalogue
from tests.filled import in_a_sheet, in_word, saved
from tests.papers import DOCX_TYPES, OLD_OFFICE, PDF, document, packed, sheet

FORM = load_form(None, catalogue("zh"))
BLANK = blank(FORM, unit="某某中心", link=None)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(tmp_path: Path, data: bytes, kind: str) -> tuple[Cells, ...]:
    path = tmp_path / "7.part"  # it has no name of its own
    path.write_bytes(data)
    return rows(path, kind)


def docx(body: str, name: str = "word/document.xml", head: str = "") -> bytes:
    return packed(
        {"[Content_Types].xml": DOCX_TYPES, name: f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"}
    )


def xlsx(*lines: tuple[Any, ...], shown: str = "General") -> bytes:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.number_format = shown
    return saved(book)


def p(text: str) -> str:
    return f"<w:p><w:pPr><w:t>样式</w:t></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*cells: str) -> str:
    """A table of one row."""
    return "<w:tbl><w:tr>{}</w:tr></w:tbl>".format("".join(f"<w:tc>{cell}</w:tc>" for cell in cells))


def placed(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


B = p("乙")


def without(data: bytes, name: str, content: bytes) -> bytes:
    """The ZIP with another content for one of its parts."""
    held = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(held, "w", ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(each.filename, content if each.filename == name else old.read(each.filename))
    return held.getvalue()


WORD: dict[str, tuple[str, tuple[Cells, ...]]] = {
    "a paragraph and a table": (
        p("一") + table(p("单位"), p("甲") + p("乙")),
        (("一",), ("单位", "甲\n乙")),
    ),
    "breaks and tabs": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
        (("甲\t乙\n丙",),),
    ),
    "what was put in stands there, what was deleted does not": (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>",
        (("新",),),
    ),
    "a place for content in a cell, and one around a cell": (
        f"<w:tbl><w:tr><w:tc>{placed(p('甲'))}</w:tc>{placed(f'<w:tc>{B}</w:tc>')}</w:tr></w:tbl>",
        (("甲", "乙"),),
    ),
    "a table in a cell": (
        table(p("甲"), table(p("乙"), p("丙"))),
        (("甲", "乙\n丙"),),
    ),
    "a row without a cell": ("<w:tbl><w:tr/></w:tbl>", (("",),)),
    "nothing": ("", ()),
}


@pytest.mark.parametrize(("body", "expected"), WORD.values(), ids=list(WORD))
def test_of_a_word_file_what_stands_in_it_is_read(tmp_path: Path, body: str, expected: tuple[Cells, ...]) -> None:
    assert read(tmp_path, docx(body), "docx") == expected
    assert read(tmp_path, docx(body, "word/document2.xml"), "docx") == expected  # as some programs call it


CELLS: dict[str, tuple[Any, str, str]] = {
    "a figure": (800, "General", "800"),
    "a long one": (13800000000, "General", "13800000000"),
    "a figure with a point": (0.08, "General", "0.08"),
    "a share": (0.6, "0%", "60%"),
    "a day": (datetime(2027, 12, 31), "yyyy-mm-dd", "2027-12-31"),  # noqa: DTZ001  # a sheet knows no zones
    "only a day": (date(2027, 12, 31), "yyyy-mm-dd", "2027-12-31"),
    "a formula that nobody has worked out": ("=1+1", "General", ""),
    "words": ("甲\n乙", "@", "甲\n乙"),
    "yes": (True, "General", "True"),
}


@pytest.mark.parametrize(("value", "shown", "expected"), CELLS.values(), ids=list(CELLS))
def test_of_a_sheet_values_are_read_as_they_are_shown(tmp_path: Path, value: Any, shown: str, expected: str) -> None:
    (found,) = read(tmp_path, xlsx(("名", value), shown=shown), "xlsx")
    assert (found[:2], {*found[2:]}) == (("名", expected), {""})


def test_every_sheet_is_read_and_no_more_than_a_form_has(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(("一",))
    book.create_sheet().append(("二",))
    for _ in range(reading.ROWS):
        book.worksheets[0].append(("x",))
    found = read(tmp_path, saved(book), "xlsx")
    assert (len(found), found[0][0]) == (reading.ROWS, "一")
    far = Workbook()
    far.worksheets[0].cell(1_048_576, 16_384).value = "远"
    assert read(tmp_path, saved(far), "xlsx") == ()


FAT = " " * (reading.LARGEST + 1)
ROW = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row></sheetData>{}</worksheet>'
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "很多很多"><!ENTITY b "&a;&a;&a;&a;">]>'
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "docx"),
    "no archive": (b"PK\x03\x04" + bytes(40), "xlsx"),
    "cut off": (sheet()[:900], "xlsx"),
    "another kind": (PDF, "docx"),
    "an old one": (OLD_OFFICE, "xlsx"),
    "a kind that nobody reads": (PDF, "pdf"),
    "a sheet called a document": (sheet(), "docx"),
    "a document called a sheet": (document(), "xlsx"),
    "not XML": (docx("<w:p>"), "docx"),
    "another encoding": (packed({"word/document.xml": "<x/>".encode("utf-16")}), "docx"),
    "entities": (docx(p("&b;"), head=ENTITIES), "docx"),
    "entities in a sheet": (without(xlsx(("甲",)), "xl/workbook.xml", f"{ENTITIES}<x/>".encode()), "xlsx"),
    "swells": (docx(p("甲") + FAT), "docx"),
    "a sheet that swells": (without(xlsx(("甲",)), "xl/worksheets/sheet1.xml", ROW.format(FAT).encode()), "xlsx"),
    "deeper than anybody writes": (docx("<w:tbl><w:tr><w:tc>" * 9999 + "</w:tc></w:tr></w:tbl>" * 9999), "docx"),
    "two main parts": (
        packed({"word/document.xml": "<x/>", "word/document2.xml": "<x/>"}),
        "docx",
    ),
    "no numbers where they should be": (
        without(xlsx((1,)), "xl/worksheets/sheet1.xml", b'<worksheet><sheetData><row r="x"/></sheetData></worksheet>'),
        "xlsx",
    ),
}


@pytest.mark.parametrize(("data", "kind"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_can_not_be_read_says_nothing_and_raises_nothing(tmp_path: Path, data: bytes, kind: str) -> None:
    assert read(tmp_path, data, kind) == ()
    assert told(FORM, ()) == {}


# ── what a document says of the fields ──

HEADER = ("序号", "指标名称", "现值", "目标值", "单位", "检测方法")
TABLES: dict[str, tuple[tuple[Cells, ...], dict[str, str]]] = {
    "label and value": (
        (("单位全称 *\n请输入贵单位全称", "甲公司"), ("联系人：", "王芳")),
        {"org_name": "甲公司", "contact": "王芳"},
    ),
    "a number before": (
        (("1", "单位全称", "甲公司"), ("2", "联系人", "王芳")),
        {"org_name": "甲公司", "contact": "王芳"},
    ),
    "two pairs in a row": (
        (("单位全称", "甲公司", "信用代码", "9115"), ("联系人", "", "手机", "138")),
        {"org_name": "甲公司", "uscc": "9115", "mobile": "138"},
    ),
    "the unit beside the name": (
        (("研发预算（万元） *", "800"), ("企业出资（万元）", "六成")),
        {"budget": "800万元", "self_fund": "六成"},
    ),
    "a value that is another field's name": (
        (("知识产权归属", "企业"), ("联系人", "单位")),
        {"ip": "企业", "contact": "单位"},
    ),
    "lines in a value that begin like fields": (
        (("技术难题", "指标：达不到\n期限：很紧"), ("联系人", "王芳")),
        {"problem": "指标：达不到\n期限：很紧", "contact": "王芳"},
    ),
    "nothing filled in": ((("单位全称", ""), ("联系人", "（未填）"), ("手机号码", "—"), ("邮箱", "/")), {}),
    "one alone is no form": ((("单位全称", "甲公司"),), {}),
    "another document": ((("关于召开会议的通知",), ("时间", "周一"), ("地点", "一楼")), {}),
    "lines outside of tables": ((("单位全称：甲公司",), ("联系人：王芳",)), {"org_name": "甲公司", "contact": "王芳"}),
    "rows beneath their name": (
        (
            ("技术指标 *\n一行一条",),
            HEADER,
            ("1", "完成时间", "", "≤24", "月", ""),
            ("2", "", "", "", "", ""),
            ("3", "寿命", "2000", "≥4000", "小时", "记录"),
            ("投入",),
            ("联系人", "王芳"),
        ),
        {
            "indicators": "\t".join(HEADER) + "\n1\t完成时间\t\t≤24\t月\n3\t寿命\t2000\t≥4000\t小时\t记录",
            "contact": "王芳",
        },
    ),
    "only the heading of the table": (
        (("技术指标",), HEADER, ("1", "", "", "", "", ""), ("联系人", "王芳"), ("手机号码", "138")),
        {"contact": "王芳", "mobile": "138"},
    ),
    "the same twice": (
        (("联系人", "王芳"), ("联系人", "李强"), ("手机号码", "138")),
        {"contact": "王芳", "mobile": "138"},
    ),
}


@pytest.mark.parametrize(("found", "expected"), TABLES.values(), ids=list(TABLES))
def test_what_stands_beside_and_beneath_a_name_is_its_value(found: tuple[Cells, ...], expected: dict[str, str]) -> None:
    assert told(FORM, found) == expected


MADE: dict[str, tuple[bytes, Callable[..., bytes]]] = {
    "docx": (word.docx(BLANK), in_word),
    "xlsx": (workbook.xlsx(BLANK), in_a_sheet),
}


@pytest.mark.parametrize("kind", MADE)
def test_every_place_of_the_blank_form_is_read_back_as_its_field(tmp_path: Path, kind: str) -> None:
    data, fill = MADE[kind]
    assert told(FORM, read(tmp_path, data, kind)) == {}
    asked = [field for field in FORM.numbered if field.kind != "indicators"]
    values = {field.label: f"所填{chr(ord('A') + place)}" for place, field in enumerate(asked)}
    back = told(FORM, read(tmp_path, fill(data, values, [["寿命", "", "≥9", "年"]]), kind))
    assert {**back, "indicators": back["indicators"].splitlines()[1:]} == {
        **{field.key: values[field.label] for field in asked},
        "indicators": ["1\t寿命\t\t≥9\t年"],
    }
