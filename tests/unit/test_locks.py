"""The locks: whatever pip is given them, it finds every requirement of what they pin pinned by them."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {path.name: path for path in ROOT.glob("requirements*.lock")}


def pinned(lock: Path) -> dict[str, Requirement]:
    """What a lock pins, by name."""
    lines = re.findall(r"^[\w.-]+.*?==.*?(?= \\$)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(each.name): each for each in map(Requirement, lines)}


def wanted(name: str, extras: set[str]) -> list[Requirement]:
    """What an installed distribution requires here, with those extras; nothing where it is not installed."""
    try:
        found = map(Requirement, requires(name) or ())
    except PackageNotFoundError:
        return []
    return [each for each in found if _applies(each, extras)]


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras})


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_with_its_extras(name: str) -> None:
    """An older pip (23.2) looks for `coverage[toml]` beside a pinned `coverage`, finds a newer one and gives up."""
    pins = pinned(LOCKS[name])
    missing = {
        f"{distribution}: {requirement}"
        for distribution, pin in pins.items()
        for requirement in wanted(distribution, pin.extras)
        if not (found := pins.get(canonicalize_name(requirement.name))) or requirement.extras - found.extras
    }
    assert (missing, len(pins) > 0) == (set(), True)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_and_every_hash(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    unhashed = [
        each for each in re.split(r"\n(?=\w)", text) if not each.startswith("#") and "--hash=sha256:" not in each
    ]
    assert (unhashed, re.findall(r"https?://|--(?:extra-)?index", text)) == ([], [])
