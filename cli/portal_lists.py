"""Lists of portals that people bring: a CSV file, or the OPML of a feed reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from storage.model import PortalError

MOST_BYTES = 64 * 1024 * 1024
#: Morocco has 1,503 communes; a longer list is another kind of file.
MOST_PORTALS = 10_000
MOST_HEADER = 1000  # characters
_COLUMNS = "url, id, name, region"
#: Around a cell: spaces, and the marks of direction that Arabic text brings along.
_AROUND = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\ufeff"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A portal that somebody asks for: its address or a definition's id, and what is said of it."""

    target: str
    portal_id: str | None = None
    name: str | None = None
    region: str | None = None
    place: str = ""  #: where it is asked for, such as `list.csv, line 7`; empty for the command line


class _LineError(Exception):
    """A line of a file cannot be used."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def load_portal_list(path: Path) -> list[Wanted]:
    """The portals that a file lists, in its order.

    Raises PortalError, which names the file and the line, where any part of it cannot be read.
    """
    parse = parse_opml if path.suffix.lower() in (".opml", ".xml") else parse_csv
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise PortalError(f"{path} is larger than {MOST_BYTES >> 20} MB; split it")
        listed = list(parse(data, str(path)))
    except OSError as error:
        raise PortalError(f"{path} cannot be read: {error.strerror}") from error
    except _LineError as error:
        raise PortalError(f"{path}, line {error.line}: {error}; nothing was added") from error
    if not listed:
        raise PortalError(f"{path} lists no portal; nothing was added")
    return listed


def parse_csv(data: bytes, file: str = "") -> Iterator[Wanted]:
    """The rows of a CSV file in UTF-8, with comma, semicolon or tab; its first line names the columns."""
    rows = _read_rows(_decode(data))
    line, header = next(rows, (1, []))
    columns = [cell.lower() for cell in header]
    if "url" not in columns:
        raise _LineError(line, f"there is no column `url`; the first line names the columns: {_COLUMNS}")
    for number, (line, row) in enumerate(rows, 1):
        _check(line, number)
        if any(row[len(columns) :]):
            raise _LineError(line, f"{len(row)} cells under {len(columns)} columns; quote what holds a comma")
        cells = {name: cell or None for name, cell in zip(columns, row, strict=False)}
        yield Wanted(
            cells.get("url") or "",
            cells.get("id"),
            cells.get("name"),
            cells.get("region"),
            f"{file}, line {line}",
        )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _LineError(line, "this is not UTF-8; save the file as CSV in UTF-8") from error


def _read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    line = 1
    try:
        for row in reader:
            cells = [" ".join(cell.strip(_AROUND).split()) for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        why = f"this cannot be read ({error}); look for a quotation mark that is not closed"
        raise _LineError(line, why) from error


def _find_delimiter(text: str) -> str:
    header = text.lstrip(_AROUND)[:MOST_HEADER].splitlines()[:1]
    names = header[0].lower() if header else ""
    for delimiter in ",;\t":
        if "url" in (cell.strip(_AROUND + '"') for cell in names.split(delimiter)):
            return delimiter
    return ","


def parse_opml(data: bytes, file: str = "") -> Iterator[Wanted]:
    """The outlines of an OPML file that have an htmlUrl or an xmlUrl; entities are refused."""
    outlines: list[Wanted] = []
    is_opml = False
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_opml
        line = parser.CurrentLineNumber
        is_opml = is_opml or tag.lower() == "opml"
        if not is_opml:
            raise _LineError(line, f"this is no OPML: it begins with <{tag}>")
        wanted = _read_outline(tag, attributes, f"{file}, line {line}")
        if wanted is not None:
            _check(line, len(outlines) + 1)
            outlines.append(wanted)

    def refuse_entity(*_: object) -> None:
        raise _LineError(parser.CurrentLineNumber, "an entity is declared here; such files are not read")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _LineError(error.lineno, f"this is no XML ({expat.ErrorString(error.code)})") from error
    except (LookupError, ValueError) as error:
        raise _LineError(1, f"its encoding is not read ({error}); save the file in UTF-8") from error
    yield from outlines


def _read_outline(tag: str, attributes: dict[str, str], place: str) -> Wanted | None:
    said = {name.lower(): " ".join(value.strip(_AROUND).split()) for name, value in attributes.items()}
    url = said.get("htmlurl") or said.get("xmlurl")
    if tag.lower() != "outline" or not url:
        return None
    return Wanted(url, name=said.get("title") or said.get("text") or None, place=place)


def _check(line: int, number: int) -> None:
    if number > MOST_PORTALS:
        raise _LineError(line, f"more than {MOST_PORTALS:,} portals; split the list")
