"""The self-test of the FAQ content: `lint(directories)` says all that is wrong with it, with file, line and key."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from faq.entry import CONTENT, ContentError, Library, load
from faq.lint.finding import Show, broad_words, doubles, leave_one_out, near_misses, repeated, unguarded, unseen
from faq.lint.placed import Placed, place
from faq.lint.report import GOAL, Figures, Report, render_report
from faq.lint.rules import mistakes_of, warnings_of
from faq.text import text
from faq.yaml_places import Mistake

__all__ = ["Figures", "Report", "lint", "render_report"]


def lint(directories: Iterable[Path] = (CONTENT,), show: Show = unseen) -> Report:
    """Return what is wrong with the content of the directories, later ones over earlier ones as in `load`.

    Content that `load` refuses is not looked at further: the report then has its mistakes and no figures. `show` is
    told of each round of what takes long.
    """
    directories = tuple(directories)
    try:
        library = load(directories)
    except ContentError as error:
        return Report(error.mistakes)
    placed = tuple(place(library, directories).values())
    figures = _measure(library, placed, show)
    shared, twice = doubles(placed)
    mistakes = [mistake for each in placed for mistake in mistakes_of(each, library.facts)]
    mistakes += [*shared, *broad_words(placed), *near_misses(library, placed), *_thieves(figures, placed)]
    quotes = [warning for each in placed for warning in warnings_of(each, library.facts)]
    return Report(_sorted(mistakes), _sorted([*twice, *quotes]), figures)


def _measure(library: Library, placed: Sequence[Placed], show: Show) -> Figures:
    known = {fact for entry in library.entries for fact in entry.facts}
    misses, hit = unguarded(library, show)
    return Figures(
        topics=library.topics,
        entries=len(library.entries),
        phrasings=sum(len(entry.phrasings) for entry in library.entries),
        asked=leave_one_out(placed, show),
        repeated=tuple(repeated(placed)),
        near_misses=misses,
        unguarded=hit,
        facts=len(library.facts),
        facts_used=len(known),
    )


def _thieves(figures: Figures, placed: Iterable[Placed]) -> Iterable[Mistake]:
    """Blame the topic that finds itself worst, if too few phrasings of all topics find their own entry."""
    if figures.rate >= GOAL:
        return
    topic, rate = next(iter(figures.rates().items()))
    file = next(each.file for each in placed if each.entry.topic == topic.id)
    message = text("lint.rate", rate=figures.rate, goal=GOAL, topic=topic.title, worst=rate)
    yield Mistake(file.path, file.line(("topic",)), "topic", message)


def _sorted(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(mistakes, key=lambda each: (each.file, each.line, each.key)))
