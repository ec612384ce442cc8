"""What the theme gets wrong for readers with a screen reader, put right."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def repair(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say which level the captions of the navigation are headings of, and name what scrolls."""
    del app, pagename, templatename, doctree
    tree = context.get("furo_navigation_tree")
    if isinstance(tree, str):
        context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    body = context.get("body")
    if isinstance(body, str):
        for kind in ("table-wrapper", "zh-figure"):
            body = reachable(body, kind)
        context["body"] = body.replace('<div class="highlight"><pre>', '<div class="highlight"><pre tabindex="0">')


def reachable(body: str, kind: str) -> str:
    """Return the page with what may be moved sideways reachable by keyboard."""
    return body.replace(f'<div class="{kind}', f'<div tabindex="0" class="{kind}')
