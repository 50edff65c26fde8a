"""Drafts on a form that has changed since, and fields that are asked only beside certain values of others."""

from dataclasses import replace
from typing import Any

from bot.needs import actions
from bot.needs.fields import Condition
from bot.needs.form import Form
from bot.needs.intake import Draft, Resumed, Said, Tapped, advance, resume
from tests.unit.filling import FORM, FULL


def changed(**fields: dict[str, Any]) -> Form:
    """The form in its next version, with fields as they are now."""
    now = (field.model_copy(update=fields.get(field.key, {})) for field in FORM.fields)
    return replace(FORM, version=FORM.version + 1, fields=tuple(now))


def without(key: str) -> Form:
    form = changed()
    return replace(form, fields=tuple(field for field in form.fields if field.key != key))


def test_what_still_holds_is_carried_over() -> None:
    step = resume(changed(title={"label": "名称"}), Draft(7, 1001, FULL, step="review"))
    assert (step.draft.values, step.draft.form_version) == (FULL, 2)
    assert "表格更新了" not in step.replies[0].text


def test_what_does_not_hold_any_more_is_shown_and_asked_again() -> None:
    form = changed(title={"max_length": 10})
    step = resume(form, Draft(7, 1001, FULL, step="budget"))
    assert step.replies[0].text.startswith(
        "<b>表格更新了</b>，有的内容要再看一眼：\n· 需求名称：原来填的是“高温烧结炉推舟机构国产化研制”，请再填一次\n"
    )
    assert ("title" in step.draft.values, step.draft.rejected) == (False, {"title": FULL["title"]})
    assert [field.key for field in form.missing(step.draft.values)] == ["title"]
    again = advance(form, step.draft, Resumed())
    assert "表格更新了" not in again.replies[0].text
    assert again.draft.values == step.draft.values


def test_what_has_no_field_any_more_is_shown_once_and_not_submitted() -> None:
    step = resume(without("solver_req"), Draft(7, 1001, FULL, step="review"))
    assert "· 新表没有这一项了，原来填的是“无特殊要求”，不再提交" in step.replies[0].text
    assert (step.draft.aside, "solver_req" in step.draft.values) == ({"solver_req": "无特殊要求"}, False)
    assert "表格更新了" not in advance(without("solver_req"), step.draft, Resumed()).replies[0].text


CONDITIONED = replace(
    FORM,
    fields=tuple(
        field.model_copy(update={"when": {"need_type": Condition.model_validate({"is": ("research",)})}})
        if field.key == "solver_req"
        else field
        for field in FORM.fields
    ),
)


def test_a_value_whose_condition_does_not_hold_any_more_is_kept_aside_and_comes_back() -> None:
    start = Draft(7, 1001, FULL, step="review")
    other = advance(CONDITIONED, start, Said("需求类型改成不确定")).draft
    assert (other.values["need_type"], other.aside) == ("unsure", {"solver_req": "无特殊要求"})
    assert "solver_req" not in CONDITIONED.numbers(other.values)
    assert CONDITIONED.missing(other.values) == ()
    back = advance(CONDITIONED, other, Said("需求类型改成技术攻关")).draft
    assert (back.values, back.aside) == (FULL, {})
    undone = advance(CONDITIONED, back, Tapped(actions.Undo())).draft
    assert (undone.values, undone.aside) == (other.values, other.aside)
    assert advance(CONDITIONED, undone, Tapped(actions.Undo())).draft.values == FULL


def test_a_required_field_is_asked_once_its_condition_holds() -> None:
    values = {key: value for key, value in FULL.items() if key not in ("solver_req", "need_type")}
    draft = Draft(7, 1001, {**values, "need_type": "unsure"}, step="need_type", home="review")
    step = advance(CONDITIONED, draft, Said("技术攻关"))
    assert step.draft.step == "review"
    assert [field.key for field in CONDITIONED.missing(step.draft.values)] == ["solver_req"]
