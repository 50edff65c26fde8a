"""What is stored of somebody: he is told, given a copy, and can have it erased."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.needs import lifecycle
from bot.reply import Button, Reply
from bot.services.actions import (
    AskErase,
    AskPerson,
    EraseMine,
    ExportData,
    KeepMine,
    ListErasures,
    ListMine,
    MyData,
    RemindAgain,
    StopReminding,
)
from bot.services.filing import my_needs
from bot.services.needs_state import alike, live_cards, owners_view, transition
from bot.services.runtime import beijing
from bot.services.runtime.staffing import present
from bot.services.runtime.turn import Caller, House, Turn, addressing, on
from bot.storage import consents, drafts, erasing, erasures, needs, outbox, reminders
from bot.storage.calls import Export, Send
from bot.storage.database import Transaction
from bot.storage.erasing import Traces
from bot.storage.erasures import Erasure
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.texts import Html

DONE_SHOWN = 10  # requests carried out, in the list of them
KINDS = ("drafts", "needs", "questions", "lines", "sharings")


def traces(tx: Transaction, house: House) -> Traces:
    """Return how copies of what is erased are known, and what is said in place of what staff were shown."""
    common = {
        word
        for form in (form for tongue in house.tongues.values() for form in tongue.forms.values())
        for field in form.fields
        for option in field.options
        for word in (option.value, option.label)
    }
    staff = present(tx, house)
    chats = {*staff.chats(), *staff.members}
    said = house.speaking(house.language).texts("mine.erased_here")
    return Traces(said, tuple(sorted(chats)), frozenset(common))


def _counted(turn: Turn, *kinds: str) -> Html:
    """Return how much of each kind is stored of the caller, in words; of what there is none, nothing is said."""
    counts = vars(erasing.count(turn.tx, turn.caller.user_id))
    said = (turn.text(f"mine.data_count.{kind}", count=counts[kind]) for kind in kinds or KINDS if counts[kind])
    return Html(turn.text("common.comma").join(said))


@on(MyData)
def summary(turn: Turn, _: MyData) -> None:
    """Tells how much is stored of the caller, and how each kind is seen, exported, deleted or asked for."""
    me = turn.caller.user_id
    written, filed = drafts.of_owner(turn.tx, me), needs.of_owner(turn.tx, me)
    person = (Button(turn.text("enquiry.ask_person"), AskPerson()),)
    counted, asked = _counted(turn), erasures.of_user(turn.tx, me)
    if not counted:
        turn.say(Reply(turn.text("mine.data_none"), (person,)))
        return
    mine = [(Button(turn.text("enquiry.action.my"), ListMine()),)] if filed or written else []
    deleting = (my_needs.deleting(turn, draft) for draft in written)
    both = (Button(turn.text("mine.export"), ExportData()), Button(turn.text("mine.erase"), AskErase()))
    lines = [turn.text("mine.data", counts=counted, **turn.house.operator.told)]
    if asked:
        lines.append(turn.text("mine.erase_under_way", due=beijing.moment(asked.due_at)))
    turn.say(Reply("\n".join(lines), (both, *mine, *deleting, person)))


@on(ExportData)
def export(turn: Turn, _: ExportData) -> None:
    """Sends the caller a file with all that is stored of him."""
    if not turn.caller.private:
        turn.refuse("common.group_only_private")
        return
    turn.tell("mine.export_comes")
    day = turn.now.astimezone(beijing.BEIJING).strftime("%Y%m%d")
    name = f"{turn.text('mine.export_name')}-{day}.zip"
    outbox.put(turn.tx, turn.caller.chat_id, Export(user=turn.caller.user_id, name=name))


@on(AskErase)
def ask_erase(turn: Turn, _: AskErase) -> None:
    """Asks whether to have everything erased, and says what goes at once and what staff do."""
    asked = erasures.of_user(turn.tx, turn.caller.user_id)
    if asked and not erasing.count(turn.tx, turn.caller.user_id).drafts:
        turn.say(Reply(turn.text("mine.erase_under_way", due=beijing.moment(asked.due_at))))
    elif _counted(turn):
        turn.say(Reply(_question(turn), _answers(turn)))
    else:
        turn.say(Reply(turn.text("mine.data_none")))


def _answers(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    first = (Button(turn.text("mine.export"), ExportData()),)
    yes, no = Button(turn.text("mine.erase_yes"), EraseMine()), Button(turn.text("mine.erase_no"), KeepMine())
    return (first, (yes, no))


def _question(turn: Turn) -> Html:
    now, later = _counted(turn, "drafts", "questions", "sharings"), _counted(turn, "needs", "lines")
    lines = [
        turn.text("mine.erase_ask"),
        turn.text("mine.erase_now", counts=Html(now + turn.text("common.comma")) if now else ""),
    ]
    if _withdrawable(turn):
        lines.append(turn.text("mine.erase_withdraws", count=len(_withdrawable(turn))))
    if later:
        lines.append(turn.text("mine.erase_later", counts=later, due=beijing.moment(_due(turn))))
    return Html("\n".join((*lines, turn.text("mine.erase_for_good"))))


def _withdrawable(turn: Turn) -> list[needs.Need]:
    """Return the caller's needs that wait for a decision."""
    under_way = (*lifecycle.WAITING, *lifecycle.HELD, "returned")
    return [need for need in owners_view.of_owner(turn.tx, turn.caller.user_id) if need.state in under_way]


