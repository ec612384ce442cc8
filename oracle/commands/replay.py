"""`zerohour replay`: put a recorded scenario to an engine again, as it is."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from zerohour.oracle.campaign import ask, needs
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.engines.connect import Engine, EngineError, connect
from zerohour.oracle.printed import print_timeline
from zerohour.oracle.scenarios.format import ScenarioError, load
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.strength import weakest_first
from zerohour.oracle.timeline import timeline
from zerohour.oracle.verdicts import Outcome, Verdict


def replay(
    file: Annotated[list[Path], typer.Argument(help="A scenario file, or several.")],
    engine: Annotated[str, typer.Option(help="The engine, as for 'zerohour check'.")],
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """Put recorded scenarios to an engine, as they are. Exit code 0: conforms, 1: violation, 2: anything else."""
    try:
        scenarios = [load(path) for path in file]
        tested = connect(engine)
    except (ScenarioError, EngineError) as error:
        raise refused(error) from None
    try:
        verdicts = [replayed(tested, scenario) for scenario in scenarios]
    finally:
        tested.close()
    if output == "json":
        results = [as_json(path, verdict) for path, verdict in zip(file, verdicts, strict=True)]
        write_json({"schema": 1, "engine": {"name": tested.name, "version": tested.version}, "results": results})
    else:
        console = Console(width=120, soft_wrap=True)
        for path, scenario, verdict in zip(file, scenarios, verdicts, strict=True):
            print_replayed(path, scenario, verdict, console)
    sys.stdout.flush()
    raise typer.Exit(exit_code(verdicts))


def replayed(engine: Engine, scenario: Scenario) -> Verdict:
    """Put a scenario to the engine, if it declares what the scenario needs."""
    missing = needs(scenario) - engine.features
    if missing:
        return Verdict(Outcome.NOT_SUPPORTED, reason=f"needs {', '.join(sorted(missing))}")
    return ask(engine, scenario)[0]


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """Return 1 if there is a violation; else 2 if something could not be judged, or nothing was; else 0."""
    outcomes = {verdict.outcome for verdict in verdicts}
    if Outcome.VIOLATION in outcomes:
        return 1
    return 0 if Outcome.CONFORMS in outcomes and not outcomes & {Outcome.ERROR, Outcome.INCONCLUSIVE} else 2


def as_json(path: Path, verdict: Verdict) -> dict[str, Any]:
    """Return what came of one file, as plain data."""
    return {
        "file": path.as_posix(),
        "verdict": verdict.outcome.value,
        "reason": verdict.reason,
        "violations": [
            {"check": v.check, "rules": list(v.rules), "order": v.order, "explanation": v.explanation}
            for v in weakest_first(verdict.violations)
        ],
    }


def print_replayed(path: Path, scenario: Scenario, verdict: Verdict, console: Console) -> None:
    """Print what came of one file; of a violation also the day, as the specification tells it."""
    told = f"{path}: {verdict.outcome.value}{f', {verdict.reason}' if verdict.reason else ''}"
    console.print(told, highlight=False, markup=False, style="bold")
    for violation in weakest_first(verdict.violations):
        console.print(
            f"\n{violation.check} ({', '.join(violation.rules)})", highlight=False, markup=False, style="bold"
        )
        console.print(violation.explanation, highlight=False, markup=False)
    if verdict.violations:
        console.print()
        print_timeline(timeline(scenario), console)
