"""The descriptor of a data package, `datapackage.json` (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from storage.dataset.schema import Field, FieldType, Table
from storage.dataset.statement import Statement
from storage.dataset.tables import TABLES


class Count(Protocol):
    """What a table's file holds."""

    @property
    def rows(self) -> int:
        """Without the head."""

    @property
    def bytes(self) -> int:
        """Of the file."""

    @property
    def sha256(self) -> str:
        """Of these bytes."""


def make_descriptor(statement: Statement, written: Mapping[str, Count]) -> dict[str, Any]:
    """The descriptor of a package with these tables."""
    return {
        "profile": "data-package",
        "name": "balagh",
        "title": "News of Moroccan communes, as Balagh read it",
        "description": "Articles of the portals that were watched, with all their versions. CODEBOOK.md "
        "explains each column, how dates were found, and how to cite this.",
        "licenses": [statement.license()],
        "balagh": statement.describe(),
        "resources": [_make_resource(table, written[table.name]) for table in TABLES],
    }


def _make_resource(table: Table, written: Count) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": written.rows,
        "bytes": written.bytes,
        "hash": f"sha256:{written.sha256}",
        "schema": _make_schema(table),
    }


def _make_schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_make_field(one) for one in table.fields], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": list(one.fields), "reference": {"resource": one.table, "fields": list(one.theirs)}}
            for one in table.references
        ]
    return schema


def _make_field(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": field.name, "type": field.type.value, "description": field.about}
    if field.type is FieldType.DATETIME:
        made["format"] = "any"  # with a zone and, where there are some, fractions of a second
    if field.is_required:
        made["constraints"] = {"required": True}
    return made
