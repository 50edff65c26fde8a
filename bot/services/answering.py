"""Answering: staff type one answer, see it as it will be sent, and confirm; everybody who asked gets it, once."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.needs.cards import shortened
from bot.reply import Button, Reply
from bot.services import clusters, desk_cards, replying, talks, writing
from bot.services.actions import AnswerQuestions, SendAnswer
from bot.services.clusters import Cluster
from bot.services.turn import Member, Turn, on
from bot.storage import notes
from bot.storage.outbox import Owed
from bot.storage.questions import Question
from bot.storage.subjects import Subject

LONGEST = 1000  # characters of an answer
QUOTED = 200  # characters of a question above its answer


@on(AnswerQuestions)
def begin(turn: Turn, action: AnswerQuestions) -> None:
    """Asks for the answer to the questions that the card showed."""
    member = turn.admit()
    found = member and clusters.holding(turn, action.question, action.upto)
    if member and found:
        writing.begin(turn, member, "answer", {"questions": found.ids})
        phrasing = shortened(found.phrasings[0], QUOTED)
        said = turn.text("desk.writing", askers=found.askers, phrasing=phrasing)
        talks.ask(turn, Subject("answer", found.ids), desk_cards.prompt(turn, said))
    elif member:
        turn.refuse("desk.gone")


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply to the request for an answer as that answer, whatever was begun since; False where it is none."""
    about = talks.replied(turn)
    if about is None or about.kind != "answer":
        return False
    hear(turn, {"questions": about.ids}, text)
    return True


def hear(turn: Turn, content: dict[str, Any], text: str) -> None:
    """Shows a typed answer to be confirmed; its button sends what is written there, whatever is typed later."""
    if (member := turn.member) is None:
        return
    found = clusters.unsettled(turn, content["questions"])
    if found is None:
        notes.drop(turn.tx, member.id, "answer")
        turn.refuse("desk.gone")
    elif writing.fits(turn, answer := text.strip(), LONGEST):
        writing.begin(turn, member, "answer", {"questions": found.ids})
        phrasing = shortened(found.phrasings[0], QUOTED)
        asked = turn.text("desk.confirm", askers=found.askers, phrasing=phrasing, answer=answer)
        send = Button(turn.text("desk.confirm_button"), SendAnswer(questions=found.ids, text=answer))
        turn.say(Reply(asked, ((send, writing.dropper(turn)),)))


@on(SendAnswer)
def send(turn: Turn, action: SendAnswer) -> None:
    """Sends the confirmed answer to everybody who asked one of these questions and has no answer yet."""
    if (member := turn.admit()) and (found := unsettled(turn, action.questions)):
        settlement = clusters.settle(turn, member, found, text=action.text)
        answered(turn, member, found, action.text)
        notes.drop(turn.tx, member.id, "answer")
        said = turn.text("desk.answered", askers=found.askers)
        turn.hint(said)
        turn.say(desk_cards.settled(turn, said, settlement, found.hits))


def unsettled(turn: Turn, ids: Iterable[int]) -> Cluster | None:
    """Return those of the questions that wait; where none does, say who has settled them."""
    found = clusters.unsettled(turn, ids)
    if found is None:
        turn.refuse("desk.already", who=clusters.settler(turn, ids))
    return found


def answered(turn: Turn, member: Member, found: Cluster, text: str) -> None:
    """Send every asker an answer of staff."""
    tell(turn, member, found, text, lambda asked: turn.text("desk.notice", question=_quoted(asked), answer=text))


def tell(turn: Turn, member: Member, found: Cluster, answer: str, words: Callable[[Question], str]) -> None:
    """Send every asker `words` on what he asked last; where he has asked for a person, he can go on from there."""
    for asker, asked in found.of_asker.items():
        rows = [row for each in asked for row in replying.answered(turn, each.id, member, answer)]
        owed = Owed(Subject("question", (asked[-1].id,)), member.id)
        turn.say(Reply(words(asked[-1]), tuple(rows[-1:])), to=asker, owed=owed)


def _quoted(asked: Question) -> str:
    return shortened(asked.text, QUOTED)
