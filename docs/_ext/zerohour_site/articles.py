"""`{law-articles}`: the articles of law that rules rest on, from `law.toml`; the cards of these rules show them too."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from zerohour_site import catalogue
from zerohour_site.markup import Cell, between, depends, link, prose, table

FILE = Path(__file__).parents[2] / "law.toml"
LABELS = {"V": "verified: the text was read", "K": "known: not read for this site"}


@dataclass(frozen=True)
class Article:
    """An article of law, in a sentence of our own, and the rules that rest on it."""

    law: str
    place: str
    says: str
    label: str
    rules: tuple[str, ...]

    @property
    def cited(self) -> str:
        """How it is cited, with how we know it."""
        return f"{self.law}, {self.place} [{self.label}]"


@cache
def articles() -> tuple[Article, ...]:
    """Return every article, in the order of the file."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["article"]
    return tuple(
        Article(a["law"], a["place"], " ".join(a["says"].split()), a["label"], tuple(a["rules"])) for a in found
    )


def articles_of(rule_ids: set[str]) -> list[Article]:
    """Return the articles that one of the rules rests on."""
    return [article for article in articles() if rule_ids & set(article.rules)]


def mistaken() -> list[str]:
    """Return what is wrong with the file: rules that nobody states, labels that mean nothing."""
    return [
        *(
            f"{a.law}, {a.place} names {rule_id}, which no function states; remedy: name a rule in docs/law.toml"
            for a in articles()
            for rule_id in a.rules
            if not catalogue.stated_by(rule_id)
        ),
        *(
            f"{a.law}, {a.place} has the label {a.label!r}; remedy: one of {', '.join(LABELS)} in docs/law.toml"
            for a in articles()
            if a.label not in LABELS
        ),
    ]


class LawArticles(SphinxDirective):
    """Every article that a rule rests on."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        depends(self)
        self.env.note_dependency(str(FILE))
        rows: list[list[Cell]] = [
            [
                nodes.Text(f"{a.law}, {a.place}"),
                prose(a.says),
                [nodes.abbreviation("", a.label, explanation=LABELS[a.label])],
                between([link("rule", rule_id, self.env.docname) for rule_id in a.rules], ", "),
            ]
            for a in articles()
        ]
        return [table(("Article", "What it says, in our words", "Label", "Rules that rest on it"), rows, "zh-articles")]
