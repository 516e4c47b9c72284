"""What stands on most article pages of one portal, lines and files: the frame's, and not an article's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

from crawler.page.blocks import Block
from crawler.page.phrases import fold_phrase
from storage.model import REMEMBERED_PAGES, PageLines, Standing

#: Other pages on which a line stands, at least: two articles may well say the same.
FEWEST_PAGES = 3
NOTHING_STANDS = Standing()
_MOST_LINES = 300  # of one page, from both ends: the frame is there


def digest_line(text: str) -> str:
    """A short digest of a block's words, the same for whatever reads the same; empty without words."""
    words = fold_phrase(text)
    return blake2b(words.encode(), digest_size=8).hexdigest() if words else ""


def digest_lines(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The digests of what stands on a page, each once, at most so many as are worth remembering."""
    every = tuple(dict.fromkeys(filter(None, (digest_line(block.text) for block in blocks))))
    half = _MOST_LINES // 2
    return every if len(every) <= _MOST_LINES else every[:half] + every[-half:]


class PageMemory:
    """What stands on a portal's article pages that were read last, in a poll and before it."""

    def __init__(self, pages: Iterable[PageLines] = ()) -> None:
        self._pages = {page.key: frozenset(page.digests) for page in pages}

    def add(self, key: str, digests: Collection[str]) -> None:
        """Remember a page, if anything stands on it, and forget the one that was read longest ago."""
        if not digests:
            return
        self._pages.pop(key, None)
        self._pages[key] = frozenset(digests)
        if len(self._pages) > REMEMBERED_PAGES:
            del self._pages[next(iter(self._pages))]

    @property
    def is_thin(self) -> bool:
        """Whether too few pages are known to tell of any page what stands on others."""
        return len(self._pages) <= FEWEST_PAGES

    def list_elsewhere(self, key: str) -> frozenset[str]:
        """All that stands on the portal's other pages, be it on one of them only."""
        return frozenset().union(*(digests for known, digests in self._pages.items() if known != key))

    def find_standing(self, key: str) -> Standing:
        """What stands on the portal's other pages; a page says nothing of itself."""
        others = [digests for known, digests in self._pages.items() if known != key]
        counts = Counter(digest for digests in others for digest in digests)
        often = {digest: count for digest, count in counts.items() if count >= FEWEST_PAGES}
        return Standing(
            most=tuple(digest for digest, count in often.items() if 2 * count > len(others)),
            every=tuple(digest for digest, count in often.items() if count == len(others)),
        )
