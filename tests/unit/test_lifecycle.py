"""The states of a need: the whole table, written out."""

from itertools import product
from typing import get_args

import pytest

from bot.needs.lifecycle import (
    HANDED,
    HELD,
    REMARKS,
    RULES,
    STATES,
    WAITING,
    Action,
    Code,
    IllegalTransition,
    Role,
    State,
    actions,
    may,
    notifies_owner,
    transition,
)

EVERY_STATE, ACTIONS, ROLES = get_args(State), get_args(Action), get_args(Role)

# state, role -> what may be done: without holding the need, and when holding it
BUTTONS = {
    ("draft", "owner"): (("submit",), ("submit",)),
    ("draft", "reviewer"): ((), ()),
    ("draft", "lead"): ((), ()),
    ("submitted", "owner"): (("withdraw", "contact"), ("withdraw", "contact")),
    ("submitted", "reviewer"): (("accept", "return", "reject", "claim"), ("accept", "return", "reject", "claim")),
    ("submitted", "lead"): (
        ("accept", "return", "reject", "claim", "assign"),
        ("accept", "return", "reject", "claim", "assign"),
    ),
    ("in_review", "owner"): (("withdraw", "contact"), ("withdraw", "contact")),
    ("in_review", "reviewer"): ((), ("accept", "return", "reject", "release", "transfer")),
    ("in_review", "lead"): (
        ("release", "transfer", "take_over"),
        ("accept", "return", "reject", "release", "transfer"),
    ),
    ("returned", "owner"): (("resubmit", "withdraw", "contact"), ("resubmit", "withdraw", "contact")),
    ("returned", "reviewer"): ((), ()),
    ("returned", "lead"): ((), ()),
    ("accepted", "owner"): (("withdraw", "contact"), ("withdraw", "contact")),
    ("accepted", "reviewer"): ((), ()),
    ("accepted", "lead"): (("reopen",), ("reopen",)),
    ("rejected", "owner"): (("contact", "copy"), ("contact", "copy")),
    ("rejected", "reviewer"): ((), ()),
    ("rejected", "lead"): (("reopen",), ("reopen",)),
    ("withdrawn", "owner"): (("copy",), ("copy",)),
    ("withdrawn", "reviewer"): ((), ()),
    ("withdrawn", "lead"): ((), ()),
}


def test_every_button_of_every_role() -> None:
    shown = {
        (state, role): (actions(state, role, holds=False), actions(state, role, holds=True))
        for state, role in product(EVERY_STATE, ROLES)
    }
    assert shown == BUTTONS


@pytest.mark.parametrize(
    ("state", "action", "role", "to"),
    [
        ("draft", "submit", "owner", "submitted"),
        ("submitted", "claim", "reviewer", "in_review"),
        ("submitted", "accept", "reviewer", "accepted"),
        ("submitted", "return", "lead", "returned"),
        ("submitted", "reject", "reviewer", "rejected"),
        ("submitted", "claim", "lead", "in_review"),
        ("in_review", "release", "reviewer", "submitted"),
        ("in_review", "release", "lead", "submitted"),
        ("in_review", "accept", "reviewer", "accepted"),
        ("in_review", "return", "reviewer", "returned"),
        ("in_review", "reject", "lead", "rejected"),
        ("returned", "resubmit", "owner", "submitted"),
        ("submitted", "withdraw", "owner", "withdrawn"),
        ("in_review", "withdraw", "owner", "withdrawn"),
        ("returned", "withdraw", "owner", "withdrawn"),
        ("accepted", "withdraw", "owner", "withdrawn"),
        ("accepted", "reopen", "lead", "submitted"),
        ("rejected", "reopen", "lead", "submitted"),
        ("submitted", "assign", "lead", "in_review"),
        ("in_review", "transfer", "reviewer", "in_review"),
        ("rejected", "copy", "owner", "rejected"),
        ("withdrawn", "copy", "owner", "withdrawn"),
    ],
)
def test_where_an_action_leads(state: State, action: Action, role: Role, to: State) -> None:
    assert transition(state, action, role=role, holds=True) == to


