"""/report: the needs of a period in figures, as a picture to be read on a phone and as text."""

from collections.abc import Iterator

from bot import pictures
from bot.reply import Bars, Picture, Reply, Report
from bot.services.reviewing import wanted
from bot.services.reviewing.charts import groups
from bot.services.reviewing.figures import WEEKS, Figures, figures
from bot.services.runtime.turn import House, Turn
from bot.texts import Html
from bot.texts.markup import plain


def show(turn: Turn, words: str) -> None:
    """Shows staff how many needs there are of which kind, and how long decisions took."""
    if not turn.admit():
        return
    which, unknown = wanted.read(turn.house, words.split(), turn.now)
    if unknown:
        turn.tell("export.unknown", words="、".join(unknown), command="report")
        return
    found, when = figures(turn.tx, turn.house, which), wanted.described(turn.house, which)
    text = Html("\n".join(_lines(turn.house, found, when)))
    drawn = found.total and not pictures.missing()
    turn.say(Reply(text, picture=Picture(report=drawing(turn.house, found, when)) if drawn else None))


def _lines(house: House, found: Figures, when: str) -> Iterator[Html]:
    texts = house.texts
    yield texts("export.report.title", period=when)
    if not found.total:
        yield texts("export.report.none")
        return
    yield texts("export.report.head", count=found.total)
    for title, counts, kind in groups(house, found):
        shown = counts[-WEEKS:] if kind == "column" else [each for each in counts if each[1]]
        yield texts("export.report.group", name=title)
        yield from (texts("export.report.row", label=label, count=count) for label, count in shown)
    if found.money:
        yield texts("export.report.sums")
        yield from (texts("export.report.money", label=label, sum=f"{amount:,.10g}") for label, amount in found.money)
    yield texts("export.report.time")
    said = {"count": len(found.days), "median": number(found.median), "late": number(found.late)}
    yield texts("export.report.days", **said) if found.days else texts("export.report.undecided")


def number(of: float | None) -> str:
    """Return a number as it is read, with one place at most."""
    return "—" if of is None else f"{round(of, 1):g}"


def drawing(house: House, found: Figures, when: str) -> Report:
    """Return the figures as they are drawn."""
    money = tuple((f"{amount:,.0f}", _plain(house, "export.report.sum", label=label)) for label, amount in found.money)
    return Report(
        heading=_plain(house, "export.report.heading"),
        note=when,
        numbers=(
            (f"{found.total}", _plain(house, "export.report.total")),
            (f"{len(found.days)}", _plain(house, "export.report.settled")),
            (number(found.median), _plain(house, "export.report.median")),
            *money,
        ),
        bars=tuple(
            _bars(title, counts, kind, _plain(house, "export.report.weeks"))
            for title, counts, kind in groups(house, found)
        ),
    )


def _bars(title: str, counts: tuple[tuple[str, int], ...], kind: str, weeks: str) -> Bars:
    if kind == "bar":
        return Bars(title=title, counts=tuple(each for each in counts if each[1]))
    return Bars(title=weeks, counts=tuple((label[5:], count) for label, count in counts[-WEEKS:]), upright=True)


def _plain(house: House, key: str, **arguments: object) -> str:
    return plain(house.texts(key, **arguments))
