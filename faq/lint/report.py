"""What the self-test of the content found, and how that reads on a terminal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from faq.entry import Topic
from faq.lint.finding import Theft, Trial
from faq.marked import Mistake
from faq.text import text

GOAL = 0.9
WORST, PAIRS = 5, 10


@dataclass(frozen=True)
class Figures:
    """The size of the content, how well it finds itself, and how many of the known facts it uses."""

    topics: tuple[Topic, ...]
    entries: int
    phrasings: int
    trial: Trial
    near_misses: int
    unguarded: int
    facts: int
    facts_used: int

    @property
    def tried(self) -> int:
        """Return how many distinct questions were asked with themselves left out."""
        return sum(self.trial.tried.values())

    @property
    def rate(self) -> float:
        """Return the share (0-1) of them that found their own entry; 1 where none could be asked."""
        return self._rate(self.tried, len(self.trial.thefts))

    def rates(self) -> Mapping[Topic, float]:
        """Return the same share by topic, the worst first."""
        lost = Counter(theft.owner.partition(".")[0] for theft in self.trial.thefts)
        tried = Counter[str]()
        for entry_id, count in self.trial.tried.items():
            tried[entry_id.partition(".")[0]] += count
        rates = {topic: self._rate(tried[topic.id], lost[topic.id]) for topic in self.topics if tried[topic.id]}
        return dict(sorted(rates.items(), key=lambda each: each[1]))

    def _rate(self, tried: int, lost: int) -> float:
        return 1 - lost / tried if tried else 1.0


@dataclass(frozen=True)
class Report:
    """All mistakes and warnings, by file and line; `figures` is None where the content could not be read."""

    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...] = ()
    figures: Figures | None = None


def render_report(report: Report) -> str:
    """Return the report for the terminal: mistakes, then warnings, then figures."""
    lines = [str(mistake) for mistake in report.mistakes]
    lines += [text("lint.warning", mistake=warning) for warning in report.warnings]
    if lines:
        lines.append("")
    if report.figures is None:
        lines.append(text("lint.unreadable"))
    else:
        lines += _figures(report.figures)
    count = len(report.mistakes)
    lines.append(text("lint.mistakes", count=count) if count else text("lint.clean"))
    return "\n".join(lines)


def _figures(figures: Figures) -> list[str]:
    thefts = figures.trial.thefts
    lines = [
        text("lint.size", topics=len(figures.topics), entries=figures.entries, phrasings=figures.phrasings),
        text("lint.facts", used=figures.facts_used, known=figures.facts),
        text("lint.found", rate=figures.rate, found=figures.tried - len(thefts), tried=figures.tried, goal=GOAL),
        text("lint.near_misses", count=figures.near_misses, hit=figures.unguarded),
    ]
    if thefts:
        worst = list(figures.rates().items())[:WORST]
        lines.append(text("lint.worst", topics="，".join(_percent(topic.title, rate) for topic, rate in worst)))
        lines.append(text("lint.thieves"))
        lines += _pairs(thefts)
    return lines


def _percent(title: str, rate: float) -> str:
    return f"{title} {rate:.1%}"


def _pairs(thefts: tuple[Theft, ...]) -> list[str]:
    """Return a line for each of the entries most often stolen from by one other, with an example and its place."""
    pairs = Counter((theft.owner, theft.thief) for theft in thefts)
    example = {(theft.owner, theft.thief): theft for theft in reversed(thefts)}
    return [
        text(
            "lint.theft" if pair[1] else "lint.lost",
            owner=pair[0],
            thief=pair[1],
            count=count,
            phrasing=example[pair].phrasing,
            where=f"{example[pair].file.name}:{example[pair].line}",
        )
        for pair, count in pairs.most_common(PAIRS)
    ]
