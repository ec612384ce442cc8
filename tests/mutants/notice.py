"""Say which kinds of evidence notice the specification that this program finds: `python notice.py LOGS LAW WHERE`.

Run with a changed copy of the specification in the way, it notices; with the real one it must not.
"""

import json
import sys
from pathlib import Path

import zerohour.spec
from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.scenarios.format import load
from zerohour.oracle.scenarios.library import expected, library
from zerohour.oracle.scenarios.scenario import report_of
from zerohour.oracle.vectors import vectors, wrong
from zerohour.proofs.ledger import Asked, prove_group


def tests() -> list[str]:
    """Return the scenarios of the library that do not end as worked out by hand."""
    noticed: list[str] = []
    for name, scenario in library().items():
        orders = report_of(scenario.run()).orders
        ends = {i: o.status + (f"@{o.block}" if o.block else "") for i, o in orders.items()}
        if ends != expected()[name]:
            noticed.append(name)
    return noticed


def proof(law: str, where: str) -> list[str]:
    """Return the obligations of the law that are not proved."""
    return [
        f"{a.where}: {a.predicate}" for a in prove_group(where, (law,), Asked(("z3",))) if a.answers["z3"] != "unsat"
    ]


def logs(folder: Path) -> list[str]:
    """Return the first log in which the audit flags an order, or which it can no longer judge."""
    for log in sorted(folder.glob("*.parquet")):
        try:
            if audit(log, load(log.with_suffix(".toml"))).flagged:
                return [log.stem]
        except LogError:
            return [log.stem]
    return []


def main() -> None:
    """Print what notices, by kind of evidence."""
    folder, law, where = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    noticed = {
        "specification": list(zerohour.spec.__path__),
        "test": tests(),
        "proof": proof(law, where),
        "vector": wrong(vectors())[:20],
        "audit": logs(folder),
    }
    sys.stdout.write(json.dumps(noticed) + "\n")


if __name__ == "__main__":
    main()
