"""The queue: needs for staff, page by page, those that wait longest first, as far as the filters let through."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Literal

from pydantic import ValidationError

from bot.needs.fields import Option
from bot.needs.lifecycle import STATES, WAITING, State
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import ChooseFilters, ChooseLeague, OpenNeed, OpenQueue, ShowQueue
from bot.services.needs_state import indexing, staff_cards, wording
from bot.services.reviewing import asked, undelivered
from bot.services.runtime import beijing, paging
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import listing, search
from bot.storage.listing import Filter, Order
from bot.storage.needs import Need
from bot.texts import Html

LONGEST = 24  # characters of a name or title
AT_HAND = ("mine", "again", "overdue")  # flags with a button on the list itself
A_ROW = 3  # buttons
_ANY: tuple[State | Literal[""], ...] = ("", *STATES)
PASSING = {"page", "words"}  # what is not kept of a view


@on(OpenQueue)
def show(turn: Turn, _: OpenQueue) -> None:
    """Lists the needs that wait for staff."""
    listed(turn, "")


def listed(turn: Turn, said: str) -> None:
    """Lists the needs that are asked for in words; without any, by the filters that were set last."""
    if member := turn.admit():
        view = asked.view(turn, said) if said else kept(turn)
        turn.say(_page(turn, member, view, replace=False))


@on(ShowQueue)
def turn_page(turn: Turn, action: ShowQueue) -> None:
    """Shows a page of the queue in place of the tapped one."""
    if member := turn.admit():
        turn.say(_page(turn, member, action, replace=True))


@on(ChooseLeague)
def leagues(turn: Turn, action: ChooseLeague) -> None:
    """Offers the leagues and cities to filter the queue by."""
    if member := turn.admit():
        field = turn.house.form.role("league")
        options = [(each.value, each.label) for each in field.options] if field else []
        seen = [each for each in options if not member.limits or each[0] in member.limits]
        every = ("", turn.text("review.every_league"))
        buttons = [Button(label, _shown(action, league=code)) for code, label in (every, *seen)]
        turn.say(Reply(turn.text("review.choose_league"), tuple(rows(buttons, A_ROW)), replace=True))


@on(ChooseFilters)
def filters(turn: Turn, action: ChooseFilters) -> None:
    """Offers the filters that are used less, and the orders."""
    if turn.admit():
        rare = [_flag(turn, action, flag) for flag in asked.FLAGS if flag not in AT_HAND]
        orders = [_order(turn, action, order) for order in asked.ORDERS]
        field = turn.house.form.role("domain")
        domains = [_domain(action, option) for option in (field.options if field else ())]
        back = Button(turn.text("finding.back_to_list"), _shown(action))
        every = (*rows(rare, A_ROW), *rows(domains, A_ROW), *rows(orders, A_ROW), (back,))
        turn.say(Reply(turn.text("finding.choose"), every, replace=True))


def kept(turn: Turn) -> ShowQueue:
    """Return the view that the caller had last in his own chat; elsewhere, and at first, what waits."""
    kept = listing.kept_view(turn.tx, turn.caller.user_id) if turn.caller.private else None
    try:
        return ShowQueue.model_validate_json(kept) if kept else ShowQueue()
    except ValidationError:  # of an earlier version
        return ShowQueue()


def _keep(turn: Turn, view: ShowQueue) -> None:
    if turn.caller.private:
        listing.keep_view(turn.tx, turn.caller.user_id, json.dumps(view.model_dump(exclude=PASSING)))


def wanted(turn: Turn, member: Member, view: ShowQueue, every: tuple[State, ...] = WAITING) -> Filter:
    """Return what a view lets through, for a member of staff; of no state in particular, `every` one."""
    office, days = turn.house.office, turn.house.review.overdue_days
    before = office.workdays_ago(turn.now, days).astimezone(UTC) if view.overdue and days else None
    return Filter(
        states=(view.state,) if view.state else every,
        leagues=member.limits,
        league=view.league or None,
        holder=member.id if view.mine else None,
        domain=view.domain or None,
        before=before.isoformat(timespec="microseconds") if before else None,
        again=view.again,
        unheld=view.unheld,
        files=view.files,
        words=view.words.split(),
    )


def _page(turn: Turn, member: Member, view: ShowQueue, *, replace: bool) -> Reply:
    indexing.catch_up(turn.tx, turn.house)
    size, only = turn.house.page_size, wanted(turn, member, view)
    found, count = listing.page(turn.tx, only, view.order, limit=size, offset=view.page * size)
    last = paging.pages(count, size) - 1
    if view.page > last:  # it has grown shorter since the button was made
        return _page(turn, member, view.model_copy(update={"page": last}), replace=replace)
    _keep(turn, view)
    text = turn.text(
        "review.queue" if count else "review.queue_empty",
        state=wording.state_name(turn, view.state) if view.state else turn.text("review.waiting"),
        league=_narrowed(turn, view),
        count=how_many(turn, count, view),
        page=view.page + 1,
        pages=last + 1,
        order=turn.text(f"finding.ordered.{view.order}"),
    )
    turning = paging.jumping(turn, lambda to: view.model_copy(update={"page": to}), view.page, last)
    buttons = [*rows(map(_opener, found), 2), *turning, *_filters(turn, view, only)]
    parts = [text, *(row(turn, each) for each in found)]
    if warned := undelivered.warning(turn):
        parts.append(warned[0])
        buttons.append((warned[1],))
    return Reply("\n\n".join(parts), tuple(buttons), replace=replace)


def how_many(turn: Turn, count: int, view: ShowQueue) -> str:
    """Return in figures how many were found; of what was looked for by words no more than so many are."""
    return str(turn.text("finding.most", count=count) if view.words and count >= search.MOST else count)


def _narrowed(turn: Turn, view: ShowQueue) -> str:
    """Return in words what the needs are narrowed to besides their state."""
    form = turn.house.form
    league, domain = form.role("league"), form.role("domain")
    parts = [league.shown(view.league) if league and view.league else turn.text("review.every_league")]
    parts += [domain.shown(view.domain)] if domain and view.domain else []
    parts += [turn.text(f"finding.flag.{flag}") for flag in asked.FLAGS if getattr(view, flag)]
    parts += [turn.text("finding.words", words=view.words)] if view.words else []
    return " · ".join(parts)


def row(turn: Turn, need: Need, summary: Html | None = None) -> Html:
    """Return a need in two lines: number, state and how long it waits; whose it is and what it is called."""
    waiting = need.state in WAITING
    return turn.text(
        "review.queue_row",
        reference=need.reference,
        state=_state(turn, need),
        since=staff_cards.waited(turn, need) if waiting else beijing.moment(need.updated_at),
        summary=wording.summary(turn, need, LONGEST) if summary is None else summary,
    )


def _state(turn: Turn, need: Need) -> Html:
    state = wording.state(turn, need)
    return turn.text("review.held", state=state, who=staff_cards.holder(turn, need)) if need.holder else state


def _opener(need: Need) -> Button:
    return Button(need.reference, OpenNeed(need=need.id))


def _filters(turn: Turn, view: ShowQueue, only: Filter) -> Iterator[Row]:
    """Yield the rows of filters: the states with how many there are of each, and what else there is to choose."""
    counts = listing.by_state(turn.tx, only.leagues, only.league)
    yield from rows((_of_state(turn, view, state, counts) for state in _ANY), A_ROW)
    yield tuple(_flag(turn, view, flag) for flag in AT_HAND)
    more: list[Button] = []
    if turn.house.form.role("league"):
        more.append(Button(turn.text("review.by_league"), ChooseLeague(**dict(view))))
    more.append(Button(turn.text("finding.more"), ChooseFilters(**dict(view))))
    if view != ShowQueue(page=view.page):
        more.append(Button(turn.text("finding.clear"), ShowQueue()))
    yield tuple(more)


def _of_state(turn: Turn, view: ShowQueue, state: State | Literal[""], counts: Mapping[State, int]) -> Button:
    label = wording.state_name(turn, state) if state else turn.text("review.waiting")
    count = sum(counts.get(each, 0) for each in ((state,) if state else WAITING))
    said = turn.text("finding.counted", label=label, count=count)
    return Button(_mark(said, ticked=view.state == state), _shown(view, state=state))


def _flag(turn: Turn, view: ShowQueue, name: str) -> Button:
    label = turn.text(f"finding.flag.{name}")
    return Button(_mark(label, ticked=getattr(view, name)), _shown(view, **{name: not getattr(view, name)}))


def _order(turn: Turn, view: ShowQueue, order: Order) -> Button:
    return Button(_mark(turn.text(f"finding.order.{order}"), ticked=view.order == order), _shown(view, order=order))


def _domain(view: ShowQueue, option: Option) -> Button:
    ticked = view.domain == option.value
    return Button(_mark(option.label, ticked=ticked), _shown(view, domain="" if ticked else option.value))


def _mark(label: str, *, ticked: bool) -> str:
    return f"✓ {label}" if ticked else label


def _shown(view: ShowQueue, **changes: object) -> ShowQueue:
    """Return the first page of a list that differs from another so far."""
    return ShowQueue(**{**dict(view), "page": 0, **changes})
