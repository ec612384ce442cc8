"""The clearing engine of `zerohour.oracle.engines.sqlite` in PostgreSQL: its statements, made into functions.

`python -m zerohour.oracle.engines.postgres | psql -q "$DATABASE"` loads it; then it is `--engine "sql:$DATABASE"`. What
stands in a statement as :NAME is read from the event at hand. The tables of the engine stay in the database, and are
empty between days: every run is rolled back.
"""

import re
from collections.abc import Iterator

from zerohour.oracle.engines.sqlite import CLEARING, EVENTS, FEATURES, Statement, statements

VERSION = "1"


def script() -> str:
    """Return the engine as a script for psql."""
    every = statements(CLEARING.read_text(encoding="utf-8"))
    tables = [statement.text for statement in every if statement.kinds == ("tables",)]
    names = [name for text in tables for name in re.findall(r"create (table|view) (\w+)", text)]
    return "\n".join(
        [
            "-- A clearing engine in PostgreSQL, printed by: python -m zerohour.oracle.engines.postgres",
            "set client_min_messages = warning;",
            *(f"drop {what} if exists {name};" for what, name in reversed(names)),
            *(f"{text.replace('create table', 'create unlogged table')};" for text in tables),
            *_initialize(),
            *_run(every),
            "",
        ]
    )


def _initialize() -> Iterator[str]:
    said = {"protocolVersion": "1", "name": "PostgreSQL engine", "version": VERSION, "language": "SQL"}
    rows = [*said.items(), *(("feature", feature) for feature in FEATURES)]
    yield "create or replace function zerohour_initialize() returns table (key text, value text) language sql as $$"
    yield "  values " + ", ".join(f"('{key}', '{value}')" for key, value in rows)
    yield "$$;"


def _run(every: list[Statement]) -> Iterator[str]:
    """Yield the function that runs a day: the statements in the order of the script, each for its kinds of events.

    Its tables have no statistics, so PostgreSQL takes them for large: compiling and planning would take a hundred times
    as long as a small day.
    """
    yield "create or replace function zerohour_run() returns void language plpgsql"
    yield "set jit = off set plan_cache_mode = force_generic_plan as $$"
    yield "#variable_conflict use_column"
    yield "declare e record; kind text;"
    yield "begin"
    yield from (f"{s.text};" for s in every if s.kinds == ("opening",))
    yield f"for e in {EVENTS} loop"
    yield "kind := concat_ws(' ', e.type, e.account);"
    for statement in every:
        if not {"tables", "opening", "closing"} & set(statement.kinds):
            kinds = ", ".join(f"'{kind}'" for kind in statement.kinds)
            text = re.sub(r":(\w+)", r"e.\1", statement.text)
            again = f"loop {text}; exit when not found; end loop;" if statement.repeat else f"{text};"
            yield f"if kind in ({kinds}) then {again} end if;"
    yield "end loop;"
    yield from (f"{s.text};" for s in every if s.kinds == ("closing",))
    yield "end"
    yield "$$;"
