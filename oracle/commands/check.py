"""`zerohour check`: test a clearing engine against the specification."""

import datetime as dt
import json
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from zerohour.oracle import baseline as baselines
from zerohour.oracle.campaign import (
    Campaign,
    as_json,
    not_reached,
    regions_left,
    run_campaign,
    scenarios_to_try,
    unchecked_in_words,
)
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.crew import crew_for
from zerohour.oracle.engines.connect import Engine, EngineError, connect
from zerohour.oracle.engines.engine import no_watch
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.journal import JournalError, SqliteJournal, key_of, unfinished
from zerohour.oracle.plan import Listed, Plan
from zerohour.oracle.policy import tell_policy
from zerohour.oracle.pseudonyms import Pseudonyms
from zerohour.oracle.reports import WRITERS, write
from zerohour.oracle.reports.campaigns import replay_line, report_of
from zerohour.oracle.reports.record import Report, slug
from zerohour.oracle.scenarios.format import ScenarioError, dump, load
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.strength import IMPLIED

FORMATS = (*WRITERS, "json")
SECONDS_BETWEEN = 10
"""So often progress is told where no terminal shows it."""


def check(
    engine: Annotated[
        str, typer.Option(help="cmd:COMMAND, http://HOST:PORT, files:COMMAND, sql:URL or python:module:name")
    ],
    scenario: Annotated[list[Path] | None, typer.Option(help="Only this scenario file. May be repeated.")] = None,
    budget: Annotated[int, typer.Option(help="How many scenarios to put to the engine.", min=1)] = 300,
    seed: Annotated[int, typer.Option(help="The seed of generated scenarios.")] = 1,
    workers: Annotated[int, typer.Option(help="How many engines to ask at once.", min=1)] = 1,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    report: Annotated[
        list[str] | None, typer.Option(help=f"Reports to write, as in junit,html: {', '.join(FORMATS)}.")
    ] = None,
    report_dir: Annotated[
        Path, typer.Option(help="Where the journal, the scenarios of findings and the reports are written.")
    ] = Path(".zerohour"),
    baseline: Annotated[Path | None, typer.Option(help="Violations that are accepted, with reason and expiry.")] = None,
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a campaign that was ended.")] = False,
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Give participants and orders other names in all that is told.")
    ] = False,
    validate: Annotated[bool, typer.Option("--validate", help="Hold every message against its JSON Schema.")] = False,
) -> None:
    """Check an engine. Exit code 0: conforms, 1: violation, 2: error, inconclusive or nothing tested."""
    if report_dir.exists() and not report_dir.is_dir():
        raise refused(f"--report-dir {report_dir}: is no folder; name another")
    formats = _formats(report or [])
    with ExitStack() as ending:
        try:
            chosen = tuple(load(path) for path in scenario or [])
            accepted = baselines.load_baseline(baseline) if baseline else []
            start = partial(connect, engine, validation if validate else no_watch)
            tested = start()
            ending.callback(tested.close)
            plan: Plan = Listed(chosen) if chosen else scenarios_to_try(seed, tested.features)
            journal = _journal(engine, tested, chosen, seed, report_dir, resume=resume)
            ending.callback(journal.close)
        except (ScenarioError, EngineError, JournalError) as error:
            raise refused(error) from None
        crew = crew_for(tested, start, plan, workers)
        ending.callback(crew.close)
        campaign = run_campaign(
            tested,
            plan,
            seed,
            len(chosen) or budget,
            _progress(len(chosen) or budget),
            restart=start,
            journal=journal,
            crew=crew,
        )
        baselines.apply(accepted, tested, campaign, dt.datetime.now(tz=dt.UTC).date())
        tell_policy(tested, plan, campaign)
        if pseudonymise:
            told = [*campaign.findings, *(finding for finding, _ in campaign.accepted)]
            named = [*chosen, *(finding.scenario for finding in told), *(entry.scenario for entry in accepted)]
            Pseudonyms(named).hide(campaign, tested)
        files = write_findings(campaign, report_dir)
        command = _command(engine, chosen, scenario or [], budget, seed)
        written = [_write(campaign, name, report_dir, report_of(campaign, engine, command, files)) for name in formats]
        journal.finish()
    _clear()
    if output == "json":
        write_json(as_json(campaign))
    else:
        console = Console(width=110, soft_wrap=True)
        print_campaign(campaign, files, engine, console)
        for path in written:
            console.print(f"report: {path}", highlight=False, markup=False)
    raise typer.Exit(campaign.exit_code)


def _formats(texts: list[str]) -> list[str]:
    """Return the formats that are asked for, each once; refuse what is none."""
    asked = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    unknown = [name for name in asked if name not in FORMATS]
    if unknown:
        raise refused(f"--report: there is no format {unknown[0]!r}; there are: {', '.join(FORMATS)}")
    return list(dict.fromkeys(asked))


