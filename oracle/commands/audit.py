"""`zerohour audit`: judge every order of a day's log. `zerohour sample-log`: a log to try it on."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.audit.decide import Audit
from zerohour.oracle.audit.decide import audit as audit_log
from zerohour.oracle.audit.log import LogError
from zerohour.oracle.audit.sample import sample, write
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.scenarios.format import ScenarioError, load

BUNDLED = "python:zerohour.oracle.engines.ledger:engine"


def audit(
    log: Annotated[Path, typer.Argument(help="A Parquet file with a row for each order.")],
    day: Annotated[Path, typer.Option(help="The day without its orders: a scenario file.")],
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    memory: Annotated[str, typer.Option(help="How much memory the grouping may use.")] = "1GB",
) -> None:
    """Audit a day's log. Exit code 0: conforms, 1: violation, 2: the log or the day cannot be judged."""
    try:
        found = audit_log(log, load(day), memory=memory)
    except (LogError, ScenarioError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    if output == "json":
        sys.stdout.write(json.dumps(as_json(found), indent=1, ensure_ascii=False) + "\n")
    else:
        _print(found, Console(width=110, soft_wrap=True))
    raise typer.Exit(1 if found.flagged else 0)


def as_json(found: Audit) -> dict[str, Any]:
    """Return the audit as plain data."""
    law = [{"status": status, "law": law, "orders": n} for (status, law), n in sorted(found.law.items())]
    return {"schema": 1, "verdict": found.verdict} | asdict(found) | {"law": law}


def _print(found: Audit, console: Console) -> None:
    console.print(
        f"[bold]{found.verdict}[/bold]: {found.orders} orders, all judged, in {found.groups} groups; "
        f"{found.flagged} flagged\n",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("by the rules", "the law", "orders"):
        table.add_column(column, justify="right" if column == "orders" else "left")
    for (status, law), n in sorted(found.law.items()):
        table.add_row(status, law, str(n))
    console.print(table, highlight=False)
    for finding in found.findings:
        told = ", ".join(finding.examples[:3])
        console.print(f"\n[bold]{finding.check}[/bold] ({', '.join(finding.rules)})", highlight=False)
        console.print(f"{finding.orders} orders, among them {told}", highlight=False, markup=False)
        console.print(f"For example: {finding.explanation}", highlight=False, markup=False)


def sample_log(
    out: Annotated[Path, typer.Argument(help="The folder to write log.parquet and day.toml into.")],
    orders: Annotated[int, typer.Option(help="How many orders.", min=1)] = 100_000,
    seed: Annotated[int, typer.Option(help="The seed of the day.")] = 1,
    engine: Annotated[str, typer.Option(help="The engine that writes the log.")] = BUNDLED,
) -> None:
    """Write the log of a busy day on which a bank fails, as an engine ends it."""
    try:
        tested = connect(engine)
        try:
            log, day = write(sample(orders, seed), tested, out)
        finally:
            tested.close()
    except (EngineError, LogError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    sys.stdout.write(f"{orders} orders: zerohour audit {log} --day {day}\n")
