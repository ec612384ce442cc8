"""Answers that solvers gave before: what has not changed is not made, or not asked, again.

A part of a proof is known by all that it is made of: the specification, the laws, the prover, the solvers and what they
were asked. If that is the same, its queries are not even made. A query is known by its text. Only `sat` and `unsat` are
kept, never that a solver gave up.
"""

import functools
import hashlib
import json
import platform
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zerohour.proofs
import zerohour.spec
from zerohour.proofs.solvers import versions

FILE = "proofs.sqlite"
SAID = ("sat", "unsat")
TABLES = """
CREATE TABLE IF NOT EXISTS parts (key TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    query TEXT, solver TEXT, said TEXT NOT NULL, PRIMARY KEY (query, solver)
) WITHOUT ROWID;
"""


class KeptError(Exception):
    """The file holds no answers, or cannot be written."""


class Kept:
    """The answers that are kept in a file; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        with self._in_words():
            folder.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self._path, isolation_level=None, timeout=60)
            self._file.executescript(TABLES)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def part(self, *asked: object) -> Any:
        """Return what came of a part of a proof; None where it is not known."""
        found = self._asked("SELECT told FROM parts WHERE key = ?", _key(asked))
        return None if found is None else json.loads(found)

    def keep_part(self, told: object, *asked: object) -> None:
        """Keep what came of a part of a proof."""
        self._asked("INSERT OR REPLACE INTO parts VALUES (?, ?)", _key(asked), json.dumps(told))

    def answer(self, query: str, solver: str) -> str | None:
        """Return what the solver, of this version, said of a query; None where it is not known."""
        return self._asked("SELECT said FROM answers WHERE query = ? AND solver = ?", query, _version(solver))

    def keep_answer(self, query: str, solver: str, said: str) -> None:
        """Keep what the solver said of a query, if it said anything."""
        if said in SAID:
            self._asked("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", query, _version(solver), said)

    def _asked(self, statement: str, *values: str) -> str | None:
        with self._in_words():
            found = self._file.execute(statement, values).fetchone()
        return None if found is None else str(found[0])

    @contextmanager
    def _in_words(self) -> Generator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            told = f"{self._path}: cannot be used to keep answers ({error}); remove it, or ask with --fresh"
            raise KeptError(told) from None


def _version(solver: str) -> str:
    return f"{solver} {versions()[solver]}"


def _key(asked: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps([fingerprint(), *asked], default=repr).encode()).hexdigest()


@functools.cache
def fingerprint() -> str:
    """Return a hash of all that the proofs depend on: the specification, the laws, the prover and the solvers."""
    told = hashlib.sha256(json.dumps([versions(), platform.python_version()]).encode())
    for package in (zerohour.spec, zerohour.proofs):
        folder = Path(next(iter(package.__path__)))
        for file in sorted(folder.rglob("*.py")):
            told.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return told.hexdigest()
