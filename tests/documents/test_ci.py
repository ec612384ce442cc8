"""What the pages on reports and on CI tell a reader to do, done as they tell it."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from zerohour.oracle.baseline import load_baseline
from zerohour.oracle.scenarios.library import texts

PAGES = Path(__file__).parents[2] / "docs" / "how_to"
ENGINE = "python:zerohour.oracle.engines.ledger:engine"
QUICK = """
from hypothesis import settings

settings.register_profile("quick", max_examples=5, stateful_step_count=5, deadline=None)
settings.load_profile("quick")
"""


def blocks(page: str, language: str) -> list[str]:
    """Return what stands on a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", (PAGES / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)


def run(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would: in a shell, in a folder of their own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    shell = ["bash", "-euo", "pipefail", "-c", command]
    environment = {**known, "PATH": path, **more}
    return subprocess.run(shell, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_commands_on_reports_do_what_the_page_says(tmp_path: Path) -> None:
    codes = [run(command, tmp_path).returncode for command in blocks("reports.md", "sh")]
    assert codes == [1, 1, 0]
    page = (PAGES / "reports.md").read_text("utf-8")
    written = {path.name for path in (tmp_path / "found").iterdir() if path.suffix != ".toml"}
    assert written == {*re.findall(r"^\| `\w+` \| `([\w.]+)` \|", page, re.MULTILINE), "journal.sqlite"}


def test_baseline_on_the_page_is_one(tmp_path: Path) -> None:
    (text,) = blocks("reports.md", "toml")
    (tmp_path / "accepted").mkdir()
    (tmp_path / "accepted" / "late.toml").write_text(texts()["cut_off_to_the_instant"], encoding="utf-8")
    (tmp_path / "baseline.toml").write_text(text, encoding="utf-8")
    (entry,) = load_baseline(tmp_path / "baseline.toml")
    assert entry.kind == ("cut-off against orders in flight", ("GEN-31", "INT-03", "INT-02"))


def test_workflow_checks_the_engine_and_finds_its_reports(tmp_path: Path) -> None:
    (text,) = blocks("ci.md", "yaml")
    workflow: dict[Any, Any] = importlib.import_module("yaml").safe_load(text)
    job = workflow["jobs"]["zerohour"]
    assert job["env"]["ENGINE"] == ENGINE
    steps = {step["name"]: step for step in job["steps"] if "name" in step}
    for name in ("Check the engine", "Summary"):
        told = {"ENGINE": ENGINE, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "GITHUB_RUN_NUMBER": "7"}
        done = run(steps[name]["run"].replace("--budget 500", "--budget 80"), tmp_path, **told)
        assert done.returncode == 0, done.stderr
    assert "conforms" in (tmp_path / "summary").read_text("utf-8").splitlines()[0]
    assert "Seed: 7." in (tmp_path / "summary").read_text("utf-8")
    for step in steps.values():
        for key in ("sarif_file", "path"):
            assert key not in step.get("with", {}) or (tmp_path / step["with"][key]).exists()


def test_tests_on_the_page_pass(tmp_path: Path) -> None:
    day, testing = blocks("ci.md", "sh")
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "late.toml").write_text(texts()["cut_off_to_the_instant"], encoding="utf-8")
    assert run(day, tmp_path, ENGINE=ENGINE).returncode == 0
    (tmp_path / "conftest.py").write_text(QUICK, encoding="utf-8")
    for number, text in enumerate(blocks("ci.md", "python")):
        (tmp_path / f"test_page_{number}.py").write_text(text, encoding="utf-8")
    done = run(f"{testing.strip()} -q -p no:cacheprovider -p no:xdist", tmp_path, ENGINE=ENGINE)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ passed", done.stdout)
    report = (tmp_path / "junit.xml").read_text("utf-8")
    for words in ("zerohour.rules", "test_day[late]", "test_any_day", "TestDayThatGrows"):
        assert words in report
