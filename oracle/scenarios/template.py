"""A scenario file to start from, written from the format itself: each of its tables, and an event of every type."""

from collections.abc import Iterator
from typing import Any, Literal, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from zerohour.oracle.catalogue import first_paragraph, switches
from zerohour.oracle.scenarios.clock import DAY_MS, ms_to_clock
from zerohour.oracle.scenarios.format import ENTRIES, SCHEMA, STATUSES, loads, reading_values, toml
from zerohour.oracle.scenarios.scenario import report_of
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, Timetable

MINUTE = 60_000
HAPPENS = {"line": -180, "submit": -60, "decree": 7, "mark": 9}
"""What happens in the example, and how many minutes after the first cut-off; other events are commented out."""

OTHERWISE = -30
EXAMPLES: dict[str, object] = {
    "id": "o1",
    "payer": "A",
    "payee": "B",
    "participant": "A",
    "amount": 12_500,
    "deliverer": "dc1",
}
"""What a field holds by its name; of others, something of their type."""


def template(rulebook: Rulebook) -> str:
    """Return a scenario by the rulebook, with a comment for all that may be written, and what comes of it."""
    head, events = "\n".join(_head(rulebook)), "\n".join(_events(rulebook))
    orders = report_of(loads(f"{head}\n{events}", "template").run()).orders
    ends = [f"{toml(i)} = {toml(o.status + (f'@{o.block}' if o.block else ''))}" for i, o in orders.items()]
    expect = [
        "# What should become of each order: 'zerohour run' compares. What is settled has its block.",
        *_folded("Other ends", [status for status in STATUSES if status != "settled"]),
        "[expect]",
        *ends,
    ]
    return "\n".join([head, *expect, "", events])


def _head(rulebook: Rulebook) -> Iterator[str]:
    yield "# Amounts are whole øre: 12500 is 125.00. Times are 'HH:MM', 'HH:MM:SS' or 'HH:MM:SS.mmm'."
    yield f"schema = {SCHEMA}"
    yield 'name = "A day to start from"'
    yield 'note = "What the day shows, in a sentence."'
    yield ""
    yield from _timetable(rulebook)
    yield f"rulebook = {toml(rulebook.name)}"
    yield '# A participant with terms of its own: { name = "C", straks = false, limit = 1000, agreement = "not filed" }'
    yield '# An indirect participant, which settles over the accounts of another: { name = "D", sponsor = "A" }'
    yield 'participants = ["A", "B", "C"]'
    yield ""
    yield "# Other readings of the open questions: 'zerohour readings' tells what they mean."
    yield "[readings]"
    for name, value in reading_values(rulebook).items():
        others = ", ".join(other for other in switches()[name].values if other != value)
        yield f"# {toml(name)} = {toml(value)} # or {others}"
    yield ""


def _timetable(rulebook: Rulebook) -> Iterator[str]:
    yield "# The rulebook has the timetable; its cut-offs and settlements are not written here."
    for name, value in vars(rulebook).items():
        table = cast("Table[int, object]", value) if isinstance(value, Table) else Table[int, object](None)
        blocks = [block for block in (table[b] for b in table) if isinstance(block, Block)]
        told = [f"{b.name} {ms_to_clock(b.cutoff)} to {ms_to_clock(b.settle)}" for b in blocks if b.settle < NEVER]
        yield from _folded(f"{name.capitalize()}, from cut-off to settlement", told) if told else ()


def _folded(title: str, words: list[str]) -> Iterator[str]:
    """Write a list as comments, a few on each line."""
    few = 8
    for n in range(0, len(words), few):
        yield f"# {title if n == 0 else '  and'}: {', '.join(words[n : n + few])}."


def _events(rulebook: Rulebook) -> Iterator[str]:
    for kind in sorted(ENTRIES, key=lambda kind: HAPPENS.get(kind, DAY_MS)):
        after = HAPPENS.get(kind, OTHERWISE) * MINUTE
        at = min(max(rulebook.batch[0].cutoff + after, 0), DAY_MS - 1)
        yield f"# {first_paragraph(ENTRIES[kind])}"
        known = EXAMPLES | {"type": kind, "at": ms_to_clock(at), "block": _last(rulebook.batch)}
        yield from (line if kind in HAPPENS else f"# {line}" for line in _event(kind, known))
        yield ""


def _last(timetable: Timetable) -> str:
    """Return the name of the last block."""
    return [timetable[b].name for b in timetable][-1]


def _event(kind: str, known: dict[str, object]) -> Iterator[str]:
    """Write an event: fields that may be left out are commented."""
    yield "[[event]]"
    for name, field in ENTRIES[kind].model_fields.items():
        literal = name not in known and get_origin(field.annotation) is Literal
        choices = get_args(field.annotation) if literal else ()
        others = f" # or {', '.join(map(str, choices[1:]))}" if choices[1:] else ""
        value = known[name] if name in known else _example(field, choices)
        yield f"{'' if field.is_required() else '# '}{field.alias or name} = {toml(value)}{others}"


def _example(field: FieldInfo, choices: tuple[Any, ...]) -> object:
    if choices:
        return choices[0]
    if not field.is_required() and isinstance(field.default, str | int):
        return cast("object", field.default)
    if field.annotation is bool:
        return False
    return 1 if field.annotation is int else "A"
