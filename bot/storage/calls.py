"""Calls to make: what the bot says, as it stands in the outbox until it has arrived.

The fields are the keys of the stored JSON, where one without a value is left out. A row can wait for long, so what
earlier versions have stored is read too: a new field has a default, and none is renamed.
"""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.needs.lifecycle import State
from bot.reply import Format, Paper, Picture


class Key(BaseModel, frozen=True):
    """A button under a message: a tap on it sends `data` back, or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None


Keys = tuple[tuple[Key, ...], ...]


class Words(BaseModel, frozen=True):
    """A message. `ask_contact` labels a key that shares the user's number; `remove_keyboard` takes that key away."""

    text: str
    buttons: Keys = ()
    ask_contact: str | None = None
    remove_keyboard: bool = False

    @property
    def token(self) -> str | None:
        """Return the first callback data among the buttons; None where no button has any."""
        return next((each.data for row in self.buttons for each in row if each.data), None)


class Send(Words):
    """A new message."""

    kind: Literal["send"] = "send"


class Sorry(Words):
    """A new message of apology; nobody misses it where it can't be delivered."""

    kind: Literal["sorry"] = "sorry"


class Change(Words):
    """New words for a message: for `message_id`, or else for the `posting`'s message by then."""

    message_id: int | None = None
    posting: int | None = None


class Edit(Change):
    """A change with something new to say; where the message is gone, it is sent as a new one."""

    kind: Literal["edit"] = "edit"


class Refresh(Change):
    """A change that keeps a message true; where the message is gone, it stays gone."""

    kind: Literal["refresh"] = "refresh"


class Strip(BaseModel, frozen=True):
    """The buttons of a message go: of `message_id`, or else of the `posting`'s message by then; its words stay."""

    kind: Literal["strip"] = "strip"
    message_id: int | None = None
    posting: int | None = None


class Document(Words):
    """A new message: the file at `path`, called `name`, with the text as its caption."""

    kind: Literal["document"] = "document"
    path: str
    name: str


class Photo(Picture):
    """A new message: a picture."""

    kind: Literal["photo"] = "photo"


class Printed(BaseModel, frozen=True):
    """A new message: a document, made of its words when it is sent."""

    kind: Literal["printed"] = "printed"
    paper: Paper
    format: Format = "docx"


class Export(BaseModel, frozen=True):
    """A new message: a file called `name` with all that is stored of `user` by the time it is sent."""

    kind: Literal["export"] = "export"
    user: int
    name: str


class Commands(BaseModel, frozen=True):
    """The command menu beside a chat's text box becomes that of staff, or again everybody's."""

    kind: Literal["commands"] = "commands"
    staff: bool = False


class Workbook(BaseModel, frozen=True):
    """A new message: a file called `name` with the wanted needs as they are when it is sent; `text` is its caption."""

    kind: Literal["workbook"] = "workbook"
    name: str
    text: str
    zipped: bool = False
    states: tuple[State, ...] = ()
    leagues: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


class Unreadable(BaseModel, frozen=True):
    """A row with JSON that fits no call; `why` names the mistakes and repeats nothing of it."""

    why: str


Known = Send | Sorry | Edit | Refresh | Strip | Photo | Document | Printed | Export | Workbook | Commands
Call = Known | Unreadable
_KNOWN: TypeAdapter[Known] = TypeAdapter(Annotated[Known, Field(discriminator="kind")])


def read(stored: str) -> Call:
    """Return a stored call; Unreadable where its JSON fits none."""
    try:
        return _KNOWN.validate_json(stored)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return Unreadable(why="; ".join(": ".join((*map(str, each["loc"]), each["msg"])) for each in found))


def written(call: Known) -> str:
    """Return a call's stored JSON."""
    return json.dumps({"kind": call.kind, **call.model_dump(exclude_defaults=True)}, ensure_ascii=False)
