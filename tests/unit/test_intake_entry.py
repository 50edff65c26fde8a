"""The same engine on another form: of a new entry, without consent, extras and declaration, and with conditions."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.needs import actions
from bot.needs.fields import Doubtful, Field, Json, Option, Rejected, Values
from bot.needs.form import Form, load_form
from bot.needs.intake import Draft, Event, Said, Step, Tapped, advance, begin, resume
from bot.reply import Button, Row
from bot.texts import catalogue
from tests.unit.test_intake_random import EVENTS, check_reply

KNOWN, LONG = "几楼", "答" * 30
INSTEAD = ((Button("收作问法", actions.Here()),),)


def reread(field: Field, value: Json) -> Rejected | Doubtful | None:
    """Doubt one question, and refuse one answer."""
    if (field.key, value) == ("question", KNOWN):
        return Doubtful(value, "有了")
    return Rejected("太长") if (field.key, value) == ("answer", LONG) else None


def instead(value: Json) -> tuple[Row, ...]:
    return INSTEAD if value == KNOWN else ()


def preview(values: Values) -> str:
    return f"预览：{values['question']}"


def form() -> Form:
    built_in = load_form(None, catalogue("zh"), "entry")
    ready = {"options": (Option(value="在哪", label="就用这句"),)}
    changes: Mapping[str, Mapping[str, Any]] = {"question": ready, "published": {"latest": "2026-11-02"}}
    fields = (field.model_copy(update=changes.get(field.key)) for field in built_in.fields)
    return replace(built_in, fields=tuple(fields), reread=reread, instead=instead, preview=preview)


FORM = form()
OWN = ("在哪？", "三楼", "topic", "own")
PAPER = ("在哪？", "三楼", "topic", "有据", "厅", "2022-02")


def going(*said: str, start: Draft | None = None) -> Step:
    """Return the step after these texts, or taps on what stands on a button (☞)."""
    step = resume(FORM, start) if start else begin(FORM, 2001, 7)
    for each in said:
        step = advance(FORM, step.draft, tap(step, each[1:]) if each.startswith("☞") else Said(each))
    return step


def tap(step: Step, label: str) -> Tapped:
    labelled = (button for reply in step.replies for row in reply.buttons for button in row if button.label == label)
    action = next(labelled).action
    assert isinstance(action, actions.OfDraft)
    return Tapped(action)


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ((), "question"),
        (("☞就用这句",), "answer"),
        (("就用这句",), "answer"),
        (PAPER[:4], "publisher"),
        (PAPER, "review"),
        (OWN, "review"),
        ((*OWN, "上一步"), "status"),
        ((*PAPER, "上一步"), "published"),
        ((*PAPER, "第4项改为没有成文材料"), "review"),
        ((*OWN, "第4项改为有据"), "review"),
        (("在哪？", "☞‹ 上一步"), "question"),
        (("在哪？", "☞稍后再填", "topic", "own"), "answer"),  # it comes again
        (("在哪？", "☞稍后再填", "topic", "own", "☞稍后再填"), "review"),
        ((*OWN, "提交"), "submitted"),
        ((*OWN, "☞确认保存"), "submitted"),
        ((*PAPER[:5], "☞稍后再填", "提交"), "review"),  # the date lacks
        ((*PAPER[:3], "☞稍后再填"), "publisher"),  # it may rest on paper
        ((KNOWN,), "question"),
        ((KNOWN, "☞就这样填"), "answer"),
        ((KNOWN, "别的"), "answer"),
        (("在哪？", LONG), "answer"),
        ((*PAPER[:5], "2026-11-03"), "published"),
    ],
)
def test_the_way_through(said: tuple[str, ...], step: str) -> None:
    assert going(*said).draft.step == step


@pytest.mark.parametrize("text", ["没有。", "明天", "0471-6281234", "取消", "什么时候都行？", "日期改成3月5日", "谢谢"])
def test_whatever_staff_write_is_theirs(text: str) -> None:
    assert advance(FORM, going("在哪？").draft, Said(text, "answer", "问题")).draft.values["answer"] == text


def test_what_was_asked_can_be_mended_by_a_mark() -> None:
    asked = [going(said).draft.values["question"] for said in ("☞就用这句", "就用这句", "在哪", "在哪？")]
    assert asked == ["在哪", "在哪", "在哪", "在哪？"]


def test_after_a_long_pause_it_is_asked_whether_it_is_an_answer() -> None:
    step = advance(FORM, going("在哪？").draft, Said("首批榜单有多少项", late=True))
    assert (step.draft.pending and step.draft.pending.kind, step.draft.values) == ("meant", {"question": "在哪？"})


def test_what_rests_on_no_paper_has_no_source() -> None:
    assert going(*PAPER, "第4项改为没有成文材料").draft.values == dict(
        zip(("question", "answer", "topic", "status"), OWN, strict=True)
    )


def test_a_doubted_question_has_the_buttons_of_who_doubts_it() -> None:
    assert going(KNOWN).replies[0].buttons[0] == INSTEAD[0]
    assert all(INSTEAD[0] not in reply.buttons for reply in going("别的").replies)


def test_the_review_shows_what_it_will_be() -> None:
    (card,) = going(*OWN, "第2项改为四楼").replies
    assert "预览：在哪？" in card.text
    assert [[button.label for button in row] for row in card.buttons] == [
        ["确认保存", "修改某项"],
        ["↶ 撤销", "存下离开"],
        ["‹ 上一步", "放弃"],
    ]
    assert "预览" not in going(*PAPER[:5], "☞稍后再填").replies[-1].text  # as long as something lacks


@given(st.sampled_from([(), PAPER[:3], PAPER[:4], PAPER, OWN, (KNOWN,)]), st.lists(EVENTS, max_size=25))
def test_random_events(said: tuple[str, ...], events: list[Event | int]) -> None:
    step = going(*said)
    for event in events:
        before = step.draft
        if isinstance(event, int):
            buttons = [button for reply in step.replies for row in reply.buttons for button in row]
            action = buttons[event % len(buttons)].action if buttons else actions.Here()
            assert isinstance(action, actions.OfDraft)
            event = Tapped(action)
        step = advance(FORM, before, event)
        assert Draft.from_json(json.loads(json.dumps(step.draft.to_json()))) == step.draft
        assert step.outcome != "submitted" or FORM.missing(step.draft.values) == ()
        for reply in step.replies:
            check_reply(reply)
