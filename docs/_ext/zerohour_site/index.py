"""The index for machines: everything that the site says of rules, laws, questions and days, as `zerohour.json`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from zerohour.oracle.catalogue import smallest, switches
from zerohour.oracle.explore.broken import broken_by, worded_for
from zerohour.spec.register.questions import QUESTIONS
from zerohour.spec.register.rules import RULES
from zerohour_site import catalogue
from zerohour_site.articles import articles
from zerohour_site.chain import chains
from zerohour_site.ledger import Ledger, ledger_of

SCHEMA = 1
FILE = "zerohour.json"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index beside the pages, if they were built and there is a page for what is in it."""
    if exception is not None or app.builder.format != "html" or not app.config.zerohour_chain:
        return
    made = json.dumps(index(app, ledger_of(app.config)), ensure_ascii=False, indent=1)
    (Path(app.outdir) / FILE).write_text(made + "\n", encoding="utf-8")


def index(app: Sphinx, ledger: Ledger) -> dict[str, Any]:
    """Return everything, each thing with its page."""
    places = app.env.domaindata["zerohour"]["places"]

    def url(kind: str, name: str) -> str:
        place = places.get((kind, name))
        return f"{app.builder.get_target_uri(place.docname)}#{place.anchor}" if place else ""

    behind = {chain.rule: chain for chain in chains(ledger)}
    return {
        "schema": SCHEMA,
        "project": {"name": app.config.project, "version": app.config.version},
        "rules": [
            {
                "id": entry.id,
                "pages": entry.page,
                "sentence": entry.sentence,
                "state": catalogue.state_of(entry),
                "excused": entry.excused,
                "questions": list(entry.disputed),
                "url": url("rule", entry.id) or url("entry", entry.id),
            }
            | (_behind(behind[entry.id]) if entry.id in behind else {})
            for entry in RULES
        ],
        "own_rules": [
            {"id": rule_id, "sentence": catalogue.own_sentence(rule_id), "url": url("rule", rule_id)}
            | _behind(behind[rule_id])
            for rule_id in catalogue.own_rules()
        ],
        "articles": [asdict(article) for article in articles()],
        "laws": [entry | {"url": url("law", str(entry["law"]))} for entry in ledger.laws],
        "questions": [
            {
                "id": entry.id,
                "question": entry.question,
                "kind": entry.kind.value,
                "statements": [{"pages": s.pages, "says": s.words} for s in entry.statements],
                "values": list(entry.values),
                "ruling": entry.ruling,
                "reason": entry.reason,
                "follows": entry.follows,
                "url": url("question", entry.id),
            }
            for entry in QUESTIONS
        ],
        "readings": [
            {"name": s.name, "question": s.entry.id if s.entry else None, "values": s.values, "default": s.default}
            | {"smallest": {v: {"note": d.scenario.note, "scenario": d.text} for v, d in smallest(s).items()}}
            | {"breaks": {v: [asdict(each) for each in found] for v, found in broken_by(s).items()}}
            | {"laws_worded_for_it": sorted(law for law, names in worded_for().items() if s.name in names)}
            for s in switches().values()
        ],
        "days": [
            {"name": day.name, "title": day.scenario.name, "note": day.scenario.note, "url": url("day", day.name)}
            | {"rulebook": day.scenario.rulebook.name, "decided": sorted(day.decided)}
            for day in catalogue.days().values()
        ],
    }


def _behind(chain: Any) -> dict[str, Any]:
    code = [{"function": f"{s.module}.{s.name}", "place": s.place, "sentence": s.sentence} for s in chain.statements]
    return {
        "code": code,
        "laws": list(chain.laws),
        "days": list(chain.days),
        "vectors": list(chain.vectors),
        "gaps": chain.gaps,
    }
