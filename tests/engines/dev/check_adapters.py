"""The adapters that need Node.js, Java, Go or PostgreSQL, engines in a database, and Mojaloop.

The README's test command needs Python alone, so this file is not called `test_…`, and is collected where it is named:
`python -m pytest tests/engines/dev/check_adapters.py`, after `npm ci --prefix oracle/engines/mojaloop`.
"""

import json
import re
import runpy
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from zerohour.oracle.campaign import check, run_campaign, scenarios_to_try
from zerohour.oracle.engines import sql_engine
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.engines.tables import ASKED, to_tables
from zerohour.oracle.engines.templates import TEMPLATES
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.format import load
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.wire import to_wire

DATABASE: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("database.py")))
SPEED: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "engines.py"))
RUN: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "documents" / "pages.py"))
DAY = library()["exactly_covered"]
SCENARIOS = 2000
"""So many are put to the engine in PostgreSQL; the nightly run puts more."""
ROOT = Path(__file__).parents[3]
MOJALOOP = f"cmd:node {ROOT / 'oracle' / 'engines' / 'mojaloop' / 'adapter.js'}"
RECORD = sorted((ROOT / "docs" / "track_record" / "mojaloop").glob("*.toml"))

RUNS = {
    "a wrong statement": ("perform 1 / 0", "reported an error: division by zero"),
    "a run without end": ("loop end loop", "reported an error: canceling statement due to statement timeout"),
    "an unknown status": (
        "insert into zerohour_orders (id, status) values ('o1', 'paid')",
        "answered nonsense: orders.o1.status: 'paid' is none of",
    ),
    "an order twice": (
        "insert into zerohour_orders (id, status) values ('o1', 'settled'), ('o1', 'rejected')",
        "answered nonsense: `orders` has two rows for 'o1'; write one",
    ),
    "a fraction": (
        "insert into zerohour_balances (participant, account, amount) values ('A', 'batch', 1.5)",
        "answered nonsense: balances.A.batch: '1.5' is no amount",
    ),
}
"""What a function may do, and the words for it."""


