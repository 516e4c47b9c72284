# ruff: noqa: E501  (tables read better in long lines)
"""Attacks on what reads files that people bring or articles link to: packages, tables, evidence, pictures."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from cli.portal_lists import load_portal_list
from crawler.attachments.child import run_child
from crawler.attachments.mediatypes import find_media_type
from crawler.attachments.ocr import Tesseract
from crawler.attachments.reading import FileReader
from crawler.definitions import find_definition, load_definition
from settings import load_settings
from storage.dataset.package import DESCRIPTOR
from storage.dataset.source import open_source
from storage.dataset.tables import TABLES
from storage.evidence.manifest import dump_manifest, verify_written
from storage.evidence.warc import BrokenRecordError, parse_records
from storage.model import is_portal_id
from tests.crawler import files
from tests.hostile.running import Attack

MB = 1024 * 1024
ERROR = "error: "
_kept = tempfile.TemporaryDirectory()
HERE = Path(_kept.name)


def _write(name: str, data: bytes) -> Path:
    path = HERE / name
    path.write_bytes(data)
    return path


def _file(body: bytes) -> str:
    """What an article's file holds, read as in a poll."""
    found = asyncio.run(FileReader(Tesseract("")).read(body))
    return f"{found.text_status}: {found.reason or len(found.text)}"


def _definition(text: str) -> str:
    return f"read {load_definition(_write('x.toml', text.encode())).name}"


def _settings(text: str) -> str:
    return f"read {load_settings({'BALAGH_CONFIG': str(_write('balagh.toml', text.encode()))}).contact}"


def _portals(name: str, data: bytes) -> str:
    return f"read {len(load_portal_list(_write(name, data)))}"


def _take(path: Path) -> str:
    """Import as far as the first row of each table."""
    source = open_source(path)
    source.check()
    for table in TABLES:
        next(source.rows(table), None)  # type: ignore[call-arg]
    return "taken"


def _package(make: Callable[[zipfile.ZipFile, str], None], only: str = "") -> Path:
    """A data package with a descriptor that fits; `make` puts each table in."""
    path = HERE / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in TABLES:
            make(packed, f"{table.name}.csv")
    resources = []
    with zipfile.ZipFile(path, "a") as packed:
        for table in TABLES:
            digest = sha256()
            with packed.open(f"{table.name}.csv") as member:
                while piece := member.read(MB):
                    digest.update(piece)
            resources.append({"name": table.name, "hash": f"sha256:{digest.hexdigest()}"})
        said = {"balagh": {"form": 1, "as_of": None}, "resources": resources}
        packed.writestr(DESCRIPTOR, only or json.dumps(said))
    return path


def _put_endless_line(packed: zipfile.ZipFile, name: str) -> None:
    with packed.open(name, "w", force_zip64=True) as member:
        for _ in range(60 if name.startswith(TABLES[0].name) else 0):
            member.write(b"a" * MB)


def _put_outside(packed: zipfile.ZipFile, name: str) -> None:
    packed.writestr(name, "x")
    packed.writestr(f"../../{name}", "x")
    packed.writestr("/tmp/balagh-was-here", "x")


def _put_link(packed: zipfile.ZipFile, name: str) -> None:
    link = zipfile.ZipInfo(name)
    link.external_attr = 0o120777 << 16
    packed.writestr(link, "/etc/passwd")


def _slip() -> str:
    try:
        return _take(_package(_put_outside))
    finally:
        assert not Path("/tmp/balagh-was-here").exists()


def _warc(data: bytes, manifest: bytes | None = None) -> str:
    path = _write("a.warc.gz", data)
    said = {"warc": {"file": "a.warc.gz", "sha256": sha256(data).hexdigest()}, "records": [], "revisions": []}
    _write("a.manifest.json", manifest or dump_manifest(said))
    return f"faults {len(verify_written(path).faults)}"


def _records(data: bytes) -> str:
    try:
        return f"read {len(list(parse_records(data)))}"
    except BrokenRecordError as error:
        return f"error: {error}"


def _record_of(length: int) -> bytes:
    head = f"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n".encode()
    packer = zlib.compressobj(wbits=31)
    return (
        packer.compress(head)
        + b"".join(packer.compress(bytes(MB)) for _ in range(length // MB))
        + packer.flush()
    )


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(MB))) + chunk(b"IEND", b"")


def _pdf(*objects: bytes) -> bytes:
    """A PDF file of such objects, the first of which is its catalogue, with the table of their places."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, b"".join(places))
    end = b"trailer <</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + table + end


def _pdf_of(stream: bytes) -> bytes:
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream),
    )  # fmt: skip


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FILE_ENTITY = '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_NOT_READ = "broken|unreadable|scan|encrypted|empty"
_OPML = "<opml><body>{}</body></opml>"


def _zip_of(parts: int) -> bytes:
    """An archive whose directory lists one empty part over and over."""
    row = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    start = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    size = len(row) * parts
    return start + row * parts + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, size, len(start), 0)


def _torn() -> bytes:
    """An archive that says how its part is packed, and lies."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    body = bytearray(written.getvalue())
    body[38:] = b"\xff" * 9 + body[47:]
    return bytes(body)


def _docx(head: str, said: str) -> bytes:
    """A document of one paragraph."""
    body = f'{head}<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:body></w:document>'
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", body)
    return written.getvalue()


def _look_around() -> str:
    """What a child that reads a stranger's file sees of our settings, besides what it is told."""
    words = [
        sys.executable,
        "-c",
        "import os; print(sorted(n for n in os.environ if 'SECRET' in n or 'PASS' in n))",
    ]
    secrets = {"BALAGH_WEBHOOK_SECRET": "x", "BALAGH_SMTP_PASSWORD": "x", "PGPASSWORD": "x"}
    with patch.dict(os.environ, secrets):
        return asyncio.run(run_child(words, 20, 1_000)).printed.decode()


