"""Several tellings of one day side by side: what differs between them, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zerohour.oracle.timeline import Fate, Moment, Timeline

LABELS = {"sf1": "SF1", "sf2": "SF2", "sf3": "SF3", "why": "reason", "law": "the law"}
"""What the parts of an order's end are called where their own name is not a word."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs: of which order or event, in which respect, and what each telling says."""

    of: str
    what: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What differs between tellings: of the ends of orders, and of events (refusals, net positions, exclusions)."""

    orders: tuple[Difference, ...]
    events: tuple[Difference, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.orders or self.events)


def compare(tellings: Sequence[Timeline]) -> Comparison:
    """Return what differs between tellings of one day."""
    ends = [{fate.order: _end(fate) for fate in told.orders} for told in tellings]
    events = [_events(told.moments) for told in tellings]
    return Comparison(tuple(_differences(ends)), tuple(_differences(events)))


Parts = dict[str, str]


def _differences(sides: Sequence[dict[str, Parts]]) -> Iterable[Difference]:
    for name in dict.fromkeys(name for side in sides for name in side):
        parts = [side.get(name, {}) for side in sides]
        for what in dict.fromkeys(what for part in parts for what in part):
            values = tuple(part.get(what, "") for part in parts)
            if len(set(values)) > 1:
                yield Difference(name, what, values)


def _end(fate: Fate) -> Parts:
    """Return how an order ended, part by part, the status first and the rules with their reason."""
    parts = {"status": fate.status} | {LABELS.get(k, k): str(v) for k, v in asdict(fate).items() if k != "rules"}
    return parts | {"reason": _with_rules(fate.why or fate.status, fate.rules)}


def _events(moments: Iterable[Moment]) -> dict[str, Parts]:
    """Return what there is to say of each event; of those that read alike the second is `… (2)`."""
    found: dict[str, Parts] = {}
    for moment in moments:
        name, times = moment.what, 1
        while name in found:
            times += 1
            name = f"{moment.what} ({times})"
        refused = _with_rules(moment.refused, moment.rules) if moment.refused else ""
        found[name] = {"at": moment.at, "refused": refused, "positions": "\n".join(moment.notes)}
    return found


def _with_rules(words: str, rules: Sequence[str]) -> str:
    return f"{words} ({', '.join(rules)})" if rules else words


def as_json(found: Comparison) -> dict[str, object]:
    """Return a comparison as plain data."""
    return {"differs": bool(found), **asdict(found)}


def print_comparison(found: Comparison, names: Sequence[str], console: Console) -> None:
    """Print a comparison, a column for each telling."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "", *names):
        table.add_column(escape(column))
    before = ""
    for difference in (*found.orders, *found.events):
        shown = difference.of if difference.of != before else ""
        table.add_row(escape(shown), difference.what, *(escape(value) or "–" for value in difference.values))
        before = difference.of
    console.print(table, highlight=False)
