"""What a report says, whatever was run: plain data, so that a campaign and an audit are reported alike."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

UNHOLDABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML and HTML cannot hold, not even escaped."""


def holdable(told: str) -> str:
    """Return text that XML and HTML can hold."""
    return UNHOLDABLE.sub("\N{REPLACEMENT CHARACTER}", told)


@dataclass(frozen=True)
class RuleText:
    """A rule, where it stands and what it says."""

    id: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """One order: what is reported of it, and what the specification says."""

    order: str
    told: str
    wanted: str
    rules: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.told == self.wanted


@dataclass(frozen=True)
class Moment:
    """Something that happened, and what it did to orders: the name of each, and what it became."""

    at: str
    what: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """A violation, with all that a reader needs to see it, to understand it and to see it again."""

    check: str
    rules: tuple[RuleText, ...]
    order: str
    words: str
    follows: str = ""
    """What is broken with it, in words."""
    also: tuple[str, ...] = ()
    """Other checks that fail on the same scenario."""
    scenario: str = ""
    """The scenario that shows it, as a file."""
    file: str = ""
    """Where that file is."""
    replay: str = ""
    """The command that shows it again."""
    case: str = ""
    """A pytest case that fails as long as it is there."""
    rows: tuple[Row, ...] = ()
    moments: tuple[Moment, ...] = ()
    accepted: str = ""
    """Why it is accepted; empty if it is not."""

    @property
    def id(self) -> str:
        """A name that stays the same from run to run: of the check and the rules."""
        told = "\n".join((self.check, *(rule.id for rule in self.rules)))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def slug(self) -> str:
        """The check, as it stands in the name of a file."""
        return slug(self.check)


@dataclass(frozen=True)
class Table:
    """What is told in rows under a title; cells of numbers are written as such."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Report:
    """A run, and what came of it."""

    subject: str
    """What was looked at: an engine and its version, or a log."""
    verdict: str
    exit_code: int
    command: str
    version: str
    """Of Zerohour."""
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    """What else is known of the run, the seed among it."""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    findings: Sequence[Finding] = ()
    accepted: Sequence[Finding] = ()
    errors: Sequence[str] = ()
    notes: Sequence[str] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict[str, int])
    """Why something was not looked at, and how often."""
    reached: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """What the run reached, by kind."""
    not_reached: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """What it could have reached, and did not."""
    tables: Sequence[Table] = ()
    """What else there is to tell."""
    heading: str = "Findings, the weakest broken law first"
    """What stands over the findings."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.exit_code == 0


def slug(check: str) -> str:
    """Return the name of a check as it stands in the name of a file."""
    return "".join(c if c.isalnum() else "-" for c in check)
