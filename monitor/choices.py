"""What conditions on articles may name: for who may not look into the crawler."""

from __future__ import annotations

from crawler.article.kinds import list_kinds
from crawler.regions import REGIONS, find_region

__all__ = ["REGIONS", "find_region", "list_kinds"]
