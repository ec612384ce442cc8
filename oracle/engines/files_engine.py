"""`--engine files:COMMAND`: a program that is run on a folder of CSV files, for many scenarios at a time.

The folder is the last word of the command. It holds the tables of `tables.py`, with a column `scenario` before the
others; the program writes its answer beside them. Of a folder without scenarios it says who it is, in `engine.csv`.
"""

import contextlib
import csv
import os
import resource
import shlex
import tempfile
import threading
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from zerohour.oracle.engines.engine import (
    ANSWER_BYTES,
    ANSWER_SECONDS,
    EngineError,
    Introduced,
    Watch,
    answered,
    introduction,
    no_watch,
    question,
    reply,
)
from zerohour.oracle.engines.processes import Family
from zerohour.oracle.engines.tables import (
    ASKED,
    INTRODUCTION,
    TOLD,
    Row,
    TableError,
    from_tables,
    introduced,
    to_tables,
)
from zerohour.oracle.scenarios.messages import PROTOCOLS
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import to_wire

SECONDS_A_DAY = 1.0
"""So much longer a run may take for each day in it."""

LARGEST_FILE = 4 * ANSWER_BYTES
"""No file that the program writes becomes larger, its log neither."""

SHOWN_BYTES = 2000
"""So much of the end of what the program logged is shown."""

Tables = Mapping[str, list[Row]]


