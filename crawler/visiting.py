"""Visit the articles of a poll, one after the other; where one is said to be gone, others are asked, too."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from scrapy.http import Response

from crawler.addresses import canonical_address
from crawler.exchanges import list_exchanges, record_exchanges
from crawler.failures import PageError
from crawler.gone import find_gone_reason
from crawler.page.phrases import fold_phrase
from crawler.politeness.retry_after import BUSY
from crawler.reading import fetch_answer, read_answer, read_visit, shows_known
from crawler.recognise import Memory
from crawler.visit import Visit, refuse_failure, require_answered
from crawler.walk import NOT_MODIFIED
from storage.model import (
    ArticleFailed,
    ArticleGone,
    ArticleRead,
    ArticleReading,
    ArticleUnchanged,
    Entry,
    FormerAddress,
    PollPlan,
    PortalState,
    Recheck,
)

#: A site that answers so is left alone until its next poll.
_STOPPING = frozenset({PortalState.BLOCKED})
#: Articles that were all unreadable, or all gone, before the portal itself is called so.
_FEWEST_UNREADABLE = 3


def list_visits(plan: PollPlan, fresh: Iterable[Entry], listed: Collection[str]) -> list[Recheck]:
    """What is to be visited: what waited longest first, then what is new, then what is to be checked.

    `listed` are the keys that this poll saw: a known entry that is not there may have moved to a fresh one.
    """
    former = _Former(one for one in plan.remembered if one.key not in listed)
    visits = {one.key: Recheck(one, former=former.find(one)) for one in (*plan.pending, *fresh)}
    for check in plan.rechecks:
        visits.setdefault(check.entry.key, check)
    return list(visits.values())[: plan.max_articles]


class _Former:
    """Known entries that are not listed now: a fresh one of the same title may be one of them.

    In doubt it is asked what stands at the former address; whether the texts are one is decided later.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        every = list(entries)
        self._memory = Memory(every)
        self._by_title: dict[str, list[Entry]] = {}
        for entry in every:
            self._by_title.setdefault(fold_phrase(entry.title), []).append(entry)

    def find(self, fresh: Entry) -> Entry | None:
        """The entry that a fresh one may have been, the one that was listed last first."""
        alike = self._by_title.get(fold_phrase(fresh.title), []) if fresh.title else []
        possible = (one for one in alike if not (one.published and fresh.published))
        return self._memory.find(fresh) or next(possible, None)


async def visit_articles(checks: Iterable[Recheck], visit: Visit) -> AsyncIterator[ArticleReading]:
    """The readings of articles, one after the other, until the site asks to be left alone."""
    tour = _Tour(visit)
    async for check, answer in tour.fetch_ahead(checks):
        async for reading in tour.read(check, answer):
            yield reading
    tour.report()


