"""Files for the program's own user alone: what the bot keeps and writes out holds names, firms and mobile numbers."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def folder(path: Path) -> None:
    """Makes a folder that nobody else can enter; one that is there already becomes so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    tighten(path)


def create(path: Path) -> None:
    """Makes an empty file that nobody else can open, whatever the umask; FileExistsError where there is one."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def tighten(path: Path) -> None:
    """Takes from everybody else what they may do with a file or folder, if it is there; the log says so."""
    if not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS or mode & stat.S_ISVTX:  # sticky: a folder that is made for many, such as /tmp
        return
    try:
        path.chmod(mode & ~OTHERS)
    except OSError as error:
        log.warning("%s is open to others (%o) and can't be closed to them: %s", path, mode, error.strerror)
    else:
        log.info("%s was open to others (%o) and is closed to them now", path, mode)


def write(path: Path, content: bytes) -> None:
    """Writes a file that nobody else can open, whole or not at all; it takes the place of what was there."""
    with written(path) as part:
        part.write_bytes(content)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give an empty file to write to; in the end it takes the place of what was there, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)  # left by a program that was killed
        create(part)
        yield part
        part.replace(path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):
            error.filename = str(path)  # what was asked for
        raise
