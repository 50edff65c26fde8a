"""News for staff that replace each other: what becomes of a thing shortly after it was told takes the place of that."""

from datetime import datetime, timedelta

from bot.storage import outbox, postings
from bot.storage.calls import Refresh, Send
from bot.storage.database import Transaction
from bot.storage.postings import Posting
from bot.storage.subjects import Topic

LATELY = timedelta(minutes=10)


def lately(tx: Transaction) -> str:
    """Return since when what was told is replaced rather than told again (UTC ISO)."""
    return (datetime.fromisoformat(tx.now) - LATELY).isoformat(timespec="microseconds")


def post(tx: Transaction, topic: Topic, chat_id: int, text: str, *, over: bool = False) -> None:
    """Say it, in place of what was said a short while ago of the same topic; `over` ends it."""
    said = postings.find(tx, *topic, chat_id, lately(tx))
    if said is None or over:
        postings.retire(tx, *topic, chat_id)
    if said:
        for each in {said, *_elsewhere(tx, topic)}:  # also where the group's was sent because the group refused it
            _renew(tx, each, text)
    else:
        row = outbox.put(tx, chat_id, Send(text=text), outbox.Owed(staff=True))
        if not over:
            postings.add(tx, *topic, chat_id, row)


def _elsewhere(tx: Transaction, topic: Topic) -> list[Posting]:
    return [each for each in postings.of_subject(tx, topic[0]) if each.view == topic[1]]


def _renew(tx: Transaction, said: Posting, text: str) -> None:
    call = Refresh(text=text, posting=said.id)
    if not outbox.rewrite(tx, said.id, call):
        outbox.supersede(tx, said.chat_id, said.id)
        outbox.put(tx, said.chat_id, call)
