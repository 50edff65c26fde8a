"""The list of staff, for leads: who is staff, invitations, roles and leagues, removal. Nothing of it needs a restart.

Members named in the configuration are changed only there. Of an invitation only the digest of its link is kept; it
counts as long as whoever made it is a lead.
"""

import hashlib
import secrets
from datetime import timedelta

from bot.needs.fields.cleaning import clean
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import (
    AskRemove,
    DeclineStaff,
    EndInvitation,
    JoinStaff,
    MakeInvitation,
    PlanInvitation,
    PlanMember,
    RemoveMember,
    SaveMember,
    ShowStaff,
    StaffNameAsked,
)
from bot.services.needs_state import live_cards
from bot.services.reviewing import leaving
from bot.services.runtime import beijing, focus, staffing
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import LATER, Member, Turn, on
from bot.storage import needs, outbox, staff
from bot.storage.calls import Commands
from bot.storage.staff import Deed, Invitation, Role
from bot.texts import Html
from faq.asking import is_question

LINK = "staff_"  # begins what a link to the bot carries that invites somebody to staff
SECRET = 16  # bytes at random that follow: 22 letters, figures, - and _, of the 64 that Telegram takes
LASTS = timedelta(hours=48)
LONGEST = 40  # characters of a name
ROLES: tuple[Role, ...] = ("reviewer", "lead")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _lead(turn: Turn) -> Member | None:
    """Return the caller as a lead in the private chat; otherwise refuse."""
    member = turn.admit()
    if member is None or (member.role == "lead" and turn.caller.private):
        return member
    turn.refuse("staff.leads_only")
    return None


def _record(turn: Turn, subject: int, action: Deed, **detail: object) -> None:
    who = turn.member.name if turn.member else turn.caller.name
    staffing.record(turn.tx, actor=turn.caller.user_id, name=who, subject=subject, action=action, **detail)


# The list


@on(ShowStaff)
def show(turn: Turn, _: ShowStaff) -> None:
    """Lists the members of staff and open invitations for a lead."""
    if _lead(turn):
        turn.say(_list(turn))


def _list(turn: Turn, lead: str = "") -> Reply:
    held, since = needs.held(turn.tx), {each.user_id: each for each in staff.present(turn.tx)}
    members = turn.staff.members.values()
    lines = [turn.text("staff.list", count=len(members))]
    for each in members:
        row = since.get(each.id)
        joined = turn.text("staff.named" if each.named else "staff.joined", at=row and beijing.moment(row.joined_at))
        standing = _standing(turn, each.role, each.leagues)
        lines.append(
            turn.text("staff.row", name=each.name, standing=standing, joined=joined, count=held.get(each.id, 0))
        )
    changing = [
        Button(each.name, PlanMember(user=each.id, role=each.role, leagues=each.leagues))
        for each in members
        if not each.named
    ]
    ending = list[Row]()
    for link in _open(turn):
        until = beijing.moment(link.expires_at)
        lines.append(turn.text("staff.open", standing=_standing(turn, link.role, link.leagues), until=until))
        ending.append((Button(turn.text("staff.end_link", until=until), EndInvitation(invitation=link.id)),))
    lines.append(turn.text("staff.how"))
    inviting = (Button(turn.text("staff.invite"), PlanInvitation()),)
    text = "\n".join((*([lead] if lead else []), *lines))
    return Reply(text, (*rows(changing, 2), *ending, inviting), replace=True)


def _open(turn: Turn) -> list[Invitation]:
    return [each for each in staff.open_invitations(turn.tx) if _counts(turn, each)]


def _counts(turn: Turn, link: Invitation) -> bool:
    """Return whether whoever has made an invitation is a lead still."""
    by = turn.staff.members.get(link.invited_by)
    return by is not None and by.role == "lead"


def _standing(turn: Turn, role: Role, leagues: tuple[str, ...]) -> Html:
    """Return a role and, of a reviewer, his leagues in words."""
    field = turn.house.form.role("league")
    said = turn.text(f"lifecycle.role.{role}")
    if role == "lead" or field is None:
        return said
    named = "、".join(field.shown(each) for each in leagues) or turn.text("review.every_league")
    return turn.text("staff.standing", role=said, leagues=named)


def _choices(turn: Turn, plan: PlanInvitation | PlanMember) -> tuple[Row, ...]:
    """Return the buttons that choose a role and, for a reviewer, leagues; what is chosen is marked."""
    field = turn.house.form.role("league")
    roles = [
        Button(_marked(turn.text(f"lifecycle.role.{each}"), each == plan.role), plan.model_copy(update={"role": each}))
        for each in ROLES
    ]
    chosen = set(plan.leagues)
    leagues = [
        Button(
            _marked(option.label, option.value in chosen),
            plan.model_copy(update={"leagues": tuple(sorted(chosen ^ {option.value}))}),
        )
        for option in (field.options if field and plan.role == "reviewer" else ())
    ]
    return (tuple(roles), *rows(leagues, 3))


