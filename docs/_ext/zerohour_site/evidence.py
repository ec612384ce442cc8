"""`{ledger}`: every law in words, what was proved of it, and by whom."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from zerohour_site import catalogue
from zerohour_site.ledger import ledger_of
from zerohour_site.markup import Cell, badge, depends, links, note, paragraph, prose, table


class LedgerTable(SphinxDirective):
    """The ledger of laws."""

    def run(self) -> list[nodes.Node]:
        """Return the total in a sentence, and the table."""
        depends(self)
        ledger = ledger_of(self.config)
        entries = {entry["law"]: entry for entry in ledger.laws}
        names = sorted({c.law for c in catalogue.constraints()})
        proved = sum(ledger.verdict(name) == "proved" for name in names)
        obligations = sum(entry["obligations"] for entry in ledger.laws)
        solvers = " and ".join(f"{name} {version}" for name, version in ledger.data["solvers"].items())
        lemmas = len(ledger.data["lemmas"])
        total = (
            f"{proved} of {len(names)} laws are proved: {obligations:,} obligations and {lemmas} lemmas, by {solvers}. "
            "Every false twin is refuted."
        )
        rows: list[list[Cell]] = []
        for name in names:
            anchor = nodes.make_id(f"law-{name}")
            note(self, "law", name, anchor, name)
            said = entries.get(name, {"obligations": 0, "solvers": {}, "twin": "not asked"})
            about = [c for c in catalogue.constraints() if c.law == name]
            rules = sorted({rule for c in about for rule in c.rules})
            rows.append(
                [
                    _law_words(name, anchor, [c.sentence for c in about]),
                    about[0].kind,
                    links("rule", rules, self.env.docname),
                    [badge(ledger.verdict(name), ledger.said(name))],
                    f"{said['obligations']:,}",
                    [nodes.inline("", f"{who}: {word}", classes=["zh-line"]) for who, word in said["solvers"].items()],
                    str(said["twin"]),
                ]
            )
        heads = ("Law", "Kind", "Rules", "Verdict", "Obligations", "Solvers", "False twin")
        return [paragraph(total, kind="zh-sentence"), table(heads, rows, "zh-ledger")]


def _law_words(name: str, anchor: str, sentences: list[str]) -> list[nodes.Node]:
    """Return a law: its name, which is where links to it lead, and its sentences."""
    return [nodes.strong("", name, ids=[anchor]), nodes.Text(". "), *prose(" ".join(sentences))]
