"""A program for folders of CSV files, with the fault that its first argument names; otherwise it answers by the rules.

It puts a day together again from its tables alone: what is not in them, it does not know.
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from zerohour.oracle.engines.ledger import FEATURES, engine

FAULT, FOLDER = sys.argv[1], Path(sys.argv[-1])
Row = dict[str, str]

NUMBERS = {"at", "day", "start", "end", "cutoff", "lock", "settle", "receipt", "minutes"}
ENGINE = [("protocolVersion", "1"), ("name", "ledger"), ("version", "1"), *(("feature", f) for f in FEATURES)]
COLUMNS = {
    "orders": ("scenario", "id", "status", "block"),
    "excluded": ("scenario", "block", "participant"),
    "set_aside": ("scenario", "block", "participant", "amount"),
    "balances": ("scenario", "participant", "account", "amount"),
    "nets": ("scenario", "system", "block", "participant", "amount"),
    "admissions": ("scenario", "number", "id", "block"),
    "bookings": ("scenario", "number", "id", "block"),
    "unsupported": ("scenario", "reason"),
}


def read(table: str, scenario: str) -> list[dict[str, Any]]:
    """Return the rows of a scenario, with numbers and truths as such, and without what is empty."""
    rows = everything(table).get(scenario, [])
    return [{k: value(k, v) for k, v in row.items() if v and k not in ("scenario", "number")} for row in rows]


@cache
def everything(table: str) -> dict[str, list[Row]]:
    """Return the rows of every scenario."""
    found: dict[str, list[Row]] = {}
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["scenario"], []).append(row)
    return found


def value(column: str, text: str) -> object:
    """Return a field as it is in a message."""
    if column in NUMBERS:
        return int(text)
    return {"true": True, "false": False}.get(text, text)


def day(scenario: str) -> dict[str, Any]:
    """Put the day together again."""
    blocks = [{"cutoff": None, "settle": None, **b} for b in read("blocks", scenario)]
    people, days = read("participants", scenario), read("days", scenario)
    return {
        "participants": [p["participant"] for p in people],
        "terms": {p["participant"]: {k: v for k, v in p.items() if k != "participant"} for p in people if len(p) > 1},
        "rulebook": {
            **read("scenarios", scenario)[0],
            **{f"{c}_days": [d for d in days if d["calendar"] == c] for c in ("clearing", "calendar")},
            **{account: [b for b in blocks if b["account"] == account] for account in ("batch", "straks")},
        },
        "readings": {r["reading"]: r["value"] for r in read("readings", scenario)},
        "events": read("events", scenario),
    }


def write(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table."""
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def answer(scenario: str, told: dict[str, list[Sequence[str]]]) -> None:
    """Add what comes of the scenario to the rows."""
    found = engine.run(day(scenario))
    told["orders"] += [(scenario, i, o["status"], o.get("block", "")) for i, o in found["orders"].items()]
    told["excluded"] += [(scenario, b, p) for b, out in found["excluded"].items() for p in out or [""]]
    told["set_aside"] += [
        (scenario, b, p, a) for b, aside in found["set_aside"].items() for p, a in aside.items() or [("", "")]
    ]
    told["balances"] += [(scenario, p, s, a) for p, held in found["balances"].items() for s, a in held.items()]
    told["nets"] += [
        (scenario, s, b, p, net) for s, of in found["nets"].items() for b, nets in of.items() for p, net in nets.items()
    ]
    for table in ("admissions", "bookings"):  # the last one first: it is the numbers that count
        rows = [(i, b) for i, blocks in found[table].items() for b in blocks or [""]]
        told[table] += reversed([(scenario, str(n), *row) for n, row in enumerate(rows)])