def _due(turn: Turn) -> datetime:
    return turn.now + timedelta(days=turn.house.operator.erase_days)


@on(KeepMine)
def keep(turn: Turn, _: KeepMine) -> None:
    """Leaves everything as it is."""
    turn.say(Reply(turn.text("mine.erase_not"), replace=True))


@on(EraseMine)
def erase(turn: Turn, _: EraseMine) -> None:
    """Erases the caller's drafts, questions and preferences; for needs and talks staff get a task with a deadline."""
    me = turn.caller.user_id
    for need in _withdrawable(turn):
        transition.withdraw(turn, need)
    consents.withdraw(turn.tx, me)
    erasing.at_once(turn.tx, me, traces(turn.tx, turn.house))
    left, filed = erasing.count(turn.tx, me), [need.id for need in needs.of_owner(turn.tx, me)]
    if not (left.needs or left.lines):
        turn.say(Reply(turn.text("mine.erased_all"), replace=True))
        return
    asked = erasures.ask(turn.tx, me, filed, _due(turn).isoformat(timespec="microseconds"))
    turn.say(Reply(turn.text("mine.erased_now", due=beijing.moment(asked.due_at)), replace=True))
    with turn.heard_by(None):
        tell_leads(turn, turn.text("mine.erasure_new", task=task(turn, asked)))


def task(turn: Turn, asked: Erasure) -> Html:
    """Return a request in words for leads, with the command that carries it out."""
    found = (needs.by_id(turn.tx, each) for each in asked.needs)
    about = "、".join(need.reference for need in found if need) or turn.text("mine.erasure_no_needs")
    at, due = beijing.moment(asked.asked_at), beijing.moment(asked.due_at)
    return turn.text("mine.erasure_task", user=asked.user_id, needs=about, at=at, due=due)


def tell_leads(turn: Turn, said: Html) -> None:
    """Tells each lead, or where there is none all of staff."""
    button = (Button(turn.text("mine.erasures_show"), ListErasures()),)
    for chat_id in turn.staff.leads():
        turn.say(Reply(said, (button,)), to=chat_id)


@on(ListErasures)
def list_erasures(turn: Turn, _: ListErasures) -> None:
    """Lists, for leads, what is to be erased by when, and what was."""
    member = turn.admit()
    if member is None:
        return
    if member.role != "lead":
        turn.refuse("mine.erasures_leads")
        return
    open_ones, done = erasures.open_ones(turn.tx), erasures.done_ones(turn.tx, DONE_SHOWN)
    lines = [turn.text("mine.erasures", count=len(open_ones)), *(task(turn, each) for each in open_ones)]
    for each in done:
        asked, at = beijing.moment(each.asked_at), each.done_at and beijing.moment(each.done_at)
        lines.append(turn.text("mine.erasure_done", user=each.user_id, at=asked, done=at))
    turn.say(Reply("\n".join(lines)))


def is_asked(tx: Transaction, user_id: int) -> bool:
    """Return whether somebody's request to have his data erased is open."""
    return erasures.of_user(tx, user_id) is not None


def carry_out(tx: Transaction, house: House, user_id: int) -> None:
    """Erases what somebody asked to have erased, or all that is stored of him, and tells him where he had asked."""
    said = addressing(tx, house, user_id).texts("mine.erased_by_staff")  # which is forgotten with the rest
    with _off_others(tx, house, needs.of_owner(tx, user_id)):
        erasing.person(tx, user_id, traces(tx, house), erasures.of_user(tx, user_id))
    if erasures.finish(tx, user_id):
        outbox.put(tx, user_id, Send(text=said), Owed())


def erase_need(tx: Transaction, house: House, need: Need) -> None:
    """Erases one need."""
    with _off_others(tx, house, [need]):
        erasing.need(tx, need.id, traces(tx, house))


@contextmanager
def _off_others(tx: Transaction, house: House, gone: Sequence[Need]) -> Iterator[None]:
    """Bring the cards of other needs up to date on which a need stood that is erased within."""
    turn = Turn(tx, Caller(0, 0, ""), house)
    shown = {other.id for need in gone for other in alike.others(turn, need)}
    yield
    for other in filter(None, (needs.by_id(tx, number) for number in sorted(shown))):
        live_cards.refresh(turn, other)


@on(StopReminding)
def stop_reminding(turn: Turn, _: StopReminding) -> None:
    """Sends the caller no more reminders."""
    reminders.stop(turn.tx, turn.caller.user_id)
    turn.say(Reply(turn.text("mine.quiet"), ((Button(turn.text("mine.remind_again"), RemindAgain()),),)))


@on(RemindAgain)
def remind_again(turn: Turn, _: RemindAgain) -> None:
    """Sends the caller reminders again."""
    reminders.start(turn.tx, turn.caller.user_id)
    turn.say(Reply(turn.text("mine.reminding"), replace=True))
