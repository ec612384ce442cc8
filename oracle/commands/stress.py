"""`zerohour stress`: what becomes of a day if participants fail, or lose their lines, at any moment of it."""

import itertools
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.audit.inputs import FORMS, LogError
from zerohour.oracle.audit.output import write_whole
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.format import ScenarioError, clock_to_ms, load
from zerohour.oracle.stress.cases import Case, Lost, Stress, Struck, stress_log
from zerohour.oracle.stress.cases import stress as stress_day
from zerohour.oracle.stress.picture import picture
from zerohour.oracle.timeline import money
from zerohour.spec.participants import ParticipantId

MOST_SHOWN = 15


def stress(
    subject: Annotated[
        Path, typer.Argument(help="A scenario file, or a log: a table of orders with --day, or a folder.")
    ],
    day: Annotated[Path | None, typer.Option(help="Of a table: the day without its orders, a scenario file.")] = None,
    at: Annotated[
        list[str] | None, typer.Option(help="A moment, as HH:MM; without any, all that make a difference.")
    ] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    svg: Annotated[Path | None, typer.Option("--picture", help="An SVG file to write.")] = None,
    memory: Annotated[str, typer.Option(help="How much memory the grouping of a log may use.")] = "1GB",
    *,
    pairs: Annotated[bool, typer.Option(help="Let any two fail together as well.")] = True,
) -> None:
    """Let each participant, and each two, fail or lose their lines at each moment of a day; tell what it leads to.

    Exit code 0 if it did its job, 2 if the file is none. By the rules of the file's rulebook and readings.
    """
    try:
        moments = tuple(sorted({_moment(text) for text in at or ()}))
        found = _found(subject, day, moments, memory, pairs=pairs)
    except (LogError, ScenarioError) as error:
        raise refused(error) from None
    if svg is not None:
        write_whole(svg, picture(found))
    if output == "json":
        write_json(as_json(found))
    else:
        _print(found, Console(width=160, soft_wrap=True))


def _found(subject: Path, day: Path | None, moments: tuple[int, ...], memory: str, *, pairs: bool) -> Stress:
    if subject.is_dir() or subject.suffix in FORMS:
        about = None if day is None else load(day)
        return stress_log(subject, about, moments, pairs=pairs, memory=memory, progress=_progress)
    if day is not None:
        raise LogError(f"{subject}: is a scenario, which says itself what day it is; leave --day out")
    return stress_day(load(subject), moments, pairs=pairs, progress=_progress)


def _moment(text: str) -> int:
    try:
        at = clock_to_ms(int(text) if text.isdecimal() else text)
    except ValueError as error:
        raise ScenarioError("--at", [str(error)]) from None
    assert isinstance(at, int)  # noqa: S101  # for the type checkers
    return at


def _progress(number: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{number} failures")


def as_json(found: Stress) -> dict[str, Any]:
    """Return a stress test as plain data; amounts in øre, times in milliseconds from the first midnight."""
    return {
        "schema": 1,
        "day": found.name,
        "participants": list(found.participants),
        "moments": list(found.moments),
        "left_out": list(found.left_out),
        "sanctions": dict(found.sanctions),
        "cases": [_case(case) for case in found.cases],
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "who": list(case.failure.who),
        "how": case.failure.how.name.lower(),
        "at": case.failure.at,
        "set_aside": list(case.set_aside),
        "depth": case.depth,
        "settlements": [
            {
                "block": struck.block,
                "set_aside": list(struck.set_aside),
                "would_suffice": dict(struck.would_suffice),
                "taken_out": struck.taken_out,
                "fewest": {"at_least": struck.fewest.at_least, "at_most": struck.fewest.at_most},
            }
            for struck in case.struck
        ],
        "spread": [{"from": p, "to": q, "lost": lost} for p, q, lost in case.spread],
        "lost": _lost(case.lost),
        "lost_by_others": _lost(case.lost_by_others),
        "sanctions": dict(case.sanctions),
    }


def _lost(lost: Lost) -> dict[str, int]:
    return {"orders": lost.orders, "amount": lost.amount}


def _print(found: Stress, console: Console) -> None:
    struck = [case for case in found.worst() if case.set_aside]
    console.print(
        f"[bold]{len(found.cases)} failures[/bold] of {len(found.participants)} participants at "
        f"{len(found.moments)} moments: {len(struck)} set others aside",
        highlight=False,
    )
    for left in found.left_out:
        console.print(f"left out: {left}", highlight=False, markup=False)
    console.print(f"sanctions without a failure: {_sanctions(found.sanctions)}", highlight=False, markup=False)
    rows = list(_alike(found.worst()))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (
        "who",
        "",
        "at",
        "others set aside",
        "depth",
        "no more settled",
        "of others",
        "lines that suffice",
        "fewest",
        "sanctions",
    ):
        table.add_column(column, justify="right" if column in ("depth", "no more settled", "of others") else "left")
    for case, when in rows[:MOST_SHOWN]:
        table.add_row(
            ", ".join(case.failure.who),
            case.failure.how.value,
            when,
            ", ".join(case.set_aside) or "nobody",
            str(case.depth),
            f"{money(case.lost.amount)} ({case.lost.orders})",
            f"{money(case.lost_by_others.amount)} ({case.lost_by_others.orders})",
            "; ".join(map(_suffices, case.struck)),
            "; ".join(map(_fewest, case.struck)),
            _sanctions(case.sanctions),
        )
    console.print("")
    console.print(table, highlight=False, markup=False)
    if len(rows) > MOST_SHOWN:
        console.print(f"… and {len(rows) - MOST_SHOWN} more: --format json", highlight=False)


def _alike(cases: Iterable[Case]) -> Iterable[tuple[Case, str]]:
    """Yield the cases; those that differ in their moment only, one after the other, as one with all of its moments."""

    def outcome(case: Case) -> tuple[object, ...]:
        lost, sanctions = (case.lost, case.lost_by_others), tuple(case.sanctions.items())
        return (case.failure.who, case.failure.how, repr(case.struck), case.spread, lost, sanctions)

    for _, alike in itertools.groupby(cases, key=outcome):
        first, *more = alike
        last = more[-1] if more else first
        when = ms_to_clock(first.failure.at)
        yield first, when + (f" to {ms_to_clock(last.failure.at)}" if more else "")


def _suffices(struck: Struck) -> str:
    told = ", ".join(f"{p} {money(more)}" for p, more in struck.would_suffice.items())
    return f"{struck.block}: {told} more"


def _fewest(struck: Struck) -> str:
    few = struck.fewest
    told = str(few.at_least) if few.at_least == few.at_most else f"{few.at_least} to {few.at_most}"
    return f"{told} of {struck.taken_out}"


def _sanctions(sanctions: Mapping[ParticipantId, int]) -> str:
    return ", ".join(f"{p} {many}" for p, many in sanctions.items()) or "nobody"
