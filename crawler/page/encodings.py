"""Encodings: the text of a page whose server or head names the wrong one, or none."""

from __future__ import annotations

import re
from typing import TypeVar

from scrapy.http import Request, Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

_Answer = TypeVar("_Answer", bound=Response)
_ANY = b"\x80"  # a byte that every encoding of texts reads, be it as a sign of what is wrong
_ARABIC = re.compile("[\u0621-\u064a]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FEW = 0.05  # of the letters: bytes that are wrong in a text whose encoding is right
_MOST = 0.6  # of what is not ASCII: letters of a text whose encoding is right


def read_text(response: TextResponse) -> str | None:
    """The page's text where the stated encoding is plainly wrong; None where it may stand.

    UTF-8 is told by its form, whatever is stated. Arabic in windows-1256 is told by its letters, where UTF-8
    or a western encoding was stated or guessed.
    """
    body = response.body
    if body.isascii():
        return None
    stated = (_find_stated(response) or "").replace("_", "-")
    as_utf8 = body.decode("utf-8", "replace")
    wrong = as_utf8.count("\ufffd")
    foreign = len(_FOREIGN.findall(as_utf8)) - wrong
    if foreign and wrong <= _FEW * foreign:
        return None if stated == "utf-8" else as_utf8
    as_arabic = body.decode("cp1256")
    letters = len(_ARABIC.findall(as_arabic))
    is_arabic = letters >= _MOST * len(_FOREIGN.findall(as_arabic))
    return as_arabic if is_arabic and stated not in ("cp1256", "windows-1256") else None


def _find_stated(response: TextResponse) -> str | None:
    """The encoding that a page states; guessing one, as Scrapy does besides, takes longer than reading it."""
    kind = response.headers.get(b"Content-Type") or b""
    return (
        read_bom(response.body)[0]
        or http_content_type_encoding(kind.decode("latin-1"))
        or html_body_declared_encoding(response.body)
    )


def make_readable(response: _Answer) -> _Answer:
    """The answer, in UTF-8 where it states an encoding by which no text is read: `hex`, `bz2`, `idna`."""
    if isinstance(response, TextResponse) and (stated := _find_stated(response)):
        try:
            _ANY.decode(stated, "replace")
        except (LookupError, ValueError):
            return response.replace(encoding="utf-8")
    return response


class ReadableEncoding:
    """A downloader middleware: what a site states of its answer holds for whoever reads it, or does not."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - the interface
        """The answer as it can be read."""
        return make_readable(response)
