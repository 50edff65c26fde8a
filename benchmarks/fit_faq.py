"""Fits the weights of faq/weights.yaml: `python -m benchmarks.fit_faq FOLDER [--semantic] [--write]`. Needs numpy.

With --semantic those of faq/weights_semantic.yaml, which takes some minutes. Then run benchmarks.calibrate.

FOLDER holds faqbench's dev_faq.jsonl, dev_queries.jsonl and dev_noisy.jsonl (public question pairs, not part of this
repository). Beside them the project's own phrasings are learned from, a fifth of them at a time held out of the index,
with the public questions as what it should not answer. Questions with an answer should find their key, all others none;
the likelihood of that is made greatest, with a little shrinkage (SHRINK) because the numbers of likeness overlap.
Prints the weights fitted on each half of the questions and how well they do on the other half: top-1, and how far the
probabilities can be taken at their word.
"""

import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import yaml
from numpy.typing import NDArray

from faq.entry import load
from faq.likeness import MEANING, Likeness
from faq.matcher import Matcher

SHRINK = 1e-4
ENOUGH = 1e-7
FOLDS = 5
OWN = 0.2  # weight of these cases, of which there are as many as of the public ones: what they say of refusing is less
STRANGERS = 3  # every third public question: about one stranger to four of the project's own phrasings
Floats = NDArray[np.float64]
# For one question: the likeness to each candidate (candidates, numbers), the row of the right one or -1, its weight.
Case = tuple[Floats, int, float]
Pairs = list[tuple[str, str]]
Build = Callable[[Pairs, Pairs], Matcher[str]]


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def case(matcher: Matcher[str], question: str, key: str | None, weight: float) -> Case:
    found = matcher.compare(question)
    numbers = np.array(list(found.values()), float)
    return numbers, list(found).index(key) if key in found else -1, weight


def halves(
    asked: list[tuple[str, str | None]], matcher: Matcher[str], weight: float = 1.0
) -> tuple[list[Case], list[Case]]:
    """Return the cases of (question, key) pairs, split by a checksum as faqbench splits them."""
    split: tuple[list[Case], list[Case]] = ([], [])
    for question, key in asked:
        split[zlib.crc32(question.encode()) % 2].append(case(matcher, question, key, weight))
    return split


def public_cases(folder: Path, build: Build) -> tuple[list[Case], list[Case]]:
    matcher = build([(entry["id"], phrase) for entry in read(folder, "dev_faq") for phrase in entry["phrases"]], [])
    return halves([(row["q"], row["id"]) for row in read(folder, "dev_queries") + read(folder, "dev_noisy")], matcher)


def own_cases(folder: Path, build: Build) -> tuple[list[Case], list[Case]]:
    """Return the project's phrasings, each fold searched in an index without it, and public questions as strangers."""
    entries = load().entries
    phrasings = [(entry.id, phrasing) for entry in entries for phrasing in entry.phrasings]
    misses = [(entry.id, miss) for entry in entries for miss in entry.not_asked]
    strangers = [(row["q"], None) for row in read(folder, "dev_queries")[::STRANGERS]]
    first, second = halves(list(strangers), build(phrasings, misses), OWN)
    for fold in range(FOLDS):
        rest = build([each for row, each in enumerate(phrasings) if row % FOLDS != fold], misses)
        held_out = halves([(phrasing, key) for key, phrasing in phrasings[fold::FOLDS]], rest, OWN)
        first, second = first + held_out[0], second + held_out[1]
    return first, second


def chances(parameters: Floats, numbers: Floats) -> Floats:
    """Return the probabilities of "none" and of each candidate; the bias is the last parameter."""
    logits = np.concatenate([[0.0], numbers @ parameters[:-1] + parameters[-1]])
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def loss(parameters: Floats, questions: list[Case]) -> float:
    """Return what fitting makes least: surprise at the right ones, a question, and shrinkage."""
    surprise = [
        -weight * np.log(chances(parameters, numbers)[right + 1] + 1e-300) for numbers, right, weight in questions
    ]
    return float(np.mean(surprise) + SHRINK * parameters[:-1] @ parameters[:-1])


