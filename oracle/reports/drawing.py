"""What happened, drawn: an order on each line, a moment in each column at equal steps, not to scale."""

from collections.abc import Iterator
from html import escape

from zerohour.oracle.reports.record import Finding

LEFT, STEP, ROW, BOTTOM, WIDEST = 130, 118, 40, 34, 24
LINE, LINES = 14, 3
GOOD = {"settled", "cleared"}
BAD = {"refused", "rejected", "reversed"}


def svg(finding: Finding) -> str:
    """Return the drawing of a finding as SVG; empty if it has no moments."""
    if not finding.moments or not finding.rows:
        return ""
    top = LINE * LINES + 14
    columns = [LEFT + STEP * n + STEP // 2 for n in range(len(finding.moments))]
    width, height = LEFT + STEP * len(columns), top + ROW * len(finding.rows) + BOTTOM
    label = escape(f"{finding.check}: the orders over time, by the specification")
    start = (
        f'<svg class="day" viewBox="0 0 {width} {height}" style="width:{width}px" role="img" aria-label="{label}" '
        'xmlns="http://www.w3.org/2000/svg">'
    )
    parts = [start]
    for x, moment in zip(columns, finding.moments, strict=True):
        lines = wrapped(moment.what)
        parts += [
            f'<text class="head" x="{x}" y="{top - 14 - LINE * (len(lines) - 1 - n)}">{escape(line)}</text>'
            for n, line in enumerate(lines)
        ]
        parts.append(f'<line class="moment" x1="{x}" x2="{x}" y1="{top - 6}" y2="{height - BOTTOM + 6}"/>')
        parts.append(f'<text class="clock" x="{x}" y="{height - 10}">{escape(moment.at)}</text>')
    for n, row in enumerate(finding.rows):
        parts += _order(finding, row.order, columns, top + ROW * n + ROW // 2)
    return "".join([*parts, "</svg>"])


def _order(finding: Finding, order: str, columns: list[int], y: int) -> Iterator[str]:
    """Draw the life of an order: a line from its first change to its last, and a sign at each."""
    shown = order if len(order) <= LEFT // 8 else f"{order[: LEFT // 8 - 1]}…"
    yield f'<text class="name" x="4" y="{y + 4}">{escape(shown)}</text>'
    changes = [
        (x, status)
        for x, moment in zip(columns, finding.moments, strict=True)
        for changed, status in moment.changes
        if changed == order
    ]
    if not changes:
        return
    yield f'<line class="life" x1="{changes[0][0]}" x2="{changes[-1][0]}" y1="{y}" y2="{y}"/>'
    for x, status in changes:
        kind = "good" if status in GOOD else "bad" if status in BAD else "plain"
        yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="5"/>'
        yield f'<text class="status {kind}" x="{x}" y="{y - 9}">{escape(status.replace("_", " "))}</text>'


def wrapped(told: str) -> list[str]:
    """Break words into a few short lines; what has no room is left out, and a sign says so."""
    lines = [""]
    for word in told.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > WIDEST - 4:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]} …"]
    return [line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…" for line in lines]
