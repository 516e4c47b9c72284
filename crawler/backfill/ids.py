"""Numbers: a site whose articles' addresses differ by a number only is asked for the lower ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import canonical_address
from crawler.article.read import read_article
from crawler.backfill.cursor import Numbers
from crawler.exchanges import record_exchanges
from crawler.failures import PageError
from crawler.gone import find_gone_reason
from crawler.politeness.retry_after import BUSY
from crawler.visit import Visit, refuse_failure, require_page
from storage.model import ArticleRead, Entry, PortalState

MOST_ABSENT = 50  #: numbers, one after the other, that lead to nothing: the site has none below
_FEWEST = 3  # articles that show how a site counts
_SHARE = 0.6  # of the known articles have such addresses
_BEYOND = 5_000_000  # above the highest number: no site has so many articles
_SPARSE = 500  # times as many numbers as articles: no count, but a time or a code
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(r"[^\D0]\d{0,17}")
_LEAVING = (PortalState.BLOCKED, PortalState.REFUSED)


def find_numbers(urls: Iterable[str]) -> Numbers | None:
    """How a site counts its articles, by the addresses of known ones; None where it does not."""
    every = list(dict.fromkeys(urls))
    shapes = Counter(_NUMBER.sub("#", url) for url in every)
    shape, count = shapes.most_common(1)[0] if shapes else ("", 0)
    if count < max(_FEWEST, _SHARE * len(every)):
        return None
    alike = [url for url in every if _NUMBER.sub("#", url) == shape]
    rows = [_NUMBER.findall(url) for url in alike]
    places = [place for place in range(len(rows[0])) if len({row[place] for row in rows}) > 1]
    if len(places) != 1 or any(not _COUNTED.fullmatch(row[places[0]]) for row in rows):
        return None
    found = list(_NUMBER.finditer(alike[0]))[places[0]]
    numbers = [int(row[places[0]]) for row in rows]
    if max(numbers) - min(numbers) > _SPARSE * count:
        return None
    before, after = alike[0][: found.start()], alike[0][found.end() :]
    return Numbers(before=before, after=after, next=max(numbers) - 1)


def list_numbers(numbers: Numbers, known: Iterable[str]) -> Iterator[int]:
    """The numbers that are to be asked, downwards, until too many led to nothing."""
    keys = frozenset(known)
    while numbers.next > 0 and numbers.absent < MOST_ABSENT:
        if canonical_address(address_of(numbers)) in keys:
            numbers.absent = 0
            numbers.next -= 1
        else:
            yield numbers.next


def address_of(numbers: Numbers) -> str:
    """The address with the next number."""
    return f"{numbers.before}{numbers.next}{numbers.after}"


def number_request(visit: Visit, numbers: Numbers) -> Request:
    """What is asked first: a number that is none, to see how the site answers; then the next one."""
    if numbers.nothing is None:
        return visit.request(f"{numbers.before}{numbers.next + _BEYOND}{numbers.after}")
    return record_exchanges(visit.request(address_of(numbers)))


async def learn_nothing(visit: Visit, numbers: Numbers) -> None:
    """See what the site shows for a number that is none. Raises PageError where it does not answer."""
    read = await _fetch(visit, number_request(visit, numbers))
    numbers.nothing = _digest(read) if read else ""


async def fetch_number(visit: Visit, numbers: Numbers) -> ArticleRead | None:
    """The unknown article with the next number, or None where there is none; the numbers go on behind it.

    Raises PageError, with the numbers as they were, where the site does not answer or turns us away.
    """
    read = await _fetch(visit, number_request(visit, numbers))
    found = read if read and _digest(read) != numbers.nothing else None
    numbers.absent = 0 if found else numbers.absent + 1
    numbers.next -= 1
    return None if found is None or found.entry.key in visit.plan.known else found


async def _fetch(visit: Visit, request: Request) -> ArticleRead | None:
    try:
        return _read(visit, request.url, await visit.fetch(request))
    except PageError as error:
        if error.state in _LEAVING or error.status in BUSY or _is_silent(error):
            raise
        return None


def _is_silent(error: PageError) -> bool:
    """Whether there was no answer at all, rather than one without an article."""
    return error.state is PortalState.UNREACHABLE and error.status is None


def _read(visit: Visit, url: str, response: Response) -> ArticleRead | None:
    asked = Entry(url=url, key=canonical_address(url), title="")
    refuse_failure(response)
    if find_gone_reason(response, asked, visit.plan.definition.url):
        return None
    # Where the number leads to a name, the article is known by that.
    entry = Entry(url=response.url, key=canonical_address(response.url), title="")
    standing = visit.pages.find_standing(entry.key)
    read = read_article(require_page(response), entry, visit.plan, datetime.now(UTC), standing)
    visit.pages.add(entry.key, read.lines)
    return replace(read, entry=replace(entry, title=read.title)) if read.title and read.text else None


def _digest(read: ArticleRead) -> str:
    return sha256(f"{read.title}\x1f{read.text}".encode()).hexdigest()
