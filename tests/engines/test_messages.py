"""The schemas of the messages: published as the models say, true of every message, and violated by every fault."""

import itertools
import json
import re
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from openapi_spec_validator import validate as validate_openapi
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.engines.engine import introduction, question, reply
from zerohour.oracle.engines.ledger import FEATURES as LEDGER
from zerohour.oracle.engines.ledger import engine
from zerohour.oracle.engines.openapi import openapi
from zerohour.oracle.engines.tables import ASKED, TOLD
from zerohour.oracle.engines.validate import PUBLISHED, published, validation
from zerohour.oracle.generate import generated
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.messages import EVENTS, MESSAGES, Answer, json_schema
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.wire import to_wire
from zerohour.oracle.smoke import FEATURES
from zerohour.oracle.unchecked import COMPARES
from zerohour.oracle.vectors import days

Message = dict[str, Any]
PAGES = Path(__file__).parents[2] / "docs" / "how_to"
SCENARIOS: list[Scenario] = [
    *library().values(),
    *itertools.islice(days(), 0, None, 200),
    *(generated(3, n) for n in range(150)),
]

HELLO: Message = {"protocolVersion": 1, "features": ["intraday"]}

WRONG: dict[str, tuple[str, object, str]] = {
    "no id": ("run.response", {"jsonrpc": "2.0", "result": {"orders": {}}}, "'id' is a required property"),
    "another jsonrpc": ("run.response", reply(1, {"orders": {}}) | {"jsonrpc": "1.0"}, "jsonrpc: "),
    "features in a text": ("initialize.response", reply(1, HELLO | {"features": "intraday"}), "result.features: "),
    "name is a number": ("initialize.response", reply(1, HELLO | {"name": 5}), "result.name: "),
    "version is a text": (
        "initialize.response",
        reply(1, HELLO | {"protocolVersion": "1"}),
        "result.protocolVersion: ",
    ),
    "no orders": ("run.response", reply(1, {}), "'orders' is a required property"),
    "a field too many": ("run.response", reply(1, {"orders": {}, "colour": "red"}), "'colour' was unexpected"),
    "unknown status": ("run.response", reply(1, {"orders": {"o1": {"status": "paid"}}}), "result.orders.o1.status: "),
    "amount is a number": ("run.response", reply(1, {"orders": {}, "balances": {"A": {"batch": 1}}}), "batch: "),
    "a fraction": ("run.response", reply(1, {"orders": {}, "balances": {"A": {"straks": "1.5"}}}), "straks: "),
    "unknown account": (
        "run.response",
        reply(1, {"orders": {}, "balances": {"A": {"gold": "1"}}}),
        "result.balances.A",
    ),
    "excluded in a text": ("run.response", reply(1, {"orders": {}, "excluded": {"I1": "A"}}), "result.excluded.I1: "),
    "no reason": ("run.response", reply(1, {"unsupported": True}), "result"),
    "error in a text": ("error.response", {"jsonrpc": "2.0", "id": 1, "error": "no"}, "error: "),
    "a list": ("run.response", [], "the message: "),
}
"""Messages that are not as they have to be, and words of what is said of them."""


