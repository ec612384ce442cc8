"""A stress test as one picture, SVG that needs nothing else: who is dangerous when, and how the worst case spreads."""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.stress.cases import Case, Stress
from zerohour.oracle.stress.failures import How
from zerohour.oracle.timeline import money
from zerohour.spec.participants import ParticipantId

CELL, LABEL, TOP, GRAPH = 34, 130, 150, 420
INK, PAPER, FAILING = "#1b1f24", "#ffffff", "#1b1f24"
SHADES = ("#eef1f5", "#fdd0a2", "#fd8d3c", "#d94801", "#7f2704")
"""For 0, 1, 2, 3 and more participants set aside: dark enough apart to be told without colour."""

ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    f'<path d="M0 0 8 4 0 8z" fill="{INK}"/></marker>'
)


def picture(found: Stress) -> str:
    """Return the picture: a table of how many others each failure sets aside, beside the graph of the worst case."""
    table_width = LABEL + CELL * len(found.moments)
    width = table_width + GRAPH + 60
    height = max(TOP + CELL * len(found.participants) + 70, GRAPH + 120)
    told, size = _told(found), f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    style = f'font-family="sans-serif" font-size="12" fill="{INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(told)} {style}>',
        f"<title>{escape(told)}</title>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        f"<defs>{ARROW}</defs>",
        _text(16, 26, found.name, size=16, weight="bold"),
        _text(16, 46, "How many others are set aside if one participant fails"),
        *_table(found),
        *_legend(16, TOP + CELL * len(found.participants) + 24),
        *_worst(found, table_width + 50),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _told(found: Stress) -> str:
    worst = found.worst()[0]
    return f"Stress test of {found.name}. Worst: {words(worst)}, {len(worst.set_aside)} others are set aside."


def words(case: Case) -> str:
    """Return a failure in words."""
    who = " and ".join(case.failure.who)
    how = (
        case.failure.how.value
        if len(case.failure.who) == 1
        else {How.FAILS: "fail"}.get(case.failure.how, "lose their lines")
    )
    return f"{who} {how} at {ms_to_clock(case.failure.at)}"


def _table(found: Stress) -> Iterator[str]:
    set_aside = {
        (case.failure.who[0], case.failure.at): len(case.set_aside)
        for case in found.cases
        if len(case.failure.who) == 1 and case.failure.how == How.FAILS
    }
    for n, at in enumerate(found.moments):
        x = LABEL + CELL * n + CELL / 2
        yield f'<text transform="translate({x + 4} {TOP - 8}) rotate(-60)">{ms_to_clock(at)}</text>'
    for row, p in enumerate(found.participants):
        y = TOP + CELL * row
        yield _text(LABEL - 8, y + CELL / 2 + 4, p[:16], anchor="end")
        for n, at in enumerate(found.moments):
            many = set_aside[p, at]
            x, fill = LABEL + CELL * n, SHADES[min(many, len(SHADES) - 1)]
            tip = f"<title>{escape(p)} fails at {ms_to_clock(at)}: {many} others set aside</title>"
            yield f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" fill="{fill}">{tip}</rect>'
            if many:
                ink = PAPER if many > 2 else INK
                yield _text(x + CELL / 2 - 1, y + CELL / 2 + 4, str(many), anchor="middle", fill=ink)


def _legend(x: float, y: float) -> Iterator[str]:
    for many, shade in enumerate(SHADES):
        left = x + 52 * many
        more = " or more" if many == len(SHADES) - 1 else ""
        yield f'<rect x="{left}" y="{y}" width="14" height="14" fill="{shade}"/>'
        yield _text(left + 20, y + 12, f"{many}{more}")


def _worst(found: Stress, left: float) -> Iterator[str]:
    """Draw the worst case: participants on a circle, arrows for what did not come."""
    case = found.worst()[0]
    yield _text(left, 26, "The worst case", size=16, weight="bold")
    yield _text(left, 46, words(case))
    yield _text(
        left,
        64,
        f"{len(case.set_aside)} others set aside; {money(case.lost_by_others.amount)} of others no more settled",
    )
    middle_x, middle_y, radius = left + GRAPH / 2 - 20, 84 + GRAPH / 2, GRAPH / 2 - 60
    many = len(found.participants)
    place = {p: _on_circle(n, many, middle_x, middle_y, radius) for n, p in enumerate(found.participants)}
    label = {p: _on_circle(n, many, middle_x, middle_y, radius + 28) for n, p in enumerate(found.participants)}
    for p, q, lost in case.spread:
        yield _arrow(place[p], place[q], f"{p} to {q}: {money(lost)} did not come")
    for p, (x, y) in place.items():
        yield from _node(p, (x, y), label[p], middle_x, case)


def _on_circle(n: int, of: int, x: float, y: float, radius: float) -> tuple[float, float]:
    angle = 2 * math.pi * n / of - math.pi / 2
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def _arrow(start: tuple[float, float], end: tuple[float, float], tip: str) -> str:
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1)
    x, y = (x2 - x1) / length * 18, (y2 - y1) / length * 18  # from edge to edge of the circles
    ends = f'x1="{x1 + x:.1f}" y1="{y1 + y:.1f}" x2="{x2 - x:.1f}" y2="{y2 - y:.1f}"'
    return (
        f'<line {ends} stroke="{INK}" stroke-width="1.5" marker-end="url(#arrow)"><title>{escape(tip)}</title></line>'
    )


def _node(
    p: ParticipantId, at: tuple[float, float], label: tuple[float, float], middle: float, case: Case
) -> Iterator[str]:
    """Draw a participant, with its name outside of the circle, where no arrow goes."""
    fill, role = SHADES[0], "stays"
    if p in case.set_aside:
        fill, role = SHADES[2], "set aside"
    if p in case.failure.who:
        fill, role = FAILING, "failing"
    x, y = at
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="16" fill="{fill}" stroke="{INK}">'
    yield f"{circle}<title>{escape(p)}: {role}</title></circle>"
    side = "middle" if abs(label[0] - middle) < 1 else ("start" if label[0] > middle else "end")
    below = 4 if label[1] > at[1] else -10  # a second line below must not run into the circle
    below = 0 if side != "middle" else below
    yield _text(round(label[0], 1), round(label[1] + below, 1), p[:16], anchor=side)
    if role != "stays":
        yield _text(round(label[0], 1), round(label[1] + below + 12, 1), role, anchor=side, size=10)


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 12, weight: str = "normal", fill: str = INK
) -> str:
    style = f'text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'
