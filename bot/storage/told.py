"""News told already, so that a restart does not tell it again."""

from bot.storage.database import Transaction


def tell(tx: Transaction, topic: str, content: str) -> bool:
    """Store a topic's news as told; return whether it differs from what was told before (at first, nothing)."""
    row = tx.one("SELECT content FROM told WHERE topic = :topic", topic=topic)
    if (row["content"] if row else "") == content:
        return False
    tx.execute(
        "INSERT INTO told (topic, content) VALUES (:topic, :content)"
        " ON CONFLICT (topic) DO UPDATE SET content = :content",
        topic=topic,
        content=content,
    )
    return True
