"""Finds the names that stand in a text: of batches, years, leagues, banks …, by the lists and forms of named.yaml.

Theory of operation: a name is listed with its other spellings, or told by its form (第十一批, 近三年, 宝钢集团). One
that is only named to be left out is the name of what is beside it: 除首批以外 does not name 首批 but 首批以外的批次,
which is another name of the same kind. Texts are searched as `spelled` writes them.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from faq.normalize import CYRILLIC, HANZI, LATIN, REMEMBERED, bare, clean, is_pinyin, sound
from faq.words import any_of, written

NAMED = "named.yaml"
RULES = (
    "implies",
    "batches",
    "introducing",
    "working",
    "counting",
    "apart",
    "numerals",
)  # what stands there beside the kinds
BATCH, YEAR, BANK, PERSON, SCHEME = "batch", "year", "bank", "person", "scheme"
PLACES = ("league", "region")
FROM_NAMES = {"person": "persons", "league": "places"}  # kinds of which names.yaml lists names too
YEARS = (
    r"(?<![\d.])(?:(?P<from>(?:19|20)\d\d)年?[至到](?P<to>(?:19|20)?\d\d)年?"
    r"|(?P<year>20[1-3]\d(?![\d万亿元项家个名人%.])|(?:1[89]|20)\d\d(?=年))年?"
    r"|(?P<short>[0零〇]\d|[6-9]\d|1[6-9]|2[1-9])年(?![内以之前后间期龄限多]))"
)
BATCHES = (
    r"(?:^|第)(?P<nth>\d+(?:\.\d+)?)[批期轮]|第(?P<roman>[ivx]+)[批期轮]"
    r"|(?P<ordinal>\d+)(?:st|nd|rd|th) (?:batch|list|round)"
)
ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
YEAR_OF_TWO = re.compile(r"(?<!\d)((?:19|20)\d\d)年?\s*[-–—~～]+\s*(?=(?:(?:19|20)?\d\d)(?!\d))")
SPACED = re.compile("(?<=[\u4e00-\u9fff])\\s+(?=[\u4e00-\u9fff])")
MASKED = re.compile("[*＊×✕]+(?=银?行)")
TYPED = re.compile(r"[a-z][a-z ]+")
LEAD = 12  # characters before a name in which it can be set apart
FORM = "form_"  # before a kind: the group of a name told by its form
SEEN = "□"  # stands for a name that is dealt with, so that no person is noticed in it
BETWEEN = "(?:省|市|自治区|区)?(?:那边|这边|那儿|当地)?(?:搞|办|组织)?的?"  # whose scheme it is and what it is called

Kind = str
Names = Mapping[
    Kind, Mapping[str, str]
]  # by kind each name, with how it is told: as it was typed, where that is Chinese


class Found(NamedTuple):
    """A name, its kind, where it stands in the spelled text, how it is told, and what sets it `apart` from itself."""

    kind: Kind
    name: str
    start: int
    end: int
    told: str = ""
    apart: str = ""

    @property
    def asked(self) -> str:
        """Return the name of what is asked for: the name itself, or of what is beside it."""
        return self.name + self.apart


class _Kind(NamedTuple):
    """One kind of named.yaml."""

    members: Mapping[str, Sequence[str]]
    besides: str
    parts: Mapping[str, Sequence[str]] = {}
    forms: Sequence[str] = ()
    any: Sequence[str] = ()
    others: str | None = None
    own: str | None = None
    open: bool = False
    meant: bool = False
    recorded: bool = False
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
        listed = chain(self.members.items(), self.parts.items())
        return ((spelling, name) for name, others in listed for spelling in (name, *others))


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


@lru_cache(maxsize=REMEMBERED)
def spelled(text: str) -> str:
    """Return `text` in the spelling in which names are looked for: bare, numerals of all kinds in figures."""
    plain = MASKED.sub("某", YEAR_OF_TWO.sub(r"\1至", text)).translate(_numerals())
    return bare(SPACED.sub("", plain))


@cache
def _numerals() -> Mapping[int, str]:
    return str.maketrans(written(NAMED)["numerals"])


def found(text: str) -> tuple[Found, ...]:
    """Return the names that stand in `text`, in their order; not those of whoever asks."""
    seen = spelled(text)
    return tuple(each for each in every(seen) if not _introduces(seen, each))


@lru_cache(maxsize=REMEMBERED)
def every(seen: str) -> tuple[Found, ...]:
    """Return the names in a spelled text, also of whoever asks."""
    pattern = _listed().every if _formed().search(seen) else _listed().pattern
    listed = [_found(match) for match in pattern.finditer(seen) if not match["never"]]
    hidden = pattern.sub(lambda match: SEEN * len(match[0]), seen)
    persons = [Found(PERSON, match[0], *match.span(), match[0]) for match in _persons().finditer(hidden)]
    names = sorted([*(_titled(seen, each) for each in listed), *persons], key=lambda each: each.start)
    return tuple(_set_apart(seen, each) for each in names)


def _titled(seen: str, person: Found) -> Found:
    """Return a person under a title that he is not known by as somebody else: 池波厅长, where 池波 is a 处长."""
    after = _title().match(seen, person.end) if person.kind == PERSON else None
    if after is None:
        return person
    known = f"{person.name[0]}{after[0]}" in kinds()[PERSON].members[person.name]
    return Found(PERSON, person.name if known else person.name + after[0], person.start, after.end())


def _set_apart(seen: str, name: Found) -> Found:
    """Return `name`, as the name of what is beside it where it is only named to be left out, or passed."""
    manner = next((each for each in _apart() if each.holds(seen, name)), None)
    if manner is None:
        return name
    apart = manner.name or kinds()[name.kind].besides
    return name._replace(apart=apart, told=manner.tells.format(name.told, apart=apart))


class _Manner(NamedTuple):
    """A way to set a name apart: words before it, after it, or on both sides; what makes its name, and tells it."""

    name: str
    tells: str
    kinds: Sequence[Kind]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    around: Sequence[tuple[re.Pattern[str], re.Pattern[str]]]

    def holds(self, seen: str, name: Found) -> bool:
        """Return whether `name` is set apart so where it stands."""
        if self.kinds and name.kind not in self.kinds:
            return False
        head, tail = seen[max(0, name.start - LEAD) : name.start], seen[name.end :]
        return bool(
            (self.before and self.before.search(head))
            or (self.after and self.after.match(tail))
            or any(one.search(head) and other.match(tail) for one, other in self.around)
        )


@cache
def _apart() -> Sequence[_Manner]:
    rules = written(NAMED)["apart"]
    tail = f"(?:{any_of(map(spelled, rules['tail']))}){{0,2}}"

    def before(words: Sequence[str]) -> re.Pattern[str]:
        said = any_of(words)
        return re.compile(f"(?<![{rules['not_before']}])(?:{said})(?:{any_of(rules['lead'])})?$")

    def after(words: Sequence[str]) -> re.Pattern[str]:
        return re.compile(f"{tail}(?:{any_of(map(spelled, words))})")

    return [
        _Manner(
            each.get("name", ""),
            each.get("tells", "{0}{apart}"),
            each.get("kinds", ()),
            before(each["before"]) if "before" in each else None,
            after(each["after"]) if "after" in each else None,
            [(before([one]), after([other])) for one, other in each.get("around", ())],
        )
        for each in rules["manners"]
    ]


def named(text: str) -> Names:
    """Return what `text` names, by kind, also in typed pinyin; what is set apart only where no other of its kind is."""
    names: dict[Kind, dict[str, str]] = {}
    standing = found(text)
    asked = {each.kind for each in standing if not each.apart}
    for each in standing:
        if not (each.apart and each.kind in asked):
            names.setdefault(each.kind, {})[each.asked] = each.told
    for kind, name in _heard(text):
        names.setdefault(kind, {}).setdefault(name, name)
    return {kind: names[kind] for kind in kinds() if kind in names}


def batches(text: str) -> Names:
    """Return the batches that `text` tells by what they are about, without naming them: 种业那批."""
    seen, said = spelled(text), tuple(written(NAMED)["batches"])
    told = (each for each in found(text) if seen[each.end :].startswith(said))
    names = {more: more for each in told for more in implied_by(each.name) if more in kinds()[BATCH].members}
    return {BATCH: names} if names else {}


def implied_by(name: str) -> Sequence[str]:
    """Return the names that go without saying where `name` is named."""
    implies: Mapping[str, Sequence[str]] = written(NAMED)["implies"]
    return implies.get(name, ())


def elsewhere(text: str) -> list[str]:
    """Return the words of `text` that name another scheme, or this one of another place or office."""
    return [match[0] for match in _elsewhere().finditer(clean(text))]


class _Listed(NamedTuple):
    pattern: re.Pattern[str]
    every: re.Pattern[str]  # with those told by their form
    names: Mapping[str, tuple[Kind, str]]
    sounds: Mapping[str, tuple[Kind, str]]


@cache
def _listed() -> _Listed:
    """Return the pattern of every listed name and year, and what each spelling and each sound of one names."""
    names = {spelled(spelling): (kind, name) for kind, each in kinds().items() for spelling, name in each.spellings}
    never = [spelled(each) for rules in kinds().values() for each in rules.never]
    chinese, latin, cyrillic = (any_of(filter(script.search, names)) for script in (HANZI, LATIN, CYRILLIC))
    # Mongolian words take endings.
    foreign = rf"(?<![a-z])(?:{latin})(?=s?(?![a-z]))|(?<![\u0400-\u04ff])(?:{cyrillic})"
    first = "".join({each[0] for each in (*names, *never)})  # where none of these stands, nothing does
    listed = rf"(?P<name>(?=[{first}])(?:{chinese}|{foreign}))"
    forms = "|".join(_forms(kind) for kind, each in kinds().items() if each.forms)
    pattern = rf"{BATCHES}|(?P<never>(?=[{first}])(?:{any_of(never)}))|FORMS{listed}|{YEARS}"
    known, every = (re.compile(pattern.replace("FORMS", each)) for each in ("", f"{forms}|"))
    return _Listed(known, every, names, _sounds())


@cache
def _formed() -> re.Pattern[str]:
    """Return what stands in each text that may hold a name told by its form: to look for these is dear."""
    forms = (form for each in kinds().values() for form in each.forms)
    return re.compile("|".join(re.sub(r"PLACE|START|WORD(?:\{[\d,]+\})?", "", form) for form in forms))


def _sounds() -> Mapping[str, tuple[Kind, str]]:
    """Return what each sound of a name names: as it is read, with its figures as they are typed, and as pinyin."""
    heard = ((spelling, (kind, name)) for kind, each in kinds().items() for spelling, name in each.spellings)
    return {
        sound(said): told
        for spelling, told in heard
        for said in (spelling, spelled(spelling))
        if len(said) > 1 and (HANZI.search(said) or is_pinyin(sound(said)))
    }


def _forms(kind: Kind) -> str:
    """Return the pattern, under the kind's name, of names that are not listed and told by their form."""
    rules, joints = kinds()[kind], written("names.yaml")["joints"]
    listed = any_of(spelled(spelling) for spelling, _ in rules.spellings)
    places = any_of(spelling for each in PLACES for spelling, _ in kinds()[each].spellings if HANZI.search(spelling))
    stands = {
        "PLACE": f"(?:{places})[省市盟区县旗]?",
        "START": f"(?:^|(?<=[{joints}]))",
        "WORD": f"(?:(?![{joints}{rules.not_within}])[\u4e00-\u9fff])",
    }
    forms = "|".join(re.sub("|".join(stands), lambda match: stands[match[0]], form) for form in rules.forms)
    return f"(?P<{FORM}{kind}>(?!{listed})(?:{forms}))" if listed else f"(?P<{FORM}{kind}>{forms})"


