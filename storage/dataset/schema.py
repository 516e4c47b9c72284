"""What a table of the data set is made of: fields with their types and meanings (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """The types of fields, by their names in Frictionless Table Schema."""

    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    DATETIME = "datetime"  #: an instant, in UTC
    ARRAY = "array"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Field:
    """One column."""

    name: str
    type: FieldType
    about: str
    is_required: bool = False  #: never null nor empty
    items: tuple[Field, ...] = ()  #: of each object of an array; none: it is an array of texts
    can_be_unknown: bool = False  #: null where it is not known for the instant of a data set as of then
    form: int = 1  #: of data packages (`statement.FORM`), from which on they have it


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns of a table that name a row of another one."""

    fields: tuple[str, ...]
    table: str
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the data set."""

    name: str
    about: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(field.name for field in self.fields)


def choose(fields: Sequence[Field], *names: str) -> tuple[Field, ...]:
    """Some of the fields, in the order of the names."""
    known = {field.name: field for field in fields}
    return tuple(known[name] for name in names)
