"""Somebody who fills in the form, without bot or chat; and the need that it is about."""

import json
import re
from dataclasses import replace
from typing import Any

from bot.needs.actions import OfDraft
from bot.needs.draft import Verdict
from bot.needs.form import TOGETHER, load_form
from bot.needs.intake import Draft, Event, Said, Step, Tapped, advance, amend, present
from bot.reply import Button
from bot.texts import catalogue

FORM = load_form(None, catalogue("zh"))
PROBLEM = FORM.field("problem").example

FULL: dict[str, Any] = {
    "consent": True,
    "org_name": "内蒙古敕勒新材料有限公司",
    "uscc": "91150200MA0TE5T00K",
    "league": "150200",
    "need_type": "research",
    "title": "高温烧结炉推舟机构国产化研制",
    "field": "high_tech",
    "problem": PROBLEM,
    "indicators": ["连续运行时间 ≥ 4000 小时"],
    "budget": 800,
    "self_fund": 600,
    "deadline": 24,
    "solver_req": "无特殊要求",
    "coop_mode": ["joint"],
    "ip": "shared",
    "publicity": "anonymous",
    "contact": "张三",
    "mobile": "13800000000",
}

_STANDING = {line for field in FORM.fields for text in (field.prompt, field.help) for line in text.split("\n")}


class Chat:
    """A person filling in the form: says and taps, and sees what the bot has answered.

    What is seen leaves out the prompts, helps and examples of the form file.
    """

    def __init__(self, step: Step) -> None:
        self.step = step

    @property
    def draft(self) -> Draft:
        return self.step.draft

    def does(self, event: Event) -> list[str]:
        before = self.draft
        self.step = advance(FORM, before, event)
        assert self.draft == Draft.from_json(json.loads(json.dumps(self.draft.to_json())))
        assert self.draft.revision - before.revision == (replace(self.draft, revision=before.revision) != before)
        return self.seen

    def says(self, text: str, verdict: Verdict = "unknown", asks: str = "", *, late: bool = False) -> list[str]:
        return self.does(Said(text, verdict, asks, late=late))

    def taps(self, label: str) -> list[str]:
        found = [button for button in self.buttons if button.label == label]
        assert len(found) == 1, f"{label} is not one of {[button.label for button in self.buttons]}"
        action = found[0].action
        assert isinstance(action, OfDraft)
        return self.does(Tapped(action))

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.step.replies for row in reply.buttons for button in row]

    @property
    def seen(self) -> list[str]:
        text = "\n".join(reply.text for reply in self.step.replies)
        lines = [re.sub(r"<[^>]*>", "", line) for line in text.split("\n")]
        return [line for line in lines if line and line not in _STANDING and not line.startswith(("例：", "　　"))]


def at(step: str, **values: Any) -> Chat:
    """Somebody who stands at a step, everything before it being filled in; at one of a card, opened from there."""
    walked, home = [FORM.fields[0].key, *FORM.walked({})], TOGETHER if step in FORM.together else None
    before = walked[: walked.index(home or step)] if (home or step) in walked else walked
    done = [key for each in before for key in (FORM.together if each == TOGETHER else (each,))]
    draft = Draft(7, 1001, {**{key: FULL[key] for key in done}, **values}, step=step, home=home, revision=40)
    return Chat(Step(draft, (present(FORM, draft),)))


def returned(*todo: str, **values: Any) -> Chat:
    """An owner whose need was returned for some fields."""
    draft = Draft(9, 1001, {**FULL, **values}, todo=todo, need_id=5)
    return Chat(amend(FORM, draft, reason="请写明检测方法"))
