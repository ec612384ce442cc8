"""Rules, laws, days and questions as things to link to: `` {rule}`GEN-31` `` finds the card, or fails the build."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from zerohour_site.articles import LawArticles
from zerohour_site.cards import SpecFile
from zerohour_site.days import Drawing, Legend, Library, OneDay
from zerohour_site.engines import TrackRecord
from zerohour_site.evidence import LedgerTable
from zerohour_site.figures import Figure, Told, When
from zerohour_site.ledger import ledger_of
from zerohour_site.markup import Place, badge
from zerohour_site.matrix import Gaps, LawByReading, Matrix, MutantTable, NotModelled, TrustedBase, ValueByLaw
from zerohour_site.playground import Playground
from zerohour_site.register import Questions, RuleTable
from zerohour_site.story import ClearingDay, DayOf, FlowsPicture


class LawRole(XRefRole):
    """A link to a law in the ledger, and the badge of its proof."""

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link and the badge."""
        found, messages = super().result_nodes(document, env, node, is_ref)
        ledger = ledger_of(env.config)
        law = str(node["reftarget"])
        return [*found, nodes.Text(" "), badge(ledger.verdict(law), ledger.said(law))], messages


class ZerohourDomain(Domain):
    """The roles, the directives, and what they refer to."""

    name = "zerohour"
    label = "Zerohour"
    object_types: ClassVar[dict[str, ObjType]] = {
        "rule": ObjType("rule", "rule"),
        "statement": ObjType("statement", "statement"),
        "law": ObjType("law", "law"),
        "day": ObjType("day", "day"),
        "entry": ObjType("entry", "entry"),
        "question": ObjType("question", "question"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "rule": XRefRole(warn_dangling=True, innernodeclass=nodes.inline),
        "statement": XRefRole(warn_dangling=True, innernodeclass=nodes.inline),
        "law": LawRole(warn_dangling=True, innernodeclass=nodes.inline),
        "day": XRefRole(warn_dangling=True, innernodeclass=nodes.inline),
        "entry": XRefRole(warn_dangling=True, innernodeclass=nodes.inline),
        "question": XRefRole(warn_dangling=True, innernodeclass=nodes.inline),
        "told": Told(),
        "when": When(),
        "figure": Figure(),
    }
    directives: ClassVar[dict[str, Any]] = {
        "rules": SpecFile,
        "rule-table": RuleTable,
        "timeline": OneDay,
        "drawing": Drawing,
        "legend": Legend,
        "flows": FlowsPicture,
        "clearing-day": ClearingDay,
        "day-of": DayOf,
        "library": Library,
        "questions": Questions,
        "ledger": LedgerTable,
        "track-record": TrackRecord,
        "matrix": Matrix,
        "gaps": Gaps,
        "trusted-base": TrustedBase,
        "mutants": MutantTable,
        "law-articles": LawArticles,
        "law-by-reading": LawByReading,
        "value-by-law": ValueByLaw,
        "not-modelled": NotModelled,
        "playground": Playground,
    }
    initial_data: ClassVar[dict[str, Any]] = {"places": {}}
    dangling_warnings: ClassVar[dict[str, str]] = {
        "rule": "no function of the specification states rule %(target)s, or its page is missing",
        "statement": "no page has a card for %(target)s",
        "law": "there is no law %(target)r in the ledger",
        "day": "no page shows the scenario %(target)r",
        "entry": "the register has no rule %(target)s, or its table is missing",
        "question": "no page asks the question %(target)s",
    }

    @property
    def places(self) -> dict[tuple[str, str], Place]:
        """Where everything is, by kind and name."""
        places: dict[tuple[str, str], Place] = self.data["places"]
        return places

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read anew."""
        for key in [key for key, place in self.places.items() if place.docname == docname]:
            del self.places[key]

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        self.places.update({key: place for key, place in otherdata["places"].items() if place.docname in docnames})

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Return the link, with what the thing says as its tooltip."""
        place = self.places.get((typ, target))
        if place is None:
            return None
        return make_refnode(builder, fromdocname, place.docname, place.anchor, contnode, place.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Offer nothing to the role `any`: a kind is always named."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield everything, for the search and the inventory."""
        for (kind, name), place in self.places.items():
            yield name, name, kind, place.docname, place.anchor, 1
