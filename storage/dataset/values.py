"""Values that come back from a data set, held against its tables (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from storage.dataset.schema import Field, FieldType, Table
from storage.model import is_portal_id

_KINDS: dict[FieldType, tuple[type, ...]] = {
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
    FieldType.STRING: (str,),
    FieldType.DATE: (date,),
    FieldType.DATETIME: (str, datetime),
    FieldType.ARRAY: (list,),
    FieldType.OBJECT: (dict,),
}
_ADDRESS = re.compile(r"https?://[^\s/]+")


def check_row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row with its instants as such. Raises ValueError where a value is not what its column holds."""
    return {field.name: check_value(field, row[field.name]) for field in table.fields}


def check_value(field: Field, value: Any) -> Any:
    """A value of a column, an instant as such. Raises ValueError where it is none."""
    if value is None:
        if field.is_required:
            raise ValueError(f"{field.name} is missing")
        return None
    if not isinstance(value, _KINDS[field.type]) or isinstance(value, bool):
        raise ValueError(f"{field.name} is no {field.type}")
    if isinstance(value, str):
        value.encode()  # half a character cannot be kept, and raises one of these
        if "\0" in value:
            raise ValueError(f"{field.name} holds what no text holds")
    if field.type is FieldType.DATETIME:
        return _check_instant(field, value)
    if isinstance(value, list):
        return [_check_item(field, one) for one in value]
    return value


def check_portal_id(text: str) -> str:
    """A portal's id. Raises ValueError where it cannot be one."""
    return _matched(text, is_portal_id, "no portal's id")


def check_address(text: str) -> str:
    """An address that may be shown as a link. Raises ValueError where it is none."""
    return _matched(text, _ADDRESS.match, "no address")


def _matched(text: str, match: Callable[[str], object], why: str) -> str:
    if not match(text):
        raise ValueError(f"{text[:100]!r} is {why}")
    return text


def _check_instant(field: Field, value: Any) -> datetime:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(f"{field.name} has no time zone")
    return instant


def _check_item(field: Field, value: Any) -> Any:
    if not field.items:
        return check_value(Field(field.name, FieldType.STRING, "", is_required=True), value)
    if not isinstance(value, dict) or list(value) != [one.name for one in field.items]:
        raise ValueError(f"{field.name} has other parts")
    return {one.name: check_value(one, value[one.name]) for one in field.items}
