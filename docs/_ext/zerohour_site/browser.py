"""What the playground asks of the specification. It runs in the reader's browser, with the standard library only."""

import json
from dataclasses import asdict

from zerohour.oracle.scenarios.portable import from_data
from zerohour.oracle.timeline import timeline
from zerohour_site.drawing import draw


def answer(request: str, urls: dict[str, str]) -> str:
    """Run a day that is given as JSON; return its drawing, the end of every order and every moment, as JSON."""
    scenario = from_data(json.loads(request))
    told = timeline(scenario)
    drawn = draw(scenario, lambda rule_id: urls.get(rule_id, "")) if told.orders else ""
    return json.dumps({"drawing": drawn, **asdict(told)}, ensure_ascii=False)
