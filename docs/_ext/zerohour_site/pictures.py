"""Pictures other than the orders of a day: who owes whom and what is left, and a clearing day by its rulebook."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, NamedTuple, cast

from zerohour.oracle.scenarios.clock import DAY_MS, ms_to_clock
from zerohour.oracle.scenarios.format import entry_of
from zerohour.oracle.timeline import Fate, money
from zerohour.spec.participants import Participant, holder_of
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, Instant
from zerohour_site.catalogue import Day

CENTRE, RADIUS, SIDE = 150, 104, 26
"""Of the circle on which participants stand, and how far an arrow keeps from its ends."""
BARS, BAR_WIDTH, BAR = 350, 300, 58
"""Where the bars of the net positions begin, how wide all are, and how high one is with its words."""
ROW, LABEL, LANE = 30, 64, 190
"""Of the clearing day: the height of an instant, the width of the clock, and the width of a system."""
TIP = (
    '<defs><marker id="zh-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto-start-reverse"><path class="zh-mark" d="M0 0l8 4l-8 4z"/></marker></defs>'
)
"""The head of an arrow."""
UNSET = Block()
"""An instant that a block does not have is the one of this."""
LABELS = {"S": "stated", "V": "verified", "I": "inferred", "A": "assumed"}


# -- who owes whom -----------------------------------------------------------------------------------------------------


class Flows(NamedTuple):
    """What settles in one block: the sums owed, the net positions that they leave, and the credit lines."""

    block: str
    owed: dict[tuple[str, str], int]
    nets: dict[str, int]
    lines: dict[str, int]


def flows_of(day: Day) -> Flows:
    """Return what settles in the first block in which a deferred order of the day settles."""
    settled = [o for o in day.told.orders if o.status == "settled" and o.system != "straks"]
    if not settled:
        raise ValueError(f"nothing settles by netting on the day {day.name!r}; name a day on which something does")
    first = min(settled, key=lambda o: o.sf3)
    together = [o for o in settled if (o.block, o.sf3) == (first.block, first.sf3)]
    owed: dict[tuple[str, str], int] = defaultdict(int)
    people = {p: day.scenario.terms.get(p, Participant()) for p in day.scenario.participants}
    holders = {p: holder_of(p, people[p]) for p in people}
    nets = {p: 0 for p in people if holders[p] == p}
    for order in together:
        debit, credit = (holders[end] for end in (order.payer, order.payee))
        owed[debit, credit] += order.amount
        nets[debit] -= order.amount
        nets[credit] += order.amount
    return Flows(first.block, dict(owed), nets, _lines(day, first))


def _lines(day: Day, order: Fate) -> dict[str, int]:
    """Return the credit lines that were sent before the order settled."""
    lines = dict.fromkeys(day.scenario.participants, 0)
    for event in day.scenario.events:
        entry: dict[str, Any] = entry_of(event, day.scenario.rulebook)
        if entry["type"] == "line" and "straks" not in entry.values() and entry["at"] <= order.sf3:
            lines[entry["participant"]] = entry["amount"]
    return lines


def draw_flows(day: Day) -> str:
    """Return the picture: on the left what is owed order by order, on the right what is left of it."""
    flows = flows_of(day)
    height = max(2 * CENTRE, 40 + BAR * len(flows.nets))
    told = f"{day.scenario.name}: the sums owed in {flows.block}, and the net positions that they leave"
    parts = [
        _svg("zh-picture", BARS + BAR_WIDTH + 10, height, told),
        TIP,
        '<text class="zh-title" x="0" y="14">What is owed</text>',
        f'<text class="zh-title" x="{BARS}" y="14">What is left of it: one net position each</text>',
        *_circle(flows),
        *_bars(flows),
    ]
    return "".join([*parts, "</svg>"])


def _svg(kind: str, width: int, height: int, told: str) -> str:
    """Return the start of a picture, which is told in words to who cannot see it."""
    size = f'viewBox="0 0 {width} {height}" style="max-width:{width * 5 // 4}px"'
    return f'<svg class="{kind}" {size} role="img" aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">'


def _circle(flows: Flows) -> Iterable[str]:
    names = list(flows.nets)
    places = {p: _place(n, len(names)) for n, p in enumerate(names)}
    for (payer, payee), amount in flows.owed.items():
        (x1, y1), (x2, y2) = places[payer], places[payee]
        length = math.hypot(x2 - x1, y2 - y1)
        along, across = ((x2 - x1) / length, (y2 - y1) / length), ((y1 - y2) / length, (x2 - x1) / length)
        ends = [
            (x + along[0] * sign * SIDE + across[0] * 7, y + along[1] * sign * SIDE + across[1] * 7)
            for x, y, sign in ((x1, y1, 1), (x2, y2, -1))
        ]
        (ax, ay), (bx, by) = ends
        x, y = (ax + bx) / 2, (ay + by) / 2
        ends_at = f'x1="{ax:.0f}" y1="{ay:.0f}" x2="{bx:.0f}" y2="{by:.0f}"'
        yield f'<line class="zh-arrow" {ends_at} marker-end="url(#zh-tip)"/>'
        yield f'<text class="zh-halo" x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{money(amount)}</text>'
    for name, (x, y) in places.items():
        yield f'<circle class="zh-node" cx="{x:.0f}" cy="{y:.0f}" r="20"/>'
        yield f'<text class="zh-name" x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">{escape(name[:3])}</text>'


def _place(number: int, count: int) -> tuple[float, float]:
    angle = 2 * math.pi * number / count - math.pi / 2
    return CENTRE + RADIUS * math.cos(angle), CENTRE + 12 + RADIUS * math.sin(angle)


def _bars(flows: Flows) -> Iterable[str]:
    """Return a bar for each participant: left of the middle what it draws, within the frame of its credit line."""
    widest = max(1, *(max(abs(net), flows.lines[p]) for p, net in flows.nets.items()))
    middle, half = BARS + BAR_WIDTH // 2, BAR_WIDTH // 2
    for n, (name, net) in enumerate(flows.nets.items()):
        y, wide, line = 40 + n * BAR, abs(net) * half // widest, flows.lines[name] * half // widest
        tone = "good" if net >= 0 else "draw"
        left = middle if net >= 0 else middle - wide
        drawn = f"draws {money(-net)} of {money(flows.lines[name])}" if net else "even"
        told = f"receives {money(net)}" if net > 0 else drawn
        yield f'<text class="zh-name" x="{BARS}" y="{y}">{escape(name)}</text>'
        yield f'<text class="zh-small" x="{BARS + BAR_WIDTH}" y="{y}" text-anchor="end">{told}</text>'
        yield f'<rect class="zh-{tone}" x="{left}" y="{y + 8}" width="{wide}" height="18"/>'
        yield f'<rect class="zh-frame" x="{middle - line}" y="{y + 6}" width="{line}" height="22"/>'
        yield f'<line class="zh-axis" x1="{middle}" x2="{middle}" y1="{y + 4}" y2="{y + 30}"/>'


# -- the clearing day --------------------------------------------------------------------------------------------------


class Opening(NamedTuple):
    """A block of the first day: in which timetable, and from its cut-off to its settlement."""

    lane: str
    block: Block


def timetables(rulebook: Rulebook) -> dict[str, list[Block]]:
    """Return the blocks of the first day by the name of their timetable, whichever timetables the rulebook has."""
    tables = {name: cast("Table[int, object]", t) for name, t in vars(rulebook).items() if isinstance(t, Table)}
    blocks = {name: [b for b in (table[n] for n in table) if isinstance(b, Block)] for name, table in tables.items()}
    return {name: [b for b in found if b.settle < DAY_MS] for name, found in blocks.items() if found}


def instants_of(block: Block) -> list[tuple[str, Instant, str]]:
    """Return the instants that a block has, in order of time, each with its name and its label of provenance."""
    labels = {name: str(label) for name, label in vars(block).items() if name.endswith("_from")}
    found = [(name.removesuffix("_from"), label) for name, label in labels.items()]
    found = [(name, label) for name, label in found if getattr(block, name) != getattr(UNSET, name)]
    return sorted(((name, getattr(block, name), label) for name, label in found), key=lambda known: known[1])


def draw_clearing_day(rulebook: Rulebook) -> str:
    """Return the first day of the rulebook from top to bottom, a lane for each timetable."""
    lanes = timetables(rulebook)
    instants = sorted({at for blocks in lanes.values() for b in blocks for _, at, _ in instants_of(b) if at < NEVER})
    ends = [_clearing_day_end(rulebook)] if _clearing_day_end(rulebook) else []
    rows = {at: 40 + n * ROW for n, at in enumerate(sorted({*instants, *ends}))}
    width, height = LABEL + LANE * len(lanes) + 10, 40 + ROW * len(rows)
    told = f"The clearing day of the rulebook {rulebook.name}; the table below says the same"
    parts = [_svg("zh-picture zh-clearing-day", width, height, told)]
    for at, y in rows.items():
        parts.append(f'<line class="zh-rule-line" x1="{LABEL}" x2="{width}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="zh-clock" x="{LABEL - 10}" y="{y + 4}">{ms_to_clock(at)}</text>')
    for end in ends:
        parts.append(f'<line class="zh-day-end" x1="{LABEL}" x2="{width}" y1="{rows[end]}" y2="{rows[end]}"/>')
        parts.append(f'<text class="zh-halo zh-small" x="{LABEL + 8}" y="{rows[end] + 4}">the clearing day ends</text>')
    for n, (name, blocks) in enumerate(lanes.items()):
        x = LABEL + LANE * n
        parts.append(f'<text class="zh-title" x="{x + 8}" y="18">{escape(title_of(name))}</text>')
        parts += [piece for block in blocks for piece in _block(block, x, rows)]
    return "".join([*parts, "</svg>"])


def _clearing_day_end(rulebook: Rulebook) -> Instant:
    """Return when the clearing day ends in which the first midnight lies; 0 if not on the first day."""
    days = rulebook.clearing_days
    first = [days[d].end for d in days if days[d].start <= 0 < days[d].end]
    return first[0] if first and first[0] < DAY_MS else 0


def title_of(timetable: str) -> str:
    """Return a timetable as a heading."""
    return {"batch": "Sum and Intraday"}.get(timetable, timetable.capitalize())


def _block(block: Block, x: int, rows: dict[Instant, int]) -> Iterable[str]:
    known = [instant for instant in instants_of(block) if instant[1] in rows]
    first, last = rows[known[0][1]], rows[known[-1][1]]
    yield f'<rect class="zh-span" x="{x + 8}" y="{first}" width="10" height="{last - first}" rx="3"/>'
    for name, at, label in known:
        y = rows[at]
        shape = (
            f'<circle class="zh-good" cx="{x + 13}" cy="{y}" r="7"/>'
            if name == "settle"
            else f'<line class="zh-tick" x1="{x + 4}" x2="{x + 22}" y1="{y}" y2="{y}"/>'
        )
        told = {"settle": "settles", "cutoff": "cut-off", "lock": "lines locked"}.get(name, name)
        yield shape
        yield f'<text class="zh-halo zh-small" x="{x + 28}" y="{y + 4}">{escape(block.name)} {told}{_tag(label)}</text>'


def _tag(label: str) -> str:
    return f' <tspan class="zh-label">[{label}]</tspan>' if label else ""


def clearing_day_rows(rulebook: Rulebook) -> Sequence[tuple[str, str, str, str, str]]:
    """Return the same as rows: timetable, block, what, when, and where the time comes from."""
    return [
        (title_of(name), block.name, what, ms_to_clock(at), LABELS.get(label, "assumed"))
        for name, blocks in timetables(rulebook).items()
        for block in blocks
        for what, at, label in instants_of(block)
        if at < NEVER
    ]
