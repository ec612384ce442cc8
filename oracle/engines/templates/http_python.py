"""An adapter for Zerohour: a server with two routes, POST /initialize and POST /run. Standard library only.

Start it with a port: python3 adapter.py 8765
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FEATURES = ["intraday", "exclusion", "lines"]  # what your engine supports; it is asked about nothing else


def initialize(_asked: dict[str, Any]) -> dict[str, Any]:
    """Say who we are."""
    return {"protocolVersion": 1, "name": "my engine", "version": "1", "features": FEATURES}


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Run a whole day; return what came of every order."""
    sent = [event for event in asked["scenario"]["events"] if event["type"] == "submit"]
    return {"orders": {order["id"]: {"status": "refused"} for order in sent}}  # ask your engine instead


ROUTES = {"/initialize": initialize, "/run": run}


class Adapter(BaseHTTPRequestHandler):
    """Answers JSON with JSON."""

    protocol_version = "HTTP/1.1"  # a connection is kept for many questions
    wbufsize = -1  # an answer is sent in one piece

    def do_POST(self) -> None:
        """Answer one question."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        route = ROUTES.get(self.path)
        answer = json.dumps(route(json.loads(asked)) if route else "no such route").encode()
        self.send_response(200 if route else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Adapter).serve_forever()
