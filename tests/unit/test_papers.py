"""Documents as files: indicators in columns, long texts, and a LibreOffice that fails or never comes back."""

import asyncio
import os
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from bot import papers
from bot.needs.form import load_form
from bot.needs.sheet import sections
from bot.papers import PaperError, pdf, word
from bot.reply import Grid, Paper, Section
from bot.texts import catalogue

FORM = load_form(None, catalogue("zh"))
PARTS = {"name": "推舟定位误差", "now": "±2", "target": "≤ ±0.5", "unit": "mm", "method": "第三方检测"}


def paper(*found: Section, link: str | None = None) -> Paper:
    return Paper(
        name="回执",
        header="页眉",
        title="回执",
        subtitle="",
        head=(("编号", "NM"), ("状态", "待审核")),
        sections=found,
        signing=("盖章：", "日期："),
        closing=("接下来", "等候。"),
        page="第 |PAGE| 页",
        link=link,
        link_label="扫码",
    )


def opened(made: Paper) -> Any:
    return Document(BytesIO(word.docx(made)))


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        (["寿命 ≥ 4000 小时"], (("序号", "指标内容"), (3, 28), (("1", "寿命 ≥ 4000 小时"),))),
        (
            [PARTS, "其余同进口件", {"name": "寿命"}],
            (
                ("序号", "指标名称", "现值", "目标值", "单位", "检测方法"),
                (3, 8, 5, 5, 3, 7),
                (("1", *PARTS.values()), ("2", "其余同进口件"), ("3", "寿命", "", "", "", "")),
            ),
        ),
    ],
)
def test_indicators_stand_in_columns_as_far_as_they_are_kept_apart(rows: list[Any], grid: tuple[Any, ...]) -> None:
    (need,) = (each for each in sections(FORM, {"indicators": rows}) if each.title == "需求")
    (found,) = (item for item in need.items if isinstance(item, Grid))
    assert (found.headings, found.widths, found.rows) == grid
    shown = opened(paper(Section(title="需求", items=(found,)))).tables[1]
    kept = [[cell.text for cell in row.cells] for row in shown.rows][2:]
    assert kept == [[*row, *[row[-1]] * (len(found.widths) - len(row))] for row in found.rows]  # merged cells repeat


def test_sections_and_fields_keep_the_order_of_the_form() -> None:
    found = sections(FORM, {"finance": "credit", "mobile": "13800000000"}, mask=True)
    labels = [item[0] if isinstance(item, tuple) else item.label for each in found for item in each.items]
    assert labels == [field.label for field in FORM.fields if field.kind != "consent"]
    assert [each.title for each in found] == ["单位", "需求", "投入", "合作", "联系", "补充"]
    assert ("手机号码", "138****0000") in [item for each in found for item in each.items]


def test_what_only_makes_sense_beside_another_value_is_left_out() -> None:
    labels = [item[0] for each in sections(FORM, {}) for item in each.items if isinstance(item, tuple)]
    assert "金融支持额度" not in labels


def test_a_text_in_parts_stands_in_paragraphs_under_bold_headings() -> None:
    text = "先说一句。\n现状：三个月停炉一次\n试过什么：换过国产件\n还请人看过"
    (need,) = (each for each in sections(FORM, {"problem": text}) if each.title == "需求")
    made = opened(paper(need))
    (cell,) = (row.cells[1] for table in made.tables for row in table.rows if row.cells[0].text == "技术难题")
    assert [(line.text, bool(line.runs[0].bold)) for line in cell.paragraphs] == [
        ("先说一句。", False),
        ("现状", True),
        ("三个月停炉一次", False),
        ("试过什么", True),
        ("换过国产件", False),
        ("还请人看过", False),
    ]


def test_headings_of_a_table_stand_on_each_page_and_its_rows_stay_whole() -> None:
    grid = Grid(label="指标", headings=("序号", "内容"), widths=(1, 9), rows=(("1", "一"), ("2", "二")))
    rows = opened(paper(Section(title="需求", items=(grid,)))).tables[1].rows
    found = [
        [name for name in ("tblHeader", "cantSplit") if row._tr.trPr.find(qn(f"w:{name}")) is not None] for row in rows
    ]
    assert found == [["tblHeader", "cantSplit"]] * 2 + [["cantSplit"]] * 2


def test_no_two_tables_touch_each_other_else_headings_are_those_of_the_first() -> None:
    grid = Grid(label="指标", headings=("序号", "内容"), widths=(1, 9), rows=(("1", "一"),))
    body = opened(
        paper(Section(title="需求", items=(("甲", "一"), ("乙", "二"), grid, grid, ("丙", "三"))))
    ).element.body
    kinds = [each.tag.partition("}")[2] for each in body]
    assert kinds.count("tbl") == 6  # head, fields, both grids, fields, signing
    assert ("tbl", "tbl") not in pairwise(kinds)


