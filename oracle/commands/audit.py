"""`zerohour audit`: judge every order of a day's log. `zerohour sample-log`: a log to try it on."""

import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.audit.decide import Audit
from zerohour.oracle.audit.decide import audit as audit_log
from zerohour.oracle.audit.examples import write_examples
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.output import write_whole
from zerohour.oracle.audit.reported import FORMATS, write_reports
from zerohour.oracle.audit.sample import sample, write
from zerohour.oracle.audit.statement import markdown, statement
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.scenarios.format import ScenarioError, load

BUNDLED = "python:zerohour.oracle.engines.ledger:engine"


def audit(
    log: Annotated[
        Path,
        typer.Argument(
            help="A table with a row for each order (Parquet, CSV, JSON Lines), or a folder with all tables."
        ),
    ],
    day: Annotated[
        Path | None,
        typer.Option(help="Of a table: the day without its orders, a scenario file. A folder says it itself."),
    ] = None,
    output: Annotated[Literal["text", "json", "markdown"], typer.Option("--format", help="What to print.")] = "text",
    memory: Annotated[str, typer.Option(help="How much memory the grouping may use.")] = "1GB",
    ids: Annotated[Path | None, typer.Option(help="A Parquet file to write, with every flagged order.")] = None,
    scenarios: Annotated[
        Path | None, typer.Option(help="A folder to write into: for each finding a scenario for 'zerohour run'.")
    ] = None,
    statement_file: Annotated[
        Path | None,
        typer.Option("--statement", help="A Markdown file to write: the conformance statement for an overseer."),
    ] = None,
    report: Annotated[
        list[str] | None, typer.Option(help=f"Reports to write, of {', '.join(FORMATS)}; several by commas.")
    ] = None,
    report_dir: Annotated[Path, typer.Option(help="The folder to write the reports into.")] = Path("audited"),
    spark: Annotated[
        str, typer.Option(help="Let Spark go through the rows, at this master: 'local[*]', 'spark://HOST:PORT'.")
    ] = "",
    *,
    judge_unknown: Annotated[
        bool, typer.Option("--judge-unknown", help="Judge orders of who takes no part, though not refused.")
    ] = False,
) -> None:
    """Audit a day's log. Exit code 0: conforms, 1: violation, 2: the log or the day cannot be judged."""
    files: list[Path] = []
    formats = _formats(report or [])

    def export(opened: Opened, found: Audit) -> None:
        if scenarios is not None:
            files.extend(write_examples(opened, found, scenarios))

    try:
        about = None if day is None else load(day)
        found = audit_log(
            log, about, memory=memory, ids=ids, then=export,
            judge_unknown=judge_unknown, spark=spark, progress=progress(),
        )  # fmt: skip
    except (LogError, ScenarioError) as error:
        raise refused(error) from None
    if statement_file is not None:
        write_whole(statement_file, markdown(found))
    told = shlex.join(["zerohour", *sys.argv[1:]])
    reports = write_reports(found, formats, report_dir, told, files) if formats else []
    if output == "json":
        write_json(as_json(found))
    elif output == "markdown":
        sys.stdout.write(markdown(found))
    else:
        _print(found, Console(width=110, soft_wrap=True))
        _print_files(files, ids, statement_file, reports)
    raise typer.Exit(1 if found.findings else 0)


def progress() -> Callable[[str], None]:
    """Return what tells a person at a terminal how far it is."""

    def tell(stage: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"{stage} …\n")

    return tell


def as_json(found: Audit) -> dict[str, Any]:
    """Return the audit as plain data."""
    law = [{"status": status, "law": law, "orders": n} for (status, law), n in sorted(found.law.items())]
    counts = {"orders": found.orders, "groups": found.groups, "judged": found.judged, "matched": found.matched}
    counts |= {"flagged": found.flagged, "unjudged": found.unjudged}
    findings = [asdict(finding) for finding in found.findings]
    rules = dict(sorted(found.broken.items()))
    told = {"law": law, "rules": rules, "findings": findings, "statement": asdict(statement(found))}
    return {"schema": 1, "verdict": found.verdict} | counts | told


def _print(found: Audit, console: Console) -> None:
    console.print(
        f"[bold]{found.verdict}[/bold]: {found.orders} orders in {found.groups} groups: "
        f"{found.matched} matched, {found.flagged} flagged, {found.unjudged} not judged\n",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("by the rules", "the law", "orders"):
        table.add_column(column, justify="right" if column == "orders" else "left")
    for (status, law), n in sorted(found.law.items()):
        table.add_row(status, law, str(n))
    console.print(table, highlight=False, markup=False)
    for finding in found.findings:
        console.print(f"\n[bold]{finding.check}[/bold] ({', '.join(finding.rules)})", highlight=False)
        if finding.orders:
            told = ", ".join(finding.examples[:3])
            console.print(f"{finding.orders} orders, among them {told}", highlight=False, markup=False)
        console.print(f"For example: {finding.explanation}", highlight=False, markup=False)
    if found.broken:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("rule")
        table.add_column("reports against it", justify="right")
        for rule, n in sorted(found.broken.items()):
            table.add_row(rule, str(n))
        console.print("")
        console.print(table, highlight=False)


def _formats(asked: list[str]) -> list[str]:
    names = [name for several in asked for name in several.split(",") if name]
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise refused(f"--report: there is no format {unknown[0]!r}; there are: {', '.join(FORMATS)}")
    return names


def _print_files(scenarios: list[Path], ids: Path | None, written: Path | None, reports: list[Path]) -> None:
    lines = [f"replay: zerohour run {path}" for path in scenarios]
    lines += [f"every flagged order: {ids}"] if ids else []
    lines += [f"statement: {written}"] if written else []
    lines += [f"report: {path}" for path in reports]
    if lines:
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


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
        raise refused(error) from None
    sys.stdout.write(f"{orders} orders: zerohour audit {log} --day {day}\n")
