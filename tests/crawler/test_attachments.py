"""Files that articles link to: what they are, their text, or why there is none."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from crawler.attachments.fetching import MOST_FILES, MOST_PICTURES, list_skipped
from crawler.attachments.mediatypes import find_media_type
from crawler.attachments.ocr import Tesseract
from crawler.attachments.order import settle_order
from crawler.attachments.plain import decode_plain
from crawler.attachments.reading import FileReader
from crawler.attachments.trust import settle_text
from storage.model import Attachment, File, TextStatus
from tests.crawler import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": (b"%PDF-1.7\n", "application/pdf"),
    "pdf after some noise": (b"\r\n\x00noise %PDF-1.7\n", "application/pdf"),
    "png": (files.make_blank_picture(), "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0..", "image/jpeg"),
    "gif": (b"GIF89a..", "image/gif"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    "tiff": (b"II*\x00....", "image/tiff"),
    "doc": (OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    "ppt": (OLE + "PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
    "docx": (files.make_docx(), OOXML + "wordprocessingml.document"),
    "odt": (files.make_odt(), "application/vnd.oasis.opendocument.text"),
    "xlsx": (
        files.make_zip(xl__workbook_xml="<x/>", **{"[Content_Types]_xml": ""}),
        OOXML + "spreadsheetml.sheet",
    ),
    "zip": (files.make_zip(a_txt="a"), "application/zip"),
    "broken zip": (b"PK\x03\x04 and no more", "application/zip"),
    "rtf": (rb"{\rtf1 Avis}", "application/rtf"),
    "page": (b"\xef\xbb\xbf<!-- x -->\n<!DOCTYPE html><html>", "text/html"),
    "page as xhtml": (b'<?xml version="1.0"?><html>', "text/html"),
    "csv": (b"nom;prix\nun;1\ndeux;2\ntro", "text/csv"),
    "text": ("بلاغ إلى العموم".encode(), "text/plain"),
    "text that begins as a bitmap": (b"BMCE Bank, avis aux clients", "text/plain"),
    "nothing known": (bytes(range(256)), "application/octet-stream"),
    "nothing": (b"", "application/octet-stream"),
}


@pytest.mark.parametrize("body, media_type", TYPES.values(), ids=TYPES)
def test_the_type_is_told_by_the_bytes(body: bytes, media_type: str) -> None:
    assert find_media_type(body) == media_type


def read(body: bytes, tesseract: Tesseract | None = None) -> File:
    return asyncio.run(FileReader(tesseract or Tesseract("")).read(body))


WHOLE = "\n".join(files.ARABIC)
#: Each file is made where it is read: a PDF file takes as long as many tests.
READ = {
    "arabic as it is seen": (files.make_pdf, WHOLE),
    "arabic as it is read": (lambda: files.make_pdf(is_shaped=False), WHOLE),
    "french": (lambda: files.make_pdf(files.FRENCH, is_shaped=False), "\n".join(files.FRENCH)),
    "encrypted without a password": (lambda: files.encrypt(files.make_pdf(), ""), WHOLE),
    "docx": (lambda: files.make_docx("بلاغ إلى العموم"), "بلاغ إلى العموم\nDeux"),
    "odt": (files.make_odt, "بلاغ\nUn deux"),
    "xlsx": (files.make_xlsx, "Budget\nالباب | Dépenses\n06/02/2024 | 12.5 | 99 | fin"),
    "pptx": (files.make_pptx, "\n".join(f"بلاغ {one}" for one in range(1, 12))),
    "ods": (files.make_ods, "Feuille\nRue | 12"),
    "rtf": (lambda: files.RTF, "Avis élu\nبلاغ\nبلاغ {fin}"),
    "plain, windows-1256": (lambda: "بلاغ إلى العموم".encode("cp1256"), "بلاغ إلى العموم"),
}


@pytest.mark.parametrize("make, text", READ.values(), ids=READ)
def test_text_is_read(make: Callable[[], bytes], text: str) -> None:
    file = read(make())
    assert (file.text_status, file.reason) == (TextStatus.READ, None)
    assert file.text.split() == text.split()


LESS = {
    "cut in the middle": (
        lambda: files.make_pdf()[:4_000], TextStatus.BROKEN, "cannot be read as a PDF file"
    ),
    "only its first line": (lambda: b"%PDF-1.4\n", TextStatus.BROKEN, "cannot be read as a PDF file"),
    "with a password": (lambda: files.encrypt(files.make_pdf()), TextStatus.ENCRYPTED, "asks for a password"),
    "scan": (files.make_scan, TextStatus.SCAN, "OCR is turned off"),
    "page numbers": (
        lambda: files.make_pdf(("1", "2"), is_shaped=False), TextStatus.SCAN, "pictures without text"
    ),
    "picture": (files.make_picture, TextStatus.SCAN, "it is a picture; OCR is turned off"),
    "bomb": (files.make_bomb, TextStatus.BROKEN, "unpacks to more than 20 MB"),
    "docx without a document": (
        lambda: files.make_zip(word__x_xml="<a/>", **{"[Content_Types]_xml": "<a/>"}),
        TextStatus.BROKEN,
        "there is no word/document.xml in it",
    ),
    "office with a password": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"), TextStatus.ENCRYPTED, "asks for a password"
    ),
    "old word": (
        lambda: OLE + "WordDocument".encode("utf-16-le"), TextStatus.UNREADABLE, "an old Office file (DOC)"
    ),
    "zip": (
        lambda: files.make_zip(a_txt="a"), TextStatus.UNREADABLE, "an archive: the files in it are not read"
    ),
    "xlsx without its sheet": (
        lambda: files.make_zip(xl__workbook_xml="<x/>", **{"[Content_Types]_xml": ""}),
        TextStatus.BROKEN,
        "there is no xl/_rels/workbook.xml.rels in it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("make, status, reason", LESS.values(), ids=LESS)
def test_what_has_no_text_has_a_reason(make: Callable[[], bytes], status: TextStatus, reason: str) -> None:
    body = make()
    file = read(body)
    assert (file.text_status, file.text) == (status, "")
    assert reason in (file.reason or "")
    assert file.size_bytes == len(body)


def test_ocr_of_pictures_and_scans() -> None:
    for body in (files.make_picture(), files.make_scan()):
        file = read(body, Tesseract())
        assert file.text_status is TextStatus.OCR, file.reason
        assert "Avis aux habitants de la commune" in file.text
        assert file.confidence is not None and file.confidence > 80


def test_a_picture_without_text_is_told_so() -> None:
    file = read(files.make_blank_picture(), Tesseract())
    assert (file.text_status, file.text) == (TextStatus.SCAN, "")
    assert "OCR found no text" in (file.reason or "")


def program(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


LANGUAGES = 'if [ "$1" = --list-langs ]; then printf "ara\\nfra\\n"; exit; fi'
OCR = {
    "hangs when it is asked": ("sleep 600", "did not answer in 0.5 seconds"),
    "hangs at work": (f"{LANGUAGES}\nsleep 600", "OCR of picture 1 of 1 was stopped after 0.5 seconds"),
    "fails": (f"{LANGUAGES}\nexit 3", "tesseract ended with 3"),
    "lacks a language": ("echo eng; echo fra", "tesseract lacks the language ara"),
}


@pytest.mark.parametrize("body, reason", OCR.values(), ids=OCR)
def test_tesseract_that_does_not_work_is_a_reason(tmp_path: Path, body: str, reason: str) -> None:
    file = read(files.make_picture(), Tesseract(program(tmp_path / "tesseract", body), 0.5))
    assert (file.text_status, file.text) == (TextStatus.SCAN, "")
    assert reason in (file.reason or "")


def test_tesseract_that_is_not_there_is_a_reason() -> None:
    assert "tesseract is not installed" in (read(files.make_picture(), Tesseract("no-such")).reason or "")


ORDERS = {
    "as it is read": ("الحالة المدنية في الجماعة", "الحالة المدنية في الجماعة", None),
    "turned, with numbers": ("(2024/02/12) :ةسلجلا\nةيموي ةرود", "الجلسة: (2024/02/12)\nدورة يومية", None),
    "presentation forms": ("ﺔﻴﻧﺪﻤﻟﺍ ﺔﻟﺎﺤﻟﺍ ﺔﺤﻠﺼﻣ", "مصلحة الحالة المدنية", None),
    "a ligature as one sign": ("ﺓﺭﺎﻧﻹﺍ ﺡﻼﺻﻹ ﺔﻴﻗﺎﻔﺗﻻﺍ", "الاتفاقية لإصلاح الإنارة", None),
    "words within that are not": ("ةعامجلا Ville de Fès ةيندملا", "المدنية Ville de Fès الجماعة", None),
    "mixed": ("الحالة ةيندملا الجماعة ةنيدملا مجلس", None, "unreadable order"),
    "too little to tell": ("بلاغ", None, "too little Arabic"),
    "no words": ("بتثج حخد ذرز سشص " * 8, None, "make no words"),
    "no arabic": ("Avis 12", "Avis 12", None),
}  # fmt: skip


@pytest.mark.parametrize("text, settled, doubt", ORDERS.values(), ids=ORDERS)
def test_the_order_of_arabic(text: str, settled: str | None, doubt: str | None) -> None:
    ordered = settle_order(text)
    assert (doubt is None) == (ordered.doubt is None)
    assert (doubt or "") in (ordered.doubt or "")
    assert settled is None or ordered.text == settled


NOISE = {
    "private signs": ("\ue001\ue002 \ue003\ue004" * 9, "no meaning outside its own font"),
    "replacement characters": ("Avis \ufffd\ufffd\ufffd " * 9, "no meaning outside its own font"),
    "letters apart": ("ا ل ج م ا ع ة " * 5, "stand apart"),
    "another alphabet": ("ÇáãÛÑÈ ãÏíäÉ ãßäÇÓ " * 5, "another alphabet's"),
    "signs": ("%$#@ &*() !~^" * 9, "more signs than letters"),
}


@pytest.mark.parametrize("text, doubt", NOISE.values(), ids=NOISE)
def test_what_is_no_text_is_not_trusted(text: str, doubt: str) -> None:
    assert doubt in (settle_text(text, {}).doubt or "")


def test_which_files_are_asked_for() -> None:
    documents = [Attachment(f"http://x.ma/{n}.pdf", "") for n in range(MOST_FILES + 1)]
    pictures = [Attachment(f"http://x.ma/{n}.JPG", "") for n in range(MOST_PICTURES + 1)]
    assert set(list_skipped(pictures, "نص " * 39)) == {pictures[-1].url}
    assert set(list_skipped(pictures, "نص " * 40)) == {one.url for one in pictures}
    assert set(list_skipped(documents, "نص " * 40)) == {documents[-1].url}


def test_plain_text_in_three_encodings() -> None:
    for text, encoding in (("بلاغ", "utf-16"), ("بلاغ", "cp1256"), ("Réunion à l’école", "cp1252")):
        assert decode_plain(text.encode(encoding)) == text


def test_a_pdf_whose_text_is_not_trusted_is_drawn_and_recognised() -> None:
    lines = tuple(f"بت ثج حخ دذ رز سش صض {line}" for line in ("Avis aux habitants", "La salle ferme"))
    body = files.make_pdf(lines, is_shaped=False)
    assert read(body).text_status is TextStatus.UNREADABLE
    file = read(body, Tesseract())
    assert (file.text_status, "Avis aux habitants" in file.text) == (TextStatus.OCR, True)


def test_a_picture_of_countless_pixels_costs_no_memory() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000), 1).save(out, "PDF")
    file = read(out.getvalue(), Tesseract())
    assert file.text_status is TextStatus.SCAN
    assert "OCR found no text" in (file.reason or "")


def test_no_entity_of_a_file_is_filled_in() -> None:
    file = read(files.make_entities())
    assert "root:" not in file.text
    assert len(file.text) < 100
