"""The cells of a CSV: what a spreadsheet shows as it is, and what is read back from there (pure)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from storage.dataset.schema import Field, FieldType

#: By it a spreadsheet knows that a file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
#: What a spreadsheet would take for a formula, also behind signs that were put before it.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def make_cell(value: object) -> object:
    """A value as a cell: lists and objects as JSON, and an apostrophe before what would be a formula."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def read_cell(field: Field, cell: str) -> Any:
    """The value of a cell; an empty one is null, or an empty text where that is meant. Raises ValueError."""
    if cell == "":
        return None
    match field.type:
        case FieldType.INTEGER:
            return int(cell)
        case FieldType.NUMBER:
            return float(cell)
        case FieldType.DATE:
            return date.fromisoformat(cell)
        case FieldType.DATETIME:
            return _read_instant(cell)
        case FieldType.ARRAY | FieldType.OBJECT:
            return json.loads(cell)
        case FieldType.STRING:
            return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _read_instant(cell: str) -> datetime:
    instant = datetime.fromisoformat(cell)
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {cell}")
    return instant
