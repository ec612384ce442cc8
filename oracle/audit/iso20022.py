"""Payment messages of ISO 20022 as the orders of a log. They carry what was sent, and a part of what became of it.

Read safely: a document type is refused, and with it every entity. Amounts are decimals, and exact. `NOT_CARRIED` says
what the messages do not have, and where it must come from.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.spec.money import Ore
from zerohour.spec.timetable import Instant

CURRENCY = "DKK"
MESSAGE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:((?:pacs|camt)\.[0-9]{3})\.001\.[0-9]{2}\}Document")
STATUSES = {
    **dict.fromkeys(("ACSC", "ACCC"), "settled"),
    **dict.fromkeys(("RCVD", "ACCP", "ACTC", "ACSP", "PDNG"), "entered"),
    "RJCT": "refused",
    "CANC": "revoked",
}
"""What the status of a transaction in pacs.002 says in a log."""

NOT_CARRIED = (
    ("the clearing", "no message says whether Sum, Intraday or Straks: --system says it for all of them"),
    ("the block that settled", "pacs.002 says that, not where: the engine's settlement report, as --outcomes"),
    ("carried, set aside, rerouted, rejected", "pacs.002 has no such status: the engine's report, as --outcomes"),
    (
        "when the clearing took an order in",
        "messages say when they were made (AccptncDtTm, or CreDtTm): the engine's log",
    ),
    ("the block that an order names", "not in the messages: the engine's log"),
    ("sums of Sumclearing, and their deliveries", "not in the messages: the data centres, and Nets"),
    ("participants and their terms, limits", "not in the messages: the operator's register"),
    ("lines", "not in these messages: the central bank"),
    ("decrees, notices, marks, exclusions", "not in the messages: the court, and the operator's own record"),
    ("who was taken out, balances", "not in these messages: the engine's settlement report"),
)
"""What a log needs that the messages do not carry, and where it must come from."""


@dataclass(frozen=True)
class Sent:
    """An order as the messages tell it: its time in milliseconds from the first midnight, its amount in øre."""

    id: str
    payer: str
    payee: str
    amount: Ore
    submitted_at: Instant
    place: str
    """The file that it is from."""
    revoked_at: Instant | None = None
    status: str = ""
    block: str | None = None


@dataclass(frozen=True)
class _Told:
    """What a message, made then, says of an order."""

    made: Instant
    place: str
    order: str
    changes: dict[str, Any]


@dataclass
class _Reading:
    """What has been read so far, and what is wrong with it."""

    midnight: datetime
    orders: dict[str, Sent] = field(default_factory=dict[str, Sent])
    told: list[_Told] = field(default_factory=list[_Told])
    problems: list[str] = field(default_factory=list[str])


def orders_of(files: list[Path], midnight: datetime, outcomes: dict[str, tuple[str, str | None]]) -> list[Sent]:
    """Return the orders of messages, in the order in which they came in; raise LogError with all that is wrong.

    `midnight` is the first midnight of the log, with its offset; a time without an offset has the same. What was made
    later goes before what was made earlier, and `outcomes`, the status and block of orders as the engine itself says
    them, before all messages.
    """
    reading = _Reading(midnight)
    for file in files:
        _read(file, reading)
    told = sorted(reading.told, key=lambda one: one.made)
    told += [_Told(0, "outcomes", i, {"status": status, "block": b}) for i, (status, b) in outcomes.items()]
    for one in told:
        if one.order in reading.orders:
            reading.orders[one.order] = replace(reading.orders[one.order], **one.changes)
        else:
            reading.problems.append(f"{one.place}: tells of {one.order!r}, which no pacs.008 or pacs.009 has sent")
    for sent in reading.orders.values():
        reading.problems += _incomplete(sent)
    if not reading.orders:
        reading.problems.append("no pacs.008 or pacs.009 has sent an order; an empty log says nothing about an engine")
    if reading.problems:
        raise LogError("\n".join(reading.problems))
    return sorted(reading.orders.values(), key=lambda sent: sent.submitted_at)


def rows(sent: list[Sent], system: str) -> list[tuple[str | int | None, ...]]:
    """Return orders as rows of a log."""
    found: list[tuple[str | int | None, ...]] = []
    for one in sent:
        row = {name: getattr(one, name, None) for name in COLUMNS} | {"system": system}
        found.append(tuple(row[name] for name in COLUMNS))
    return found


def _incomplete(sent: Sent) -> Iterator[str]:
    if not sent.status:
        yield f"{sent.place}: {sent.id!r}: no message says what became of it; add its pacs.002, or use --outcomes"
    elif sent.status == "settled" and sent.block is None:
        yield f"{sent.place}: {sent.id!r}: is settled, and no message says in which block; name it in --outcomes"


# -- messages ----------------------------------------------------------------------------------------------------------


def _read(file: Path, reading: _Reading) -> None:
    try:
        from defusedxml import DefusedXmlException  # noqa: PLC0415  # an optional extra
        from defusedxml.ElementTree import ParseError, parse  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("defusedxml is not installed; remedy: pip install 'zerohour[iso20022]'") from None
    try:
        root: Any = parse(file, forbid_dtd=True).getroot()
    except DefusedXmlException:
        raise LogError(f"{file}: has a document type, as no such message has; it is refused unread") from None
    except (ParseError, OSError, ValueError) as error:
        raise LogError(f"{file}: is no XML that can be read: {error}") from None
    documents = [(found[1], element) for element in root.iter() if (found := MESSAGE.fullmatch(element.tag))]
    if not documents:
        raise LogError(f"{file}: has no Document of ISO 20022; keep the messages alone in the folder")
    for kind, document in documents:
        if kind not in MESSAGES:
            raise LogError(f"{file}: is {kind}; read are: {', '.join(MESSAGES)}")
        try:
            MESSAGES[kind](str(file), _Element(document), reading)
        except _MissingError as error:
            reading.problems.append(f"{file}: {error}")


class _MissingError(Exception):
    """A message lacks something, or has it in a way that cannot be read."""


class _Element:
    """An element, looked into without its namespace."""

    def __init__(self, element: Any) -> None:
        self._element = element

    def all(self, path: str) -> list["_Element"]:
        """Return the elements at the path."""
        found = [self._element]
        for name in path.split("/"):
            found = [child for one in found for child in one if child.tag.rpartition("}")[2] == name]
        return [_Element(one) for one in found]

    def deep(self, *names: str) -> list["_Element"]:
        """Return the elements of these names, however deep."""
        return [_Element(one) for one in self._element.iter() if one.tag.rpartition("}")[2] in names]

    def text(self, *paths: str) -> str:
        """Return the text at the first of the paths that is there, or an empty one."""
        return next((str(found[0].own()) for path in paths if (found := self.all(path))), "")

    def need(self, *paths: str) -> str:
        """Return the same; raise _MissingError if there is none."""
        told = self.text(*paths)
        if not told:
            raise _MissingError(f"{' and '.join(paths)}: is missing; one of them must be there")
        return told

    def own(self) -> str:
        """Return its own text."""
        return (self._element.text or "").strip()

    def attribute(self, name: str) -> str:
        """Return an attribute."""
        return str(self._element.get(name, ""))


def _agent(element: _Element, *names: str) -> str:
    """Return the code of an agent: its BIC, its number in a clearing system, or another identification."""
    ways = ("FinInstnId/BICFI", "FinInstnId/BIC", "FinInstnId/ClrSysMmbId/MmbId", "FinInstnId/Othr/Id")
    return element.need(*(f"{name}/{way}" for name in names for way in ways))


def _amount(element: _Element) -> Ore:
    """Return an amount in øre, exactly."""
    found = element.all("IntrBkSttlmAmt")
    if not found or found[0].attribute("Ccy") != CURRENCY:
        raise _MissingError(f"IntrBkSttlmAmt: must be there, in {CURRENCY}")
    try:
        ore = Decimal(found[0].own()).scaleb(2)
    except InvalidOperation:
        raise _MissingError(f"IntrBkSttlmAmt: {found[0].own()!r} is no amount") from None
    if not ore.is_finite() or ore != ore.to_integral_value():
        raise _MissingError(f"IntrBkSttlmAmt: {found[0].own()!r} is no whole number of øre")
    return int(ore)


def _time(told: str, midnight: datetime) -> Instant:
    """Return a time in milliseconds from the first midnight; what is finer is cut off."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise _MissingError(f"{told!r} is no time") from None
    at = at if at.tzinfo else at.replace(tzinfo=midnight.tzinfo)
    passed = at - midnight
    return passed.days * 86_400_000 + passed.seconds * 1000 + passed.microseconds // 1000


