"""A font with Chinese characters, from the system or from an installed package of fonts."""

import re
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontPath, FontProperties, findSystemFonts
from matplotlib.ft2font import FT2Font

SAMPLE = "揭榜挂帅资金问答"
#: By file name, the liked best first: sans serif with the mainland's shapes.
LIKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"noto_?sans_?(cjk)?_?sc\b",
        r"notosanscjk",
        r"sourcehansans(sc|cn)?",
        r"wqy",
        r"msyh|pingfang|simhei|heiti",
        r"cjk|chinese|(sc|cn)-|fallback",
    )
)
MAINLAND = re.compile(r"\b(SC|CN)\b|GB")


@cache
def chinese() -> FontProperties | None:
    """Return the best Chinese font there is, looked for once; None where there is none."""
    return best([*map(Path, findSystemFonts()), *_packaged()])


def best(files: Iterable[Path]) -> FontProperties | None:
    """Return the best of the font files that have Chinese characters; None where none has."""
    liked = [(rank, path) for path in files if (rank := _rank(path)) is not None]
    for _, path in sorted(liked):
        if (face := _face(path)) is not None:
            return FontProperties(fname=FontPath(str(path), face))
    return None


def _packaged() -> Iterator[Path]:
    """Yield the font files of installed packages that have to do with fonts by their name."""
    for package in Path(sysconfig.get_path("purelib")).glob("*font*"):
        yield from (path for path in package.rglob("*.[to]t[fc]"))


def _rank(path: Path) -> tuple[int, bool, int] | None:
    """Return the place of a file in the order of liking: regular before other weights; None for a font not known."""
    for number, pattern in enumerate(LIKED):
        if pattern.search(path.stem):
            return number, "regular" not in path.stem.lower(), len(path.stem)
    return None


def _face(path: Path) -> int | None:
    """Return the number of the mainland's face in a font file, or of the first; None where it has no Chinese."""
    try:
        count = FT2Font(path).num_faces
        names = [FT2Font(path, face_index=number).family_name for number in range(count)]
        face = next((number for number, name in enumerate(names) if MAINLAND.search(name)), 0)
        known = FT2Font(path, face_index=face).get_charmap()
    except (OSError, RuntimeError):  # not a font after all, or damaged
        return None
    return face if all(ord(char) in known for char in SAMPLE) else None
