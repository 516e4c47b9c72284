"""The formats of the data set, and articles written in those that are one file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, BinaryIO

from storage.dataset.parquet import write_parquet
from storage.dataset.statement import Statement
from storage.export import write_csv, write_jsonl


class Format(StrEnum):
    """The formats of the data set."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    DATAPACKAGE = "datapackage"  #: several tables: `storage/dataset/package.py`


def write_articles(rows: Iterable[dict[str, Any]], form: Format, statement: Statement, out: BinaryIO) -> None:
    """Articles as JSON lines, CSV or Parquet, which keeps the statement, too; `out` stays open."""
    if form is Format.PARQUET:
        write_parquet(rows, statement.describe(), out)
        return
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    (write_jsonl if form is Format.JSONL else write_csv)(rows, text)
    text.flush()
    text.detach()
