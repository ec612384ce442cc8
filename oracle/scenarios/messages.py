"""The messages between Zerohour and an engine, as models.

Written once, read in three ways: answers are read by them, the JSON Schema of every message is printed from them, and
so is the description of the HTTP routes. What Zerohour says may grow, and an engine ignores what it does not know; what
an engine says of a day is read strictly.
"""

import re
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from zerohour.oracle.scenarios.format import (
    ENTRIES,
    LONGEST_AMOUNT,
    STATUSES,
    AccountName,
    Amount,
    At,
    FolioEntry,
    FundEntry,
    Name,
    ParticipantEntry,
    funding_terms,
    reading_names,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Participant
from zerohour.spec.timetable import Use

PROTOCOLS = (1,)
"""The versions of the protocol that are spoken here, the newest first."""

REASONS = tuple(reason.name.lower() for reason in Reason if reason != Reason.NOTHING)
"""The names of what may decide the status of an order."""

_AMOUNT = re.compile(rf"-?[0-9]{{1,{LONGEST_AMOUNT - 1}}}")


def _whole(value: object) -> object:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError(f"{str(value)[:50]!r} is no amount: a string of whole øre")
    return int(value)


def _known(status: str) -> str:
    if status not in STATUSES:
        raise ValueError(f"{status!r} is none of {', '.join(STATUSES)}")
    return status


def _decides(reason: str) -> str:
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is none of {', '.join(REASONS)}")
    return reason


def _text(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{_AMOUNT.pattern}$", "description": description})


Ore = Annotated[str, _text("An amount in whole øre, as a string: no number of JSON is safe beyond 2^53.")]
Balance = Annotated[int, BeforeValidator(_whole), _text("A balance in whole øre, as a string; it may be negative.")]
Instant = Annotated[
    int, Field(description="Milliseconds since the first midnight; before it, the evening of the day before.")
]
Named = Annotated[str, Field(min_length=1)]
KnownStatus = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"enum": list(STATUSES), "description": "What has become of the order at the end of the day."}),
]
KnownReason = Annotated[
    str,
    AfterValidator(_decides),
    WithJsonSchema({"enum": list(REASONS), "description": "What decided the status of the order."}),
]
UseOfBlock = Annotated[
    str,
    WithJsonSchema(
        {
            "enum": [use.name.lower() for use in Use],
            "description": "Whether the clearing does not use the block, takes every order into it, only what came too "
            "late for a block before it, or only what was set aside.",
        }
    ),
]
Readings = Annotated[
    dict[str, str],
    WithJsonSchema(
        {
            "type": "object",
            "description": "How each open question is read.",
            "properties": {name: {"enum": values} for name, values in reading_names().items()},
            "required": list(reading_names()),
        }
    ),
]


class _Told(BaseModel):
    """What Zerohour says: a later release may say more."""


