"""`zerohour regions`: what the specification tells apart, in words."""

import sys
from collections import defaultdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zerohour.oracle.explore.regions import Region, regions_of, words
from zerohour.oracle.explore.subjects import subjects


def regions(
    name: Annotated[
        str | None, typer.Argument(help="What to explore; without it, all that there is is listed.")
    ] = None,
) -> None:
    """Tell the regions of a function or a day: for each outcome, every set of conditions that leads to it."""
    known = {subject.name: subject for subject in subjects()}
    console = Console(width=120, soft_wrap=True)
    if name is None:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("explored", "unknown", "what"):
            table.add_column(column)
        for subject in known.values():
            table.add_row(subject.name, ", ".join(subject.unknowns), subject.about)
        console.print(table, highlight=False)
        return
    if name not in known:
        sys.stderr.write(f"nothing called {name!r} is explored; there are: {', '.join(known)}\n")
        raise typer.Exit(2)
    subject, by_outcome = known[name], defaultdict[str, list[Region]](list)
    for region in regions_of(subject):
        by_outcome["; ".join(f"{order} {end}" for order, end in region.outcome.items())].append(region)
    for ending, found in by_outcome.items():
        console.print(f"[bold]{ending}[/bold]", highlight=False)
        for region in found:
            console.print(f"  {words(subject, region)}", highlight=False, markup=False)
    total = sum(len(found) for found in by_outcome.values())
    console.print(f"\n{total} regions, {len(by_outcome)} outcomes: {subject.about}.", highlight=False)
