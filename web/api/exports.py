"""The data set as a stream, in the formats that researchers use: memory stays flat, however large it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from storage.database import Connection
from storage.dataset.formats import Format, write_articles
from storage.dataset.package import write_zip
from storage.dataset.parquet import require_parquet
from storage.dataset.rows import list_rows, list_whole_articles
from storage.dataset.selection import Selection, count_undated, find_last_instant, read_instant
from storage.dataset.statement import Statement
from storage.model import UsageError
from web.api.answers import declare
from web.api.questions import FilterHere, require_archived
from web.asking import quote
from web.problems import Problem
from web.site import Site, SiteHere
from web.streams import begin, stream

router = APIRouter(tags=["exports"])


_MEDIA = {
    Format.JSONL: ("application/x-ndjson", "jsonl"),
    Format.CSV: ("text/csv; charset=utf-8", "csv"),
    Format.PARQUET: ("application/vnd.apache.parquet", "parquet"),
    Format.DATAPACKAGE: ("application/zip", "zip"),
}
Chosen = Annotated[Format, Query(description="JSON lines, a table, a typed table, or all tables as a zip.")]
AsOf = Annotated[
    str | None,
    Query(description="As it was known at the end of a day, or at an instant.", examples=["2026-01-31"]),
]
#: Each one holds a connection to the archive for as long as its reader takes.
_TURNS = threading.BoundedSemaphore(4)
_FILES: dict[str, dict[str, str]] = {media.partition(";")[0]: {} for media, _ in _MEDIA.values()}


@router.get(
    "/export",
    summary="The data set as a file",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The file, as `balagh export` writes it.", "content": _FILES},
        **declare(503, "The archive does not answer just now, or others are taking it; see Retry-After."),
    },
)
def export(
    site: SiteHere,
    wanted: FilterHere,
    format: Chosen,
    as_of: AsOf = None,  # its name
) -> StreamingResponse:
    """The articles that fit the conditions, newest first; docs/dataset.md is its codebook.

    A stream that breaks off says so by its chunked encoding: what a client took for whole is whole.
    """
    selection = Selection(wanted, _read_instant(as_of))
    _require(format)
    with site.store.read() as connection:
        require_archived(connection, wanted.portal)
    if not _TURNS.acquire(blocking=False):
        why, cure = "others are taking the data set just now", "come again in a minute"
        raise Problem(503, None, why, cure, {"Retry-After": "60"})
    media_type, ending = _MEDIA[format]
    told = {"Content-Disposition": f'attachment; filename="balagh.{ending}"'}
    return StreamingResponse(
        begin(stream(_make_writer(site, selection, format))), media_type=media_type, headers=told
    )


def _make_writer(site: Site, selection: Selection, form: Format) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        try:
            with site.store.read() as connection:
                _write(connection, selection, form, _state(site, connection, selection), out)
        finally:
            _TURNS.release()

    return write


def _write(
    connection: Connection, selection: Selection, form: Format, statement: Statement, out: BinaryIO
) -> None:
    if form is Format.DATAPACKAGE:
        write_zip(out, statement, lambda table: list_rows(connection, selection, table))
    else:
        write_articles(list_whole_articles(connection, selection), form, statement, out)


def _state(site: Site, connection: Connection, selection: Selection) -> Statement:
    return Statement(
        version=version("balagh"),
        wanted=selection.wanted,
        known_until=find_last_instant(connection),
        as_of=selection.as_of,
        licence=site.licence,
        undated=count_undated(connection, selection),
    )


def _read_instant(text: str | None) -> datetime | None:
    try:
        return None if text is None else read_instant(text)
    except ValueError as error:
        raise Problem(422, "as_of", f"{quote(text or '')} is no instant", str(error)) from error


def _require(form: Format) -> None:
    try:
        if form is Format.PARQUET:
            require_parquet()
    except UsageError as error:
        raise Problem(422, "format", "Parquet is not written here", "choose another format") from error
