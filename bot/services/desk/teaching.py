"""Teaching: a question that staff have looked at becomes a phrasing of an entry, and the bot knows it from then on.

After an answer of staff one tap does it. Instead of one, it is confirmed first, since the entry's answer is then sent
to everybody who asked.
"""

from collections.abc import Iterable

from bot.reply import Button, Reply
from bot.services.actions import Adopt, AskAdopt, SearchAsked, SearchEntry, Teach
from bot.services.desk import answering, clusters, prompts, question_cards
from bot.services.desk.answering import QUOTED
from bot.services.desk.clusters import CANDIDATES, Cluster
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.footer import answer_html
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import learned, settlements
from bot.storage.questions import Question
from bot.texts import Html
from bot.texts.markup import shortened
from faq.entry import Entry

LONGEST_PHRASING = 200  # characters (faq.entry.Line)


@on(Teach)
def phrasing(turn: Turn, action: Teach) -> None:
    """Makes the question that was settled a phrasing of an entry, in place of the new entry in the action's draft."""
    member = turn.admit()
    found = member and settlements.find(turn.tx, action.settlement)
    if member and found and (known := _entry(turn, action.entry)) and _short(turn, found.question):
        if not settlements.teach(turn.tx, found.id):
            turn.refuse("desk.taught_before")
            return
        _learn(turn, member, known, found.question, action.draft)
        if searched := _searched(turn, settlement=found.id):
            focus.close(turn, searched)
        said = turn.text("desk.taught", question=known.question)
        turn.hint(said)
        turn.say(Reply(said))


@on(AskAdopt)
def adopt_ask(turn: Turn, action: AskAdopt) -> None:
    """Shows what would be learned, and the answer that would be sent, to be confirmed."""
    if turn.admit() is None:
        return
    found = clusters.holding(turn, action.question, action.upto)
    if found is None:
        turn.refuse("desk.gone")
    elif (known := _entry(turn, action.entry)) and _short(turn, found.phrasings[0]):
        told = _told(found, known)
        text = turn.text(
            "desk.adopt_ask",
            phrasing=found.phrasings[0],
            question=known.question,
            askers=len({each.user_id for each in told}),
            answer=answer_html(turn.house, known),
            earlier=question_cards.earlier(turn, found),
        )
        does = Adopt(questions=found.ids, entry=known.id, draft=action.draft)
        adopt = Button(turn.text("desk.adopt_button"), does)
        reply = Reply(Html(text.strip()), ((adopt, prompts.dropper(turn)),))
        if searched := _searched(turn, questions=found.ids):
            focus.post(turn, searched, reply)
        else:
            turn.say(reply)


@on(Adopt)
def adopt(turn: Turn, action: Adopt) -> None:
    """Makes the questions a phrasing of an entry, and sends its answer to everybody who asked one of them."""
    member = turn.admit()
    known = member and _entry(turn, action.entry)
    if member and known and (found := answering.unsettled(turn, action.questions)) and _short(turn, found.phrasings[0]):
        settlements.teach(turn.tx, clusters.settle(turn, member, found, entry_id=known.id))
        _learn(turn, member, known, found.phrasings[0], action.draft)
        if searched := _searched(turn, questions=action.questions):
            focus.close(turn, searched)
        told = _told(found, known)
        askers = len({each.user_id for each in told})
        if told:
            _tell(turn, member, Cluster(told), known)
        said = turn.text("desk.taught_instead" if told else "desk.taught", question=known.question, askers=askers)
        turn.hint(said)
        turn.say(Reply(said, replace=True))


def _told(found: Cluster, entry: Entry) -> tuple[Question, ...]:
    """Return the questions that the entry's answer is sent to: not those that it was the wrong answer to."""
    return tuple(each for each in found.questions if each.vote != -1 or each.entry_id != entry.id)


def _tell(turn: Turn, member: Member, found: Cluster, entry: Entry) -> None:
    def words(asked: Question) -> Html:  # in the language of who asked
        answer = answer_html(turn.house, entry)
        return turn.text("desk.notice_entry", question=shortened(asked.text, QUOTED), answer=answer)

    answering.tell(turn, member, found, entry.question, words)


def _learn(turn: Turn, member: Member, entry: Entry, said: str, draft: int) -> None:
    if said not in entry.phrasings:
        learned.add_phrasing(turn.tx, entry_id=entry.id, phrasing=said, author=member.id)
        turn.house.knowledge.outdated()
    if rights.draft(turn, draft):
        writing.close(turn, draft)


def _searched(turn: Turn, *, settlement: int = 0, questions: tuple[int, ...] = ()) -> SearchAsked | None:
    """Return the search that the caller is in, if it is for this."""
    asked = focus.present(turn)
    if isinstance(asked, SearchAsked) and (asked.question in questions or 0 < asked.settlement == settlement):
        return asked
    return None


def _entry(turn: Turn, entry_id: str) -> Entry | None:
    """Return an entry; where it is gone, say that the button is void."""
    found = next((each for each in turn.house.responder.library.entries if each.id == entry_id), None)
    if found is None:
        turn.refuse("common.stale")
    return found


def _short(turn: Turn, said: str) -> bool:
    """Return whether a question is short enough for a phrasing; if not, say so."""
    if len(said) > LONGEST_PHRASING:
        turn.refuse("desk.too_long", limit=LONGEST_PHRASING)
    return len(said) <= LONGEST_PHRASING


@on(SearchEntry)
def search(turn: Turn, action: SearchEntry) -> None:
    """Asks for a few words to find the entry by that is meant: by a settled question, or by questions that wait."""
    if turn.admit() and (said := _subject(turn, action)):
        prompt = prompts.prompt(turn, turn.text("desk.search_ask", phrasing=said))
        focus.prompt(turn, SearchAsked(**action.model_dump()), prompt)


def _subject(turn: Turn, about: SearchEntry) -> str | None:
    """Return the question that is to be learned; where it is settled by now, say so."""
    if about.settlement:
        found = settlements.find(turn.tx, about.settlement)
        if found and not found.taught:
            return found.question
        turn.refuse("desk.taught_before")
    elif waiting := clusters.holding(turn, about.question, about.upto):
        return waiting.phrasings[0]
    else:
        turn.refuse("desk.gone")
    return None


def hear_search(turn: Turn, asked: SearchAsked, text: str) -> None:
    """Offers the entries that come nearest to what was typed."""
    entries = tuple(_nearest(turn, text))
    rows = question_cards.adopt_rows(turn, question_cards.adopting(SearchEntry(**asked.model_dump())), entries)
    said = turn.text("desk.found" if entries else "desk.not_found")
    focus.post(turn, asked, Reply(said, (*rows, (prompts.dropper(turn),))))


def _called(turn: Turn, _: SearchAsked) -> Html:
    return turn.text("prompts.search")


prompts.listen(SearchAsked, hear_search, _called)


def _nearest(turn: Turn, text: str) -> Iterable[Entry]:
    return [hit.entry for hit in turn.house.responder.index.search(text, CANDIDATES)]
