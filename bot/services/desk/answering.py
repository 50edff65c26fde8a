"""Answering: staff type one answer, see it as it will be sent, and confirm; everybody who asked gets it, once."""

from collections.abc import Callable, Iterable

from bot.reply import Button, Reply
from bot.services.actions import AnswerAsked, AnswerQuestions, SendAnswer
from bot.services.desk import clusters, prompts, question_cards, replying
from bot.services.desk.clusters import Cluster
from bot.services.runtime import focus
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import questions
from bot.storage.outbox import Owed
from bot.storage.questions import Question
from bot.storage.subjects import Subject
from bot.texts import Html
from bot.texts.markup import shortened

LONGEST = 1000  # characters of an answer
QUOTED = 200  # characters of a question above its answer


@on(AnswerQuestions)
def begin(turn: Turn, action: AnswerQuestions) -> None:
    """Asks the caller for an answer to the questions on the card."""
    member = turn.admit()
    found = member and clusters.holding(turn, action.question, action.upto)
    if member and found:
        phrasing = shortened(found.phrasings[0], QUOTED)
        said = turn.text("desk.writing", askers=found.askers, phrasing=phrasing)
        focus.prompt(turn, AnswerAsked(questions=found.ids), prompts.prompt(turn, said))
    elif member:
        turn.refuse("desk.gone")


def hear(turn: Turn, asked: AnswerAsked, text: str) -> None:
    """Shows a typed answer for confirmation; the button sends exactly this text, whatever is typed later."""
    found = clusters.unsettled(turn, asked.questions)
    if found is None:
        _done(turn, asked.questions)
        turn.refuse("desk.gone")
    elif focus.fits(turn, answer := text.strip(), LONGEST):
        phrasing = shortened(found.phrasings[0], QUOTED)
        confirm = turn.text("desk.confirm", askers=found.askers, phrasing=phrasing, answer=answer)
        send = Button(turn.text("desk.confirm_button"), SendAnswer(questions=found.ids, text=answer))
        focus.take(turn, asked)
        focus.post(turn, asked, Reply(confirm, ((send, prompts.dropper(turn)),)), "confirm")


def _called(turn: Turn, asked: AnswerAsked) -> Html:
    found = [each for each in (questions.find(turn.tx, each) for each in asked.questions[:1]) if each]
    return turn.text("prompts.answer", question=shortened(found[0].text if found else "", prompts.QUOTED))


prompts.listen(AnswerAsked, hear, _called)


def _done(turn: Turn, settled: Iterable[int]) -> None:
    """Ask the caller no longer for an answer to any of these questions."""
    gone = {*settled}
    for asked in {*focus.standing(turn, AnswerAsked), focus.present(turn)}:
        if isinstance(asked, AnswerAsked) and {*asked.questions} & gone:
            focus.close(turn, asked)


@on(SendAnswer)
def send(turn: Turn, action: SendAnswer) -> None:
    """Sends the confirmed answer to the askers of those of the questions that are still unsettled."""
    if (member := turn.admit()) and (found := unsettled(turn, action.questions)):
        settlement = clusters.settle(turn, member, found, text=action.text)
        answered(turn, member, found, action.text)
        _done(turn, action.questions)
        said = turn.text("desk.answered", askers=found.askers)
        turn.hint(said)
        turn.say(question_cards.settled(turn, said, settlement, found.hits))


def unsettled(turn: Turn, ids: Iterable[int]) -> Cluster | None:
    """Return the unsettled ones of these questions; without any, say who has settled them."""
    found = clusters.unsettled(turn, ids)
    if found is None:
        turn.refuse("desk.already", who=clusters.settler(turn, ids))
    return found


def answered(turn: Turn, member: Member, found: Cluster, text: str) -> None:
    """Send every asker staff's answer."""
    tell(turn, member, found, text, lambda asked: turn.text("desk.notice", question=_quoted(asked), answer=text))


def tell(turn: Turn, member: Member, found: Cluster, answer: str, words: Callable[[Question], str]) -> None:
    """Send every asker `words` about their latest question, with the buttons of their talk if there is one."""
    for asker, asked in found.of_asker.items():
        owed = Owed(Subject("question", asked[-1].id), member.id)
        with turn.heard_by(asker):
            rows = [row for each in asked for row in replying.answered(turn, each.id, member, answer)]
            turn.say(Reply(words(asked[-1]), tuple(rows[-1:])), to=asker, owed=owed)


def _quoted(asked: Question) -> str:
    return shortened(asked.text, QUOTED)
