"""A day as a drawing: an order on each line, an instant in each column, as inline SVG that the theme colours.

Instants stand at equal steps, not to scale: a millisecond before a cut-off must be seen to be before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import Scenario, block_name, settled_block
from zerohour.oracle.timeline import money
from zerohour.spec.bank_day import (
    BankDay,
    Check,
    CutOff,
    Decree,
    Event,
    Exclude,
    File,
    Forecast,
    Fund,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    RejectSetAside,
    Release,
    Resolve,
    Return,
    SetFolio,
    SetLimit,
    SetLine,
    Settle,
    Step,
    ZeroSettle,
)
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Account, Proceedings
from zerohour.spec.timetable import NEVER, Instant, System

LEFT, RIGHT, BOTTOM, ROW = 178, 178, 62, 42
WIDTH, NARROWEST, WIDEST = 880, 25, 64
SYSTEMS = {System.SUM: "Sum", System.INTRADAY: "Intraday", System.STRAKS: "Straks"}
TONES = dict.fromkeys((Status.SETTLED, Status.CLEARED), "good") | dict.fromkeys(
    (Status.REFUSED, Status.REJECTED, Status.REVERSED), "bad"
)
SAID: dict[type[Event], str] = {
    Notice: "notice",
    Publication: "published",
    Exclude: "excluded",
    RejectSetAside: "rejected",
    Resolve: "taken over",
    File: "agreement filed",
    SetLimit: "limit",
    SetFolio: "folio",
    Fund: "moves money",
    Outage: "outage",
    Return: "back",
}
SHOWN = (Decree, Mark, SetLine, ZeroSettle, Postpone)
"""What is always drawn, besides what is said of a participant."""
BLOCK: dict[type[Event], str] = {
    ZeroSettle: "at zero",
    Postpone: "postponed",
    Forecast: "funds",
    Release: "releases",
}
PROCEEDINGS = {
    Proceedings.BANKRUPTCY: "bankrupt",
    Proceedings.RECONSTRUCTION: "in reconstruction",
    Proceedings.SUSPENSION: "suspended",
}


@dataclass(frozen=True)
class Life:
    """An order at the end of the day, and when each change of its status came."""

    order: TransferOrder
    changes: tuple[tuple[Instant, Status], ...]

    @property
    def ended(self) -> Instant:
        """When its last change came."""
        return self.changes[-1][0]

    @property
    def irrevocable_from(self) -> Instant:
        """When it became irrevocable; never, if it was over before."""
        moment = self.order.irrevocable_from
        over = self.order.status >= Status.REFUSED
        return NEVER if over and moment > self.ended else moment


def lives(scenario: Scenario) -> dict[str, Life]:
    """Run the day; return the life of every order."""
    changes: dict[str, list[tuple[Instant, Status]]] = {}
    orders: dict[str, TransferOrder] = {}
    for event, before, done in scenario.steps():
        for i in done.day.orders.changed_since(before.orders):
            orders[i] = done.day.orders[i]
            changes.setdefault(i, []).append((event.at, orders[i].status))
    return {i: Life(orders[i], tuple(changes[i])) for i in orders}


@dataclass(frozen=True)
class Line:
    """An order as one line of a drawing: its life, by which scenario, and by which reading if there are several."""

    name: str
    life: Life
    scenario: Scenario
    reading: str = ""


def draw(scenario: Scenario, url_of: Callable[[str], str]) -> str:
    """Return the drawing; `url_of` says where the card of a rule is."""
    lines = [Line(i, life, scenario) for i, life in lives(scenario).items()]
    return _drawn(lines, f"{scenario.name}: the orders of the day over time", url_of)


def draw_readings(tellings: Mapping[str, Scenario], url_of: Callable[[str], str]) -> str:
    """Return one day as told by several readings, on one axis: an order stands once for each end that it has."""
    first = next(iter(tellings.values()))
    by_reading = {reading: lives(scenario) for reading, scenario in tellings.items()}
    lines: list[Line] = []
    for i in lives(first):
        ends = {reading: told[i] for reading, told in by_reading.items() if i in told}
        alike = len(set(ends.values())) == 1
        kept = [""] if alike else list(ends)
        lines += [Line(i, ends[r] if r else next(iter(ends.values())), tellings[r] if r else first, r) for r in kept]
    return _drawn(lines, f"{first.name}: the orders of the day by {' and by '.join(tellings)}", url_of)


def _drawn(lines: Sequence[Line], told: str, url_of: Callable[[str], str]) -> str:
    scenario = lines[0].scenario
    shown = _shown(scenario, [line.life for line in lines])
    instants = sorted({e.at for e in shown} | {at for line in lines for at in _instants(line.life)})
    step = max(NARROWEST, min(WIDEST, (WIDTH - LEFT - RIGHT) // max(1, len(instants))))
    columns = {at: LEFT + step * n + step // 2 for n, at in enumerate(instants)}
    heads = _heads(shown, scenario)
    top = 24 + max((len(words) for _, words in heads.values()), default=0) * 9 // 2
    width, height = LEFT + step * len(instants) + RIGHT, top + ROW * len(lines) + BOTTOM
    start = (
        f'<svg class="zh-day" viewBox="0 0 {width} {height}" style="min-width:{width * 4 // 5}px;max-width:{width}px" '
        f'role="group" aria-label="{escape(told)}" xmlns="http://www.w3.org/2000/svg">'
    )
    parts = [
        start,
        f'<rect class="zh-field" x="{LEFT}" y="{top}" width="{step * len(instants)}" height="{ROW * len(lines)}"/>',
        *_events(heads, columns, top, height - BOTTOM),
        *_clock(instants, columns, height - BOTTOM),
    ]
    for n, line in enumerate(lines):
        parts += _order(line, columns, top + ROW * n + ROW // 2, width - RIGHT + 14, url_of)
    return "".join([*parts, "</svg>"])


def _shown(scenario: Scenario, orders: Sequence[Life]) -> list[Event]:
    """Return the events that stand as lines: those of systems that have orders, and no cut-off of an idle block."""
    systems = {life.order.system for life in orders}
    used = {Account.STRAKS if system == System.STRAKS else Account.BATCH for system in systems}
    last = max([life.ended for life in orders], default=0)
    stand = [event for event, before, done in scenario.steps() if _stands(event, before, done)]
    return [e for e in stand if not isinstance(e, CutOff | Settle) or (e.account in used and e.at <= last)]


def _stands(event: Event, before: BankDay, done: Step) -> bool:
    """Whether the event is one that stands as a line, and did something if it comes because it is time."""
    if isinstance(event, CutOff | Settle):
        return done.reason != Reason.OUT_OF_ORDER  # else its block was settled at zero, or comes later
    if isinstance(event, Forecast | Check | Release):
        return bool(done.day.lines.changed_since(before.lines))
    return isinstance(event, SHOWN) or type(event) in SAID


def _instants(life: Life) -> list[Instant]:
    moments = [life.order.submitted_at, life.order.entered_at, life.irrevocable_from, life.order.final_at]
    return [at for at in (*moments, *(at for at, _ in life.changes)) if at != NEVER]


def _heads(shown: list[Event], scenario: Scenario) -> dict[Instant, tuple[str, str]]:
    """Return what kind of line stands at an instant, and the words above it."""
    by_instant: dict[Instant, list[Event]] = {}
    for event in shown:
        by_instant.setdefault(event.at, []).append(event)
    return {
        at: (_kind(events), ", ".join(dict.fromkeys(_words(e, scenario, events) for e in events)))
        for at, events in by_instant.items()
    }


def _events(heads: dict[Instant, tuple[str, str]], columns: dict[Instant, int], top: int, bottom: int) -> list[str]:
    parts: list[str] = []
    for at, (kind, told) in heads.items():
        x, y = columns[at], top - 14
        parts.append(f'<line class="zh-event zh-{kind}" x1="{x}" x2="{x}" y1="{top - 8}" y2="{bottom}"/>')
        parts.append(
            f'<text class="zh-head zh-{kind}" x="{x}" y="{y}" transform="rotate(-42 {x} {y})">{escape(told)}</text>'
        )
    return parts


def _kind(events: list[Event]) -> str:
    if any(isinstance(e, Decree) for e in events):
        return "decree"
    if any(isinstance(e, Mark) or type(e) in SAID for e in events):
        return "mark"
    return "line" if all(isinstance(e, SetLine | SetFolio | Fund | Check) for e in events) else "calendar"


def _words(event: Event, scenario: Scenario, together: list[Event]) -> str:
    """Return an event in as few words as its line has room for."""
    match event:
        case CutOff():
            return f"cut-off {settled_block(scenario.rulebook, event).name}"
        case Settle():
            return f"{settled_block(scenario.rulebook, event).name} settles"
        case Decree():
            return f"{event.participant} {PROCEEDINGS[event.kind]}"
        case Mark():
            return f"marked in {SYSTEMS[event.system]}"
        case SetLine():
            several = len([e for e in together if isinstance(e, SetLine)]) > 1
            return "credit lines" if several else f"line of {event.participant}"
        case ZeroSettle() | Postpone() | Forecast() | Release():
            return f"{scenario.rulebook.batch[event.block].name} {BLOCK[type(event)]}"
        case _:
            who = getattr(event, "participant", "")
            return f"{who}: {SAID[type(event)]}" if who else SAID.get(type(event), "liquidity adjusted")


def _clock(instants: list[Instant], columns: dict[Instant, int], bottom: int) -> list[str]:
    places = [(at, columns[at], bottom + 14) for at in instants]
    return [
        f'<text class="zh-clock" x="{x}" y="{y}" transform="rotate(-52 {x} {y})">{ms_to_clock(at)}</text>'
        for at, x, y in places
    ]


def _order(line: Line, columns: dict[Instant, int], y: int, right: int, url_of: Callable[[str], str]) -> list[str]:
    life, o, tone = line.life, line.life.order, TONES.get(line.life.order.status, "plain")
    about = line.reading or f"{o.payer} → {o.payee} {money(o.amount)}"
    parts = [
        f'<line class="zh-rule-line" x1="0" x2="{right + RIGHT}" y1="{y + ROW // 2}" y2="{y + ROW // 2}"/>',
        f'<text class="zh-name" x="2" y="{y - 3}">{escape(line.name)}</text>',
        f'<text class="zh-small" x="2" y="{y + 12}">{escape(about)}</text>',
    ]
    start, end, fixed = columns[o.submitted_at], columns[life.ended], life.irrevocable_from
    parts.append(f'<g class="zh-{tone}">')
    if o.status in (Status.REFUSED, Status.REROUTED):
        parts.append(_cross(start, y))
    else:
        turn = min(end, columns.get(fixed, end))
        parts.append(f'<line class="zh-free" x1="{start}" x2="{turn}" y1="{y}" y2="{y}"/>')
        parts.append(f'<line class="zh-bound" x1="{turn}" x2="{end}" y1="{y}" y2="{y}"/>')
        if o.entered_at in columns:
            parts.append(f'<path class="zh-mark" d="M{columns[o.entered_at]} {y - 7}l6 7l-6 7l-6 -7z"/>')
        if fixed in columns and fixed != o.entered_at:
            x = columns[fixed]
            parts.append(f'<line class="zh-tick" x1="{x}" x2="{x}" y1="{y - 9}" y2="{y + 9}"/>')
        parts.append(_end(o.status, end, y))
    block = block_name(line.scenario.rulebook, o.system, o.block) if o.status == Status.SETTLED else None
    told = f"{o.status.name.lower()} in {block}" if block else o.status.name.lower()
    rules = " ".join(f'<a href="{escape(url_of(r))}">{r}</a>' for r in DECIDED_BY[o.reason])
    parts.append(f'<text class="zh-fate" x="{right}" y="{y - 3}">{escape(told)}</text></g>')
    parts.append(f'<text class="zh-small" x="{right}" y="{y + 12}">{rules}</text>')
    return parts


def _end(status: Status, x: int, y: int) -> str:
    if status == Status.SETTLED:
        return f'<circle class="zh-mark" cx="{x}" cy="{y}" r="6.5"/>'
    if status in (Status.REJECTED, Status.REVERSED):
        return _cross(x, y)
    return f'<circle class="zh-ring" cx="{x}" cy="{y}" r="6"/>'


def _cross(x: int, y: int) -> str:
    return f'<path class="zh-cross" d="M{x - 6} {y - 6}l12 12m0 -12l-12 12"/>'
