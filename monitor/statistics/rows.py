"""The figures as plain rows: what `balagh stats --json` prints, and the API."""

from __future__ import annotations

from typing import Any

from monitor.statistics.table import Figures, Statistics
from monitor.statistics.watching import Watching
from storage.model import EXPECTED_PARTS


def describe(found: Statistics) -> dict[str, Any]:
    """The figures as one document."""
    return {
        "by": found.by.value,
        "groups": [_describe_group(one) for one in found.groups],
        "watched": _describe_watching(found.watching),
    }


def _describe_group(one: Figures) -> dict[str, Any]:
    items = one.items
    return {
        "group": items.group,
        "items": items.items,
        "found": {origin.value: count for origin, count in one.found.items()},
        "day_known": items.dated,
        "month_or_year_known": items.roughly_dated,
        "date_unknown": items.items - items.dated - items.roughly_dated,
        "edits": one.edits,
        "meaningful_edits": one.meaningful_edits,
        "withdrawals": one.withdrawals,
        "restored": one.restored,
        "withdrawn_now": items.withdrawn,
        "files": one.files,
        "languages": {name or "unknown": count for name, count in sort_languages(one.languages)},
        "first": items.first,
        "last": items.last,
        "after_session": {
            part.value: {"sessions": typical.sessions, "median_days": typical.median_days}
            for part in EXPECTED_PARTS
            if (typical := one.typical.get(part))
        },
        "watched": _describe_watching(one.watching),
    }


def _describe_watching(watching: Watching | None) -> dict[str, float] | None:
    if watching is None:
        return None
    return {"portal_days": round(watching.days, 2), "gap_days": round(watching.gap_days, 2)}


def sort_languages(languages: dict[str | None, int]) -> list[tuple[str | None, int]]:
    """The most frequent first."""
    return sorted(languages.items(), key=lambda one: (-one[1], one[0] or ""))
