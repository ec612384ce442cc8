"""`zerohour diff`: one scenario by two rulebooks or readings, and what differs."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from zerohour.oracle import compare
from zerohour.oracle.commands.options import by_readings, readings_from, refused, rulebook_from, write_json
from zerohour.oracle.scenarios.format import ScenarioError, load, reading_values, with_readings
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import timeline
from zerohour.spec.rulebooks import RULEBOOKS


def diff(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (TOML or JSON), or - for standard input.")],
    reading: Annotated[list[str] | None, typer.Option(help="A reading to try, for example A-01=conditional.")] = None,
    rulebook: Annotated[str | None, typer.Option(help="A rulebook to try.")] = None,
    against: Annotated[
        list[str] | None, typer.Option(help="A reading to compare with; without it, the day as the file has it.")
    ] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """Compare a day as it is written with the same day by other readings, or by another rulebook.

    Exit code 0, whether anything differs or not; 2 if there is nothing to compare.
    """
    if not (reading or against or rulebook):
        raise refused("nothing to compare the day with; add --reading, --against or --rulebook")
    try:
        written = load(scenario)
        ours, theirs = readings_from(against or [], "--against"), readings_from(reading or [], "--reading")
        tried = written if rulebook is None else by_rulebook(written, rulebook)
    except ScenarioError as error:
        raise refused(error) from None
    sides = [by_readings(written, ours), by_readings(tried, theirs)]
    names = [_name(ours, ""), _name(theirs, rulebook or "")]
    found = compare.compare([timeline(side) for side in sides])
    if output == "json":
        write_json({"schema": 1, "scenario": written.name, "compared": names, **compare.as_json(found)})
    elif found:
        compare.print_comparison(found, names, Console(width=120, soft_wrap=True))
    else:
        sys.stdout.write(f"no difference between {names[0]} and {names[1]}\n")


def by_rulebook(scenario: Scenario, name: str) -> Scenario:
    """Return the same day by another rulebook; the readings that the file chose stay."""
    default = reading_values(RULEBOOKS[scenario.rulebook.name])
    chosen = {k: v for k, v in reading_values(scenario.rulebook).items() if v != default[k]}
    return replace(scenario, rulebook=with_readings(rulebook_from(name), chosen))


def _name(readings: dict[str, str], rulebook: str) -> str:
    told = [rulebook] if rulebook else []
    return ", ".join([*told, *(f"{k}={v}" for k, v in readings.items())]) or "as written"
