"""Scenario files that are kept in a folder of the package, by their names without ending."""

from importlib.resources import files

from zerohour.oracle.scenarios.format import expectations, loads
from zerohour.oracle.scenarios.scenario import Scenario


def texts(package: str) -> dict[str, str]:
    """Return the text of every scenario file of the package."""
    found = sorted((f for f in files(package).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found}


def scenarios(package: str) -> dict[str, Scenario]:
    """Return every scenario of the package."""
    return {name: loads(text, name) for name, text in texts(package).items()}


def endings(package: str) -> dict[str, dict[str, str]]:
    """Return what each scenario of the package expects of its orders."""
    return {name: expectations(text, name) for name, text in texts(package).items()}
