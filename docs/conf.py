"""How the published specification is built: `python -m sphinx -n -W docs docs/_build/html`. No other host is asked."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Zerohour"
author = "the Zerohour authors"
copyright = "the Zerohour authors, Apache-2.0"  # noqa: A001  # the name that Sphinx reads
release = version = version_of("zerohour")

extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton", "zerohour_site"]
zerohour_chain = True  # a rule that lacks a link from source to test stops the build
primary_domain = "zerohour"  # {rule}, {timeline} and the like are written without a prefix
exclude_patterns = ["_build", "_ext", "browser", "figures"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 2
maximum_signature_line_length = 100

html_theme = "furo"
html_title = "Zerohour"
html_static_path = ["_static"]
html_css_files = ["zerohour.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
