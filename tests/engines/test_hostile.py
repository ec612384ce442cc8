"""Hostile engines: each ends as an error, in words; no process of theirs stays, and they cannot make us large."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

COMMAND = Path(__file__).parent / "faulty" / "command.py"
MOST_MEMORY = 500 * 2**20
"""What the oracle may have resident, in bytes, whatever an engine does."""

SILENT = "did not answer `run` in"
NO_JSON = "wrote a line that is no JSON message"
HOSTILE = {
    "hangs in mid-run": SILENT,
    "stops itself": SILENT,
    "half a line, and then silence": SILENT,
    "forgets to flush": SILENT,
    "flood": NO_JSON,
    "flood after the answer": NO_JSON,
    "lines of megabytes": "answered nonsense",
    "line without end": "wrote more than 4194304 bytes on one line",
    "crashes on the third scenario": "ended while it was asked `run` (exit code 3)",
    "half an answer": NO_JSON,
    "closes its standard input": "closed its standard input",
    "closes its standard output": "ended while it was asked `run`",
    "says nothing but a word": NO_JSON,
    "bytes that are no text": NO_JSON,
    "not a number": NO_JSON,
    "a number of 5000 digits": NO_JSON,
    "amount without end": "answered nonsense: balances.",
    "key twice": "the key 'result' stands there twice",
    "nested too deep": NO_JSON,
    "a list without end": "answered nonsense: orders",
    "orders without end": "an object has 325000 entries; 100000 are allowed",
    "names without end": "an object has 325000 entries; 100000 are allowed",
    "answers the one before": "with something else",
    "answers twice": "with something else",
    "answers ahead": "answered request 3 before it was asked",
    "speaks another version": "speaks no version of the protocol that is known here (1)",
    "declares what it cannot do": "readings are not implemented",
    "leaves a runaway and crashes": "ended while it was asked `run` (exit code 3)",
    "allocates without end": "MB of memory, with all that it started, and was ended; 200 MB are allowed",
    "its child allocates without end": "MB of memory, with all that it started, and was ended; 200 MB are allowed",
}
"""What is wrong with an engine, and the words for it."""

PROGRAM = """
import resource, sys
from typer.testing import CliRunner
from zerohour.oracle.cli import app
from zerohour.oracle.engines import connect, processes

connect.ANSWER_SECONDS, processes.MEMORY_BYTES = float(sys.argv[1]), 200 * 2**20
result = CliRunner().invoke(app, sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(result.exit_code, used)
print(result.stdout or result.stderr)
"""
"""`zerohour check` in a process of its own, which tells at its end how large it was at most."""


def left(mark: str) -> list[int]:
    """Return the processes that live and have the mark in their environment."""
    found: list[int] = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("ZEROHOUR_TEST") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return found


def error_of(output: str) -> str:
    """Return the first error of a campaign; what is said before a campaign begins is one."""
    if not output.startswith("{"):
        return output
    found: dict[str, Any] = json.loads(output)
    assert (found["verdict"], found["violations"]) == ("error", [])
    return str(found["errors"][0])


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_engine_is_an_error_and_leaves_nothing_behind(fault: str, tmp_path: Path) -> None:
    engine = "cmd:" + shlex.join([sys.executable, str(COMMAND), fault])
    asked = ["check", "--engine", engine, "--budget", "4", "--format", "json", "--report-dir", str(tmp_path)]
    patience = "2" if HOSTILE[fault] == SILENT else "20"
    mark = f"{os.getpid()} {fault} {time.time()}"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, patience, *asked],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"ZEROHOUR_TEST": mark},
    )
    assert left(mark) == []
    figures, _, output = done.stdout.partition("\n")
    code, used = map(int, figures.split())
    assert code == 2
    assert HOSTILE[fault] in error_of(output)
    assert used <= MOST_MEMORY
