"""What the self-test of the content found, and how that reads on a terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from faq.entry import Topic
from faq.lint.finding import Asked
from faq.normalize import HANZI
from faq.text import text
from faq.yaml_places import Mistake

#: Not nearer to 1: the self-test goes by letters alone, and a phrasing that varies as it should shares few of them
#: with the others of its entry. 0.9 was easy while most phrasings of an entry were one sentence turned about.
GOAL = 0.75
WORST, PAIRS = 5, 10


def share_found(asked: Sequence[Asked]) -> float:
    """Return the share (0-1) that found its own entry; 1 where nothing was asked."""
    return 1 - sum(each.lost for each in asked) / len(asked) if asked else 1.0


@dataclass(frozen=True)
class Figures:
    """The size of the content, what its phrasings find when left out, and how many of the known facts it uses."""

    topics: tuple[Topic, ...]
    entries: int
    phrasings: int
    asked: tuple[Asked, ...]
    near_misses: int
    unguarded: int
    facts: int
    facts_used: int

    @property
    def rate(self) -> float:
        """Return the share (0-1) of all phrasings asked that found their own entry."""
        return share_found(self.asked)

    @property
    def thefts(self) -> tuple[Asked, ...]:
        """Return the phrasings that did not find their own entry."""
        return tuple(each for each in self.asked if each.lost)

    def rates(self) -> Mapping[Topic, float]:
        """Return the share of each topic's phrasings that found their own entry, the worst topic first."""
        of_topic = {
            topic: [each for each in self.asked if each.owner.startswith(f"{topic.id}.")] for topic in self.topics
        }
        rates = {topic: share_found(asked) for topic, asked in of_topic.items() if asked}
        return dict(sorted(rates.items(), key=itemgetter(1)))


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
    thefts = figures.thefts
    lines = [
        text("lint.size", topics=len(figures.topics), entries=figures.entries, phrasings=figures.phrasings),
        text("lint.facts", used=figures.facts_used, known=figures.facts),
        text("lint.found", rate=figures.rate, found=_kept(figures.asked), asked=len(figures.asked), goal=GOAL),
    ]
    foreign = [each for each in figures.asked if not HANZI.search(each.phrasing)]
    if foreign:
        chinese = [each for each in figures.asked if HANZI.search(each.phrasing)]
        lines.append(
            text("lint.scripts", chinese=share_found(chinese), foreign=share_found(foreign), count=len(foreign))
        )
    lines.append(text("lint.near_misses", count=figures.near_misses, hit=figures.unguarded))
    if thefts:
        worst = list(figures.rates().items())[:WORST]
        lines.append(text("lint.worst", topics="，".join(f"{topic.title} {rate:.1%}" for topic, rate in worst)))
        lines += [text("lint.thieves"), *_pairs(thefts)]
    return lines


def _kept(asked: Sequence[Asked]) -> int:
    return sum(not each.lost for each in asked)


def _pairs(thefts: Sequence[Asked]) -> list[str]:
    """Return a line for each of the entries most often stolen from by one other, with an example and its place."""
    pairs = Counter((each.owner, each.found) for each in thefts)
    examples = {(each.owner, each.found): each for each in reversed(thefts)}
    return [_pair(examples[pair], count) for pair, count in pairs.most_common(PAIRS)]


def _pair(example: Asked, count: int) -> str:
    where = f"{example.file.name}:{example.line}"
    told = {"owner": example.owner, "count": count, "where": where, "phrasing": example.phrasing}
    return text("lint.theft", thief=example.found, **told) if example.found else text("lint.lost", **told)
