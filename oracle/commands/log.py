"""`zerohour log template`: a log to start from. `zerohour log diff`: two logs of one day side by side."""

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.audit.difference import Difference, difference
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.opened import opened
from zerohour.oracle.audit.template import write_template
from zerohour.oracle.commands.audit import progress
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.scenarios.format import ScenarioError, load

log = typer.Typer(name="log", help="A day's log: a template for it, and two of them compared.", no_args_is_help=True)


@log.command("template")
def template(
    folder: Annotated[Path, typer.Argument(help="The folder to write; it must not be there yet, or be empty.")],
    form: Annotated[
        Literal["csv", "jsonl", "parquet"], typer.Option("--format", help="The form of the tables.")
    ] = "csv",
) -> None:
    """Write a log to start from: every table with a few rows, and log.toml, which says what each column holds."""
    try:
        files = write_template(folder, f".{form}")
    except LogError as error:
        raise refused(error) from None
    sys.stdout.write("".join(f"{path}\n" for path in files) + f"zerohour audit {folder}\n")


@log.command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="A log: a table of orders, or a folder.")],
    after: Annotated[Path, typer.Argument(help="Another log of the same day.")],
    day: Annotated[Path | None, typer.Option(help="Of tables: the day without its orders, a scenario file.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    memory: Annotated[str, typer.Option(help="How much memory the comparison may use.")] = "1GB",
) -> None:
    """Compare two logs, order by order. Exit code 0: the same, 1: different, 2: one of them is no log."""
    try:
        about = None if day is None else load(day)
        with ExitStack() as both:
            logs = [
                both.enter_context(
                    opened(
                        path, None if path.is_dir() else about, memory=memory, judge_unknown=True, progress=progress()
                    )
                )
                for path in (before, after)
            ]
            found = difference(*logs)
    except (LogError, ScenarioError) as error:
        raise refused(error) from None
    if output == "json":
        write_json({"schema": 1, "verdict": found.verdict} | asdict(found))
    else:
        _print(found, Console(width=110, soft_wrap=True))
    raise typer.Exit(0 if found.verdict == "the same" else 1)


def _print(found: Difference, console: Console) -> None:
    console.print(
        f"[bold]{found.verdict}[/bold]: {found.same} orders are the same, {found.changed} changed, "
        f"{found.only_before} are in the first log only, {found.only_after} in the second only",
        highlight=False,
    )
    if not found.changes:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "before", "after", "orders", "among them"):
        table.add_column(column, justify="right" if column == "orders" else "left")
    for change in found.changes:
        table.add_row(change.what, change.before, change.after, str(change.orders), ", ".join(change.examples))
    console.print("")
    console.print(table, highlight=False, markup=False)
