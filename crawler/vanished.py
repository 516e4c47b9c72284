"""Known articles of which nothing is left on their page, though it answers with status 200.

There is no end to how sites word that nothing is there, and some show the usual page with nothing in it. Both
are told without words: by what the site answers at an address that never was, and by what stands on its other
pages. A page that has other words of its own is another matter: it was rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.article.standing import digest_line
from crawler.failures import PageError
from crawler.gone import shows_title
from crawler.page.blocks import find_blocks, visible_text
from crawler.page.links import find_links
from crawler.page.phrases import fold_phrase
from crawler.page.tree import page_root
from crawler.stubs import explain_stub, is_cut
from crawler.visit import Visit
from storage.model import ArticleRead, Attachment, Recheck

_FEWEST_WORDS = 4  # of a line by which a text is known again
_FEW_WORDS = 8  # labels that were left behind, such as "published on" without a day
_PICTURE = re.compile(r"\.(?:gif|png|jpe?g|webp|svg|bmp)\b", re.IGNORECASE)
_NUMBER, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


async def find_vanished(
    response: Response, check: Recheck, read: ArticleRead | None, visit: Visit
) -> str | None:
    """Why a known article is gone of whose words none stand on its page; None where that is not so.

    `read` is what was read on the page, None for nothing. Raises PageError where a notice stands in place of
    the whole site's page: that says nothing of the article.
    """
    if not isinstance(response, TextResponse) or response.status >= 400:
        return None
    elsewhere = visit.pages.list_elsewhere(check.entry.key)
    if not has_vanished(response, check, elsewhere):
        return None
    stub = explain_stub(response)
    if stub is not None:
        if is_cut(response) or not await _is_bare_template(response, check, visit):
            raise PageError(stub[0], f"{response.url}: {stub[1]}")
        return "the page shows neither its title nor its text, and only what frames them on others"
    return await _compare_with_nowhere(response, check, read, visit, elsewhere)


async def _compare_with_nowhere(
    response: TextResponse,
    check: Recheck,
    read: ArticleRead | None,
    visit: Visit,
    elsewhere: Collection[str],
) -> str | None:
    """Why an article is gone by what the site answers at an address that never was; None where it is not."""
    nowhere = invent_address(check.entry.url)
    try:
        answer = await visit.fetch(visit.request(nowhere))
    except PageError:
        return None
    frame = SiteFrame.of(answer, elsewhere)
    if check.entry.key in frame.links:
        return None  # the site goes on leading there
    if has_nothing_of_its_own(response, read, frame):
        return "the page shows neither its title nor its text, and nothing in their place"
    if not says_the_same(response, read, frame):
        return None
    return f"the page says what the site says at any address that never was, such as {nowhere}"


async def _is_bare_template(page: TextResponse, check: Recheck, visit: Visit) -> bool:
    """Whether all that stands on a page is what another article's page says, or how its lines begin.

    Where a site's menu is in another frame, nothing but this tells an article's page from a notice.
    """
    said = [line for block in find_blocks(page_root(page)) if (line := fold_phrase(block.text))]
    others = (one for one in visit.plan.controls if one.family == check.family != "")
    other = next((one for one in others if one.entry.key != check.entry.key), None)
    if other is None or not said:
        return False
    try:
        answer = await visit.fetch(visit.request(other.entry.url))
    except PageError:
        return False
    if not isinstance(answer, TextResponse) or answer.status >= 400 or has_vanished(answer, other, ()):
        return False
    shown = [fold_phrase(block.text) for block in find_blocks(page_root(answer))]
    return all(any(f"{line} ".startswith(f"{begun} ") for line in shown) for begun in said)


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """What stands on a site's pages whatever they are about."""

    lines: frozenset[str]  #: digests of what stands on other pages
    links: frozenset[str]  #: keys of what an address that never was leads to
    said: frozenset[str]  #: the folded lines there, without the address
    counted: frozenset[str] = frozenset()  #: those of them that are no links, without their numbers

    @classmethod
    def of(cls, answer: Response, elsewhere: Collection[str]) -> SiteFrame:
        """The frame by the answer of an address that never was, and by what stands on the other pages."""
        if not isinstance(answer, TextResponse):
            return cls(frozenset(elsewhere), frozenset(), frozenset())
        links = frozenset(link.key for link in find_links(answer))
        blocks = find_blocks(page_root(answer))
        said = frozenset(_without_address(block.text, answer.url) for block in blocks)
        plain = (_without_address(block.text, answer.url) for block in blocks if not block.linked)
        counted = frozenset(_NUMBER.sub("0", line) for line in plain if _NUMBER.search(line))
        return cls(frozenset(elsewhere), links, said, counted)

    def holds(self, line: str, url: str) -> bool:
        """Whether a line of the page at `url` is none of its own; a counter's number makes it no other."""
        said = _without_address(line, url)
        return digest_line(line) in self.lines or said in self.said or _NUMBER.sub("0", said) in self.counted

    def holds_file(self, file: Attachment, url: str) -> bool:
        """Whether a file of the page at `url` is none of its own; a picture alone says nothing."""
        return (
            bool(_PICTURE.search(file.url))
            or canonical_address(file.url) in self.links
            or self.holds(file.title, url)
        )


