"""Languages of people: seen first, chosen for good."""

from bot.storage import spoken
from bot.storage.database import Database, Transaction
from bot.storage.spoken import Spoken


async def test_what_is_chosen_is_not_changed_by_what_is_seen(database: Database) -> None:
    def work(tx: Transaction) -> list[Spoken | None]:
        found = [spoken.find(tx, 1001)]
        for store, language in ((spoken.see, "en"), (spoken.see, "zh"), (spoken.choose, "en"), (spoken.see, "zh")):
            store(tx, 1001, language)
            found.append(spoken.find(tx, 1001))
        spoken.choose(tx, 1001, "zh")
        return [*found, spoken.find(tx, 1001), spoken.find(tx, 1002)]

    assert await database.transaction(work) == [
        None,
        Spoken("en", chosen=False),
        Spoken("zh", chosen=False),
        Spoken("en", chosen=True),
        Spoken("en", chosen=True),
        Spoken("zh", chosen=True),
        None,
    ]
