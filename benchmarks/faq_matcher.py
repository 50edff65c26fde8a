"""The project's matcher as faqbench takes it: `bench.py quality benchmarks.faq_matcher:matcher`."""

from collections.abc import Iterable

from faq.matcher import Matcher


def matcher(phrases: Iterable[tuple[str, str]]) -> Matcher[str]:
    """Return an index over (entry id, phrasing) pairs."""
    return Matcher(phrases)
