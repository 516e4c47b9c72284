"""Whether a list is what it was, seen before anything is parsed: by the bytes between two marks (pure).

Most polls bring nothing, and many servers have no validator that says so: a counter of visits or a clock
makes each page another one. The list in it is the same, byte by byte, and dear to read.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from html import unescape
from itertools import pairwise

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.page.links import join
from storage.model import Source, SourceKind, Span

#: Where the first item of a feed or sitemap begins: what stands above tells when it was made.
_FIRST_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry|url|sitemap)[\s>]")
_LINK = re.compile(rb"""href\s*=\s*(?:"([^"<>]+)"|'([^'<>]+)'|([^\s"'<>]+))""", re.IGNORECASE)
_LONGEST_MARK = 300  # bytes
_HAS_ITEMS = frozenset({SourceKind.FEED, SourceKind.SITEMAP})


def mark_list(source: Source, response: Response, keys: Collection[str]) -> Span | None:
    """The span of a page that holds its list, whose entries have these keys; None where none is certain.

    A listing's span reaches from a link above its entries to one below them, so that what is added above the
    first, or below the last, is within it. A row may have other links, as of a picture or a category: as many
    as stand between two entries are passed over above and below. A single entry does not tell how many.
    """
    body = response.body
    if source.kind is not SourceKind.LISTING:
        first = _FIRST_ITEM.search(body) if source.kind in _HAS_ITEMS else None
        return _span(body, first.group() if first else b"", b"")
    if not isinstance(response, TextResponse) or not keys:
        return None
    links = [(link, _key(link, response)) for link in _LINK.finditer(body)]
    places = [place for place, (_, key) in enumerate(links) if key in keys]
    if len({links[place][1] for place in places}) < len(keys):
        return None  # what leads to an entry is no plain link: who knows where its row is
    if len(keys) == 1:
        return _span(body, b"", b"")
    others = max(later - one - 1 for one, later in pairwise(places))
    before = _find_mark(body, [link for link, _ in links[: max(places[0] - others, 0)]][::-1])
    after = _find_mark(body, [link for link, _ in links[places[-1] + 1 + others :]])
    return _span(body, before, after)


def is_as_it_was(source: Source, response: Response) -> bool:
    """Whether the bytes of a source's list are those of its last complete reading."""
    known = source.span
    if known is None or response.status != 200:
        return False
    before, after = known.before.encode("latin-1"), known.after.encode("latin-1")
    return _span(response.body, before, after) == known


def _span(body: bytes, before: bytes, after: bytes) -> Span | None:
    """The digest of what stands from the first `before` to the last `after`; empty: the page's ends."""
    start = body.find(before)
    end = body.rfind(after) if after else len(body)
    if not 0 <= start < end:
        return None
    return Span(before.decode("latin-1"), after.decode("latin-1"), sha256(body[start:end]).hexdigest())


def _key(link: re.Match[bytes], response: TextResponse) -> str:
    written = next(filter(None, link.groups())).decode(response.encoding, "replace")
    try:
        return canonical_address(join(response, unescape(written.strip())))
    except ValueError:  # no address, whatever it is
        return ""


def _find_mark(body: bytes, links: Collection[re.Match[bytes]]) -> bytes:
    """The first of some links that stands nowhere else on the page; nothing where there is none."""
    written = (link.group() for link in links if len(link.group()) <= _LONGEST_MARK)
    return next((one for one in written if body.count(one) == 1), b"")
