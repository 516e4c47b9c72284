"""The files that articles link to: a small PDF file for each, or what was put there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.exchange import Request, Response

_PART_BYTES = 64 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file that the server has."""

    body: bytes
    #: What the server says that it is.
    content_type: str = "application/pdf"
    #: How often the body is sent, one after the other; None: without end.
    times: int | None = 1


def make_pdf(lines: Sequence[str]) -> bytes:
    """One page with these lines, in letters of Western Europe; the same lines give the same bytes."""
    shown = "".join(f"({_escape(line)}) Tj 0 -18 Td " for line in lines)
    content = f"BT /F1 12 Tf 60 760 Td {shown}ET".encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    return _assemble(objects)


class FileStore:
    """The files that were put at addresses of a portal, in place of what its site has there."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def put(
        self, address: str, body: bytes, content_type: str = "application/pdf", times: int | None = 1
    ) -> None:
        """Serve these bytes at an address (path and query).

        ``content_type``: what the server says they are. ``times``: how often they are sent, one after the
        other; None: without end.
        """
        self._files = {**self._files, address.lower(): StoredFile(body, content_type, times)}

    def answer(self, request: Request) -> Response | None:
        """The file at the address that is asked for, or 304; None where none was put there."""
        file = self._files.get(request.target.lower())
        if file is None:
            return None
        if file.times != 1:
            return Response(200, _repeat(file), file.content_type, _length(file))
        headers = (("ETag", f'"{hashlib.sha256(file.body).hexdigest()[:20]}"'),)
        if request.headers.get("if-none-match") == headers[0][1]:
            return Response(304, b"", file.content_type, headers)
        return Response(200, file.body, file.content_type, headers)


def _repeat(file: StoredFile) -> Iterator[bytes]:
    part = file.body * max(1, _PART_BYTES // len(file.body))
    left = None if file.times is None else len(file.body) * file.times
    while left is None or left > 0:
        yield part if left is None else part[:left]
        left = None if left is None else left - len(part)


def _length(file: StoredFile) -> tuple[tuple[str, str], ...]:
    return () if file.times is None else (("Content-Length", str(len(file.body) * file.times)),)


def _escape(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assemble(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1, with the table that says where each begins."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, rows)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(out)


#: What stands behind each link to a file that nobody made.
PLAIN_PDF = make_pdf(
    [
        "Royaume du Maroc",
        "Ministère de l’Intérieur",
        "Ce document est joint à l’annonce publiée par la commune.",
    ]
)
#: A picture of one transparent dot.
PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"
)
