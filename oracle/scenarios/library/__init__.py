"""The scenario library: days with a known outcome, each with a note that says what it shows."""

from zerohour.oracle.scenarios import kept
from zerohour.oracle.scenarios.scenario import Scenario


def texts() -> dict[str, str]:
    """Return the text of every scenario file, by its name without ending."""
    return kept.texts(__name__)


def library() -> dict[str, Scenario]:
    """Return every scenario, by the name of its file."""
    return kept.scenarios(texts())


def expected() -> dict[str, dict[str, str]]:
    """Return what each scenario expects of its orders."""
    return kept.endings(texts())
