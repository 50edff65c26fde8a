"""What `make test-long` asks for: more of what is left to chance, and other chances each time."""

import pytest
from hypothesis import settings

# Without a deadline: how long one example takes says something of the machine and nothing of the program.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="more kills and more examples, other ones in each run")
    parser.addoption("--seed", type=int, help="the seed of the kills, to see again what a run has printed")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("long") else "default")
