"""A document as a Word file: a requirement form on A4, to be printed, stamped and signed."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import segno
from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.papers.pdf import INSTEAD
from bot.reply import Blank, Grid, Paper, Parted, Section

BODY, HEAD, FIGURES = "仿宋", "黑体", "Times New Roman"
WIDTH, LABEL, QR = Cm(16.6), Cm(3.4), Cm(2.9)
HINTED, LINE_HEIGHT = Cm(6.6), Cm(0.75)  # the label of what is to be filled in, with what is said of it
SMALL, TEXT, LARGE = Pt(9), Pt(11), Pt(20)
GAP = Pt(4)  # between two tables
SHORT = 300  # characters, about eight lines: what is longer may go on on the next page
FIELDS = ("PAGE", "NUMPAGES")
SHADE, LINE, GREY = "EEF2F7", "7F7F7F", RGBColor(0x59, 0x59, 0x59)


def docx(paper: Paper) -> bytes:
    """Return the document as the bytes of a .docx file."""
    word = Document()
    _set_up(word, paper)
    _line(word.add_paragraph(), paper.title, size=LARGE, font=HEAD, centred=True, after=2)
    if paper.subtitle:
        _line(word.add_paragraph(), paper.subtitle, size=TEXT, centred=True, after=6)
    _head(word, paper)
    for section in paper.sections:
        _section(word, section)
    if paper.signing:
        _signing(word, paper.signing)
    if paper.closing:
        _closing(word, paper.closing)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _set_up(word: Word, paper: Paper) -> None:
    """Set page, fonts, header and footer, and what the file says of itself."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    style = word.styles["Normal"]
    style.font.size, style.font.name = TEXT, FIGURES
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.element.rPr.append(_element("lang", val="en-US", eastAsia="zh-CN"))  # else punctuation has other shapes
    style.paragraph_format.space_after = Pt(0)
    _name_fonts(word)
    _line(section.header.paragraphs[0], paper.header, size=SMALL, centred=True, grey=True)
    footer = section.footer.paragraphs[0]
    _line(footer, "", size=SMALL, centred=True, grey=True)
    for part in paper.page.split("|"):
        _numbered(footer, part)
    word.core_properties.title, word.core_properties.author = paper.title, ""
    word.core_properties.comments = ""


def _name_fonts(word: Word) -> None:
    """Say in the file's table of fonts what takes the place of those that a machine lacks."""
    for part in word.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            entries = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{",".join(others)}"/></w:font>'
                for name, others in INSTEAD.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())  # it is read by no model


