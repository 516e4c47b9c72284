"""What pydantic finds wrong with a value, in words of ours: why it cannot stand there, and what can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response

from web.asking import quote
from web.problems import Problem, answer

#: By pydantic's name of a fault: why, and the cure. Its own places are `{ge}`, `{expected}` and the like.
_SAID = {
    "missing": ("{field} is missing", "give it"),
    "extra_forbidden": ("there is no field {field}", "leave it out; /openapi.json names those there are"),
    "int_parsing": ("{field}: {value} is no whole number", "write digits alone"),
    "int_type": ("{field}: {value} is no whole number", "write digits alone, not as a text"),
    "int_from_float": ("{field}: {value} is no whole number", "write digits alone"),
    "int_parsing_size": ("{field}: {value} is no number that could stand here", "give a smaller one"),
    "greater_than_equal": ("{field}: {value} is too small", "give {ge} or more"),
    "less_than_equal": ("{field}: {value} is too large", "give {le} or less"),
    "bool_parsing": ("{field}: {value} is neither true nor false", "write true or false"),
    "bool_type": ("{field}: {value} is neither true nor false", "write true or false"),
    "enum": ("there is no {field} {value}", "give {expected}"),
    "string_type": ("{field}: {value} is no text", "write it in quotation marks"),
    "string_too_short": ("{field} is too short", "write {min_length} characters or more"),
    "string_too_long": ("{field} is too long", "write {max_length} characters or fewer"),
    "string_pattern_mismatch": ("{field} holds a character that no text holds", "leave U+0000 out"),
    "list_type": ("{field}: {value} is no list", 'write a list, such as ["one"]'),
    "too_long": ("{field} holds too many", "give {max_length} or fewer"),
    "model_attributes_type": ("{field}: {value} is no object", "write one in braces"),
    "dict_type": ("{field}: {value} is no object", "write one in braces"),
}
_OTHER = ("{field} cannot be read", "see /openapi.json for what can stand there")


def install(app: FastAPI) -> None:
    """Have what pydantic refuses said in these words."""
    app.add_exception_handler(RequestValidationError, _answer_invalid)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(request, find_problem(error.errors()[0]))


def find_problem(fault: Mapping[str, Any]) -> Problem:
    """One of the faults of a request, as `RequestValidationError.errors()` tells them."""
    place, *names = fault["loc"]
    if place == "body" and not names and isinstance(fault.get("input"), bytes):
        return Problem(422, place, "it is not said to be JSON", "send Content-Type: application/json")
    if fault["type"] == "json_invalid":
        return Problem(400, place, "what was sent is no JSON", "send JSON, in UTF-8")
    field = quote(".".join(map(str, names))) or place
    why, cure = _SAID.get(fault["type"], _OTHER)
    places = {**fault.get("ctx", {}), "field": field, "value": quote(str(fault.get("input")))}
    return Problem(422, field, why.format(**places), cure.format(**places))
