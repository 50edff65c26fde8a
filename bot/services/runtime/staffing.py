"""Staffing: who is staff now. Members named in the configuration are the root of trust; others have joined in chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.storage import staff
from bot.storage.database import Transaction
from bot.storage.staff import Deed, Role


@dataclass(frozen=True)
class Member:
    """A member of staff; one who was `named` in the configuration can be changed only there."""

    id: int
    name: str
    role: Role
    leagues: tuple[str, ...] = ()
    named: bool = True

    @property
    def limits(self) -> tuple[str, ...]:
        """Return the only leagues whose needs the member sees; none: all. Leads see all."""
        return () if self.role == "lead" else self.leagues


@dataclass(frozen=True)
class Staff:
    """The members of staff, and the group (if any) in which new needs are announced."""

    members: Mapping[int, Member]
    group: int | None = None

    def chats(self) -> list[int]:
        """Return the chats in which staff are told of something: the group, or else each member's own."""
        return [self.group] if self.group else list(self.members)

    def leads(self) -> list[int]:
        """Return whom to tell what is for leads: them, or all members where there is none."""
        return [each.id for each in self.members.values() if each.role == "lead"] or list(self.members)

    def reads(self, chat_id: int) -> bool:
        """Return whether what staff are shown may stand in a chat: a group's, or a member's own."""
        return chat_id < 0 or chat_id in self.members


class Staffed(Protocol):
    """What has members of staff by its configuration."""

    @property
    def staff(self) -> Staff:
        """Return the members named in the configuration, and the group."""


def present(tx: Transaction, house: Staffed) -> Staff:
    """Return who is staff as of the transaction; what the configuration says of somebody goes before the rest."""
    named = house.staff.members
    joined = {
        each.user_id: Member(each.user_id, each.name, each.role, each.leagues, named=False)
        for each in staff.present(tx)
        if each.invited_by is not None and each.user_id not in named
    }
    return Staff({**named, **joined}, house.staff.group)


def is_member(tx: Transaction, house: Staffed, user_id: int) -> bool:
    """Return whether somebody is staff as of the transaction."""
    return user_id in house.staff.members or staff.joined(tx, user_id)


def record(tx: Transaction, *, actor: int, name: str, subject: int, action: Deed, **detail: object) -> None:
    """Record what was done to the list of staff: by whom, and to whom (0: nobody yet). All of it goes through here."""
    staff.record(tx, actor=actor, actor_name=name, subject=subject, action=action, detail=detail)
