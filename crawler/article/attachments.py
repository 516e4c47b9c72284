"""Attachments: the files and pictures that an article links to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.http import TextResponse
from w3lib.url import safe_url_string

from crawler.addresses import canonical_address
from crawler.page.blocks import Block, visible_text
from crawler.page.generic import is_generic
from crawler.page.links import absolute_url
from crawler.page.tree import Element, fold_space
from storage.model import Attachment

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip|rar|7z)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|tiff?)$", re.IGNORECASE)
#: Pictures that belong to the page's dress and not to what it says.
_DRESS = re.compile(
    r"icon|ico[_./-]|logo|spacer|blank|vide[._]|pixel|puce|bullet|arrow|fleche|print|imprim|share|partag|facebook|"
    r"twitter|whatsapp|youtube|instagram|linkedin|telegram|calend|avatar|gravatar|emoji|smil|button|btn|"
    r"(?:^|/)(?:pdf|word|doc|xls|zip|excel|telecharger|download)\d*\.\w+$|banner|banniere|header|captcha|loading|ajax",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(r"/(?:download|telecharg\w*|attachments?)(?:[/.]|$)", re.IGNORECASE)
_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "src",
)  #: a picture that loads late keeps its address aside
_SMALLEST_PICTURE = 64  # pixels of width or height; smaller ones are signs


def find_attachments(response: TextResponse, blocks: Iterable[Block]) -> tuple[Attachment, ...]:
    """The files and pictures in these blocks, in order, each address once; what has no address is none."""
    found: dict[str, tuple[str, str]] = {}
    for written, title in _find_files(response, blocks):
        url = _file_address(response, written)
        if url is None:
            continue
        known = found.setdefault(canonical_address(url), (url, title))
        if title and not known[1]:
            found[canonical_address(url)] = (known[0], title)
    return tuple(Attachment(url=url, title=title or file_name(url)) for url, title in found.values())


def _file_address(response: TextResponse, written: str) -> str | None:
    """The address as it is asked for; None where it is no web address."""
    url = absolute_url(response, written)
    try:
        return url and safe_url_string(url)
    except ValueError:
        return None


def is_attachment_link(response: TextResponse, link: Element) -> bool:
    """Whether a link leads to a file or picture rather than to a page."""
    url = absolute_url(response, link.get("href", ""))
    return url is not None and (
        _has_ending(url, _DOCUMENT) or _has_ending(url, _PICTURE) or _is_download(link, url)
    )


def is_document_address(href: str) -> bool:
    """Whether an address, as written in a link, ends as a document's name does."""
    return _has_ending(href.strip(), _DOCUMENT)


def is_content_picture(picture: Element) -> bool:
    """Whether a picture says something, rather than dressing the page."""
    source = _source(picture)
    sizes = [re.match(r"\d+", picture.get(side, "")) for side in ("width", "height")]
    small = any(size and int(size[0]) < _SMALLEST_PICTURE for size in sizes)
    return bool(source) and not small and not source.startswith("data:") and not _DRESS.search(source)


def file_name(url: str) -> str:
    """The last name in an address, decoded; the address where it has none."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or url


def _find_files(response: TextResponse, blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Their addresses as written, and what is said of them."""
    for block in blocks:
        files = [link for link in block.links if is_attachment_link(response, link)]
        for link in files:
            yield link.get("href", ""), _link_title(link)
        for picture in block.pictures:
            linked = any(link in files for link in picture.iterancestors("a"))
            if not linked and is_content_picture(picture):
                yield _source(picture), fold_space(picture.get("alt", ""))


def _link_title(link: Element) -> str:
    """What the link says of its file; nothing where it says no more than "download"."""
    alternatives = (picture.get("alt", "") for picture in link.iter("img"))
    texts = (visible_text(link), link.get("title", ""), *alternatives, link.get("download", ""))
    return next((fold_space(text) for text in texts if fold_space(text) and not is_generic(text)), "")


def _source(picture: Element) -> str:
    sources = (picture.get(name, "").strip() for name in _SOURCES)
    return next((source for source in sources if source and not source.startswith("data:")), "")


def _has_ending(url: str, ending: re.Pattern[str]) -> bool:
    """Whether the path, or a parameter's value as in `download.aspx?file=avis.pdf`, ends as a file's name."""
    parts = urlsplit(url)
    return bool(ending.search(unquote(parts.path))) or any(
        ending.search(value) for _, value in parse_qsl(parts.query)
    )


def _is_download(link: Element, url: str) -> bool:
    stated = link.get("download") is not None or link.get("type", "").startswith("application/")
    return stated or bool(_DOWNLOAD.search(urlsplit(url).path))