def newton_step(parameters: Floats, questions: list[Case]) -> Floats:
    """Return the step down to the least of the parabola that fits the loss here."""
    size = len(parameters)
    shrink = np.diag([2 * SHRINK * len(questions)] * (size - 1) + [0.0])
    slope, curve = shrink @ parameters, shrink
    for numbers, right, weight in questions:
        rows = np.vstack([np.zeros(size), np.column_stack([numbers, np.ones(len(numbers))])])
        chance = chances(parameters, numbers)
        mean = chance @ rows
        slope = slope + weight * (mean - rows[right + 1])
        curve = curve + weight * ((rows.T * chance) @ rows - np.outer(mean, mean))
    return np.asarray(np.linalg.solve(curve, slope))


def fit(questions: list[Case]) -> Floats:
    """Return weights and bias of the conditional logit, by Newton's method with steps halved where they overshoot."""
    questions = [each for each in questions if len(each[0])]
    parameters = np.zeros(questions[0][0].shape[1] + 1)
    before = loss(parameters, questions)
    while True:
        step = newton_step(parameters, questions)
        while (after := loss(parameters - step, questions)) > before:
            step = step / 2
        parameters = parameters - step
        if before - after < ENOUGH:
            return parameters
        before = after


def report(parameters: Floats, questions: list[Case]) -> None:
    """Print how the weights do on questions they were not fitted on."""
    best = [(chances(parameters, numbers)[1:], right) for numbers, right, _ in questions if len(numbers)]
    score = np.array([chance.max() for chance, _ in best])
    correct = np.array([chance.argmax() == right for chance, right in best])
    answerable = np.array([right >= 0 for _, right in best])
    bins = np.minimum((score * 10).astype(int), 9)
    print(f"  top-1 of those with an answer among the candidates {correct[answerable].mean():.3f}")
    error = 0.0
    for each in np.unique(bins):
        inside = bins == each
        error += inside.mean() * abs(score[inside].mean() - correct[inside].mean())
        print(f"  said {score[inside].mean():.2f}  right {correct[inside].mean():.2f}  questions {inside.sum()}")
    print(f"  expected calibration error {error:.3f}")


def lexical(phrasings: Pairs, misses: Pairs) -> Matcher[str]:
    return Matcher(phrasings, misses)


def semantic(phrasings: Pairs, misses: Pairs) -> Matcher[str]:
    from faq.semantic import SemanticMatcher  # needs more than the rest

    return SemanticMatcher(phrasings, misses, folder=Path(mkdtemp(prefix="vectors")))


def write(target: Path, learned: dict[str, float]) -> None:
    """Write the numbers in their order, in place of those of the same names; what else is in the file stays."""
    before: dict[str, float] = yaml.safe_load(target.read_text(encoding="utf-8")) if target.exists() else {}
    kept = {name: value for name, value in before.items() if name not in learned}
    head = "# Written by benchmarks/fit_faq.py and calibrate.py; what each number is said of stands in faq/likeness.py."
    lines = [f"{name}: {value:.3f}" for name, value in {**learned, **kept}.items()]
    target.write_text("\n".join([head, *lines, ""]), encoding="utf-8")


def main(folder: Path, *, meaning: bool, keep: bool) -> None:
    build = semantic if meaning else lexical
    names = [*Likeness._fields, *([MEANING] if meaning else []), "bias"]
    public, own = public_cases(folder, build), own_cases(folder, build)
    first, second = public[0] + own[0], public[1] + own[1]
    for fitted, tried in ((first, second), (second, first)):
        parameters = fit(fitted)
        print(dict(zip(names, parameters.round(2).tolist(), strict=True)))
        report(parameters, tried)
    learned = dict(zip(names, fit(first + second).tolist(), strict=True))
    print(learned)
    if keep:
        target = "weights_semantic.yaml" if meaning else "weights.yaml"
        write(Path(__file__).parent.parent / "faq" / target, learned)


if __name__ == "__main__":
    main(Path(sys.argv[1]), meaning="--semantic" in sys.argv, keep="--write" in sys.argv)
