"""A report as one HTML file that needs nothing else: no other file, no other host."""

from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from zerohour.oracle.reports.drawing import svg
from zerohour.oracle.reports.record import Finding, Report, holdable

TONES = {0: "good", 1: "bad"}


def text(report: Report) -> str:
    """Write the report as HTML."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(
        files("zerohour.oracle.reports").joinpath("report.html.jinja").read_text("utf-8")
    )
    page = template.render(report=report, tone=TONES.get(report.exit_code, "warn"), drawing=_drawing)
    return holdable(page) + "\n"


def _drawing(finding: Finding) -> Markup:
    return Markup(svg(finding))  # noqa: S704  # every text in it is escaped where it is put in