def _transfers(place: str, document: _Element, reading: _Reading) -> None:
    """Read pacs.008 or pacs.009: transfers that were sent."""
    for message in document.all("FIToFICstmrCdtTrf") + document.all("FICdtTrf"):
        made = message.text("GrpHdr/CreDtTm")
        for transfer in message.all("CdtTrfTxInf"):
            i = transfer.need("PmtId/TxId", "PmtId/UETR", "PmtId/EndToEndId")
            if i in reading.orders:
                reading.problems.append(f"{place}: {i!r} is sent twice (also in {reading.orders[i].place})")
                continue
            try:
                at = _time(transfer.text("AccptncDtTm") or made, reading.midnight)
                payer = _agent(transfer, "InstgAgt", "DbtrAgt", "Dbtr")
                payee = _agent(transfer, "InstdAgt", "CdtrAgt", "Cdtr")
                reading.orders[i] = Sent(i, payer, payee, _amount(transfer), at, place)
            except _MissingError as error:
                reading.problems.append(f"{place}: {i!r}: {error}")


def _tell(place: str, document: _Element, reading: _Reading, of: str, changes: Callable[[_Element], Any]) -> None:
    """Note what a message says of orders, in elements of this name; None where it changes nothing."""
    made = next((one.own() for one in document.deep("CreDtTm")), "")
    if not made:
        raise _MissingError("CreDtTm: is missing; when was the message made?")
    for told in document.deep(of):
        found = changes(told)
        if found is not None:
            order = told.need("OrgnlTxId", "OrgnlUETR", "OrgnlEndToEndId")
            reading.told.append(_Told(_time(made, reading.midnight), place, order, found))