def as_text(value: object) -> str | None:
    """Return a value of the database as it stands in a file."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture(scope="module", name="database")
def database_fixture() -> Iterator[str]:
    """Start a database server of our own; return its address."""
    with DATABASE["server"]() as address:
        yield address


@pytest.fixture(name="functions")
def functions_fixture(database: str) -> Callable[[str], str]:
    """Return a function that loads the adapter, with another run; it returns what `--engine` is given."""

    def load(run: str) -> str:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(TEMPLATES["sql"].text.encode())
            body = f"begin {run}; end"
            connection.execute(
                f"create or replace function zerohour_run() returns void language plpgsql as $$ {body} $$".encode()
            )
        return f"sql:{database}"

    return load


@pytest.mark.parametrize("kind", ["node", "java", "go"])
def test_adapter_passes_as_it_stands(kind: str, tmp_path: Path) -> None:
    template = TEMPLATES[kind]
    told = RUN["printed"](
        f"zerohour init {kind}; {template.first} zerohour smoke --validate --engine '{template.engine}'", tmp_path
    )
    assert "my engine 1 is ready" in told, told


@pytest.mark.parametrize("name", SPEED["ASKED"])
def test_speed_can_be_told_of_every_engine(name: str) -> None:
    row = SPEED["row"](name, SPEED["ASKED"][name], 20)  # raises ValueError where one is asked what it does not support
    assert row.startswith(f"| {name} | 20 | ")


def test_engine_in_postgresql_raises_no_alarm(database: str) -> None:
    DATABASE["load_engine"](database)
    with closing(connect(f"sql:{database}")) as tested:
        found = run_campaign(tested, scenarios_to_try(5, tested.features), 5, SCENARIOS)
    assert (found.verdict, found.counts["conforms"]) == ("conforms", SCENARIOS)


def test_mojaloop_a_message_at_a_time_conforms() -> None:
    with closing(connect(MOJALOOP)) as tested:
        found = run_campaign(tested, scenarios_to_try(1, tested.features), 1, 300)
    assert found.verdict == "conforms"
    assert found.counts["conforms"] > 30


@pytest.mark.parametrize("file", RECORD, ids=lambda file: file.stem)
def test_mojaloop_in_batches_shows_what_is_on_record(file: Path) -> None:
    with closing(connect(f"{MOJALOOP} --batch", validation)) as tested:
        verdict = check(tested, load(file))
    assert file.stem.partition("-")[2] in [re.sub(r"\W", "-", violation.check) for violation in verdict.violations]


def test_commands_on_the_page_about_databases_print_what_it_shows(database: str, tmp_path: Path) -> None:
    ((commands, output),) = RUN["shown"]("sql")
    told = RUN["printed"](commands, tmp_path, DATABASE=database)
    assert told.replace(database, "$DATABASE") == RUN["timeless"](output)


def test_engine_in_a_database_is_judged_and_every_message_is_valid(functions: Callable[[str], str]) -> None:
    sent = "select distinct id, 'refused' from zerohour_events where type = 'submit'"
    with closing(connect(functions(f"insert into zerohour_orders (id, status) {sent}"), validation)) as tested:
        found = run_campaign(tested, scenarios_to_try(5, tested.features), 5, 40)
    assert (found.verdict, found.counts["error"]) == ("violation", 0)


@pytest.mark.parametrize("what", RUNS)
def test_fault_is_an_error_told_in_words(
    what: str, functions: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, words = RUNS[what]
    with closing(connect(functions(run))) as tested:
        monkeypatch.setattr(sql_engine, "ANSWER_SECONDS", 0.5)
        for _ in range(2):  # and is so again: nothing is left of the first
            with pytest.raises(EngineError, match=re.escape(words)):
                tested.run(DAY)


@pytest.mark.parametrize("table", ASKED)
def test_tables_in_the_database_hold_what_the_files_hold(table: str, functions: Callable[[str], str]) -> None:
    day = library()["denmark_technical_by_name"]
    rows = f"select json_agg(row_to_json(t)) from zerohour_{table} t"  # noqa: S608  # a table of ours
    engine = functions(f"raise exception 'holds %', ({rows})")
    with closing(connect(engine)) as tested, pytest.raises(EngineError) as raised:
        tested.run(day)
    held: list[dict[str, object]] = json.loads(str(raised.value).partition("holds ")[2])
    assert [{name: as_text(value) for name, value in row.items()} for row in held] == to_tables(to_wire(day))[table]


def test_what_a_run_does_is_rolled_back(functions: Callable[[str], str], database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("create table ledger (amount numeric)")
        with closing(connect(functions("insert into ledger values (1)"))) as tested:
            tested.run(DAY)
            assert connection.execute("select count(*) from ledger").fetchone() == (0,)
        ours, until = "select count(*) from pg_class where relname like 'zerohour%'", time.monotonic() + 10
        while connection.execute(ours).fetchone() != (0,) and time.monotonic() < until:
            time.sleep(0.02)  # the server clears up after a session when we are gone already
        assert connection.execute(ours).fetchone() == (0,)


def test_tables_are_emptied_now_and_then(functions: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_engine, "TIDIED_AFTER", 3)
    pages = "pg_relation_size('zerohour_events') / current_setting('block_size')::int"
    with closing(connect(functions(f"raise exception 'holds % pages', {pages}"))) as tested:
        for _ in range(7):
            with pytest.raises(EngineError, match="holds 1 pages"):
                tested.run(DAY)


def test_database_without_the_functions_is_told_so(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("drop function if exists zerohour_initialize()")
    with pytest.raises(EngineError, match=r"function zerohour_initialize\(\) does not exist"):
        connect(f"sql:{database}")


def test_database_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"the database cannot be reached: .*No such file"):
        connect(f"sql:{DATABASE['SERVER']}{tmp_path}")
