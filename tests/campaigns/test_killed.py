"""A campaign that is killed at any moment and taken up again finds what it would have: nothing is lost, or twice.

As a program, `python tests/campaigns/test_killed.py 50`, it kills one so many times.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PROGRAM = "from zerohour.oracle.cli import main; main()"
A_KILL = 50
"""So many scenarios are asked for each time that the campaign is killed."""
AT_THE_START = 5
"""One in so many kills comes while the campaign begins, or opens its journal again."""


def command(folder: Path, budget: int, *more: str) -> list[str]:
    asked = ["check", "--engine", "python:slow:engine", "--budget", str(budget), "--report-dir", str(folder)]
    return [sys.executable, "-c", PROGRAM, *asked, "--format", "json", *more]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(FOLDER)}


def finished(folder: Path, budget: int, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        command(folder, budget, *more), env=environment(), capture_output=True, text=True, check=False
    )
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


def killed(folder: Path, times: int, budget: int, moments: random.Random) -> tuple[int, list[int]]:
    """Begin or go on with a campaign, and kill it, so many times; return how often, and all that it had started."""
    count, started = 0, list[int]()
    for number in range(times):
        before = noted(folder)
        process = subprocess.Popen(
            command(folder, budget, "--resume", "--workers", str(1 + number % 2)),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if number % AT_THE_START == AT_THE_START - 1:
            time.sleep(moments.uniform(0, 1.5))  # the kill may come while it begins
        else:
            while noted(folder) == before and process.poll() is None:
                time.sleep(0.01)  # until it has noted something new: a kill before that proves less
            time.sleep(moments.uniform(0, 0.2))  # the kill is to come at any moment
        started += children(process.pid)
        process.send_signal(signal.SIGKILL)
        count += process.wait() == -signal.SIGKILL
    return count, started


def left_behind(started: list[int]) -> list[int]:
    """Return the processes that are still there, after they had some time to end."""
    ends = time.monotonic() + 10
    while not all(map(gone, started)) and time.monotonic() < ends:
        time.sleep(0.05)  # those whose parent was killed end by themselves, a little later
    return [process for process in started if not gone(process)]


def survives(folder: Path, times: int) -> int:
    """Kill a campaign so many times, and see that it ends as one that was left alone; return how often it was."""
    budget, moments = A_KILL * times, random.Random(20181)  # noqa: S311  # reproducible, not secret
    whole = finished(folder / "whole", budget)
    count, started = killed(folder / "killed", times, budget, moments)
    assert noted(folder / "killed") > 0
    assert finished(folder / "killed", budget, "--resume") == whole
    assert left_behind(started) == []
    names = {path.name for path in (folder / "killed").glob("*.toml")}
    assert names == {path.name for path in (folder / "whole").glob("*.toml")}
    assert len(names) == len(whole["violations"]) > 0
    return count


def test_campaign_that_is_killed_and_resumed_finds_the_same(tmp_path: Path) -> None:
    assert survives(tmp_path, 5) >= 3


if __name__ == "__main__":
    asked = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        told = f"A campaign was killed {survives(Path(place), asked)} times, and found what it would have found.\n"
    sys.stdout.write(told)
