"""Every way of the lifecycle table that staff can go, gone with its buttons, and seen in every view afterwards."""

import sqlite3
from contextlib import closing

from bot.config import MemberSection, ReviewSection
from bot.needs.lifecycle import AT_ONCE, HANDED, HELD, REMARKS, RULES, TICKED, TO_ANOTHER, Rule, notifies_owner
from bot.texts import catalogue
from tests.chat import STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE

BY_STAFF = {"reviewer": ZHAO, "lead": SUN}
ZHOU = 2003  # whom a need is given to
THREE = STAFF.model_copy(update={"members": (*STAFF.members, MemberSection(id=ZHOU, name="周宁", role="reviewer"))})
REASON = "请写明使用温度和寿命的目标值"
NEED = "SELECT state, holder FROM need"


def words(kind: str, name: str, word: str) -> str:
    return catalogue("zh").texts[f"lifecycle.{kind}.{name}.{word}"]


def put(chat: Chat, rule: Rule, who: int) -> None:
    """Let the need be where the rule begins: in hand, if so, of who acts, or else of the other."""
    holder = None if rule.state not in HELD else who if rule.held else ZHAO + SUN - who
    with closing(sqlite3.connect(chat.database)) as database, database:
        database.execute("UPDATE need SET state = ?, holder = ?, revision = revision + 1", (rule.state, holder))


def holder(rule: Rule, who: int) -> int | None:
    """Return who has the need in hand afterwards."""
    return (ZHOU if rule.action in TO_ANOTHER else who) if rule.to in HELD else None


def steps(rule: Rule) -> list[str]:
    """Return what is tapped and typed to go this way."""
    how = None if rule.action in AT_ONCE else REMARKS.get(rule.action)
    return [
        f"☞{words('action', rule.action, 'name')}",
        *(["☞需求名称", "☞写原因"] if rule.action in TICKED else []),
        *([REASON] if how == "required" else []),
        *([f"☞{words('action', rule.action, 'confirm_button')}"] if how else []),
        *(["☞周宁（0）"] if rule.action in TO_ANOTHER else []),
        *(["☞确认"] if rule.action in HANDED else []),
    ]


async def test_every_way_is_gone_and_seen(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    only_reminding = ReviewSection(release_days=0, first_back_hours=0, waiting_days=0, overdue_days=0, digest=None)
    await reviewing.restart(staff=THREE, review=only_reminding)
    for rule in (rule for rule in RULES if rule.role != "owner"):
        who = BY_STAFF[rule.role]
        staff, state = reviewing.user(who), words("state", rule.to, "name")
        put(reviewing, rule, who)
        if rule.idle:
            reviewing.clock.forward(days=7)
        await staff.goes(f"/status {REFERENCE}", *steps(rule))
        assert (rule, await reviewing.rows(NEED)) == (
            rule,
            [{"state": rule.to, "holder": holder(rule, who)}],
        )
        assert (rule, bool((await wang.hears()).texts)) == (rule, notifies_owner(rule.action))
        assert REFERENCE in [label for row in (await staff.goes("/queue", f"☞{state}")).labels for label in row]
        assert state in (await wang.says("/my")).texts[0]
        assert words("state", rule.to, "means") in (await wang.says(f"/status {REFERENCE}")).texts[0]
        assert words("action", rule.action, "name") in (await staff.says(f"/history {REFERENCE}")).texts[0]
    assert await reviewing.rows("SELECT error FROM inbox WHERE state = 'parked'") == []
