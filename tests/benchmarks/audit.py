"""How the audit compares with a plain scan of the same file: `python tests/benchmarks/audit.py ORDERS [ORDERS …]`.

Prints how many times the processor seconds of a plain scan the parts of an audit are, each with its peak of memory in
MB (on Linux). A plain scan groups by participants and what the engine says, with no rule in it. Some orders of the log
are wrong, each of which must be listed, and no other. The log is a small day many times over, with lines that are as
many times as large. Of two or more sizes it also prints what each stage takes of the last two, in Parquet, and what it
would take of a billion orders if more of them cost what they cost between these two.
"""

import argparse
import itertools
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import TypeVar

import duckdb

from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.sample import sample, write_log
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.spec.bank_day import Revoke, SetLine, Submit
from zerohour.spec.participants import Account

duckdb.execute("SET enable_progress_bar = false")  # it would stand among the figures

T = TypeVar("T")
FORMS = {".parquet": "parquet", ".csv": "csv, header", ".jsonl": "json"}
SMALL = 20_000
"""So many orders has the day that is repeated."""
AMPLE = 2**50
"""A prefunded line, in øre, that no order of copies can make too small."""
MEMORY = "256MB"
"""How much memory the grouping may use."""
WRONG = 20_000
"""One order in so many is wrong."""
VERDICT = ("reading the log", "grouping the orders", "deciding the groups", "checking that the log is as it was")
FAR = 10**9
"""To so many orders the costs are extrapolated."""
IDS, UNIQUE, SEQUENCE = "listing every flagged order", "checking that ids are unique", "following Straksclearing"


def reader(log: Path) -> str:
    """Return the table function by which a plain scan reads the file."""
    if log.suffix == ".parquet":
        return f"read_parquet('{log}')"
    types = ", ".join(f"'{name}': '{column.type}'" for name, column in COLUMNS.items())
    kind = "read_csv" if log.suffix == ".csv" else "read_json"
    return f"{kind}('{log}', columns = {{{types}}}{', header = true' if log.suffix == '.csv' else ''})"


def plain_scan(log: Path) -> float:
    """Return the processor seconds of a scan that groups by participants, status and block; the least of three."""
    spent: list[float] = []
    for _ in range(3):
        begun = process_time()
        duckdb.execute(
            f"SELECT system, payer, payee, status, block, count(*), sum(amount) FROM {reader(log)} GROUP BY ALL"  # noqa: S608
        ).fetchall()
        spent.append(process_time() - begun)
    return max(min(spent), 0.001)


def small_day(banks: int) -> Scenario:
    """Return the day that is repeated: whoever sends an instant payment has the money for it."""
    day = sample(SMALL, 1, banks=banks)
    lines = [SetLine(7 * 3_600_000 + 1, Account.STRAKS, p, AMPLE) for p in day.participants]
    return replace(day, events=(*day.events, *lines))


def repeated(day: Scenario, copies: int) -> Scenario:
    """Return the day without orders, with lines that fit so many copies of them."""
    rest = (e for e in day.events if not isinstance(e, Submit | Revoke))
    lines = [replace(e, line=e.line * copies) if isinstance(e, SetLine) and e.line < AMPLE else e for e in rest]
    return replace(day, events=tuple(lines))


def write(day: Scenario, copies: int, folder: Path) -> Path:
    """Write the log of so many copies of the day's orders, some of them wrong, as they come in."""
    small, log = folder / "small.parquet", folder / "log.parquet"
    write_log(day, report_of(day.run()), small)
    columns = [name for name in COLUMNS if name not in ("id", "submitted_at", "status", "block")]
    wrong = f"hash(id, copy) % {WRONG} = 7"
    rows = f"""
SELECT id || '-' || copy AS id, {", ".join(columns)}, (submitted_at + hash(id, copy) % 1000)::BIGINT AS submitted_at,
  CASE WHEN {wrong} THEN 'reversed' ELSE status END AS status, CASE WHEN NOT {wrong} THEN block END AS block
FROM read_parquet('{small}'), range({copies}) AS copies(copy) ORDER BY submitted_at"""  # noqa: S608
    duckdb.execute(f"COPY (SELECT {', '.join(COLUMNS)} FROM ({rows})) TO '{log}' (FORMAT parquet)")  # noqa: S608
    return log


def audited(log: Path, day: Scenario) -> dict[str, tuple[float, int]]:
    """Return the processor seconds of each stage of an audit, the least of three, and its peak of memory in MB."""
    runs = [_audited(log, day) for _ in range(3)]
    return {stage: (min(run[stage][0] for run in runs), max(run[stage][1] for run in runs)) for stage in runs[0]}