CASES: dict[str, tuple[Attack, str]] = {
    "file-that-looks-for-secrets": (_look_around, r"\[\]"),
    "archive-whose-first-part-cannot-be-unpacked": (lambda: find_media_type(_torn()), "application/zip"),
    "archive-of-half-a-million-parts": (lambda: find_media_type(_zip_of(500_000)), "application/zip"),
    "docx-with-a-file-as-entity": (lambda: _file(_docx(_FILE_ENTITY, "Le conseil &f;")), "read|broken"),
    "page-of-comments-for-a-file": (lambda: find_media_type(b"<!--1-->" * 500), "text/plain"),
    "pdf-that-unpacks-to-a-quarter-gigabyte": (lambda: _file(_pdf_of(zlib.compress(bytes(250 * MB)))), _NOT_READ),
    "pdf-whose-pages-are-their-own-parents": (lambda: _file(_pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")), _NOT_READ),
    "pdf-that-promises-a-billion-pages": (lambda: _file(_pdf(_CATALOG, b"<</Type/Pages/Kids[]/Count 999999999>>")), _NOT_READ),
    "pdf-nested-a-hundred-thousand-deep": (lambda: _file(_pdf(_CATALOG, b"[" * 100_000 + b"]" * 100_000)), _NOT_READ),
    "pdf-cut-in-half": (lambda: _file(files.make_pdf()[:600]), _NOT_READ),
    "pdf-of-noise": (lambda: _file(b"%PDF-1.7\n" + bytes(range(256)) * 9_999), _NOT_READ),
    "docx-with-an-entity-bomb": (lambda: _file(files.make_entities()), "read|broken"),
    "docx-that-unpacks-to-too-much": (lambda: _file(files.make_bomb()), "unpacks to more than 20 MB"),
    "picture-of-four-gigapixels": (lambda: _file(_png(65_000, 65_000)), "scan"),
    "rtf-nested-a-million-deep": (lambda: _file(rb"{\rtf1 " + b"{" * MB), "read|broken|unreadable|no text"),
    "rtf-of-fonts-without-end": (lambda: _file(rb"{\rtf1 " + rb"\f1" * 300_000 + b"Avis du conseil communal}"), "read"),
    "definition-of-brackets": (lambda: _definition("url = " + "[" * 100_000), ERROR),
    "definition-of-endless-digits": (lambda: _definition("url = " + "9" * 100_000), ERROR),
    "definition-in-no-utf-8": (lambda: load_definition(_write("x.toml", b"url = '\xff'")), ERROR),
    "definition-of-a-file": (lambda: _definition("url = 'file:///etc/passwd'"), ERROR),
    "definition-of-data": (lambda: _definition("url = 'data:text/html,x'"), ERROR),
    "definition-by-a-path": (lambda: f"{find_definition('../../etc/passwd', [HERE]) or 'none'} {is_portal_id('../x')}", "none False"),
    "settings-of-brackets": (lambda: _settings("contact = " + "[" * 100_000), ERROR),
    "settings-of-endless-digits": (lambda: _settings("delay_seconds = " + "9" * 100_000), ERROR),
    "csv-of-a-cell-without-end": (lambda: _portals("a.csv", b"url\n" + b"a" * 2 * MB), ERROR),
    "csv-of-an-open-quotation-mark": (lambda: _portals("a.csv", b'url\n"http://c.ma/\n' * 9), ERROR),
    "csv-of-a-million-portals": (lambda: _portals("a.csv", b"url\n" + b"http://c.ma/\n" * MB), ERROR),
    "opml-with-an-entity-bomb": (lambda: _portals("a.opml", b'<!DOCTYPE opml [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + _OPML.encode()), ERROR),
    "opml-nested-without-end": (lambda: _portals("a.opml", b"<opml>" + b"<outline>" * 300_000), ERROR),
    "package-that-slips-out": (_slip, ERROR),
    "package-with-a-link-to-a-file": (lambda: _take(_package(_put_link)), ERROR),
    "package-of-one-endless-line": (lambda: _take(_package(_put_endless_line)), "a line of it has no end"),
    "package-with-a-deep-description": (lambda: _take(_package(_put_link, only="[" * 200_000)), ERROR),
    "package-that-is-no-zip": (lambda: _take(_write("a.zip", b"PK\x03\x04" + bytes(999))), ERROR),
    "lines-of-deep-json": (lambda: _take(_write("a.jsonl", b"[" * 500_000 + b"\n")), ERROR),
    "lines-with-a-number-of-a-million-digits": (lambda: _take(_write("a.jsonl", b"9" * MB + b"\n")), ERROR),
    "evidence-that-unpacks-to-too-much": (lambda: _records(_record_of(150 * MB)), "unpacks to more than 100 MB"),
    "evidence-of-noise": (lambda: _records(bytes(range(256)) * 999), ERROR),
    "evidence-cut-in-half": (lambda: _records(_record_of(MB)[:200]), f"{ERROR}|read"),
    "evidence-with-a-deep-manifest": (lambda: _warc(b"x", b"[" * 200_000), "faults [1-9]"),
    "evidence-with-an-empty-manifest": (lambda: _warc(b"x", b"{}"), "faults [1-9]"),
    "evidence-that-is-another-s": (lambda: _warc(gzip.compress(b"x"), dump_manifest({"warc": {"sha256": "0"}, "records": [], "revisions": []})), "faults [1-9]"),
}  # fmt: skip
ATTACKS = {name: attack for name, (attack, _) in CASES.items()}
