"""A need being written: what is kept of it between two messages, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeGuard

from bot.needs.actions import OfDraft
from bot.needs.fields import Json, Values
from bot.reply import Reply
from bot.texts import Html


@dataclass(frozen=True)
class Pending:
    """Something that the person has to settle before the present step is answered.

    ask_back: the text can be read in the ways of `choices` (label, value), or is `over` the limit and can be cut so.
    doubt: `choices` holds the one value, which is taken if the person insists. meant: `text` may be the answer, or else
    a question, or a `wish`, or it `changes` the field of that key. picking: the options ticked so far.
    """

    kind: Literal["ask_back", "doubt", "meant", "picking"]
    text: str = ""
    message: str = ""
    choices: tuple[tuple[str, Json], ...] = ()
    picked: tuple[str, ...] = ()
    wish: bool = False
    changes: str = ""
    over: bool = False


def is_asking(pending: Pending | None) -> TypeGuard[Pending]:
    """Return whether the person is asked what a text of his means."""
    return pending is not None and pending.kind != "picking" and bool(pending.text)


@dataclass(frozen=True)
class Past:
    """What one change of a draft replaced: the step it was made at, and what stood in the fields that it touched.

    None stands for nothing; `begun` likewise for answers that were too short.
    """

    step: str
    home: str | None
    values: Values
    begun: Mapping[str, str | None]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A need being written, as stored after every answer.

    `step` is the key of a field, or "together", "extras", "review", "truth", "submitted". `home` is the step to go
    back to after a single field was opened. `todo` are the only fields that may be changed (a returned need),
    `reason` why, `reasons` why single ones, by key. `flags` are fields that were taken although doubtful.
    `rejected` keeps, by field, the last text that could not be used, and `begun` what was typed of an answer that
    is too short yet. `earlier` is what can be carried over from the last need. `aside` are values of fields that
    are not asked beside the others at present. `brought` are texts that wait for their fields' steps, by field.
    `before` is what a returned need held when it was submitted. `past` are the latest changes, the last one last.
    `cautioned` are the cautions that were shown already. `recap` is what the present card says of the answer
    before, for its receipt to say it too; no change by itself. `shares` are the texts of values that were worked
    out of another field's, by field. `writer` tells who changed it last: the number of the invitation of a
    colleague, 0 for the owner. `revision` grows by one with every change.
    """

    id: int
    owner: int
    values: Values = field(default_factory=dict)
    step: str = "review"
    pending: Pending | None = None
    home: str | None = None
    todo: tuple[str, ...] | None = None
    need_id: int | None = None
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    rejected: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[str, str] = field(default_factory=dict)
    cautioned: tuple[str, ...] = ()
    earlier: Values = field(default_factory=dict)
    aside: Values = field(default_factory=dict)
    brought: Mapping[str, str] = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    past: tuple[Past, ...] = ()
    writer: int = 0
    shares: Mapping[str, str] = field(default_factory=dict)
    form_version: int = 1
    revision: int = 0
    recap: str = field(default="", compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the draft as JSON values."""
        pending = self.pending and {**vars(self.pending), "choices": [list(choice) for choice in self.pending.choices]}
        lists = {"todo": None if self.todo is None else list(self.todo)}
        lists |= {name: list(getattr(self, name)) for name in ("flags", "cautioned")}
        names = ("values", "rejected", "begun", "earlier", "aside", "brought", "before", "shares", "reasons")
        maps = {name: dict(getattr(self, name)) for name in names}
        past = [{**vars(each), "flags": list(each.flags)} for each in self.past]
        return {**vars(self), **maps, "pending": pending, "past": past, **lists}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Draft":
        """Return the draft that `to_json` gave; TypeError or KeyError for anything else."""
        known = dict(data)
        if pending := known.get("pending"):
            choices = tuple((label, value) for label, value in pending["choices"])
            known["pending"] = Pending(**{**pending, "choices": choices, "picked": tuple(pending["picked"])})
        if known.get("todo") is not None:
            known["todo"] = tuple(known["todo"])
        past = tuple(Past(**{**each, "flags": tuple(each["flags"])}) for each in known.get("past", ()))
        lists = {name: tuple(known.get(name, ())) for name in ("flags", "cautioned")}
        return Draft(**{**known, **lists, "past": past})


Verdict: TypeAlias = Literal["answer", "wish", "talk", "unknown"]


@dataclass(frozen=True)
class Said:
    """The person typed `text`, and what the FAQ makes of it.

    answer: it surely is the question `asks`. wish: it may be the wish called `asks`. talk: a greeting, thanks and the
    like. `late`: the person comes back after a long pause, when a text may well be a new question.
    """

    text: str
    verdict: Verdict = "unknown"
    asks: str = ""
    late: bool = False


@dataclass(frozen=True)
class Tapped:
    """The person tapped a button of the present card (the caller has compared its revision), or `typed` its label."""

    action: OfDraft
    typed: bool = False


@dataclass(frozen=True)
class SharedPhone:
    """The person sent a contact; `own` if it is the person's own account."""

    number: str
    own: bool


@dataclass(frozen=True)
class Resumed:
    """The person came back to the draft."""


@dataclass(frozen=True)
class Blank:
    """The person sent something without words: a sticker, a voice, a place; `line` says what to do instead."""

    line: Html


Event: TypeAlias = Said | Tapped | SharedPhone | Resumed | Blank
Outcome: TypeAlias = Literal["submitted", "left", "cancelled", "asked", "previewed"]


@dataclass(frozen=True)
class Step:
    """The draft after an event, what the bot says, and what the caller has to do.

    submitted: make the need of `draft.values` (the replies are empty: the reference number is the caller's). left: the
    draft rests, the next message is not for it. cancelled: delete the draft. asked: answer `question`, then send the
    replies. previewed: send what is filled in as a document (there are no replies: the caller has the means).
    """

    draft: Draft
    replies: tuple[Reply, ...]
    outcome: Outcome | None = None
    question: str | None = None
