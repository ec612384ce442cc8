"""A busy day's log to try an audit on: a seeded day on which a bank fails, put to an engine that writes the log."""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.spec.bank_day import Decree, Event, Mark, Revoke, SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NO_BLOCK, System

MINUTE, HOUR = 60_000, 3_600_000
BANKS = 12
INSTANT_SHARE, RECALLED_SHARE, ODD_SHARE = 0.2, 0.01, 0.002


def sample(orders: int, seed: int, rulebook: Rulebook = MINIMAL, *, tick: int = 1000, banks: int = BANKS) -> Scenario:
    """Return a day of so many orders among so many banks; the first bank fails at 10:07.

    A fifth of the orders are instant payments; one in a hundred is recalled; one in five hundred is not well formed.
    Times are multiples of `tick` in milliseconds: the larger, the more of them fall on a cut-off, a mark or each other.
    """
    rnd = random.Random(seed)  # noqa: S311  # reproducible, not secret
    names = tuple(f"bank{n:02}" for n in range(banks))
    return Scenario(
        f"sample of {orders} orders, seed {seed}",
        rulebook,
        names,
        (*_lines(rnd, names, orders), *_failure(names[0]), *_orders(rnd, names, orders, tick)),
    )


def _lines(rnd: random.Random, banks: tuple[str, ...], orders: int) -> Iterator[Event]:
    """Lines of the size of a bank's net, so that some are covered and some are not."""
    size = math.isqrt(orders)
    for bank in banks:
        yield SetLine(7 * HOUR, Account.BATCH, bank, rnd.randrange(60_000 * size))
        yield SetLine(7 * HOUR, Account.STRAKS, bank, rnd.randrange(10_000 * size))


def _failure(bank: str) -> list[Event]:
    return [
        Decree(10 * HOUR + 7 * MINUTE, bank),
        Mark(10 * HOUR + 9 * MINUTE, System.STRAKS, bank),
        Mark(10 * HOUR + 11 * MINUTE, System.INTRADAY, bank),
    ]


def _orders(rnd: random.Random, banks: tuple[str, ...], orders: int, tick: int) -> Iterator[Event]:
    for n in range(orders):
        at = rnd.randrange(8 * HOUR, 14 * HOUR + 30 * MINUTE, tick)
        system = System.STRAKS if rnd.random() < INSTANT_SHARE else System.INTRADAY
        payer, payee = rnd.sample(banks, 2)
        amount = rnd.randrange(1, 100_000)
        if rnd.random() < ODD_SHARE:
            payee, amount = rnd.choice(((payee, 0), (payee, -amount), (payer, amount), ("nobody", amount)))
        yield Submit(at, f"{n:09}", system, payer, payee, amount)
        if rnd.random() < RECALLED_SHARE:
            yield Revoke(rnd.randrange(at, 14 * HOUR + 45 * MINUTE, tick), f"{n:09}")


def write(day: Scenario, engine: Engine, folder: Path) -> tuple[Path, Path]:
    """Put the day to the engine; write `log.parquet` with what it says, and `day.toml` without the orders."""
    folder.mkdir(parents=True, exist_ok=True)
    report = engine.run(day)
    log, about = folder / "log.parquet", folder / "day.toml"
    write_log(day, report, log)
    rest = tuple(e for e in day.events if not isinstance(e, Submit | Revoke))
    about.write_text(dump(replace(day, events=rest)), encoding="utf-8")
    return log, about


def write_log(day: Scenario, report: Report, path: Path) -> None:
    """Write the orders of a day, and what is said of them, as a log; of an id that is submitted twice the first."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # an optional extra
        from pyarrow import parquet  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("pyarrow is not installed; remedy: pip install 'zerohour[audit]'") from None
    recalls = {e.order: e.at for e in reversed(day.events) if isinstance(e, Revoke)}
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for e in day.events:
        if isinstance(e, Submit):
            told = report.orders[e.order]
            values = (e.order, e.system.name.lower(), e.payer, e.payee, e.amount, e.at)
            named = None if e.block == NO_BLOCK else day.rulebook.batch[e.block].name
            lodged = (e.part.name.lower(), e.deliverer) if e.system == System.SUM else (None, None)
            row = (*values, recalls.get(e.order), named, *lodged, told.status, told.block)
            for name, value in zip(COLUMNS, row, strict=True):
                columns[name].append(value)
    kinds = {"VARCHAR": pa.string(), "BIGINT": pa.int64()}
    table = pa.table({name: pa.array(columns[name], kinds[column.type]) for name, column in COLUMNS.items()})
    parquet.write_table(table, path)
