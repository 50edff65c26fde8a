"""Lists and cards of waiting questions, for staff. Only words and buttons."""

from collections.abc import Callable, Iterable

from bot.actions import Action
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    AnswerQuestions,
    AskAdopt,
    BeginEntry,
    Dismiss,
    OpenQuestions,
    SearchEntry,
    SendAnswer,
    ShowDesk,
    Teach,
)
from bot.services.desk import clusters
from bot.services.desk.clusters import Cluster
from bot.services.needs_state import wording
from bot.services.runtime import beijing, paging
from bot.services.runtime.turn import Turn
from bot.storage.questions import Question
from bot.texts import Html
from bot.texts.markup import plain, shortened
from faq.entry import Entry

LABEL = 24  # characters of a question on a button
LINE = 100  # characters of a question in a list
PHRASINGS = 10  # ways of asking that are shown


def listed(turn: Turn, every: list[Cluster], page: int, *, replace: bool) -> Reply:
    """Return a page of the list, counted from 0; the last page where there are fewer by now."""
    if not every:
        return Reply(turn.text("desk.none"), replace=replace)
    size = turn.house.page_size
    pages = paging.pages(len(every), size)
    page = min(page, pages - 1)
    here = list(enumerate(every, start=1))[page * size : (page + 1) * size]
    heading = turn.text(
        "desk.list",
        groups=len(every),
        times=sum(len(each.questions) for each in every),
        page=page + 1,
        pages=pages,
    )
    openers = tuple((_opener(turn, number, each),) for number, each in here)
    turning = paging.turning(turn, lambda to: ShowDesk(page=to), page, pages - 1)
    return Reply("\n".join((heading, *(_row(turn, *each) for each in here))), (*openers, *turning), replace=replace)


def _row(turn: Turn, number: int, cluster: Cluster) -> Html:
    return turn.text(
        "desk.row",
        number=number,
        phrasing=shortened(cluster.phrasings[0], LINE),
        askers=cluster.askers,
        times=len(cluster.questions),
        kinds=_kinds(turn, cluster.questions),
    )


def _opener(turn: Turn, number: int, cluster: Cluster) -> Button:
    label = plain(turn.text("desk.opener", number=number, phrasing=shortened(cluster.phrasings[0], LABEL)))
    return Button(label, OpenQuestions(question=cluster.first))


def card(turn: Turn, cluster: Cluster, *, replace: bool) -> Reply:
    """Return the card of a cluster, with buttons for all that can be done with it."""
    first, last = cluster.first, cluster.last
    given = clusters.answered_before(turn, cluster)
    parts = [_phrasings(turn, cluster.phrasings), earlier(turn, cluster)]
    text = turn.text(
        "desk.card",
        phrasing=cluster.phrasings[0],
        askers=cluster.askers,
        times=len(cluster.questions),
        latest=beijing.moment(cluster.latest),
        kinds=_kinds(turn, cluster.questions),
        more=Html("\n\n".join(filter(None, parts))),
    )
    answer = Button(turn.text("desk.answer"), AnswerQuestions(question=first, upto=last))
    dismiss = Button(turn.text("desk.dismiss"), Dismiss(question=first, upto=last))
    back = Button(turn.text("desk.back"), ShowDesk())
    again: list[Row] = []
    if given:
        sends = SendAnswer(questions=cluster.ids, text=given.text or "")
        again.append((Button(turn.text("desk.send_earlier"), sends),))
    lessons = lesson_rows(turn, SearchEntry(question=first, upto=last), known(turn, cluster.hits))
    return Reply(Html(text.strip()), (*again, (answer, dismiss), *lessons, (back,)), replace=replace)


def _kinds(turn: Turn, asked: Iterable[Question]) -> str:
    kinds = [_kind(each) for each in asked]
    return " · ".join(turn.text(f"desk.kind.{kind}", count=kinds.count(kind)) for kind in dict.fromkeys(kinds))


def _kind(asked: Question) -> str:
    """Return the reason for which a question waits."""
    if asked.handed_over:
        return "handed_over"
    return "down" if asked.vote == -1 else "undecided" if asked.undecided else "unknown"


def _phrasings(turn: Turn, phrasings: list[str]) -> Html:
    """Return the list of wordings; empty where there is only one."""
    lines = [turn.text("desk.phrasing", phrasing=shortened(each, LINE)) for each in phrasings[:PHRASINGS]]
    if (more := len(phrasings) - PHRASINGS) > 0:
        lines.append(turn.text("desk.more_phrasings", count=more))
    return Html("\n".join([turn.text("desk.phrasings"), *lines])) if len(phrasings) > 1 else Html()


def earlier(turn: Turn, cluster: Cluster) -> Html:
    """Return staff's earlier answer to a similar question, in words; empty where there is none."""
    if (given := clusters.answered_before(turn, cluster)) is None:
        return Html()
    who = wording.member(turn, given.staff_id)
    return turn.text("desk.earlier", who=who, at=beijing.moment(given.created_at), answer=given.text)


def known(turn: Turn, hits: Iterable[tuple[str, float]]) -> list[Entry]:
    """Return the entries of stored hits, without those that are no more."""
    entries = {entry.id: entry for entry in turn.house.responder.library.entries}
    return [entries[entry_id] for entry_id, _ in hits if entry_id in entries]


def lesson_rows(turn: Turn, about: SearchEntry, entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return the buttons to teach from `about`: a phrasing of one of the entries, of another one, or a new entry."""
    search = Button(turn.text("desk.search"), about)
    new = Button(turn.text("desk.entry"), BeginEntry(**about.model_dump()))
    return (*adopt_rows(turn, adopting(about), entries), (search, new))


def adopting(about: SearchEntry, draft: int = 0) -> Callable[[Entry], Action]:
    """Return the maker of actions that make `about` a phrasing of an entry, in place of the new entry in `draft`."""
    if about.settlement:
        return lambda entry: Teach(settlement=about.settlement, entry=entry.id, draft=draft)
    return lambda entry: AskAdopt(question=about.question, upto=about.upto, entry=entry.id, draft=draft)


def adopt_rows(turn: Turn, action: Callable[[Entry], Action], entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return a button for each entry, with the `action` that makes a question its phrasing."""
    labels = ((each, plain(turn.text("desk.adopt", question=shortened(each.question, LABEL)))) for each in entries)
    return tuple((Button(label, action(entry)),) for entry, label in labels)


def settled(
    turn: Turn, text: Html, settlement: int, hits: Iterable[tuple[str, float]], first: tuple[Row, ...] = ()
) -> Reply:
    """Return staff's confirmation of an answer: `text`, then the rows `first` and the buttons for teaching."""
    lessons = lesson_rows(turn, SearchEntry(settlement=settlement), known(turn, hits))
    return Reply(text + turn.text("desk.then_teach"), (*first, *lessons), replace=True)
