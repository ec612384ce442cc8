"""For each value of each reading the smallest day on which it differs from the default: `zerohour readings --search`.

A file is written by the value; its name is that of the reading and of the value.
"""

from importlib.resources import files

from zerohour.oracle.scenarios.format import expectations, loads
from zerohour.oracle.scenarios.scenario import Scenario


def file_name(switch: str, value: str) -> str:
    """Return the name of the file of a value, without its ending: `smallest_a01_conditional` for A-01 = conditional."""
    return f"smallest_{switch.lower().replace('-', '')}_{value}"


def texts() -> dict[str, str]:
    """Return the text of every file, by its name without ending."""
    found = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found}


def smallest_days() -> dict[str, Scenario]:
    """Return every day, by the name of its file."""
    return {name: loads(text, name) for name, text in texts().items()}


def expected() -> dict[str, dict[str, str]]:
    """Return what each day expects of its orders."""
    return {name: expectations(text, name) for name, text in texts().items()}
