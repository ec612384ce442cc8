"""An adapter for Zerohour: one JSON message a line on standard input and output. Log to standard error."""

import json
import sys
from typing import Any

FEATURES = ["intraday", "exclusion", "lines"]  # what your engine supports; it is asked about nothing else


def run(scenario: dict[str, Any]) -> dict[str, Any]:
    """Run a whole day; return what came of every order."""
    sent = [event for event in scenario["events"] if event["type"] == "submit"]
    return {"orders": {order["id"]: {"status": "refused"} for order in sent}}  # ask your engine instead


def main() -> None:
    """Answer every question, and flush every answer."""
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        if asked["method"] == "initialize":
            result = {"protocolVersion": 1, "name": "my engine", "version": "1", "features": FEATURES}
        else:
            result = run(asked["params"]["scenario"])
        print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}), flush=True)


if __name__ == "__main__":
    main()
