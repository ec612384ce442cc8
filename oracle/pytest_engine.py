"""What the pytest plugin does if there is an engine to test: its items, and the scenarios that a marker names."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from zerohour.oracle.campaign import Campaign, Finding, needs, run_campaign, scenarios_to_try
from zerohour.oracle.engines.connect import Engine, EngineError, connect
from zerohour.oracle.plan import Listed, regions
from zerohour.oracle.pytest_plugin import OPTION, TESTED
from zerohour.oracle.scenarios.format import ScenarioError, dump, load
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario

MOST_PASSED_OVER = 1000
"""After so many scenarios in a row that the engine does not support, there are no others."""


class ViolationFound(Exception):  # noqa: N818  # it is what the test says, not what went wrong with it
    """The engine does not conform."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(finding.violation.check for finding in findings))


class EngineFailed(Exception):  # noqa: N818  # the same
    """The engine did not work, or what it did could not be judged."""


def _engine(config: pytest.Config) -> str:
    return cast("str", config.getoption(OPTION))


def _number(config: pytest.Config, option: str) -> int:
    return cast("int", config.getoption(option))


def pytest_configure(config: pytest.Config) -> None:
    """Start the engine."""
    try:
        config.stash[TESTED] = connect(_engine(config))
    except EngineError as error:
        raise pytest.UsageError(f"{OPTION}: {error}") from None


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the engine."""
    engine: Engine | None = config.stash.get(TESTED, None)
    if engine is not None:
        engine.close()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which engine is tested, and by which seed."""
    engine: Engine = config.stash[TESTED]
    return f"zerohour: {engine.name} {engine.version}, seed {_number(config, '--zerohour-seed')}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run fail in which every group was passed over: it has tested nothing."""
    if session.exitstatus == pytest.ExitCode.OK and _tested_nothing(session.config):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say that nothing was tested, where that is so."""
    if _tested_nothing(config):
        engine: Engine = config.stash[TESTED]
        terminalreporter.write_line(f"zerohour: nothing was tested: {engine.name} supports none of the scenarios asked")


def _tested_nothing(config: pytest.Config) -> bool:
    """Whether groups were run, and all of them passed over; only the process that reports knows."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return False
    outcomes = {
        outcome
        for outcome in ("passed", "failed", "skipped")
        for report in reporter.stats.get(outcome, [])
        if any(name == "zerohour.engine" for name, _ in report.user_properties)
    }
    return outcomes == {"skipped"}


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by name or marker
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Add an item for each group of scenarios."""
    items.extend(Groups.from_parent(session, name="zerohour").collect())  # pyright: ignore[reportUnknownMemberType]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test each of the scenario files that its marker names."""
    marker = metafunc.definition.get_closest_marker("zerohour")
    if marker is None or "zerohour_scenario" not in metafunc.fixturenames:
        return
    folder = metafunc.definition.path.parent
    files = sorted(file for pattern in marker.args for file in folder.glob(pattern))
    if not files:
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: no file in {folder} is named {', '.join(marker.args)}")
    try:
        days = [load(file) for file in files]
    except ScenarioError as error:
        raise pytest.UsageError(str(error)) from None
    metafunc.parametrize("zerohour_scenario", days, ids=[file.stem for file in files])


class Groups(pytest.Collector):
    """The scenarios of a campaign by where they come from: the library, a subject of the vectors, the generator."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each group."""
        seed, budget = _number(self.config, "--zerohour-seed"), _number(self.config, "--zerohour-budget")
        engine: Engine = self.config.stash[TESTED]
        plan, groups = scenarios_to_try(seed, engine.features), dict[str, list[Scenario]]()
        asked = passed_over = 0
        for number in itertools.count():
            scenario = plan.scenario(number)
            passed_over += 1
            if not needs(scenario) - engine.features:
                groups.setdefault(_group(scenario), []).append(scenario)
                asked, passed_over = asked + 1, 0
            if asked >= budget or passed_over >= MOST_PASSED_OVER:
                break
        if not groups:
            declared = ", ".join(sorted(engine.features)) or "nothing"
            raise pytest.UsageError(f"{OPTION}: {engine.name} supports no scenario at all; it declares: {declared}")
        for name in sorted(groups):
            scenarios = tuple(groups[name])
            yield Group.from_parent(self, name=name, scenarios=scenarios)  # pyright: ignore[reportUnknownMemberType]


def _group(scenario: Scenario) -> str:
    region = regions().get(scenario.name)
    if region is not None:
        return f"vectors of {region.rpartition('-')[0]}"
    return "library" if scenario.name in {day.name for day in library().values()} else "generated"


class Group(pytest.Item):
    """Some scenarios; it passes if the engine conforms on all of them that it supports."""

    def __init__(self, *, scenarios: tuple[Scenario, ...], **more: Any) -> None:
        super().__init__(**more)  # pyright: ignore[reportUnknownMemberType]
        self.scenarios = scenarios
        self.add_marker("zerohour")

    def runtest(self) -> None:
        """Put the scenarios to the engine."""
        engine: Engine = self.config.stash[TESTED]
        seed = _number(self.config, "--zerohour-seed")
        campaign = run_campaign(
            engine,
            Listed(self.scenarios),
            seed,
            len(self.scenarios),
            restart=lambda: connect(_engine(self.config)),
        )
        self.user_properties += _properties(campaign)
        if campaign.findings:
            raise ViolationFound(campaign.findings)
        if campaign.verdict == "nothing tested":  # if that is so of every group, the run fails
            pytest.skip("; ".join(campaign.not_supported))
        if campaign.verdict != "conforms":
            raise EngineFailed("\n".join([campaign.verdict, *campaign.errors]))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell a finding in its own words, and what else went wrong as pytest does."""
        if isinstance(excinfo.value, EngineFailed):
            return str(excinfo.value)
        if not isinstance(excinfo.value, ViolationFound):
            return super().repr_failure(excinfo, style)
        return "\n\n".join(_told(finding) for finding in excinfo.value.findings)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Say what is tested."""
        return self.path, None, f"zerohour: {self.name}"


def _properties(campaign: Campaign) -> list[tuple[str, object]]:
    """Return what JUnit reports shall say of an item."""
    counts = ", ".join(f"{count} {what}" for what, count in sorted(campaign.counts.items()))
    rules = " ".join(sorted(campaign.reached))
    told = {"engine": f"{campaign.engine} {campaign.version}", "seed": campaign.seed, "counts": counts, "rules": rules}
    return [(f"zerohour.{name}", value) for name, value in told.items()]


def _told(finding: Finding) -> str:
    violation = finding.violation
    head = f"{violation.check} ({', '.join(violation.rules)})"
    return (
        f"{head}\n{violation.explanation}\n\nThe smallest scenario, to be kept as a file:\n\n{dump(finding.scenario)}"
    )
