"""Two logs of one day, before and after a recovery or from two engines: which orders differ, and in what."""

from dataclasses import dataclass
from typing import Any

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.opened import Opened

EXAMPLES = 3
ENDS = ("status", "block")
"""The columns that say what became of an order; the others say what was sent."""


@dataclass(frozen=True)
class Change:
    """Orders that differ in one way: what was, what is, how many, and the first of them."""

    what: str
    before: str
    after: str
    orders: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """How two logs differ. Every order of either is the same, changed, or in one of them only."""

    before: int
    after: int
    same: int
    changed: int
    only_before: int
    only_after: int
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> str:
        """The outcome in a word."""
        return "different" if self.changed or self.only_before or self.only_after else "the same"


def difference(before: Opened, after: Opened) -> Difference:
    """Compare two logs, order by order."""
    database = before.database
    sent = [name for name in COLUMNS if name not in ("id", *ENDS)]
    changed = " OR ".join(f"b.{name} IS DISTINCT FROM a.{name}" for name in COLUMNS if name != "id")
    differs = ", ".join(f"CASE WHEN b.{name} IS DISTINCT FROM a.{name} THEN '{name}' END" for name in sent)
    database.execute(
        f"""
CREATE OR REPLACE TEMP TABLE compared AS
SELECT coalesce(b.id, a.id) AS id, b.id IS NULL AS appeared, a.id IS NULL AS vanished,
  concat_ws('@', b.status, b.block) AS ended, concat_ws('@', a.status, a.block) AS ends,
  concat_ws(', ', {differs}) AS told
FROM {before.table} AS b FULL JOIN {after.table} AS a ON b.id = a.id
WHERE b.id IS NULL OR a.id IS NULL OR {changed}"""  # noqa: S608  # made of our own text
    )
    counts = "count(*) FILTER (appeared), count(*) FILTER (vanished), count(*) FILTER (NOT appeared AND NOT vanished)"
    appeared, vanished, differ = database.execute(f"SELECT {counts} FROM compared").fetchone()  # noqa: S608
    same = before.orders - vanished - differ
    if same != after.orders - appeared - differ:
        raise LogError(f"{before.path}: {same} orders are the same in one log and not in the other; this is a defect")
    return Difference(before.orders, after.orders, same, differ, vanished, appeared, tuple(_changes(database)))


def _changes(database: Any) -> list[Change]:
    """Return the ways in which orders differ, the most frequent first."""
    kinds = {
        "is in the first log only": ("vanished", "ended", "''"),
        "is in the second log only": ("appeared", "''", "ends"),
        "ends otherwise": ("NOT vanished AND NOT appeared AND ended <> ends", "ended", "ends"),
        "was sent otherwise": ("NOT vanished AND NOT appeared AND told <> ''", "told", "told"),
    }
    found: list[Change] = []
    for what, (condition, before, after) in kinds.items():
        rows = database.execute(
            f"SELECT {before} AS was, {after} AS is_, count(*), min(id, {EXAMPLES}) FROM compared WHERE {condition} "  # noqa: S608
            "GROUP BY ALL ORDER BY count(*) DESC, was, is_"
        ).fetchall()
        found += [Change(what, was, now, orders, tuple(ids)) for was, now, orders, ids in rows]
    return found
