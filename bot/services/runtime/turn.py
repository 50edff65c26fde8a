"""A turn: one update's work inside its one transaction; services read, write and reply through it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.actions import Action
from bot.needs.form import OF_NEEDS, Form
from bot.needs.ready import Ready
from bot.reply import Button, Format, Reply
from bot.services.runtime.office_hours import Office
from bot.services.runtime.staffing import Member as Member
from bot.services.runtime.staffing import Staff as Staff
from bot.services.runtime.staffing import is_member, present
from bot.storage import chats, keyboards, outbox, postings, spoken
from bot.storage.calls import Document, Edit, Key, Keys, Known, Photo, Printed, Refresh, Send, Strip
from bot.storage.database import Database, Transaction, receipt
from bot.storage.keyboards import Labelled
from bot.storage.outbox import Owed
from bot.storage.postings import Posting
from bot.storage.shelf import Shelf
from bot.storage.staff import Role as Role
from bot.storage.subjects import Subject, View
from bot.texts import Catalogue, Html
from bot.texts.markup import CAPTION, LIMIT, plain, split
from faq.answer import Responder
from faq.dialogue import Dialogue
from faq.encoder import sparing

P = ParamSpec("P")
T = TypeVar("T")
CROWD = 20  # searches at once: so long as there are more, the encoder, which takes most of their time, is not asked
ANONYMOUS = 1087968824  # GroupAnonymousBot, in whose name Telegram shows what anonymous administrators write
NO_HOURS = Office()
NO_REASONS = Ready({})
NO_SHELF = Shelf(Path("files"))
LATER = 1  # the priority of what people say to staff: anything else goes first
ABROAD = "en"  # the language for those whose own there are no texts of


@dataclass(frozen=True)
class Upload:
    """A document or photo (without a `name`) in a message, still at Telegram; `size` in bytes, where it is known."""

    file_id: str
    name: str | None
    size: int | None
    album: str | None


@dataclass(frozen=True)
class Caller:
    """The person who caused the update, and the chat.

    `message_id` is the tapped message, `reply_to` the bot's message replied to; `button`: callback data on either.
    `own` is the message that the person wrote; `beside`: in it there is something besides words, which nobody reads.
    `upload` is the file in it. `language` is the code of the language that the person's Telegram is in.
    """

    user_id: int
    chat_id: int
    name: str
    message_id: int | None = None
    reply_to: int | None = None
    button: str | None = None
    own: int | None = None
    beside: bool = False
    upload: Upload | None = None
    language: str | None = None

    @property
    def private(self) -> bool:
        """Return whether it is the user's own chat with the bot."""
        return self.chat_id == self.user_id


@dataclass(frozen=True)
class Limits:
    """How much one person may put before staff, and how long a mute lasts."""

    lines_a_minute: int = 10
    lines_an_hour: int = 60
    needs_a_day: int = 20
    mute_hours: float = 24


NO_OTHER_LIMITS = Limits()


@dataclass(frozen=True)
class Review:
    """When staff are reminded, in working days; None and 0: never.

    A holder who does nothing is reminded, then the need is released. What nobody claims is spoken of, then told to the
    leads. Who returned a need has it back first for so many hours of office. `quiet`: from and to when nothing is said.
    """

    remind_days: int | None = 2
    release_days: int | None = 5
    first_back_hours: int | None = 24
    waiting_days: int | None = 3
    overdue_days: int | None = 5
    digest: time | None = time(8, 45)
    quiet: tuple[time, time] | None = (time(20), time(8))


REMINDING = Review()


@dataclass(frozen=True)
class Desk:
    """For how many hours of office whoever has a talk may leave it unanswered."""

    talk_back_hours: float = 4


AS_USUAL = Desk()


@dataclass(frozen=True)
class Retention:
    """How many days things are kept: drafts left alone, questions, talks that ended, needs decided and withdrawn."""

    drafts: int = 90
    questions: int = 365
    talks: int = 365
    decided: int = 1095
    withdrawn: int = 180


