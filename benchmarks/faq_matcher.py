"""The project's matchers as faqbench takes them: `bench.py quality benchmarks.faq_matcher:matcher` (or semantic)."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import gettempdir

from faq.matcher import Matcher


def matcher(phrases: Iterable[tuple[str, str]]) -> Matcher[str]:
    """Return an index over (entry id, phrasing) pairs."""
    return Matcher(phrases)


def semantic(phrases: Iterable[tuple[str, str]]) -> Matcher[str]:
    """Return an index that also compares what phrasings mean."""
    from faq.semantic import SemanticMatcher  # needs more than the rest

    return SemanticMatcher(phrases, folder=Path(gettempdir()) / "jiebang-vectors-faqbench")
