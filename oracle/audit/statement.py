"""What an overseer can keep of an audit: what was judged, by what, with which result, and what was not looked at.

The same log gives the same statement, to the letter: it holds no date, and names files without their folders.
"""

import hashlib
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from zerohour.oracle.audit.decide import Audit
from zerohour.oracle.audit.folder import REPORTED
from zerohour.oracle.catalogue import own_rules, state_of
from zerohour.oracle.scenarios.format import reading_values
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.wire import canonical, to_wire
from zerohour.spec.register.rules import RULES

PACKAGES = ("zerohour", "duckdb", "pyarrow", "z3-solver")


@dataclass(frozen=True)
class Statement:
    """What an audit did, and did not."""

    verdict: str
    orders: int
    matched: int
    flagged: int
    unjudged: int
    versions: dict[str, str]
    files: list[dict[str, str | int]]
    """Each with its name, its size in bytes and its SHA-256."""
    rulebook: str
    rulebook_sha256: str
    """Of the timetable, calendar and readings as an engine is told them."""
    day_sha256: str
    """Of the day without its orders as an engine is told it."""
    readings: dict[str, str]
    reconciled: list[str]
    not_reconciled: list[str]
    rules: dict[str, list[str]]
    """The ids of the rules: those that decided an order of the log, stated ones that decided none, those ahead, and
    those that are excused from being stated."""
    decided: dict[str, int]
    """How many orders each rule decided."""
    broken: dict[str, int]
    """Against how many orders' reports each rule speaks."""
    limits: list[str]


def statement(found: Audit) -> Statement:
    """Return the statement of an audit."""
    rulebook = to_wire(Scenario("", found.day.rulebook, (), ()))
    by_state: dict[str, list[str]] = {"decided": sorted(found.decided), "stated": [], "ahead": [], "excused": []}
    for entry in RULES:
        if entry.id not in found.decided:
            state = state_of(entry)
            by_state["stated" if state == "implemented" else state].append(entry.id)
    by_state["stated"] += [rule for rule in own_rules() if rule not in found.decided]
    return Statement(
        verdict=found.verdict,
        orders=found.orders,
        matched=found.matched,
        flagged=found.flagged,
        unjudged=found.unjudged,
        versions={"python": platform.python_version()} | {name: _version(name) for name in PACKAGES + found.packages},
        files=[{"name": f.path.name, "bytes": f.size, "sha256": f.sha256} for f in found.files],
        rulebook=found.day.rulebook.name,
        rulebook_sha256=_sha256({"rulebook": rulebook["rulebook"], "readings": rulebook["readings"]}),
        day_sha256=_sha256(to_wire(found.day)),
        readings=reading_values(found.day.rulebook),
        reconciled=list(found.reconciled),
        not_reconciled=[name for name in REPORTED if name not in found.reconciled],
        rules=by_state,
        decided=dict(sorted(found.decided.items())),
        broken=dict(sorted(found.broken.items())),
        limits=_limits(found),
    )


def _sha256(message: object) -> str:
    return hashlib.sha256(canonical(message).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _limits(found: Audit) -> list[str]:
    limits = [
        "The log is taken at its word: an order that it leaves out is not missed, and nobody else is asked.",
        "The day itself (participants, lines, limits, decrees, marks) is taken as told; the orders' ends are judged.",
        "A rule that decided no order of this log was not put to the test by it.",
        "What the log says is held against one reading of each open question; another reading may judge otherwise.",
    ]
    missing = [name for name in REPORTED if name not in found.reconciled]
    if missing:
        limits.append(f"The log has no {' and no '.join(missing)}; these were not held against the rules.")
    return limits


# -- in Markdown -------------------------------------------------------------------------------------------------------


def markdown(found: Audit) -> str:
    """Return the findings and the statement as a document."""
    told = statement(found)
    parts = [
        f"# Conformance statement: {found.day.name}",
        f"**{told.verdict}**: {_counts(told)}.",
        "## What became of the orders by the rules",
        _table(
            ("by the rules", "the law", "orders"), [(s, law, f"{n:,}") for (s, law), n in sorted(found.law.items())]
        ),
        "## Findings",
        *_findings(found),
        "## What was judged",
        _table(
            ("file", "bytes", "SHA-256"), [(str(f["name"]), f"{f['bytes']:,}", f"`{f['sha256']}`") for f in told.files]
        ),
        f"The day without its orders (participants, lines, limits, decrees, marks), SHA-256 `{told.day_sha256}`.",
        f"Held against the rules besides the orders: {_listed(told.reconciled)}",
        f"Not in the log: {_listed(told.not_reconciled)}",
        "## By what",
        f"Rulebook `{told.rulebook}`, SHA-256 `{told.rulebook_sha256}`, with these readings:",
        _table(("reading", "value"), list(told.readings.items())),
        _table(("program", "version"), list(told.versions.items())),
        "## Rules",
        f"{len(told.rules['decided'])} rules decided orders of this log:",
        _table(
            ("rule", "orders decided", "reports against it"),
            [(rule, f"{n:,}", f"{told.broken.get(rule, 0):,}") for rule, n in told.decided.items()],
        ),
        f"Stated, but decided no order of this log ({len(told.rules['stated'])}): {_listed(told.rules['stated'])}",
        f"Not stated yet ({len(told.rules['ahead'])}): {_listed(told.rules['ahead'])}",
        f"Excused, each for a reason ({len(told.rules['excused'])}): {_listed(told.rules['excused'])}",
        "## Limits",
        "\n".join(f"- {limit}" for limit in told.limits),
    ]
    return "\n\n".join(parts) + "\n"


def _counts(told: Statement) -> str:
    counts = {"orders": told.orders, "matched": told.matched, "flagged": told.flagged, "not judged": told.unjudged}
    return ", ".join(f"{n:,} {what}" for what, n in counts.items())


def _findings(found: Audit) -> list[str]:
    parts: list[str] = []
    for finding in found.findings:
        parts.append(f"### {_text(finding.check)} ({', '.join(finding.rules)})")
        if finding.orders:
            ids = ", ".join(f"`{i}`" for i in finding.examples[:3])
            parts.append(f"{finding.orders:,} orders, among them {ids}.")
        parts.append("\n".join(f"> {_text(line)}" for line in finding.explanation.splitlines()))
    return parts or ["None."]


def _listed(names: list[str]) -> str:
    return (", ".join(names) or "none") + "."


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_text(cell) for cell in line) + " |" for line in lines)


def _text(value: str) -> str:
    return value.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