@dataclass(frozen=True)
class Operator:
    """Who runs the bot and answers for what is stored, whom to ask about it, and in how many days it is erased."""

    unit: str = "—"
    name: str = "—"
    contact: str = "—"
    retention: Retention = Retention()
    erase_days: int = 15

    @property
    def told(self) -> Mapping[str, object]:
        """Return what texts about the handling of data are filled with."""
        named = {"unit": self.unit, "name": self.name, "operator_contact": self.contact, "erase_days": self.erase_days}
        return {**named, **vars(self.retention)}


NOBODY = Operator()


class Knowledge(Protocol):
    """The bot's knowledge, as everybody uses it; it may grow while the bot runs."""

    @property
    def dialogue(self) -> Dialogue:
        """Return the present dialogue, which reads messages as part of a conversation."""

    def outdated(self) -> None:
        """Ask for what was learned to be taken up."""


class Written(Protocol):
    """What is filled in, or was: a draft of a need, or a submitted one."""

    @property
    def form(self) -> str:
        """Return the name of the form that it is on."""


class Selector(Protocol):
    """Somebody outside who says which of several questions somebody means; what he says is never shown."""

    async def select(self, question: str, candidates: Sequence[str]) -> int | None:
        """Return which candidate (from 0 on) asks the same as the question; None where none does or nobody knows."""


@dataclass(frozen=True)
class Tongue:
    """What is said and filled in in one language."""

    texts: Catalogue
    forms: Mapping[str, Form]


@dataclass(frozen=True)
class House:
    """Texts, forms (by name) and settings, which stay while the bot runs; and its knowledge, which may grow.

    `staff` are those named in the configuration; who is staff by now is `Turn.staff`, or else staffing.present.

    `texts` and `forms` are in the language of whoever is spoken to; `language` is that of staff, and of whoever has
    none of the `tongues`.
    """

    texts: Catalogue
    forms: Mapping[str, Form]
    knowledge: Knowledge
    staff: Staff
    contact: str | None
    bot_username: str
    reference_prefix: str = "NM"
    idle_hours: float = 24
    page_size: int = 5
    office: Office = NO_HOURS
    review: Review = REMINDING
    limits: Limits = NO_OTHER_LIMITS
    desk: Desk = AS_USUAL
    operator: Operator = NOBODY
    selector: Selector | None = None
    shelf: Shelf = NO_SHELF
    offered: tuple[str, ...] = ()  # forms that anybody can begin beside that of needs
    documents: tuple[Format, ...] = ()  # the formats in which they are sent; none: they can't be made
    blanks: tuple[Format, ...] = ()  # the formats in which a blank form is sent
    reasons: Ready = NO_REASONS  # that staff can give without typing them
    masked: bool = False  # mobile numbers are, in what is exported
    language: str = "zh"
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    undo_seconds: float = 0  # for so long the notice of a decision waits, and the decision can be undone

    @property
    def form(self) -> Form:
        """Return the form of needs, for where nothing is written or submitted that would have one of its own."""
        return self.forms[OF_NEEDS]

    def form_of(self, written: Written) -> Form:
        """Return the form of something that is written or was submitted."""
        return self.forms[written.form]

    def speaking(self, language: str | None) -> "House":
        """Return the house in a language; in its own where it has none of that name."""
        tongue = self.tongues.get(language or "", self.tongues.get(self.language))
        if tongue is None or tongue.texts is self.texts:
            return self
        return replace(self, texts=tongue.texts, forms=tongue.forms)

    def understood(self, code: str) -> str:
        """Return the language for somebody whose Telegram is in that of a code, such as zh-hans."""
        spoken = code.lower().partition("-")[0]
        return next((each for each in (spoken, ABROAD) if each in self.tongues), self.language)

    @property
    def responder(self) -> Responder:
        """Return the present responder; for one piece of work it is to be taken once, as another can replace it."""
        return self.dialogue.responder

    @property
    def dialogue(self) -> Dialogue:
        """Return the present dialogue; its responder is `responder`."""
        return self.knowledge.dialogue


def addressing(tx: Transaction, house: House, chat_id: int | None) -> House:
    """Return the house in the language of a chat; groups and staff, and None, have the house's own."""
    if chat_id is None or chat_id < 0 or len(house.tongues) <= 1 or is_member(tx, house, chat_id):
        return house.speaking(house.language)
    found = spoken.find(tx, chat_id)
    return house.speaking(found.language if found else None)


