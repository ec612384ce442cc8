"""`{playground}`: a page on which the specification itself runs, in the reader's browser, on a day that they change.

What the page needs is written beside it: the code in an archive, the days of the library as data, and Python for
browsers, copied from `docs/browser/node_modules` if `npm ci` was run there. No other host is asked.
"""

import html
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import zerohour.oracle
import zerohour.spec
from zerohour.oracle.catalogue import switches
from zerohour.oracle.scenarios.portable import timetables, to_data
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import money, words
from zerohour.spec.readings import Readings
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.timetable import NEVER, Block
from zerohour_site import catalogue
from zerohour_site.days import figure_of
from zerohour_site.markup import depends
from zerohour_site.pictures import UNSET

PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""The core of Python for browsers, as it is published on npm."""
ORACLE = (
    "__init__.py",
    "choices.py",
    "timeline.py",
    "scenarios/__init__.py",
    "scenarios/clock.py",
    "scenarios/portable.py",
    "scenarios/scenario.py",
)
SITE = ("browser.py", "drawing.py")
AMOUNTS = ("amount", "line", "limit")
"""The fields of events that hold money."""
FIRST = "bank_fails_at_10_07"
logger = logging.getLogger(__name__)


class Playground(SphinxDirective):
    """The controls, and the place for the answer, which holds the day as it is until something is changed."""

    def run(self) -> list[nodes.Node]:
        """Return them."""
        depends(self)
        at = "../" * self.env.docname.count("/") + "_static/"
        days = "".join(
            f'<option value="{html.escape(name)}"{" selected" if name == FIRST else ""}>'
            f"{html.escape(day.scenario.name)}</option>"
            for name, day in catalogue.days().items()
        )
        controls = CONTROLS.replace("DAYS", days).replace("AT", at)
        return [
            nodes.raw("", controls, format="html"),
            figure_of(catalogue.days()[FIRST], {}),
            nodes.raw("", AFTER.replace("AT", at), format="html"),
        ]


CONTROLS = """
<form id="zh-playground" data-at="AT" autocomplete="off">
<p><label>Day <select name="day">DAYS</select></label> <button type="reset">As it was</button></p>
<p id="zh-note"></p>
<details class="zh-details" open><summary>What happens</summary>
<div class="zh-fields" data-part="events"></div></details>
<details class="zh-details"><summary>The timetable</summary><div class="zh-fields" data-part="times"></div></details>
<details class="zh-details"><summary>Readings of the open questions</summary>
<div class="zh-fields" data-part="readings"></div></details>
<p id="zh-status" role="status">Change something, and the specification is loaded and run in your browser.</p>
</form>
<div id="zh-drawing">
"""
AFTER = """
</div>
<div id="zh-answer"></div>
<script type="module" src="ATplayground.mjs"></script>
<noscript><p>The playground needs JavaScript; the day above was run when this page was built.</p></noscript>
"""


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write what the page needs, if there is such a page."""
    if exception is not None or app.builder.format != "html" or "playground" not in app.env.found_docs:
        return
    folder = Path(app.outdir) / "_static" / "playground"
    folder.mkdir(parents=True, exist_ok=True)
    archive(folder / "zerohour.zip")
    told = json.dumps(data(_urls(app)), ensure_ascii=False, separators=(",", ":"))
    (folder / "data.json").write_text(told, encoding="utf-8")
    core = Path(app.srcdir) / "browser" / "node_modules" / "pyodide"
    if not core.exists():
        logger.info("the playground has no Python for browsers; remedy: npm ci --prefix docs/browser, and build again")
        return
    (folder / "pyodide").mkdir(exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(core / name, folder / "pyodide" / name)
    keep_memory(Path(app.srcdir) / "browser" / "snapshot.mjs", folder)


def keep_memory(script: Path, folder: Path) -> None:
    """Keep the memory of a Python that has imported the specification; without it the page starts more slowly."""
    (folder / "snapshot.bin").unlink(missing_ok=True)
    node = shutil.which("node")
    if node is None:
        logger.info("the playground starts slowly, for there is no Node to make its snapshot")
        return
    done = subprocess.run([node, script, folder], capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if done.returncode != 0:
        logger.warning("the snapshot of the playground could not be made: %s", done.stderr.strip())


def archive(file: Path) -> None:
    """Write the specification, and what runs and draws a day, as an archive that Python imports from."""
    spec, oracle = (Path(next(iter(p.__path__))) for p in (zerohour.spec, zerohour.oracle))
    site = Path(__file__).parent
    found = {f"zerohour/spec/{f.relative_to(spec).as_posix()}": f for f in sorted(spec.rglob("*.py"))}
    found |= {f"zerohour/oracle/{name}": oracle / name for name in ORACLE}
    found |= {f"zerohour_site/{name}": site / name for name in SITE}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in found.items():
            entry = zipfile.ZipInfo(name)  # without the time of the file: the same every time
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


def _urls(app: Sphinx) -> dict[str, str]:
    places = app.env.domaindata["zerohour"]["places"]
    return {
        name: f"{app.builder.get_relative_uri('playground', place.docname)}#{place.anchor}"
        for (kind, name), place in places.items()
        if kind in ("rule", "question")
    }


def data(urls: dict[str, str]) -> dict[str, Any]:
    """Return what the page has to choose from: days, timetables, readings, and where rules and questions are."""
    return {
        "days": {name: _day(day.scenario) for name, day in catalogue.days().items()},
        "timetables": {
            name: {table: [_block(n, blocks[n]) for n in blocks] for table, blocks in timetables(book).items()}
            for name, book in RULEBOOKS.items()
        },
        "readings": [
            {
                "field": field,
                "name": switch.name,
                "question": switch.question,
                "asked": switch.entry.id if switch.entry else "",
                "values": [
                    {"value": value.value, "name": value.name.lower(), "means": switch.values[value.name.lower()]}
                    for value in type(default)
                ],
            }
            for (field, default), switch in zip(vars(Readings()).items(), switches().values(), strict=True)
        ],
        "amounts": list(AMOUNTS),
        "urls": urls,
    }


def _day(scenario: Scenario) -> dict[str, Any]:
    """Return a day as data, with what happens in words; the amounts, which can be changed, are left out of them."""
    told: list[str] = []
    opening = scenario.opening()
    for event in scenario.events:
        said = words(event, opening)
        for field in AMOUNTS:
            if hasattr(event, field):
                said = said.replace(f" {money(getattr(event, field))}", "")
        told.append(said.rstrip(": "))
    return {"scenario": to_data(scenario), "words": told}


def _block(number: int, block: Block) -> dict[str, Any]:
    times = {name: value for name, value in vars(block).items() if name in ("cutoff", "lock", "settle")}
    has = {name: at for name, at in times.items() if at < NEVER and at != getattr(UNSET, name)}
    return {"number": number, "name": block.name, "times": has}
