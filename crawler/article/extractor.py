"""A second opinion: the blocks that trafilatura takes for a page's text, where ours may have missed most.

It knows the habits of many news sites, and drops paragraphs with links to files, short lines and dates. So it
never writes a text: it only points at blocks where our own reading has missed the greater part.
"""

from __future__ import annotations

from scrapy.http import TextResponse

from crawler.article.mainblock import Page, squeeze
from crawler.page.mending import cut_tags

_PLENTY = 600  # characters: less may be a note about cookies, or of a company
_LONGEST = 1_000_000  # characters of a page that it is asked about: beyond, it takes minutes
_LOST = 0.35  # of what it finds: our own reading has less


def find_lost(response: TextResponse, page: Page, numbers: list[int]) -> list[int]:
    """The numbers of the blocks that are the text where these are not; empty where they may stand."""
    own = page.weight(numbers)
    beside = page.weight(range(len(page.blocks))) - own
    if beside <= (1 - _LOST) * max(_PLENTY, own) or len(response.text) > _LONGEST:
        return []  # whatever it finds, there is too little that we have not
    # It takes longer to be imported than most pages to be read.
    import trafilatura

    said = squeeze(
        trafilatura.extract(cut_tags(response.text), include_comments=False, deduplicate=False) or ""
    )
    if len(said) < _PLENTY:
        return []
    pointed = [number for number, block in enumerate(page.blocks) if squeeze(block.text) in said]
    found = page.weight(pointed)
    kept = page.weight([*{*pointed} & {*numbers}])
    lost = found >= _PLENTY and kept < _LOST * found and own < found
    return [number for number in pointed if page.blocks[number].text] if lost else []
