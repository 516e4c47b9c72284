"""Office files that are XML in a ZIP; the text of those that are no tables: DOCX, PPTX, ODT, ODP (pure)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

MOST_XML = 20 * 1024 * 1024  # bytes of one part that holds text, unpacked
_MOST_SLIDES = 300
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPHS = {f"{_W}p", f"{_A}p", f"{_T}p", f"{_T}h"}
#: Empty elements that stand for white space.
_SPACES = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_A}br": "\n",
    f"{_T}tab": "\t", f"{_T}line-break": "\n", f"{_T}s": " ",
}  # fmt: skip
#: What readers do not see: changes that were taken back, notes, doubles for old programs.
_UNSEEN = {
    f"{_W}del", f"{_W}instrText", f"{_T}tracked-changes", f"{_O}annotation",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_MOST_DEPTH = 200
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


class UnreadableError(Exception):
    """A file from which no text can be had; the message says why."""


class Package:
    """The parts of a packed file, each unpacked within a bound."""

    def __init__(self, body: bytes) -> None:
        """Raises UnreadableError where it is no ZIP file."""
        try:
            self._packed = zipfile.ZipFile(BytesIO(body))
        except Exception as error:  # a broken directory raises whatever its bytes make of it
            raise UnreadableError(f"it cannot be unpacked ({error})") from error

    def list_names(self) -> list[str]:
        """The names of its parts."""
        return self._packed.namelist()

    def parse(self, part: str) -> etree._Element:
        """The XML of a part; no entity in it is resolved. Raises UnreadableError."""
        try:
            with self._packed.open(part) as opened:
                xml = opened.read(MOST_XML + 1)
        except KeyError as error:
            raise UnreadableError(f"there is no {part} in it") from error
        except RuntimeError as error:
            raise UnreadableError("it asks for a password") from error
        except Exception as error:  # zlib and lzma have errors of their own
            raise UnreadableError(f"it cannot be unpacked ({error})") from error
        if len(xml) > MOST_XML:
            raise UnreadableError(f"its text unpacks to more than {MOST_XML // 1024**2} MB")
        try:
            return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"its text cannot be read as XML ({error})") from error


def list_docx(package: Package) -> Iterator[str]:
    """The paragraphs of a DOCX file. Raises UnreadableError."""
    yield from _list_texts(package.parse("word/document.xml"), 0)


def list_pptx(package: Package) -> Iterator[str]:
    """The paragraphs of a PPTX file, slide by slide. Raises UnreadableError."""
    found = (_SLIDE.fullmatch(name) for name in package.list_names())
    slides = sorted((int(one[1]), one[0]) for one in found if one)
    for _, name in slides[:_MOST_SLIDES]:
        yield from _list_texts(package.parse(name), 0)
        yield "\n"


def list_odf(package: Package) -> Iterator[str]:
    """The paragraphs of an ODT or ODP file. Raises UnreadableError."""
    yield from _list_texts(package.parse("content.xml"), 0)


def _list_texts(element: etree._Element, depth: int) -> Iterator[str]:
    """The texts below an element in order; each paragraph ends with a line's end."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or depth > _MOST_DEPTH:
        return
    is_text = element.tag.startswith(_T) or element.tag in (f"{_W}t", f"{_A}t")
    yield _SPACES.get(element.tag, "")
    if is_text and element.text:
        yield element.text
    for child in element:
        yield from _list_texts(child, depth + 1)
        if is_text and child.tail:
            yield child.tail
    if element.tag in _PARAGRAPHS:
        yield "\n"