def _head(word: Word, paper: Paper) -> None:
    """Put the lines of the head, and beside them what can be scanned."""
    table = _table(
        word, (LABEL, Length(WIDTH - LABEL - (QR + Cm(0.9) if paper.link else 0))), extra=paper.link is not None
    )
    for label, value in paper.head:
        _row(table, label, value)
    if paper.link:
        beside = table.cell(0, 2).merge(table.cell(len(paper.head) - 1, 2))
        beside.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        drawn = BytesIO()
        segno.make(paper.link, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
        drawn.seek(0)
        _line(beside.paragraphs[0], "", centred=True, before=3, after=2)
        beside.paragraphs[0].add_run().add_picture(drawn, width=QR)
        _line(beside.add_paragraph(), paper.link_label, size=Pt(8), centred=True)


def _section(word: Word, section: Section) -> None:
    _line(word.add_paragraph(), section.title, font=HEAD, before=8, after=3, keep=True)
    table, apart = None, False
    for item in section.items:
        if (isinstance(item, Grid) or table is None) and apart:
            word.add_paragraph().paragraph_format.line_spacing = (
                GAP  # else both are one table, without repeated headings
            )
        if isinstance(item, Grid):
            _grid(word, item)
            table = None
        elif isinstance(item, Blank):
            table = table or _table(word, (HINTED, Length(WIDTH - HINTED)))
            _blank(table, item)
        else:
            table = table or _table(word, (LABEL, Length(WIDTH - LABEL)))
            _parts(table, item) if isinstance(item, Parted) else _row(table, *item)
        apart = True


def _blank(table: Table, blank: Blank) -> None:
    """Put a row that is to be filled in; it stays in one piece as long as nobody writes more than it has room for."""
    row = _added(table, whole=True)
    row.height = Length(blank.lines * LINE_HEIGHT)
    _fill(row.cells[0], f"{blank.label}\n{blank.hint}", shade=True)
    _fill(row.cells[1], "")


def _row(table: Table, label: str, value: str) -> None:
    row = _added(table, whole=len(value) <= SHORT)
    _fill(row.cells[0], label, shade=True)
    _fill(row.cells[1], value)


def _parts(table: Table, parted: Parted) -> None:
    """Add a row whose value is in paragraphs, each under its small heading."""
    row = _added(table)
    _fill(row.cells[0], parted.label, shade=True)
    for place, (heading, text) in enumerate(parted.paragraphs):
        paragraph = row.cells[1].add_paragraph() if place else row.cells[1].paragraphs[0]
        if heading:
            _line(paragraph, heading, font=HEAD, size=Pt(9.5), before=2, keep=True)
            paragraph.runs[-1].bold = True
            paragraph = row.cells[1].add_paragraph()
        first, *more = text.split("\n")
        _line(paragraph, first, size=Pt(10.5), after=2)
        for each in more:
            _line(row.cells[1].add_paragraph(), each, size=Pt(10.5), after=2)


def _grid(word: Word, grid: Grid) -> None:
    """Put a table under a line with its label; its headings stand on each page that it goes over."""
    unit = WIDTH / sum(grid.widths)
    table = _table(word, [Length(round(unit * width)) for width in grid.widths])
    label = _added(table, header=True)
    _fill(label.cells[0].merge(label.cells[-1]), grid.label, shade=True, keep=True)
    headings = _added(table, header=True)
    for cell, heading in zip(headings.cells, grid.headings, strict=True):
        _fill(cell, heading, shade=True, keep=True)
    for values in grid.rows:
        row = _added(table, whole=True)
        if len(values) < len(grid.widths):  # what does not come apart, behind its number
            row.cells[len(values) - 1].merge(row.cells[-1])
        for cell, value in zip(row.cells, values, strict=False):
            _fill(cell, value)


def _signing(word: Word, places: Sequence[str]) -> None:
    """Put a table of places to sign in that stays in one piece."""
    _line(word.add_paragraph(), "", size=Pt(6), keep=True)
    table = _table(word, [Length(WIDTH // len(places))] * len(places))
    row = _added(table, whole=True)
    row.height = Cm(2.4)
    for cell, place in zip(row.cells, places, strict=True):
        _fill(cell, place)


def _closing(word: Word, lines: Sequence[str]) -> None:
    """Put a heading and remarks that stay on one page."""
    heading, *remarks = lines
    _line(word.add_paragraph(), heading, font=HEAD, before=8, after=2, keep=True)
    for left, remark in zip(reversed(range(len(remarks))), remarks, strict=True):
        _line(word.add_paragraph(), remark, size=Pt(10), after=2, keep=left > 0)


def _table(word: Word, widths: Sequence[Length], *, extra: bool = False) -> Table:
    """Return a table with lines and without rows; `extra`: with one more column, for what can be scanned."""
    every = [*widths, *([Length(WIDTH - sum(widths))] if extra else [])]
    table: Table = word.add_table(0, len(every))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, every, strict=True):
        column.width = width
    borders = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color=LINE))
    table._tbl.tblPr.insert_element_before(borders, *(f"w:{tag}" for tag in ("tblLayout", "tblCellMar", "tblLook")))
    return table


def _added(table: Table, *, header: bool = False, whole: bool = False) -> _Row:
    """Add a row; a `header` is repeated on every page, and as a `whole` one never torn apart between two."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one out
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width or WIDTH
    properties = row._tr.get_or_add_trPr()
    if header or whole:
        properties.append(_element("cantSplit"))
    if header:
        properties.append(_element("tblHeader"))
    return row


def _fill(cell: _Cell, text: str, *, shade: bool = False, keep: bool = False) -> None:
    """Write a text of one or several lines into a cell; a shaded one is a label, with small print beneath.

    `keep` its row with the next one.
    """
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first, *more = text.split("\n")
    _line(cell.paragraphs[0], first, font=HEAD if shade else None, size=Pt(10.5), before=2, after=2, keep=keep)
    for each in more:
        _line(cell.add_paragraph(), each, size=SMALL if shade else Pt(10.5), grey=shade, after=2, keep=keep)
    if shade:
        shade_of = _element("shd", val="clear", color="auto", fill=SHADE)
        cell._tc.get_or_add_tcPr().insert_element_before(shade_of, "w:vAlign")


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: Length = TEXT,
    font: str | None = None,
    centred: bool = False,
    grey: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> None:
    """Write a line; `keep` it on the page of what follows."""
    run = paragraph.add_run(text)
    run.font.size = size
    if font:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if grey:
        run.font.color.rgb = GREY
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep


def _numbered(paragraph: Paragraph, part: str) -> None:
    """Write a part of the footer; a field is filled in by what opens the file."""
    run = paragraph.add_run("1" if part in FIELDS else part)
    run.font.size, run.font.color.rgb = SMALL, GREY
    if part in FIELDS:
        field = _element("fldSimple", instr=part)
        paragraph._p.append(field)
        field.append(run._r)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
