"""`jiebang example`: a configuration to begin with."""

import argparse
from pathlib import Path

import bot
from bot.commands import OK, say

NAME = "config.example.yaml"
PACKAGE = Path(bot.__file__).parent


def show(_options: argparse.Namespace) -> int:
    """Print the example configuration: the wheel has it inside, a working tree beside the package."""
    found = next(path for path in (PACKAGE / NAME, PACKAGE.parent / NAME) if path.is_file())
    say(found.read_text(encoding="utf-8").rstrip("\n"))
    return OK
