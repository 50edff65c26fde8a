"""What a question names (a batch, a year, a league, a bank …), and whether an entry is about just that.

Theory of operation: the names are those of named.yaml, by kind. An entry is about what its `about` declares, otherwise
about what its question and phrasings name, and where the question names nothing of a kind, its answer. A question that
names another of the same kind is not answered by it, however alike they sound: 建行授信多少 is not 交行授信多少.
How likely an entry is by its words is weighed with that (faq.index); one that differs can lead at most, and the reply
says first how it differs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from faq.claims import plain
from faq.entry import Entry
from faq.normalize import CYRILLIC, HANZI, LATELY, LATIN, bare, clean, sound
from faq.words import any_of, written

NAMED = "named.yaml"
RULES = ("implies", "introducing", "counting")  # what stands there beside the kinds
BATCH, YEAR, BANK, PERSON, SCHEME = "batch", "year", "bank", "person", "scheme"
PLACES = ("league", "region")
RECORDS = frozenset({"stated", "reported", "conflict"})  # statuses of entries that tell what was, at a time and a place
FROM_NAMES = {"person": "persons", "league": "places"}  # kinds of which names.yaml lists names too
YEARS = (
    r"(?<![\d.])(?:(?P<year>20[1-3]\d)(?![\d万亿元项家个名人%.])年?|(?P<short>19|2[1-9])年(?![内以之前后间期龄限多]))"
)
BATCHES = r"(?:^|第)(?P<nth>\d+)[批期轮]"
TYPED = re.compile(r"[a-z][a-z ]+")
SENTENCE = re.compile(r"[。；！？\n]+")
ENTRIES = 2_048  # more than there ever were: what they are about is worked out once, not for each edition
NO_NAMES: frozenset[str] = frozenset()
SEEN = "□"  # stands for a name that is dealt with, so that no person is noticed in it
BETWEEN = "(?:省|市|自治区|区)?(?:那边|这边|那儿|当地)?(?:搞|办|组织)?的?"  # whose scheme it is and what it is called

Kind = str
Names = Mapping[Kind, frozenset[str]]


class Found(NamedTuple):
    """A name, its kind, and where it stands in the bare text."""

    kind: Kind
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Difference:
    """What of a kind was asked for, and what of that kind the entry is about instead; empty where it names none."""

    kind: Kind
    asked: tuple[str, ...]
    had: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether an entry is about what a question names: the same, another, or nothing of the kind is named."""

    said: Literal["same", "not_named", "differs"]
    difference: Difference | None = None


class _Kind(NamedTuple):
    """One kind of named.yaml."""

    members: Mapping[str, Sequence[str]]
    any: Sequence[str] = ()
    others: str | None = None
    own: str | None = None
    open: bool = False
    meant: bool = False
    never: Sequence[str] = ()
    not_within: str = ""
    titles: Sequence[str] = ()
    asking: Sequence[str] = ()
    national: Sequence[str] = ()

    @property
    def all(self) -> Iterator[str]:
        """Yield the words of an entry that is about all of the kind."""
        return chain(self.any, [self.others] if self.others else [])

    @property
    def spellings(self) -> Iterator[tuple[str, str]]:
        """Yield each spelling with its name."""
        return ((spelling, name) for name, others in self.members.items() for spelling in (name, *others))


@cache
def kinds() -> Mapping[Kind, _Kind]:
    """Return the kinds of names there are."""
    listed = {kind: each for kind, each in written(NAMED).items() if kind not in RULES}
    names = written("names.yaml")
    for kind, room in FROM_NAMES.items():
        own, more = names[room], listed[kind]["members"]
        joined = {name: [*own.get(name, ()), *more.get(name, ())] for name in {**own, **more}}
        listed[kind] = listed[kind] | {"members": joined}
    return {kind: _Kind(**each) for kind, each in listed.items()}


def found(text: str) -> tuple[Found, ...]:
    """Return the names that stand in `text`, in their order; not those of whoever asks."""
    seen = bare(text)
    return tuple(each for each in _every(seen) if not _introduces(seen, each))


@lru_cache(maxsize=LATELY)
def _every(seen: str) -> tuple[Found, ...]:
    """Return the names in a bare text, also of whoever asks."""
    matches = list(_listed().pattern.finditer(seen))
    listed = [_found(match) for match in matches if not match["never"]]
    hidden = seen
    for match in matches:
        hidden = f"{hidden[: match.start()]}{SEEN * len(match[0])}{hidden[match.end() :]}"
    persons = [Found(PERSON, match[0], *match.span()) for match in _persons().finditer(hidden)]
    return tuple(sorted([*(_titled(seen, each) for each in listed), *persons], key=lambda each: each.start))


def _titled(seen: str, person: Found) -> Found:
    """Return a person under a title that he is not known by as somebody else: 池波厅长, where 池波 is a 处长."""
    after = _title().match(seen, person.end) if person.kind == PERSON else None
    if after is None:
        return person
    known = f"{person.name[0]}{after[0]}" in kinds()[PERSON].members[person.name]
    return Found(PERSON, person.name if known else person.name + after[0], person.start, after.end())


