"""What holds for all tests: what `make test-long` leaves to chance, and ports that are not another test's too."""

import pytest
from hypothesis import Phase, settings

from tests.ports import free_port

# Without a deadline: how long one example takes says something of the machine and nothing of the program.
PHASES = tuple(set(Phase) - {Phase.explain})  # which traces every line: a failure would take minutes to be told
settings.register_profile("default", deadline=None, derandomize=True, phases=PHASES)
settings.register_profile("long", deadline=None, max_examples=1000, phases=PHASES)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="more kills and more examples, other ones in each run")
    parser.addoption("--seed", type=int, help="the seed of the kills, to see again what a run has printed")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("long") else "default")


@pytest.fixture
def unused_tcp_port() -> int:
    return free_port()
