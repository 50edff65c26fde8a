"""What must hold of one entry by itself: its words, and that its facts carry what it claims."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from faq.claims import plain, unsupported_dates, unsupported_numbers
from faq.lint.names import unsupported_names, unsupported_quotes, unsupported_titles
from faq.lint.placed import Placed
from faq.naming import is_known
from faq.text import text
from faq.yaml_places import Mistake, checked

WORDING = Path(__file__).with_name("wording.yaml")
CONTACT = "{contact}"
LEAD = re.compile("<b>.+</b>")
MONTH = re.compile(r"(20\d\d)年(\d{1,2})月")


class Commentary(BaseModel):
    """Which statements of facts are comments, and what an answer that rests on one must match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statement: str
    says: str


class Wording(BaseModel):
    """The file wording.yaml; what its keys mean is written there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ages: tuple[str, ...]
    says: Mapping[str, str]
    rests_on: Mapping[str, str]
    quotable: tuple[str, ...]
    commentary: Commentary
    caveats: Mapping[str, str]


@cache
def wording() -> Wording:
    """Return wording.yaml; MistakesError where it is wrong."""
    return checked(WORDING, Wording)


def mistakes_of(placed: Placed, facts: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield what is wrong with one entry, apart from how it is found."""
    yield from _form(placed)
    yield from _about(placed)
    yield from _aging(placed)
    yield from _status(placed, facts)
    yield from _sources(placed, facts)
    yield from _claims(placed, facts)


def warnings_of(placed: Placed, facts: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield quotations that stand neither in the facts nor in a question of the entry; a quote may be mere emphasis."""
    entry = placed.entry
    if entry.status == "howto":  # quotes buttons
        return
    statements = (facts[fact] for fact in entry.facts)
    known = "\n".join([*statements, entry.source.publisher, *entry.phrasings, *wording().quotable])
    for line in entry.answer.splitlines():
        for quote in unsupported_quotes(line, known):
            yield placed.in_answer(text("lint.quote", quote=quote), line)


def _form(placed: Placed) -> Iterator[Mistake]:
    """The first line is the short answer, bold; the contact, a whole line when filled in, has a line of its own."""
    first, *_ = lines = placed.entry.answer.splitlines()
    if not LEAD.match(first):
        yield placed.in_answer(text("lint.lead"), first)
    for line in lines:
        if line.strip() != CONTACT and re.search("[{}]", line):
            yield placed.in_answer(text("lint.contact" if CONTACT in line else "lint.braces"), line)


def _about(placed: Placed) -> Iterator[Mistake]:
    """What an entry is said to be about is a known name."""
    for row, name in enumerate(placed.entry.about):
        if not is_known(name):
            yield placed.mistake(text("lint.about", name=name), "about", row)


def _aging(placed: Placed) -> Iterator[Mistake]:
    """No word in the bot's own mouth that is wrong next year; people may ask as they like."""
    ages = re.compile("|".join(wording().ages))
    if found := ages.search(placed.entry.question):
        yield placed.mistake(text("lint.ages", word=found[0]), "question")
    for line in placed.entry.answer.splitlines():
        for word in dict.fromkeys(ages.findall(line)):
            yield placed.in_answer(text("lint.ages", word=word), line)


def _status(placed: Placed, facts: Mapping[str, str]) -> Iterator[Mistake]:
    """An entry says in words what its status says, and rests on facts of that kind."""
    entry, rules = placed.entry, wording()
    said = plain(entry.answer)
    if (wanted := rules.says.get(entry.status)) and not re.search(wanted, said, re.DOTALL):
        yield placed.mistake(text(f"lint.says_{entry.status}"), "answer")
    if entry.status == "not_published" and CONTACT not in entry.answer:
        yield placed.mistake(text("lint.nobody_to_ask"), "answer")
    if (kind := rules.rests_on.get(entry.status)) and not any(fact.startswith(kind) for fact in entry.facts):
        yield placed.mistake(text("lint.rests_on", status=entry.status, kind=kind), "facts")
    comments = [fact for fact in entry.facts if re.match(rules.commentary.statement, facts[fact])]
    if comments and entry.status != "comment" and not re.search(rules.commentary.says, said):
        yield placed.mistake(text("lint.commentary", fact=comments[0]), "answer")
    for fact, caveat in rules.caveats.items():
        if fact in entry.facts and caveat not in said:
            yield placed.mistake(text("lint.caveat", fact=fact, caveat=caveat), "answer")


def _sources(placed: Placed, facts: Mapping[str, str]) -> Iterator[Mistake]:
    """What is said of the scheme rests on facts; the source tells every report (X) by its month, none after `as_of`."""
    entry = placed.entry
    if not entry.facts and entry.status != "howto":
        yield placed.mistake(text("lint.no_facts"), "facts")
    told = {entry.source.date[:7], *_months(entry.source.publisher)}
    for row, fact in enumerate(entry.facts):
        published = next(iter(_months(facts[fact])), "") if fact.startswith("X") else ""
        if published and published not in told:
            yield placed.mistake(text("lint.report_date", fact=fact, month=published), "facts", row)
        if published > entry.as_of[:7]:
            yield placed.mistake(text("lint.as_of", fact=fact, month=published), "as_of")


def _months(said: str) -> list[str]:
    """Return the months that a text tells, as 2021-09."""
    return [f"{year}-{int(month):02d}" for year, month in MONTH.findall(said)]


def _claims(placed: Placed, facts: Mapping[str, str]) -> Iterator[Mistake]:
    """Numbers, dates and names are carried by the facts; those in entries on using the bot describe the bot itself."""
    entry = placed.entry
    statements = [facts[fact] for fact in entry.facts]
    known = "\n".join([*statements, entry.source.publisher])
    about_scheme = entry.status != "howto"
    for line in entry.answer.splitlines():
        for date in unsupported_dates(line, statements):
            yield placed.in_answer(text("lint.date", date=date), line)
        for number in unsupported_numbers(line, statements) if about_scheme else ():
            yield placed.in_answer(text("lint.number", number=number), line)
        for title in unsupported_titles(line, known):
            yield placed.in_answer(text("lint.title", title=title), line)
        for name in unsupported_names(line, known, places=about_scheme):
            yield placed.in_answer(text("lint.name", name=name), line)
