"""Every text that the program says is in the catalogue and is given what it takes, and every text there is said."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import get_args

import pytest

from bot import filekinds, pictures
from bot.actions import REGISTERED
from bot.commands import failures
from bot.config import OperatorSection, Weekday
from bot.needs import about, advice, form, form_checks, lifecycle, sheet, words
from bot.needs.actions import OfDraft
from bot.needs.fields import months, tables
from bot.services.asking import enquiry
from bot.services.filing import attaching
from bot.services.reviewing import asked
from bot.services.routing import wordless
from bot.services.routing.commands import COMMANDS
from bot.services.runtime.turn import Role
from bot.storage import chain, remarks
from bot.storage.chats import Why
from bot.texts import catalogue
from faq import mentions, wishes
from faq.answer import Reason
from faq.dialogue import LeadIn
from faq.entry import Action
from faq.vectors import Fault
from tests.unit.source import OPEN, Said, Source, modules

TEXTS = catalogue("zh").texts
BY_STAFF = {rule.action for rule in lifecycle.RULES if rule.role != "owner"}
UNHELD = {rule.action for rule in lifecycle.RULES if rule.state in lifecycle.HELD and not rule.held}
REQUIRED, OPTIONAL = ({do for do, how in lifecycle.REMARKS.items() if how == kind} for kind in ("required", "optional"))

HEADING, SHEET = "mine.export_heading.", "mine.export_sheet."  # what is stored of somebody decides (test_own_data)
#: What stands for the open part of a key that only the running program knows.
SHEETS = (
    *("first_submitted", "last_submitted", "days_waited", "days_handled", "reference", "title_of", "organisation"),
    *("at", "actor", "role", "do", "from", "to"),
    *("decider", "files", "opinions", "remarks", "result", "state", "who"),
)
CHOSEN: Mapping[str, Iterable[str]] = {
    "arguments.*": [key.removeprefix("arguments.") for key in TEXTS if key.startswith("arguments.")],  # argparse's own
    "common.commands.*": [each.name for each in COMMANDS],
    "common.spoken.*": {*REGISTERED, "👍", "👎"},
    "desk.kind.*": ("handed_over", "down", "undecided", "unknown"),
    "export.*": SHEETS,
    "export.roles.*": ("owner", "reviewer", "lead"),
    "enquiry.*": (*get_args(Reason), *enquiry.PLEASANTRIES, "wordless"),
    "entry.*": [key.removeprefix("entry.") for key in TEXTS if key.startswith("entry.")],  # bot/forms/entry.yaml's
    "enquiry.action.*": get_args(Action),
    "enquiry.differs.*": mentions.kinds(),
    "enquiry.footer.*": ("year", "month", "day"),
    "enquiry.lead_in.*": (*get_args(LeadIn), "phone"),
    "enquiry.words.*": enquiry.PLEASANTRIES,
    "talks.line_*": ("staff", "asker"),
    "talks.weekday.*": get_args(Weekday),
    "finding.flag.*": asked.FLAGS,
    "finding.order.*": asked.ORDERS,
    "finding.ordered.*": asked.ORDERS,
    "files.why.*": {*get_args(filekinds.Why), *get_args(attaching.Why)},
    "intake.button.*": [
        kind.name.removeprefix("intake.")
        for kind in OfDraft.__subclasses__()
        if not kind.model_fields.keys() - OfDraft.model_fields.keys()
    ],
    "intake.mistake.*": form_checks._FAULTS.values(),
    "intake.caution.*": ("resident", "card", "number", "secret"),
    "intake.remark.*": ("error", "caution", "warning"),
    "intake.words.about.*": ("this", *about.ANSWERS),
    "intake.words.feast.*": tuple(map(str, months.FEASTS)),
    "intake.words.column.*": (*tables.COLUMNS, tables.NUMBER),
    "intake.words.*": ("company", "topic", "all", "half", "nothing", "none_of_it", *words._ANYWHERE),
    "knowledge.export.*": ("entry", "phrasing"),
    "lifecycle.action.*.brief": {*get_args(lifecycle.Action)} - {"copy", "contact"},
    "lifecycle.action.*.confirm": lifecycle.REMARKS,
    "lifecycle.action.*.confirm_button": lifecycle.REMARKS,
    "lifecycle.action.*.done": BY_STAFF,
    "lifecycle.action.*.may_remark": OPTIONAL,
    "lifecycle.action.*.name": get_args(lifecycle.Action),
    "lifecycle.action.*.notice": [do for do in BY_STAFF if lifecycle.notifies_owner(do)],
    "lifecycle.action.*.reason": REQUIRED,
    "lifecycle.action.*.taken_away": UNHELD,
    "lifecycle.action.*.thin": REQUIRED,
    "lifecycle.role.*": get_args(Role),
    "lifecycle.state.*.means": {*get_args(lifecycle.State)} - {"draft"},
    "lifecycle.state.*.name": get_args(lifecycle.State),
    "mine.count.*": ("drafts", "needs", "withdrawn"),
    "config.operator.*": OperatorSection.model_fields.keys() - {"retention", "erase_days"},
    "mine.export_heading.*": [key.removeprefix(HEADING) for key in TEXTS if key.startswith(HEADING)],
    "mine.export_sheet.*": [key.removeprefix(SHEET) for key in TEXTS if key.startswith(SHEET)],
    "mine.data_count.*": ("drafts", "needs", "questions", "lines"),
    "operator.audit.flaw.*": get_args(chain.Flaw),
    "operator.audit.kind.*": chain.SOURCES,
    "operator.faq.step.*": ("phrasings", "near_misses"),
    "operator.form.ends.*": (form_checks.TOGETHER, *form.ENDS["need"]),
    "operator.path.*": failures.TROUBLES.values(),
    "operator.vectors.*": get_args(Fault),
    "paper.column.*": ("number", "whole", *sheet.WIDTHS),
    "remarks.done.*": ("note", "question"),
    "remarks.prompt.*": ("note", "question"),
    "remarks.row.*": get_args(remarks.Kind),
    "review.refused.*": get_args(lifecycle.Code),
    "ruling.advice.*": get_args(advice.What),
    "routine.count.*": ("waiting", "resubmitted", "overdue", "undelivered", "talks"),
    "stats.*": ("extra", "font"),
    "stats.of.*": pictures.OUTCOMES,
    "undelivered.why.*": get_args(Why),
    "unread.kind.*": (*wordless.KINDS, wordless.OTHER),
    "wishes.do.*": wishes.every(),
}
#: What is returned has no holder; who holds a need holds it still when its owner is to be reached elsewhere.
NEVER = {"lifecycle.action.resubmit.taken_away", "lifecycle.action.contact.taken_away"}
EVERY = {pattern: {pattern.replace(OPEN, each) for each in chosen} for pattern, chosen in CHOSEN.items()}


def keys(said: Said) -> set[str]:
    """Return the keys that a place can say."""
    return {key for each in said.keys for key in EVERY.get(each, {each})} - NEVER


def takes(key: str) -> set[str]:
    """Return the names of what is filled into a text."""
    return {name for _, name, _, _ in Formatter().parse(TEXTS[key]) if name}


def mistakes(source: Source) -> Iterator[str]:
    """Give what is wrong with the places that say a text, each with its line."""
    taken, given = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for said in source.said():
        for key in sorted(keys(said)):
            if key not in TEXTS:
                if said.must_exist:
                    yield f"{said.by}: no text {key}"
                continue
            if not said.more and (missing := takes(key) - said.given):
                yield f"{said.by}: {key} is not given {', '.join(sorted(missing))}"
            taken[said.at] |= takes(key)
        given[said.at] |= said.given
    for at, names in given.items():
        if superfluous := names - taken[at]:
            yield f"{at}: nothing takes {', '.join(sorted(superfluous))}"


@pytest.fixture(scope="module")
def program() -> Source:
    return Source(modules("bot", "handlers"))


def test_what_is_said_is_in_the_catalogue_and_is_given_what_it_takes(program: Source) -> None:
    assert list(mistakes(program)) == []


def test_every_text_is_said(program: Source) -> None:
    assert sorted(set(TEXTS).difference(*map(keys, program.said()))) == []


def test_every_line_of_the_table_is_needed(program: Source) -> None:
    assert sorted(set(CHOSEN).difference(*(said.keys for said in program.said()))) == []


#: A file, what stands in it, what is put in its place, and what is then found in that line.
WRONG = [
    ("handlers/__init__.py", '("common.unknown_command")', '("common.unkown")', "no text common.unkown"),
    ("bot/services/routing/commands.py", 'f"common.commands.', 'f"common.command.', "no text common.command.*"),
    ("bot/services/routing/commands.py", "help_row", "help", "common.help is not given commands"),
    (
        "bot/needs/fields/league.py",
        'league_unclear", found',
        'league_uncler", found',
        "no text intake.ask.league_uncler",
    ),
    ("bot/needs/fields/choice.py", '"intake.show.consent"', '"intake.show.consent", at=1', "nothing takes at"),
    ("bot/needs/form_checks.py", 'say("kind", kind=', 'say("kind", kin=', "intake.mistake.kind is not given kind"),
    ("bot/needs/words.py", 'means(form.texts, "done"', 'means(form.texts, "doen"', "no text intake.words.doen"),
]


def test_what_is_wrong_is_found_with_its_line() -> None:
    changed, expected = modules("bot", "handlers"), list[str]()
    for file, right, wrong, problem in WRONG:
        before, found, after = changed[file].partition(right)
        assert found == right
        changed[file] = f"{before}{wrong}{after}"
        expected.append(f"{file}:{before.count(chr(10)) + 1}: {problem}")
    assert sorted(set(expected) - set(mistakes(Source(changed)))) == []
