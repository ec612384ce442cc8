"""An adapter for Zerohour: reads the CSV files of a folder, and writes its answer beside them.

It is run with the folder as its argument, for many scenarios at once: python3 adapter.py FOLDER
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

FEATURES = ["intraday", "exclusion", "lines"]  # what your engine supports; it is asked about nothing else


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def main(folder: Path) -> None:
    """Say who we are, and what came of every order of every scenario."""
    said = [("protocolVersion", "1"), ("name", "my engine"), ("version", "1"), *(("feature", f) for f in FEATURES)]
    write(folder / "engine.csv", ("key", "value"), said)
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    sent = {(event["scenario"], event["id"]): event for event in events if event["type"] == "submit"}
    orders = [(scenario, order, "refused", "") for scenario, order in sent]  # ask your engine instead
    write(folder / "orders.csv", ("scenario", "id", "status", "block"), orders)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
