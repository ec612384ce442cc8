"""How the audit compares with a plain scan of the same log: `python tests/benchmarks/audit.py ORDERS [ORDERS …]`.

Prints processor seconds and ratios as a table. Intradagclearing, which is grouped, is also audited alone, and held
against a plain scan: one that groups by participants and what the engine says, with no rule in it.
"""

import sys
import tempfile
from pathlib import Path
from time import process_time

import duckdb

from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.sample import sample, write
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.scenarios.format import load

ENGINE = "python:zerohour.oracle.engines.ledger:engine"


def plain_scan(log: Path) -> float:
    """Return the processor seconds of a scan that groups by participants, status and block."""
    begun = process_time()
    duckdb.execute(
        f"SELECT system, payer, payee, status, block, count(*), sum(amount) FROM read_parquet('{log}') GROUP BY ALL"  # noqa: S608
    ).fetchall()
    return process_time() - begun


def only(log: Path, system: str) -> Path:
    """Return a log with the orders of one system only."""
    part = log.with_name(f"{system}.parquet")
    duckdb.execute(f"COPY (SELECT * FROM read_parquet('{log}') WHERE system = '{system}') TO '{part}'")  # noqa: S608
    return part


def seconds(log: Path, day: Path) -> float:
    """Return the processor seconds of an audit that must find nothing."""
    begun = process_time()
    found = audit(log, load(day))
    if found.flagged or found.judged != found.orders:
        sys.exit(f"{log}: {found.flagged} flagged, {found.judged} of {found.orders} judged")
    return process_time() - begun


def main() -> None:
    """Print a row for each number of orders."""
    sys.stdout.write(
        "| orders | audit, CPU s | orders a CPU s | Intraday alone, orders a CPU s | and against a plain scan |\n"
    )
    sys.stdout.write("|--:|--:|--:|--:|--:|\n")
    for orders in map(int, sys.argv[1:] or ["100000"]):
        with tempfile.TemporaryDirectory() as folder:
            engine = connect(ENGINE)
            log, day = write(sample(orders, 1), engine, Path(folder))
            whole = seconds(log, day)
            grouped = only(log, "intraday")
            alone, rows = seconds(grouped, day), duckdb.execute(f"SELECT count(*) FROM '{grouped}'").fetchall()[0][0]  # noqa: S608
            ratio = alone / max(plain_scan(grouped), 0.001)
            row = f"{orders:,} | {whole:.1f} | {orders / whole:,.0f} | {rows / alone:,.0f} | {ratio:.0f} times"
            sys.stdout.write(f"| {row} |\n")


if __name__ == "__main__":
    main()
