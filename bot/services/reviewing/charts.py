"""The figures in the office's workbook: tables, each with its chart beside it, which Excel and WPS draw."""

from collections.abc import Iterator, Sequence
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from bot.papers.sheets import MONEY, Book, clean
from bot.services.reviewing.figures import Counts, Figures
from bot.services.runtime.turn import House
from bot.texts.markup import plain

Kind = Literal["bar", "column"]
LABELS, COUNTS, BESIDE = 0, 1, 3  # columns of the sheet
SIZE = {"width": 560, "height": 300}  # pixels of a chart
ROWS = 17  # that a chart is high
COLOUR = "#1565A7"


def write(book: Book, house: House, found: Figures, above: Sequence[str]) -> None:
    """Write the sheet of figures."""
    name = plain(house.texts("export.statistics"))
    sheet = book.sheet(name)
    sheet.set_column(LABELS, LABELS, 30)
    sheet.set_column(COUNTS, COUNTS, 14)
    for row, text in enumerate(above):
        sheet.set_row(row, 18 if row else 28)
        sheet.write_string(row, 0, clean(text), book.look("note" if row else "title"))
    row, breaks = _numbers(book, sheet, house, found, len(above) + 1), list[int]()
    for place, (title, counts, kind) in enumerate(groups(house, found)):
        if place % 2:  # the numbers and one chart, then two charts a page
            sheet.set_h_pagebreaks([*breaks, row])
            breaks.append(row)
        row = _group(book, sheet, name, house, title, counts, kind, row)
    sheet.print_area(0, 0, row, BESIDE + 9)


def groups(house: House, found: Figures) -> Iterator[tuple[str, Counts, Kind]]:
    """Give what needs are counted by: a title, the counts, and how they are drawn."""
    states = tuple((plain(house.texts(f"lifecycle.state.{each}.name")), count) for each, count in found.states.items())
    yield plain(house.texts("export.by_state")), states, "bar"
    if found.fields:
        yield found.field, found.fields, "bar"
    if found.leagues:
        yield plain(house.texts("export.by_league")), found.leagues, "bar"
    if found.weeks:
        yield (
            plain(house.texts("export.by_week")),
            tuple((f"{monday}", count) for monday, count in found.weeks),
            "column",
        )


def _numbers(book: Book, sheet: Worksheet, house: House, found: Figures, row: int) -> int:
    """Write what is one number each; return the row for what follows."""
    numbers: list[tuple[str, float | None, str]] = [
        (plain(house.texts("export.total")), found.total, "0"),
        *((plain(house.texts("export.money", label=label)), amount, MONEY) for label, amount in found.money),
        (plain(house.texts("export.decisions")), len(found.days), "0"),
        (plain(house.texts("export.median")), found.median, "0.0"),
        (plain(house.texts("export.late")), found.late, "0.0"),
    ]
    row = _head(book, sheet, house, plain(house.texts("export.numbers")), row)
    for label, number, shown in numbers:
        sheet.write_string(row, LABELS, label, book.look("text"))
        if number is None:
            sheet.write_string(row, COUNTS, plain(house.texts("export.unlimited")), book.look("text"))
        else:
            sheet.write_number(row, COUNTS, number, book.look("number", shown))
        row += 1
    return row + 1


def _group(
    book: Book, sheet: Worksheet, name: str, house: House, title: str, counts: Counts, kind: Kind, row: int
) -> int:
    """Write a table with its chart; return the row for what follows."""
    head, row = row, _head(book, sheet, house, title, row)
    first = row
    for label, count in counts:
        sheet.write_string(row, LABELS, clean(label), book.look("text"))
        sheet.write_number(row, COUNTS, count, book.look("number", "0"))
        row += 1
    chart = book.file.add_chart({"type": kind})
    chart.add_series(
        {
            "categories": [name, first, LABELS, row - 1, LABELS],
            "values": [name, first, COUNTS, row - 1, COUNTS],
            "data_labels": {"value": True},
            "fill": {"color": COLOUR},
            "gap": 60,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    else:
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size(SIZE)
    sheet.insert_chart(head, BESIDE, chart)
    return max(row, head + ROWS) + 1


def _head(book: Book, sheet: Worksheet, house: House, title: str, row: int) -> int:
    sheet.write_string(row, LABELS, clean(title), book.look("heading"))
    sheet.write_string(row, COUNTS, plain(house.texts("export.count")), book.look("heading"))
    return row + 1
