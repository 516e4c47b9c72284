"""What is tried of each target, and what must hold of whatever comes out. An example is bytes.

Refusals in words for people are answers. Any other exception is a finding, and so is a broken rule: an
AssertionError whose words before the colon name it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

#: By target: the module here, and its function.
CHECKS = {
    "dates": ("dates", "check_dates"),
    "lists": ("pages", "check_lists"),
    "articles": ("pages", "check_article"),
    "feeds": ("sources", "check_feed"),
    "sitemaps": ("sources", "check_sitemap"),
    "addresses": ("addresses", "check_address"),
    "search": ("search", "check_search"),
    "api": ("api", "check_request"),
    "falls": ("falls", "fall"),
}


def find_check(target: str) -> Callable[[bytes], None]:
    """The target's check; what it needs is imported for the first one alone."""
    module, name = CHECKS[target]
    check: Callable[[bytes], None] = getattr(import_module(f"{__name__}.{module}"), name)
    return check