def _journal(
    engine: str, tested: Engine, chosen: tuple[Scenario, ...], seed: int, folder: Path, *, resume: bool
) -> SqliteJournal:
    """Open the journal of this campaign; say what is taken up again, or could be."""
    asked = [dump(scenario) for scenario in chosen] or [str(seed)]
    key = key_of(engine, (tested.name, tested.version, *sorted(tested.features)), asked)
    left = unfinished(folder, key)
    journal = SqliteJournal(folder, key, resume=resume)
    if resume:
        known = len(journal.known())
        told = f"{known} scenarios are known already" if known else "there is nothing to resume; beginning anew"
        sys.stderr.write(f"{journal.path}: {told}\n")
    elif left:
        sys.stderr.write(f"{journal.path}: this campaign was ended before, at {left} scenarios; --resume goes on\n")
    return journal


def _progress(budget: int) -> Callable[[Campaign], None]:
    """Return what tells how far a campaign is: at once on a terminal, now and then elsewhere."""
    told_at = time.monotonic()

    def tell(campaign: Campaign) -> None:
        nonlocal told_at
        terminal, now = sys.stderr.isatty(), time.monotonic()
        if now - told_at < (0.1 if terminal else SECONDS_BETWEEN):
            return
        told_at = now
        looked_at = sum(campaign.counts.values())
        words = f"{looked_at} scenarios (budget {budget}), {len(campaign.findings)} kinds of violation"
        sys.stderr.write(f"\r\x1b[K{words}" if terminal else f"{words}\n")
        sys.stderr.flush()

    return tell


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _command(engine: str, chosen: tuple[Scenario, ...], paths: list[Path], budget: int, seed: int) -> str:
    """Return the command that does the same again."""
    parts = ["zerohour", "check", "--engine", engine]
    if chosen:
        return shlex.join([*parts, *(part for path in paths for part in ("--scenario", str(path)))])
    return shlex.join([*parts, "--budget", str(budget), "--seed", str(seed)])


def _write(campaign: Campaign, name: str, folder: Path, report: Report) -> Path:
    """Write a report; the campaign's own data says more than a report in JSON would."""
    if name != "json":
        return write(report, name, folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.json"
    path.write_text(json.dumps(as_json(campaign), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_findings(campaign: Campaign, folder: Path) -> list[Path]:
    """Write the shrunk scenario of each finding; return the files."""
    written: list[Path] = []
    for number, finding in enumerate(campaign.findings, 1):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{number:02}-{slug(finding.violation.check)}.toml"
        path.write_text(dump(finding.scenario), encoding="utf-8")
        written.append(path)
    return written


def _remarks(campaign: Campaign) -> Iterator[str]:
    """Yield what a reader of the verdict has to know: what was not reached, not asked, not checked, and what failed."""
    left = not_reached(campaign)
    yield from (f"{what} not reached: {', '.join(left[what])}" for what in ("rules", "readings") if left[what])
    if left["regions"]:
        yield f"{regions_left(campaign)}; --format json names them"
    yield from (f"not supported, {n} times: {reason}" for reason, n in sorted(campaign.not_supported.items()))
    yield from unchecked_in_words(campaign)
    yield from (f"note: {note}" for note in campaign.notes)
    yield from (f"accepted: {finding.violation.check}: {reason}" for finding, reason in campaign.accepted)
    yield from (f"error: {error}" for error in campaign.errors)


def print_campaign(campaign: Campaign, files: list[Path], engine: str, console: Console) -> None:
    """Print what a campaign found, in words."""
    console.print(
        f"{escape(campaign.engine)} {escape(campaign.version)}: [bold]{campaign.verdict}[/bold]", highlight=False
    )
    counted = ", ".join(f"{n} {what}" for what, n in sorted(campaign.counts.items()))
    console.print(
        f"{counted}; seed {campaign.seed}; {len(campaign.reached)} rules decided, "
        f"{len(campaign.readings)} values of readings, {len(campaign.regions)} regions",
        highlight=False,
    )
    for told in _remarks(campaign):
        console.print(f"  {told}", highlight=False, markup=False)
    for finding, path in zip(campaign.findings, files, strict=True):
        violation = finding.violation
        console.print(f"\n[bold]{violation.check}[/bold] ({', '.join(violation.rules)})", highlight=False)
        console.print(dump(finding.scenario).strip(), style="dim", highlight=False, markup=False)
        console.print(violation.explanation, highlight=False, markup=False)
        if violation.check in IMPLIED:
            console.print(IMPLIED[violation.check], highlight=False, markup=False)
        console.print(f"replay: {replay_line(engine, path.as_posix())}", highlight=False, markup=False)
