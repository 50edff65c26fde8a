"""Finding: for staff, words lead to needs: a firm, a piece of a title or text, a code, the end of a phone or number."""

import re
from collections.abc import Sequence

from bot.needs.lifecycle import STATES
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import AskText, FindNeeds, OpenNeed
from bot.services.asking import enquiry
from bot.services.needs_state import indexing, wording
from bot.services.reviewing import asked, queue
from bot.services.runtime import paging
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import listing, needs
from bot.storage.needs import Need
from bot.storage.search import folded
from bot.texts import Html, escape
from faq.asking import is_question
from faq.dialogue import Consideration

PER_PAGE = 12
LONGEST = 20  # characters of a text that is looked for before it is taken as a question
SHORTEST = 2  # characters that are looked for in a sentence
TELLS = 4  # characters of a word by which alone a question may be about a need
AROUND = 12  # characters shown before and after what was found in a text
SIGNS = re.compile(r"[\s,，。.!！?？;；、:：“”\"'（）()]+")


def find(turn: Turn, said: str) -> None:
    """Lists the needs that are asked for in words, by staff."""
    if member := turn.admit():
        if said:
            turn.say(_list(turn, member, FindNeeds(**dict(asked.view(turn, said, numbers=True)))))
        else:
            turn.tell("finding.usage")


@on(FindNeeds)
def turn_page(turn: Turn, action: FindNeeds) -> None:
    """Shows a page of what is found."""
    if member := turn.admit():
        turn.say(_list(turn, member, action, replace=action.turned))


def status(turn: Turn, said: str) -> bool:
    """Lists what staff look for otherwise than by a need's number; False where it is that, or nothing is found."""
    member = turn.member if turn.caller.private else None
    if member is None or not said or needs.by_reference(turn.tx, wording.reference(turn, said)):
        return False
    view = _view(turn, member, [said.split()])
    if view:
        turn.say(_list(turn, member, view))
    return view is not None


def hear(turn: Turn, text: str, considered: Consideration) -> bool:
    """Leads a text of staff's to the needs in which it stands; to a question's answer these are a button.

    Where it stands in none it is for others to take, unless it says that it looks for something.
    """
    member = turn.member if turn.caller.private else None
    words = [text.lstrip("0") or text] if text.isdecimal() else _telling(turn, text)  # a number may lack its zeros
    if member is None or not words or (enquiry.is_aside(turn.house, considered) and not text.isdecimal()):
        return False
    looks = any(map(text.startswith, turn.text("finding.looks").split()))
    leads = looks or (len(text) <= LONGEST and not is_question(text))
    apart = () if leads else ([word] for word in words if len(word) >= TELLS)
    view = _view(turn, member, (text.split(), words, *apart))
    if view and leads:
        turn.say(_list(turn, member, view, _answer(turn, text)))
    elif view:
        enquiry.ask(turn, considered, first=((Button(turn.text("finding.here"), view),),))
    elif looks:
        turn.say(Reply(turn.text("finding.none", words=" ".join(words)), (_answer(turn, text),)))
    return looks or view is not None


def _telling(turn: Turn, text: str) -> list[str]:
    """Return what a sentence may look for: its words without those that every sentence has."""
    idle = sorted(turn.text("finding.idle").split(), key=len, reverse=True)
    pieces = re.split("|".join(map(re.escape, idle)), SIGNS.sub(" ", text))
    return [word for piece in pieces for word in piece.split() if len(word) >= SHORTEST]


def _view(turn: Turn, member: Member, ways: Sequence[Sequence[str]]) -> FindNeeds | None:
    """Return the list of the first of several words by which something is found; None where nothing is."""
    indexing.catch_up(turn.tx, turn.house)
    views = (FindNeeds(words=" ".join(words)[: asked.LONGEST]) for words in ways)
    return next((each for each in views if listing.found_by(turn.tx, queue.wanted(turn, member, each, STATES))), None)


def _answer(turn: Turn, text: str) -> Row:
    return (Button(turn.text("finding.in_answers"), AskText(text=enquiry.masked(text))),)


def _list(turn: Turn, member: Member, view: FindNeeds, *more: Row, replace: bool = False) -> Reply:
    """Return a page of what is found, the best first, with `more` rows of buttons below."""
    indexing.catch_up(turn.tx, turn.house)
    found = listing.found_by(turn.tx, queue.wanted(turn, member, view, STATES))
    last = paging.pages(len(found), PER_PAGE) - 1
    page = min(view.page, last)
    here = needs.by_ids(turn.tx, found[page * PER_PAGE : (page + 1) * PER_PAGE])
    text = turn.text(
        "finding.found" if found else "finding.none",
        words=view.words,
        count=queue.how_many(turn, len(found), view),
        page=page + 1,
        pages=last + 1,
    )
    turning = paging.jumping(turn, lambda to: view.model_copy(update={"page": to, "turned": True}), page, last)
    openers = rows((Button(each.reference, OpenNeed(need=each.id)) for each in here), 2)
    lines = (_line(turn, each, view.words.split()) for each in here)
    return Reply("\n\n".join((text, *lines)), (*openers, *turning, *more), replace=replace)


def _line(turn: Turn, need: Need, words: Sequence[str]) -> Html:
    """Return a need in two lines with what was found marked; a third tells where that is, if it is elsewhere."""
    summary = wording.summary(turn, need, queue.LONGEST)
    marked = _marked(summary, words)
    line = queue.row(turn, need, marked)
    if marked != escape(summary):
        return line
    inside = next(filter(None, (_excerpt(each, words) for each in indexing.findable(turn.house, need).body)), None)
    return Html(f"{line}\n{inside or turn.text('finding.by_number')}")


def _excerpt(text: str, words: Sequence[str]) -> Html | None:
    """Return the piece of a text around the first of what was found in it, marked."""
    spans = _spans(text, words)
    if not spans:
        return None
    start, end = max(0, spans[0][0] - AROUND), spans[0][1] + AROUND
    piece = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return _marked(" ".join(piece.split()), words)


def _marked(text: str, words: Sequence[str]) -> Html:
    """Return a text with the words that stand in it in bold."""
    said, at = "", 0
    for start, end in _spans(text, words):
        said += f"{escape(text[at:start])}<b>{escape(text[start:end])}</b>"
        at = end
    return Html(said + escape(text[at:]))


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words stand in a text, in order, none over another."""
    letters = [(letter, at) for at, each in enumerate(text) for letter in folded(each)]
    seen = "".join(letter for letter, _ in letters)
    found = sorted(
        (letters[each.start()][1], letters[each.end() - 1][1] + 1)
        for word in filter(None, map(folded, words))
        for each in re.finditer(re.escape(word), seen)
    )
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans
