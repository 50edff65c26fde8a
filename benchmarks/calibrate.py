"""Fits the calibration and derives the thresholds: `python -m benchmarks.calibrate [--semantic] [--write]`.

Needs numpy. The calibration is fitted on the scheme questions and, at a tenth of their weight (WEIGHT), questions about
other things: nearly all that people ask the bot is about the scheme. What is printed was measured on the half of the
questions that was not fitted on, for each half. Follow-ups are left out: without what went before they have no answer.

Thresholds: `asked` is the lowest evidence, and SURE then the lowest score, at which at most STRAYS of the questions
about other things get an answer and at most WRONG of those about the scheme a wrong one; FLOOR is the lowest score at
which at most OFFERED of the others are offered choices.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.questions import Asked, off_topic, scheme_questions
from faq.answer import CERTAIN, FAINT, MARGIN, UNASKED, Responder, outside
from faq.asking import is_question
from faq.entry import load
from faq.index import Matching
from faq.likeness import Calibration
from faq.matcher import Matcher

WRONG, STRAYS, OFFERED = 0.02, 0.02, 0.20
WEIGHT = 0.1
BINS = 10
STEP, ENOUGH = 0.5, 1e-3
Floats = NDArray[np.float64]


class Told(NamedTuple):
    """What the matcher told of one question: the odds of the entries, best first, and whether the best is right.

    `aside` says that the responder knows it to be about something else.
    """

    asked: Asked
    evidence: float
    odds: list[float]
    right: bool
    aside: bool


def matching(*, semantic: bool) -> Matching:
    """Return what makes the matcher."""
    if not semantic:
        return Matcher
    from faq.semantic import SemanticMatcher  # needs more than the rest

    return lambda phrasings, misses: SemanticMatcher(phrasings, misses, folder=Path(gettempdir()) / "jiebang-vectors")


def ask(made_by: Matching) -> list[Told]:
    """Return what the matcher tells of all questions but follow-ups."""
    responder = Responder(load(), made_by)
    matcher, told = responder.index.matcher, []
    for asked in [*scheme_questions(), *off_topic()]:
        if asked.register != "follow_up" and (odds := matcher.odds(asked.text)):
            first = max(odds, key=odds.__getitem__)
            entry = responder.library[first]
            evidence = matcher.model.probabilities(odds)[first]
            aside = outside(asked.text, entry.phrasings) is not None
            told.append(Told(asked, evidence, sorted(odds.values(), reverse=True), asked.is_right(entry), aside))
    return told


def scored(calibration: Sequence[float], told: list[Told], rank: int = 0) -> Floats:
    """Return the calibrated scores of the entries of that rank, 0 being the best (Calibration.rights at once)."""
    slope, bias, power = calibration
    odds = np.zeros((len(told), max(2, *(len(each.odds) for each in told))))
    for row, each in enumerate(told):
        odds[row, : len(each.odds)] = each.odds
    raised = (odds / odds[:, :1]) ** power
    known = 1 / (1 + np.exp(-slope * np.log(odds.sum(axis=1)) - bias))
    return np.asarray(known * raised[:, rank] / raised.sum(axis=1))


def surprise(calibration: Sequence[float], told: list[Told]) -> float:
    """Return how surprising it is, by the calibration, which of the best entries are right; weighed."""
    chance = np.clip(scored(calibration, told), 1e-9, 1 - 1e-9)
    right = np.array([each.right for each in told])
    weight = np.array([WEIGHT if each.asked.register == "off_topic" else 1.0 for each in told])
    return float(-(weight * np.log(np.where(right, chance, 1 - chance))).sum())


def least(loss: Callable[[Floats], float], start: Floats) -> Floats:
    """Return where the loss is least, by steps along the axes, halved where none leads down."""
    at, step, lowest = start, STEP, loss(start)
    axes = np.vstack([np.eye(len(start)), -np.eye(len(start))])
    while step > ENOUGH:
        tried = [at + step * axis for axis in axes]
        losses = [loss(each) for each in tried]
        if min(losses) < lowest:
            at, lowest = tried[int(np.argmin(losses))], min(losses)
        else:
            step /= 2
    return at


def fit(told: list[Told]) -> Floats:
    return least(lambda calibration: surprise(calibration.tolist(), told), np.array([0.3, 2.0, 1.0]))


def by_other_half(told: list[Told]) -> Floats:
    """Return the scores of the questions, each by a calibration fitted on the half that it is not in."""
    scores = np.empty(len(told))
    for half in (0, 1):
        rows = [row for row, each in enumerate(told) if each.asked.half == half]
        calibration = fit([each for each in told if each.asked.half != half])
        scores[rows] = scored(calibration.tolist(), [told[row] for row in rows])
    return scores


def reliability(scores: Floats, right: NDArray[np.bool_]) -> float:
    """Print how often what was said came true; return the expected calibration error (0-1)."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    error = 0.0
    for each in np.unique(bins):
        inside = bins == each
        error += inside.mean() * abs(scores[inside].mean() - right[inside].mean())
        print(f"  said {scores[inside].mean():.2f}  right {right[inside].mean():.2f}  questions {inside.sum()}")
    return float(error)


def show_reliability(told: list[Told]) -> None:
    """Print the reliability of the scores on scheme questions, by a calibration fitted on the other half of them."""
    scores = by_other_half(told)
    scheme = np.array([each.asked.register != "off_topic" for each in told])
    error = reliability(scores[scheme], np.array([each.right for each in told])[scheme])
    print(f"  expected calibration error {error:.3f}")


def thresholds(calibration: Floats, told: list[Told]) -> tuple[float, float, float]:
    """Return ASKED, SURE and FLOOR for the responder, which also knows some questions to be about something else."""
    scores = scored(calibration.tolist(), told)
    clear = scores - scored(calibration.tolist(), told, rank=1) >= MARGIN
    evidence = np.array([each.evidence for each in told])
    known = np.array([each.aside for each in told])
    asks = np.array([is_question(each.asked.text) for each in told])
    inside = np.array([each.asked.in_scope for each in told])
    wrong = inside & ~np.array([each.right for each in told])
    sayable = clear & ~known & (asks | (evidence >= UNASKED))
    asked = lowest(evidence[~inside & sayable], STRAYS * (~inside).sum())
    said = sayable & (evidence >= asked)
    sure = max(lowest(scores[wrong & said], WRONG * inside.sum()), np.floor(scores[said].min() * 100) / 100)
    offerable = evidence >= np.where(known, CERTAIN, FAINT)
    return asked, sure, lowest(scores[~inside & offerable], OFFERED * (~inside).sum())


def lowest(scores: Floats, allowed: float) -> float:
    """Return the lowest threshold that no more than `allowed` of the scores reach, in hundredths."""
    reached = np.sort(scores)[::-1][int(allowed) :]
    return float(np.floor(reached[0] * 100) + 1) / 100 if len(reached) else 0.0


def main(*, semantic: bool, keep: bool) -> None:
    told = ask(matching(semantic=semantic))
    show_reliability(told)
    calibration = fit(told)
    learned = dict(zip(Calibration._fields, calibration.tolist(), strict=True))
    print(learned)
    asked, sure, floor = thresholds(calibration, told)
    print(f"ASKED {asked:.2f}  SURE {sure:.2f}  FLOOR {floor:.2f}")
    learned["asked"] = asked
    if keep:
        from benchmarks.fit_faq import write

        write(Path(__file__).parent.parent / "faq" / ("weights_semantic.yaml" if semantic else "weights.yaml"), learned)


if __name__ == "__main__":
    main(semantic="--semantic" in sys.argv, keep="--write" in sys.argv)