def named(text: str) -> Names:
    """Return what `text` names, by kind, also in typed pinyin."""
    every = _by_kind(chain(((each.kind, each.name) for each in found(text)), _heard(text)))
    return {kind: every[kind] for kind in kinds() if kind in every}


def treats(entry: Entry, kind: Kind) -> frozenset[str] | None:
    """Return the names of a kind that `entry` is about; None where it goes for every one."""
    return about(entry)[kind]


@lru_cache(maxsize=ENTRIES)
def about(entry: Entry) -> Mapping[Kind, frozenset[str] | None]:
    """Return of each kind the names that `entry` is about; None where it goes for every one.

    Those of its phrasings, and of its question, or where that has none of its answer: an answer also names others.
    """
    told = [entry.question, *SENTENCE.split(plain(entry.answer))]
    declared, asked, phrased = map(_names, (entry.about, [entry.question], entry.phrasings))
    stated, particular = _names([*told, *_implied(told)]), _is_particular(entry)

    def names(kind: Kind, rules: _Kind) -> frozenset[str] | None:
        own = {rules.own} if rules.own else set()
        if kind in declared:
            return declared[kind] | own
        if entry.status == "howto" or any(
            word in text for word in rules.all for text in (entry.question, *entry.about)
        ):
            return None
        named = (asked.get(kind) or stated.get(kind, NO_NAMES)) | phrased.get(kind, NO_NAMES)
        if not named and ((entry.status == "not_published" and not own) or (rules.open and not particular)):
            return None
        return named | own

    return {kind: names(kind, rules) for kind, rules in kinds().items()}


def _is_particular(entry: Entry) -> bool:
    """Return whether the question of `entry` names one of many of a kind, such as a place or a bank."""
    return any(not kinds()[each.kind].open and each.name != kinds()[each.kind].own for each in found(entry.question))


def meant(text: str) -> Names:
    """Return what `text` names that is meant wherever it stands; where the other kinds do, it may be who asks."""
    return {kind: names for kind, names in named(text).items() if kinds()[kind].meant}


def of_asker(text: str) -> Names:
    """Return the places that whoever asks for a figure is from, where he names nothing else: he may want it of them."""
    seen = bare(text)
    if named(text) or not any(word in seen for word in written(NAMED)["counting"]):
        return {}
    return {kind: names for kind in PLACES if (names := frozenset(x.name for x in _every(seen) if x.kind == kind))}


def is_known(name: str) -> bool:
    """Return whether `name` names something, or all or others of a kind."""
    return bool(found(name)) or any(name in rules.all for rules in kinds().values())


def stands_in(entry: Entry) -> Iterator[Kind]:
    """Yield the kinds of which `entry` declares that it speaks for all the names that no entry is about."""
    return (kind for kind, rules in kinds().items() if rules.others in entry.about)


def subjects(entry: Entry) -> Iterator[str]:
    """Yield the names in the question of `entry`, which is about them; not of one that stands in for others."""
    return (each.name for each in found(entry.question) if each.kind not in stands_in(entry))


def verdict(names: Names, entry: Entry) -> Verdict:
    """Return whether `entry` is about what a question names; it must be about all of it."""
    matched = False
    for kind, asked in names.items():
        if (had := treats(entry, kind)) is None or (kind == YEAR and asked <= _undated() and not is_record(entry)):
            continue
        if missing := asked - had:
            return Verdict("differs", Difference(kind, tuple(sorted(missing)), tuple(sorted(_shown(kind, had)))))
        matched = True
    return Verdict("same" if matched else "not_named")


def _shown(kind: Kind, names: frozenset[str]) -> frozenset[str]:
    """Return the names that can be told: a year that has a number, a person as he is written where that is known."""
    return (names - _undated() if kind == YEAR else names & kinds()[kind].members.keys()) or names


def is_record(entry: Entry) -> bool:
    """Return whether `entry` tells what was, and so of one time and place."""
    return entry.status in RECORDS


def elsewhere(text: str) -> list[str]:
    """Return the words of `text` that name another scheme, or this one of another place or office."""
    seen = clean(text)
    return [match[0] for match in _elsewhere().finditer(seen)]


class _Listed(NamedTuple):
    pattern: re.Pattern[str]
    names: Mapping[str, tuple[Kind, str]]
    sounds: Mapping[str, tuple[Kind, str]]


@cache
def _listed() -> _Listed:
    """Return the pattern of every listed name and year, and what each spelling and each sound of one names."""
    names = {bare(spelling): (kind, name) for kind, each in kinds().items() for spelling, name in each.spellings}
    never = [bare(each) for rules in kinds().values() for each in rules.never]
    chinese, latin, cyrillic = (any_of(filter(script.search, names)) for script in (HANZI, LATIN, CYRILLIC))
    # Mongolian words take endings.
    foreign = rf"(?<![a-z])(?:{latin})(?=s?(?![a-z]))|(?<![\u0400-\u04ff])(?:{cyrillic})"
    first = "".join({each[0] for each in (*names, *never)})  # where none of these stands, nothing does
    listed = rf"(?P<name>(?=[{first}])(?:{chinese}|{foreign}))"
    pattern = rf"{BATCHES}|(?P<never>(?=[{first}])(?:{any_of(never)}))|{_banks()}|{listed}|{YEARS}"
    heard = ((spelling, (kind, name)) for kind, each in kinds().items() for spelling, name in each.spellings)
    sounds = {
        sound(said): told
        for spelling, told in heard
        for said in (spelling, bare(spelling))  # as it is read, and with its figures as they are typed
        if len(said) > 1 and HANZI.search(said)
    }
    return _Listed(re.compile(pattern), names, sounds)


