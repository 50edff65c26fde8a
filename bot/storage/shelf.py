"""The shelf: contents of files beside the database, each under its SHA-256, whole or not there at all.

Nothing here is ever opened but to be hashed, sent back or copied out. A name that somebody gave a file is no path.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from bot import private

BLOCK = 1 << 20


@dataclass(frozen=True)
class Shelf:
    """A folder of contents."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Return where a content lies."""
        return self.folder / sha256[:2] / sha256

    def part(self, number: int) -> Path:
        """Return where the file of that number is written until it is whole; what was left there is gone."""
        private.folder(self.folder)
        part = self.folder / f"{number}.part"
        part.unlink(missing_ok=True)
        private.create(part)
        return part

    def clear(self) -> None:
        """Remove what a program that was killed left unfinished."""
        for part in self.folder.glob("*.part"):
            part.unlink()

    def place(self, part: Path, sha256: str) -> None:
        """Put a whole file under its digest; when this returns, it and its name are on the disk for good."""
        _sync(part)
        path = self.path(sha256)
        private.folder(path.parent)
        part.replace(path)
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync(folder)

    def drop(self, sha256: str) -> None:
        """Remove a content, if it is there."""
        self.path(sha256).unlink(missing_ok=True)


def digest(path: Path) -> tuple[str, int]:
    """Return a file's SHA-256 and its size in bytes."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
            size += len(block)
    return found.hexdigest(), size


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
