"""Buttons that are out there go on meaning what they meant, for as long as they are kept.

actions.json pins the fields of every version of every action that has been given out. An action that is new, or has a
new version, is added by `python -m tests.unit.test_actions`; what is in the file already is never changed, but for one
that goes: its versions are replaced by null, and its name is never given to anything else.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import bot.services.routing.conversation  # noqa: F401  # with every room that has verbs
from bot.actions import REGISTERED, Action, Arguments, decode, encode
from bot.needs.actions import OfDraft
from bot.services.actions import Asked, AskWithdraw, Decide, SendAnswer
from bot.services.runtime import focus
from bot.services.runtime.turn import VERBS

PINNED = Path(__file__).with_name("actions.json")
#: What to try a field of a JSON Schema type with.
EXAMPLES: dict[str, list[Any]] = {
    "integer": [1],
    "string": ["1"],
    "boolean": [True],
    "array": [[]],
    "object": [{}],
    "null": [None],
}

Fields = dict[str, Any]


def fields(kind: type[Action]) -> Fields:
    """The JSON Schema of an action's fields: what has a default may be left out."""
    properties = kind.model_json_schema()["properties"] if kind.model_fields else {}
    bare = ("title", "description")
    return {name: {key: value for key, value in of.items() if key not in bare} for name, of in properties.items()}


def examples(of: Fields) -> list[Any]:
    """Values of a field, as JSON: every one that is named."""
    if "anyOf" in of:
        return [each for kind in of["anyOf"] for each in examples(kind)]
    return list(of["enum"]) if "enum" in of else [of["const"]] if "const" in of else EXAMPLES[of["type"]]


def but_values(of: Any) -> Any:
    """A field without the values that it names: there may be more of them by now."""
    if isinstance(of, dict):
        return {key: but_values(value) for key, value in of.items() if key != "enum"}
    return [but_values(each) for each in of] if isinstance(of, list) else of


def listed() -> dict[str, dict[str, Fields] | None]:
    """By name and version the fields of all that was ever given out; None for what is gone."""
    found: dict[str, dict[str, Fields] | None] = json.loads(PINNED.read_text(encoding="utf-8"))
    return found


def pinned() -> dict[str, dict[str, Fields]]:
    """By name and version the fields of what is out there and not gone."""
    return {name: versions for name, versions in listed().items() if versions is not None}


def test_every_action_is_pinned_as_it_is() -> None:
    now = {name: (str(kind.version()), but_values(fields(kind))) for name, kind in REGISTERED.items()}
    known = {name: max(each.items(), key=lambda version: int(version[0])) for name, each in pinned().items()}
    assert now == {name: (version, but_values(of)) for name, (version, of) in known.items()}


@pytest.mark.parametrize(
    ("name", "version"), [(name, version) for name, versions in pinned().items() for version in versions]
)
def test_what_is_out_there_still_means_something(name: str, version: str) -> None:
    values = {key: examples(of) for key, of in pinned()[name][version].items()}
    for place in range(max(map(len, values.values()), default=1)):
        action = decode(name, int(version), {key: each[place % len(each)] for key, each in values.items()})
        assert action is not None
        assert decode(*encode(action)) == action


def test_what_is_gone_means_nothing_and_its_name_is_not_given_again() -> None:
    gone = listed().keys() - pinned().keys()
    assert gone & REGISTERED.keys() == set()
    assert {name: decode(name, 1, {"note": 1}) for name in gone} == dict.fromkeys(gone)


def test_lists_that_were_text_with_commas() -> None:
    decide: Fields = {"need": 4, "rev": 2, "do": "return", "fields": "title,budget", "reason": "写清楚"}
    assert [
        decode("ruling.decide", 1, decide),
        decode("ruling.decide", 1, decide | {"fields": ""}),
        decode("desk.send", 1, {"questions": "3,5", "text": "答"}),
    ] == [
        Decide(need=4, rev=2, do="return", fields=("title", "budget"), reason="写清楚"),
        Decide(need=4, rev=2, do="return", fields=(), reason="写清楚"),
        SendAnswer(questions=(3, 5), text="答"),
    ]


@pytest.mark.parametrize(
    ("name", "version", "given"),
    [
        ("mine.withdraw", 1, {"need": 1}),
        ("mine.withdraw", 1, {"need_id": 1, "rev": 1}),  # as if a field had been renamed
        ("mine.withdraw", 2, {"need": "一", "rev": 1}),
        ("review.act", 1, {"need": 1, "rev": 1, "do": "hold"}),  # no such deed
        ("queue.show", 1, {"state": "on_hold"}),
        ("desk.send", 1, {"questions": "一,二", "text": "答"}),
        ("desk.send", 1, {"text": "答"}),
        ("nothing", 1, {}),
    ],
)
def test_what_does_not_fit_means_nothing(name: str, version: int, given: Fields) -> None:
    assert decode(name, version, given) is None


def doubled(arguments: Arguments) -> Arguments:
    return {"count": arguments["count"] * 2}


def one_less(arguments: Arguments) -> Arguments:
    return {"count": arguments["count"] - 1}


def test_what_is_older_is_brought_forward_step_by_step() -> None:
    class Counted(Action, name="counted"):
        """One whose fields have changed twice."""

        since = (doubled, one_less)

        count: int

    try:
        assert [decode("counted", version, {"count": 5}) for version in (1, 2, 3)] == [
            Counted(count=9),
            Counted(count=4),
            Counted(count=5),
        ]
        assert [decode("counted", version, {"count": None}) for version in (1, 2, 3)] == [None, None, None]
    finally:
        del REGISTERED["counted"]


def test_every_action_has_a_verb() -> None:
    buttons = [kind for kind in REGISTERED.values() if not issubclass(kind, Asked)]
    assert [kind for kind in buttons if not any(each in VERBS for each in kind.__mro__)] == []
    assert VERBS.keys() - {OfDraft} <= {*buttons}


def test_everything_that_can_be_asked_for_has_an_ear() -> None:
    assert {kind for kind in REGISTERED.values() if issubclass(kind, Asked)} == focus.EARS.keys()


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match=r"two actions are called mine\.withdraw"):

        class Again(Action, name="mine.withdraw"):
            """Another with a name that is taken."""

    assert REGISTERED["mine.withdraw"] is AskWithdraw


def pin() -> None:
    """Add what is new to the file; what is there stays."""
    known = listed() if PINNED.exists() else {}
    for name, kind in sorted(REGISTERED.items()):
        versions = known.setdefault(name, {})
        if versions is None:
            raise ValueError(f"{name} is gone, its name can't be given again")
        versions.setdefault(str(kind.version()), fields(kind))
    lines = (f'  "{name}": {json.dumps(known[name], ensure_ascii=False)}' for name in sorted(known))
    PINNED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    pin()