@pytest.mark.parametrize(
    ("state", "action", "role", "code"),
    [
        ("in_review", "accept", "reviewer", "not_holder"),
        ("in_review", "release", "reviewer", "not_holder"),
        ("in_review", "reject", "lead", "not_holder"),
        ("in_review", "claim", "reviewer", "wrong_state"),
        ("submitted", "assign", "reviewer", "not_allowed"),
        ("in_review", "transfer", "reviewer", "not_holder"),
        ("in_review", "take_over", "reviewer", "not_idle"),
        ("accepted", "accept", "reviewer", "wrong_state"),
        ("withdrawn", "withdraw", "owner", "wrong_state"),
        ("rejected", "withdraw", "owner", "wrong_state"),
        ("draft", "withdraw", "owner", "wrong_state"),
        ("returned", "accept", "reviewer", "wrong_state"),
        ("accepted", "reopen", "reviewer", "not_allowed"),
        ("in_review", "accept", "owner", "not_allowed"),
        ("submitted", "withdraw", "lead", "not_allowed"),
    ],
)
def test_why_an_action_is_refused(state: State, action: Action, role: Role, code: Code) -> None:
    with pytest.raises(IllegalTransition) as caught:
        transition(state, action, role=role, holds=False)
    refused = caught.value
    assert (refused.code, refused.state, refused.action, refused.role) == (code, state, action, role)


def test_what_time_allows_and_forbids() -> None:
    assert transition("in_review", "take_over", role="reviewer", idle=True) == "in_review"
    assert transition("submitted", "claim", role="lead", reserved=True) == "in_review"
    assert actions("in_review", "reviewer", idle=True) == ("take_over",)
    assert actions("submitted", "reviewer", reserved=True) == ()
    with pytest.raises(IllegalTransition, match=r"^reserved"):
        transition("submitted", "claim", role="reviewer", reserved=True)
    with pytest.raises(IllegalTransition, match=r"^holds"):
        transition("in_review", "take_over", role="lead", holds=True)


def test_a_transition_is_allowed_exactly_where_its_button_is_shown() -> None:
    either = (False, True)
    for state, action, role, holds, idle, reserved in product(EVERY_STATE, ACTIONS, ROLES, either, either, either):
        try:
            to = transition(state, action, role=role, holds=holds, idle=idle, reserved=reserved)
        except IllegalTransition:
            to = None
        shown = action in actions(state, role, holds=holds, idle=idle, reserved=reserved)
        assert (state, action, role, holds, idle, reserved, to in EVERY_STATE) == (
            *(state, action, role, holds, idle, reserved),
            shown,
        )


def test_no_rule_is_given_twice_and_every_state_is_reached() -> None:
    keys = [(rule.state, rule.action, rule.role) for rule in RULES]
    assert len(keys) == len(set(keys))
    assert {rule.to for rule in RULES} | {"draft"} == set(EVERY_STATE)


def test_nobody_acts_as_staff_on_a_need_of_his_own() -> None:
    for rule in RULES:
        allowed = actions(rule.state, rule.role, holds=not rule.apart, owns=True, idle=True)
        if rule.role == "owner":
            assert rule.action in allowed
            assert transition(rule.state, rule.action, role=rule.role, owns=True) == rule.to
        else:
            assert allowed == ()
            with pytest.raises(IllegalTransition, match="own_need"):
                transition(rule.state, rule.action, role=rule.role, holds=True, owns=True)


def test_what_is_put_into_words_and_what_the_enterprise_is_told() -> None:
    assert REMARKS == {
        "return": "required",
        "reject": "required",
        "accept": "optional",
        "reopen": "optional",
        "release": "optional",
    }
    assert {rule.action for rule in RULES if rule.role != "owner"} - REMARKS.keys() == {"claim", *HANDED}
    assert [action for action in ACTIONS if not notifies_owner(action)] == [
        *("claim", "release", "assign", "transfer", "take_over", "copy", "undo")
    ]


def test_what_is_read_off_the_table() -> None:
    assert ([*WAITING], [*HELD]) == (["submitted", "in_review"], ["in_review"])
    assert set(EVERY_STATE) - set(STATES) == {"draft"}
    for state, action, role in product(EVERY_STATE, ACTIONS, ROLES):
        ways = {*actions(state, role, holds=True), *actions(state, role, idle=True)}
        assert may(state, action, role) == (action in ways)