def main() -> None:
    """Answer every scenario, with the fault."""
    with (FOLDER / "scenarios.csv").open(encoding="utf-8", newline="") as file:
        scenarios = [row["scenario"] for row in csv.DictReader(file)]
    if FAULT == "notes how many":
        with Path(sys.argv[2]).open("a") as note:
            note.write(f"{len(scenarios)} ")
    if not scenarios:
        if FAULT != "silent about itself":
            write("engine", ("key", "value"), [("name", "x")] if FAULT == "no version" else ENGINE)
        return
    if FAULT == "takes one day only" and len(scenarios) > 1:
        crash()
    told: dict[str, list[Sequence[str]]] = {table: [] for table in COLUMNS}
    for scenario in scenarios:
        if FAULT == "crashes on a certain day" and read("scenarios", scenario)[0]["name"] == "Exactly covered":
            crash()
        if FAULT == "does not support a certain day" and read("scenarios", scenario)[0]["name"] == "Exactly covered":
            told["unsupported"].append((scenario, "that one"))
        else:
            answer(scenario, told)
    for table, columns in COLUMNS.items():
        write(table, columns, told[table])
    SPOIL.get(FAULT, len)(told["orders"])


def crash() -> None:
    """End with a last word."""
    sys.stderr.write("out of luck\n")
    sys.exit(3)


def child(*, runaway: bool = False) -> None:
    """Leave a process behind, perhaps in a session of its own, and note its id in the file that is named."""
    program = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(3600)"]
    left = subprocess.Popen(program, start_new_session=runaway)
    Path(sys.argv[2]).write_text(str(left.pid))


def allocate() -> None:
    """Take memory, and use it, until somebody puts an end to it."""
    held: list[bytes] = []
    while True:
        held.append(b"x" * 2**23)
        time.sleep(0.01)  # slowly enough to be caught before the machine is full


def mixed(orders: list[Sequence[str]]) -> list[Sequence[str]]:
    """Return the orders with what came of the last that has the same id."""
    last = {row[1]: row for row in orders}
    return [(row[0], *last[row[1]][1:]) for row in orders]


def pipe() -> None:
    """Put a pipe where the orders should be, from which nothing comes."""
    ORDERS.unlink()
    os.mkfifo(ORDERS)


ORDERS = FOLDER / "orders.csv"
Rows = list[Sequence[str]]


def flood() -> None:
    """Log without end."""
    while True:
        sys.stdout.write("still working\n")


SPOIL: dict[str, Callable[[Rows], object]] = {
    "crashes": lambda _: crash(),
    "logs without end": lambda _: flood(),
    "mixes the days": lambda orders: write("orders", COLUMNS["orders"], mixed(orders)),
    "hangs": lambda _: time.sleep(3600),
    "leaves a child": lambda _: child(),
    "leaves a runaway": lambda _: child(runaway=True),
    "allocates without end": lambda _: allocate(),
    "no orders": lambda _: ORDERS.unlink(),
    "another column": lambda orders: write("orders", ("scenario", "order", "status", "block"), orders),
    "column twice": lambda orders: write("orders", (*COLUMNS["orders"], "block"), [(*row, "") for row in orders]),
    "short row": lambda orders: write("orders", COLUMNS["orders"], [row[:2] for row in orders]),
    "long row": lambda orders: write("orders", COLUMNS["orders"], [(*row, "x") for row in orders]),
    "other columns too": lambda orders: write(
        "orders", ("note", *COLUMNS["orders"][::-1]), [("x", *row[::-1]) for row in orders]
    ),
    "order twice": lambda orders: write("orders", COLUMNS["orders"], [*orders, *orders]),
    "unknown scenario": lambda orders: write("orders", COLUMNS["orders"], [("99999", *row[1:]) for row in orders]),
    "unknown status": lambda orders: write("orders", COLUMNS["orders"], [(*row[:2], "paid", "") for row in orders]),
    "Latin-1": lambda _: ORDERS.write_bytes("scenario,id,status,block\n1,Søren,settled,I1\n".encode("latin-1")),
    "a quote too many": lambda _: ORDERS.write_text('scenario,id,status,block\n1,"o1"x,settled,I1\n'),
    "a pipe": lambda _: pipe(),
    "flood": lambda _: ORDERS.write_text("x" * 70_000),
}
"""What is done to what was written, by the name of the fault."""

main()
