"""Look for sources: what the page announces, where the menu leads, the usual places; bounded and polite."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.detection.candidates import Candidate, read_listings, read_machine, read_sitemap
from crawler.failures import PageError
from crawler.listing.months import find_month
from crawler.listing.navigation import find_doors, find_news_links
from crawler.listing.pagenumbers import find_page_number
from crawler.listing.paging import is_next_word
from crawler.page.blocks import visible_text
from crawler.page.links import Link, find_links
from crawler.page.regions import find_menus
from crawler.page.tree import page_root
from crawler.sources import list_addresses
from crawler.sources.errors import SourceError
from crawler.sources.guesses import is_proved, list_guesses
from crawler.sources.sitemap import parse_robots, parse_sitemap_index
from crawler.visit import Visit, require_answer, require_page
from storage.model import ListingKeys, SourceKind

#: How many pages of the site's own menu are read, best first, those behind them included.
MOST_NEWS_PAGES = 8
MOST_NEWS_LINKS = 20  #: of the menu that are followed, the dead ones included
MOST_SITEMAPS = 3  #: that an index names are read, the likeliest first
MOST_ASKED = 60  #: requests of one search, or of all searches of one poll
_MENU = 0.3  # of the entries of a list are pages of the menu where it is none of news
#: How many other pages are read where the menu names no news.
MOST_MENU_PAGES = 8
_DATED = 0.6  # of the entries of a list that is certainly news
#: How many places are tried for each kind of source made for programs.
MOST_PLACES = {SourceKind.FEED: 10, SourceKind.WORDPRESS: 3, SourceKind.SITEMAP: 4}


class Search:
    """One search for the sources of one portal."""

    def __init__(self, visit: Visit, stated: ListingKeys, *, is_narrow: bool = False) -> None:
        self.candidates: list[Candidate] = []
        self.tried: list[str] = []
        self.menu: frozenset[str] = frozenset()  #: keys of the pages to which the menus of the page lead
        self.answers: dict[str, Response] = {}  #: of the pages and places that were read, by address
        self._visit = visit
        self._stated = stated
        # Rows that somebody describes stand on a page of news: another kind of source is not what is meant.
        self._is_narrow = is_narrow and stated.entry is not None
        self._asked = visit.searched
        self._ends: set[str] = set()  # keys of pages that were read for their names, and list nothing

    async def run(self, home: TextResponse) -> None:
        """Look everywhere, from the page that was given."""
        pages = await self.read_pages(home)
        if self._is_narrow and not self.candidates:
            return
        for kind in (SourceKind.WORDPRESS, SourceKind.FEED):
            await self._try_places(kind, pages)
        if not self.candidates:
            await self._try_places(SourceKind.SITEMAP, pages)

    async def read_pages(self, home: TextResponse) -> list[TextResponse]:
        """The page that was given and those of its menu that are of news; their lists become candidates."""
        self._asked.add(canonical_address(home.url))
        self.answers[home.url] = home
        self.menu = _list_menu(home)
        pages = [home, *await self._read_news_pages(home)]
        for page in pages:
            await self._read_page(page)
        if not self._is_narrow and not any(one.dated >= _DATED for one in self.candidates):
            await self._read_menu(home)
        return pages

    async def _read_news_pages(self, home: TextResponse) -> list[TextResponse]:
        """The pages to which the site's own menu leads for news, and those behind a page that lists none."""
        pages: list[TextResponse] = []
        doors = find_doors(home)
        queue = [*doors, *find_news_links(home)]
        tries = 0
        while queue and len(pages) < MOST_NEWS_PAGES and tries < MOST_NEWS_LINKS:
            url, tries = queue.pop(0), tries + 1
            page = await self._fetch_page(url)
            if page is not None:
                pages.append(page)
                is_end = not read_listings(page, self._stated)
                if is_end:
                    self._ends.add(canonical_address(page.url))
                if is_end or url in doors:
                    queue += find_news_links(page)
        return pages

    async def _read_menu(self, home: TextResponse) -> None:
        """Where nothing dated was found: what else the page leads to, whatever it is called."""
        links = [
            link
            for link in find_links(home)
            if same_site(link.url, home.url) and not (_is_further_page(link, home) or find_month(link.url))
        ]
        listed = {entry.key for one in self.candidates for entry in one.entries}
        urls = dict.fromkeys(link.url for link in links if link.key not in self._asked | listed)
        for url in list(urls)[:MOST_MENU_PAGES]:
            page = await self._fetch_page(url)
            if page is not None:
                await self._read_page(page)

    async def _fetch_page(self, url: str) -> TextResponse | None:
        response = await self._fetch(url)
        try:
            return None if response is None else require_page(response)
        except PageError as error:
            self.tried.append(error.why)  # a dead link in the menu does not stop the search
            return None

    async def _fetch(self, url: str) -> Response | None:
        key = canonical_address(url)
        if key in self._asked or len(self._asked) >= MOST_ASKED:
            return None
        self._asked.add(key)
        try:
            response = require_answer(await self._visit.fetch(self._visit.request(url)))
        except PageError as error:
            if error.until is not None:
                raise  # it says nothing of the place, and nothing more is asked for now
            self.tried.append(error.why)
            return None
        self._asked.add(canonical_address(response.url))
        self.answers[response.url] = response
        return response

    async def _read_page(self, page: TextResponse) -> None:
        found = [*read_listings(page, self._stated), *await self._read_embedded(page)]
        if not found:
            self.tried.append(f"{page.url}: no list of news on it")
        self.candidates += [one for one in found if not self._is_menu(one)]

    async def _read_embedded(self, page: TextResponse) -> list[Candidate]:
        """The posts in the page's own data; where it tells names only, addresses are guessed and proved."""
        with suppress(SourceError):
            return read_machine(SourceKind.EMBEDDED, page)
        with suppress(SourceError):  # most pages have no data embedded: not worth a word
            for guess in list_guesses(page):
                answer = await self._fetch(guess.url)
                if answer is not None and is_proved(guess, answer):
                    return read_machine(SourceKind.EMBEDDED, page, guess.pattern)
        return []

    def _is_menu(self, candidate: Candidate) -> bool:
        """Whether a list leads to pages of the menu: those that were read for their names or their place.

        A page that was read for its name and lists nothing may be an article: titles begin as menus do.
        """
        menu = self._asked - self._ends
        asked = sum(entry.key in menu for entry in candidate.entries)
        return asked >= _MENU * candidate.count

    async def _try_places(self, kind: SourceKind, pages: Iterable[TextResponse]) -> None:
        """Ask where such a source may be, until one answers as it should."""
        pages = list(pages)
        robots = [urljoin(pages[0].url, "/robots.txt")] if kind is SourceKind.SITEMAP else []
        places = dict.fromkeys([*robots, *(url for page in pages for url in list_addresses(kind, page))])
        for url in list(places)[: MOST_PLACES[kind]]:
            response = await self._fetch(url)
            if response is not None and await self._read_place(kind, response):
                return

    async def _read_place(self, kind: SourceKind, response: Response) -> bool:
        """Whether an answer is such a source; its candidates are kept."""
        try:
            found = (
                await self._read_sitemaps(response)
                if kind is SourceKind.SITEMAP
                else read_machine(kind, response)
            )
        except SourceError as error:
            self.tried.append(error.why)
            return False
        self.candidates += found
        return bool(found)

    async def _read_sitemaps(self, response: Response) -> list[Candidate]:
        """The candidates in a sitemap, or in those that an index or a robots.txt names."""
        named = _list_sitemaps(response)
        if not named:
            return read_sitemap(response)
        found: list[Candidate] = []
        for url in named[:MOST_SITEMAPS]:
            part = await self._fetch(url)
            if part is not None:
                found += await self._read_sitemaps(part)
        return found


def _is_further_page(link: Link, page: TextResponse) -> bool:
    """Whether a link leads to a later page of the list on its own page: what is new never stands there.

    Old sites number all their pages so, those of the menu, too: those have names.
    """
    text = visible_text(link.element)
    number = find_page_number(link.key, canonical_address(page.url))
    return number is not None and number > 1 and (text.strip().isdigit() or is_next_word(text))


def _list_menu(page: TextResponse) -> frozenset[str]:
    menus = set(find_menus(page_root(page)))
    links = find_links(page)
    return frozenset(
        link.key for link in links if any(parent in menus for parent in link.element.iterancestors())
    )


def _list_sitemaps(response: Response) -> list[str]:
    """The sitemaps that an answer names; none where it is one itself."""
    if response.url.endswith("/robots.txt"):
        return parse_robots(response)
    with suppress(SourceError):
        return parse_sitemap_index(response)
    return []
