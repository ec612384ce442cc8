"""Does the oracle bite? `python tests/engines/seeded/seeded.py [--budget N] [--seed S] [--workers K] [--only TEXT]`.

Puts every bug of `bugs.toml` into the engine that it belongs to, and tests that engine as `zerohour check` does, until
the first finding. Prints of each bug whether it was found, the rules named, the number of scenarios, and the size of
the smallest one; then the medians. The exit code is 1 if a bug is not found, or none of its rules is named.
"""

import argparse
import shlex
import statistics
import sys
import tempfile
import tomllib
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

from zerohour.oracle.campaign import check, needs, scenarios_to_try, shrink
from zerohour.oracle.engines import ledger, ledger_law, sqlite
from zerohour.oracle.engines.connect import Engine, connect
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.strength import weakest_first
from zerohour.oracle.verdicts import Outcome, Violation
from zerohour.spec.bank_day import Submit

BUGS = Path(__file__).with_name("bugs.toml")
ENGINES = Path(ledger.__file__ or "").parent
FILES = {
    "ledger": ENGINES / "ledger.py",
    "law": ENGINES / "ledger_law.py",
    "sqlite": sqlite.CLEARING,
    "node": ENGINES / "node" / "engine.js",
    "java": ENGINES / "java" / "Engine.java",
}
"""The file that is patched of each engine; `law` is what the ledger says of the law."""
BUDGET, SEED = 300, 1
"""Those of `zerohour check`."""


@dataclass(frozen=True)
class Bug:
    """A patch to a conforming engine, and what has to be said of it."""

    name: str
    spec: str
    """The file of the specification whose rule it breaks."""
    rules: frozenset[str]
    """A finding has to name one of these."""
    engine: str
    patch: tuple[tuple[str, str], ...]

    @property
    def original(self) -> Path:
        """The file that is patched."""
        return FILES[self.engine]

    def patched(self) -> str:
        """Return the engine with the bug; raise ValueError where a text does not stand in it exactly once."""
        text = self.original.read_text(encoding="utf-8")
        for old, new in self.patch:
            if text.count(old) != 1:
                raise ValueError(
                    f"{self.name!r}: {old!r} stands {text.count(old)} times in {self.original.name}, and has to once; "
                    f"adapt the bug in {BUGS.name} to the engine as it is now"
                )
            text = text.replace(old, new)
        return text


@dataclass(frozen=True)
class Found:
    """What the oracle made of a bug: its first finding, after how many scenarios, and made as small as it could."""

    bug: Bug
    scenarios: int
    violation: Violation | None = None
    scenario: Scenario | None = None
    wrong: str = ""
    """Why this is not as it should be; empty if it is."""

    @property
    def size(self) -> tuple[int, int]:
        """The numbers of orders and participants in the smallest scenario."""
        assert self.scenario is not None  # asked only of what was found
        orders = sum(isinstance(event, Submit) for event in self.scenario.events)
        return orders, len(self.scenario.participants)


def bugs() -> list[Bug]:
    """Return the bugs of the list."""
    return [
        Bug(name, b["spec"], frozenset(b["rules"]), b["engine"], tuple((old, new) for old, new in b["patch"]))
        for name, b in tomllib.loads(BUGS.read_text(encoding="utf-8")).items()
    ]


@contextmanager
def seeded(bug: Bug) -> Generator[Engine]:
    """Connect to an engine with the bug."""
    if bug.engine in ("node", "java"):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / bug.original.name
            program.write_text(bug.patched(), encoding="utf-8")
            engine = connect(f"cmd:{bug.engine} {shlex.quote(str(program))}")
            try:
                yield engine
            finally:
                engine.close()
        return
    with _installed(bug):
        yield connect("python:seeded_engine:engine")


@contextmanager
def _installed(bug: Bug) -> Generator[None]:
    """Let the engine be imported as `seeded_engine`; the law with a bug stands in for its module meanwhile."""
    law = sys.modules[ledger_law.__name__]
    try:
        if bug.engine == "law":
            sys.modules[ledger_law.__name__] = _module(ledger_law.__name__, bug.patched(), bug.original)
        sys.modules["seeded_engine"] = _in_process(bug)
        yield
    finally:
        sys.modules.pop("seeded_engine", None)
        sys.modules[ledger_law.__name__] = law


