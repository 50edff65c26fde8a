"""Every language has exactly the texts that Chinese has, and each takes the same."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.needs.fields.vocabulary import any_of, means
from bot.texts import ROOT, catalogue, languages
from tests.language import differences, write
from tests.unit.source import modules


@pytest.mark.parametrize("language", languages())
def test_a_language_has_the_texts_that_chinese_has(language: str) -> None:
    assert differences(language) == []


def test_the_scratch_language_has_them_too(tmp_path: Path) -> None:
    assert differences(write(tmp_path / "scratch")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("previous: ", "previuos: ", ["common.previous is missing", "there is no common.previuos"]),
        ('"/{command} {description}"', '"/{command}"', ["common.help_row takes something else"]),
        ("{count} 条消息", "{count:.1f} 条消息", ["common.parked takes something else"]),
    ],
)
def test_what_a_language_lacks_is_found(tmp_path: Path, right: str, wrong: str, found: list[str]) -> None:
    shutil.copytree(ROOT / "zh", tmp_path / "mn")
    changed = tmp_path / "mn" / "common.yaml"
    before = changed.read_text(encoding="utf-8")
    changed.write_text(before.replace(right, wrong, 1), encoding="utf-8")
    assert differences(str(tmp_path / "mn")) == found


def test_only_what_operators_read_is_said_in_their_language() -> None:
    """And a language is chosen only where the configuration is read: all else takes the house's or the form's."""
    program = modules("bot", "handlers")
    operators = {file for file, text in program.items() if "operators()" in text}
    assert operators - {file for file in operators if file.startswith(("bot/commands/", "bot/storage/"))} == {
        "bot/app.py",
        "bot/cli.py",
        "bot/config.py",
        "bot/needs/form_checks.py",
        "bot/telegram/receive.py",
        "bot/telegram/webhook.py",
    }
    assert {file for file, text in program.items() if "catalogue(" in text} == {"bot/app.py", "bot/commands/check.py"}


#: Modules in which there is Chinese that is read, never said: how people write figures, times, places and orders.
READING = {
    *(f"bot/needs/fields/{name}.py" for name in ("choice", "contact", "day", "indicators", "league", "money")),
    *(f"bot/needs/fields/{name}.py" for name in ("months", "numerals", "parts", "shares", "tables")),
    *(f"bot/needs/{name}.py" for name in ("advice", "form", "labelled", "orders", "pasted", "tabled", "words")),
    "bot/services/reviewing/asked.py",
    "bot/papers/word.py",  # names of fonts
    "bot/papers/pdf.py",
    "bot/papers/sheets.py",
    "bot/services/reviewing/wanted.py",  # how people write years and months
    "bot/schemas.py",
}
ENGINEERS = {"bot/telegram/sender.py"}  # why a call was refused, which is stored for them
HAN, WORD = re.compile("[一-龥]"), re.compile("[A-Za-z]{2,}")
#: What takes a text that somebody reads, and at which place.
SAYING = {"Reply": 0, "Button": 0, "Html": 0, "Rejected": 0, "AskBack": 0, "Doubtful": 1, "Remark": 1, "hint": 0}
SAYING |= {"Send": 0, "Sorry": 0, "Words": 0}


def literals(node: ast.AST) -> Iterator[str]:
    """Give the texts that stand in an expression itself, not in what it calls."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield from (text for part in parts for text in literals(part))
        case ast.IfExp(body=body, orelse=other):
            yield from (*literals(body), *literals(other))
        case ast.BinOp(left=left, right=right):
            yield from (*literals(left), *literals(right))


def said_in_code(text: str) -> Iterator[str]:
    """Give what code says in words of its own: Chinese anywhere but in docstrings, and words given to what is read."""
    tree = ast.parse(text)
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as found) if id(node) not in documented and HAN.search(found):
                yield found
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given, keywords=named):
                place = SAYING.get(name)
                texts = [each.value for each in named if place is not None and each.arg in ("text", "label", "message")]
                texts += [] if place is None else given[place : place + 1]
                yield from (each for value in texts for each in literals(value) if WORD.search(each))


def test_no_text_is_said_in_code() -> None:
    program = modules("bot", "handlers")
    others = program.keys() - READING - ENGINEERS
    assert [(file, text) for file in sorted(others) for text in said_in_code(program[file])] == []
    assert [file for file in READING if not HAN.search(program.get(file, ""))] == []


@pytest.mark.parametrize(
    "code",
    ['turn.say(Reply("Well done"))', 'x = "好"', 'Button(f"Open {name}", action)', 'Doubtful(1, "Is it?")'],
)
def test_a_text_in_code_is_found(code: str) -> None:
    assert [*said_in_code(code)] != []


def test_what_is_typed_is_read_in_every_language() -> None:
    for language in languages():
        texts = catalogue(language)
        assert [means(texts, "back", word) for word in ("上一步", "go back", "Back")] == [True, True, True]
        assert re.fullmatch(any_of(texts, "company"), "Ltd.")
        assert re.fullmatch(any_of(texts, "company"), "公司")
        assert re.search(any_of(texts, "others_paying"), "a bank loan")
        assert not re.search(any_of(texts, "others_paying"), "bankable")
