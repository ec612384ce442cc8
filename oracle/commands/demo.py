"""`zerohour demo`: a day on which a bank fails, and the verdict on the engines that are at hand."""

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zerohour.oracle.campaign import Campaign, run_campaign, scenarios_to_try
from zerohour.oracle.commands.check import print_campaign, write_findings
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.printed import print_timeline
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.timeline import timeline

DAY = "bank_fails_at_10_07"
NODE = Path(__file__).resolve().parent.parent / "engines" / "node" / "engine.js"
BUDGET, SEED = 400, 1


def demo(
    report_dir: Annotated[Path, typer.Option(help="Where the scenarios of findings are written.")] = Path(".zerohour"),
) -> None:
    """Show a day on which a bank fails, then judge the bundled engines. Exit code 0 if it did its job."""
    console = Console(width=120, soft_wrap=True)
    print_timeline(timeline(library()[DAY]), console)
    console.print("\n[bold]The verdict on engines[/bold]\n")
    for engine in engines():
        tested = connect(engine)
        try:
            campaign = run_campaign(tested, scenarios_to_try(SEED, tested.features), SEED, BUDGET)
        finally:
            tested.close()
        if campaign.verdict in ("error", "nothing tested"):
            sys.stderr.write(f"{engine}: {campaign.verdict}\n" + "".join(f"{e}\n" for e in campaign.errors))
            raise typer.Exit(2)
        _print(campaign, engine, report_dir, console)


def engines() -> list[str]:
    """Return the engines that this machine can run: the bundled ones, Node's where it is, PSSimPy where installed."""
    package = "python:zerohour.oracle.engines"
    found = [f"{package}.ledger:engine", f"{package}.ledger:late_engine"]
    if shutil.which("node"):
        found.append(f"cmd:node {NODE}")
    if importlib.util.find_spec("PSSimPy"):
        found.append(f"{package}.pssimpy:engine")
    return found


def _print(campaign: Campaign, engine: str, report_dir: Path, console: Console) -> None:
    """Print one verdict; of several findings the first, which is the smallest to read."""
    findings = len(campaign.findings)
    campaign.findings = campaign.findings[:1]
    files = write_findings(campaign, report_dir / campaign.engine.split(",")[0].replace(" ", "-"))
    print_campaign(campaign, files, engine, console)
    if findings > 1:
        console.print(f"… and {findings - 1} more kinds of violation: zerohour check --engine '{engine}'", markup=False)
    console.print()
