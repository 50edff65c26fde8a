"""The queue: needs for staff, page by page, the oldest first, by state and by league."""

from collections.abc import Iterator

from bot.needs.lifecycle import STATES, WAITING
from bot.reply import Button, Reply, rows
from bot.services.actions import ChooseLeague, OpenNeed, OpenQueue, ShowQueue
from bot.services.needs_state import staff_cards, wording
from bot.services.reviewing import undelivered
from bot.services.runtime import beijing, paging
from bot.services.runtime.turn import Turn, on
from bot.storage import needs
from bot.storage.needs import Need
from bot.texts import Html

LONGEST = 24  # characters of a name or title


@on(OpenQueue)
def show(turn: Turn, _: OpenQueue) -> None:
    """Lists the needs that wait for staff."""
    if turn.admit():
        turn.say(_page(turn, ShowQueue(), replace=False))


@on(ShowQueue)
def turn_page(turn: Turn, action: ShowQueue) -> None:
    """Shows a page of the queue in place of the tapped one."""
    if turn.admit():
        turn.say(_page(turn, action, replace=True))


@on(ChooseLeague)
def leagues(turn: Turn, action: ChooseLeague) -> None:
    """Offers the leagues and cities to filter the queue by."""
    if turn.admit():
        field = turn.house.form.role("league")
        limits = turn.member.limits if turn.member else ()
        options = (
            [(each.value, each.label) for each in field.options if not limits or each.value in limits] if field else []
        )
        every = ("", turn.text("review.every_league"))
        buttons = [Button(label, ShowQueue(state=action.state, league=code)) for code, label in (every, *options)]
        turn.say(Reply(turn.text("review.choose_league"), tuple(rows(buttons, 3)), replace=True))


def _page(turn: Turn, view: ShowQueue, *, replace: bool) -> Reply:
    state, league, page = view.state, view.league, view.page
    size, states = turn.house.page_size, (state,) if state else WAITING
    limits = turn.member.limits if turn.member else ()
    found, count = needs.queue(
        turn.tx, states=states, league=league or None, leagues=limits, limit=size, offset=page * size
    )
    last = paging.pages(count, size) - 1
    if page > last:  # it has grown shorter since the button was made
        return _page(turn, view.model_copy(update={"page": last}), replace=replace)
    text = turn.text(
        "review.queue" if count else "review.queue_empty",
        state=wording.state_name(turn, state) if state else turn.text("review.waiting"),
        league=_league(turn, league),
        count=count,
        page=page + 1,
        pages=last + 1,
    )
    turning = paging.turning(turn, lambda to: view.model_copy(update={"page": to}), page, last)
    filters = rows(_filters(turn, view), 4)
    buttons = [*rows(map(_opener, found), 2), *turning, *filters]
    parts = [text, *(_row(turn, each) for each in found)]
    if warned := undelivered.warning(turn):
        parts.append(warned[0])
        buttons.append((warned[1],))
    return Reply("\n\n".join(parts), tuple(buttons), replace=replace)


def _league(turn: Turn, league: str) -> str:
    field = turn.house.form.role("league")
    return field.shown(league) if field and league else turn.text("review.every_league")


def _row(turn: Turn, need: Need) -> Html:
    waiting = need.state in WAITING
    return turn.text(
        "review.queue_row",
        reference=need.reference,
        state=_state(turn, need),
        since=staff_cards.waited(turn, need) if waiting else beijing.moment(need.updated_at),
        summary=wording.summary(turn, need, LONGEST),
    )


def _state(turn: Turn, need: Need) -> Html:
    state = wording.state(turn, need)
    return turn.text("review.held", state=state, who=staff_cards.holder(turn, need)) if need.holder else state


def _opener(need: Need) -> Button:
    return Button(need.reference, OpenNeed(need=need.id))


def _filters(turn: Turn, view: ShowQueue) -> Iterator[Button]:
    for each in (None, *STATES):
        label = wording.state_name(turn, each) if each else turn.text("review.waiting")
        to = ShowQueue(state=each or "", league=view.league)
        yield Button(f"✓ {label}" if to.state == view.state else label, to)
    if turn.house.form.role("league"):
        yield Button(turn.text("review.by_league"), ChooseLeague(state=view.state))