def _found(match: re.Match[str]) -> Found:
    if (group := match.lastgroup or "").startswith(FORM):
        return Found(group.removeprefix(FORM), match[0], *match.span(), match[0])
    if name := match["name"]:
        kind, listed = _listed().names[name]
        typed = HANZI.search(name) and not re.search(r"\d", name)
        return Found(kind, listed, *match.span(), name if typed else listed)
    if match["from"]:
        name = f"{match['from']}至{match['to'] if len(match['to']) > 2 else '20' + match['to']}年"
        return Found(YEAR, name, *match.span(), name)
    if nth := match["nth"] or match["ordinal"] or (match["roman"] and str(ROMAN.index(match["roman"]))):
        kind, name = _listed().names.get(f"第{nth}批", (BATCH, f"第{nth}批"))
        return Found(kind, name, *match.span(), name)
    name = f"{match['year'] or _century(match['short'])}年"
    return Found(YEAR, name, *match.span(), name)


def _century(short: str) -> str:
    """Return a year of two figures in full."""
    figures = re.sub("[零〇]", "0", short)
    return f"{19 if figures > '60' else 20}{figures}"


def _introduces(text: str, name: Found) -> bool:
    """Return whether `name` says who asks: no year; of a kind that is `meant`, only who works there."""
    works = text[name.end :].startswith(tuple(written(NAMED)["working"]))
    if name.kind == YEAR or (kinds()[name.kind].meant and not works):
        return False
    return text[: name.start].endswith(tuple(written(NAMED)["introducing"]))


