"""How sure to be: fits Confidence (faq/likeness.py), says how far it can be taken at its word, and derives the cuts.

benchmarks.fit_faq uses it, after the weights. Cuts: SURE is the lowest probability at which at most WRONG of the
questions about the scheme get a wrong answer and at most STRAYS of the others any; FLOOR is the lowest at which at most
LED of the others are led anywhere.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

WRONG, STRAYS, LED = 0.02, 0.03, 0.20
SHRINK, ENOUGH = 1e-3, 1e-8
BINS = 10
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Told(NamedTuple):
    """For each question what Confidence goes by, whether the likeliest key is right, and what the question says."""

    numbers: Floats  # 1, known, ahead, asked
    right: Bools
    weight: Floats

    @classmethod
    def of(cls, rows: Sequence[tuple[float, ...]]) -> Self:
        """Return them from rows of known, ahead, asked, right, weight."""
        columns = np.array(rows, float)
        return cls(np.column_stack([np.ones(len(columns)), columns[:, :3]]), columns[:, 3] > 0, columns[:, 4])

    def scores(self, confidence: Floats) -> Floats:
        """Return the probability (0-1) that each is right."""
        return np.asarray(1 / (1 + np.exp(-self.numbers @ confidence)))


def confidence(this: Told) -> Floats:
    """Return the numbers of Confidence under which it is least surprising which of the likeliest keys are right."""
    rows, weight = this.numbers, this.weight / this.weight.sum()

    def loss(at: Floats) -> float:
        logits = rows @ at
        return float(weight @ (np.logaddexp(0, logits) - this.right * logits)) + SHRINK * float(at @ at)

    def step(at: Floats) -> Floats:
        chance = 1 / (1 + np.exp(-rows @ at))
        slope = rows.T @ (weight * (chance - this.right)) + 2 * SHRINK * at
        curve = (rows.T * (weight * chance * (1 - chance))) @ rows + 2 * SHRINK * np.eye(len(at))
        return np.asarray(np.linalg.solve(curve, slope))

    return descend(loss, step, np.zeros(rows.shape[1]))


def descend(loss: Callable[[Floats], float], step: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Return where the loss is least, from `at` by steps that are halved where they overshoot."""
    before = loss(at)
    while True:
        down = step(at)
        while (after := loss(at - down)) > before + ENOUGH:
            down = down / 2
        at = at - down
        if before - after < ENOUGH:
            return at
        before = after


def reliability(sure: Floats, this: Told) -> float:
    """Print how often what was said of asked questions came true; return the expected calibration error (0-1)."""
    weighed = this.weight == this.weight.max()
    return show_reliability(this.scores(sure)[weighed], this.right[weighed])


def show_reliability(scores: Floats, right: Bools) -> float:
    """Print how often what was said came true; return the expected calibration error (0-1)."""
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    error = 0.0
    for each in np.unique(bins):
        inside = bins == each
        error += inside.mean() * abs(scores[inside].mean() - right[inside].mean())
        print(f"  said {scores[inside].mean():.2f}  right {right[inside].mean():.2f}  questions {inside.sum()}")
    print(f"  expected calibration error {error:.3f}")
    return float(error)


def cuts(scores: Floats, right: Bools, inside: Bools) -> tuple[float, float]:
    """Return SURE and FLOOR for questions, of which those `inside` have an answer."""
    wrong, others = scores[inside & ~right], scores[~inside]
    sure = max(lowest(wrong, WRONG * inside.sum()), lowest(others, STRAYS * len(others)))
    return sure, lowest(others, LED * len(others))


def lowest(scores: Floats, allowed: float) -> float:
    """Return the lowest threshold that no more than `allowed` of the scores reach, in hundredths."""
    reached = np.sort(scores)[::-1][int(allowed) :]
    return float(np.floor(reached[0] * 100) + 1) / 100 if len(reached) else 0.0
