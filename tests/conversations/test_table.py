"""Every way of the lifecycle table that staff can go, gone with its buttons, and seen in every view afterwards."""

import sqlite3
from contextlib import closing

from bot.needs.lifecycle import AT_ONCE, HELD, REMARKS, RULES, TICKED, Rule, notifies_owner
from bot.texts import catalogue
from tests.chat import SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE

BY_STAFF = {"reviewer": ZHAO, "lead": SUN}
REASON = "请写明使用温度和寿命的目标值"
NEED = "SELECT state, holder FROM need"


def words(kind: str, name: str, word: str) -> str:
    return catalogue("zh").texts[f"lifecycle.{kind}.{name}.{word}"]


def put(chat: Chat, rule: Rule, who: int) -> None:
    """Let the need be where the rule begins: in hand, if so, of who acts, or else of the other."""
    holder = None if rule.state not in HELD else who if rule.held else ZHAO + SUN - who
    with closing(sqlite3.connect(chat.database)) as database, database:
        database.execute("UPDATE need SET state = ?, holder = ?, revision = revision + 1", (rule.state, holder))


def steps(rule: Rule) -> list[str]:
    """Return what is tapped and typed to go this way."""
    how = None if rule.action in AT_ONCE else REMARKS.get(rule.action)
    return [
        f"☞{words('action', rule.action, 'name')}",
        *(["☞需求名称", "☞写原因"] if rule.action in TICKED else []),
        *([REASON] if how == "required" else []),
        *([f"☞{words('action', rule.action, 'confirm_button')}"] if how else []),
    ]


async def test_every_way_is_gone_and_seen(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    for rule in (rule for rule in RULES if rule.role != "owner"):
        who = BY_STAFF[rule.role]
        staff, state = reviewing.user(who), words("state", rule.to, "name")
        put(reviewing, rule, who)
        await staff.goes(f"/status {REFERENCE}", *steps(rule))
        assert (rule, await reviewing.rows(NEED)) == (
            rule,
            [{"state": rule.to, "holder": who if rule.to in HELD else None}],
        )
        assert (rule, bool((await wang.hears()).texts)) == (rule, notifies_owner(rule.action))
        assert REFERENCE in [label for row in (await staff.goes("/queue", f"☞{state}")).labels for label in row]
        assert state in (await wang.says("/my")).texts[0]
        assert words("state", rule.to, "means") in (await wang.says(f"/status {REFERENCE}")).texts[0]
        assert words("action", rule.action, "name") in (await staff.says(f"/history {REFERENCE}")).texts[0]
    assert await reviewing.rows("SELECT error FROM inbox WHERE state = 'parked'") == []
