"""The journal of a campaign, in SQLite: what was judged stays judged, whenever the campaign is ended.

A scenario and its finding are noted in one transaction: whatever was not noted is asked again, and leads to the same.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import zerohour.oracle
import zerohour.spec
from zerohour.oracle.campaign import Finding, Judged, Recorded
from zerohour.oracle.scenarios.format import dump, loads
from zerohour.oracle.verdicts import Outcome, Violation

FILE = "journal.sqlite"

TABLES = """
CREATE TABLE IF NOT EXISTS campaign (id INTEGER PRIMARY KEY, key TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS judged (
    campaign INTEGER NOT NULL, number INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    reached TEXT NOT NULL, asked INTEGER NOT NULL, finding TEXT, PRIMARY KEY (campaign, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unchecked (
    campaign INTEGER NOT NULL, number INTEGER NOT NULL, checks TEXT NOT NULL, PRIMARY KEY (campaign, number)
) WITHOUT ROWID;
"""


class JournalError(Exception):
    """The file is no journal, or cannot be written."""


class SqliteJournal:
    """The journal of one campaign in a file that may hold several; `key` says what it asks, and whom."""

    def __init__(self, folder: Path, key: str, *, resume: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        try:
            self._file = sqlite3.connect(self.path, isolation_level=None, timeout=20)
            self._file.execute("PRAGMA journal_mode = WAL")  # a process that is killed leaves whole transactions
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.executescript(TABLES)
            self._id = (self._latest(key) if resume else None) or self._begun(key)
        except sqlite3.Error as error:
            told = f"{self.path}: cannot be used as a journal ({error}); remove it, or name another --report-dir"
            raise JournalError(told) from None

    def known(self) -> dict[int, Recorded]:
        """Return what has been noted, by number. What ended as an error is asked again, and not among it."""
        rows = self._file.execute(
            "SELECT number, outcome, reason, reached, asked, finding, checks FROM judged"
            " LEFT JOIN unchecked USING (campaign, number) WHERE campaign = ? AND outcome != ?",
            (self._id, Outcome.ERROR.value),
        )
        found: dict[int, Recorded] = {}
        for number, outcome, reason, reached, asked, finding, checks in rows:
            unchecked = frozenset[str](json.loads(checks or "[]"))
            judged = Judged(Outcome(outcome), reason, None, frozenset(json.loads(reached)), unchecked, bool(asked))
            found[number] = judged, None if finding is None else _finding(json.loads(finding))
        return found

    def note(self, number: int, judged: Judged, finding: Finding | None) -> None:
        """Note what came of a scenario, for good."""
        told = None if finding is None else json.dumps(_told(finding), ensure_ascii=False)
        reached, unchecked = json.dumps(sorted(judged.reached)), json.dumps(sorted(judged.unchecked))
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("INSERT OR REPLACE INTO unchecked VALUES (?, ?, ?)", (self._id, number, unchecked))
        self._file.execute(
            "INSERT OR REPLACE INTO judged VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._id, number, judged.outcome.value, judged.reason, reached, judged.asked, told),
        )
        self._file.execute("COMMIT")

    def finish(self) -> None:
        """Say that nothing is left to do, and close the file."""
        self._file.execute("UPDATE campaign SET finished = 1 WHERE id = ?", (self._id,))
        self.close()

    def close(self) -> None:
        """Close the file; what is noted stays."""
        self._file.close()

    def _latest(self, key: str) -> int | None:
        row = self._file.execute("SELECT max(id) FROM campaign WHERE key = ?", (key,)).fetchone()
        found: int | None = row[0]
        return found

    def _begun(self, key: str) -> int:
        """Begin a campaign; what finished ones noted is dropped, what unfinished ones noted is kept."""
        self._file.execute("BEGIN IMMEDIATE")
        for table in ("judged", "unchecked"):
            self._file.execute(f"DELETE FROM {table} WHERE campaign IN (SELECT id FROM campaign WHERE finished)")  # noqa: S608
        self._file.execute("DELETE FROM campaign WHERE finished")
        made = self._file.execute("INSERT INTO campaign (key) VALUES (?)", (key,)).lastrowid
        self._file.execute("COMMIT")
        assert made is not None  # noqa: S101  # a row was inserted
        return made


def unfinished(folder: Path, key: str) -> int:
    """Return how many scenarios the latest campaign of this key has noted, if it was not finished; else 0."""
    path = folder / FILE
    if not path.is_file():
        return 0
    asked = "SELECT id, finished FROM campaign WHERE key = ? ORDER BY id DESC LIMIT 1"
    try:
        with closing(sqlite3.connect(path)) as file:
            row = file.execute(asked, (key,)).fetchone()
            if row is None or row[1]:
                return 0
            count: int = file.execute("SELECT count(*) FROM judged WHERE campaign = ?", (row[0],)).fetchone()[0]
    except sqlite3.Error:
        return 0  # opening it as a journal says what is wrong with it
    return count


def key_of(engine: str, identity: Iterable[str], plan: Iterable[str]) -> str:
    """Return what a campaign is known by: whom it asks, what it asks, and by which edition of the specification."""
    return json.dumps([engine, *identity, *plan, edition()], ensure_ascii=False)


def edition() -> str:
    """Return a digest of all that decides what is asked and how it is judged."""
    digest = hashlib.sha256()
    for package in (zerohour.spec, zerohour.oracle):
        for file in _sources(files(package)):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _sources(folder: Traversable) -> Iterable[Traversable]:
    for child in sorted(folder.iterdir(), key=lambda c: c.name):
        if child.is_dir() and child.name != "__pycache__":
            yield from _sources(child)
        elif child.name.endswith((".py", ".toml", ".jsonl")):
            yield child


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "violation": asdict(finding.violation),
        "scenario": dump(finding.scenario),
        "others": [asdict(violation) for violation in finding.others],
        "told": dict(finding.told),
        "wanted": dict(finding.wanted),
    }


def _finding(told: Mapping[str, Any]) -> Finding:
    scenario = loads(told["scenario"], "the journal")
    others = tuple(_violation(violation) for violation in told["others"])
    return Finding(_violation(told["violation"]), scenario, others, told["told"], told["wanted"])


def _violation(told: Mapping[str, Any]) -> Violation:
    return Violation(told["check"], tuple(told["rules"]), told["order"], told["explanation"])
