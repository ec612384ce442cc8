"""A campaign that is killed at any moment and taken up again finds what it would have: nothing is lost, or twice."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PROGRAM = "from zerohour.oracle.cli import main; main()"
BUDGET = 250


def command(folder: Path, *more: str) -> list[str]:
    asked = ["check", "--engine", "python:slow:engine", "--budget", str(BUDGET), "--report-dir", str(folder)]
    return [sys.executable, "-c", PROGRAM, *asked, "--format", "json", *more]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(FOLDER)}


def finished(folder: Path, *more: str) -> dict[str, Any]:
    done = subprocess.run(command(folder, *more), env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def noted(folder: Path) -> int:
    """Return how many scenarios the journal knows."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(folder / "journal.sqlite")) as file:
        count: int = file.execute("SELECT count(*) FROM judged").fetchone()[0]
        return count
    return 0


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(stat.parent.name))
    return found


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_campaign_that_is_killed_and_resumed_finds_the_same(tmp_path: Path) -> None:
    whole = finished(tmp_path / "whole")
    killed, moments = 0, random.Random(20181)  # noqa: S311  # reproducible, not secret
    left: list[int] = []
    for workers in ("1", "2", "1", "2"):
        before = noted(tmp_path / "killed")
        process = subprocess.Popen(
            command(tmp_path / "killed", "--resume", "--workers", workers),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while noted(tmp_path / "killed") == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.25))
        left += children(process.pid)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed >= 2
    assert noted(tmp_path / "killed") > 0
    assert finished(tmp_path / "killed", "--resume") == whole
    ends = time.monotonic() + 10
    while not all(map(gone, left)) and time.monotonic() < ends:
        time.sleep(0.05)
    assert [process for process in left if not gone(process)] == []
    names = {path.name for path in (tmp_path / "killed").glob("*.toml")}
    assert names == {path.name for path in (tmp_path / "whole").glob("*.toml")}
    assert len(names) == len(whole["violations"])
