"""Scenario files that are kept in a folder of the package, by their names without ending."""

from functools import cache
from importlib.resources import files

from zerohour.oracle.scenarios.format import expectations, loads
from zerohour.oracle.scenarios.scenario import Scenario


def texts(package: str) -> dict[str, str]:
    """Return the text of every scenario file of the package."""
    return dict(_texts(package))


@cache
def _texts(package: str) -> dict[str, str]:
    found = sorted((f for f in files(package).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found}


def scenarios(read: dict[str, str]) -> dict[str, Scenario]:
    """Return the scenario that each text is."""
    return {name: _scenario(text, name) for name, text in read.items()}


@cache
def _scenario(text: str, name: str) -> Scenario:
    return loads(text, name)


def endings(read: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return what each text expects of the orders of its scenario."""
    return {name: dict(_endings(text, name)) for name, text in read.items()}


@cache
def _endings(text: str, name: str) -> dict[str, str]:
    return expectations(text, name)