def _banks() -> str:
    """Return the pattern of a bank that is not listed: a place, or at a beginning two characters, before 银行."""
    listed = any_of(bare(spelling) for spelling, _ in kinds()[BANK].spellings)
    places = any_of(spelling for kind in PLACES for spelling, _ in kinds()[kind].spellings if HANZI.search(spelling))
    joints = written("names.yaml")["joints"]
    other = f"(?:^|(?<=[{joints}]))(?:(?![{joints}{kinds()[BANK].not_within}])[\u4e00-\u9fff]){{2}}"
    return f"(?P<bank>(?!{listed})(?:{places}|{other})银行)"


def _found(match: re.Match[str]) -> Found:
    names = _listed().names
    if nth := match["nth"]:
        return Found(*names.get(f"第{nth}批", (BATCH, f"第{nth}批")), *match.span())
    if bank := match["bank"]:
        return Found(BANK, bank, *match.span())
    if name := match["name"]:
        return Found(*names[name], *match.span())
    return Found(YEAR, f"{match['year'] or '20' + match['short']}年", *match.span())


def _introduces(text: str, name: Found) -> bool:
    """Return whether `name` says who asks: only of a kind that is not meant wherever it stands, and no year."""
    if name.kind == YEAR or kinds()[name.kind].meant:
        return False
    return text[: name.start].endswith(tuple(written(NAMED)["introducing"]))


def without_names(text: str) -> str:
    """Return the bare text with every name taken out."""
    seen = bare(text)
    for name in reversed(found(text)):
        seen = f"{seen[: name.start]}{SEEN}{seen[name.end :]}"
    return seen.replace(SEEN, " ")


def renamed(question: str, name: Found) -> str:
    """Return `question` with `name` in the place of those of its kind; before it where there is none."""
    seen, others = bare(question), [each for each in found(question) if each.kind == name.kind]
    for other in reversed(others):
        seen = f"{seen[: other.start]}{name.name}{seen[other.end :]}"
    return seen if others else name.name + seen


def _heard(text: str) -> Iterator[tuple[Kind, str]]:
    sounds = _listed().sounds
    for typed in TYPED.findall(without_names(text)):
        yield from (sounds[match] for match in _spoken().findall(sound(typed)))


@cache
def _spoken() -> re.Pattern[str]:
    return re.compile(any_of(_listed().sounds))


@cache
def _persons() -> re.Pattern[str]:
    names = written("names.yaml")
    surname = f"(?:[{''.join(names['surnames'].split())}]|{any_of(names['long_surnames'])})"
    given = f"(?:(?![{names['joints']}])[\u4e00-\u9fff])"
    asking = any_of(kinds()[PERSON].asking)
    before = f"(?:^|(?<=[{names['joints']}]))"
    return re.compile(
        f"{surname}{given}{{0,2}}?(?:{any_of(kinds()[PERSON].titles)})"
        f"|{before}{surname}{given}{{1,2}}?(?={asking})|{before}{surname}{given}{{1,2}}(?=呢$)"
    )


@cache
def _title() -> re.Pattern[str]:
    return re.compile(f"副?(?:{any_of(kinds()[PERSON].titles)})")


@cache
def _undated() -> frozenset[str]:
    """Return the words for years that only whoever knows the date can tell."""
    return frozenset(kinds()[YEAR].members)


@cache
def _elsewhere() -> re.Pattern[str]:
    scheme, region = kinds()[SCHEME], kinds()["region"]
    others = any_of([*(each for each, name in region.spellings if name != region.own), *scheme.national])
    own = any_of(written("outside.yaml")["scheme"])
    schemes = any_of(each for each, _ in scheme.spellings)
    return re.compile(f"(?:{others}){BETWEEN}(?:{own}|科技|科委)|{schemes}")


def _names(texts: Iterable[str]) -> Names:
    """Return what `texts` name, by kind."""
    return _by_kind((each.kind, each.name) for text in texts for each in found(text))


def _by_kind(found: Iterable[tuple[Kind, str]]) -> dict[Kind, frozenset[str]]:
    every: dict[Kind, set[str]] = {}
    for kind, name in found:
        every.setdefault(kind, set()).add(name)
    return {kind: frozenset(names) for kind, names in every.items()}


def _implied(texts: Iterable[str]) -> Iterator[str]:
    """Yield the names that go without saying where those of `texts` are named."""
    implies = written(NAMED)["implies"]
    return (more for text in texts for each in found(text) for more in implies.get(each.name, ()))