class FilesEngine:
    """A program that is run on folders."""

    def __init__(self, command: str, watch: Watch = no_watch) -> None:
        self.name, self.version, self._watch = command, "unknown", watch
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise EngineError(f"{command!r} cannot be started: {error}") from None
        self._prepared: dict[int, tuple[Scenario, object]] = {}
        with _folder() as folder:
            self._watch("initialize.request", question(0, "initialize", introduction()))
            _write(folder / "zerohour.csv", INTRODUCTION, _offered())
            self._ask(folder, [])
            told = introduced(self._read(folder / "engine.csv", INTRODUCTION) or ())
        wrong = self._watch("initialize.response", reply(0, told))
        if wrong:
            self._fail(wrong)
        try:
            who = Introduced(told, command)
        except ValueError as error:
            self._fail(f"{error}; write it to engine.csv")
        self.name, self.version, self.features = who.name, who.version, who.features

    def prepare(self, scenarios: Sequence[Scenario]) -> None:
        """Run many scenarios at once, to have their answers when they are asked for; raise EngineError."""
        self._prepared.clear()
        answers = self._batch(scenarios)
        self._prepared = {id(s): (s, a) for s, a in zip(scenarios, answers, strict=True)}

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        _, answer = self._prepared.pop(id(scenario), (scenario, None))
        if answer is None:
            answer = self._batch([scenario])[0]
        wrong = self._watch("run.response", reply(0, answer))
        if wrong:
            self._fail(wrong)
        return answered(answer, self.name)

    def close(self) -> None:
        """Nothing is left behind: each run was ended, and its folder removed."""

    def _batch(self, scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
        """Run the program on the scenarios; return its answers in their order."""
        asked = [to_wire(scenario) for scenario in scenarios]
        for scenario in asked:
            self._watch("run.request", question(0, "run", {"scenario": scenario}))
        with _folder() as folder:
            self._ask(folder, [to_tables(scenario) for scenario in asked])
            told = {table: self._read(folder / f"{table}.csv", ("scenario", *TOLD[table])) for table in TOLD}
        answers = self._by_scenario(told, len(asked))
        try:
            return [from_tables(tables) for tables in answers]
        except TableError as error:
            self._fail(f"answered nonsense: {error}")

    def _by_scenario(self, told: Mapping[str, list[Row] | None], count: int) -> Sequence[Tables]:
        """Return the rows of each scenario by themselves."""
        answers: list[dict[str, list[Row]]] = [
            {table: [] for table, rows in told.items() if rows is not None} for _ in range(count)
        ]
        number_of = {str(n): n - 1 for n in range(1, count + 1)}
        for table, rows in told.items():
            for line, row in enumerate(rows or (), 2):
                scenario = row["scenario"] or ""
                if scenario not in number_of:
                    self._fail(f"answered nonsense: {table}.csv, row {line}: there is no scenario {scenario[:40]!r}")
                answers[number_of[scenario]][table].append(row)
        return answers

    def _ask(self, folder: Path, scenarios: Sequence[Tables]) -> None:
        """Write the scenarios into the folder, and run the program on it."""
        for table, columns in ASKED.items():
            rows = ({"scenario": str(n), **row} for n, tables in enumerate(scenarios, 1) for row in tables[table])
            _write(folder / f"{table}.csv", ("scenario", *columns), rows)
        with tempfile.TemporaryFile() as log:
            try:
                family = Family([*self._words, str(folder)], log=log)
            except (OSError, ValueError, IndexError) as error:
                raise EngineError(f"{self.name!r} cannot be started: {error}") from None
            seconds = ANSWER_SECONDS + SECONDS_A_DAY * len(scenarios)
            late = _ended(family, seconds)
            if family.complaint:
                self._fail(family.complaint, log)
            if late:
                self._fail(f"did not end in {seconds:.0f} s; it has to end when its answer is written", log)
            if family.process.returncode != 0:
                self._fail(f"ended with exit code {family.process.returncode}; it has to be 0", log)

    def _read(self, path: Path, columns: Sequence[str]) -> list[Row] | None:
        """Read a table of an answer; None if there is none."""
        if not path.exists():
            return None
        if not path.is_file() or path.stat().st_size > ANSWER_BYTES:
            self._fail(f"wrote {path.name}, which is no file of at most {ANSWER_BYTES} bytes")
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return self._rows(csv.DictReader(file, strict=True), columns, path.name)
        except (csv.Error, UnicodeDecodeError) as error:
            self._fail(f"wrote {path.name}, which is no CSV in UTF-8: {error}")

    def _rows(self, reader: "csv.DictReader[str]", columns: Sequence[str], name: str) -> list[Row]:
        header = list(reader.fieldnames or ())
        missing = [column for column in columns if column not in header]
        if missing or len(header) != len(set(header)):
            self._fail(f"wrote {name} with the columns {', '.join(header)}; there have to be {', '.join(columns)}")
        rows: list[Row] = []
        for row in reader:
            short: dict[Any, Any] = row
            if None in short or None in short.values():
                self._fail(f"wrote {name}, whose line {reader.line_num} has not as many fields as its first line")
            rows.append({column: row[column] or None for column in columns})
        return rows

    def _fail(self, what: str, log: IO[bytes] | None = None) -> NoReturn:
        raise EngineError(f"{self.name} {what}{_end_of(log) if log else ''}")


@contextlib.contextmanager
def _folder() -> Generator[Path]:
    with tempfile.TemporaryDirectory(prefix="zerohour-") as folder:
        yield Path(folder)


def _ended(family: Family, seconds: float) -> bool:
    """Wait until the program ends, or its time is over; end all that it started; return whether its time was over."""
    process = family.process
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    expired = threading.Event()

    def kill() -> None:
        expired.set()
        process.kill()

    watchdog = threading.Timer(seconds, kill)
    watchdog.start()
    try:
        process.wait()
    finally:
        watchdog.cancel()
        family.end()
    return expired.is_set()


def _offered() -> list[Row]:
    """Return what is told an engine first, as rows."""
    versions: list[Row] = [{"key": "protocolVersion", "value": str(version)} for version in PROTOCOLS]
    return [*versions, {"key": "client", "value": "zerohour"}]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str | None]]) -> None:
    """Write a table as CSV: commas, quotes where they are needed, lines that end as on Unix, UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _end_of(log: IO[bytes]) -> str:
    """Return the end of what the program logged."""
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - SHOWN_BYTES))
    lines = log.read().decode(errors="replace").splitlines()[-20:]
    return "".join(f"\n  it logged: {line}" for line in lines)
