"""Platforms: what sites of one kind share, recognised by fingerprints."""

from __future__ import annotations

from scrapy.http import TextResponse


def find_platform(response: TextResponse) -> tuple[str, str]:
    """The platform of the site that sent this page, and the sign by which it was recognised."""
    if b"__VIEWSTATE" in response.body:
        return "webforms", "the page has a __VIEWSTATE"
    return "generic", "no fingerprint"
