"""What the commands of `jiebang` do, in modules loaded when they are called. No logic, only printing and exit codes."""

import sys

#: Exit codes: 0 as asked, 1 wrong configuration or content, 2 wrong usage (argparse), 3 Telegram, 4 storage, 5 a fault;
#: 141 is how shells report a program that wrote to a closed pipe (128 + SIGPIPE).
OK, WRONG, USAGE, TELEGRAM, STORAGE, FAULT, PIPE_CLOSED = 0, 1, 2, 3, 4, 5, 141


def say(text: str) -> None:
    """Print a line, or several."""
    sys.stdout.write(f"{text}\n")


def complain(code: int, message: str) -> int:
    """Print what is wrong, without secrets, and return the code that says so."""
    from bot.redact import redact

    sys.stderr.write(f"{redact(message)}\n")
    return code
