"""A timeline printed for people at a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from zerohour.oracle.timeline import Moment, Timeline, money


def print_timeline(told: Timeline, console: Console) -> None:
    """Print the timeline, and the end of every order, in words."""
    console.print(
        f"[bold]{escape(told.scenario)}[/bold]" + (f"\n{escape(told.note)}" if told.note else ""), highlight=False
    )
    console.print()
    for moment in told.moments:
        _print_moment(moment, console)
    console.print()
    table = RichTable(box=None, pad_edge=False, header_style="bold")
    for column in ("order", "from", "to", "amount", "status", "SF1", "SF2", "SF3", "rules", "the law"):
        longest = min(20, max((len(o.order) for o in told.orders), default=0)) if column == "order" else None
        table.add_column(column, justify="right" if column == "amount" else "left", min_width=longest)
    for o in told.orders:
        status = f"{o.status} {o.block}".strip()
        moments = (o.sf1, o.sf2, o.sf3)
        table.add_row(
            escape(o.order),
            escape(o.payer),
            escape(o.payee),
            money(o.amount),
            status,
            *moments,
            " ".join(o.rules),
            escape(o.law),
        )
    console.print(table, highlight=False)


def _print_moment(moment: Moment, console: Console) -> None:
    if moment.quiet:
        return
    refused = f"  refused: {moment.refused} [dim]({', '.join(moment.rules)})[/dim]" if moment.refused else ""
    console.print(f"{moment.at}  {escape(moment.what)}{'' if moment.changes and refused else refused}", highlight=False)
    for note in moment.notes:
        console.print(f"       {escape(note)}", highlight=False)
    for change in moment.changes:
        why = f", {change.why}" if change.why not in ("", change.status) else ""
        rules = f" [dim]({', '.join(change.rules)})[/dim]" if change.rules else ""
        console.print(f"       {escape(change.order)} {change.status}{why}{rules}", highlight=False)
