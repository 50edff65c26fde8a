"""Addressing: whom a text of staff's reaches. A reply goes where it replies to; else, of several talks, one is shown.

A talk is open to a member of staff while he is asked to write in it, or holds it and the asker waits. With one alone, a
text typed for it is sent at once.
"""

from collections.abc import Iterable

from bot.actions import read
from bot.reply import Button, Reply, Row
from bot.services.actions import AskInstead, Readdress, ReplyAsked, SendReply
from bot.services.asking import enquiry
from bot.services.desk import prompts, replying
from bot.services.runtime import focus
from bot.services.runtime.turn import Member, Turn, on
from bot.services.talks import messages
from bot.storage import postings, talks
from bot.storage.talks import Talk
from bot.texts import Html
from bot.texts.markup import plain, shortened

QUOTED, LABEL = 40, 16  # characters of what an asker has said last: in a text, on a button


def hear(turn: Turn, asked: ReplyAsked, text: str) -> None:
    """Sends the member's text to the asker of the talk; shows it first, unless only this talk can be meant."""
    if (said := _taken(turn, asked, text)) is None:
        return
    member, talk, text = said
    meant = focus.addressed(turn, asked)
    plainly = turn.caller.reply_to is None and not focus.shown(turn, asked)
    if replying.closed_to(turn, talk, member) or meant or (plainly and not _others(turn, member, talk)):
        replying.send(turn, talk, member, text)
    else:
        _show(turn, talk, text)


def _taken(turn: Turn, asked: ReplyAsked, text: str) -> tuple[Member, Talk, str] | None:
    found, said = talks.find(turn.tx, asked.talk), text.strip()
    if (member := turn.admit()) and found and focus.fits(turn, said, messages.LONGEST):
        return member, found, said
    return None


def late(turn: Turn, asked: ReplyAsked, text: str) -> None:
    """Shows a text that replies to a request which is declined or answered, to be sent all the same if it is meant."""
    if said := _taken(turn, asked, text):
        member, talk, text = said
        if why := replying.closed_to(turn, talk, member):
            turn.tell("talks.unsent", why=why)
        else:
            _show(turn, talk, text)


def _called(turn: Turn, asked: ReplyAsked) -> Html:
    question = talks.last_said(turn.tx, asked.talk) or ""
    return turn.text("prompts.reply", talk=asked.talk, question=shortened(question, QUOTED))


prompts.listen(ReplyAsked, hear, _called, late)


def stray(turn: Turn, text: str) -> bool:
    """Shows a text of staff's that nothing asks for, while requests to write in talks still stand.

    Returns whether it did.
    """
    if turn.member is None or not turn.caller.private or focus.present(turn) or focus.written(turn):
        return False
    found = _open(turn, turn.member, (each.talk for each in focus.standing(turn, ReplyAsked)))
    if found and focus.fits(turn, said := text.strip(), messages.LONGEST):
        _show(turn, found[0], said)
    return bool(found)


def leave(turn: Turn) -> bool:
    """Leaves every talk in which the caller was to write; returns whether there was any."""
    asked = focus.standing(turn, ReplyAsked)
    for each in asked:
        focus.decline(turn, each)
    if asked:
        turn.say(prompts.dropped(turn))
    return bool(asked)


def _others(turn: Turn, member: Member, talk: Talk) -> list[Talk]:
    """Return the talks that are open to the member, but for this one."""
    asked = [each.talk for each in focus.standing(turn, ReplyAsked)]
    held = [each.talk.id for each in talks.going_on(turn.tx) if each.talk.holder == member.id and each.waiting]
    return _open(turn, member, (each for each in dict.fromkeys((*asked, *held)) if each != talk.id))


def _open(turn: Turn, member: Member, numbers: Iterable[int]) -> list[Talk]:
    found = (talks.find(turn.tx, each) for each in numbers)
    return [each for each in found if each and replying.closed_to(turn, each, member) is None]


def _show(turn: Turn, talk: Talk, text: str, *, replace: bool = False) -> None:
    """Show the caller what will be sent to whom; nothing is sent before it is confirmed."""
    asked, own = ReplyAsked(talk=talk.id), turn.caller.own
    question = shortened(talks.last_said(turn.tx, talk.id) or "", QUOTED)
    send = Button(turn.text("prompts.send"), SendReply(talk=talk.id, text=text, own=own))
    change = Button(turn.text("prompts.change"), Readdress(talk=talk.id, text=text, own=own))
    said = turn.text("prompts.shown", talk=talk.id, question=question, text=text)
    focus.post(turn, asked, Reply(said, ((send, change),), replace=replace), "confirm")


@on(SendReply)
def confirmed(turn: Turn, action: SendReply) -> None:
    """Sends the text that was shown, once."""
    if (member := _settle(turn)) and (talk := talks.find(turn.tx, action.talk)):
        replying.send(turn, talk, member, action.text, own=action.own)


@on(AskInstead)
def ask_instead(turn: Turn, action: AskInstead) -> None:
    """Lets the bot answer the text that was shown."""
    if _settle(turn):
        enquiry.ask(turn, enquiry.reconsider(turn, action.text))


def _settle(turn: Turn) -> Member | None:
    """Return the caller, once, as what the tapped message shows is settled; later and elsewhere refuse."""
    member, asked = turn.admit(), _shown(turn)
    if member and asked is None:
        turn.refuse("common.stale")
    elif asked:
        focus.close(turn, asked)
    return member if asked else None


def _shown(turn: Turn) -> ReplyAsked | None:
    """Return what the text of the tapped message, or of the latest if a label is typed, waits to be confirmed for."""
    if turn.caller.message_id is None:
        found = next(iter(postings.standing(turn.tx, turn.caller.chat_id, ("confirm",), focus.since(turn))), None)
    else:
        found = postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    asked = read(found.subject.asked) if found and found.view == "confirm" else None
    return asked if isinstance(asked, ReplyAsked) else None


@on(Readdress)
def readdress(turn: Turn, action: Readdress) -> None:
    """Asks to whom the text that was shown goes instead: another open talk, the bot, or nobody."""
    member, talk = turn.admit(), talks.find(turn.tx, action.talk)
    if not (member and talk and _shown(turn)):
        turn.refuse("common.stale")
        return
    rows = [_to(turn, each, action) for each in (*_others(turn, member, talk), talk)]
    last = (Button(turn.text("prompts.to_bot"), AskInstead(text=action.text)), prompts.dropper(turn))
    asked = Reply(turn.text("prompts.which", text=action.text), (*rows, last), replace=True)
    focus.post(turn, ReplyAsked(talk=talk.id), asked, "confirm")


def _to(turn: Turn, talk: Talk, action: Readdress) -> Row:
    question = shortened(talks.last_said(turn.tx, talk.id) or "", LABEL)
    label = plain(turn.text("prompts.to", talk=talk.id, question=question))
    return (Button(label, SendReply(talk=talk.id, text=action.text, own=action.own)),)
