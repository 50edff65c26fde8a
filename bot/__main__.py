"""`python -m bot` is the `jiebang` command."""

import sys

from bot.cli import main

sys.exit(main())
