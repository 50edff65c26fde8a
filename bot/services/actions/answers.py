"""What can be done with answers."""

from bot.services.actions.anybody import Anybodys


class ShowEntry(Anybodys, name="faq.entry"):
    """Show an entry, chosen for a question or else opened from a list."""

    entry: str
    question: int | None = None


class AskText(Anybodys, name="faq.ask"):
    """Have a text answered as a question that may have been a wish."""

    text: str


class Vote(Anybodys, name="faq.vote"):
    """Say whether an answer helped: 1 or -1."""

    question: int
    value: int


class BackToTopics(Anybodys, name="faq.topics"):
    """List the topics in place of the tapped message."""


class ShowTopic(Anybodys, name="faq.topic"):
    """List a page of a topic's questions."""

    topic: str
    page: int = 0


class HandOver(Anybodys, name="faq.handoff"):
    """Hand a question over to a person; `shown`: the tapped card asks whether to."""

    question: int
    shown: bool = False
