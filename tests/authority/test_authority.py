"""Who may do what: every button, prompt and command, by everybody, in every state of a need, beside one table.

`python -m tests.authority.test_authority` writes table.tsv anew; what has changed in it is to be looked at by people.
A line: what is done, in which states, and a letter for each of the people (world.PEOPLE): whether he was shown what is
王芳's (r), changed what is not his own (w), both (b), or neither (-).
"""

import asyncio
import tempfile
from itertools import groupby
from pathlib import Path

import pytest

from bot.needs import lifecycle
from bot.services.routing.commands import COMMANDS
from bot.storage.database import Database
from tests.authority.world import NO_STAFF, PEOPLE, STATES, World, deeds

TABLE = Path(__file__).with_name("table.tsv")
ONE: tuple[lifecycle.State, ...] = ("in_review",)


async def matrix(database: Database) -> list[tuple[str, str, str]]:
    """Return a line for each deed, and for each group of states in which it is the same."""
    world, lines = World(database), list[tuple[str, str, str]]()
    await world.fill()
    for deed in deeds():
        found = [(state, await world.letters(deed, state)) for state in (STATES if deed.of_need else ONE)]
        if len({letters for _, letters in found}) == 1:
            lines.append((deed.name, "*", found[0][1]))
        else:
            ordered = sorted(found, key=lambda each: (each[1], STATES.index(each[0])))
            for letters, group in groupby(ordered, key=lambda each: each[1]):
                lines.append((deed.name, ",".join(state for state, _ in group), letters))
    return lines


def written(lines: list[tuple[str, str, str]]) -> str:
    """Return the table: the people above their letters."""
    head = "\t".join(("", "", " ".join(PEOPLE)))
    return "\n".join((head, *("\t".join((name, states, " ".join(letters))) for name, states, letters in lines))) + "\n"


@pytest.fixture
async def found(database: Database) -> list[tuple[str, str, str]]:
    return await matrix(database)


async def test_everybody_may_do_what_the_table_says_and_nothing_else(found: list[tuple[str, str, str]]) -> None:
    assert written(found).splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
    stranger = [list(PEOPLE).index(who) for who in NO_STAFF]
    own = {"staff.join", "data.erase"}  # by the link that one was given; what is one's own, in the record too
    others = [line for line in found if line[2] and line[0] not in own]
    assert [line for line in others if {line[2][place] for place in stranger} != {"-"}] == []
    of_staff = {f"/{each.name}" for each in COMMANDS if each.staff}
    owner, colleague = (list(PEOPLE).index(who) for who in ("owner", "colleague"))
    ruled = [line for line in found if line[0] in of_staff or line[0].startswith(("ruling.", "review.act", "desk."))]
    assert [line for line in ruled if line[2] and {line[2][owner], line[2][colleague]} != {"-"}] == []


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "jiebang.db")
        await database.open()
        try:
            TABLE.write_text(written(await matrix(database)), encoding="utf-8")
        finally:
            await database.close()


if __name__ == "__main__":
    asyncio.run(_write())