class _Said(BaseModel):
    """What an engine says: a word that is not known here is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True)


# -- what Zerohour says ------------------------------------------------------------------------------------------------


class Client(_Told):
    """Who asks."""

    name: str
    version: str


class Initialize(_Told):
    """The first question: who are you, and what do you support?"""

    protocolVersions: list[int] = Field(  # noqa: N815  # as on the wire
        min_length=1, description="Versions that are spoken here, the newest first."
    )
    client: Client


class Days(_Told):
    """A day, from its first millisecond to the one after its last."""

    start: Instant
    end: Instant


class Block(_Told):
    """A block of a timetable: its cut-off and its settlement; null is never."""

    block: Named
    day: int = Field(description="The clearing day that it belongs to, counted from 0.")
    cutoff: Instant | None
    settle: Instant | None


class BatchBlock(Block):
    """A block of Sum and Intraday, and what each uses it for."""

    lock: Instant = Field(description="From when on the lines of the block stand as they are.")
    receipt: Instant = Field(description="When the hub has the receipt that the block is booked.")
    sum: UseOfBlock
    intraday: UseOfBlock
    intraday_first: bool = Field(description="Whether the source lists Intraday before Sum in the block (A-48).")


class Rulebook(_Told):
    """The rulebook of the day: its calendars, caps and timetables."""

    name: Named
    clearing_days: list[Days]
    calendar_days: list[Days]
    straks_cap: Ore
    batch: list[BatchBlock]
    straks: list[Block]


class TimetableEvent(_Told):
    """A moment of the timetable: a block is cut off, forecast, its lines are locked, or it is settled.

    Of a forecast only who supports `contingency` is told: what an outage holds back by then is not in the block.
    """

    at: Instant
    type: Literal["cut_off", "forecast", "lock", "settle"]
    account: AccountName
    block: Named


_AS_TOLD: list[tuple[object, object]] = [(At, Instant), (Amount, Ore), (Name, Named)]
"""How what stands in a scenario file is told to an engine: times as numbers, amounts as strings."""


def _as_told(entry: type[BaseModel], name: str, without: tuple[str, ...] = ()) -> type[BaseModel]:
    """Return the model of what is told, made from that of a scenario file."""
    hints = get_type_hints(entry, include_extras=True)
    fields: dict[str, Any] = {}
    for field, info in entry.model_fields.items():
        if field not in without:
            fields[field] = (_told(hints[field]), ... if info.is_required() else info.default)
    return create_model(name, __base__=_Told, __doc__=entry.__doc__, **fields)


def _told(hint: Any) -> Any:
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return Union[tuple(map(_told, get_args(hint)))]  # noqa: UP007  # made from a tuple
    return next((told for written, told in _AS_TOLD if written == hint), hint)


def _types(event: type[BaseModel]) -> tuple[str, ...]:
    return get_args(event.model_fields["type"].annotation)


FUNDING = tuple(funding_terms(Participant()))
"""The terms of which an engine is not told, for it sees the lines to which they lead."""

Terms: Any = _as_told(ParticipantEntry, "Terms", without=("name", *FUNDING))

NOT_TOLD = (FolioEntry, FundEntry)

_EVENTS: tuple[type[BaseModel], ...] = (
    *(_as_told(e, e.__name__.replace("Entry", "Event")) for e in dict.fromkeys(ENTRIES.values()) if e not in NOT_TOLD),
    TimetableEvent,
)

EVENTS: dict[str, type[BaseModel]] = {kind: event for event in _EVENTS for kind in _types(event)}
"""The model of every event that an engine is told, by its type."""

_EVENT: Any = Annotated[Union[_EVENTS], Field(discriminator="type")]  # noqa: UP007  # made from a tuple

_DAY: dict[str, Any] = {
    "schema_": (Literal[1], Field(alias="schema", description="The version of this form.")),
    "name": (str, ...),
    "participants": (list[Named], Field(min_length=1)),
    "terms": (dict[str, Terms], Field(description="What is agreed with participants, where it is not the usual.")),
    "rulebook": (Rulebook, ...),
    "readings": (Readings, ...),
    "events": (list[_EVENT], Field(description="Everything that happens, in the order of processing.")),
}
Day = create_model("Scenario", __base__=_Told, __doc__="A whole day, to be run from its beginning.", **_DAY)


class Shutdown(_Told):
    """Nothing more is asked: end by yourself."""


Run = create_model("Run", __base__=_Told, __doc__="A question: what comes of this day?", scenario=(Day, ...))


# -- what an engine says -----------------------------------------------------------------------------------------------


class Introduction(BaseModel):
    """Who the engine is, which version of the protocol it chose, and what it supports."""

    model_config = ConfigDict(strict=True)

    protocolVersion: int = Field(description="One of the versions that were offered.")  # noqa: N815  # as on the wire
    name: str | None = None
    version: str | None = None
    language: str | None = None
    features: list[str] = Field(description="What the engine supports; it is asked about nothing else.")
    shutdown: bool = Field(
        default=False, description="Over standard input and output: whether it is asked to end before it is ended."
    )


RegimeName = Literal["directive_2009", "directive_1998", "danish_act"]
ProtectionName = Literal["not_in_question", "before_opening", "second_limb", "unprotected"]


class OrderAnswer(_Said):
    """What came of one order."""

    status: KnownStatus
    block: str | None = Field(None, description="The block in which it settled; of a settled order only.")


class StatusChange(_Said):
    """An order has another status from now on."""

    at: Instant
    status: KnownStatus


class BalanceChange(_Said):
    """An account has another balance from now on."""

    at: Instant
    balance: Balance


class Answer(_Said):
    """What came of the day. Only `orders` is required; what else is told is checked too."""

    orders: dict[str, OrderAnswer] = Field(description="Every order that was sent, by its id.")
    excluded: dict[str, list[str]] | None = Field(
        None, description="For every batch block that settled, who was taken out of it."
    )
    set_aside: dict[str, dict[str, Balance]] | None = Field(
        None, description="For batch blocks that settled, whose sums were set aside, and what each would have drawn."
    )
    rounds: dict[str, dict[Literal["sum", "intraday", "both"], list[list[str]]]] | None = Field(
        None,
        description="For batch blocks that settled, who was taken out in each round of exclusion: of Sum, of Intraday, "
        "or of both where they settle on one position (A-47). Then no other way of excluding is looked for.",
    )
    balances: dict[str, dict[AccountName, Balance]] | None = Field(
        None, description="For each participant, its settlement accounts at the end of the day."
    )
    nets: dict[Literal["sum", "intraday", "straks"], dict[str, dict[str, Balance]]] | None = Field(
        None, description="For each clearing, and each block of it that settled, what was booked for each participant."
    )
    bookings: dict[str, list[str]] | None = Field(
        None, description="For each order, the blocks in which it was booked, each as often as it was."
    )
    admissions: dict[str, list[str]] | None = Field(
        None, description="For each order, the batch blocks into whose cycle it was admitted, one after the other."
    )
    law: dict[str, dict[RegimeName, ProtectionName]] | None = Field(
        None, description="For each order, what each text of law says of it."
    )
    history: dict[str, list[StatusChange]] | None = Field(
        None, description="For each order, every change of its status, the first one first."
    )
    statements: dict[str, dict[AccountName, list[BalanceChange]]] | None = Field(
        None,
        description="For each participant, every change of its settlement accounts; of several at one instant the last "
        "is looked at.",
    )
    reasons: dict[str, KnownReason] | None = Field(
        None,
        description="For each order, what decided its status, by the names that are used here; an engine with names of "
        "its own leaves this out.",
    )
    extra: dict[str, Any] = Field(default_factory=dict, description="Whatever else an engine wants to keep with it.")


class Unsupported(_Said):
    """The engine cannot say, for it does not support this day."""

    unsupported: str = Field(description="Why not.")


class _EitherAnswer:
    """Which of the two an answer is shows in one field: so what is wrong can be told of the one that was meant."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> JsonSchemaValue:
        """Return the schema of the answer."""
        answer, unsupported = handler(schema)["anyOf"]
        return {"if": {"required": ["unsupported"]}, "then": unsupported, "else": answer}


