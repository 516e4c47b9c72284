"""The rows of a sitemap, read as they stream by: what a million addresses take is not held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import IO, Any, cast

from lxml import etree
from scrapy.http import Response

from crawler.sources.bodies import GZIP, Unpacked, is_page, read_start
from crawler.sources.errors import SourceError
from crawler.sources.names import local_name

INDEX = "sitemapindex"
_ROOTS = {"urlset": "url", INDEX: "sitemap"}
_ADDRESS_LINE = re.compile(rb"^\s*https?://\S+\s*$")
_LONGEST = 5_000  # characters of an address or title
_LONGEST_ENTITY = 40  # bytes
_STRAY = re.compile(rb"&(?!#?\w{1,31};|\x00)")  # in UTF-16 a zero follows each ASCII letter
_TORN = re.compile(rb"</[^<>]*>\s*$")


@dataclass(frozen=True, slots=True)
class SitemapRow:
    """One address of a sitemap, or one sitemap of an index, with what is said of it."""

    address: str
    title: str = ""  #: in a news sitemap
    published: str | None = None  #: in a news sitemap
    modified: str = ""


def read_sitemap(response: Response, most: int) -> tuple[str, list[SitemapRow]]:
    """The kind of sitemap, `urlset` or `sitemapindex`, and its first rows, at most so many.

    Raises SourceError where the answer is neither.
    """
    start = read_start(response)
    if is_page(response, start):
        raise SourceError(f"{response.url} is a page, not a sitemap")
    if _ADDRESS_LINE.match(start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]):
        return "urlset", list(islice(_list_lines(response), most))
    reading = _Reading(_open(response))
    try:
        rows = list(islice(reading.list_rows(), most))
    except etree.XMLSyntaxError:
        rows = []
    if reading.root not in _ROOTS:
        raise SourceError(f"{response.url} is no sitemap")
    return reading.root, rows


def _open(response: Response) -> IO[bytes]:
    packed = response.body.startswith(GZIP)
    return cast(IO[bytes], Unpacked(response)) if packed else BytesIO(response.body)


def _list_lines(response: Response) -> Iterator[SitemapRow]:
    """The addresses of a sitemap in plain text. Raises SourceError where a line is something else."""
    rest = b""
    source = _open(response)
    while chunk := source.read(64 * 1024):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LONGEST:
            raise SourceError(f"{response.url} is no sitemap: a line of it has no end")
        yield from (_read_line(response, line) for line in lines if line.strip())
    if rest.strip():
        yield _read_line(response, rest)


def _read_line(response: Response, line: bytes) -> SitemapRow:
    line = line.removeprefix(b"\xef\xbb\xbf")
    if not _ADDRESS_LINE.match(line):
        raise SourceError(f"{response.url} is no sitemap: not every line of it is an address")
    return SitemapRow(line.strip().decode("utf-8", "replace")[:_LONGEST])


class _Mended:
    """A document as a file, its stray ampersands escaped: addresses are often written without care."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._rest = b""

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end."""
        chunk = self._source.read(size)
        whole, self._rest = self._rest + chunk, b""
        cut = whole.rfind(b"&")
        if chunk and len(whole) - cut <= _LONGEST_ENTITY and cut > 0:
            whole, self._rest = whole[:cut], whole[cut:]
        return _STRAY.sub(b"&amp;", whole)


class _Reading:
    """One sitemap in XML while it is read; elements are forgotten as soon as they are closed."""

    def __init__(self, source: IO[bytes]) -> None:
        self.root = ""
        self._source = source
        self._path: list[str] = []
        self._said: dict[str, str] = {}

    def list_rows(self) -> Iterator[SitemapRow]:
        """The rows in their order; the last one of a document that was cut off is not whole, and left out."""
        held: SitemapRow | None = None
        for event, element in self._parse():
            name = local_name(element)
            if event == "start":
                self._open(name)
                continue
            row = self._close(name, _read_text(element))
            _forget(element)
            if row is not None:
                if held is not None:
                    yield held
                held = row
        if held is not None and self._ends_well():
            yield held

    def _parse(self) -> Iterator[tuple[str, Any]]:
        return iter(
            etree.iterparse(
                _Mended(self._source), events=("start", "end"), recover=True, resolve_entities=False,
                no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
            )
        )  # fmt: skip

    def _open(self, name: str) -> None:
        self.root = self.root or name
        self._path.append(name)
        if len(self._path) == 2:
            self._said = {}

    def _close(self, name: str, text: str) -> SitemapRow | None:
        depth = len(self._path) - 1
        around = self._path[-2] if depth else ""
        self._path.pop()
        if depth == 1:
            return self._read_row(name)
        # `image:title` and `video:publication_date` speak of something else than the page.
        if (depth == 2 and name in ("loc", "lastmod")) or (around == "news" and name != "news"):
            self._said.setdefault(name, text.strip()[:_LONGEST])
        return None

    def _read_row(self, name: str) -> SitemapRow | None:
        said = self._said
        if name != _ROOTS.get(self.root) or not said.get("loc"):
            return None
        published = said.get("publication_date") or None
        # In CDATA the address was mended though nothing was wrong with it; none holds `&amp;` itself.
        return SitemapRow(
            said["loc"].replace("&amp;", "&"), said.get("title", ""), published, said.get("lastmod", "")
        )

    def _ends_well(self) -> bool:
        source = self._source
        end = source.last if isinstance(source, Unpacked) else cast(BytesIO, source).getvalue()[-200:]
        return bool(_TORN.search(end))


def _read_text(element: Any) -> str:
    """What is written in an element; nothing where a reference in it names half of a pair."""
    try:
        return element.text or ""
    except UnicodeDecodeError:
        return ""


def _forget(element: Any) -> None:
    """Give back the memory of an element and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
