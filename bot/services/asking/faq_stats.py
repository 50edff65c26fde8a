"""How the answering does: questions a day, what became of them, and which answers are liked. Nobody is named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bot.reply import Drawing, Picture, Reply
from bot.services.runtime.beijing import BEIJING
from bot.services.runtime.turn import Turn
from bot.storage import question_stats
from bot.storage.database import Transaction
from bot.texts import Catalogue, Html
from faq.entry import Library

DAYS = 14
JUDGED = 10  # entries listed with their thumbs
OUTCOMES = ("answer", "choices", "unknown")
EARLIER = {"handoff": "unknown"}  # how a question that was passed on was stored before its outcome was kept


@dataclass(frozen=True)
class Figures:
    """Counts of so many days in Beijing, the oldest first; `votes` are (entry, down, up), the worst first."""

    days: tuple[tuple[date, Mapping[str, int]], ...]
    handed_over: int
    votes: tuple[tuple[str, int, int], ...]

    @property
    def totals(self) -> Mapping[str, int]:
        """Return how many questions had which outcome."""
        return sum((Counter(counts) for _, counts in self.days), Counter[str]())

    def drawing(self) -> Drawing:
        """Return what is drawn of them: from the first day with questions on."""
        first = next((position for position, (_, counts) in enumerate(self.days) if counts), 0)
        return Drawing(days=tuple((f"{day:%m-%d}", dict(counts)) for day, counts in self.days[first:]))


def figures(tx: Transaction, days: int = DAYS) -> Figures:
    """Return the figures of so many days in Beijing, today the last."""
    today = datetime.fromisoformat(tx.now).astimezone(BEIJING).date()
    every = [today - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    midnight = datetime.combine(every[0], datetime.min.time(), BEIJING).astimezone(UTC)
    since = midnight.isoformat(timespec="microseconds")
    counts = {day: Counter[str]() for day in every}
    for hour, outcome, count in question_stats.by_hour(tx, since):
        day = datetime.fromisoformat(f"{hour}:00+00:00").astimezone(BEIJING).date()
        if day in counts:  # a clock that was put back can have dated questions later than now
            counts[day][EARLIER.get(outcome, outcome)] += count
    votes = question_stats.votes(tx, since)
    return Figures(tuple(counts.items()), question_stats.handed_over(tx, since), tuple(votes))


def numbers(texts: Catalogue, library: Library, found: Figures, *, days: bool = True) -> Html:
    """Return the figures as words, with `days` also of each day that had questions; entries gone are named by id."""
    total = sum(found.totals.values())
    lines: list[str] = [texts("stats.head", first=found.days[0][0], last=found.days[-1][0])]
    if total:
        lines.append(texts("stats.total", count=total))
        counts = [(outcome, found.totals[outcome]) for outcome in OUTCOMES if found.totals[outcome]]
        lines += [texts("stats.share", name=texts(f"stats.of.{of}"), count=n, share=n / total) for of, n in counts]
        if days:
            asked = [(day, sum(counts.values())) for day, counts in found.days if counts]
            lines += ["", texts("stats.days"), *(texts("stats.day", date=f"{day:%m-%d}", count=n) for day, n in asked)]
    else:
        lines.append(texts("stats.none"))
    if found.handed_over:
        lines += ["", texts("stats.passed", count=found.handed_over)]
    if found.votes:
        lines += ["", texts("stats.votes"), *_votes(texts, library, found)]
    return Html("\n".join(lines))


def show(turn: Turn, missing: Literal["extra", "font"] | None) -> None:
    """Shows staff the figures, the days as a picture unless something is `missing` to draw it, which is then said."""
    if not turn.admit():
        return
    found, house = figures(turn.tx), turn.house
    drawn = bool(found.totals) and not missing
    said = numbers(house.texts, house.responder.library, found, days=not drawn)
    if found.totals and missing:
        said = Html(f"{said}\n\n{turn.text(f'stats.{missing}')}")
    turn.say(Reply(said, picture=Picture(figures=found.drawing()) if drawn else None))


def _votes(texts: Catalogue, library: Library, found: Figures) -> list[str]:
    questions = {entry.id: entry.question for entry in library.entries}
    lines: list[str] = [
        texts("stats.vote", down=down, up=up, question=questions.get(entry_id, entry_id))
        for entry_id, down, up in found.votes[:JUDGED]
    ]
    more = len(found.votes) - JUDGED
    return [*lines, texts("stats.more", count=more)] if more > 0 else lines