def _in_process(bug: Bug) -> ModuleType:
    """Return a module with the engine."""
    if bug.engine == "sqlite":
        module = ModuleType("seeded_engine")
        module.__dict__["engine"] = sqlite.SqliteEngine(bug.patched())
        return module
    text = FILES["ledger"].read_text("utf-8") if bug.engine == "law" else bug.patched()
    return _module("seeded_engine", text, FILES["ledger"])


def _module(name: str, text: str, origin: Path) -> ModuleType:
    module = ModuleType(name)
    exec(compile(text, f"{origin} with a bug", "exec"), module.__dict__)  # noqa: S102  # our own engine, with our patch
    return module


def hunt(bug: Bug, budget: int = BUDGET, seed: int = SEED) -> Found:
    """Test the engine with the bug until the first finding, and judge the finding."""
    with seeded(bug) as engine:
        asked = map(scenarios_to_try(seed, engine.features).scenario, count())
        fitting = (scenario for scenario in asked if not needs(scenario) - engine.features)
        for number, scenario in enumerate(islice(fitting, budget), 1):
            verdict = check(engine, scenario)
            if verdict.outcome == Outcome.ERROR:
                return Found(bug, number, wrong=f"is an error: {verdict.reason}")
            if verdict.violations:
                smallest = shrink(engine, scenario, weakest_first(verdict.violations)[0])
                violation = smallest.violation.whole()
                wrong = "" if bug.rules & set(violation.rules) else "none of its rules is named"
                return Found(bug, number, violation, smallest.scenario, wrong)
    return Found(bug, budget, wrong="not found")


def row(found: Found) -> str:
    """Return a row of the table."""
    bug, violation = found.bug, found.violation
    if violation is None:
        return f"| {bug.name} | {bug.spec} | {bug.engine} | {found.wrong} | | {found.scenarios} | | |"
    orders, participants = found.size
    named = " ".join(r + ("*" if r in bug.rules else "") for r in violation.rules)
    check_name = violation.check + (f" ({found.wrong})" if found.wrong else "")
    cells = (bug.name, bug.spec, bug.engine, check_name, named, found.scenarios, orders, participants)
    return f"| {' | '.join(map(str, cells))} |"


def summary(every: list[Found]) -> str:
    """Return the line that counts."""
    good = [f for f in every if f.violation is not None]
    if not good:
        return f"none of {len(every)} bugs found."
    named = sum(not f.wrong for f in every)
    orders, people = (statistics.median(f.size[n] for f in good) for n in (0, 1))
    largest = max(f.size[0] for f in good)
    return (
        f"{len(good)} of {len(every)} bugs found, {named} of them by a rule that is theirs; "
        f"medians: {statistics.median(f.scenarios for f in good):g} scenarios to the first finding, "
        f"{orders:g} orders and {people:g} participants in the smallest scenario; at most {largest} orders."
    )


def main() -> None:
    """Print the table; the exit code says whether every bug was found and named."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--budget", type=int, default=BUDGET, help="scenarios put to each engine at most")
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--only", default="", help="bugs whose name, file or engine holds this text; shows the findings")
    options = asked.parse_args()
    some = [bug for bug in bugs() if options.only in f"{bug.name} {bug.spec} {bug.engine}"]
    if not some:
        sys.exit(f"no bug of {BUGS.name} holds {options.only!r} in its name, file or engine")
    sys.stdout.write(
        "| bug | file | engine | found as | rules named (* its own) | scenarios | orders | participants |\n"
    )
    sys.stdout.write("|---|---|---|---|---|--:|--:|--:|\n")
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        every = list(pool.map(partial(hunt, budget=options.budget, seed=options.seed), some))
    sys.stdout.writelines(f"{row(found)}\n" for found in every)
    if options.only:
        sys.stdout.writelines(f"\n{f.bug.name}:\n{f.violation.explanation}\n" for f in every if f.violation)
    sys.stdout.write(f"\n{summary(every)}\n")
    sys.exit(any(found.wrong for found in every))


if __name__ == "__main__":
    main()
