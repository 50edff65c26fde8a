"""Sharing: a colleague is invited to a draft or need by a link that works once, joins it, and can be asked to leave.

Of the link only the digest is kept. Before he has agreed to the handling of his data as anybody does, who was invited
sees whose need it is and its title, and nothing else. What he may do then is said by runtime.rights.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.needs import actions
from bot.needs.draft import Draft
from bot.reply import Button, Reply, Row
from bot.services.actions import DeclineJoining, EndSharing, Join, MakeLink, ResumeDraft, ShowSharing
from bot.services.filing import agreeing, drafting, my_needs
from bot.services.runtime import beijing, rights, writing
from bot.services.runtime.turn import Turn, on
from bot.storage import consents, drafts, focus, needs, sharings, tellings
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.sharings import Sharing
from bot.texts import Html

LINK = "join_"  # begins what a link to the bot carries that invites somebody
SECRET = 16  # bytes at random that follow: 22 letters, figures, - and _, of the 64 that Telegram takes
LASTS = timedelta(days=7)
MOST = 5  # colleagues and open links of one draft or need


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# For the owner


@on(actions.Invite)
def show_of_draft(turn: Turn, action: actions.Invite) -> None:
    """Shows who takes part in the draft whose card was tapped."""
    show(turn, ShowSharing(draft=action.draft))


@on(ShowSharing)
def show(turn: Turn, action: ShowSharing) -> None:
    """Shows the owner of a draft or need who takes part in it, with ways to invite and to end that."""
    if of := _owned(turn, action):
        _show(turn, of)


def _owned(turn: Turn, action: ShowSharing | MakeLink) -> Need | DraftRow | None:
    if action.need:
        return my_needs.own(turn, action.need, "share")
    return drafting.find(turn, action.draft, what="share")


def _show(turn: Turn, of: Need | DraftRow, *, replace: bool = False) -> None:
    found = sharings.of(turn.tx, *rights.about(of))
    lines = [turn.text("sharing.list", title=_title(turn, of)), *(_line(turn, each) for each in found)]
    ending = [(Button(_ending(turn, each), EndSharing(sharing=each.id)),) for each in found]
    draft_id, need_id = rights.about(of)
    make = Button(turn.text("sharing.make"), MakeLink(draft=draft_id or 0, need=need_id or 0))
    full = len(found) >= MOST
    lines.append(turn.text("sharing.full" if full else "sharing.how", most=MOST, days=LASTS.days))
    turn.say(Reply("\n".join(lines), (*ending, *(() if full else ((make,),)), _back(turn, of)), replace=replace))


def _line(turn: Turn, each: Sharing) -> Html:
    if each.joined_at is None:
        return turn.text("sharing.open", until=beijing.moment(each.expires_at))
    return turn.text("sharing.joined", name=each.name, at=beijing.moment(each.joined_at))


def _ending(turn: Turn, each: Sharing) -> Html:
    return turn.text("sharing.end_link") if each.user_id is None else turn.text("sharing.end", name=each.name)


def _back(turn: Turn, of: Need | DraftRow) -> Row:
    return (
        my_needs.opener(turn, of)
        if isinstance(of, Need)
        else (Button(turn.text("mine.go_on"), ResumeDraft(draft_id=of.id)),)
    )


def _title(turn: Turn, of: Need | DraftRow) -> str:
    return of.reference if isinstance(of, Need) else writing.title(turn, of)


@on(MakeLink)
def make_link(turn: Turn, action: MakeLink) -> None:
    """Makes a link by which one colleague can join; it is said in a message of its own, to be passed on."""
    of = _owned(turn, action)
    if of is None or len(sharings.of(turn.tx, *rights.about(of))) >= MOST:
        if of:
            _show(turn, of)
        return
    secret, until = secrets.token_urlsafe(SECRET), turn.now + LASTS
    sharings.invite(
        turn.tx,
        *rights.about(of),
        by=turn.caller.user_id,
        digest=_digest(secret),
        expires=until.isoformat(timespec="microseconds"),
    )
    link = f"https://t.me/{turn.house.bot_username}?start={LINK}{secret}"
    turn.say(Reply(turn.text("sharing.link", link=link, until=beijing.moment(until))))
    _show(turn, of)


def _ends(turn: Turn, found: Sharing, of: Need | DraftRow) -> bool:
    """Return whether the caller may end a sharing: who shares, and who takes part by it."""
    return rights.may(turn, "share", of) or found.user_id == turn.caller.user_id


@on(EndSharing)
def end(turn: Turn, action: EndSharing) -> None:
    """Takes a link back, or has a colleague take part no more, who is told; a colleague leaves by it himself."""
    found = sharings.by_id(turn.tx, action.sharing)
    of = _shared(turn, found)
    if found is None or of is None or found.ended_at or not _ends(turn, found, of):
        turn.refuse("common.stale")
        return
    sharings.end(turn.tx, found.id)
    if found.user_id is not None:
        _put_away(turn, of, found.user_id)
        if isinstance(of, Need):
            tellings.drop(turn.tx, of.id, found.user_id)
    if found.user_id == turn.caller.user_id:
        turn.say(Reply(turn.text("sharing.left", title=_title(turn, of)), replace=True))
        _tell(turn, of.owner, lambda: Reply(turn.text("sharing.has_left", name=found.name, title=_title(turn, of))))
        return
    if found.user_id is not None and found.ended_at is None:
        _tell(turn, found.user_id, lambda: Reply(turn.text("sharing.ended", title=_title(turn, of))))
    _show(turn, of, replace=True)


def _put_away(turn: Turn, of: Need | DraftRow, user_id: int) -> None:
    """Take the card of the draft from somebody who takes part in it no more, and his next text."""
    row = drafts.of_need(turn.tx, of.id) if isinstance(of, Need) else of
    if row:
        focus.rest(turn.tx, user_id, row.id)
        writing.put_away(turn, row.id, user_id)


def _shared(turn: Turn, sharing: Sharing | None) -> Need | DraftRow | None:
    """Return the draft or need that somebody was invited to; None where it is there no more."""
    if sharing and sharing.draft_id is not None:
        return drafts.by_id(turn.tx, sharing.draft_id)
    need = needs.by_id(turn.tx, sharing.need_id) if sharing and sharing.need_id else None
    return need if need and not need.erased_at else None


# For the colleague


def open_link(turn: Turn, secret: str) -> None:
    """Shows who was sent a link whose need it is and its title, with the text to agree to."""
    found = sharings.by_digest(turn.tx, _digest(secret))
    of = _shared(turn, found)
    if found is None or of is None or not turn.caller.private:
        turn.tell("sharing.unusable")
    elif of.owner == turn.caller.user_id:
        turn.tell("sharing.own")
    elif rights.may(turn, "read", of):
        _open(turn, of)
    elif turn.member:
        turn.tell("sharing.staff")
    elif not _usable(turn, found):
        turn.tell("sharing.unusable")
    else:
        _invite(turn, found, of)


def _usable(turn: Turn, found: Sharing) -> bool:
    return found.user_id is None and found.ended_at is None and found.expires_at > turn.now


def _invite(turn: Turn, found: Sharing, of: Need | DraftRow) -> None:
    form = turn.house.form_of(of)
    values = of.content.values if isinstance(of, Need) else of.content.get("values", {})
    unit, title = (values.get(form.of_role(role).key) for role in ("organisation", "title"))
    none = turn.text("sharing.nothing_yet")
    text = turn.text("sharing.invitation", unit=unit or none, title=title or none, notice=Html(form.notice or ""))
    yes, no = (
        Button(turn.text("sharing.join"), Join(sharing=found.id)),
        Button(turn.text("sharing.decline"), DeclineJoining(sharing=found.id)),
    )
    turn.say(Reply(text, ((yes, no),)))


@on(Join)
def join(turn: Turn, action: Join) -> None:
    """Lets who agrees to the handling of data take part, if the link can be used still; the owner is told."""
    found, caller = sharings.by_id(turn.tx, action.sharing), turn.caller
    of = _shared(turn, found)
    if found is None or of is None or turn.member:
        turn.refuse("sharing.unusable")
    elif rights.may(turn, "read", of):
        _open(turn, of)
    elif not sharings.join(turn.tx, found.id, caller.user_id, caller.name):
        turn.refuse("sharing.unusable")
    else:
        _agreed(turn, of)
        _met(turn, of)
        leave = (Button(turn.text("sharing.leave"), EndSharing(sharing=found.id)),)
        turn.say(Reply(turn.text("sharing.welcome", title=_title(turn, of)), (leave,), replace=True))
        _open(turn, of)
        _tell(turn, of.owner, lambda: _joined(turn, of))


def _joined(turn: Turn, of: Need | DraftRow) -> Reply:
    """Return that the caller takes part now."""
    draft_id, need_id = rights.about(of)
    managing = (Button(turn.text("sharing.show"), ShowSharing(draft=draft_id or 0, need=need_id or 0)),)
    return Reply(turn.text("sharing.has_joined", name=turn.caller.name, title=_title(turn, of)), (managing,))


def _tell(turn: Turn, person: int, word: Callable[[], Reply]) -> None:
    """Tell another person something in his language."""
    with turn.heard_by(person):
        turn.say(word(), to=person, owed=Owed())


def _agreed(turn: Turn, of: Need | DraftRow) -> None:
    """Record the consent of who joins."""
    notice = turn.house.form_of(of).notice
    draft_id, need_id = (of.draft_id, of.id) if isinstance(of, Need) else (of.id, of.need_id)
    if notice:
        consents.record(turn.tx, turn.caller.user_id, draft_id, need_id, agreeing.digest(notice), notice)


def _met(turn: Turn, of: Need | DraftRow) -> None:
    """Note what those who wrote the draft before have seen of it: all that there is."""
    row = drafts.of_need(turn.tx, of.id) if isinstance(of, Need) else of
    for person in rights.people(turn, row) if row else ():
        if row and person != turn.caller.user_id and sharings.seen(turn.tx, row.id, person) is None:
            sharings.look(turn.tx, row.id, person, Draft.from_json(row.content).step)


def _open(turn: Turn, of: Need | DraftRow) -> None:
    if isinstance(of, Need):
        turn.say(my_needs.card(turn, of))
    else:
        drafting.resume(turn, ResumeDraft(draft_id=of.id))


@on(DeclineJoining)
def decline(turn: Turn, _: DeclineJoining) -> None:
    """Leaves an invitation as it is."""
    turn.say(Reply(turn.text("sharing.declined"), replace=True))
