"""The two routes of an engine behind HTTP, as an OpenAPI 3.1 description made from the models of the messages."""

from typing import Any

from pydantic import BaseModel

from zerohour.oracle.scenarios.messages import (
    PROTOCOLS,
    Answer,
    Initialize,
    Introduction,
    Run,
    Unsupported,
    components,
)


def openapi() -> dict[str, Any]:
    """Return the description of the routes."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "A clearing engine, as Zerohour asks it",
            "version": str(PROTOCOLS[0]),
            "summary": "What an engine has to answer over HTTP to be tested.",
            "description": "An engine is told a whole day and answers what came of it. A run has no effects that a "
            "later one can see; the same day may be asked about again.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8765", "description": "Where the template listens."}],
        "paths": {
            "/initialize": _route("initialize", "Say who you are, and what you support", Initialize, Introduction),
            "/run": _route("run", "Run a whole day, and say what came of every order", Run, Answer, Unsupported),
        },
        "components": {"schemas": components(Initialize, Introduction, Run, Answer, Unsupported)},
    }


def _route(name: str, summary: str, asked: type[BaseModel], *told: type[BaseModel]) -> dict[str, Any]:
    references = [_reference(model) for model in told]
    body = references[0] if len(references) == 1 else {"oneOf": references}
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "requestBody": {"required": True, "content": _json(_reference(asked))},
            "responses": {
                "200": {"description": "The answer.", "content": _json(body)},
                "default": {"description": "The engine failed: an error, and no verdict. The body is shown."},
            },
        }
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
