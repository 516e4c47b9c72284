"""The articles as a Parquet file: typed columns, written in groups of rows, so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from storage.dataset.rows import add_day
from storage.dataset.schema import Field, FieldType, Table
from storage.dataset.tables import WHOLE_ARTICLES
from storage.model import UsageError

if TYPE_CHECKING:
    import pyarrow

#: A group of rows ends at so many of them, or so many characters.
_MOST_ROWS, _MOST_LETTERS = 1_000, 4_000_000


def require_parquet() -> None:
    """Raise UsageError where the library that writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "Parquet is written by the library pyarrow, which is not installed here; "
            "pip install 'balagh[parquet]', or choose another format"
        ) from error


def write_parquet(rows: Iterable[dict[str, Any]], about: dict[str, Any], out: BinaryIO) -> None:
    """Write articles, as `list_whole_articles` gives them; `about` stands in the file's metadata.

    Raises UsageError where pyarrow is not installed.
    """
    require_parquet()
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetWriter

    said = {"balagh": json.dumps(about, ensure_ascii=False, sort_keys=True)}
    schema = make_schema(WHOLE_ARTICLES).with_metadata(said)
    with ParquetWriter(out, schema, compression="zstd", write_statistics=True) as writer:
        for group in _group(rows):
            writer.write_batch(RecordBatch.from_pylist(group, schema=schema), row_group_size=_MOST_ROWS)


def make_schema(table: Table) -> pyarrow.Schema:
    """The columns of a table as Arrow types them."""
    import pyarrow

    return pyarrow.schema([_make_field(one) for one in table.fields])


def _make_field(field: Field) -> pyarrow.Field:
    import pyarrow

    said = {"description": field.about}
    return pyarrow.field(field.name, _make_type(field), nullable=not field.is_required, metadata=said)


def _make_type(field: Field) -> pyarrow.DataType:
    import pyarrow

    if field.type is FieldType.ARRAY:
        inner = pyarrow.struct([_make_field(one) for one in field.items]) if field.items else pyarrow.string()
        return pyarrow.list_(inner)
    plain = {
        FieldType.INTEGER: pyarrow.int64(),
        FieldType.NUMBER: pyarrow.float64(),
        FieldType.STRING: pyarrow.string(),
        FieldType.DATE: pyarrow.date32(),
        FieldType.DATETIME: pyarrow.timestamp("us", tz="UTC"),
        FieldType.OBJECT: pyarrow.string(),
    }
    return plain[field.type]


def _group(rows: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    letters = 0
    for row in rows:
        group.append(_typed(row))
        letters += len(row["text"]) + sum(len(one["text"]) for one in row["attachments"])
        if len(group) >= _MOST_ROWS or letters >= _MOST_LETTERS:
            yield group
            group, letters = [], 0
    if group:
        yield group


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its day, and its instants as such."""
    instants = {name: _instant(row[name]) for name in ("first_seen", "last_seen")}
    return add_day(dict(row)) | instants


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
