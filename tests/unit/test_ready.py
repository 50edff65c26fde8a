"""Ready reasons: the file as it is, what is wrong with one, and which are for a field."""

from pathlib import Path
from typing import get_args

import pytest

from bot.needs.fields import KINDS, FieldRole
from bot.needs.form import REASONS, FormError
from bot.needs.ready import ANY, load_ready
from bot.texts import catalogue
from tests.unit.filling import FORM

TEXTS = catalogue("zh")


def test_the_file_is_right_and_names_what_the_form_has() -> None:
    ready = load_ready(REASONS, [FORM], TEXTS)
    assert {*ready.by_action} == {"return", "reject"}
    names = {ANY, *get_args(FieldRole), *KINDS, *(field.key for field in FORM.fields)}
    assert {*ready.by_action["return"]} - names == set()
    assert load_ready(None, [], TEXTS) == ready  # the built-in one goes with any form


def test_those_of_a_field_come_before_those_of_any() -> None:
    ready = load_ready(None, [FORM], TEXTS).by_action["return"]
    of = load_ready(None, [FORM], TEXTS).of
    assert of("return", FORM.field("self_fund")) == (*ready["self_fund"], *ready[ANY])
    assert of("return", FORM.field("deadline")) == (*ready["months"], *ready[ANY])
    assert of("return", FORM.of_role("phone")) == (*ready["phone"], *ready[ANY])
    assert of("accept", None) == ()


@pytest.mark.parametrize(
    ("written", "line", "key", "message"),
    [
        ("- 一", 1, "", "应当是一组“名称：值”"),
        ("accept:\n  - 好的好的好的好的", 1, "accept", "只有 return（退回补充）和 reject（不通过）有常用意见"),
        ("return: [一]", 1, "return", "应当是一组“名称：值”"),
        ("return:\n  titel:\n    - 请写明要解决什么问题", 2, "return.titel", TEXTS("ruling.mistake.field")),
        ("return:\n  title: 请写明要解决什么问题", 2, "return.title", "应当是一条条的意见"),
        ("reject:\n  - 不行", 2, "reject[0]", TEXTS("ruling.mistake.text", limit=200)),
        ("return:\n  title: [请写明要解决什么问题, 3]", 2, "return.title[1]", TEXTS("ruling.mistake.text", limit=200)),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, written: str, line: int, key: str, message: str) -> None:
    path = tmp_path / "reasons.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_ready(path, [FORM], TEXTS)
    assert [(each.line, each.key, each.message) for each in caught.value.mistakes] == [(line, key, message)]
