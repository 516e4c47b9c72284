"""The text of word processors' files (DOCX, ODT) and of plain ones (pure)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

_MOST_XML = 20 * 1024 * 1024  # bytes of the part that holds the text, unpacked
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPHS = {f"{_W}p", f"{_T}p", f"{_T}h"}
#: Empty elements that stand for white space.
_SPACES = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n",
    f"{_T}tab": "\t", f"{_T}line-break": "\n", f"{_T}s": " ",
}  # fmt: skip
#: What readers do not see: changes that were taken back, notes, doubles for old programs.
_UNSEEN = {
    f"{_W}del", f"{_W}instrText", f"{_T}tracked-changes", f"{_O}annotation",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_MOST_DEPTH = 200
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """A file from which no text can be had; the message says why."""


def read_docx(body: bytes) -> str:
    """The paragraphs of a DOCX file. Raises UnreadableError."""
    return _read_packed(body, "word/document.xml")


def read_odt(body: bytes) -> str:
    """The paragraphs of an ODT file. Raises UnreadableError."""
    return _read_packed(body, "content.xml")


def decode_plain(body: bytes) -> str:
    """The text of a plain file: UTF-8 or UTF-16 by its bytes, else windows-1256 or western by its letters."""
    if body.startswith(_UTF16):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = body.decode("cp1256", "replace")
        letters = sum("\u0621" <= one <= "\u064a" for one in arabic)
        foreign = sum(one > "\x7f" for one in arabic)
        return arabic if letters * 2 > foreign else body.decode("cp1252", "replace")


def _read_packed(body: bytes, part: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed, packed.open(part) as opened:
            xml = opened.read(_MOST_XML + 1)
    except KeyError as error:
        raise UnreadableError(f"there is no {part} in it") from error
    except RuntimeError as error:
        raise UnreadableError("it asks for a password") from error
    except Exception as error:  # zlib and lzma have errors of their own
        raise UnreadableError(f"it cannot be unpacked ({error})") from error
    if len(xml) > _MOST_XML:
        raise UnreadableError(f"its text unpacks to more than {_MOST_XML // 1024**2} MB")
    return _read_xml(xml)


def _read_xml(xml: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"its text cannot be read as XML ({error})") from error
    return "".join(_list_texts(root, 0))


def _list_texts(element: etree._Element, depth: int) -> Iterator[str]:
    """The texts below an element in order; each paragraph ends with a line's end."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or depth > _MOST_DEPTH:
        return
    is_text = element.tag.startswith(_T) or element.tag == f"{_W}t"
    yield _SPACES.get(element.tag, "")
    if is_text and element.text:
        yield element.text
    for child in element:
        yield from _list_texts(child, depth + 1)
        if is_text and child.tail:
            yield child.tail
    if element.tag in _PARAGRAPHS:
        yield "\n"
