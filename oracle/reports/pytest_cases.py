"""A report as pytest cases: each fails as long as its finding is there, and stays as a test of the engine."""

import re

from zerohour.oracle.reports.record import Report

HEAD = '''"""What Zerohour found. Each case fails as long as the engine does not conform on its scenario."""

from zerohour.oracle.testing import assert_conforms
'''


def text(report: Report) -> str:
    """Write a module of cases."""
    return "\n\n".join([HEAD, *(finding.case for finding in report.findings if finding.case)])


def case(number: int, check: str, engine: str, scenario: str) -> str:
    """Return one case, to be pasted below the import of `assert_conforms`."""
    name = re.sub(r"\W+", "_", check.lower(), flags=re.ASCII).strip("_")
    held = "'''" if "'''" not in scenario and "\\" not in scenario and not scenario.endswith("'") else ""
    told = f"r{held}\n{scenario.strip()}\n{held}" if held else ascii(scenario)
    return f"def test_{number:02}_{name}() -> None:\n    assert_conforms({engine!r}, {told})\n"
