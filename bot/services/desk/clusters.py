"""Clusters: waiting questions grouped by likeness, so that one answer does for all askers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.services.needs_state import wording
from bot.services.runtime.turn import Member, Turn
from bot.storage import questions, settlements
from bot.storage.questions import Question
from bot.storage.settlements import Settlement
from faq.grouping import Asked, group

LIMIT = 2000  # waiting questions that are looked at, the latest; more than that nobody reads
CANDIDATES = 3
LIKELY = 0.1  # the probability below which an entry has nothing to do with a question
REMEMBERED = 200  # answers that are looked through for one that was given to the same question
UNTAPPED = timedelta(hours=1)  # after which choices that nobody has tapped are taken for the wrong ones


@dataclass(frozen=True)
class Cluster:
    """Similar questions, oldest first; at least one."""

    questions: tuple[Question, ...]

    @property
    def first(self) -> int:
        """Return the id of the oldest question, by which the cluster is found again."""
        return self.questions[0].id

    @property
    def last(self) -> int:
        """Return the id of the latest question; a card of the cluster has shown none after it."""
        return self.questions[-1].id

    @property
    def ids(self) -> tuple[int, ...]:
        """Return the questions' ids."""
        return tuple(each.id for each in self.questions)

    @cached_property
    def of_asker(self) -> dict[int, list[Question]]:
        """Return each asker's questions, oldest first."""
        found: dict[int, list[Question]] = {}
        for each in self.questions:
            found.setdefault(each.user_id, []).append(each)
        return found

    @property
    def askers(self) -> int:
        """Return the number of askers."""
        return len(self.of_asker)

    @property
    def undecided(self) -> bool:
        """Return whether all of the questions are undecided: one of their choices may have been right."""
        return all(each.undecided for each in self.questions)

    @property
    def latest(self) -> datetime:
        """Return when the latest question was asked."""
        return self.questions[-1].asked_at

    @cached_property
    def phrasings(self) -> list[str]:
        """Return the wordings, the most frequent first."""
        return [text for text, _ in Counter(" ".join(each.text.split()) for each in self.questions).most_common()]

    @cached_property
    def asked(self) -> Asked:
        """Return the most frequent wording and the nearest entry, for comparison with other questions."""
        return Asked(self.phrasings[0], self.hits[0][0] if self.hits else None)

    @cached_property
    def hits(self) -> list[tuple[str, float]]:
        """Return the nearest entries with their probabilities (the best of all questions), the likeliest first."""
        best: dict[str, float] = {}
        for entry, score in (hit for each in self.questions for hit in each.hits):
            best[entry] = max(score, best.get(entry, 0.0))
        likely = [hit for hit in best.items() if hit[1] >= LIKELY]
        return sorted(likely, key=lambda hit: -hit[1])[:CANDIDATES]


def waiting(turn: Turn) -> list[Cluster]:
    """Return the clusters of all waiting questions, those of most askers first, undecided ones last."""
    untapped = (turn.now - UNTAPPED).isoformat(timespec="microseconds")
    found = questions.waiting(turn.tx, LIMIT, untapped)
    alike = group([Asked(each.text, each.hits[0][0] if each.hits else None) for each in found])
    every = [Cluster(tuple(found[position] for position in positions)) for positions in alike]
    return sorted(every, key=lambda each: (each.undecided, -each.askers, -len(each.questions), each.first))


def holding(turn: Turn, question: int, upto: int) -> Cluster | None:
    """Return the cluster of a question, up to question `upto`; None where the question waits no longer."""
    for each in waiting(turn):
        if any(member.id == question for member in each.questions):
            return Cluster(tuple(member for member in each.questions if member.id <= upto))
    return None


def unsettled(turn: Turn, ids: Iterable[int]) -> Cluster | None:
    """Return the unsettled ones of these questions as a cluster; None where there are none."""
    found = questions.unsettled(turn.tx, ids)
    return Cluster(tuple(found)) if found else None


def settle(
    turn: Turn, member: Member, cluster: Cluster, *, text: str | None = None, entry_id: str | None = None
) -> int:
    """Settle the cluster by a text, an entry or (neither) without an answer; return the settlement's id."""
    settlement = settlements.add(
        turn.tx, member.id, question=cluster.phrasings[0], hits=cluster.hits, text=text, entry_id=entry_id
    )
    questions.settle(turn.tx, (each.id for each in cluster.questions), settlement)
    return settlement


def answered_before(turn: Turn, cluster: Cluster) -> Settlement | None:
    """Return staff's latest written answer to a similar question; None where there is none."""
    found = settlements.written(turn.tx, REMEMBERED)
    alike = group([cluster.asked, *(Asked(each.question, each.hits[0][0] if each.hits else None) for each in found)])
    return next((found[position - 1] for position in alike[0][1:]), None)


def settler(turn: Turn, ids: Iterable[int]) -> str:
    """Return the settler's name for the first of these questions that is settled."""
    found = next(filter(None, (settlements.of_question(turn.tx, each) for each in ids)), None)
    return wording.member(turn, found.staff_id) if found and found.staff_id else turn.text("desk.former")
