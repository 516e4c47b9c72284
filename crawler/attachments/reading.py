"""Read one file: what it is, and its text or the reason why there is none."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

from crawler.attachments.mediatypes import (
    CSV,
    LOCKED,
    PDF,
    TEXT,
    find_media_type,
    is_readable_by_ocr,
)
from crawler.attachments.ocr import Tesseract, find_obstacle, recognise
from crawler.attachments.office import read_office, tell_unread
from crawler.attachments.officechild import TYPES as OFFICE_TYPES
from crawler.attachments.pdf import Extract, draw_pages, read_pdf
from crawler.attachments.pdfchild import MOST_CHARACTERS, MOST_DRAWN
from crawler.attachments.plain import decode_plain
from crawler.attachments.trust import tidy_text
from storage.model import File, TextStatus

#: How the names of the folders begin in which files are read.
TEMPORARY = "balagh-file-"
_MOST_KEPT = 50  # files whose reading is held for the case that another article has the same
_PICTURE_ENDINGS = {"image/jpeg": "jpg", "image/tiff": "tif"}


def remove_leftovers(before: datetime) -> int:
    """Take away the folders that readers killed before an instant have left behind; gives how many."""
    gone = 0
    for folder in Path(gettempdir()).glob(f"{TEMPORARY}*"):
        with suppress(OSError):  # somebody else's, or gone since
            if folder.stat().st_mtime < before.timestamp():
                rmtree(folder)
                gone += 1
    return gone


class FileReader:
    """Reads files, each one's bytes once; what is found out about OCR is kept as long as it."""

    def __init__(self, tesseract: Tesseract) -> None:
        self.tesseract = tesseract
        self._read: dict[str, File] = {}
        self._obstacle: tuple[str | None] | None = None

    async def read(self, body: bytes) -> File:
        """What is in a file; a reason where it has no text. Raises nothing for bytes of any kind."""
        digest = sha256(body).hexdigest()
        if digest not in self._read:
            media_type = find_media_type(body)
            extract = await self._extract(body, media_type)
            if len(self._read) == _MOST_KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[digest] = File(
                sha256=digest,
                media_type="application/x-ole-storage" if media_type == LOCKED else media_type,
                size_bytes=len(body),
                text=extract.text[:MOST_CHARACTERS],
                text_status=extract.status,
                reason=extract.reason,
                confidence=extract.confidence,
                read_at=datetime.now(UTC),
            )
        return self._read[digest]

    async def has_ocr(self) -> bool:
        """Whether pictures can be read here."""
        return await self._find_obstacle() is None

    async def _extract(self, body: bytes, media_type: str) -> Extract:
        if is_readable_by_ocr(media_type) or media_type in OFFICE_TYPES:
            with TemporaryDirectory(prefix=TEMPORARY) as folder:
                path = Path(folder, f"file.{_PICTURE_ENDINGS.get(media_type, media_type.partition('/')[2])}")
                path.write_bytes(body)
                if media_type in OFFICE_TYPES:
                    return await read_office(path, media_type)
                return await (self._read_pdf(path) if media_type == PDF else self._read_picture(path))
        return _parse(body, media_type)

    async def _read_pdf(self, path: Path) -> Extract:
        extract = await read_pdf(path)
        if extract.status not in (TextStatus.SCAN, TextStatus.UNREADABLE):
            return extract
        obstacle = await self._find_obstacle()
        if obstacle:
            return _with_reason(extract, obstacle)
        folder = path.parent / "pictures"
        folder.mkdir()
        return await self._recognise(await draw_pages(path, folder), extract)

    async def _read_picture(self, path: Path) -> Extract:
        obstacle = await self._find_obstacle()
        scan = Extract(TextStatus.SCAN, reason="it is a picture")
        return _with_reason(scan, obstacle) if obstacle else await self._recognise([path], scan)

    async def _recognise(self, pictures: list[Path], before: Extract) -> Extract:
        if not pictures:
            return _with_reason(before, "no page of it could be drawn for OCR")
        found = await recognise(pictures, self.tesseract)
        if not found.text:
            return Extract(
                before.status, reason=_join(before.reason, found.reason), confidence=found.confidence
            )
        bound = f"only the first {MOST_DRAWN} pages were read" if len(pictures) == MOST_DRAWN else None
        return Extract(TextStatus.OCR, found.text, found.reason or bound, found.confidence)

    async def _find_obstacle(self) -> str | None:
        if self._obstacle is None:
            self._obstacle = (await find_obstacle(self.tesseract),)
        return self._obstacle[0]


def _parse(body: bytes, media_type: str) -> Extract:
    if media_type == LOCKED:
        return Extract(TextStatus.ENCRYPTED, reason="it asks for a password")
    if media_type not in (TEXT, CSV):
        return Extract(TextStatus.UNREADABLE, reason=tell_unread(media_type))
    text = tidy_text(decode_plain(body))
    return Extract(TextStatus.READ, text, None if text else "there is no text in it")


def _with_reason(extract: Extract, more: str) -> Extract:
    return Extract(extract.status, reason=_join(extract.reason, more))


def _join(*reasons: str | None) -> str:
    return "; ".join(reason for reason in reasons if reason)
