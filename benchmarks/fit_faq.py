"""Fits what faq/weights.yaml and faq/weights_semantic.yaml hold: `python -m benchmarks.fit_faq [--write] [FOLDER]`.

Learned from are the project's own phrasings and the lines of faq/elsewhere.yaml,
a fifth of them at a time left out of the index and asked; and the scheme questions, the blind ones and off_topic.txt,
asked of the whole index. FOLDER holds faqbench's dev_faq.jsonl and dev_queries.jsonl (public question pairs, not part
of this repository), from which the letters' weights learn as well.

Three fits, each on what the one before says: the letters' weights, a conditional logit over Likeness; the weights of
the letters' odds beside Nearness, another; and how sure to be of the likeliest entry (Confidence), a logistic curve,
for letters alone and for both. The likelihood is made greatest, with a little shrinkage (SHRINK) because the numbers of
likeness overlap. What is printed was fitted on one half of the questions and measured on the other.
"""

import json
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibrate import Told, confidence, cuts, descend, reliability
from benchmarks.questions import asked_in, off_topic, scheme_questions
from faq.answer import outside
from faq.asking import is_question
from faq.entry import load
from faq.index import strange_lines
from faq.likeness import AHEAD, Confidence, Likeness
from faq.semantic import Nearness, SemanticMatcher
from faq.vectors import remembered

SHRINK, ENOUGH = 1e-3, 1e-8
FOLDS = 5
FAQ = Path(__file__).parent.parent / "faq"
VECTORS = Path(gettempdir()) / "jiebang-vectors"
#: What a question of each kind says beside others: of the weights, and of the confidence.
SAYS = {"own": (1.0, 0.1), "strange": (0.5, 0.1), "public": (0.3, 0.0), "asked": (1.0, 1.0), "off_topic": (1.0, 0.5)}
HEAD = "# Written by benchmarks/fit_faq.py; what each number is of stands in faq/likeness.py and faq/semantic.py."
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Pairs = list[tuple[str, str]]


class Found(NamedTuple):
    """What was found for a question: the numbers of each key, which keys are right, and which strange.

    `none` says that no key is right, or none that is was found; of such a question strange keys are right as well.
    """

    text: str
    kind: str
    numbers: Floats
    right: Bools
    strange: Bools
    none: bool
    wanted: bool  # there is an answer, found or not

    @property
    def half(self) -> int:
        """Return 0 or 1, the same for the same question in every run."""
        return zlib.crc32(self.text.encode()) % 2


#: A question: its text, its kind, and the keys that are right; none where nothing is to be answered.
Question = tuple[str, str, set[str]]


def look(matcher: SemanticMatcher[str], asked: Sequence[Question], strange: set[str]) -> list[Found]:
    """Return what the questions find; those that find nothing at all are left out."""
    found: list[Found] = []
    vectors = remembered([text for text, _, _ in asked], VECTORS)
    for (text, kind, right), vector in zip(asked, vectors, strict=True):
        if looked_at := matcher.looked_at(text, vector):
            numbers = np.array([[*likeness, *nearness] for likeness, nearness in looked_at.values()], float)
            wanted, apart = right or strange, np.array([key in strange for key in looked_at])
            hit = np.array([key in wanted for key in looked_at])
            none = not right or not hit.any()
            found.append(Found(text, kind, numbers, hit, apart, none=none, wanted=bool(right)))
    return found


def own(misses: Pairs, phrasings: Pairs, strange: Pairs) -> list[Found]:
    """Return what own phrasings and strange lines find, each fold of them asked of an index without it."""
    found: list[Found] = []
    others = {key for key, _ in strange}
    for fold in range(FOLDS):
        rest = [each for rows in (phrasings, strange) for row, each in enumerate(rows) if row % FOLDS != fold]
        matcher = SemanticMatcher(rest, misses, others, folder=VECTORS)
        found += look(matcher, [(text, "own", {key}) for key, text in phrasings[fold::FOLDS]], others)
        found += look(matcher, [(text, "strange", set()) for _, text in strange[fold::FOLDS]], others)
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
    return found


