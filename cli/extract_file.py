"""`balagh extract` of a file that is no page: a PDF, a word processor's file, a picture."""

from __future__ import annotations

import asyncio
from typing import Any

from cli.output import print_text, say_size
from cli.reading import read_settings
from storage.model import File


def is_file(body: bytes) -> bool:
    """Whether the bytes are a document or a picture rather than a page."""
    from crawler.attachments.mediatypes import find_media_type, is_document

    return is_document(find_media_type(body))


def read_file(body: bytes) -> File:
    """What is in the file, with OCR where the settings and this machine have it. Raises UsageError."""
    from crawler.attachments.ocr import Tesseract
    from crawler.attachments.reading import FileReader

    settings = read_settings()
    reader = FileReader(Tesseract(settings.tesseract, settings.ocr_seconds))
    return asyncio.run(reader.read(body))


def file_document(file: File) -> dict[str, Any]:
    """The one JSON document on a file."""
    return {
        "media_type": file.media_type,
        "size": file.size_bytes,
        "sha256": file.sha256,
        "text_status": file.text_status.value,
        "reason": file.reason,
        "confidence": file.confidence,
        "text": file.text,
        "error": None,
    }


def show_file(file: File) -> None:
    """The file for people: what it is, what came of its text, and the text."""
    print_text(describe_file(file))
    print_text(f"\n{file.text}")


def describe_file(file: File) -> str:
    """Type, size and the word for its text, with the reason where there is one."""
    sure = f" ({file.confidence:.0f} of 100 sure)" if file.confidence is not None else ""
    why = f": {file.reason}" if file.reason else ""
    return f"{file.media_type}, {say_size(file.size_bytes)}, {file.text_status}{sure}{why}"
