"""The text of spreadsheets: XLSX and ODS, a line a row (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from posixpath import join

from lxml import etree

from crawler.attachments.packed import Package

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_P = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_SHARED, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_BETWEEN = " | "  # two cells of a row
_MOST_SHEETS = 100
_MOST_CELLS = 200  # of a row
_DATE_FORMATS = {*range(14, 18), 22}  # that need no definition in the file
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # in a format: what stands for itself
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - days without a place


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of a workbook refer to."""

    texts: list[str]
    dates: set[str]  #: numbers of the styles that show a day
    first_day: datetime


def list_xlsx(package: Package) -> Iterator[str]:
    """The rows of an XLSX file's visible sheets, below their names. Raises UnreadableError."""
    root = package.parse("xl/workbook.xml")
    names = set(package.list_names())
    book = _Book(
        _list_shared(package.parse(_SHARED)) if _SHARED in names else [],
        _find_date_styles(package.parse(_STYLES)) if _STYLES in names else set(),
        _FIRST_DAY[any(one.get("date1904") in ("1", "true") for one in root.iter(f"{_S}workbookPr"))],
    )
    for name, part in _list_sheets(package, root):
        yield f"{name}\n"
        for row in package.parse(part).iter(f"{_S}row"):
            yield _join(_read_cell(cell, book) for cell in row.iterchildren(f"{_S}c"))


def _list_sheets(package: Package, root: etree._Element) -> list[tuple[str, str]]:
    """The names and parts of the sheets that people see."""
    links = package.parse("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): join("/xl", one.get("Target", ""))[1:] for one in links}
    seen = [one for one in root.iter(f"{_S}sheet") if one.get("state", "visible") == "visible"]
    found = [(one.get("name", ""), targets.get(one.get(f"{_R}id"), "")) for one in seen[:_MOST_SHEETS]]
    return [(name, part) for name, part in found if "/worksheets/" in part]


def list_ods(package: Package) -> Iterator[str]:
    """The rows of an ODS file, below the names of its sheets. Raises UnreadableError."""
    for table in package.parse("content.xml").iter(f"{_TABLE}table"):
        yield f"{table.get(f'{_TABLE}name', '')}\n"
        for row in table.iter(f"{_TABLE}table-row"):
            yield _join(
                " ".join("".join(map(str, one.itertext())) for one in cell.iterchildren(_P))
                for cell in row.iterchildren(f"{_TABLE}table-cell")
            )


def _join(cells: Iterator[str]) -> str:
    """A row as a line; nothing where all its cells are empty."""
    filled = [cell.strip() for _, cell in zip(range(_MOST_CELLS), cells, strict=False) if cell.strip()]
    return _BETWEEN.join(filled) + "\n" if filled else ""


def _list_shared(root: etree._Element) -> list[str]:
    """The texts that cells refer to by their number, without what tells how to pronounce them."""
    return [_read_runs(one) for one in root.iterchildren(f"{_S}si")]


def _read_runs(element: etree._Element) -> str:
    return "".join(
        one.text or "" for part in element if part.tag != f"{_S}rPh" for one in part.iter(f"{_S}t")
    )


def _find_date_styles(styles: etree._Element) -> set[str]:
    """The numbers of the cell styles that show a day."""
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{_S}numFmt")}
    dates = {key for key, code in own.items() if re.search("[dy]", _LITERAL.sub("", code), re.IGNORECASE)}
    dates |= {str(number) for number in _DATE_FORMATS if str(number) not in own}
    used = styles.find(f"{_S}cellXfs")
    return {
        str(number)
        for number, one in enumerate(used if used is not None else ())
        if one.get("numFmtId") in dates
    }


def _read_cell(cell: etree._Element, book: _Book) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_S}v") or ""
    if kind == "inlineStr":
        return _read_runs(cell)
    with suppress(ValueError, IndexError, OverflowError):
        if kind == "s":
            return book.texts[int(value)]
        if kind == "n" and value and cell.get("s", "0") in book.dates:
            return (book.first_day + timedelta(days=float(value))).strftime("%d/%m/%Y")
    return value
