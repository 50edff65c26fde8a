"""What a percentage of likeness is worth, on pairs of needs that were written for it, and how far a sketch leads."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.needs.form import load_form
from bot.needs.likeness import percent, sketch, told
from bot.services.needs_state.alike import LEAST
from bot.texts import catalogue

FORM = load_form(None, catalogue("zh"))
PAIRS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("need_pairs.yaml").read_text(encoding="utf-8"))
BINS = (0, 20, 40, LEAST, 80, 101)


def about(title: str, problem: str) -> str:
    return told(FORM, {"title": title, "problem": problem})


def measured() -> list[tuple[bool, int]]:
    """Whether each pair is the same, and how sure that is said to be."""
    return [(each["kind"] == "same", percent(about(*each["one"]), about(*each["other"]))) for each in PAIRS]


def test_what_staff_are_told_is_so_and_little_is_missed() -> None:
    """`pytest -s` prints the table: of the pairs in each span of percent, how many are the same."""
    found = measured()
    for low, high in pairwise(BINS):
        within = [same for same, sure in found if low <= sure < high]
        print(f"{low:>3}–{high - 1:>3} %: {sum(within)} of {len(within)} the same")  # noqa: T201  # for whoever asks
    shown, every = [same for same, sure in found if sure >= LEAST], sum(same for same, _ in found)
    precision, recall = sum(shown) / len(shown), sum(shown) / every
    said = sum(sure for _, sure in found if sure >= LEAST) / len(shown) / 100
    print(f"from {LEAST} %: precision {precision:.2f} (said to be {said:.2f}), recall {recall:.2f}")  # noqa: T201
    assert (precision >= 0.9, recall >= 0.8, abs(precision - said) <= 0.1) == (True, True, True)


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (("高温炉推舟", "卡滞"), ("高温炉推舟", "卡滞"), 100),
        (("高温炉推舟", "卡滞。"), ("高温爐推舟", "“卡滞”"), 100),  # signs and traditional letters are no difference
        (("高温炉推舟机构", "一年换两次"), ("推舟机构，高温炉", "一年换两次"), 99),  # nor is much the order of words
        (("高温炉推舟", "卡滞"), ("羊绒分梳", "变短"), 0),
        (("", ""), ("", ""), 0),
    ],
)
def test_percent(one: tuple[str, str], other: tuple[str, str], sure: int) -> None:
    assert percent(about(*one), about(*other)) == percent(about(*other), about(*one)) == sure


def test_sketches_of_what_is_alike_have_more_in_common() -> None:
    common = [
        (each["kind"] == "same", len({*sketch(about(*each["one"]))} & {*sketch(about(*each["other"]))}))
        for each in PAIRS
    ]
    assert min(count for same, count in common if same) >= 4
    assert sketch("") == ()
