"""`zerohour run`: a scenario by the specification, as a timeline with the rules that decided."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from zerohour.oracle.explain import print_story
from zerohour.oracle.scenarios.format import ScenarioError, load, reading_names, with_readings
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import as_json, print_timeline, timeline


def run(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (TOML).")],
    reading: Annotated[list[str] | None, typer.Option(help="Another reading, for example A-01=conditional.")] = None,
    explain: Annotated[str | None, typer.Option(help="Tell the story of one order, with its rules.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """Run a scenario by the specification. Exit code 2 if the file is no scenario."""
    try:
        day = _with(load(scenario), reading or [])
    except ScenarioError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    told = timeline(day)
    if output == "json":
        sys.stdout.write(json.dumps(as_json(told), indent=1, ensure_ascii=False) + "\n")
    elif explain is None:
        print_timeline(told, Console(width=120, soft_wrap=True))
    elif explain in {o.order for o in told.orders}:
        print_story(told, explain, Console(width=110, soft_wrap=True))
    else:
        sys.stderr.write(f"there is no order {explain!r}; there are: {', '.join(o.order for o in told.orders)}\n")
        raise typer.Exit(2)


def _with(scenario: Scenario, readings: list[str]) -> Scenario:
    chosen: dict[str, str] = {}
    for text in readings:
        name, _, value = text.partition("=")
        known = reading_names()
        if name not in known or value not in known[name]:
            told = "; ".join(f"{n}={'|'.join(values)}" for n, values in known.items())
            raise ScenarioError(f"--reading {text}", [f"is no reading; there are: {told}"])
        chosen[name] = value
    return replace(scenario, rulebook=with_readings(scenario.rulebook, chosen))
