"""How the audit compares with Spark and with PSSimPy: `python tests/benchmarks/peers.py ORDERS [ORDERS …]`.

Spark of this machine is given the very text of the scans that DuckDB is given, on logs of so many orders. PSSimPy is
given instant payments, all of which have the money, in so few minutes as suits it; the log of what it made of them is
audited. Processor seconds are compared, which do not hang on how many processors there are.
"""

import argparse
import runpy
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import psutil

from zerohour.oracle.audit.decide import EXAMPLES, audit
from zerohour.oracle.audit.groups import CELLS, put_into_cells
from zerohour.oracle.audit.log import ids_in_doubt
from zerohour.oracle.audit.opened import Opened, opened
from zerohour.oracle.audit.sample import write_log
from zerohour.oracle.audit.scan import Scans
from zerohour.oracle.audit.sequence import follow_payments
from zerohour.oracle.audit.signature import signatures
from zerohour.oracle.engines.pssimpy import engine
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

AUDIT: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("audit.py")))
TIMES = 3
"""The least of so many is told: a Java machine is slow at first."""
PAYMENTS, BANKS, MINUTES = 100_000, 40, 11
MINUTE, NINE = 60_000, 9 * 3_600_000


def cells(log: Opened) -> list[Any]:
    """Group the rows by signature; return the groups."""
    put_into_cells(log, signatures(log.day), EXAMPLES, instant=True)
    found: list[Any] = log.database.execute(f"FROM {CELLS} ORDER BY cell").fetchall()
    return found


def doubts(log: Opened) -> bool:
    """Whether an id may be missing, or there twice."""
    return ids_in_doubt(log.database, log.table, log.scans)


SCANS: dict[str, Callable[[Opened], object]] = {"grouping": cells, "ids unique": doubts}


def spent() -> float:
    """Return the processor seconds of this process and of all that it has started and that still runs."""
    started = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return process_time() + sum(times.user + times.system for times in started)


def least(job: Callable[[], object]) -> float:
    """Return the least processor seconds that the job takes."""
    taken: list[float] = []
    for _ in range(TIMES):
        begun = spent()
        job()
        taken.append(spent() - begun)
    return min(taken)


def on_spark(orders: int, day: Scenario) -> list[str]:
    """Return a row for each scan of a log."""
    copies = max(1, orders // AUDIT["SMALL"])
    with tempfile.TemporaryDirectory() as folder:
        log, told = AUDIT["write"](day, copies, Path(folder)), list[str]()
        with opened(log, AUDIT["repeated"](day, copies), quickly=True, spark="local[*]") as there:
            follow_payments(there)
            here = replace(there, scans=Scans())
            for name, job in SCANS.items():
                if job(here) != job(there):
                    sys.exit(f"{name}: Spark finds other than DuckDB")
                ours, theirs = least(partial(job, here)), least(partial(job, there))
                told.append(f"| {there.orders:,} | {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f} |")
    return told


def payments() -> Scenario:
    """Return a day of instant payments, at whole minutes, whose payers have the money."""
    banks = tuple(f"bank{n:02}" for n in range(BANKS))
    lines = [SetLine(0, Account.STRAKS, bank, 100 * PAYMENTS) for bank in banks]
    sent = [
        Submit(
            NINE + n * MINUTES // PAYMENTS * MINUTE, f"o{n}", System.STRAKS,
            banks[n % BANKS], banks[(n + 1 + n // BANKS % (BANKS - 1)) % BANKS], 100 + n % 7,
        )
        for n in range(PAYMENTS)
    ]  # fmt: skip
    return Scenario("payments", MINIMAL, banks, (*lines, *sent))


def with_pssimpy() -> str:
    """Return a row: PSSimPy simulates the payments, and its log is audited."""
    day = payments()
    asked = to_wire(day)
    begun = process_time()
    answer = engine.run(asked)
    theirs = process_time() - begun
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.parquet"
        write_log(day, report_from_wire(answer), log)
        about = replace(day, events=tuple(event for event in day.events if isinstance(event, SetLine)))
        found = audit(log, about)
        ours = least(partial(audit, log, about))
    if found.matched != PAYMENTS or found.findings:
        sys.exit(f"{found.matched} of {PAYMENTS} payments end as PSSimPy says")
    return f"| {PAYMENTS:,} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.0f} |"


def main() -> None:
    """Print both tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("orders", type=int, nargs="*", default=[100_000])
    given = asked.parse_args()
    sys.stdout.write("| orders | scan | DuckDB, CPU s | Spark, CPU s | times |\n|--:|---|--:|--:|--:|\n")
    day = AUDIT["small_day"](12)
    for orders in given.orders:
        sys.stdout.write("".join(f"{row}\n" for row in on_spark(orders, day)))
        sys.stdout.flush()
    sys.stdout.write("\n| instant payments | audit, CPU s | PSSimPy, CPU s | times |\n|--:|--:|--:|--:|\n")
    sys.stdout.write(f"{with_pssimpy()}\n")


if __name__ == "__main__":
    main()
