"""Which needs a member of staff sees, and who is staff: tables."""

import pytest

from bot.services.runtime import rights, staffing
from bot.services.runtime.staffing import Member, Staff
from bot.services.runtime.turn import Turn
from bot.storage import listing, needs, staff
from bot.storage.database import Database, Transaction
from bot.storage.listing import Filter
from bot.storage.staff import Role
from tests.chat import SUN, WANG, ZHAO

BAOTOU, HOHHOT = "150200", "150100"


class House:
    """What is asked of a house here: who is named in its configuration."""

    staff = Staff({SUN: Member(SUN, "孙岩", "lead")}, -1001)


@pytest.mark.parametrize(
    ("role", "leagues", "league", "seen"),
    [
        ("reviewer", (), BAOTOU, True),
        ("reviewer", (), None, True),
        ("reviewer", (BAOTOU,), BAOTOU, True),
        ("reviewer", (BAOTOU, HOHHOT), HOHHOT, True),
        ("reviewer", (BAOTOU,), HOHHOT, False),
        ("reviewer", (BAOTOU,), None, False),  # of a form without leagues, or erased
        ("lead", (), HOHHOT, True),
        ("lead", (BAOTOU,), HOHHOT, True),
        ("lead", (BAOTOU,), None, True),
    ],
)
async def test_which_needs_a_member_sees(
    database: Database, role: Role, leagues: tuple[str, ...], *, league: str | None, seen: bool
) -> None:
    member = Member(ZHAO, "赵敏", role, leagues)

    def work(tx: Transaction) -> tuple[bool, int]:
        need = needs.create(
            tx,
            reference="NM-2026-000001",
            owner=WANG,
            draft_id=1,
            state="submitted",
            league=league,
            content=needs.Content(values={}),
        )
        queued = listing.count(tx, Filter(states=["submitted"], leagues=member.limits))
        return rights.sees(Turn.__new__(Turn), member, need), queued

    assert await database.transaction(work) == (seen, int(seen))


async def test_who_is_staff_is_whom_the_file_names_and_who_has_joined(database: Database) -> None:
    def work(tx: Transaction) -> list[tuple[int, str, bool]]:
        staff.add(tx, ZHAO, "赵敏", "reviewer", [BAOTOU], SUN)
        staff.add(tx, WANG, "王芳", "lead", [], SUN)
        staff.add(tx, SUN, "另名", "reviewer", [], SUN)  # the file goes before
        staff.remove(tx, WANG)
        found = staffing.present(tx, House()).members.values()
        return [(each.id, each.role, each.named) for each in found]

    assert await database.transaction(work) == [(SUN, "lead", True), (ZHAO, "reviewer", False)]
    found = await database.read(lambda tx: [staffing.is_member(tx, House(), each) for each in (SUN, ZHAO, WANG)])
    assert found == [True, True, False]


async def test_an_invitation_is_used_once(database: Database) -> None:
    def work(tx: Transaction) -> list[bool]:
        staff.invite(tx, "digest", "reviewer", [], by=SUN, expires="2999-01-01T00:00:00.000000+00:00")
        return [staff.use(tx, 1, user) for user in (ZHAO, WANG)]

    assert await database.transaction(work) == [True, False]
