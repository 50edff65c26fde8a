"""Whether somebody else may be asked which entry a question is for, and what becomes of the answer.

Asked is only where exactly one question of a message is led by a guess. What is told is that question and the questions
of the likeliest entries: no text that may say who somebody is or how to reach him, and none that was understood by what
went before, of which nothing is told. The entry that is chosen leads; it is no answer: nobody here has weighed it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from faq.answer import LEADS, Lead, Responder
from faq.dialogue import Consideration
from faq.index import Hit
from faq.normalize import LIMIT, clean
from faq.words import any_of, written

CANDIDATES = 20
#: Figures that may be a telephone, an account or a code (seven and more, however they are set apart, Chinese ones too),
#: an address of mail or of the web, and a name made of letters and figures. Years and sums of money are shorter.
TELLING = re.compile(
    r"(?:[\d〇零一二三四五六七八九幺](?:[^\w]|_){0,3}){7}|@|://|www\."
    r"|(?<![a-z0-9_-])(?=[a-z_-]*[0-9])(?=[0-9_-]*[a-z])[a-z0-9_-]{6,}"
)


@dataclass(frozen=True)
class Doubt:
    """A message of which the part at `place` is led by a guess, and the entries to choose from, likeliest first."""

    considered: Consideration
    place: int
    hits: tuple[Hit, ...]

    @property
    def question(self) -> str:
        """Return the question that is in doubt, on one line."""
        return " ".join(self.considered.parts[self.place].text.split())

    @property
    def candidates(self) -> Sequence[str]:
        """Return the questions to choose from."""
        return [hit.entry.question for hit in self.hits]

    def led_by(self, chosen: int) -> Consideration:
        """Return the message's reading with the entry of a candidate in the lead and the other likely ones beneath."""
        parts, first = list(self.considered.parts), self.hits[chosen]
        part = parts[self.place]
        likely = part.outcome.hits if isinstance(part.outcome, Lead) else ()
        others = [hit for hit in likely if hit.entry.id != first.entry.id]
        parts[self.place] = replace(part, outcome=Lead((first, *others)[:LEADS]))
        return replace(self.considered, parts=tuple(parts))


def may_be_told(text: str) -> bool:
    """Return whether a text can be shown to others: short, without what identifies or reaches a person."""
    seen = clean(text)
    if len(unicodedata.normalize("NFKC", text)) > LIMIT or TELLING.search(seen):
        return False
    return not any(pattern.search(seen) for pattern in _telling())


@cache
def _telling() -> tuple[re.Pattern[str], ...]:
    """Return what finds the words of selection.yaml; and an asker's name, a date of birth, and an address of mail."""
    words, names = written("selection.yaml"), written("names.yaml")
    surname = f"(?:[{''.join(names['surnames'].split())}]|{any_of(names['long_surnames'])})"
    places = any_of(spelling for name, others in names["places"].items() for spelling in (name, *others))
    person = rf"(?!{places}){surname}(?![{names['joints']}])[\u4e00-\u9fff]"
    patterns = (
        any_of(words["telling"]),
        rf"(?<![a-z0-9])(?:{any_of(words['alone'])})(?![a-z0-9])",
        rf"(?:{any_of(words['asker'])})(?:[^,。;!?]*的)?{person}",
        rf"(?:[{words['numerals']}]\W*){{5}}",
        r"\d[年月日]\W*生(?![产效态活成])",
        r"[a-z0-9]\W*\bat\b\W*[a-z0-9-]+(?:\.(?=[a-z])|\W*\bdot\b)",
    )
    return tuple(map(re.compile, patterns))


def doubt(responder: Responder, text: str, considered: Consideration) -> Doubt | None:
    """Return what is in doubt in a message; None where nothing or more than one question is, or it isn't to be told."""
    led = [place for place, part in enumerate(considered.parts) if isinstance(part.outcome, Lead)]
    if len(led) != 1 or not may_be_told(text):
        return None
    part = considered.parts[led[0]]
    hits = tuple(responder.index.search(part.text, CANDIDATES))
    by_itself = isinstance(part.outcome, Lead) and hits and hits[0].entry.id == part.outcome.hits[0].entry.id
    return Doubt(considered, led[0], hits) if by_itself and len(hits) > 1 else None
