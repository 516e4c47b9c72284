"""Attachments: the files and pictures that an article links to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b
from itertools import count, islice
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.http import TextResponse
from w3lib.url import safe_url_string

from crawler.addresses import canonical_address
from crawler.article.pictures import (
    PICTURE_FILE,
    find_picture_rows,
    hands_on,
    is_content_picture,
    picture_source,
)
from crawler.page.blocks import Block, visible_text
from crawler.page.generic import is_generic
from crawler.page.links import MOST_LINKS, absolute_url
from crawler.page.tree import Element, fold_space, page_root
from storage.model import Attachment

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip|rar|7z)$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"/(?:download|telecharg\w*|attachments?)(?:[/.]|$)", re.IGNORECASE)
_MOST_DIGESTS = 300  # of one page, from both ends, as of its lines


def find_attachments(
    response: TextResponse, blocks: Iterable[Block], standing: Collection[str] = ()
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files and pictures in these blocks, in order, each address once; what has no address is none.

    Pictures whose digests are among `standing` are the page's dress, and given as digests beside the files; a
    form may belong to many articles.
    """
    found: dict[str, tuple[str, str]] = {}
    dress: dict[str, str] = {}
    for written, title, is_picture in _find_files(response, blocks):
        url = _file_address(response, written)
        if url is None:
            continue
        key = canonical_address(url)
        digest = _digest(key)
        if is_picture and digest in standing:
            dress[key] = digest
            continue
        known = found.setdefault(key, (url, title))
        if title and not known[1]:
            found[key] = (known[0], title)
    files = tuple(Attachment(url=url, title=title or file_name(url)) for url, title in found.values())
    return files, tuple(digest for key, digest in dress.items() if key not in found)


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
    if url is None:
        return False
    if _DOCUMENT.search(unquote(urlsplit(url).path)):
        return True  # whatever it is told of the page that leads to it
    is_named = _has_ending(url, _DOCUMENT) or _has_ending(url, PICTURE_FILE)
    return (is_named or _is_download(link, url)) and not hands_on(response, url)


def _digest(key: str, time: int = 1) -> str:
    """A short digest of a file's canonical address, as it stands on a page for the n-th time."""
    return blake2b(f"\0{time} {key}".encode(), digest_size=8).hexdigest()


def digest_files(response: TextResponse) -> tuple[str, ...]:
    """The digests of the files and pictures anywhere on a page, for each time that one stands there.

    They are looked for in its first 2,000 links and pictures, and at most so many kept as are remembered.
    """
    written: list[str] = []
    for element in islice(page_root(response).iter("a", "img"), MOST_LINKS):
        if element.tag == "img":
            written.append(picture_source(element))
        elif is_attachment_link(response, element):
            written.append(element.get("href", ""))
    half = _MOST_DIGESTS // 2
    every = written if len(written) <= _MOST_DIGESTS else [*written[:half], *written[-half:]]
    times: Counter[str] = Counter()
    digests = []
    for address in filter(None, (_file_address(response, one) for one in every)):
        key = canonical_address(address)
        times[key] += 1
        digests.append(_digest(key, times[key]))
    return tuple(dict.fromkeys(digests))


def count_times(url: str, digests: Collection[str]) -> int:
    """How often a file stands on the page of which these are the digests."""
    key = canonical_address(url)
    return next(time for time in count() if _digest(key, time + 1) not in digests)


def is_document_address(href: str) -> bool:
    """Whether an address, as written in a link, ends as a document's name does."""
    return _has_ending(href.strip(), _DOCUMENT)


def file_name(url: str) -> str:
    """The last name in an address, decoded; the address where it has none."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or url


def _find_files(response: TextResponse, blocks: Iterable[Block]) -> Iterator[tuple[str, str, bool]]:
    """Their addresses as written, what is said of them, and whether they are pictures."""
    held = list(blocks)
    rows = find_picture_rows(response, held)
    for block in held:
        files = [link for link in block.links if is_attachment_link(response, link)]
        for link in files:
            href = link.get("href", "")
            yield href, _link_title(link), _has_ending(href, PICTURE_FILE)
        for picture in block.pictures:
            is_of_file = any(link in files for link in picture.iterancestors("a"))
            if not is_of_file and picture not in rows and is_content_picture(response, picture):
                yield picture_source(picture), fold_space(picture.get("alt", "")), True


def _link_title(link: Element) -> str:
    """What the link says of its file; nothing where it says no more than "download"."""
    alternatives = (picture.get("alt", "") for picture in link.iter("img"))
    texts = (visible_text(link), link.get("title", ""), *alternatives, link.get("download", ""))
    return next((fold_space(text) for text in texts if fold_space(text) and not is_generic(text)), "")


def _has_ending(url: str, ending: re.Pattern[str]) -> bool:
    """Whether the path, or a parameter's value as in `download.aspx?file=avis.pdf`, ends as a file's name."""
    parts = urlsplit(url)
    return bool(ending.search(unquote(parts.path))) or any(
        ending.search(value) for _, value in parse_qsl(parts.query)
    )


def _is_download(link: Element, url: str) -> bool:
    stated = link.get("download") is not None or link.get("type", "").startswith("application/")
    return stated or bool(_DOWNLOAD.search(urlsplit(url).path))
