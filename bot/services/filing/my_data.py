"""What is stored of somebody, and what he can do about it."""

from bot.reply import Button, Reply
from bot.services.actions import AskPerson, ListMine, MyData
from bot.services.filing import my_needs
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts, needs, questions, talks


@on(MyData)
def summary(turn: Turn, _: MyData) -> None:
    """Tells how much is stored of the caller, and how each kind is seen, deleted or asked for."""
    me = turn.caller.user_id
    written, filed = drafts.of_owner(turn.tx, me), needs.of_owner(turn.tx, me)
    counts = {
        "drafts": len(written),
        "needs": len(filed),
        "questions": questions.count(turn.tx, me),
        "lines": talks.count(turn.tx, me),
    }
    person = (Button(turn.text("enquiry.ask_person"), AskPerson()),)
    if not any(counts.values()):
        turn.say(Reply(turn.text("mine.data_none"), (person,)))
        return
    told = "，".join(turn.text(f"mine.data_count.{kind}", count=count) for kind, count in counts.items() if count)
    mine = [(Button(turn.text("enquiry.action.my"), ListMine()),)] if filed or written else []
    deleting = (my_needs.deleting(turn, draft) for draft in written)
    turn.say(Reply(turn.text("mine.data", counts=told), (*mine, *deleting, person)))