def asked(misses: Pairs, phrasings: Pairs, strange: Pairs) -> list[Found]:
    """Return what the questions about the scheme, and about other things, find in the whole index."""
    apart = {key for key, _ in strange}
    matcher = SemanticMatcher([*phrasings, *strange], misses, apart, folder=VECTORS)
    entries = load().entries
    inside = [each for each in [*scheme_questions(), *asked_in()] if each.register != "follow_up"]
    others = [each for each in [*off_topic(), *off_topic("statements")] if not outside(each.text)]
    every = [*inside, *others]
    kinds = ["asked"] * len(inside) + ["off_topic"] * len(others)
    right = [{entry.id for entry in entries if each.is_right(entry)} for each in every]
    return look(matcher, list(zip([each.text for each in every], kinds, right, strict=True)), apart)


def public(folder: Path) -> list[Found]:
    """Return what public questions find in the public FAQ; their Nearness is not fitted."""

    def read(name: str) -> list[dict[str, str]]:
        return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]

    matcher = SemanticMatcher([(row["id"], text) for row in read("dev_faq") for text in row["phrases"]], folder=VECTORS)
    return look(
        matcher, [(row["q"], "public", {row["id"]} if row["id"] else set()) for row in read("dev_queries")], set()
    )


class Choice:
    """Questions, one after the other, each with the numbers of its keys: what a conditional logit chooses from."""

    def __init__(self, found: Sequence[Found], numbers: Sequence[Floats]) -> None:
        rows = np.concatenate(numbers)
        self.numbers = np.column_stack([rows, np.ones(len(rows))])
        sizes = np.array([len(each) for each in numbers])
        self.start, self.of = np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(sizes)), sizes)
        self.right = np.concatenate([each.right for each in found])
        self.none = np.array([each.none for each in found])
        weight = np.array([SAYS[each.kind][0] for each in found])
        self.weight = weight / weight.sum()

    def loss(self, parameters: Floats) -> float:
        """Return what fitting makes least: surprise at the right ones, a question, and shrinkage."""
        _, _, every, right = self._powers(parameters)
        surprise = float(self.weight @ (np.log(every) - np.log(right + 1e-300)))
        return surprise + SHRINK * float(parameters[:-1] @ parameters[:-1])

    def step(self, parameters: Floats) -> Floats:
        """Return a step down: Newton's, if the right key of each question were known as surely as now."""
        powers, wanted, every, right = self._powers(parameters)
        chance, meant = powers / every[self.of], wanted / (right[self.of] + 1e-300)
        weight = self.weight[self.of]
        shrink = np.append(np.full(len(parameters) - 1, 2 * SHRINK), 1e-9)
        slope = self.numbers.T @ (weight * (chance - meant)) + shrink * parameters * np.append(
            np.ones(len(shrink) - 1), 0
        )
        mean = np.add.reduceat(chance[:, None] * self.numbers, self.start)
        curve = (self.numbers.T * (weight * chance)) @ self.numbers - (mean.T * self.weight) @ mean + np.diag(shrink)
        return np.asarray(np.linalg.solve(curve, slope))

    def _powers(self, parameters: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        logits = self.numbers @ parameters
        most = np.maximum(np.maximum.reduceat(logits, self.start), 0)
        powers = np.exp(logits - most[self.of])
        wanted, none = powers * self.right, np.exp(-most)
        every, right = (
            np.add.reduceat(powers, self.start) + none,
            np.add.reduceat(wanted, self.start) + none * self.none,
        )
        return powers, wanted, every, right


def weights(found: Sequence[Found], numbers: Sequence[Floats]) -> Floats:
    """Return the weights of the numbers, and the bias, of the conditional logit."""
    rows = np.concatenate(numbers)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    choice = Choice(found, [(each - mean) / spread for each in numbers])
    fitted = descend(choice.loss, choice.step, np.zeros(rows.shape[1] + 1))
    scaled = fitted[:-1] / spread
    return np.append(scaled, fitted[-1] - scaled @ mean)


def standing(found: Sequence[Found], numbers: Sequence[Floats], parameters: Floats) -> Told:
    """Return how the likeliest keys stand by fitted weights, as faq.likeness.Model has it, and if they are right."""
    rows: list[tuple[float, ...]] = []
    for each, mine in zip(found, numbers, strict=True):
        logits = mine @ parameters[:-1] + parameters[-1]
        ours = np.flatnonzero(~each.strange)
        best, second, *_ = [*ours[np.argsort(-logits[ours])], -1, -1]
        none = np.log1p(np.exp(logits[each.strange]).sum())
        ahead = min(AHEAD, logits[best] - logits[second]) if second >= 0 else AHEAD
        right = best >= 0 and each.wanted and each.right[best]
        rows.append((logits[best] - none, ahead, is_question(each.text), right, SAYS[each.kind][1]))
    return Told.of(rows)


def fit(found: Sequence[Found]) -> tuple[Floats, Floats]:
    """Return the weights of letters, and those of letters and meaning together."""
    letters = weights(found, [each.numbers[:, : len(Likeness._fields)] for each in found])
    ours = [each for each in found if each.kind != "public"]
    return letters, weights(ours, [both(each, letters) for each in ours])


def both(found: Found, letters: Floats) -> Floats:
    """Return the numbers of the second fit: the letters' odds, and Nearness."""
    size = len(Likeness._fields)
    return np.column_stack([found.numbers[:, :size] @ letters[:-1] + letters[-1], found.numbers[:, size:]])


def by_letters(found: Found, _letters: Floats) -> Floats:
    return found.numbers[:, : len(Likeness._fields)]


MODELS: dict[str, tuple[tuple[str, ...], Callable[[Found, Floats], Floats]]] = {
    "weights": (Likeness._fields, by_letters),
    "weights_semantic": (("letters", *Nearness._fields), both),
}


def report(found: Sequence[Found]) -> None:
    """Print how weights and confidence do on the half of the questions that they were not fitted on."""
    for half in (0, 1):
        fitted = fit([each for each in found if each.half != half])
        for (name, (_, numbers)), parameters in zip(MODELS.items(), fitted, strict=True):
            sides = [[each for each in found if (each.half == half) == tried] for tried in (False, True)]
            known, tried = (standing(side, [numbers(each, fitted[0]) for each in side], parameters) for side in sides)
            print(f"{name}, half {half}")
            for kind in SAYS:
                rows = np.array([each.kind == kind and not each.none for each in sides[1]])
                if rows.any():
                    print(f"  {kind}: right first {100 * tried.right[rows].mean():.1f} % of {rows.sum()}")
            reliability(confidence(known), tried)


def main(folder: Path | None, *, keep: bool) -> None:
    entries = load().entries
    phrasings = [(entry.id, phrasing) for entry in entries for phrasing in entry.phrasings]
    misses = [(entry.id, miss) for entry in entries for miss in entry.not_asked]
    found = asked(misses, phrasings, strange_lines()) + own(misses, phrasings, strange_lines())
    found += public(folder) if folder else []
    report(found)
    fitted = fit(found)
    for (name, (fields, numbers)), parameters in zip(MODELS.items(), fitted, strict=True):
        stands = standing(found, [numbers(each, fitted[0]) for each in found], parameters)
        sure = confidence(stands)
        learned = dict(zip([*Confidence._fields, *fields, "bias"], [*sure.tolist(), *parameters.tolist()], strict=True))
        print(name, {key: round(value, 3) for key, value in learned.items()})
        measured = np.array([each.kind in {"asked", "off_topic"} for each in found])
        inside = np.array([each.wanted for each in found])
        print(
            "SURE {:.2f}  FLOOR {:.2f}".format(
                *cuts(stands.scores(sure)[measured], stands.right[measured], inside[measured])
            )
        )
        if keep:
            lines = [HEAD, *(f"{key}: {value:.3f}" for key, value in learned.items()), ""]
            (FAQ / f"{name}.yaml").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    folders = [Path(each) for each in sys.argv[1:] if not each.startswith("--")]
    main(folders[0] if folders else None, keep="--write" in sys.argv)
