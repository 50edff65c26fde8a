"""What staff see of questions that wait for them. Only words and buttons."""

from collections.abc import Iterable

from bot.needs.cards import shortened
from bot.reply import Argument, Button, Reply
from bot.services import cards, clusters, writing
from bot.services.cards import Row
from bot.services.clusters import Cluster
from bot.services.split import plain
from bot.services.turn import Turn
from bot.storage.questions import Question
from bot.texts import Html
from faq.entry import Entry

LABEL = 24  # characters of a question on a button
LINE = 100  # characters of a question in a list
PHRASINGS = 10  # ways of asking that are shown


def listed(turn: Turn, every: list[Cluster], page: int, *, replace: bool) -> Reply:
    """Return a page of the list, counted from 0; the last one where there are fewer by now."""
    if not every:
        return Reply(turn.text("desk.none"), replace=replace)
    size = turn.house.page_size
    pages = cards.pages(len(every), size)
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
    turning = cards.turning(turn, "desk.list", {}, page, pages - 1)
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
    return Button(label, "desk.open", {"question": cluster.first})


def card(turn: Turn, cluster: Cluster, *, replace: bool) -> Reply:
    """Return one cluster, and what can be done with it."""
    about: dict[str, Argument] = {"question": cluster.first, "upto": cluster.last}
    given = clusters.answered_before(turn, cluster)
    parts = [_phrasings(turn, cluster.phrasings), earlier(turn, cluster)]
    text = turn.text(
        "desk.card",
        phrasing=cluster.phrasings[0],
        askers=cluster.askers,
        times=len(cluster.questions),
        latest=cards.moment(cluster.latest),
        kinds=_kinds(turn, cluster.questions),
        more=Html("\n\n".join(filter(None, parts))),
    )
    answer = Button(turn.text("desk.answer"), "desk.answer", about)
    dismiss = Button(turn.text("desk.dismiss"), "desk.dismiss", about)
    back = Button(turn.text("desk.back"), "desk.list", {"page": 0})
    again: list[Row] = []
    if given:
        sends = {"questions": cluster.ids, "text": given.text}
        again.append((Button(turn.text("desk.send_earlier"), "desk.send", sends),))
    lessons = lesson_rows(turn, "teach.adopt_ask", about, known(turn, cluster.hits))
    return Reply(Html(text.strip()), (*again, (answer, dismiss), *lessons, (back,)), replace=replace)


def _kinds(turn: Turn, asked: Iterable[Question]) -> str:
    kinds = [_kind(each) for each in asked]
    return " · ".join(turn.text(f"desk.kind.{kind}", count=kinds.count(kind)) for kind in dict.fromkeys(kinds))


def _kind(asked: Question) -> str:
    """Return why a question waits."""
    if asked.handed_over:
        return "handed_over"
    return "down" if asked.vote == -1 else "undecided" if asked.undecided else "unknown"


def _phrasings(turn: Turn, phrasings: list[str]) -> Html:
    """Return how it was asked, where in more than one way."""
    lines = [turn.text("desk.phrasing", phrasing=shortened(each, LINE)) for each in phrasings[:PHRASINGS]]
    if (more := len(phrasings) - PHRASINGS) > 0:
        lines.append(turn.text("desk.more_phrasings", count=more))
    return Html("\n".join([turn.text("desk.phrasings"), *lines])) if len(phrasings) > 1 else Html()


def earlier(turn: Turn, cluster: Cluster) -> Html:
    """Return what staff have answered to the same question before; nothing where they have not."""
    if (given := clusters.answered_before(turn, cluster)) is None:
        return Html()
    member = turn.house.staff.members.get(given.staff_id)
    who = member.name if member else turn.text("desk.former")
    return turn.text("desk.earlier", who=who, at=cards.moment(given.created_at), answer=given.text)


def known(turn: Turn, hits: Iterable[tuple[str, float]]) -> list[Entry]:
    """Return the entries of stored hits, as far as there still are such entries."""
    entries = {entry.id: entry for entry in turn.house.responder.library.entries}
    return [entries[entry_id] for entry_id, _ in hits if entry_id in entries]


def lesson_rows(turn: Turn, action: str, about: dict[str, Argument], entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return the buttons that make a phrasing of one of the entries (by `action`), of another one, or a new entry."""
    return (
        *adopt_rows(turn, action, about, entries),
        (
            Button(turn.text("desk.search"), "teach.search", about),
            Button(turn.text("desk.entry"), "entry.begin", about),
        ),
    )


def adopt_rows(turn: Turn, action: str, about: dict[str, Argument], entries: Iterable[Entry]) -> tuple[Row, ...]:
    """Return a button for each entry of which a question can become a phrasing."""
    labels = {each.id: plain(turn.text("desk.adopt", question=shortened(each.question, LABEL))) for each in entries}
    return tuple((Button(label, action, {**about, "entry": entry_id}),) for entry_id, label in labels.items())


def settled(
    turn: Turn, text: Html, settlement: int, hits: Iterable[tuple[str, float]], first: tuple[Row, ...] = ()
) -> Reply:
    """Return what staff see once askers have their answer: `text`, and below the rows `first` how the bot learns."""
    lessons = lesson_rows(turn, "teach.phrasing", {"settlement": settlement}, known(turn, hits))
    return Reply(text + turn.text("desk.then_teach"), (*first, *lessons), replace=True)


def prompt(turn: Turn, text: Html) -> Reply:
    """Return a request to type something, which can be declined."""
    return Reply(text, ((writing.dropper(turn),),))
