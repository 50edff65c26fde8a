"""Every language has exactly the texts that Chinese has, and each takes the same."""

import shutil
from pathlib import Path

import pytest

from bot.texts import ROOT, languages
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