def _statuses(place: str, document: _Element, reading: _Reading) -> None:
    """Read pacs.002: what became of transfers."""

    def status(told: _Element) -> dict[str, Any]:
        said = told.need("TxSts")
        if said not in STATUSES:
            raise _MissingError(f"TxSts: {said!r} says nothing for a log; read are: {', '.join(STATUSES)}")
        return {"status": STATUSES[said]}

    _tell(place, document, reading, "TxInfAndSts", status)


def _returns(place: str, document: _Element, reading: _Reading) -> None:
    """Read pacs.004: transfers that were given back."""
    _tell(place, document, reading, "TxInf", lambda _: {"status": "reversed", "block": None})


def _recalls(place: str, document: _Element, reading: _Reading) -> None:
    """Read camt.056: when the recall of transfers was asked for."""
    at = _time(document.need("FIToFIPmtCxlReq/Assgnmt/CreDtTm"), reading.midnight)
    _tell(place, document, reading, "TxInf", lambda _: {"revoked_at": at})


def _answers(place: str, document: _Element, reading: _Reading) -> None:
    """Read camt.029: whether recalls were followed; one that was refused changes nothing."""

    def followed(told: _Element) -> dict[str, Any] | None:
        return {"status": "revoked", "block": None} if told.text("TxCxlSts") in ("ACCR", "CNCL") else None

    _tell(place, document, reading, "TxInfAndSts", followed)


MESSAGES: dict[str, Callable[[str, _Element, _Reading], None]] = {
    "pacs.008": _transfers,
    "pacs.009": _transfers,
    "pacs.002": _statuses,
    "pacs.004": _returns,
    "camt.056": _recalls,
    "camt.029": _answers,
}
