"""YAML that could end the program or hold it up is refused in words, with its line; the program lives on."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from faq.yaml_places import Places

LAUGHS = "a: &a [ha, ha]\n" + "".join(
    f"{x}: &{x} [{', '.join([f'*{y}'] * 9)}]\n" for y, x in zip("abcdefgh", "bcdefghi", strict=True)
)
ATTACKS = {
    "nested lists": ("[" * 100_000, ":1: YAML 写法有误：嵌套太深，最多 30 层"),
    "nested groups": ("{a: " * 100_000, ":1: YAML 写法有误：嵌套太深，最多 30 层"),
    "nested by dashes": ("- " * 100_000, ":1: YAML 写法有误：嵌套太深，最多 30 层"),
    "nested keys": ("? " * 100_000, ":1: YAML 写法有误：嵌套太深，最多 30 层"),
    "laughs": (LAUGHS, ":2: YAML 写法有误：不能用 *a 引用别处，请照样写一遍"),
    "itself": ("a: &a [*a]", ":1: YAML 写法有误：不能用 *a 引用别处，请照样写一遍"),
    "large": ("# " + "长" * 700_000, ": 文件读不出来：文件太大，最多 2 MB"),
    "a number without end": ("a: " + "1:" * 200_000 + "1", ":1: YAML 写法有误：一段文字最多 50000 个字"),
    "a number that is none": ("a: 0x_", ": YAML 写法有误：invalid literal for int() with base 16: ''"),
    "a tag": ("a: !!bool maybe", ":1: YAML 写法有误：不能用 tag:yaml.org,2002:bool 这样的类型标记"),
    "code": (
        "a: !!python/object/apply:os.getcwd []",
        ":1: YAML 写法有误：不能用 tag:yaml.org,2002:python/object/apply:os.getcwd 这样的类型标记",
    ),
}
READS = (
    "import sys; from pathlib import Path; from faq.yaml_places import Places; "
    "print(*Places(Path(sys.argv[1])).mistakes)"
)


def read(path: Path) -> tuple[int, str]:
    """Read the file in a program of its own; return how that ended and what it said of the file."""
    command = [sys.executable, "-c", READS, path.name]
    ran = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=60, check=False)
    return ran.returncode, ran.stdout.strip() or ran.stderr[-500:]


@pytest.mark.parametrize(("written", "mistake"), ATTACKS.values(), ids=ATTACKS)
def test_what_would_end_or_hold_up_the_program_is_refused(tmp_path: Path, written: str, mistake: str) -> None:
    (tmp_path / "x.yaml").write_text(written, encoding="utf-8")
    assert read(tmp_path / "x.yaml") == (0, f"x.yaml{mistake}")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, device], ids=["pipe", "folder", "device"])
def test_only_regular_files_are_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "x.yaml"
    make(path)
    assert read(path) == (0, "x.yaml: 文件读不出来：这不是普通文件")


def test_what_is_written_within_the_limits_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: &a " + "[" * 29 + "长" * 50_000 + "]" * 29, encoding="utf-8")
    assert (Places(path).mistakes, Places(path).readable) == ([], True)
