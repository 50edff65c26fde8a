"""The states of a need and who may change them; everything that affects transitions is in this file.

Theory of operation
-------------------
    draft --submit--> submitted --claim--> in_review --accept--> accepted
                       ^  ^  ^               |  |  '---reject--> rejected
                       |  |  '----release----'  '---return--> returned
                       |  '------------------ resubmit ----------'
                       '----- reopen ----- (accepted, rejected)

    submitted --accept, reject, return--> as from in_review: the claim and the deed in one

    submitted, in_review, returned, accepted --withdraw--> withdrawn
    rejected, withdrawn --copy--> as they are; a new draft begins
    any but withdrawn --contact--> as they are; the owner can be reached in another way, and who holds it holds it still
    submitted --assign--> in_review --transfer, take_over--> in_review; with another holder each time

A claim makes the reviewer the holder, release and every decision end the holding; who holds what is kept by the caller
and told by `holds`. A reviewer decides on what he holds, or on what nobody does: that is a claim and a decision, and
both are recorded (`claims`). To begin a decision holds nothing; of two who decide, one is the first. He releases only
what he holds. A lead decides likewise, but may release anybody's and re-open what is decided. A lead assigns what
nobody holds, and moves what somebody does; a holder transfers his own, and a reviewer takes over what its holder has
left `idle`. What comes back after a return is `reserved` for a while to who returned it: another reviewer claims or
decides it later, a lead at once. Nobody does anything as staff to a need of his own: another must. The owner withdraws
at any time before the need is listed.

A claim is done at once, and so is what stands in `AT_ONCE` where nothing is to be said with it; every other deed of
staff is put into words (see `REMARKS`) and confirmed first. The owner is told of everything but claims, releases and
changes of holder: who of staff has a need in hand is their own affair, and the owner's list says at any time that it is
being looked at.
Whether a need waits for staff, is in somebody's hands, and can be claimed or mended is read off the table and kept
nowhere else: lists, filters and buttons ask `STATES`, `WAITING`, `HELD`, `may` and `actions`.
What staff decide is `UNDOABLE` until the enterprise has been told of it: the need goes back the way it came. That is
in no row of the table, since it hangs on the notice and not on the state.
A transition that is not in the table raises and changes nothing. These are the states of this program: the
department's own procedure is not published, and they must not be presented as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

State: TypeAlias = Literal["draft", "submitted", "in_review", "returned", "accepted", "rejected", "withdrawn"]
Action: TypeAlias = Literal[
    "submit",
    "claim",
    "accept",
    "return",
    "reject",
    "release",
    "assign",
    "transfer",
    "take_over",
    "reopen",
    "resubmit",
    "withdraw",
    "contact",
    "copy",
    "undo",
]
Role: TypeAlias = Literal["owner", "reviewer", "lead"]
Code: TypeAlias = Literal["not_allowed", "wrong_state", "not_holder", "own_need", "holds", "not_idle", "reserved"]


@dataclass(frozen=True)
class Rule:
    """One way from a state to another; `held` if only the holder may take it, `apart` if only others may.

    `claims`: it begins with a claim. `idle`: only once the holder has left it alone for long. `yields`: not while it is
    reserved for somebody else.
    """

    state: State
    action: Action
    role: Role
    to: State
    held: bool = False
    claims: bool = False
    apart: bool = False
    idle: bool = False
    yields: bool = False


RULES: tuple[Rule, ...] = (
    Rule("draft", "submit", "owner", "submitted"),
    Rule("submitted", "accept", "reviewer", "accepted", claims=True, yields=True),
    Rule("submitted", "accept", "lead", "accepted", claims=True),
    Rule("submitted", "return", "reviewer", "returned", claims=True, yields=True),
    Rule("submitted", "return", "lead", "returned", claims=True),
    Rule("submitted", "reject", "reviewer", "rejected", claims=True, yields=True),
    Rule("submitted", "reject", "lead", "rejected", claims=True),
    Rule("submitted", "claim", "reviewer", "in_review", yields=True),
    Rule("submitted", "claim", "lead", "in_review"),
    Rule("submitted", "assign", "lead", "in_review"),
    Rule("in_review", "accept", "reviewer", "accepted", held=True),
    Rule("in_review", "accept", "lead", "accepted", held=True),
    Rule("in_review", "return", "reviewer", "returned", held=True),
    Rule("in_review", "return", "lead", "returned", held=True),
    Rule("in_review", "reject", "reviewer", "rejected", held=True),
    Rule("in_review", "reject", "lead", "rejected", held=True),
    Rule("in_review", "release", "reviewer", "submitted", held=True),
    Rule("in_review", "release", "lead", "submitted"),
    Rule("in_review", "transfer", "reviewer", "in_review", held=True),
    Rule("in_review", "transfer", "lead", "in_review"),
    Rule("in_review", "take_over", "reviewer", "in_review", apart=True, idle=True),
    Rule("in_review", "take_over", "lead", "in_review", apart=True),
    Rule("accepted", "reopen", "lead", "submitted"),
    Rule("rejected", "reopen", "lead", "submitted"),
    Rule("returned", "resubmit", "owner", "submitted"),
    Rule("submitted", "withdraw", "owner", "withdrawn"),
    Rule("in_review", "withdraw", "owner", "withdrawn"),
    Rule("returned", "withdraw", "owner", "withdrawn"),
    Rule("accepted", "withdraw", "owner", "withdrawn"),
    Rule("submitted", "contact", "owner", "submitted"),
    Rule("in_review", "contact", "owner", "in_review"),
    Rule("returned", "contact", "owner", "returned"),
    Rule("accepted", "contact", "owner", "accepted"),
    Rule("rejected", "contact", "owner", "rejected"),
    Rule("rejected", "copy", "owner", "rejected"),
    Rule("withdrawn", "copy", "owner", "withdrawn"),
)

_TABLE: Mapping[tuple[State, Action, Role], Rule] = {(rule.state, rule.action, rule.role): rule for rule in RULES}
#: The states of what has been submitted, in the order in which lists offer them.
STATES: tuple[State, ...] = tuple(state for state in get_args(State) if any(rule.to == state for rule in RULES))
#: Those in which it waits for staff: a reviewer has something to do.
WAITING = tuple(state for state in STATES if any((rule.state, rule.role) == (state, "reviewer") for rule in RULES))
#: Those in which one member of staff has it in hand.
HELD = frozenset(rule.state for rule in RULES if rule.held)
#: What staff write when they do this: a reason that must not be missing, or a remark that may be. Others write nothing.
REMARKS: Mapping[Action, Literal["required", "optional"]] = {
    "return": "required",
    "reject": "required",
    "accept": "optional",
    "reopen": "optional",
    "release": "optional",
}
#: What its button does at once; to say something with it has a button of its own.
AT_ONCE: frozenset[Action] = frozenset({"accept"})
#: What gives a need to a holder who is chosen, or to who does it, with a word to colleagues; see `TO_ANOTHER`.
HANDED: frozenset[Action] = frozenset({"assign", "transfer", "take_over"})
#: Those by which a colleague gets it.
TO_ANOTHER: frozenset[Action] = frozenset({"assign", "transfer"})
#: What staff tick fields for before they write.
TICKED: frozenset[Action] = frozenset({"return"})
#: What can be undone while its notice waits.
UNDOABLE: frozenset[Action] = frozenset({"accept", "return", "reject", "reopen"})
_TOLD: frozenset[Action] = frozenset(
    {"submit", "resubmit", "return", "accept", "reject", "reopen", "withdraw", "contact"}
)


@dataclass(frozen=True)
class Decision:
    """What a member of staff does to a need, put into words: for which fields, with what reason or remark.

    `reasons` are those of single fields, by key; `reason` is that of the others, and of the whole.
    """

    action: Action
    fields: tuple[str, ...] = ()
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


class IllegalTransition(Exception):  # noqa: N818  (the name of a refusal, not of a fault)
    """The need cannot be taken through this action by this person now; `code` says why."""

    def __init__(self, code: Code, *, state: State, action: Action, role: Role) -> None:
        """Keep what was tried."""
        self.code: Code = code
        self.state, self.action, self.role = state, action, role
        super().__init__(f"{code}: {action} of a need that is {state}, by {role}")


def transition(
    state: State,
    action: Action,
    *,
    role: Role,
    holds: bool = False,
    owns: bool = False,
    idle: bool = False,
    reserved: bool = False,
) -> State:
    """Return the state after the action; IllegalTransition where the role may not, not now, or not without holding.

    `owns`: the need is the person's own, on which he does not act as staff. `idle`: its holder has left it alone for
    long. `reserved`: it is kept for another reviewer for now.
    """
    rule = _TABLE.get((state, action, role))
    if owns and role != "owner":
        raise IllegalTransition("own_need", state=state, action=action, role=role)
    if rule is None:
        ever = any(other.action == action and other.role == role for other in RULES)
        raise IllegalTransition("wrong_state" if ever else "not_allowed", state=state, action=action, role=role)
    if code := _lacking(rule, holds=holds, idle=idle, reserved=reserved):
        raise IllegalTransition(code, state=state, action=action, role=role)
    return rule.to


def _lacking(rule: Rule, *, holds: bool, idle: bool, reserved: bool) -> Code | None:
    """Return why a way can't be taken as things are; None where it can."""
    refused: tuple[tuple[Code, bool], ...] = (
        ("not_holder", rule.held and not holds),
        ("holds", rule.apart and holds),
        ("not_idle", rule.idle and not idle),
        ("reserved", rule.yields and reserved),
    )
    return next((code for code, so in refused if so), None)


def actions(
    state: State,
    role: Role,
    *,
    holds: bool = False,
    owns: bool = False,
    idle: bool = False,
    reserved: bool = False,
) -> tuple[Action, ...]:
    """Return what the person may do with a need now, in the order of the table: the buttons to show."""
    if owns and role != "owner":
        return ()
    return tuple(
        rule.action
        for rule in RULES
        if (rule.state, rule.role) == (state, role) and not _lacking(rule, holds=holds, idle=idle, reserved=reserved)
    )


def claims(state: State, action: Action, role: Role) -> bool:
    """Return whether this begins with a claim: nobody holds the need yet."""
    rule = _TABLE.get((state, action, role))
    return rule is not None and rule.claims


def may(state: State, action: Action, role: Role) -> bool:
    """Return whether there is such a way, whoever holds the need."""
    return (state, action, role) in _TABLE


def notifies_owner(action: Action) -> bool:
    """Return whether the enterprise is told; it is not told of claims and releases."""
    return action in _TOLD