def _marked(label: str, chosen: bool) -> str:  # noqa: FBT001  # the value of a button
    return f"✓ {label}" if chosen else label


def _back(turn: Turn) -> Button:
    return Button(turn.text("staff.back"), ShowStaff())


# Invitations


@on(PlanInvitation)
def plan_invitation(turn: Turn, plan: PlanInvitation) -> None:
    """Shows a lead the role and leagues of an invitation, to be chosen."""
    if _lead(turn):
        make = Button(turn.text("staff.make"), MakeInvitation(role=plan.role, leagues=plan.leagues))
        text = turn.text("staff.plan_invitation", standing=_standing(turn, plan.role, plan.leagues))
        turn.say(Reply(text, (*_choices(turn, plan), (make, _back(turn))), replace=True))


@on(MakeInvitation)
def make_invitation(turn: Turn, action: MakeInvitation) -> None:
    """Makes a link by which one person can join; it is said in a message of its own, to be passed on."""
    member = _lead(turn)
    if member is None:
        return
    secret, until = secrets.token_urlsafe(SECRET), turn.now + LASTS
    leagues = action.leagues if action.role == "reviewer" else ()
    expires = until.isoformat(timespec="microseconds")
    staff.invite(turn.tx, _digest(secret), action.role, leagues, by=member.id, expires=expires)
    _record(turn, 0, "invite", role=action.role, leagues=leagues, expires=expires)
    link = f"https://t.me/{turn.house.bot_username}?start={LINK}{secret}"
    standing = _standing(turn, action.role, leagues)
    turn.say(_list(turn))
    turn.say(Reply(turn.text("staff.link", link=link, standing=standing, until=beijing.moment(until))))


@on(EndInvitation)
def end_invitation(turn: Turn, action: EndInvitation) -> None:
    """Takes a link back that nobody has used."""
    if _lead(turn) is None:
        return
    found = staff.by_id(turn.tx, action.invitation)
    if found and found.used_by is None and found.ended_at is None:
        staff.end(turn.tx, found.id)
        _record(turn, 0, "uninvite", invitation=found.id)
    turn.say(_list(turn))


# Joining


def open_link(turn: Turn, secret: str) -> None:
    """Shows who was sent a link what he would join as, and asks for his name."""
    found = staff.by_digest(turn.tx, _digest(secret))
    if turn.member:
        turn.tell("staff.already")
    elif found is None or not turn.caller.private or not _usable(turn, found):
        turn.tell("staff.unusable")
    else:
        focus.take(turn, StaffNameAsked(invitation=found.id))
        _confirm(turn, found, _cleaned(turn.caller.name), "staff.invitation")


def _usable(turn: Turn, found: Invitation) -> bool:
    return found.used_by is None and found.ended_at is None and found.expires_at > turn.now and _counts(turn, found)


def _cleaned(name: str) -> str:
    return clean(name)[:LONGEST].strip()


def _confirm(turn: Turn, found: Invitation, name: str, key: str) -> None:
    no = Button(turn.text("staff.decline"), DeclineStaff())
    yes = [Button(turn.text("staff.join", name=name), JoinStaff(invitation=found.id, called=name))] if name else []
    text = turn.text(key, standing=_standing(turn, found.role, found.leagues), name=name)
    turn.say(Reply(text, ((*yes, no),)))


def _hear_name(turn: Turn, asked: StaffNameAsked, text: str) -> bool:
    """Takes a text as the name under which the caller joins, to be confirmed; a question is none."""
    found, name = staff.by_id(turn.tx, asked.invitation), clean(text)
    if found is None or not _usable(turn, found):
        focus.release(turn)
        turn.tell("staff.unusable")
    elif is_question(text):
        return False
    elif focus.fits(turn, name, LONGEST):
        _confirm(turn, found, name, "staff.confirm")
    return True


@on(JoinStaff)
def join(turn: Turn, action: JoinStaff) -> None:
    """Lets who was invited join at once, if the link can be used still; staff are told."""
    found, me = staff.by_id(turn.tx, action.invitation), turn.caller.user_id
    if turn.member:
        turn.refuse("staff.already")
    elif found is None or not _usable(turn, found) or not staff.use(turn.tx, found.id, me):
        turn.refuse("staff.unusable")
    else:
        focus.withdraw(turn, me, StaffNameAsked(invitation=found.id))
        staff.add(turn.tx, me, action.called, found.role, found.leagues, found.invited_by)
        turn.staff_changed()
        _record(turn, me, "join", invitation=found.id, role=found.role, leagues=found.leagues)
        outbox.put(turn.tx, me, Commands(staff=True), priority=LATER)
        standing = _standing(turn, found.role, found.leagues)
        turn.say(Reply(turn.text("staff.welcome", name=action.called, standing=standing), replace=True))
        said = turn.text("staff.has_joined", name=action.called, standing=standing)
        for chat_id in dict.fromkeys((*turn.staff.chats(), *turn.staff.leads())):
            if chat_id != me:
                with turn.heard_by(chat_id):
                    turn.say(Reply(said), to=chat_id)


