"""Bodies: the text of an answer that was meant for programs, whatever its server calls it."""

from __future__ import annotations

import zlib
from io import BytesIO, RawIOBase

from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse

from crawler.page.encodings import make_readable, read_text
from crawler.sources.errors import SourceError

GZIP = b"\x1f\x8b"
MOST_PAGE_BYTES = 20 * 1024 * 1024  #: of a page, or of what takes its place, once it is unpacked
_MOST_BYTES = 60 * 1024 * 1024  # of any unpacked body: the sitemap protocol permits 50 MB
_FREE_BYTES = 1024 * 1024  # that may be unpacked from however little
_MOST_RATIO = 250  # of unpacked to packed bytes; addresses that differ in a number reach about 60
_CHUNK = 64 * 1024
_END = 200
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")


def read_body(response: Response, most: int = _MOST_BYTES) -> bytes:
    """The bytes, unpacked where they are gzip. Raises SourceError where there are none, or too many."""
    body = response.body
    if body.startswith(GZIP):
        body = Unpacked(response).read(most + 1)
    if len(body) > most:
        raise SourceError(f"{response.url} is larger than the {most // 1024**2} MB that are read")
    if not body.strip():
        raise SourceError(f"{response.url} answered with an empty body")
    return body


def read_start(response: Response) -> bytes:
    """The first bytes, unpacked. Raises SourceError where there are none."""
    start = Unpacked(response).read(2_000) if response.body.startswith(GZIP) else response.body[:2_000]
    if not start.strip():
        raise SourceError(f"{response.url} answered with an empty body")
    return start


def decode_body(response: Response, most: int) -> str:
    """The text of at most so many bytes, in the encoding that its bytes show. Raises SourceError as above."""
    body = read_body(response, most)
    text_response = response
    if not isinstance(response, TextResponse) or body is not response.body:
        text_response = make_readable(XmlResponse(response.url, body=body, headers=_headers(response)))
    assert isinstance(text_response, TextResponse)
    text = read_text(text_response)
    return (text_response.text if text is None else text).lstrip("\ufeff")


def _headers(response: Response) -> dict[str, bytes]:
    """What the server says of the encoding."""
    stated = response.headers.get("Content-Type")
    return {"Content-Type": stated} if stated else {}


def is_page(response: Response, body: bytes) -> bool:
    """Whether the answer is a page for readers."""
    start = body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<!--")) and not isinstance(response, HtmlResponse):
        return any(sign in start for sign in _HTML_SIGNS)
    return start.startswith(_HTML_SIGNS)


class Unpacked(RawIOBase):
    """A gzip body as a file, unpacked as far as it is read; too much, or broken bytes, are a SourceError."""

    def __init__(self, response: Response) -> None:
        self._url = response.url
        self._packed = BytesIO(response.body)
        self._size = len(response.body)
        self._unpacker = zlib.decompressobj(wbits=31)
        self._given = 0
        self.last = b""  #: the end of what was read so far

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end; all with a negative size."""
        wanted = _MOST_BYTES + 1 if size < 0 else size
        parts: list[bytes] = []
        while wanted > 0 and (part := self._unpack(min(wanted, _CHUNK))):
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def _unpack(self, most: int) -> bytes:
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._packed.read(_CHUNK)
            try:
                part = self._unpacker.decompress(packed, most)
            except zlib.error as error:
                raise SourceError(f"{self._url} is no gzip that can be unpacked") from error
            if part:
                return self._count(part)
            if not packed:
                break
        return b""

    def _count(self, part: bytes) -> bytes:
        self._given += len(part)
        self.last = (self.last + part[-_END:])[-_END:]
        if self._given > _MOST_BYTES or self._given > max(_FREE_BYTES, _MOST_RATIO * self._size):
            raise SourceError(f"{self._url} unpacks to far more than its {self._size} bytes can hold")
        return part
