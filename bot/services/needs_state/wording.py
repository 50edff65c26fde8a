"""Wording of needs and drafts, wherever they are shown. Nothing is changed here."""

import re
import unicodedata
from collections.abc import Iterable

from bot.needs import lifecycle
from bot.needs.draft import Draft
from bot.needs.fields import FieldRole
from bot.needs.fields.cleaning import clean
from bot.needs.form import OF_NEEDS
from bot.needs.lifecycle import IllegalTransition, State
from bot.needs.overview import overview, progress, remark
from bot.needs.reasons import told
from bot.services.runtime.beijing import BEIJING
from bot.services.runtime.turn import Turn
from bot.storage import needs, staff
from bot.storage.drafts import DraftRow
from bot.storage.needs import Act, Need, Request
from bot.texts import Html
from bot.texts.markup import shortened

NAME = 30  # characters of somebody's name as he gives it
FIGURES = 6  # of a reference number
DASH = r"[\s\-\u2010-\u2015\u2212_]*"  # between its parts, as people write it


def reference(turn: Turn, typed: str) -> str:
    """Return a typed reference number in its proper form.

    Its last figures will do: they mean the caller's own latest need with that ending, or else this year's number.
    """
    if numbers := references(turn, typed):
        return numbers[0]
    bare = unicodedata.normalize("NFKC", typed).strip("“”\"'。.,，#＃ ").upper()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= FIGURES):
        return bare
    ending = f"-{int(bare):0{FIGURES}}"
    own = (need.reference for need in needs.of_owner(turn.tx, turn.caller.user_id) if need.reference.endswith(ending))
    return next(own, f"{turn.house.reference_prefix}-{turn.now.astimezone(BEIJING).year}{ending}")


def references(turn: Turn, text: str) -> list[str]:
    """Return the reference numbers in a text, each once, in their proper form.

    With the present prefix they may lack dashes and zeros.
    """
    prefix = re.escape(turn.house.reference_prefix)
    number = re.compile(
        rf"(?<![A-Z0-9])({prefix}|[A-Z]{{1,6}}(?=-\d{{4}}-\d{{{FIGURES}}})){DASH}(\d{{4}}){DASH}(\d{{1,{FIGURES}}})(?!\d)",
        re.ASCII | re.IGNORECASE,
    )
    found = number.findall(unicodedata.normalize("NFKC", text))
    return list(dict.fromkeys(f"{letters.upper()}-{year}-{last:>0{FIGURES}}" for letters, year, last in found))


def labels(turn: Turn, need: Need, keys: Iterable[str]) -> str:
    """Return the labels of a need's fields, joined for reading; fields no longer in the form are left out."""
    form = turn.house.form_of(need)
    return "、".join(form.field(key).label for key in keys if form.has(key))


def shown(turn: Turn, need: Need, role: FieldRole) -> str:
    """Return the value of a need's field with that role, in words, a phone number masked."""
    form = turn.house.form_of(need)
    field = form.role(role)
    value = need.content.values.get(field.key) if field else None
    return "—" if field is None or value is None else form.display(field.key, value, mask=True)


def state(turn: Turn, need: Need) -> Html:
    """Return the name of a need's state."""
    return state_name(turn, need.state)


def state_name(turn: Turn, state: State) -> Html:
    """Return a state's name."""
    return turn.text(f"lifecycle.state.{state}.name")


def action_name(turn: Turn, action: lifecycle.Action) -> Html:
    """Return an action's name, as on its button too."""
    return turn.text(f"lifecycle.action.{action}.name")


def summary(turn: Turn, need: Need, longest: int | None = None) -> str:
    """Return company, league and title in one line, each with at most `longest` characters.

    What is on another form than that of needs is led by its name.
    """
    roles: tuple[FieldRole, ...] = ("organisation", "league", "title")
    form = turn.house.form_of(need)
    names = [shown(turn, need, role) for role in roles if role in form.roles]
    if need.form != OF_NEEDS:
        names.insert(0, form.name or need.form)
    return " · ".join(shortened(name, longest) if longest else name for name in names)


def body(turn: Turn, need: Need, *, mask: bool, longest: int | None = None, every: bool = False) -> Html:
    """Return a need's filled fields, and remarks on those taken although doubtful; `mask` and `longest` as in overview.

    `every` adds the remarks that the owner was not asked about.
    """
    form, values, flags = turn.house.form_of(need), need.content.values, need.content.flags
    doubts = (remark(form, each) for each in form.remarks(values) if every or each.field in flags)
    shown = overview(form, values, mask=mask, longest=longest)
    return Html("\n\n".join(filter(None, (shown, "\n".join(doubts)))))


def reason(turn: Turn, need: Need, asked: Request) -> str:
    """Return the reason that its owner was given, for all fields and for single ones."""
    return told(turn.house.form_of(need), asked.fields, asked.reason, asked.reasons)


def actor(turn: Turn, act: Act) -> str:
    """Return the name of the person behind an act; an owner, who may use any name, is marked as an enterprise."""
    if act.role != "owner":
        return act.actor_name
    name = shortened(clean(act.actor_name), NAME) or turn.text("lifecycle.nameless")
    return turn.text("lifecycle.by_owner", name=name)


def member(turn: Turn, user_id: int) -> str:
    """Return the name of a member of staff, marked where he is one no longer."""
    if found := turn.staff.members.get(user_id):
        return found.name
    name = staff.name_of(turn.tx, user_id)
    return turn.text("staff.former", name=name) if name else turn.text("review.former", id=user_id)


def draft_progress(turn: Turn, row: DraftRow) -> str:
    """Return how far a draft of a need is filled in."""
    return progress(turn.house.form_of(row), Draft.from_json(row.content))


def refusal(turn: Turn, refused: IllegalTransition) -> Html:
    """Return in words why an action on a need is refused."""
    state, action = state_name(turn, refused.state), action_name(turn, refused.action)
    return turn.text(f"review.refused.{refused.code}", state=state, action=action)
