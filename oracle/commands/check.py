"""`zerohour check`: test a clearing engine against the specification."""

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from zerohour.oracle.campaign import Campaign, as_json, needs, run_campaign, scenarios_to_try
from zerohour.oracle.engines.batches import prepared
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.engines.engine import no_watch
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.format import ScenarioError, dump, load


def check(
    engine: Annotated[
        str, typer.Option(help="cmd:COMMAND, http://HOST:PORT, files:COMMAND, sql:URL or python:module:name")
    ],
    *,
    scenario: Annotated[list[Path] | None, typer.Option(help="Only this scenario file. May be repeated.")] = None,
    budget: Annotated[int, typer.Option(help="How many scenarios to put to the engine.", min=1)] = 300,
    seed: Annotated[int, typer.Option(help="The seed of generated scenarios.")] = 1,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    report_dir: Annotated[Path, typer.Option(help="Where the scenarios of findings are written.")] = Path(".zerohour"),
    validate: Annotated[bool, typer.Option("--validate", help="Hold every message against its JSON Schema.")] = False,
) -> None:
    """Check an engine. Exit code 0: conforms, 1: violation, 2: error, inconclusive or nothing tested."""
    if report_dir.exists() and not report_dir.is_dir():
        sys.stderr.write(f"--report-dir {report_dir}: is no folder; name another\n")
        raise typer.Exit(2)
    try:
        chosen = [load(path) for path in scenario or []]
        tested = connect(engine, validation if validate else no_watch)
    except (ScenarioError, EngineError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    try:
        scenarios = chosen or scenarios_to_try(seed, tested.features)
        in_batches = prepared(tested, scenarios, lambda scenario: not needs(scenario) - tested.features)
        campaign = run_campaign(tested, in_batches, seed, len(chosen) or budget, _progress)
    finally:
        tested.close()
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    files = write_findings(campaign, report_dir)
    if output == "json":
        sys.stdout.write(json.dumps(as_json(campaign), indent=1, ensure_ascii=False) + "\n")
    else:
        print_campaign(campaign, files, engine, Console(width=110, soft_wrap=True))
    raise typer.Exit(campaign.exit_code)


def _progress(number: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{number} scenarios")


def write_findings(campaign: Campaign, folder: Path) -> list[Path]:
    """Write the shrunk scenario of each finding; return the files."""
    written: list[Path] = []
    for number, finding in enumerate(campaign.findings, 1):
        folder.mkdir(parents=True, exist_ok=True)
        slug = "".join(c if c.isalnum() else "-" for c in finding.violation.check)
        path = folder / f"{number:02}-{slug}.toml"
        path.write_text(dump(finding.scenario), encoding="utf-8")
        written.append(path)
    return written


def print_campaign(campaign: Campaign, files: list[Path], engine: str, console: Console) -> None:
    """Print what a campaign found, in words."""
    console.print(
        f"{escape(campaign.engine)} {escape(campaign.version)}: [bold]{campaign.verdict}[/bold]", highlight=False
    )
    counted = ", ".join(f"{n} {what}" for what, n in sorted(campaign.counts.items()))
    console.print(
        f"{counted}; seed {campaign.seed}; {len(campaign.reached)} rules decided, "
        f"{len(campaign.readings)} values of readings",
        highlight=False,
    )
    for reason, count in sorted(campaign.not_supported.items()):
        console.print(f"  not supported, {count} times: {reason}", highlight=False, markup=False)
    for error in campaign.errors:
        console.print(f"  error: {error}", highlight=False, markup=False)
    for finding, path in zip(campaign.findings, files, strict=True):
        console.print(
            f"\n[bold]{finding.violation.check}[/bold] ({', '.join(finding.violation.rules)})", highlight=False
        )
        console.print(dump(finding.scenario).strip(), style="dim", highlight=False, markup=False)
        console.print(finding.violation.explanation, highlight=False, markup=False)
        console.print(f"replay: zerohour check --engine '{engine}' --scenario {path}", highlight=False, markup=False)