def test_only_a_long_text_goes_on_on_the_next_page() -> None:
    texts = {"short": "难题" * 150, "long": "难题" * 151}
    rows = opened(paper(Section(title="需求", items=(*texts.items(),)))).tables[1].rows
    assert [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [True, False]


def test_what_happens_next_stays_on_one_page() -> None:
    made = opened(paper().model_copy(update={"closing": ("接下来", "一。", "二。", "三。")}))
    assert [each.paragraph_format.keep_with_next for each in made.paragraphs[-4:]] == [True, True, True, False]


def test_the_page_is_a4_and_its_fonts_have_others_in_their_place() -> None:
    made = opened(paper())
    assert (round(made.sections[0].page_width.cm, 1), round(made.sections[0].page_height.cm, 1)) == (21.0, 29.7)
    (fonts,) = (part.blob.decode() for part in made.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    assert [f'w:name="{name}"' in fonts for name in ("仿宋", "黑体")] == [True, True]


#: The order in which a file has to have them (ECMA-376): Word takes one with another for damaged.
ORDER = {
    "tblPr": ["tblW", "jc", "tblBorders", "tblLayout", "tblLook"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "shd", "vAlign"],
    "rPr": ["rFonts", "color", "sz", "lang"],
}


@pytest.mark.parametrize("tag", ORDER)
def test_what_is_said_of_a_table_a_cell_and_a_letter_is_in_the_order_of_the_standard(tag: str) -> None:
    grid = Grid(label="指标", headings=("序号", "内容"), widths=(1, 9), rows=(("1", "一"), ("2",)))
    made = opened(paper(Section(title="需求", items=(("名称", "研制"), grid)), link="https://t.me/b"))
    roots = (made.element, made.sections[0].footer._element, made.styles["Normal"].element)
    found = [[child.tag.partition("}")[2] for child in each] for root in roots for each in root.iter(qn(f"w:{tag}"))]
    assert [names for names in found if names != sorted(names, key=ORDER[tag].index)] == []
    assert {name for names in found for name in names} == {*ORDER[tag]}


@pytest.mark.parametrize(("link", "drawn"), [("https://t.me/b?start=need_NM-2026-000001", 1), (None, 0)])
def test_a_link_is_drawn_to_be_scanned(link: str | None, drawn: int) -> None:
    assert len(opened(paper(link=link)).inline_shapes) == drawn


def office(tmp_path: Path, script: str) -> str:
    path = tmp_path / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


async def test_a_conversion_that_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="made no PDF"):
        await pdf.converted(b"x", office(tmp_path, "exit 1"))


async def test_a_conversion_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="took more than"):
        await pdf.converted(b"x", office(tmp_path, "sleep 600"), 0.1)


async def test_of_a_conversion_that_is_broken_off_nothing_is_left_running(tmp_path: Path) -> None:
    held = tmp_path / "held"  # by a child, as long as that runs
    os.mkfifo(held)
    task = asyncio.create_task(pdf.converted(b"x", office(tmp_path, f"(echo begun; sleep 600) > {held} & wait")))
    reader = await asyncio.to_thread(os.open, held, os.O_RDONLY)
    assert await asyncio.to_thread(os.read, reader, 6) == b"begun\n"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(os.read, reader, 6) == b""  # its end
    os.close(reader)


async def test_the_program_gets_none_of_the_bots_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEBANG_TOKEN", "42:secret")
    seen = tmp_path / "seen"
    with pytest.raises(PaperError):
        await pdf.converted(b"x", office(tmp_path, f"env > {seen}"))
    assert ("42:secret" in seen.read_text(), "FONTCONFIG_FILE=" in seen.read_text()) == (False, True)


def test_what_is_not_installed_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "office", lambda: None)
    assert papers.possible(("docx", "pdf")) == ("docx",)
    monkeypatch.setattr(papers, "find_spec", lambda _name: None)
    assert papers.possible(("docx", "pdf")) == ()


async def test_what_was_removed_since_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "find_spec", lambda _name: None)
    with pytest.raises(PaperError, match="nothing here makes docx"):
        await papers.made(paper(), "docx")


@pytest.mark.skipif(papers.office() is None, reason="LibreOffice is not installed")
async def test_libreoffice_makes_a_pdf_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert (await papers.made(paper(), "pdf"))[:5] == b"%PDF-"
    assert os.listdir(tmp_path) == []  # noqa: PTH208  # a name would do