# -- JSON-RPC 2.0, one message a line ----------------------------------------------------------------------------------


class _Message(BaseModel):
    jsonrpc: Literal["2.0"]
    id: int


class InitializeRequest(_Message):
    """`initialize`, asked once."""

    method: Literal["initialize"]
    params: Initialize


class InitializeResponse(_Message):
    """The answer to `initialize`."""

    result: Introduction


_RUN: dict[str, Any] = {"method": (Literal["run"], ...), "params": (Run, ...)}
RunRequest = create_model("RunRequest", __base__=_Message, __doc__="`run`, asked for every scenario.", **_RUN)


class RunResponse(_Message):
    """The answer to `run`."""

    result: Annotated[Answer | Unsupported, _EitherAnswer()]


class ShutdownRequest(_Message):
    """`shutdown`, the last question, of an engine that says that it wants to be asked."""

    method: Literal["shutdown"]
    params: Shutdown


class ShutdownResponse(_Message):
    """The answer to `shutdown`: that it was heard."""

    result: None


class Fault(BaseModel):
    """What went wrong."""

    code: int
    message: str
    data: Any = None


class ErrorResponse(_Message):
    """The answer to either, where the engine failed: the scenario is then an error, and no verdict."""

    error: Fault


MESSAGES: dict[str, type[BaseModel]] = {
    "initialize.request": InitializeRequest,
    "initialize.response": InitializeResponse,
    "run.request": RunRequest,
    "run.response": RunResponse,
    "shutdown.request": ShutdownRequest,
    "shutdown.response": ShutdownResponse,
    "error.response": ErrorResponse,
}


class _Plain(GenerateJsonSchema):
    """JSON Schema as a reader wants it: a name is its own title, and a default of null goes without saying."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the schema of a field that may be left out."""
        if "default" in schema and schema["default"] is not None:
            return super().default_schema(schema)
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: a field's name is its title."""
        del schema
        return False


class _Absent(_Plain):
    """The same of what Zerohour says: what may be left out is left out, and never null."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the schema of a field that may be left out."""
        inner: Any = schema["schema"]
        if inner["type"] == "nullable" and schema.get("default") is None:
            return self.generate_inner(inner["schema"])
        return super().default_schema(schema)


def json_schema(message: str) -> dict[str, Any]:
    """Return the JSON Schema of a message."""
    schema = MESSAGES[message].model_json_schema(schema_generator=_generator(MESSAGES[message]))
    return {"$schema": _Plain.schema_dialect, "$id": f"urn:zerohour:protocol:{PROTOCOLS[0]}:{message}"} | schema


def components(*models: type[BaseModel]) -> dict[str, Any]:
    """Return the schemas of models and of all that they are made of, for an OpenAPI file."""
    found: dict[str, Any] = {}
    for model in models:
        template = "#/components/schemas/{model}"
        schema = model.model_json_schema(schema_generator=_generator(model), ref_template=template)
        found |= schema.pop("$defs", {}) | {str(schema["title"]): schema}
    return dict(sorted(found.items()))


def _generator(model: type[BaseModel]) -> type[_Plain]:
    """Return how the schema of a model is printed: a question is Zerohour's, an answer the engine's."""
    asked = (InitializeRequest, RunRequest, ShutdownRequest, Initialize, Run)
    return _Absent if model in asked else _Plain
