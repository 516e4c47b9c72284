"""Judge what detection reads on a site against what a careful reader of the site would list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.addresses import canonical_address
from crawler.page.phrases import fold_phrase

#: Of the entries of the first page that must be right.
ENOUGH = 0.95
_CUT = ("…", "...", "[…]", "[...]")


@dataclass(frozen=True)
class Verdict:
    """How one site was read."""

    expected: int  #: true entries on the first page of the list
    right: int  #: of those: listed, with the right title and date
    wrong: tuple[str, ...]  #: what is wrong with entries that are true ones
    false: tuple[str, ...]  #: addresses that are no entries
    missing: tuple[str, ...]  #: titles that were not listed

    @property
    def passes(self) -> bool:
        """Whether at least 95 % of the entries are right and none is false."""
        return not self.false and self.right >= ENOUGH * self.expected


def judge(entries: Sequence[Mapping[str, Any]], truth: Sequence[Mapping[str, Any]]) -> Verdict:
    """Hold entries (as `balagh detect --json` prints them) against the truth of a simulated portal."""
    found = {canonical_address(entry["url"]): entry for entry in entries}
    true = {canonical_address(str(row["url"])): row for row in truth}
    main = truth[0].get("list")
    first = [key for key, row in true.items() if row.get("page", 1) == 1 and row.get("list") == main]
    wrong = {key: why for key in found if key in true and (why := _compare(found[key], true[key]))}
    return Verdict(
        expected=len(first),
        right=sum(key in found and key not in wrong for key in first),
        wrong=tuple(wrong.values()),
        false=tuple(key for key in found if key not in true),
        missing=tuple(str(true[key]["title"]) for key in first if key not in found),
    )


def _compare(entry: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    if not _same_title(entry["title"], str(row["title"])):
        return f"title {entry['title']!r} instead of {row['title']!r}"
    day = (entry["published"] or "")[:10] or None
    if day != row["date"]:
        return f"date {day} instead of {row['date']}"
    return None


def _same_title(read: str, true: str) -> bool:
    """Whether a title is the true one, or as much of it as the list shows."""
    for sign in _CUT:
        if read.rstrip().endswith(sign):
            return fold_phrase(true).startswith(fold_phrase(read.rstrip()[: -len(sign)]).rsplit(" ", 1)[0])
    return fold_phrase(read) == fold_phrase(true)
