"""The content as it is and what reads it: made once, since nothing that reads changes it."""

import pytest

from faq.answer import Responder
from faq.dialogue import Dialogue
from faq.entry import Library, load


@pytest.fixture(scope="session")
def library() -> Library:
    """Return the content as it is."""
    return load()


@pytest.fixture(scope="session")
def responder(library: Library) -> Responder:
    """Return what answers single questions from the content."""
    return Responder(library)


@pytest.fixture(scope="session")
def dialogue(responder: Responder) -> Dialogue:
    """Return what reads messages with that."""
    return Dialogue(responder)
