"""Blocks that say nothing of the article they stand in: counters, "print", links to share (pure)."""

from __future__ import annotations

import re

from crawler.article.furniture import is_empty
from crawler.article.pictures import SHARING
from crawler.page.blocks import Block, visible_text
from crawler.page.generic import is_generic
from crawler.page.tree import Element

_BETWEEN = re.compile(r"[|:/•·،,;\n]|\s-\s")


def is_noise(block: Block) -> bool:
    """Whether a block says nothing of the article: a counter, "print", links that share or go back."""
    if block.kind == "picture":
        return not block.pictures
    if is_empty(block.text):
        return True
    return bool(block.links) and all(map(_leads_away, block.links)) and _says_nothing(block)


def _leads_away(link: Element) -> bool:
    """Whether a link is there for every page: a script, a place to share, a way back."""
    href = link.get("href", "#").strip().lower()
    return (
        href.startswith(("javascript:", "#")) or bool(SHARING.search(href)) or is_generic(visible_text(link))
    )


def _says_nothing(block: Block) -> bool:
    """Whether what stands around a block's links is no more than "share" and the like."""
    rest = block.text
    for link in block.links:
        rest = rest.replace(visible_text(link), "|", 1) if visible_text(link) else rest
    return all(is_generic(part) or all(map(is_generic, part.split())) for part in _BETWEEN.split(rest))
