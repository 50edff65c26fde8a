"""What is written out is for its owner alone, and whole or not there."""

import stat
from pathlib import Path

import pytest

from bot import private


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_file_is_its_owners_alone_also_where_it_takes_the_place_of_another(tmp_path: Path) -> None:
    out, part = tmp_path / "out.xlsx", tmp_path / "out.xlsx.part"
    out.write_bytes(b"old")
    part.write_bytes(b"half, by a program that was killed")
    for each in (out, part):
        each.chmod(0o644)
    private.write(out, b"new")
    assert (names(tmp_path), out.read_bytes(), mode(out)) == (["out.xlsx"], b"new", "600")


def test_what_can_not_be_written_leaves_nothing_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for out in (tmp_path / "folder", tmp_path / "none" / "out.xlsx"):
        with pytest.raises(OSError) as caught:  # noqa: PT011  # which one depends on what is in the way
            private.write(out, b"new")
        assert caught.value.filename == str(out)
    assert (names(tmp_path), names(tmp_path / "folder")) == (["folder"], [])


@pytest.mark.parametrize(
    ("before", "after"), [(0o755, "700"), (0o775, "700"), (0o700, "700"), (0o500, "500"), (0o1777, "1777")]
)
def test_a_folder_is_closed_to_others_unless_it_is_made_for_many(tmp_path: Path, before: int, after: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(before)
    private.folder(folder)
    assert mode(folder) == after
