"""For each value of each reading the smallest day on which it differs from the default: `zerohour readings --search`.

A file is written by the value; its name is that of the reading and of the value.
"""

from zerohour.oracle.scenarios import kept
from zerohour.oracle.scenarios.scenario import Scenario


def file_name(switch: str, value: str) -> str:
    """Return the name of the file of a value, without its ending: `smallest_a01_conditional` for A-01 = conditional."""
    return f"smallest_{switch.lower().replace('-', '')}_{value}"


def texts() -> dict[str, str]:
    """Return the text of every file, by its name without ending."""
    return kept.texts(__name__)


def smallest_days() -> dict[str, Scenario]:
    """Return every day, by the name of its file."""
    return kept.scenarios(texts())


def expected() -> dict[str, dict[str, str]]:
    """Return what each day expects of its orders."""
    return kept.endings(texts())