def has_vanished(page: TextResponse, check: Recheck, elsewhere: Collection[str]) -> bool:
    """Whether neither the title nor any line of the text that is known stands on the page."""
    known = [line for line in check.text.splitlines() if digest_line(line) not in elsewhere]
    phrases = [phrase for phrase in map(fold_phrase, known) if phrase.count(" ") >= _FEWEST_WORDS - 1]
    if not phrases:
        return False
    shown = f" {fold_phrase(visible_text(page_root(page)))} "
    # The last line known may be cut off within a word.
    return not any(f" {phrase.rpartition(' ')[0]} " in shown for phrase in phrases) and not shows_title(
        page, check.entry.title
    )


def has_nothing_of_its_own(page: TextResponse, read: ArticleRead | None, frame: SiteFrame) -> bool:
    """Whether what was read on a page is the frame's, but for a label or two, and it has no sentence else."""
    if any(not frame.holds_file(file, page.url) for file in (read.attachments if read else ())):
        return False
    said = read.lines if read else ()
    own = [line for line in (read.text.splitlines() if read else ()) if not frame.holds(line, page.url)]
    plain = (block.text for block in find_blocks(page_root(page)) if 2 * block.linked < len(block.text))
    sentences = (line for line in plain if _count_words(line) >= _FEW_WORDS and digest_line(line) in said)
    return sum(map(_count_words, own)) < _FEW_WORDS and all(frame.holds(one, page.url) for one in sentences)


def says_the_same(page: TextResponse, read: ArticleRead | None, frame: SiteFrame) -> bool:
    """Whether a page has no line that is not the frame's."""
    # What is read may stand where no browser shows it without its scripts.
    lines = [block.text for block in find_blocks(page_root(page))] + (read.text.splitlines() if read else [])
    return bool(frame.said) and all(frame.holds(line, page.url) for line in lines if fold_phrase(line))


def _count_words(line: str) -> int:
    return len(fold_phrase(line).split())


def _without_address(line: str, url: str) -> str:
    """A line's folded words without those of the address of its page, which error pages like to quote."""
    parts = urlsplit(url)
    for piece in (url, parts.path + (f"?{parts.query}" if parts.query else ""), parts.path):
        if len(piece) > 1:
            line = line.replace(piece, " ")
    return fold_phrase(line)


def invent_address(url: str) -> str:
    """An address of the same shape at which nothing ever stood: no number and no name in it is a known one.

    Sites often look at one part of an address only, so an address in which another part differs leads to the
    same article.
    """
    parts = urlsplit(url)
    if re.search(r"\d", parts.query):
        return urlunsplit(parts._replace(query=_NUMBER.sub(_too_high, parts.query)))
    end = "/" if parts.path.endswith("/") else ""
    path, slash, name = _NUMBER.sub(_too_high, unquote(parts.path).rstrip("/")).rpartition("/")
    stem, dot, ending = name.partition(".")
    named = _LETTERS.sub("rien", stem) or "rien"
    return urlunsplit(parts._replace(path=quote(f"{path}{slash}{named}{dot}{ending}{end}")))


def _too_high(number: re.Match[str]) -> str:
    return "9" * (len(number[0]) + 2)
