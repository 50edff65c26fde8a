"""`jiebang example`: a configuration to begin with."""

import argparse
from pathlib import Path

from bot.commands import OK, say

#: A link to the file at the top of the repository; in a wheel the file itself.
EXAMPLE = Path(__file__).parents[1] / "config.example.yaml"


def show(_options: argparse.Namespace) -> int:
    """Print the example configuration, in which editors find the schema wherever the print is put."""
    example = EXAMPLE.read_text(encoding="utf-8").rstrip("\n")
    say(example.replace("$schema=bot/", f"$schema={EXAMPLE.parent}/", 1))
    return OK
