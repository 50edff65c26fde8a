"""The names that a text uses: titles, persons, organisations, places; listed in names.yaml or noticed by their form."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from faq.claims import plain
from faq.mentions import kinds
from faq.words import any_of
from faq.yaml_places import checked

NAMES = Path(__file__).parent.parent / "names.yaml"
TITLE = re.compile("《([^《》]+)》")
QUOTE = re.compile("“([^“”]+)”")
HANZI = "[\u4e00-\u9fff]"
ORGANISATIONS = ("bank", "institution", "firm")  # kinds of named.yaml
SEEN = "□"  # stands for a name that is dealt with, so that nothing is noticed inside it

Spellings = Mapping[str, tuple[str, ...]]


class Names(BaseModel):
    """The file names.yaml; each name with its other spellings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persons: Spellings
    organisations: Spellings
    places: Spellings
    anywhere: tuple[str, ...]
    posts: tuple[str, ...]
    speaking: tuple[str, ...]
    surnames: str
    long_surnames: tuple[str, ...]
    endings: tuple[str, ...]
    joints: str
    common: tuple[str, ...]

    @cached_property
    def person(self) -> re.Pattern[str]:
        """Match what looks like a person: a surname and up to two characters beside a post or before `speaking`."""
        surname = f"(?:[{''.join(self.surnames.split())}]|{any_of(self.long_surnames)})"
        before, after = any_of(self.posts), any_of([*self.posts, *self.speaking])
        return re.compile(f"(?:{before})[:：是为]?({surname}{HANZI}{{1,2}})|({surname}{HANZI}{{0,2}}?)(?:{after})")

    @cached_property
    def organisation(self) -> re.Pattern[str]:
        """Match what looks like an organisation: an ending after two or more characters that are no joints."""
        word = f"(?![{self.joints}]){HANZI}"
        return re.compile(f"(?:{word}){{0,6}}?((?:{word}){{2,4}}(?:{any_of(self.endings)}))")

    def spellings(self, *, places: bool) -> dict[str, tuple[str, ...]]:
        """Return for each spelling of a listed name, the longest spelling first, all spellings of that name."""
        listed = [*self.persons.items(), *self.organisations.items(), *(self.places.items() if places else ())]
        listed += [each for kind in ORGANISATIONS for each in kinds()[kind].members.items()]
        every = {spelling: (name, *others) for name, others in listed for spelling in (name, *others)}
        return dict(sorted(every.items(), key=lambda each: -len(each[0])))


@cache
def listed_names() -> Names:
    """Return names.yaml; MistakesError where it is wrong."""
    return checked(NAMES, Names)


def unsupported_titles(text: str, sources: str) -> Iterator[str]:
    """Yield the titles in 《》 of `text` that do not stand in the sources."""
    return (f"《{title}》" for title in TITLE.findall(plain(text)) if title not in sources)


def unsupported_quotes(text: str, sources: str) -> Iterator[str]:
    """Yield the words in “” of `text` that do not stand in the sources."""
    return (f"“{quote}”" for quote in QUOTE.findall(TITLE.sub("", plain(text))) if quote not in sources)


def unsupported_names(text: str, sources: str, *, places: bool = True) -> Iterator[str]:
    """Yield the names of persons, organisations and (with `places`) leagues in `text` that the sources do not hold."""
    names = listed_names()
    hiding = [word for kind in ORGANISATIONS for word in kinds()[kind].never]
    rest = _without((*names.anywhere, *names.common, *hiding), TITLE.sub(SEEN, plain(text)))
    for spelling, every in names.spellings(places=places).items():
        if spelling in rest:
            if not any(each in sources for each in every):
                yield spelling
            rest = rest.replace(spelling, SEEN)
    yield from _noticed(rest, sources, names)


def _without(words: Iterable[str], text: str) -> str:
    return re.sub(any_of(words), SEEN, text)


def _noticed(text: str, sources: str, names: Names) -> Iterator[str]:
    for match in names.person.finditer(text):
        if (match[2] or match[1][:2]) not in sources:
            yield match[0]
    for match in names.organisation.finditer(text):
        if match[1] not in sources:  # where a longer name starts can't be told from words before it
            yield match[0]