def _audited(log: Path, day: Scenario) -> dict[str, tuple[float, int]]:
    """The same of one audit; all that is wrong must be found, and nothing else."""
    ids, stages = log.with_name("ids.parquet"), list[tuple[str, float, int]]()

    def next_stage(stage: str) -> None:
        stages.append((stage, process_time(), peak()))

    found = audit(log, day, ids=ids, memory=MEMORY, progress=next_stage)
    next_stage("")
    injected = duckdb.execute(f"SELECT count(*) FROM {reader(log)} WHERE status = 'reversed'").fetchall()[0][0]  # noqa: S608
    listed = duckdb.execute(f"SELECT count(*) FROM {reader(ids)}").fetchall()[0][0]  # noqa: S608
    if not found.flagged == injected == listed or found.unjudged:
        sys.exit(f"{log}: {found.flagged} flagged of {injected} that are wrong, {found.unjudged} not judged")
    return {stage: (later - at, most) for (stage, at, _), (_, later, most) in itertools.pairwise(stages)}


def peak() -> int:
    """Return the peak of memory since this was asked last, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return found // 1000


def alone(job: Callable[..., T], *arguments: object) -> T:
    """Do a job in a process of its own, so that its memory is its own too."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(job, *arguments).result()


def row(orders: int, log: Path, scan: float, spent: dict[str, tuple[float, int]]) -> str:
    """Return a row of the table: the seconds of a plain scan, and what was spent on the stages."""
    verdict = sum(spent[stage][0] for stage in VERDICT)
    parts = [
        (verdict, max(spent[stage][1] for stage in VERDICT)),
        (verdict + spent[IDS][0], spent[IDS][1]),
        spent[UNIQUE],
        spent[SEQUENCE],
    ]
    told = [f"{scan:.2f}", *(f"{seconds / scan:.1f} ({most})" for seconds, most in parts)]
    return f"| {orders:,} | {log.suffix[1:]} | {' | '.join(told)} | {1e6 * verdict / orders:.2f} |\n"


def extrapolated(costs: dict[int, dict[str, float]]) -> str:
    """Return a table of what each stage takes of the last two numbers of orders, and would take of FAR."""
    few, many = list(costs)[-2:]
    head = ("stage, CPU s", f"{few:,}", f"{many:,}", f"{FAR:,} (extrapolated)")
    told = f"| {' | '.join(head)} |\n|---|{'--:|' * (len(head) - 1)}\n"
    for stage, most in costs[many].items():
        each = max(0.0, most - costs[few][stage]) / (many - few)
        told += f"| {stage} | {costs[few][stage]:.2f} | {most:.2f} | {most + each * (FAR - many):,.0f} |\n"
    return told


def main() -> None:
    """Print a row for each number of orders and each form."""
    asked = argparse.ArgumentParser()
    asked.add_argument("orders", type=int, nargs="*", default=[100_000])
    asked.add_argument("--banks", type=int, default=12)
    forms = [form[1:] for form in FORMS]
    asked.add_argument("--forms", nargs="*", choices=forms, default=forms)
    given = asked.parse_args()
    head = (
        "orders",
        "form",
        "scan, CPU s",
        "verdict and examples",
        "with every id",
        "ids unique",
        "Straks in sequence",
        "µs an order",
    )
    sys.stdout.write(f"| {' | '.join(head)} |\n|--:|---|{'--:|' * (len(head) - 2)}\n")
    day, costs = small_day(given.banks), dict[int, dict[str, float]]()
    for orders in given.orders:
        copies = max(1, orders // SMALL)
        with tempfile.TemporaryDirectory() as folder:
            log = write(day, copies, Path(folder))
            for form in (f".{name}" for name in given.forms):
                path = log.with_suffix(form)
                if form != ".parquet":
                    duckdb.execute(f"COPY (FROM read_parquet('{log}')) TO '{path}' (FORMAT {FORMS[form]})")
                scan, spent = plain_scan(path), alone(audited, path, repeated(day, copies))
                if form == ".parquet":
                    costs[copies * SMALL] = {stage: seconds for stage, (seconds, _) in spent.items()}
                sys.stdout.write(row(copies * SMALL, path, scan, spent))
                sys.stdout.flush()
    if len(costs) > 1:
        sys.stdout.write(f"\n{extrapolated(costs)}")


if __name__ == "__main__":
    main()
