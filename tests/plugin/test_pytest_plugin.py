"""The pytest plugin, as a user has it: in a folder of its own, with tests of its own."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from zerohour.oracle.scenarios.library import texts

SOME = str(len(texts()) + 40)
"""So many scenarios: the library, and some others."""
LATE, GOOD = "python:zerohour.oracle.engines.ledger:late_engine", "python:zerohour.oracle.engines.ledger:engine"

TESTS = """
import pytest
from zerohour.oracle.testing import assert_conforms


@pytest.mark.zerohour("days/*.toml")
def test_days(zerohour_engine, zerohour_scenario):
    assert_conforms(zerohour_engine, zerohour_scenario)


def test_engine(zerohour_engine):
    assert "intraday" in zerohour_engine.features
"""


@pytest.fixture(name="project")
def project_fixture(tmp_path: Path) -> Path:
    """Return a folder with tests of an engine."""
    (tmp_path / "days").mkdir()
    (tmp_path / "test_engine.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "days" / "late.toml").write_text(texts()["cut_off_to_the_instant"], encoding="utf-8")
    return tmp_path


def run_pytest(project: Path, *arguments: str) -> tuple[int, str, list[ET.Element]]:
    """Run pytest there; return the exit code, what it says and the cases of its JUnit report."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:xdist", "--junitxml=junit.xml"]
    asked = [*command, "--strict-markers", "-W", "error", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(asked, cwd=project, env=environment, capture_output=True, text=True, check=False)
    file = project / "junit.xml"
    cases = list(ET.parse(file).iter("testcase")) if file.exists() else []  # noqa: S314  # it is ours
    return done.returncode, done.stdout + done.stderr, cases


def test_engine_that_conforms_passes_an_item_for_each_group(project: Path) -> None:
    code, told, cases = run_pytest(
        project, "--zerohour-engine", GOOD, "--zerohour-budget", SOME, "--zerohour-seed", "3"
    )
    assert code == 0, told
    assert "zerohour: ledger 1, seed 3" in told
    names = {case.attrib["name"] for case in cases}
    assert names >= {"library", "generated", "test_days[late]", "test_engine"}
    assert any(name.startswith("vectors of ") for name in names)
    library = next(case for case in cases if case.attrib["name"] == "library")
    properties = {p.attrib["name"]: p.attrib["value"] for p in library.iter("property")}
    assert properties["zerohour.engine"] == "ledger 1"
    assert properties["zerohour.seed"] == "3"
    assert "GEN-31" in properties["zerohour.rules"].split()
    assert properties["zerohour.counts"].endswith(" conforms")


def test_engine_that_is_late_fails_in_words(project: Path) -> None:
    code, told, cases = run_pytest(project, "--zerohour-engine", LATE, "--zerohour-budget", "60")
    assert code == 1
    assert "but the engine says settled in" in told
    assert "The smallest scenario, to be kept as a file:" in told
    failed = {case.attrib["name"] for case in cases if case.find("failure") is not None}
    assert failed >= {"library", "test_days[late]"}


def test_without_an_engine_nothing_is_tested_and_nothing_fails(project: Path) -> None:
    code, told, cases = run_pytest(project)
    assert code == 0, told
    assert len(cases) == 2
    assert all("--zerohour-engine" in case[0].attrib["message"] for case in cases)


def test_engine_that_cannot_be_had_is_told(project: Path) -> None:
    code, told, _ = run_pytest(project, "--zerohour-engine", "cmd:no-such-program")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "cannot be started" in told
    assert "Traceback" not in told


def test_engine_that_fails_is_no_violation_and_items_are_chosen_as_others_are(project: Path) -> None:
    (project / "broken.py").write_text(
        "from zerohour.oracle.engines.ledger import FEATURES\n\n\n"
        "class E:\n    name, features = 'broken', FEATURES\n\n    def run(self, scenario):\n        return {}\n\n\n"
        "engine = E()\n",
        encoding="utf-8",
    )
    code, told, cases = run_pytest(
        project, "--zerohour-engine", "python:broken:engine", "--zerohour-budget", "5", "-k", "library"
    )
    assert code == 1
    assert [case.attrib["name"] for case in cases] == ["library"]
    assert "answered nonsense: orders: Field required" in told
    assert "but the engine says" not in told


PICKY = (
    "class E:\n    name, features = 'picky', {features}\n\n    def run(self, scenario):\n"
    "        return {{'unsupported': 'not today'}}\n\n\nengine = E()\n"
)


def test_run_in_which_every_group_is_passed_over_fails(project: Path) -> None:
    (project / "picky.py").write_text(PICKY.format(features="('straks', 'lines')"), encoding="utf-8")
    code, told, cases = run_pytest(
        project, "--zerohour-engine", "python:picky:engine", "--zerohour-budget", "5", "-k", "vectors or library"
    )
    assert cases
    assert all(case.find("skipped") is not None for case in cases)
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "zerohour: nothing was tested: picky supports none" in told


def test_engine_that_supports_no_scenario_is_told(project: Path) -> None:
    (project / "picky.py").write_text(PICKY.format(features="('nothing of yours',)"), encoding="utf-8")
    code, told, _ = run_pytest(project, "--zerohour-engine", "python:picky:engine", "--zerohour-budget", "5")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "picky supports no scenario at all; it declares: nothing of yours" in told


def test_marker_that_names_no_file_is_told(project: Path) -> None:
    (project / "days" / "late.toml").unlink()
    code, told, _ = run_pytest(project, "--zerohour-engine", GOOD, "--zerohour-budget", "5")
    assert code != 0
    assert "is named days/*.toml" in told


def test_plugin_brings_nothing_along_where_no_engine_is_named() -> None:
    program = (
        "import sys, zerohour.oracle.pytest_plugin as p; print(sorted({'z3', 'pydantic', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
