"""Open talks: a list for staff, the longest waiting first; a talk can be given to a colleague or taken over.

Whoever has a talk gives it away, and so does a lead; what nobody has, or what its holder has left without an answer for
too long, anybody may take or give.
"""

from datetime import timedelta

from bot.reply import Button, Reply, Row, rows
from bot.services.actions import AskGive, CloseTalk, GiveTalk, OpenTalk, OpenTalks, ShowTalks, TakeTalk, WriteInTalk
from bot.services.desk import idle_talks
from bot.services.needs_state import wording
from bot.services.runtime import paging, rights
from bot.services.runtime.turn import Member, Turn, on
from bot.services.talks import messages
from bot.storage import needs, talks
from bot.storage.talks import Open
from bot.texts import Html
from bot.texts.markup import shortened

SHOWN = 5  # lines of a talk on its card
QUOTED, FIRM = 60, 24  # characters of what an asker has said last, of his firm's name
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@on(OpenTalks)
def show(turn: Turn, _: OpenTalks) -> None:
    """Lists the talks that go on."""
    if turn.admit():
        turn.say(_page(turn, 0, replace=False))


@on(ShowTalks)
def turn_page(turn: Turn, action: ShowTalks) -> None:
    """Shows a page of the talks in place of the tapped one."""
    if turn.admit():
        turn.say(_page(turn, action.page, replace=True))


def _page(turn: Turn, page: int, *, replace: bool) -> Reply:
    every, size = talks.going_on(turn.tx), turn.house.page_size
    last = paging.pages(len(every), size) - 1
    page = min(page, last)
    if not every:
        return Reply(turn.text("open_talks.none"), replace=replace)
    waiting = sum(each.waiting is not None for each in every)
    head = turn.text("open_talks.list", count=len(every), waiting=waiting, page=page + 1, pages=last + 1)
    here = every[page * size : (page + 1) * size]
    openers = [Button(turn.text("open_talks.opener", talk=each.talk.id), OpenTalk(talk=each.talk.id)) for each in here]
    turning = paging.turning(turn, lambda to: ShowTalks(page=to), page, last)
    said = "\n\n".join((head, *(_row(turn, each) for each in here)))
    return Reply(said, (*rows(openers, 3), *turning), replace=replace)


def _row(turn: Turn, found: Open) -> Html:
    said = turn.text("open_talks.said", said=shortened(found.said, QUOTED))
    return Html(f"{_head(turn, found)}\n{said}")


def _head(turn: Turn, found: Open) -> Html:
    """Return who asks, whether he waits, and who has the talk."""
    waits = turn.text("open_talks.waits", time=_span(turn, idle_talks.waited(turn, found)))
    return turn.text(
        "open_talks.head",
        talk=found.talk.id,
        firm=_firm(turn, found),
        state=waits if found.waiting else turn.text("open_talks.answered"),
        holder=_holder(turn, found),
    )


def _span(turn: Turn, time: timedelta) -> Html:
    key = "open_talks.minutes" if time < HOUR else "open_talks.hours"
    return turn.text(key, hours=time // HOUR, minutes=time % HOUR // MINUTE)


def _firm(turn: Turn, found: Open) -> Html:
    """Return the organisation of the asker's latest need, and how that stands; without one, that nobody knows it."""
    member = turn.member
    own = [each for each in needs.of_owner(turn.tx, found.talk.asker) if member and rights.sees(turn, member, each)]
    if not own:
        return turn.text("open_talks.unknown")
    name = shortened(wording.shown(turn, own[0], "organisation"), FIRM)
    return turn.text("open_talks.firm", name=name, reference=own[0].reference, state=wording.state(turn, own[0]))


def _holder(turn: Turn, found: Open) -> Html:
    holder = turn.staff.members.get(found.talk.holder or 0)
    if holder:
        return turn.text("open_talks.held", who=holder.name)
    return turn.text("open_talks.left" if found.talk.holder else "open_talks.free")


@on(OpenTalk)
def open_talk(turn: Turn, action: OpenTalk) -> None:
    """Shows a talk's card in the private chat."""
    if (member := turn.admit()) and (found := _found(turn, action.talk)):
        messages.show(turn, found.talk, _card(turn, found, member), to=member.id)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))


def _found(turn: Turn, talk: int) -> Open | None:
    """Return an open talk; where it has ended, say so."""
    found = next((each for each in talks.going_on(turn.tx) if each.talk.id == talk), None)
    if found is None:
        turn.refuse("talks.over_for_staff", talk=talk)
    return found


def _card(turn: Turn, found: Open, member: Member, lead: Html | None = None) -> Reply:
    """Return a talk with its latest lines and what the member can do with it."""
    lines = messages.history(turn, found.talk, SHOWN)
    parts = (lead or Html(), _head(turn, found), lines)
    return Reply("\n".join(filter(None, parts)), tuple(filter(None, _buttons(turn, found, member))))


