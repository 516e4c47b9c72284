"""Exchanges as WARC records, one gzip member each, and back (bytes in, bytes or values out)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from storage.model import Erasure, Evidence, Exchange, Headers

VERSION = "WARC/1.1"
#: Of one record, unpacked: far more than is ever fetched.
MOST_BODY_BYTES = 100 * 1024 * 1024
NOT_MODIFIED = 304
_NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
#: Of a gzip member: the sign, deflate, a comment follows, no time, no level, no system.
_GZIP_WITH_COMMENT = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"


class BrokenRecordError(Exception):
    """Bytes that are no WARC records."""


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record as it is read back."""

    kind: str  #: warcinfo, request, response, revisit, metadata
    url: str | None
    status: int | None
    payload: str | None  #: SHA-256 of the body, or the one that a revisit states
    body: bytes
    headers: Headers = ()  #: of the answer


class _Exact(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """Headers byte for byte: warcio would rewrite those that are not ASCII."""

    def __init__(self, first: str, headers: Headers) -> None:
        super().__init__(first, [])
        lines = [first.encode("latin-1", "replace"), *(name + b": " + value for name, value in headers)]
        self.raw = b"\r\n".join(lines) + b"\r\n\r\n"

    def compute_headers_buffer(self, _filter: object = None) -> None:
        """What is written, for warcio."""
        self.headers_buff = self.raw


class _Digester(Digester):  # type: ignore[misc]
    """Digests as `sha256sum` prints them, so that a person can compare; warcio's own are SHA-1 in base 32."""

    def __str__(self) -> str:
        return f"{self.type_}:{self.digester.hexdigest()}"


class _Writer(WARCWriter):  # type: ignore[misc]
    @staticmethod
    def _create_digester() -> Digester:
        return _Digester("sha256")


def make_records(exchange: Exchange, original: tuple[str, datetime] | None = None) -> bytes:
    """Request and answer; where the body was kept before, the answer refers to it (payload digest, when)."""
    out = BytesIO()
    writer = _new_writer(out)
    answer = _make_answer(writer, exchange, original)
    request = writer.create_warc_record(
        exchange.url,
        "request",
        payload=BytesIO(exchange.request_body),
        length=len(exchange.request_body),
        http_headers=_Exact(_request_line(exchange), exchange.request_headers),
    )
    writer.write_request_response_pair(request, answer)
    return out.getvalue()


def make_warcinfo(file: str, about: str, at: datetime | None = None) -> bytes:
    """The record that a file begins with; the same one whenever it is made, where `at` says when that is."""
    out = BytesIO()
    writer = _new_writer(out)
    info = {"software": "Balagh", "format": "WARC File Format 1.1", "description": about}
    record = writer.create_warcinfo_record(file, info)
    if at is not None:
        identity = uuid5(NAMESPACE_URL, f"{file} {about} {at.isoformat()}")
        record.rec_headers.replace_header("WARC-Date", show_date(at))
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{identity}>")
    writer.write_record(record)
    return out.getvalue()


def _new_writer(out: BytesIO) -> Any:
    return _Writer(out, gzip=True, warc_version=VERSION)


def _request_line(exchange: Exchange) -> str:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{exchange.method} {target} HTTP/1.1"


def _make_answer(writer: Any, exchange: Exchange, original: tuple[str, datetime] | None) -> Any:
    phrase = HTTPStatus(exchange.status).phrase if exchange.status in set(HTTPStatus) else ""
    http = _Exact(f"HTTP/1.1 {exchange.status} {phrase}", exchange.headers)
    stated = {"WARC-Date": show_date(exchange.fetched_at)}
    if exchange.ip:
        stated["WARC-IP-Address"] = exchange.ip
    if original is None:
        body = BytesIO(exchange.body)
        return writer.create_warc_record(
            exchange.url,
            "response",
            payload=body,
            length=len(exchange.body),
            http_headers=http,
            warc_headers_dict=stated,
        )
    digest, at = original
    record = writer.create_revisit_record(
        exchange.url,
        f"sha256:{digest}",
        exchange.url,
        show_date(at),
        http_headers=http,
        warc_headers_dict=stated,
    )
    if exchange.status == NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED_PROFILE)
    return record


def show_date(at: datetime) -> str:
    """An instant as a WARC states it, to the second: some readers take no fractions."""
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def make_remains(record: Evidence, why: Erasure, at: datetime) -> bytes:
    """What is put in the place of a record that is erased: as long as it was, a WARC record that says so.

    The same bytes for the same record, whatever the machine: an erasure that was broken off can be ended.
    """
    block = f"erased: {why}\r\nat: {show_date(at)}\r\nsha256: {record.record}\r\n"
    name = uuid5(NAMESPACE_URL, record.record)
    head = (
        f"{VERSION}\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n"
        f"WARC-Date: {show_date(at)}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    said = f"{head}{block}\r\n\r\n".encode("ascii")
    return make_member(said, record.length) or make_member(b"", record.length) or bytes(record.length)


def make_member(content: bytes, length: int) -> bytes | None:
    """Content as a gzip member of exactly that length, filled up by a comment; None where it is too long."""
    size = len(content).to_bytes(2, "little") + (len(content) ^ 0xFFFF).to_bytes(2, "little")
    stored = b"\x01" + size + content  # not compressed: the same bytes from every version of zlib
    check = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    room = length - len(_GZIP_WITH_COMMENT) - 1 - len(stored) - len(check)
    return None if room < 0 else _GZIP_WITH_COMMENT + b" " * room + b"\0" + stored + check


def parse_records(data: bytes) -> Iterator[Record]:
    """The records in bytes, in their order. Raises BrokenRecordError where there is something else."""
    try:
        for record in ArchiveIterator(BytesIO(data)):
            body = record.raw_stream.read(MOST_BODY_BYTES + 1)
            if len(body) > MOST_BODY_BYTES:
                raise BrokenRecordError(f"a record unpacks to more than {MOST_BODY_BYTES // 1024**2} MB")
            yield Record(
                kind=record.rec_type,
                url=record.rec_headers.get_header("WARC-Target-URI"),
                status=_find_status(record),
                payload=_find_payload(record, body),
                body=body,
                headers=tuple(_list_headers(record)),
            )
    except (ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
        raise BrokenRecordError(str(error).strip()) from error


def _find_status(record: Any) -> int | None:
    if record.rec_type not in ("response", "revisit") or not record.http_headers:
        return None
    code = record.http_headers.get_statuscode()
    return int(code) if code.isdigit() else None


def _list_headers(record: Any) -> Iterator[tuple[bytes, bytes]]:
    for name, value in record.http_headers.headers if record.http_headers else ():
        yield name.encode("latin-1", "replace"), value.encode("latin-1", "replace")


def _find_payload(record: Any, body: bytes) -> str | None:
    if record.rec_type == "revisit":
        stated: str = record.rec_headers.get_header("WARC-Payload-Digest", "")
        return stated.removeprefix("sha256:")
    return sha256(body).hexdigest() if record.rec_type == "response" else None