@on(DeclineStaff)
def decline(turn: Turn, _: DeclineStaff) -> None:
    """Leaves an invitation as it is."""
    if isinstance(focus.present(turn), StaffNameAsked):
        focus.release(turn)
    turn.say(Reply(turn.text("staff.declined"), replace=True))


def _leave(turn: Turn, _: StaffNameAsked) -> None:
    focus.release(turn)
    turn.tell("staff.declined")


focus.listen(StaffNameAsked, Ear(_hear_name, _leave))


# Changes


def _changeable(turn: Turn, user_id: int) -> Member | None:
    """Return a member whom the caller, a lead, may change in chat; otherwise say why not."""
    found = turn.staff.members.get(user_id)
    if _lead(turn) is None:
        return None
    if found is None:
        turn.refuse("staff.gone")
    elif found.named:
        turn.refuse("staff.in_file", name=found.name)
    else:
        return found
    return None


def _last_lead(turn: Turn, member: Member) -> bool:
    return [each.id for each in turn.staff.members.values() if each.role == "lead"] == [member.id]


@on(PlanMember)
def plan_member(turn: Turn, plan: PlanMember) -> None:
    """Shows a lead the role and leagues of a member, to be changed."""
    if found := _changeable(turn, plan.user):
        save = Button(turn.text("staff.save"), SaveMember(**plan.model_dump()))
        remove = Button(turn.text("staff.remove"), AskRemove(user=found.id))
        now, then = _standing(turn, found.role, found.leagues), _standing(turn, plan.role, plan.leagues)
        text = turn.text("staff.plan_member", name=found.name, now=now, then=then)
        turn.say(Reply(text, (*_choices(turn, plan), (save, remove, _back(turn))), replace=True))


@on(SaveMember)
def save(turn: Turn, action: SaveMember) -> None:
    """Gives a member a role and leagues at once; what he may not see any more goes from him."""
    found = _changeable(turn, action.user)
    if found is None:
        return
    leagues = action.leagues if action.role == "reviewer" else ()
    if (found.role, found.leagues) == (action.role, leagues):
        turn.say(_list(turn))
    elif action.role != "lead" and _last_lead(turn, found):
        turn.refuse("staff.last_lead")
    else:
        staff.change(turn.tx, found.id, found.name, action.role, leagues)
        _record(turn, found.id, "change", called=found.name, role=action.role, leagues=leagues)
        turn.staff_changed()
        changed, standing = turn.staff.members[found.id], _standing(turn, action.role, leagues)
        left = leaving.settle(turn, found.id)
        live_cards.look_again(turn, changed)
        if left.needs:
            leaving.tell_leads(turn, [left])
        if found.id != turn.caller.user_id:
            turn.say(Reply(turn.text("staff.you_changed", standing=standing)), to=found.id)
        said = turn.text("staff.changed", name=found.name, standing=standing)
        turn.say(_list(turn, said) if turn.member and turn.member.role == "lead" else Reply(said, replace=True))


@on(AskRemove)
def ask_remove(turn: Turn, action: AskRemove) -> None:
    """Asks whether to remove a member, and says what becomes of what he has in hand."""
    if found := _changeable(turn, action.user):
        text = turn.text("staff.ask_remove", name=found.name, count=len(needs.held_by(turn.tx, found.id)))
        yes = Button(turn.text("staff.remove_yes", name=found.name), RemoveMember(user=found.id))
        turn.say(Reply(text, ((yes, _back(turn)),), replace=True))


@on(RemoveMember)
def remove(turn: Turn, action: RemoveMember) -> None:
    """Removes a member at once: what he had in hand goes back to the others, and leads are told."""
    found = _changeable(turn, action.user)
    if found is None:
        return
    if _last_lead(turn, found):
        turn.refuse("staff.last_lead")
        return
    staff.remove(turn.tx, found.id)
    _record(turn, found.id, "remove", called=found.name)
    turn.staff_changed()
    leaving.tell_leads(turn, [leaving.settle(turn, found.id)])
    if turn.member:
        turn.say(_list(turn))
    else:  # himself
        turn.strip_tapped()
