"""The published specification as a Sphinx extension: every page says what the code says, because it is made from it.

`catalogue` gathers the facts, `ledger` runs the proofs, `domain` makes rules, laws, days and questions linkable,
`cards`, `days`, `evidence`, `register` and `engines` are the directives, `drawing` and `markup` help them.
"""

from importlib.metadata import version

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from zerohour_site import chain, days, index, ledger, playground, theme
from zerohour_site.domain import ZerohourDomain


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain, and prove the laws before the first page is read."""
    app.add_domain(ZerohourDomain)
    app.add_config_value("zerohour_ledger", "", "env", str)
    app.add_config_value("zerohour_chain", default=False, rebuild="env", types=bool)
    app.connect("config-inited", ledger.provide)
    app.connect("builder-inited", chain.check)
    app.connect("doctree-resolved", days.draw_all)
    app.connect("html-page-context", theme.repair, priority=900)
    app.connect("build-finished", index.write)
    app.connect("build-finished", playground.write)
    return {"version": version("zerohour"), "parallel_read_safe": True, "parallel_write_safe": True}