def closed(schema: object) -> Any:
    """Return the schema with no room for a field that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    fields = {key: closed(part) for key, part in cast("dict[str, object]", schema).items()}
    return {"additionalProperties": False, **fields} if "properties" in fields and "type" in fields else fields


@pytest.mark.parametrize("name", sorted(published()))
def test_published_file_is_as_the_models_say(name: str) -> None:
    assert (PUBLISHED / name).read_text("utf-8") == published()[name], "write anew: zerohour schema --out"


def test_no_other_file_is_published() -> None:
    assert {path.name for path in PUBLISHED.iterdir()} == set(published())


@pytest.mark.parametrize("message", MESSAGES)
def test_schema_is_one(message: str) -> None:
    of_schemas: Any = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    assert [error.message for error in of_schemas.iter_errors(json_schema(message))] == []


def test_description_of_the_routes_is_valid() -> None:
    description: Any = openapi()
    validate_openapi(description)
    assert set(description["paths"]) == {"/initialize", "/run"}
    assert description["openapi"].startswith("3.1")


def test_every_scenario_is_told_as_the_schema_says_and_nothing_beside_it() -> None:
    asked: Any = jsonschema.Draft202012Validator(closed(json_schema("run.request")))
    for scenario in SCENARIOS:
        message = question(1, "run", {"scenario": to_wire(scenario)})
        assert [error.message for error in asked.iter_errors(message)] == []
    told = {event["type"] for scenario in SCENARIOS for event in to_wire(scenario)["events"]}
    assert told == set(EVENTS)


def test_what_a_conforming_engine_says_is_as_the_schemas_say() -> None:
    for scenario in SCENARIOS[::4]:
        assert validation("run.response", reply(1, engine.run(to_wire(scenario)))) == ""
    assert validation("initialize.response", reply(1, {"protocolVersion": 1, "features": list(LEDGER)})) == ""


def test_introduction_is_told_as_the_schema_says() -> None:
    assert validation("initialize.request", question(1, "initialize", introduction())) == ""


@pytest.mark.parametrize("what", WRONG)
def test_message_that_is_not_as_the_schema_says_is_told_with_its_place(what: str) -> None:
    name, message, words = WRONG[what]
    told = validation(name, message)
    assert told.startswith(f"sent {name}, which is not as its schema says: ")
    assert words in told


def test_question_of_ours_that_is_not_as_the_schema_says_is_a_defect_of_ours() -> None:
    with pytest.raises(RuntimeError, match=r"zerohour itself sent run\.request"):
        validation("run.request", question(1, "run", {}))


def test_null_is_as_good_as_nothing_in_an_answer() -> None:
    order = {"status": "rejected", "block": None}
    assert validation("run.response", reply(1, {"orders": {"o1": order}, "excluded": None, "balances": None})) == ""


def test_schemas_are_printed_and_written(tmp_path: Path) -> None:
    names = CliRunner().invoke(app, ["schema"]).stdout.split()
    assert names == [*MESSAGES, "openapi"]
    for name in names:
        assert json.loads(CliRunner().invoke(app, ["schema", name]).stdout) == json.loads(published()[f"{name}.json"])
    assert CliRunner().invoke(app, ["schema", "--out", str(tmp_path / "new")]).exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(published())
    unknown = CliRunner().invoke(app, ["schema", "run.respons"])
    assert unknown.exit_code == 2
    assert unknown.stderr == "there is no message 'run.respons'; did you mean 'run.response'?\n"


# -- what the pages say ------------------------------------------------------------------------------------------------


def examples() -> list[tuple[str, str]]:
    """Return the messages that the page shows, with their names."""
    text = (PAGES / "protocol.md").read_text("utf-8")
    return re.findall(r"^```\{code-block\} json\n:caption: ([\w.]+)\n\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def rows(page: str, table: str = "", cell: int = 1) -> dict[str, str]:
    """Return a cell of every row of the page's tables, or of the one that is headed so, by the first cell."""
    text = (PAGES / page).read_text("utf-8")
    some = text.partition(f"\n| {table} |")[2].partition("\n\n")[0] if table else text
    told = [line.split("|")[1:-1] for line in some.splitlines() if line.startswith("| `")]
    return {cells[0].strip(" `"): cells[cell].strip() for cells in told}


def test_messages_on_the_page_are_as_their_schemas_say() -> None:
    assert {name for name, _ in examples()} == set(MESSAGES)
    for name, text in examples():
        strict: Any = jsonschema.Draft202012Validator(closed(json_schema(name)))
        assert [error.message for error in strict.iter_errors(json.loads(text))] == []


def test_answer_on_the_page_is_the_one_to_its_question() -> None:
    shown = [json.loads(text) for name, text in examples() if name in ("run.request", "run.response")]
    answer, told = engine.run(shown[0]["params"]["scenario"]), shown[1]["result"]
    assert {what: answer[what] for what in told} == told


def test_features_on_the_page_are_those_that_there_are() -> None:
    assert set(rows("protocol.md", "feature")) == FEATURES


def test_fields_of_an_answer_are_on_the_page_with_what_is_checked_by_them() -> None:
    checks = {field: "; ".join(c for c, parts in COMPARES.items() if field in parts) for field in Answer.model_fields}
    del checks["orders"]
    assert rows("protocol.md", "field", 2) == checks


def test_files_on_the_page_are_those_that_there_are() -> None:
    tables = {f"{name}.csv": ", ".join(("scenario", *columns)) for name, columns in (ASKED | TOLD).items()}
    assert rows("files.md") == tables | {"zerohour.csv": "key, value", "engine.csv": "key, value"}
