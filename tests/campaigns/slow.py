"""The bundled late engine, taking its time: a campaign on it can be ended at any moment."""

import time
from typing import Any

from zerohour.oracle.engines.ledger import FEATURES, late_engine

SECONDS = 0.004


class SlowEngine:
    """An engine that thinks before it answers."""

    name, version, features = "slow", "1", FEATURES

    def run(self, scenario: dict[str, Any]) -> dict[str, Any]:
        """Wait a little, then answer as the late engine does."""
        time.sleep(SECONDS)
        return late_engine.run(scenario)


engine = SlowEngine()
