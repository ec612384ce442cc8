"""`zerohour log`: a log to start from, one made of ISO 20022 messages, and two logs of one day side by side."""

import sys
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.audit.difference import Difference, difference
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.iso20022 import NOT_CARRIED, orders_of, rows
from zerohour.oracle.audit.opened import opened, outcomes_table
from zerohour.oracle.audit.template import write_orders, write_template
from zerohour.oracle.commands.audit import progress
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.scenarios.format import STATUSES, ScenarioError, load

log = typer.Typer(
    name="log",
    help="A day's log: a template for it, one made of payment messages, and two of them compared.",
    no_args_is_help=True,
)


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


@log.command("import")
def import_(
    messages: Annotated[Path, typer.Argument(help="A folder of ISO 20022 messages, one a file: *.xml.")],
    folder: Annotated[Path, typer.Argument(help="The log to write; it must not be there yet, or be empty.")],
    midnight: Annotated[str, typer.Option(help="The first midnight of the log, as 2018-09-03T00:00:00+02:00.")],
    system: Annotated[Literal["intraday", "straks"], typer.Option(help="The clearing that the messages went to.")],
    outcomes: Annotated[
        Path | None, typer.Option(help="The engine's own report, a table: id, status, block. It goes before pacs.002.")
    ] = None,
    form: Annotated[
        Literal["csv", "jsonl", "parquet"], typer.Option("--format", help="The form of the table.")
    ] = "parquet",
) -> None:
    """Make the orders of a log from pacs.008, 009, 002 and 004, camt.056 and 029; say what they do not carry."""
    try:
        sent = orders_of(_messages(messages), _midnight(midnight), _outcomes(outcomes))
        files = write_orders(folder, f".{form}", rows(sent, system))
    except LogError as error:
        raise refused(error) from None
    sys.stdout.write(f"{len(sent)} orders: {', '.join(map(str, files))}\n\nNot in the messages:\n")
    sys.stdout.write("".join(f"- {what}: {where}\n" for what, where in NOT_CARRIED))
    sys.stdout.write(
        f"\nComplete {folder} with the tables that {files[0].name} describes, then: zerohour audit {folder}\n"
    )


def _messages(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.xml"))
    if not found:
        raise LogError(f"{folder}: has no file that ends with .xml; name the folder with the messages")
    return found


def _midnight(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
        raise LogError(f"--midnight: {told!r} is no midnight with its offset; write it as 2018-09-03T00:00:00+02:00")
    return at


def _outcomes(path: Path | None) -> dict[str, tuple[str, str | None]]:
    if path is None:
        return {}
    found: dict[str, tuple[str, str | None]] = {}
    for n, row in enumerate(outcomes_table(path), 1):
        if not row.get("id") or row.get("status") not in STATUSES or row["id"] in found:
            raise LogError(f"{path}: row {n}: must have an id, once only, and a status of {', '.join(STATUSES)}")
        found[row["id"]] = row["status"], row.get("block")
    return found


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
