"""The chain behind each rule: source, code, law, proof, test, example. A link that is missing is a gap.

A gap that `gaps.toml` does not explain fails the build, and so does an explanation of a gap that is closed.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from zerohour.spec.register.rules import RULES
from zerohour_site import catalogue
from zerohour_site.articles import mistaken
from zerohour_site.catalogue import Statement
from zerohour_site.ledger import Ledger, ledger_of
from zerohour_site.traces import days_that_run, vectors_that_run

LINKS = ("source", "code", "law", "proof", "test", "example")


class BrokenChainError(SphinxError):
    """A rule lacks a link that nothing explains: there is no site then."""

    category = "The chain from source to test is broken"


@dataclass(frozen=True)
class Chain:
    """What stands behind a rule."""

    rule: str
    pages: str
    statements: tuple[Statement, ...]
    laws: tuple[str, ...]
    proved: tuple[str, ...]
    days: tuple[str, ...]
    """The days of the library that run it: its examples, with an outcome that is checked."""
    vectors: tuple[str, ...]

    @property
    def gaps(self) -> list[str]:
        """The links that are missing."""
        there = {
            "source": bool(self.pages),
            "code": bool(self.statements),
            "law": bool(self.laws),
            "proof": len(self.proved) == len(self.laws),
            "test": bool(self.vectors or self.days),
            "example": bool(self.days),
        }
        return [link for link in LINKS if not there[link]]


def chains(ledger: Ledger) -> list[Chain]:
    """Return the chain behind every rule that is implemented, in the order of the register, our own last."""
    stated = [entry.id for entry in RULES if catalogue.stated_by(entry.id)]
    return [_chain(rule_id, ledger) for rule_id in (*stated, *catalogue.own_rules())]


def _chain(rule_id: str, ledger: Ledger) -> Chain:
    statements = catalogue.stated_by(rule_id)
    days, vectors = _runs(rule_id)
    laws = tuple(catalogue.laws_of({rule_id}))
    return Chain(
        rule_id,
        next((r.page for s in statements for r in s.rules if r.id == rule_id), ""),
        statements,
        laws,
        tuple(law for law in laws if ledger.verdict(law) in ("proved", "not asked")),
        days,
        vectors,
    )


@cache
def _runs(rule_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the days and the vectors that run a function which states the rule."""
    functions = [s.function for s in catalogue.stated_by(rule_id)]
    days = dict.fromkeys(name for f in functions for name in days_that_run(f))
    vectors = dict.fromkeys(name for f in functions for name in vectors_that_run(f))
    return tuple(days), tuple(vectors)


def explained(folder: Path) -> dict[str, dict[str, str]]:
    """Return the gaps that are explained: by link, then by rule, with the reason."""
    file = folder / "gaps.toml"
    read: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return read


def complaints(found: list[Chain], reasons: dict[str, dict[str, str]]) -> list[str]:
    """Return the gaps that nothing explains, and the explanations of what is no gap."""
    gaps = {(link, chain.rule) for chain in found for link in chain.gaps}
    known = {(link, rule_id) for link, rules in reasons.items() for rule_id in rules}
    return [
        *(
            f"{rule_id} has no {link}; remedy: add it, or say in docs/gaps.toml why not"
            for link, rule_id in sorted(gaps - known)
        ),
        *(
            f"{rule_id} has a {link}, or is no rule; remedy: take it out of [{link}] in docs/gaps.toml"
            for link, rule_id in sorted(known - gaps)
        ),
    ]


def unregistered() -> list[str]:
    """Return the rules that the code states under an id that the register does not have."""
    own = [rule_id for rule_id in catalogue.own_rules() if not rule_id.startswith("OWN-")]
    return [f"{rule_id} is stated by the code and not in the register; remedy: name it as there" for rule_id in own]


def unlawful() -> list[str]:
    """Return the rules that a law cites and that no function states."""
    cited = {rule_id: f"the law {c.law!r}" for c in catalogue.constraints() for rule_id in c.rules}
    return [
        f"{rule_id} is cited by {who}, and no function states it; remedy: name it as the code does"
        for rule_id, who in sorted(cited.items())
        if not catalogue.stated_by(rule_id)
    ]


def misquoted() -> list[str]:
    """Return the rules for which the code names other pages than the register."""
    pages = {entry.id: entry.page for entry in RULES}
    return [
        f"{r.id} is on page {pages[r.id]} by the register, and the code of {s.name} says {r.page!r}; remedy: agree"
        for s in catalogue.statements()
        for r in s.rules
        if r.id in pages and r.page != pages[r.id]
    ]


def drifted() -> list[str]:
    """Return the days of the library that no longer end as they say."""
    return [
        f"{name}: {order} is {now}, and the scenario expects {wanted}; remedy: find out which of them is wrong"
        for name, order, wanted, now in catalogue.surprises()
    ]


def check(app: Sphinx) -> None:
    """Refuse to build a site with a chain that is broken."""
    if not app.config.zerohour_chain:
        return
    problems = [*unregistered(), *unlawful(), *misquoted(), *mistaken(), *drifted()]
    if not problems:  # what is behind a rule is asked of code that agrees with the register
        problems = complaints(chains(ledger_of(app.config)), explained(Path(app.srcdir)))
    if problems:
        raise BrokenChainError("\n" + "\n".join(problems))