@dataclass
class Turn:
    """One update's transaction, with its caller, its time and the means to reply, in the language of the chat.

    `toast` (plain text) is shown on the tapped button at once, best effort; what matters is also in a message.
    """

    tx: Transaction
    caller: Caller
    house: House
    toast: str | None = None
    again: set[int] = field(default_factory=set, init=False)  # chats for which something held is queued again
    turned: bool = field(default=False, init=False)  # to another language for the caller
    _edited: bool = field(default=False, init=False)
    _staff: Staff | None = field(default=None, init=False)
    _last_button: str | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Speak the language of the caller's chat."""
        self.house = addressing(self.tx, self.house, self.caller.chat_id)

    @contextmanager
    def heard_by(self, chat_id: int | None) -> Iterator[None]:
        """Speak, meanwhile, the language of another chat, for which something is put into words; None: of staff."""
        mine, self.house = self.house, addressing(self.tx, self.house, chat_id)
        try:
            yield
        finally:
            self.house = mine

    def speak(self, language: str, *, chosen: bool = False) -> None:
        """Speak a language to the caller, now and later; one that he has `chosen` is changed by his choice alone."""
        (spoken.choose if chosen else spoken.see)(self.tx, self.caller.user_id, language)
        self.house, self.turned = addressing(self.tx, self.house, self.caller.chat_id), True

    @property
    def now(self) -> datetime:
        """Return the moment of the transaction."""
        return datetime.fromisoformat(self.tx.now)

    @property
    def edited(self) -> bool:
        """Return whether something was said in place of the tapped message."""
        return self._edited

    @property
    def staff(self) -> Staff:
        """Return who is staff now, and their group."""
        if self._staff is None:
            self._staff = present(self.tx, self.house)
        return self._staff

    def staff_changed(self) -> None:
        """Take note that somebody has become staff, is no longer, or is otherwise than before."""
        self._staff, self.house = None, addressing(self.tx, self.house, self.caller.chat_id)

    @property
    def staff_group(self) -> int | None:
        """Return the present id of the staff's group; None without a group."""
        group = self.staff.group
        return group and chats.present(self.tx, group)

    @property
    def member(self) -> Member | None:
        """Return the caller as a member of staff; None where the caller is not one now."""
        return self.staff.members.get(self.caller.user_id)

    def text(self, key: str, /, **arguments: object) -> Html:
        """Return a text of the catalogue with its arguments escaped."""
        return self.house.texts(key, **arguments)

    def say(
        self,
        reply: Reply,
        *,
        to: int | None = None,
        owed: Owed | None = None,
        priority: int = 0,
        not_before: str | None = None,
    ) -> int:
        """Queue a reply for the caller's chat, or the chat `to`; return the outbox row of the message with the buttons.

        A reply to another chat than the caller's is owed to it: nobody there knows to ask for it. The smaller
        `priority` goes first, and nothing before `not_before` (UTC ISO). Buttons sent to a private chat work for its
        owner, those sent to a group for anyone there. The first reply with `replace` edits the tapped message.
        """
        chat_id = chats.present(self.tx, self.caller.chat_id if to is None else to)
        self._tell_unread()
        *parts, last = split(reply.text, CAPTION if reply.document else LIMIT)
        words = Send(
            text=last,
            buttons=self._buttons(reply, chat_id),
            ask_contact=reply.ask_contact,
            remove_keyboard=reply.remove_keyboard,
        )
        calls: list[Known] = [*(Send(text=part) for part in parts), words]
        if reply.replace and chat_id == self.caller.chat_id and self.caller.message_id and not self._edited:
            self._edited = True
            calls[0] = Edit(**calls[0].model_dump(exclude={"kind"}), message_id=self.caller.message_id)
        if reply.document:
            calls[-1] = Document(**words.model_dump(exclude={"kind"}), **reply.document.model_dump())
        if reply.picture:  # above the words, which are what is read on a small screen
            calls.insert(0, Photo(**dict(reply.picture)))
        if owed is None and chat_id != chats.present(self.tx, self.caller.chat_id):
            owed = Owed(staff=chat_id == self.staff_group or chat_id in self.staff.members)
        for call in calls[:-1]:  # one of several parts is told of
            outbox.put(self.tx, chat_id, call, owed and replace(owed, by=None), priority, not_before)
        row = outbox.put(self.tx, chat_id, calls[-1], owed, priority, not_before)
        for each in (reply.formats or self.house.documents) if reply.paper else ():
            outbox.put(self.tx, chat_id, Printed(paper=reply.paper, format=each), None, priority)
        return row

    def post(
        self, subject: Subject, view: View, reply: Reply, *, to: int, owed: Owed | None = None, priority: int = 0
    ) -> None:
        """Queue a reply to the chat `to` as its live view of `subject`, kept true and recognised when replied to."""
        row = self.say(reply, to=to, owed=owed, priority=priority)
        postings.add(self.tx, subject, view, to, row, self._last_button)

    def refresh(self, posting: Posting, reply: Reply, *, only: int | None = None, owed: Owed | None = None) -> None:
        """Queue the present content (one part) of a posting and its copies; a message that is gone stays gone.

        `only`: for this one message alone. A posting that is held is changed before its delivery. `owed`: the content
        is news, which is sent where the message is gone, and is held where it is refused.
        """
        buttons = self._buttons(reply, posting.chat_id, posting=posting)
        true = Refresh(text=reply.text, buttons=buttons, posting=posting.id)
        call: Edit | Refresh = Edit(text=reply.text, buttons=buttons, posting=posting.id) if owed else true
        if only is None and not outbox.rewrite(self.tx, posting.id, call):
            outbox.supersede(self.tx, posting.chat_id, posting.id)
            outbox.put(self.tx, posting.chat_id, call, owed, postings.priority(self.tx, posting.id))
        for copy in postings.copies(self.tx, posting.id) if only is None else [only]:
            outbox.put(self.tx, posting.chat_id, true.model_copy(update={"message_id": copy}))

    def strip(self, posting: Posting) -> None:
        """Queue that a posting and its copies lose their buttons; but for the one in whose place something was said."""
        replaced = self.caller.message_id if self._edited else None
        if posting.message_id is None or posting.message_id != replaced:
            outbox.put(self.tx, posting.chat_id, Strip(posting=posting.id))
        for copy in postings.copies(self.tx, posting.id):
            if copy != replaced:
                outbox.put(self.tx, posting.chat_id, Strip(posting=posting.id, message_id=copy))

    def strip_tapped(self) -> None:
        """Queue that the tapped message loses its buttons, unless it is live still."""
        chat_id, message_id = chats.present(self.tx, self.caller.chat_id), self.caller.message_id
        if message_id and not postings.at(self.tx, chat_id, message_id):
            outbox.put(self.tx, chat_id, Strip(message_id=message_id))

    def recognise(self) -> Posting | None:
        """Register the message tapped on or replied to as a copy, if it is an unknown one; return its posting then."""
        caller = self.caller
        message_id = caller.message_id or caller.reply_to
        if message_id is None or caller.button is None:
            return None
        return postings.recognise(self.tx, chats.present(self.tx, caller.chat_id), message_id, caller.button)

    def replied_to(self) -> Posting | None:
        """Return the posting, live or retired, to which the caller has replied; None where there is none."""
        self.recognise()
        reply_to = self.caller.reply_to
        return postings.once_at(self.tx, chats.present(self.tx, self.caller.chat_id), reply_to) if reply_to else None

    def tell(self, key: str, /, **arguments: object) -> None:
        """Queue a text of the catalogue for the caller's chat."""
        self.say(Reply(self.text(key, **arguments)))

    def _tell_unread(self) -> None:
        """Say in the caller's chat, before anything else is said, that of the message only the words were read."""
        if self.caller.beside:
            self.caller = replace(self.caller, beside=False)
            self.tell("unread.beside")

    def hint(self, text: str) -> None:
        """Set the tapped button's toast to `text` (Telegram HTML; shown without its tags)."""
        self.toast = plain(text)

    def refuse(self, key: str, /, **arguments: object) -> None:
        """Say why something is not done, in a toast and a message; to a tap in a group, in a toast alone."""
        said = self.text(key, **arguments)
        self.hint(said)
        if self.caller.private or self.caller.message_id is None:
            self.say(Reply(said))

    def admit(self) -> Member | None:
        """Return the caller as a member of staff, in a chat where needs may be shown; otherwise refuse."""
        if not self.caller.private and chats.present(self.tx, self.caller.chat_id) != self.staff_group:
            self.refuse("common.group_only_private")
        elif self.member is None:
            self.refuse("review.staff_anonymous" if self.caller.user_id == ANONYMOUS else "review.staff_only")
        else:
            return self.member
        return None

    def _buttons(self, reply: Reply, chat_id: int, *, posting: Posting | None = None) -> Keys:
        if not reply.buttons:
            return ()
        # a message that changes by itself is nobody's present card
        owner = chat_id if posting is None and chat_id > 0 else None
        every = [each for row in reply.buttons for each in row]
        meant = [Labelled(each.action, _label(each)) for each in every if each.action]
        data = keyboards.put(self.tx, chat_id, owner, meant, posting.id if posting else None)
        self._last_button, tokens = next(iter(data), None), iter(data)
        return tuple(
            tuple(Key(text=_label(each), url=each.url, data=None if each.url else next(tokens)) for each in row)
            for row in reply.buttons
        )


