"""What of a day the audit knows how to judge. Whatever is new in the rules is refused until it is listed here."""

from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Deliver

EVENTS = frozenset(
    {
        *("Decree", "Notice", "Publication", "Mark", "Exclude", "Resolve", "File"),
        *("SetLine", "SetLimit", "CloseDay", "Deliver", "Submit", "Revoke"),
    }
)
NOT_YET = frozenset(
    {
        "Outage",
        "Return",
        "Disconnect",
        "Reconnect",
        "ZeroSettle",
        "Postpone",
        "RejectSetAside",
        "SetFolio",
        "SetTerm",
        "Fund",
        "Check",
    }
)
"""The events that no log can say yet; nor can it say that a delivery went through another deliverer.

A log has the lines to which funding has led.
"""
FIELDS = {
    "Participant": """known sponsor in_straks limit filed_at bankruptcy_at reconstruction_at suspension_at noticed_at
        published_at sum_marked_at intraday_marked_at straks_marked_at excluded_at resolved_at""",
    "Rulebook": """name batch straks clearing_days calendar_days money_days open_hours straks_cap checked_every
        sum_over_by readings""",
    "Block": """name cutoff forecast lock settle receipt release day sum intraday intraday_first
        cutoff_from forecast_from lock_from settle_from receipt_from release_from""",
    "Readings": "a01 a02 a05 a07 a09 a10 a14 a15 a20 a22 a23 a25 a29 a32 a37 a40 a43 a45 a47 a48 a68 day",
}
"""The fields of records that the audit is known to follow; of any other only the usual value is."""


def auditable(day: Scenario) -> None:
    """Raise LogError if a day has something in it of which the audit does not know what it does to orders."""
    strange = dict.fromkeys(_strange(day))
    if strange:
        raise LogError(f"{day.name}: logs of days with {', '.join(strange)} cannot be audited yet")


def _strange(day: Scenario) -> Iterator[str]:
    for event in day.events:
        if type(event).__name__ not in EVENTS:
            yield f"the event {type(event).__name__}"
        if isinstance(event, Deliver) and event.through != "":
            yield "a delivery through another deliverer"
    book = day.rulebook
    for record in (book, book.readings, *(book.batch[b] for b in book.batch), *day.terms.values()):
        yield from strange_fields(record)


def strange_fields(record: Any) -> Iterator[str]:
    """Yield the fields of a record that are not listed here, and hold another value than the usual one."""
    kind = type(record).__name__
    for own in fields(record):
        if own.name in FIELDS[kind].split():
            continue
        usual = own.default if own.default_factory is MISSING else own.default_factory()
        if getattr(record, own.name) != usual:
            yield f"{own.name} of {kind}"
