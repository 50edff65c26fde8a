"""What stands in a call of the outbox."""

from bot.storage.calls import Words
from bot.storage.outbox import Outgoing


def words(call: Outgoing) -> str:
    """Return the words of a call that has some."""
    assert isinstance(call.call, Words)
    return call.call.text
