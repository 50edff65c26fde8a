"""`jiebang ask`: answers on the terminal."""

import argparse
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot import config as configuration
from bot.app import directories, furnish, knowing, respond_by_meaning
from bot.commands import OK, USAGE, complain, say
from bot.config import ConfigError
from bot.services.asking.enquiry import lead_html, led_in
from bot.services.runtime.footer import answer_html
from bot.services.runtime.turn import House
from bot.texts import operators
from bot.texts.markup import plain
from faq import naming
from faq.answer import Answer, Choices, Lead, Outcome, Unknown
from faq.dialogue import Part
from faq.entry import Mistake, load
from faq.index import Hit


def ask(options: argparse.Namespace) -> int:
    """Answer on the terminal, as text or one JSON object a line."""
    config = configuration.load(options.config, secrets=False) if options.config else configuration.built_in()
    respond = partial(respond_by_meaning, config.faq, config.data_dir if options.config else None)
    house = furnish(config, "", knowing(config.faq, respond(load(directories(config.faq)))))
    if options.batch:
        asked = _questions(options.batch)
    elif options.question is not None:
        asked = [options.question]
    else:
        return complain(USAGE, operators()("operator.no_question"))
    for question in asked:
        parts = house.dialogue.consider(question).parts
        if options.json or options.batch:
            say(json.dumps(_as_json(question, parts), ensure_ascii=False))
        else:
            said = [plain(led_in(house, part)) + _as_text(part.outcome, house) for part in parts]
            say("\n\n".join(said))
    return OK


class _Asked(BaseModel):
    q: str


def _questions(path: Path) -> list[str]:
    """Return the questions of a file of JSON objects; ConfigError names every line that is none."""
    asked, mistakes = [], []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                asked.append(_Asked.model_validate_json(line).q)
            except ValidationError:
                mistakes.append(Mistake(path, number, "q", operators()("operator.batch")))
    if mistakes:
        raise ConfigError(mistakes)
    return asked


def _as_json(question: str, parts: Sequence[Part]) -> dict[str, Any]:
    """Return what was found, of several questions in one text that of those that got furthest, and what is named."""
    kinds = {Answer: "answer", Lead: "lead", Choices: "choices", Unknown: "unknown"}
    kind = next(kind for each, kind in kinds.items() if any(isinstance(part.outcome, each) for part in parts))
    found = [part for part in parts if kinds[type(part.outcome)] == kind and kind != "unknown"]
    entries = [_entry_as_json(part.text, hit) for part in found for hit in _hits(part.outcome)]
    return {"q": question, "kind": kind, "named": _names_as_json(naming.named(question)), "entries": entries}


def _hits(outcome: Outcome) -> Sequence[Answer | Hit]:
    return (outcome,) if isinstance(outcome, Answer) else outcome.hits


def _entry_as_json(text: str, hit: Answer | Hit) -> dict[str, Any]:
    """Return an entry, with what it is about of the kinds that are named, and whether that is what is named."""
    entry, named = hit.entry, naming.named(text)
    return {
        "id": entry.id,
        "facts": list(entry.facts),
        "score": round(hit.score, 3),
        "about": _names_as_json({kind: naming.treats(entry, kind) for kind in named}),
        "verdict": naming.verdict(named, entry).said,
    }


def _names_as_json(names: Mapping[str, frozenset[str] | None]) -> dict[str, list[str] | None]:
    """Return names by kind; null stands for all of a kind."""
    return {kind: None if each is None else sorted(each) for kind, each in names.items()}


def _as_text(outcome: Outcome, house: House) -> str:
    texts = house.texts
    match outcome:
        case Answer(entry=entry):
            return plain(answer_html(house, entry))
        case Lead(hits=hits):
            others = (f"· {hit.entry.question}" for hit in hits[1:])
            return plain("\n".join([lead_html(house, hits[0]), *others]))
        case Choices(hits=hits):
            return plain("\n".join([texts("enquiry.choices"), *(f"· {hit.entry.question}" for hit in hits)]))
        case Unknown(reason=reason):
            return plain(texts(f"enquiry.{reason}"))