class _Tour:
    """The visits of one poll, and what they say of the site as a whole."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._seen: set[str] = set()
        self._witnesses: dict[str, str] = {}  # of each family the first address that answered as ever
        self._troubles: list[PageError] = []
        self._vanished = 0  # that are gone together with all others of their family that were asked
        self._answers = 0

    async def fetch_ahead(
        self, checks: Iterable[Recheck]
    ) -> AsyncIterator[tuple[Recheck, Response | PageError]]:
        """The answers for articles; a portal's first ones wait until its pages can be compared."""
        waiting: deque[tuple[Recheck, Response | PageError]] = deque()
        for check in checks:
            if self.visit.is_sent_away:
                break
            if check.entry.key in self._seen:
                continue
            answer = await fetch_answer(check, self.visit)
            waiting.append((check, answer))
            pages = self.visit.pages
            if pages.is_thin and self._is_remembered(check, answer) and pages.is_thin:
                continue
            while waiting:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    def _is_remembered(self, check: Recheck, answer: Response | PageError) -> bool:
        """Remember the lines of a page; False where the answer is a trouble, which is to be told at once."""
        if isinstance(answer, Response) and answer.status == NOT_MODIFIED:
            return True
        try:
            read = read_answer(require_answered(answer), check.entry, self.visit.plan, datetime.now(UTC))
        except Exception:  # noqa: BLE001 - whatever it is, it happens again where it is told
            return False
        if isinstance(read, ArticleRead):
            self.visit.pages.add(check.entry.key, read.lines)
        return True

    async def read(self, check: Recheck, answer: Response | PageError) -> AsyncIterator[ArticleReading]:
        """The readings of one article, and of others of its family where it says that it is gone."""
        gone: list[tuple[Recheck, ArticleGone]] = []
        for one in self._list_asked(check):
            if one is not check and not (gone and self._is_wanted(one, check)):
                continue
            async for reading in self._read_one(one, answer if one is check else None):
                if one.family and isinstance(reading, ArticleGone):
                    gone.append((one, reading))
                else:
                    yield reading
        for one, reading in gone:
            witness = self._witnesses.get(one.family)
            self._vanished += witness is None and not one.is_left_behind
            yield replace(reading, witness=witness)

    def _list_asked(self, check: Recheck) -> list[Recheck]:
        """An article, those of its family that can be asked for it, and then any others."""
        return [check, *sorted(self.visit.plan.controls, key=lambda one: one.family != check.family)]

    def _is_wanted(self, control: Recheck, check: Recheck) -> bool:
        """Whether a control is to be asked: of the same family for a witness, else for any sign of life."""
        if self.visit.is_sent_away:
            return False
        if control.family == check.family:
            return check.family not in self._witnesses
        return not (self._witnesses or control.is_left_behind or check.is_left_behind)

    def report(self) -> None:
        """Tell the poll what its articles say of the site."""
        if self._troubles:
            why = self._troubles[-1].why
            self.visit.note(f"{len(self._troubles)} of {self._answers} articles could not be read: {why}")
        for unmatched in self.visit.selectors.list_unmatched(self.visit.plan.definition.article):
            self.visit.note(unmatched)
        if self._vanished:
            said = f"{self._vanished} articles are said to be gone"
            self.visit.note(f"{said}, which proves nothing: no other one of their kind answers")
        if len(self._troubles) + self._vanished == self._answers >= _FEWEST_UNREADABLE:
            self.visit.trouble = self._troubles[-1].state if self._troubles else PortalState.REDESIGNED
            keys = {one.key for one in self._troubles}
            self.visit.key = keys.pop() if len(keys) == 1 and not self._vanished else None

    async def _read_one(
        self, check: Recheck, answer: Response | PageError | None
    ) -> AsyncIterator[ArticleReading]:
        entry, portal = check.entry, self.visit.plan.portal
        if entry.key in self._seen:
            return
        self._seen.add(entry.key)
        try:
            former = await self._find_former(check)
            answer = answer or await fetch_answer(check, self.visit)
            async for reading in read_visit(check, answer, self.visit):
                self._note(check, reading)
                yield replace(reading, former=former) if isinstance(reading, ArticleRead) else reading
        except PageError as error:
            if error.until is not None:  # it was not asked: it stays as it is
                self._stop(error)
                return
            self._fail(error)
            yield ArticleFailed(portal, entry, error.why, datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - a page that breaks our reader costs that page only
            why = f"{entry.url}: {type(error).__name__}: {error} (a fault of Balagh's own)"
            self._fail(PageError(PortalState.REDESIGNED, why))
            yield ArticleFailed(portal, entry, why, datetime.now(UTC))

    def _stop(self, error: PageError) -> None:
        self.visit.is_sent_away = True
        self.visit.note(f"the rest is left for later: {error.why}")

    def _fail(self, error: PageError) -> None:
        self._troubles.append(error)
        self._answers += 1
        self.visit.is_sent_away |= error.state in _STOPPING or error.status in BUSY

    def _note(self, check: Recheck, reading: ArticleReading) -> None:
        # That a page is gone which was never read says nothing: lists have dead links.
        counts = isinstance(reading, ArticleRead | ArticleUnchanged)
        self.visit.articles_read += isinstance(reading, ArticleRead)
        self.visit.articles_unchanged += isinstance(reading, ArticleUnchanged)
        self._answers += counts or (isinstance(reading, ArticleGone) and _is_expected(check))
        if check.family and shows_known(check, reading):
            self._witnesses.setdefault(check.family, check.entry.url)
        if isinstance(reading, ArticleRead) and reading.moved_to:
            self._seen.add(reading.moved_to)

    async def _find_former(self, check: Recheck) -> FormerAddress | None:
        """What the address answers at which a fresh entry may have been before, if that is no article now."""
        if check.former is None or check.former.key == check.entry.key:
            return None
        try:
            answer = await self.visit.fetch(record_exchanges(self.visit.request(check.former.url)))
            refuse_failure(answer)
        except PageError as error:
            if error.until is not None:
                raise
            return None
        why = find_gone_reason(answer, check.former, self.visit.plan.definition.url)
        if canonical_address(answer.url) == check.entry.key:
            why = f"it leads to {answer.url}"
        if why is None:
            return None
        self._seen.add(check.former.key)
        return FormerAddress(check.former.key, why, list_exchanges(answer))


def _is_expected(check: Recheck) -> bool:
    """Whether an article should be where it was."""
    return bool(check.family) and not check.is_left_behind
