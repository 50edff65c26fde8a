"""What the bot says, before anything knows of Telegram: text, buttons, and where it goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from bot.actions import Action

#: What a document can be sent as.
Format = Literal["docx", "pdf", "xlsx"]


@dataclass(frozen=True)
class Button:
    """A button under a message; a tap on it comes back as `action`, or opens `url`."""

    label: str
    action: Action | None = None
    url: str | None = None


class Drawing(BaseModel, frozen=True):
    """Questions by day, the oldest first: the date as text, and how many had which outcome."""

    days: tuple[tuple[str, Mapping[str, int]], ...]


class Course(BaseModel, frozen=True):
    """What became of something, the oldest first: when, what, and a remark or nothing; and how it stands `now`."""

    heading: str
    events: tuple[tuple[str, str, str], ...]
    now: str


class Bars(BaseModel, frozen=True):
    """Counts with their labels, one bar each: lying, or `upright` for what follows each other."""

    title: str
    counts: tuple[tuple[str, int], ...]
    upright: bool = False


class Report(BaseModel, frozen=True):
    """Figures for a head of department: numbers with what they are of, and bars below."""

    heading: str
    note: str
    numbers: tuple[tuple[str, str], ...]
    bars: tuple[Bars, ...]


class Picture(BaseModel, frozen=True):
    """A file as it is, or figures, a report or a course of events that are drawn when they are sent."""

    file: str | None = None
    figures: Drawing | None = None
    course: Course | None = None
    report: Report | None = None


class Grid(BaseModel, frozen=True):
    """A table in a document, its columns as wide as `widths` are to each other; a row of one cell spans them all."""

    label: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Parted(BaseModel, frozen=True):
    """A label and a value in paragraphs, each with its heading or none."""

    label: str
    paragraphs: tuple[tuple[str, str], ...]


class Blank(BaseModel, frozen=True):
    """A place to be filled in, so many lines high: its label, what to fill in, and what it can be chosen from."""

    label: str
    hint: str
    options: tuple[str, ...] = ()
    lines: int = 1


class Section(BaseModel, frozen=True):
    """A part of a document: labels with values (whole or parted), tables, and places to be filled in, in order."""

    title: str
    items: tuple[tuple[str, str] | Parted | Grid | Blank, ...]


class Paper(BaseModel, frozen=True):
    """A document, in the words that stand in it; it is made when it is sent.

    `name` is the file's, without its ending. `head` are lines of a label and a value above all; `link` is drawn beside
    them, to be scanned. `signing` are the places to sign in, `closing` the remarks at the end with their heading; there
    may be none of either.
    """

    name: str
    header: str
    title: str
    subtitle: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signing: tuple[str, ...]
    closing: tuple[str, ...]
    page: str
    link: str | None = None
    link_label: str = ""


class Document(BaseModel, frozen=True):
    """A file on disk that is sent as it is: where it lies (a whole path), and what it is called for who gets it."""

    path: str
    name: str


@dataclass(frozen=True)
class Reply:
    """One message of the bot.

    `text` is Telegram HTML whose tags never span a line, so that it can be split between lines. `buttons` are rows
    under the message. `ask_contact` shows a reply keyboard with one key of that label that shares the user's own
    number; `remove_keyboard` takes such a keyboard away. With `replace`, a reply to a tap edits the tapped message in
    place instead of sending a new one. `picture` is a message of its own above the text, and so is `paper` below it, in
    each of the `formats`, else of the house's. With a `document` the text is its caption.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask_contact: str | None = None
    remove_keyboard: bool = False
    replace: bool = False
    picture: Picture | None = None
    document: Document | None = None
    paper: Paper | None = None
    formats: tuple[Format, ...] = ()


Row = tuple[Button, ...]


def rows(buttons: Iterable[Button], columns: int) -> list[Row]:
    """Return buttons in rows of so many columns."""
    every = list(buttons)
    return [tuple(every[start : start + columns]) for start in range(0, len(every), columns)]