def _buttons(turn: Turn, found: Open, member: Member) -> tuple[Row, ...]:
    talk, held = found.talk, found.talk.holder in turn.staff.members
    first: Row = ()
    if not held or talk.holder == member.id:
        answer = Button(turn.text("talks.answer"), WriteInTalk(talk=talk.id))
        first = (answer, Button(turn.text("talks.end"), CloseTalk(talk=talk.id))) if held else (answer,)
    then = []
    if _may_take(turn, found, member):
        then.append(Button(turn.text("open_talks.take"), TakeTalk(talk=talk.id, holder=talk.holder)))
    if _may_give(turn, found, member):
        then.append(Button(turn.text("open_talks.give"), AskGive(talk=talk.id)))
    return first, tuple(then)


def _may_give(turn: Turn, found: Open, member: Member) -> bool:
    return found.talk.holder == member.id or _at_hand(turn, found, member)


def _may_take(turn: Turn, found: Open, member: Member) -> bool:
    return member.id not in (found.talk.holder, found.talk.asker) and _at_hand(turn, found, member)


def _at_hand(turn: Turn, found: Open, member: Member) -> bool:
    """Return whether the talk is nobody's, or left unanswered for too long, or the member leads."""
    held = found.talk.holder in turn.staff.members
    return not held or member.role == "lead" or idle_talks.idle(turn, found)


@on(AskGive)
def ask_give(turn: Turn, action: AskGive) -> None:
    """Asks to which colleague a talk is to be given."""
    if (member := turn.admit()) and (found := _found(turn, action.talk)) and _allowed(turn, found, member):
        talk = found.talk
        others = [each for each in turn.staff.members.values() if each.id not in (talk.holder, talk.asker)]
        give = [Button(each.name, GiveTalk(talk=talk.id, to=each.id, holder=talk.holder)) for each in others]
        turn.say(Reply(turn.text("open_talks.to_whom", talk=talk.id), tuple(rows(give, 3))), to=member.id)


def _allowed(turn: Turn, found: Open, member: Member) -> bool:
    """Return whether the member may give the talk away; if not, say why."""
    if not _may_give(turn, found, member):
        _refuse(turn, found)
        return False
    return True


def _refuse(turn: Turn, found: Open) -> None:
    holder = turn.staff.members.get(found.talk.holder or 0)
    hours = f"{turn.house.desk.talk_back_hours:g}"
    turn.refuse("open_talks.held_by", talk=found.talk.id, who=holder.name if holder else "—", hours=hours)


@on(GiveTalk)
def give(turn: Turn, action: GiveTalk) -> None:
    """Gives a talk to a colleague, who is shown it, unless somebody else has it by now."""
    member, to = turn.admit(), turn.staff.members.get(action.to)
    found = member and _found(turn, action.talk)
    if not (member and found) or not _allowed(turn, found, member):
        return
    if to is None or to.id == found.talk.asker or found.talk.holder != action.holder:
        turn.refuse("open_talks.changed", talk=action.talk)
        return
    _pass(turn, found, to)
    if to.id != member.id:
        with turn.heard_by(to.id):
            lead = turn.text("open_talks.given_to_you", talk=action.talk, who=member.name)
            _show(turn, action.talk, to, lead)
    _tell_former(turn, found, "open_talks.given_away", member, to)
    turn.say(Reply(turn.text("open_talks.given", talk=action.talk, to=to.name), replace=True))


def _show(turn: Turn, talk: int, member: Member, lead: Html) -> None:
    if found := _found(turn, talk):
        messages.show(turn, found.talk, _card(turn, found, member, lead), to=member.id)


def _pass(turn: Turn, found: Open, to: Member) -> None:
    """Make a member the holder of a talk."""
    talks.hold(turn.tx, found.talk.id, to.id)


def _tell_former(turn: Turn, found: Open, key: str, member: Member, to: Member) -> None:
    """Tell whoever had the talk, if that is neither the one who acts nor the one who has it now."""
    former = turn.staff.members.get(found.talk.holder or 0)
    if former and former.id not in (member.id, to.id):
        with turn.heard_by(former.id):
            turn.say(Reply(turn.text(key, talk=found.talk.id, who=member.name, to=to.name)), to=former.id)


@on(TakeTalk)
def take(turn: Turn, action: TakeTalk) -> None:
    """Takes a talk over: a lead at any time, others what is nobody's or left unanswered for too long."""
    if (member := turn.admit()) is None or (found := _found(turn, action.talk)) is None:
        return
    if found.talk.holder != action.holder:
        turn.refuse("open_talks.changed", talk=action.talk)
    elif not _may_take(turn, found, member):
        _refuse(turn, found)
    else:
        _pass(turn, found, member)
        _tell_former(turn, found, "open_talks.taken_over", member, member)
        _show(turn, action.talk, member, turn.text("open_talks.taken", talk=action.talk))
