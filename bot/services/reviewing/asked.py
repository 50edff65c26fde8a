"""What is asked of a list in words: /queue 审核中 包头 第2页. What is no filter is looked for in the needs."""

import re
from typing import Any, Literal, get_args

from bot.needs.fields import Field
from bot.needs.lifecycle import STATES
from bot.services.actions import ShowQueue
from bot.services.needs_state import wording
from bot.services.runtime.turn import Turn
from bot.storage.listing import Order

Flag = Literal["mine", "again", "overdue", "unheld", "files"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
ORDERS: tuple[Order, ...] = get_args(Order)
LONGEST = 60  # characters that are looked for
PAGE = re.compile(r"第(\d{1,5})页", re.ASCII)
BARE = re.compile(r"\d{1,3}", re.ASCII)  # a page too, where no numbers are looked for


def view(turn: Turn, said: str, *, numbers: bool = False) -> ShowQueue:
    """Return the list that is asked for in words; with `numbers`, a bare number is looked for and is no page."""
    asked: dict[str, Any] = {}
    words: list[str] = []
    for word in said.split():
        if page := PAGE.fullmatch(word) or (None if numbers else BARE.fullmatch(word)):
            asked["page"] = max(0, int(page[page.lastindex or 0]) - 1)
        elif found := _filter(turn, word):
            asked |= found
        else:
            words.append(word)
    return ShowQueue(**asked, words=" ".join(words)[:LONGEST])


def _filter(turn: Turn, word: str) -> dict[str, Any]:
    """Return the filter that a word names; empty where it names none."""
    named: dict[str, dict[str, Any]] = {turn.text("review.waiting"): {"state": ""}}
    named |= {wording.state_name(turn, state): {"state": state} for state in STATES}
    named |= {turn.text(f"finding.flag.{flag}"): {flag: True} for flag in FLAGS}
    named |= {turn.text(f"finding.order.{order}"): {"order": order} for order in ORDERS}
    if word in named:
        return named[word]
    form = turn.house.form
    for role, field in (("league", form.role("league")), ("domain", form.role("domain"))):
        if field and (option := _option(field, word)):
            return {role: option}
    return {}


def _option(field: Field, word: str) -> str | None:
    """Return the option that a word names whole, or with whose label alone it begins; None where that is not clear."""
    if word in field.unclear:
        return None
    exact = [each.value for each in field.options if word in (each.label, *each.aliases)]
    begun = [each.value for each in field.options if len(word) > 1 and each.label.startswith(word)]
    found = exact or begun
    return str(found[0]) if len(found) == 1 else None
