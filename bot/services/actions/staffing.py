"""The list of staff: invitations, roles and leagues, removal."""

from typing import Literal

from bot.actions import Action
from bot.services.actions.asked import Asked

Role = Literal["reviewer", "lead"]
Leagues = tuple[str, ...]


class ShowStaff(Action, name="staff.show"):
    """List the members of staff, with ways to invite and change them."""


class PlanInvitation(Action, name="staff.plan_invitation"):
    """Choose the role and leagues that an invitation is for."""

    role: Role = "reviewer"
    leagues: Leagues = ()


class MakeInvitation(Action, name="staff.invite"):
    """Make a link by which one person can join."""

    role: Role
    leagues: Leagues = ()


class EndInvitation(Action, name="staff.uninvite"):
    """Take a link back."""

    invitation: int


class PlanMember(Action, name="staff.plan_member"):
    """Choose the role and leagues of a member."""

    user: int
    role: Role
    leagues: Leagues = ()


class SaveMember(Action, name="staff.save"):
    """Give a member this role and these leagues."""

    user: int
    role: Role
    leagues: Leagues = ()


class AskRemove(Action, name="staff.ask_remove"):
    """Ask whether to remove a member."""

    user: int


class RemoveMember(Action, name="staff.remove"):
    """Let a member be one no longer."""

    user: int


class JoinStaff(Action, name="staff.join"):
    """Join by an invitation, under this name."""

    invitation: int
    called: str


class DeclineStaff(Action, name="staff.decline"):
    """Leave an invitation as it is."""


class StaffNameAsked(Asked, name="asked.staff_name"):
    """The name under which somebody joins by an invitation."""

    invitation: int
