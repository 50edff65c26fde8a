"""Measures what a selector changes: `python -m benchmarks.selector [FILE ...]`.

Prints, for the bot by itself and for selectors that are right always, in 95, 90 and 80 % of the cases, never, and for a
hostile one, which share of the questions in scope is answered or led right, which has a right entry on any button, and
what is answered outright: not one of these changes, whatever a selector does. The questions are those of
scheme_questions.jsonl and held_out.jsonl, or of the FILEs, in the form that benchmarks/README.md describes.

An erring selector names a wrong entry wherever it errs, also where none is right. It is asked over HTTP on loopback,
as a real one would be.
"""

import asyncio
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.messages import Message, before, held_out
from benchmarks.questions import HERE
from benchmarks.selecting import PROSE, serving, thinking
from bot.config import SelectorSection
from bot.selector import FAILURES, Endpoint
from bot.texts import catalogue
from faq.answer import Answer, Responder, Unknown
from faq.dialogue import Consideration, Dialogue
from faq.entry import Entry, load
from faq.selection import doubt

PERCENT = 100
FILES = (HERE / "scheme_questions.jsonl", HERE / "held_out.jsonl")
COUNTED = ("right", "offered", "answered wrong", "others answered")


@dataclass
class Selector:
    """What stands in a model's place; it is wrong in so many percent of the cases, always the same ones."""

    responder: Responder
    wrong: int
    message: Message = field(init=False)  # what is being asked

    def __call__(self, question: str, candidates: list[str]) -> str:
        """Return the number of a right candidate, or NONE; where it errs, the number of a wrong one."""
        entries = {each.question: each for each in self.responder.library.entries}
        fits = [any(rests(entries[each], want) for want in self.message.wants) for each in candidates]
        dice = zlib.crc32(question.encode())
        if dice % PERCENT >= self.wrong:
            return str(fits.index(True) + 1) if any(fits) else "NONE"
        others = [row for row, right in enumerate(fits, 1) if not right]
        return str(others[dice // PERCENT % len(others)]) if others else "NONE"


def rests(entry: Entry, want: Iterable[str]) -> bool:
    """Return whether the entry rests on any of the facts, or tells how to use the bot where that is wanted."""
    return bool({*want} & {*entry.facts, entry.status})


def counted(message: Message, considered: Consideration) -> Iterable[str]:
    """Give what of COUNTED a reply is; each of several questions must be answered or led right."""
    answered = [each.entry for each in considered.outcomes if isinstance(each, Answer)]
    others = [each.hits for each in considered.outcomes if not isinstance(each, Answer | Unknown)]
    first = [*answered, *(hits[0].entry for hits in others)]
    shown = [*answered, *(hit.entry for hits in others for hit in hits)]
    if not message.in_scope:
        yield from ["others answered"] if answered else []
        return
    yield from ["right"] if all(any(rests(entry, want) for entry in first) for want in message.wants) else []
    yield from ["offered"] if all(any(rests(entry, want) for entry in shown) for want in message.wants) else []
    if any(not any(rests(entry, want) for want in message.wants) for entry in answered):
        yield "answered wrong"


async def asked(dialogue: Dialogue, messages: list[Message], select: "Endpoint | None", stub: Selector) -> Counter[str]:
    """Return how often each of COUNTED came, and how often the selector was asked."""
    counts = Counter[str]()
    for message in messages:
        considered = dialogue.consider(message.text, before(dialogue, message))
        found = doubt(dialogue.responder, message.text, considered) if select else None
        if select and found:
            stub.message = message
            counts["asked"] += 1
            chosen = await select.select(found.question, found.candidates)
            considered = considered if chosen is None else found.led_by(chosen)
        counts.update(counted(message, considered))
    return counts


async def main(files: Iterable[Path]) -> None:
    messages = [message for file in files for message in held_out(file)]
    inside = sum(message.in_scope for message in messages)
    responder = Responder(load())
    dialogue = Dialogue(responder)
    print(
        f"{inside} questions in scope, {len(messages) - inside} others; FAILURES in a row before it rests: {FAILURES}"
    )
    print(f"{'':24s}{'asked':>8s}" + "".join(f"{name:>17s}" for name in COUNTED))
    models: dict[str, Callable[[str, list[str]], str] | None] = {
        "no selector": None,
        "always right": Selector(responder, 0),
    }
    models |= {f"wrong in {wrong} %": Selector(responder, wrong) for wrong in (5, 10, 20, 100)}
    models["hostile"] = lambda question, _: f"{PROSE} {question}"
    for name, model in models.items():
        stub = model if isinstance(model, Selector) else Selector(responder, 0)
        async with serving(thinking(model or stub)) as url:
            endpoint = Endpoint(SelectorSection(url=url, model="stub"), "", catalogue("zh"))
            try:
                counts = await asked(dialogue, messages, endpoint if model else None, stub)
            finally:
                await endpoint.close()
        totals = (inside, inside, inside, len(messages) - inside)
        shares = "".join(
            f"{PERCENT * counts[each] / max(1, of):15.1f} %" for each, of in zip(COUNTED, totals, strict=True)
        )
        print(f"{name:24s}{counts['asked']:8d}{shares}", flush=True)


if __name__ == "__main__":
    asyncio.run(main([Path(each) for each in sys.argv[1:]] or FILES))
