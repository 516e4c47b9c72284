"""What of a page is kept by a walk back: what is unknown, older than what polls read, and not too old."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.backfill.cursor import Trail
from crawler.backfill.pages import Page
from crawler.failures import PageError
from storage.model import Entry, PollPlan, PortalState


class Taking:
    """The choices of one run."""

    def __init__(self, plan: PollPlan, since: str | None, news: Iterable[str] = ()) -> None:
        self.since = since
        self.left_older = False  #: something on the last page was left for its age
        self._plan = plan
        self._shown: set[str] = set()
        self._taken: set[str] = set()
        self.news: set[str] = set(news)  #: keys of what is left to the next poll
        self._newest = max((one.published[:10] for one in plan.remembered if one.published), default=None)

    def list_wanted(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are not known to be too old."""
        return [entry for entry in entries if not self._is_too_old(entry)]

    def note_shown(self, entries: Iterable[Entry]) -> list[Entry]:
        """What of a page none before it in this run has shown: not what stands on every page."""
        fresh = [entry for entry in entries if entry.key not in self._shown]
        self._shown.update(entry.key for entry in fresh)
        return fresh

    def take(self, trail: Trail, page: Page) -> tuple[Entry, ...]:
        """The entries of a page that are to be kept; the trail is told once it is below what polls read.

        Raises PageError where the first page of the portal's own list shows nothing known: that is for a
        poll to understand.
        """
        fresh = [
            entry
            for entry in page.entries
            if entry.key not in self._plan.known and entry.key not in self._taken
        ]
        if trail.kind == "source" and self._is_read_by_polls(trail, page):
            news = {entry.key for entry in fresh}
        else:
            news = {entry.key for entry in fresh if trail.kind != "source" and self._may_be_news(entry)}
        if trail.kind == "list":
            news |= self._find_above(trail, page)
        self.news |= news
        fresh = [entry for entry in fresh if entry.key not in self.news]
        wanted = self.list_wanted(fresh)
        self.left_older = len(wanted) < len(fresh)
        self._taken |= {entry.key for entry in wanted}
        return tuple(wanted)

    def _is_read_by_polls(self, trail: Trail, page: Page) -> bool:
        """Polls read on until the last row of a page is known to them: what is unknown up there is news."""
        if trail.is_below:
            return False
        if not trail.pages and not any(entry.key in self._plan.known for entry in page.entries):
            url, portal = page.response.url, self._plan.portal
            why = f"{url}: nothing on it is known; `balagh poll {portal}` first"
            raise PageError(PortalState.REDESIGNED, why)
        trail.is_below = bool(page.entries) and page.entries[-1].key in self._plan.known_in(trail.url)
        return True

    def _find_above(self, trail: Trail, page: Page) -> set[str]:
        """What stands above all that is known, in another list than the portal's own."""
        above: set[str] = set()
        for entry in page.entries if not trail.is_below else ():
            if entry.key in self._plan.known:
                trail.is_below = True
                break
            above.add(entry.key)
        return above

    def _may_be_news(self, entry: Entry) -> bool:
        """Whether an entry is so young that the next poll may tell it."""
        return bool(self._newest and entry.published and entry.published[:10] >= self._newest)

    def _is_too_old(self, entry: Entry) -> bool:
        return bool(self.since and entry.published and is_older(entry.published, self.since))


def is_older(published: str, since: str) -> bool:
    """Whether a date is before a day, as far as it is known: 2023-08 is not before 2023-08-15."""
    day = published[:10]
    return day < since[: len(day)]
