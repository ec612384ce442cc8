"""`zerohour run`: a scenario by the specification, as a timeline with the rules that decided."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zerohour.oracle.commands.options import by_readings, readings_from, refused, write_json
from zerohour.oracle.explain import print_story, story
from zerohour.oracle.printed import print_timeline
from zerohour.oracle.scenarios.format import ScenarioError, load_with_expectations
from zerohour.oracle.scenarios.mistakes import did_you_mean
from zerohour.oracle.timeline import Timeline, as_json, timeline


def run(
    scenario: Annotated[Path, typer.Argument(help="A scenario file (TOML or JSON), or - for standard input.")],
    reading: Annotated[list[str] | None, typer.Option(help="Another reading, for example A-01=conditional.")] = None,
    explain: Annotated[str | None, typer.Option(help="Tell the story of one order, with its rules.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """Run a scenario by the specification, and compare what comes of its orders with its table [expect].

    Exit code 0: as expected, or nothing is; 1: otherwise than expected; 2: the file is no scenario. By other readings
    than those of the file nothing is expected.
    """
    try:
        written, expect = load_with_expectations(scenario)
        day = by_readings(written, readings_from(reading or [], "--reading"))
    except ScenarioError as error:
        raise refused(error) from None
    told = timeline(day)
    if explain is not None and explain not in {o.order for o in told.orders}:
        raise refused(f"there is no order {explain!r}{did_you_mean(explain, (o.order for o in told.orders))}")
    otherwise = unexpected(told, expect) if day.rulebook == written.rulebook else []
    console = Console(width=120, soft_wrap=True)
    if output == "json":
        data = as_json(told) if explain is None else story(told, explain)
        write_json({**data, "unexpected": otherwise})
    elif explain is None:
        print_timeline(told, console)
    else:
        print_story(told, explain, console)
    if otherwise:
        if output == "text":
            _print(otherwise, console)
        raise typer.Exit(1)


def unexpected(told: Timeline, expect: dict[str, str]) -> list[dict[str, str]]:
    """Return the orders that end otherwise than expected: which, what was expected, and what came."""
    got = {o.order: o.status + (f"@{o.block}" if o.block else "") for o in told.orders}
    return [{"order": i, "expected": end, "got": got.get(i, "")} for i, end in expect.items() if got.get(i, "") != end]


def _print(otherwise: list[dict[str, str]], console: Console) -> None:
    console.print("\n[bold]Otherwise than expected[/bold]", highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("order", "expected", "got"):
        table.add_column(column)
    for row in otherwise:
        table.add_row(*(escape(value) for value in row.values()))
    console.print(table, highlight=False)
