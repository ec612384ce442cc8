"""`zerohour readings`: the questions that can be answered in several ways, and what hangs on each."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape

from zerohour.oracle.catalogue import Switch, pages_in_words, questions, smallest, switches, switches_of
from zerohour.oracle.commands.options import by_readings, refused, write_json
from zerohour.oracle.compare import Comparison, as_json, compare, print_comparison
from zerohour.oracle.explore.broken import broken_by
from zerohour.oracle.explore.smallest import search as find
from zerohour.oracle.explore.smallest import written
from zerohour.oracle.scenarios.format import loads
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.mistakes import did_you_mean
from zerohour.oracle.scenarios.smallest import file_name
from zerohour.oracle.timeline import timeline
from zerohour.spec.register.questions import Kind
from zerohour.spec.register.rules import RULES


def readings(
    name: Annotated[str | None, typer.Argument(help="A reading, for example A-23; without it, all are told.")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
    *,
    search: Annotated[
        bool, typer.Option("--search", help="Find the smallest day on which each value differs; takes minutes.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="With --search: write each day as a scenario into this folder.")
    ] = None,
) -> None:
    """Tell the live readings; of one, what stands behind it, what it breaks, and the days that differ by it."""
    known, console = switches(), Console(width=120, soft_wrap=True)
    if out is not None and not search:
        raise refused("--out is where the days of --search are written; add --search")
    if search:
        _search([*known.values()] if name is None else [_found(name)], out, console if output == "text" else None)
        return
    if name is None:
        if output == "json":
            write_json({"schema": 1, "readings": [_plain(s) for s in known.values()], "ahead": ahead()})
        else:
            _print_all(console)
        return
    switch = _found(name)
    if output == "json":
        write_json({"schema": 1, **_behind(switch)})
    else:
        _print_one(switch, console)


def _found(name: str) -> Switch:
    known = switches()
    found = {each.lower(): each for each in known}.get(name.lower())
    if found is None:
        raise refused(_unknown(name))
    return known[found]


def _search(asked: list[Switch], out: Path | None, console: Console | None) -> None:
    """Search anew, and print or write what is found."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    told: list[dict[str, Any]] = []
    for switch in asked:
        for value in list(switch.values)[1:]:
            found = find(switch.name, switch.default, value)
            text = "" if found is None else written(switch.name, switch.default, value, found)
            if out is not None and text:
                (out / f"{file_name(switch.name, value)}.toml").write_text(text, encoding="utf-8")
            told.append({"reading": switch.name, "value": value, "scenario": text or None})
            said = loads(text, value).note if text else "No day is found on which it differs."
            if console is not None:
                console.print(f"[bold]{switch.name} = {value}[/bold]: {escape(said)}", highlight=False)
    if console is None:
        write_json({"schema": 1, "smallest": told})


def ahead() -> list[str]:
    """Return the live questions of the register that are no switch yet."""
    return [entry.id for entry in questions().values() if entry.kind == Kind.LIVE and not switches_of(entry.id)]


def days_that_differ(switch: Switch) -> dict[str, Comparison]:
    """Run every day of the library under each value; return those in which something differs, with what does."""
    found = {
        name: compare([timeline(by_readings(day, {switch.name: value})) for value in switch.values])
        for name, day in library().items()
    }
    return {name: comparison for name, comparison in found.items() if comparison}


def _unknown(name: str) -> str:
    asked = questions().get(name.upper())
    if asked is None:
        return f"there is no reading {name!r}{did_you_mean(name.upper(), switches())}"
    several = [switch.name for switch in switches_of(asked.id)]
    if several:
        return f"{asked.id} is answered by several readings; name one of: {', '.join(several)}"
    return f"{asked.id} is no reading ({asked.kind.value}); 'zerohour rules {asked.id}' tells how it is answered"


def _plain(switch: Switch) -> dict[str, Any]:
    values = [{"value": v, "default": v == switch.default, "means": said} for v, said in switch.values.items()]
    question = switch.entry.id if switch.entry else None
    return {"reading": switch.name, "of": question, "question": switch.question, "values": values}


def _behind(switch: Switch) -> dict[str, Any]:
    told, entry = _plain(switch), switch.entry
    if entry is not None:
        told["statements"] = [{"pages": s.pages, "says": s.words} for s in entry.statements]
        told |= {"ruling": entry.ruling, "reason": entry.reason, "follows": entry.follows}
        told["rules"] = [rule.id for rule in RULES if entry.id in rule.disputed]
    told["smallest"] = {value: day.text for value, day in smallest(switch).items()}
    told["breaks"] = {value: [asdict(each) for each in found] for value, found in broken_by(switch).items()}
    days = days_that_differ(switch)
    return told | {"scenarios": [{"scenario": name, **as_json(found)} for name, found in days.items()]}


def _print_all(console: Console) -> None:
    for switch in switches().values():
        _print_question(switch, console)
        console.print()
    left = ahead()
    console.print(f"{len(switches())} readings.", end=" " if left else "\n", highlight=False)
    if left:
        console.print(f"Ahead, and answered by their default only: {', '.join(left)}.", highlight=False)


def _print_question(switch: Switch, console: Console) -> None:
    console.print(f"[bold]{escape(switch.name)}[/bold] {escape(switch.question)}", highlight=False)
    widest = max(map(len, switch.values))
    for value, said in switch.values.items():
        default = "(default) " if value == switch.default else ""
        console.print(f"  {value:<{widest}}  {default}{said}".rstrip(), highlight=False, markup=False)


def _print_one(switch: Switch, console: Console) -> None:
    _print_question(switch, console)
    entry = switch.entry
    if entry is not None:
        console.print("\n[bold]The source[/bold]", highlight=False)
        for said in entry.statements:
            console.print(f"  {pages_in_words(said.pages)}: {said.words}", highlight=False, markup=False)
        for title, words in (("By default", entry.ruling), ("Why", entry.reason), ("What follows", entry.follows)):
            console.print(f"[bold]{title}[/bold]: {escape(words)}", highlight=False)
    for value in list(switch.values)[1:]:
        _print_value(switch, value, console)
    days = days_that_differ(switch)
    console.print(f"\n[bold]{len(days)} of {len(library())} days of the library differ by it[/bold]", highlight=False)
    for name, found in days.items():
        console.print(f"\n{name}", highlight=False, markup=False)
        print_comparison(found, list(switch.values), console)


def _print_value(switch: Switch, value: str, console: Console) -> None:
    """Print the smallest day on which a value differs, and the laws that it breaks."""
    console.print(f"\n[bold]{escape(value)} instead of {escape(switch.default)}[/bold]", highlight=False)
    day = smallest(switch).get(value)
    if day is not None:
        told = f"  Smallest: {day.scenario.note} (oracle/scenarios/smallest/{day.name}.toml)"
        console.print(told, highlight=False, markup=False)
    for each in broken_by(switch)[value]:
        told = f"  Breaks, as worded for {switch.default}: {each.law} ({each.day}, {each.at}, {each.event})"
        console.print(told, highlight=False, markup=False)
