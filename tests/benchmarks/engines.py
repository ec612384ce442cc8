"""How many scenarios a second are judged, and whose time it takes: `python tests/benchmarks/engines.py SCENARIOS`.

The same scenarios are put to engines in the same process, and behind standard input and output. An engine's time is
that from the question to the answer, with what lies between; the rest is ours: making scenarios and judging answers.
"""

import sys
import time
from contextlib import closing
from pathlib import Path

from zerohour.oracle.campaign import run_campaign
from zerohour.oracle.engines import ledger
from zerohour.oracle.engines.connect import Engine, connect
from zerohour.oracle.generate import EVERYTHING, generated
from zerohour.oracle.plan import Listed
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.verdicts import Outcome

ENGINES = Path(ledger.__file__ or "").parent
ASKED = {
    "ledger, in process": "python:zerohour.oracle.engines.ledger:engine",
    "SQLite, in process": "python:zerohour.oracle.engines.sqlite:engine",
    "Node.js, over stdio": f"cmd:node {ENGINES / 'node' / 'engine.js'}",
    "Java, over stdio": f"cmd:java {ENGINES / 'java' / 'Engine.java'}",
}

KNOWN_TO_ALL = EVERYTHING - {"contingency", "indirect"}
"""The features of all of them: so that each is asked the same."""


class Timed:
    """An engine, and how long it has been waited for, in seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.seconds = engine, 0.0
        self.name, self.version, self.features = engine.name, engine.version, engine.features

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        begun = time.perf_counter()
        try:
            return self._engine.run(scenario)
        finally:
            self.seconds += time.perf_counter() - begun

    def close(self) -> None:
        """Stop it."""
        self._engine.close()


def row(name: str, spec: str, number: int) -> str:
    """Return a row of the table; every engine here conforms, and raises ValueError if it does not."""
    with closing(Timed(connect(spec))) as tested:
        tested.run(generated(0, 0, KNOWN_TO_ALL))  # a runtime is slow at first
        tested.seconds, begun = 0.0, time.perf_counter()
        asked = Listed(tuple(generated(1, n, KNOWN_TO_ALL) for n in range(number)))
        found = run_campaign(tested, asked, 1, number)
        taken = time.perf_counter() - begun
    if found.counts[Outcome.CONFORMS.value] != number:
        raise ValueError(f"{name}: {dict(found.counts)} of {number} scenarios; it has to conform in all")
    each = (1000 * seconds / number for seconds in (tested.seconds, taken - tested.seconds))
    cells = (name, f"{number:,}", f"{number / taken:,.0f}", *(f"{ms:.2f}" for ms in each))
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    sys.stdout.write("| engine | scenarios | a second | ms of the engine | ms of Zerohour |\n|---|--:|--:|--:|--:|\n")
    for name, spec in ASKED.items():
        sys.stdout.write(f"{row(name, spec, int(sys.argv[1]))}\n")


if __name__ == "__main__":
    main()
