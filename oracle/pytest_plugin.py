"""The pytest plugin: `pytest --zerohour-engine KIND:REST` tests an engine, an item for each group of scenarios.

Only what this file needs is imported where no engine is named: the plugin is loaded whenever pytest is.
"""

from typing import Any

import pytest

OPTION = "--zerohour-engine"
TESTED = pytest.StashKey[Any]()
"""Where the engine is kept once it is started."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("zerohour", "Zerohour, a test oracle for settlement finality")
    group.addoption(OPTION, metavar="KIND:REST", help="The engine to test, as for 'zerohour check'.")
    group.addoption("--zerohour-budget", type=int, default=300, metavar="N", help="How many scenarios are put to it.")
    group.addoption("--zerohour-seed", type=int, default=1, metavar="N", help="The seed of generated scenarios.")


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marker means; load what tests an engine, if there is one to test."""
    config.addinivalue_line(
        "markers", "zerohour(*patterns): gives `zerohour_scenario` each scenario file, as seen from the test's folder"
    )
    if config.getoption(OPTION):
        config.pluginmanager.import_plugin("zerohour.oracle.pytest_engine")


@pytest.fixture(scope="session")
def zerohour_engine(request: pytest.FixtureRequest) -> Any:
    """Return the engine that is tested; what needs it is passed over where none is named."""
    engine = request.config.stash.get(TESTED, None)
    if engine is None:
        pytest.skip(f"no engine to test: give {OPTION}")
    return engine


@pytest.fixture
def zerohour_scenario() -> Any:
    """Return a scenario file of those that the marker names; passed over where no engine is named."""
    pytest.skip(f"no engine to test: give {OPTION}")
