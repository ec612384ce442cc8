"""An engine for Zerohour in Python: an object with `name`, `version`, `features` and `run`."""

from typing import Any


class Engine:
    """Answers one scenario at a time, each from its beginning."""

    name = "my engine"
    version = "1"
    features = ("intraday", "exclusion", "lines")  # what your engine supports; it is asked about nothing else

    def run(self, scenario: dict[str, Any]) -> dict[str, Any]:
        """Run a whole day; return what came of every order."""
        sent = [event for event in scenario["events"] if event["type"] == "submit"]
        return {"orders": {order["id"]: {"status": "refused"} for order in sent}}  # ask your engine instead


engine = Engine()
