"""The ledger of laws, from running the proofs. Nothing here says of a law what a solver has not said just now.

The result is kept beside the built site, under a name that hashes what it depends on, and is never committed.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util import logging

from zerohour.proofs.kept import fingerprint
from zerohour.proofs.ledger import Asked, prove
from zerohour.proofs.solvers import versions
from zerohour_site.catalogue import constraints

SOLVERS = ("z3",)
logger = logging.getLogger(__name__)


class NotProvedError(SphinxError):
    """A law is not proved: there is no site then."""

    category = "The ledger of laws does not hold"


@dataclass(frozen=True)
class Ledger:
    """The ledger, as `zerohour prove --format json` prints it."""

    data: dict[str, Any]

    @property
    def laws(self) -> list[dict[str, Any]]:
        """Its entries, one for each law."""
        laws: list[dict[str, Any]] = self.data["laws"]
        return laws

    def verdict(self, law: str) -> str:
        """Return what the ledger says of a law; `not asked` where it was made for other laws only."""
        return next((str(entry["verdict"]) for entry in self.laws if entry["law"] == law), "not asked")

    def said(self, law: str) -> str:
        """Return who said it, for the reader who points at a badge."""
        entry = next((entry for entry in self.laws if entry["law"] == law), None)
        if entry is None:
            return "not part of this ledger"
        asked = ", ".join(f"{name}: {answer}" for name, answer in entry["solvers"].items())
        return f"{asked}; obligations: {entry['obligations']}; its false twin: {entry['twin']}"


def provide(app: Sphinx, config: Config) -> None:
    """Find or make the ledger, and refuse to build on one that does not hold.

    Its path becomes part of the configuration: a new ledger makes every page anew.
    """
    given = str(config.zerohour_ledger)
    if not given:
        file = Path(app.srcdir) / "_build" / f"ledger-{'-'.join(SOLVERS)}-{fingerprint()[:16]}.json"
        if not file.exists():
            logger.info("proving the laws by %s: some minutes", " and ".join(SOLVERS))
            made = json.dumps(_proved(), indent=1, ensure_ascii=False)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made, encoding="utf-8")
        config.zerohour_ledger = str(file)
    problems = failings(ledger_of(config), whole=not given)
    if problems:
        raise NotProvedError("\n" + "\n".join(problems))


def ledger_of(config: Config) -> Ledger:
    """Return the ledger that the site is built on."""
    return _read(Path(str(config.zerohour_ledger)))


@functools.cache
def _read(file: Path) -> Ledger:
    return Ledger(json.loads(file.read_text(encoding="utf-8")))


def failings(ledger: Ledger, *, whole: bool) -> list[str]:
    """Say what of the ledger does not hold; a whole one has every law."""
    problems: list[str] = []
    for entry in ledger.laws:
        if entry["verdict"] != "proved" or entry["twin"] != "refuted":
            problems.append(f"{entry['law']}: {entry['verdict']}; its false twin: {entry['twin']}")
            problems += [f"  not proved: {place}" for place in entry["open"]]
    for lemma in ledger.data["lemmas"]:
        if set(lemma["answers"].values()) != {"unsat"}:
            problems.append(f"lemma {lemma['lemma']}: {lemma['answers']}")
    missing = {c.law for c in constraints()} - {entry["law"] for entry in ledger.laws}
    if whole:
        problems += [f"{law}: not in the ledger" for law in sorted(missing)]
    return problems


def _proved() -> dict[str, Any]:
    """Prove every law; what is left out is the text of the queries, which no page shows."""
    missing = set(SOLVERS) - set(versions())
    if missing:
        raise NotProvedError(f"{', '.join(missing)} is not installed; remedy: pip install -e '.[docs]'")
    ledger = prove((), Asked(SOLVERS))
    return {key: value for key, value in ledger.items() if key != "queries"}
