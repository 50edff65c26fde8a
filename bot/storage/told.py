"""What was told once, and is not told again after a new start."""

from bot.storage.database import Transaction


def tell(tx: Transaction, topic: str, content: str) -> bool:
    """Note what is told of a topic by now; return whether that is something new. To begin with, nothing ("") is."""
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
