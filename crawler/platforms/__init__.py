"""Platforms: what sites of one kind share, as data, and how each is recognised.

Each `<platform>.toml` describes one kind of site: its fingerprints, and where its feeds and sitemaps usually
are.
"""

from __future__ import annotations

from scrapy.http import TextResponse

from crawler.platforms.description import GENERIC, Platform, list_platforms, load_platform
from crawler.platforms.traces import Traces, find_traces

__all__ = ["GENERIC", "Platform", "find_platform", "list_platforms", "load_platform"]

#: What the signs must weigh together: one that cannot mislead, or several that might.
ENOUGH = 3


def find_platform(response: TextResponse) -> tuple[str, str]:
    """The platform of the site that sent this page, and a sentence with the signs by which it was recognised.

    The platform whose signs weigh most wins; `generic` where none weighs enough.
    """
    traces = find_traces(response)
    found = {one: seen for one in list_platforms() if (seen := _weigh(one, traces))}
    best = max((one for one in found if one.parent is None), key=lambda one: found[one][0], default=None)
    if best is None:
        return GENERIC, "no fingerprint of a known kind of site weighs enough"
    special = next((one for one in found if one.parent == best.id), None)
    said = [*found[best][1], *(found[special][1] if special else ())]
    return (special or best).id, "; ".join(dict.fromkeys(said))


def _weigh(platform: Platform, traces: Traces) -> tuple[int, tuple[str, ...]] | None:
    """What the signs of a platform weigh, and what they say; None if that is not enough."""
    seen = [one for one in platform.fingerprints if traces.has(one)]
    weight = sum(one.weight for one in seen)
    return (weight, tuple(one.says for one in seen)) if weight >= ENOUGH else None
