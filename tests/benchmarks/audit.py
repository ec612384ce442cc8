"""How the audit compares with a plain scan of the same file: `python tests/benchmarks/audit.py ORDERS [ORDERS …]`.

Prints processor seconds, and how many times a plain scan they are: one that groups by participants and what the engine
says, with no rule in it. The log has some wrong orders in it, each of which must be listed, and no other.
"""

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import duckdb

from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.sample import sample, write
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.scenarios.format import load

ENGINE = "python:zerohour.oracle.engines.ledger:engine"
FORMS = {".parquet": "parquet", ".csv": "csv, header", ".jsonl": "json"}
WRONG = "file_row_number % 20000 = 7"
STAGES = {
    "reading the log": "taking it in",
    "checking every row": "every row, ids unique",
    "grouping Intradagclearing": "Intraday, grouped",
    "following Straksclearing": "Straks, in sequence",
    "listing every flagged order": "every flagged id",
    "checking that the log is as it was": "hash again",
}


def reader(log: Path) -> str:
    """Return the table function by which a plain scan reads the file."""
    if log.suffix == ".parquet":
        return f"read_parquet('{log}')"
    types = ", ".join(f"'{name}': '{column.type}'" for name, column in COLUMNS.items())
    kind = "read_csv" if log.suffix == ".csv" else "read_json"
    return f"{kind}('{log}', columns = {{{types}}}{', header = true' if log.suffix == '.csv' else ''})"


def plain_scan(log: Path) -> float:
    """Return the processor seconds of a scan that groups by participants, status and block."""
    begun = process_time()
    duckdb.execute(
        f"SELECT system, payer, payee, status, block, count(*), sum(amount) FROM {reader(log)} GROUP BY ALL"  # noqa: S608
    ).fetchall()
    return max(process_time() - begun, 0.001)


def in_all_forms(log: Path) -> Iterator[Path]:
    """Yield the log with some wrong orders in it: Intradagclearing alone, in each form, and all of it."""
    columns = [name for name in COLUMNS if name not in ("status", "block")]
    wrong = (
        f"CASE WHEN {WRONG} THEN 'reversed' ELSE status END AS status, CASE WHEN NOT ({WRONG}) THEN block END AS block"
    )
    rows = f"SELECT {', '.join(columns)}, {wrong} FROM read_parquet('{log}', file_row_number = true)"  # noqa: S608
    parts = {"intraday": f"SELECT * FROM ({rows}) WHERE system = 'intraday'", "both": rows}  # noqa: S608
    for name, part in parts.items():
        for form, kind in FORMS.items() if name == "intraday" else [(".parquet", FORMS[".parquet"])]:
            path = log.with_name(f"{name}{form}")
            duckdb.execute(f"COPY ({part}) TO '{path}' (FORMAT {kind})")
            yield path


def stages(log: Path, day: Path) -> dict[str, float]:
    """Return the processor seconds of each stage of an audit, and of all; the wrong orders must be found."""
    times: list[tuple[str, float]] = []
    ids = log.with_name("ids.parquet")
    about = load(day)
    begun = process_time()
    found = audit(log, about, ids=ids, progress=lambda stage: times.append((stage, process_time())))
    times.append(("", process_time()))
    injected = duckdb.execute(f"SELECT count(*) FROM {reader(log)} WHERE status = 'reversed'").fetchall()[0][0]  # noqa: S608
    listed = duckdb.execute(f"SELECT count(*) FROM {reader(ids)}").fetchall()[0][0]  # noqa: S608
    if not found.flagged == injected == listed or found.unjudged:
        sys.exit(f"{log}: {found.flagged} flagged of {injected} that are wrong, {found.unjudged} not judged")
    spent = {STAGES[stage]: later - at for (stage, at), (_, later) in itertools.pairwise(times)}
    return spent | {"all": times[-1][1] - begun}


def main() -> None:
    """Print a row for each number of orders, form and part of the day."""
    columns = [
        *STAGES.values(),
        "all",
        "plain scan",
        "all but ids, times a scan",
        "all, times a scan",
        "orders a CPU s",
    ]
    sys.stdout.write(f"| orders | log | {' | '.join(columns)} |\n|--:|---|{'--:|' * len(columns)}\n")
    for orders in map(int, sys.argv[1:] or ["100000"]):
        with tempfile.TemporaryDirectory() as folder:
            log, day = write(sample(orders, 1), connect(ENGINE), Path(folder))
            for path in in_all_forms(log):
                scan = min(plain_scan(path) for _ in range(3))
                spent = stages(path, day)
                rows = duckdb.execute(f"SELECT count(*) FROM {reader(path)}").fetchall()[0][0]  # noqa: S608
                told = [f"{seconds:.2f}" for seconds in (*spent.values(), scan)]
                verdict = spent["all"] - spent[STAGES["listing every flagged order"]]
                told += [f"{verdict / scan:.1f}", f"{spent['all'] / scan:.1f}", f"{rows / spent['all']:,.0f}"]
                name = f"{path.stem}, {path.suffix[1:]}"
                sys.stdout.write(f"| {rows:,} | {name} | {' | '.join(told)} |\n")


if __name__ == "__main__":
    main()