def without_names(text: str) -> str:
    """Return the spelled text with every name taken out."""
    seen = spelled(text)
    for name in reversed(found(text)):
        seen = f"{seen[: name.start]}{SEEN}{seen[name.end :]}"
    return seen.replace(SEEN, " ")


def in_full(text: str, parts: Container[str]) -> str:
    """Return `text` with each of the `parts` of a league, or the like, replaced by that."""
    seen = spelled(text)
    standing = [each for each in every(seen) if each.told in parts]
    for name in reversed(standing):
        seen = f"{seen[: name.start]}{name.name}{seen[name.end :]}"
    return seen if standing else text


@cache
def parts() -> frozenset[str]:
    """Return the names of what is part of a league, or the like."""
    return frozenset(part for rules in kinds().values() for parts in rules.parts.values() for part in parts)


def renamed(question: str, name: Found) -> str:
    """Return `question` with `name` in the place of those of its kind; before it where there is none."""
    seen, others = spelled(question), [each for each in found(question) if each.kind == name.kind]
    for other in reversed(others):
        seen = f"{seen[: other.start]}{name.name}{seen[other.end :]}"
    return seen if others else name.name + seen


SYLLABLES = 3  # of a place: shorter ones sound like many other words


def _heard(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the names in typed pinyin, and places of three syllables and more that are written as they sound."""
    sounds, rest = _listed().sounds, without_names(text)
    for typed in TYPED.findall(rest):
        yield from (sounds[match] for match in _spoken().findall(sound(typed)))
    if HANZI.search(rest):
        yield from (sounds[match] for match in _places_spoken().findall(sound(rest)))


@cache
def _places_spoken() -> re.Pattern[str]:
    heard = (said for said, (kind, _) in _listed().sounds.items() if kind in PLACES and len(said) >= SYLLABLES)
    return re.compile(any_of(heard))


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
def _elsewhere() -> re.Pattern[str]:
    scheme, region = kinds()[SCHEME], kinds()["region"]
    others = any_of([*(each for each, name in region.spellings if name != region.own), *scheme.national])
    own = any_of(written("outside.yaml")["scheme"])
    schemes = any_of(each for each, _ in scheme.spellings)
    return re.compile(f"(?:{others}){BETWEEN}(?:{own}|科技|科委)|{schemes}")
