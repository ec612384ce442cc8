"""The scenario library: days with a known outcome, each with a note that says what it shows."""

from importlib.resources import files

from zerohour.oracle.scenarios.format import expectations, loads
from zerohour.oracle.scenarios.scenario import Scenario


def texts() -> dict[str, str]:
    """Return the text of every scenario file, by its name without ending."""
    found = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found}


def library() -> dict[str, Scenario]:
    """Return every scenario, by the name of its file."""
    return {name: loads(text, name) for name, text in texts().items()}


def expected() -> dict[str, dict[str, str]]:
    """Return what each scenario expects of its orders."""
    return {name: expectations(text, name) for name, text in texts().items()}
