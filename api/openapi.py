"""The description of the API, as it is: every error is a problem, and has the media type of one."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from api.problem import Problem

_SCHEMA: Final = {"$ref": "#/components/schemas/Problem"}
_CONTENT: Final = {"application/problem+json": {"schema": _SCHEMA}, "text/html": {}}
_UNDESCRIBED: Final = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Have `app.openapi()` say what FastAPI does not know of: the media type of problems, and that any may come."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _describe_problems(made())
        return made()

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_problems(description: dict[str, Any]) -> None:
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    for name in _UNDESCRIBED:
        schemas.pop(name, None)
    model = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= model.pop("$defs", {}) | {"Problem": model}
    for path in description["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            for status, response in responses.items():
                if status[0] in "45":
                    response["content"] = _CONTENT
            responses["default"] = {"description": "Any other problem", "content": _CONTENT}