def _label(button: Button) -> str:
    """Return a button's label as plain text."""
    return plain(button.label) if isinstance(button.label, Html) else button.label


def _knows(tx: Transaction, user_id: int) -> bool:
    return spoken.find(tx, user_id) is not None


class Services:
    """Runs verbs (functions of a turn), each call in one transaction."""

    def __init__(self, database: Database, house: House, wake: Callable[[int], None] = lambda _chat_id: None) -> None:
        """Work on `database` for `house`; `wake` has delivery look at a chat again."""
        self.database, self.house, self.wake = database, house, wake
        self._searching = ThreadPoolExecutor(1, "search")  # one: what is searched needs the interpreter anyway
        self._searches = 0  # begun and waiting

    async def addressing(self, user_id: int, code: str | None) -> House:
        """Return the house in a person's language, by that of his Telegram where nothing is known of it."""
        found = await self.database.read(
            lambda tx: addressing(tx, self.house, user_id) if _knows(tx, user_id) else None
        )
        return found or self.house.speaking(self.house.understood(code) if code else None)

    async def staff(self) -> Staff:
        """Return who is staff now."""
        return await self.database.read(lambda tx: present(tx, self.house))

    async def search(self, work: Callable[[], T]) -> T:
        """Return the result of `work`, which runs while everybody else is served; to be done before `perform`."""

        def searched() -> T:
            with sparing() if self._searches > CROWD else nullcontext():
                return work()

        self._searches += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._searching, searched)
        finally:
            self._searches -= 1

    async def perform(
        self, caller: Caller, verb: Callable[Concatenate[Turn, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> Turn:
        """Run the verb for the caller and return its turn; all that it did and said is durable then, or nothing is."""

        def work(tx: Transaction) -> Turn:
            if caller.language and caller.private and spoken.find(tx, caller.user_id) is None:
                spoken.see(tx, caller.user_id, self.house.understood(caller.language))
            turn = Turn(tx, caller, self.house)
            with sparing():  # nobody else can write meanwhile
                verb(turn, *args, **kwargs)
            return turn

        turn = await self.database.transaction(work)
        for chat_id in turn.again:
            self.wake(chat_id)
        return turn


A = TypeVar("A", bound=Action)

#: What a tap does, by the kind of its button; a kind without a verb of its own has that of the kind it is one of.
VERBS: dict[type[Action], Callable[[Turn, Any], None]] = {}


def on(kind: type[A]) -> Callable[[Callable[[Turn, A], None]], Callable[[Turn, A], None]]:
    """Register the decorated verb for taps on this kind of button."""

    def register(verb: Callable[[Turn, A], None]) -> Callable[[Turn, A], None]:
        VERBS[kind] = verb
        return verb

    return register


def do(turn: Turn, action: Action | None) -> None:
    """Does an action; None, of a button that means nothing any more, is refused as stale."""
    verb = next((VERBS[kind] for kind in type(action).__mro__ if kind in VERBS), None)
    if verb:
        verb(turn, action)
    else:
        turn.refuse("common.stale")


def failed(error: Exception | None) -> None:
    """Leave a handler's error with the update being worked on, for the dispatcher to find."""
    if update := receipt.get():
        update.error = error
