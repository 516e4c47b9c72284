"""Media types from the bytes themselves: names and headers lie (pure)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO

from crawler.attachments.plain import UTF16_MARKS

PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
CSV = "text/csv"
UNKNOWN = "application/octet-stream"
RTF = "application/rtf"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
XLSX = f"{_OOXML}spreadsheetml.sheet"
PPTX = f"{_OOXML}presentationml.presentation"
_OPEN = "application/vnd.oasis.opendocument."
ODT, ODS, ODP = f"{_OPEN}text", f"{_OPEN}spreadsheet", f"{_OPEN}presentation"
ZIP = "application/zip"
#: Office files as they were written before 2007, and how people call them.
OLD_OFFICE = {
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.ms-powerpoint": "PPT",
}
ARCHIVES = frozenset({ZIP, "application/vnd.rar", "application/x-7z-compressed"})
#: An Office file with a password: a locked box in the old format, whatever is in it.
LOCKED = "application/x-ole-locked"

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The streams by which an OLE file is told, most telling first.
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Book", "application/vnd.ms-excel"),
)
_PART, _MOST_PARTS = b"PK\x01\x02", 20_000  #: in the directory of an archive
_FOLDERS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
_ODF = re.compile(r"application/vnd\.oasis\.opendocument\.[a-z-]+")
_MARKUP = re.compile(
    rb"\s*+(?:<\?xml[^>]*>\s*+)?(?>(?:<!--.*?-->\s*+)*)<(!doctype html|html|head|body|svg)\b", re.S | re.I
)
_LOOKED_AT = 4096  # bytes
_PDF_WITHIN = 1024  # bytes that readers permit before a PDF begins
_CONTROL = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])
_MARKS = (b"\xef\xbb\xbf", *UTF16_MARKS)
_FEW = 0.01  # of the bytes: control characters that stray into a text


def find_media_type(body: bytes) -> str:
    """What a file is; `application/octet-stream` where its bytes do not tell."""
    start = body[:_LOOKED_AT]
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return PDF
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    if start.startswith(b"BM") and start[6:10] == bytes(4):
        return "image/bmp"
    if start.startswith(_OLE):
        return _find_ole_type(body)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _find_zip_type(body)
    beginnings = (kind for magic, kind in _BEGINNINGS if start.startswith(magic))
    return next(beginnings, None) or _find_text_type(start)


def is_picture(media_type: str) -> bool:
    """Whether it is a picture that a scanner or a camera made."""
    return media_type.startswith("image/") and media_type != "image/svg+xml"


def is_readable_by_ocr(media_type: str) -> bool:
    """Whether there may be pictures of text in it."""
    return media_type == PDF or is_picture(media_type)


def is_document(media_type: str) -> bool:
    """Whether the bytes are certainly a file: neither a page nor a text that may be one."""
    return not media_type.startswith("text/") and media_type not in (UNKNOWN, "image/svg+xml")


def _find_ole_type(body: bytes) -> str:
    found = (kind for name, kind in _STREAMS if name.encode("utf-16-le") in body)
    return next(found, "application/x-ole-storage")


def _find_zip_type(body: bytes) -> str:
    if body.count(_PART) > _MOST_PARTS:  # each takes its time and half a kilobyte before one is looked at
        return ZIP
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            return _find_packed_type(packed, packed.namelist())
    except Exception:  # noqa: BLE001 - a broken archive raises whatever its bytes make of it
        return ZIP


def _find_packed_type(packed: zipfile.ZipFile, names: Iterable[str]) -> str:
    known = set(names)
    if "mimetype" in known:
        with packed.open("mimetype") as stated:
            said = stated.read(100).decode("ascii", "replace").strip()
        if _ODF.fullmatch(said):
            return said
    if "[Content_Types].xml" in known:
        kinds = (kind for folder, kind in _FOLDERS.items() if any(one.startswith(folder) for one in known))
        return next(kinds, ZIP)
    return ZIP


def _find_text_type(start: bytes) -> str:
    markup = _MARKUP.match(start.lstrip(b"\xef\xbb\xbf"))
    if markup:
        return "image/svg+xml" if markup[1].lower() == b"svg" else HTML
    if not start or not is_text(start):
        return UNKNOWN
    return CSV if _is_table(start) else TEXT


def is_text(start: bytes) -> bool:
    """Whether bytes begin a text, in any encoding that pages use."""
    stray = len(start) - len(start.translate(None, _CONTROL))
    return start.startswith(_MARKS) or stray <= _FEW * len(start)


def _is_table(start: bytes) -> bool:
    """Whether all lines but the last, which may be cut, have equally many of one separator."""
    lines = start.splitlines()[:20]
    lines = [line for line in (lines[:-1] if len(lines) > 2 else lines) if line.strip()]
    counts = [{line.count(separator) for line in lines} for separator in (b";", b",", b"\t")]
    return len(lines) > 1 and any(len(each) == 1 and each != {0} for each in counts)
