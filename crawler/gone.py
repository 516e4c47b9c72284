"""Answers that are no article: gone for good, failing for now, or blocked.

Each is found by what the answer says; a page that merely holds nothing that can be read is none of the three.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.article.content import parse_article
from crawler.failures import PageError
from crawler.front import is_front
from crawler.listing.entries import find_listed_rows
from crawler.page.blocks import find_blocks, visible_text
from crawler.page.generic import is_generic
from crawler.page.phrases import fold_phrase
from crawler.page.tree import HEADINGS, Element, fold_space, page_root
from storage.model import ArticleKeys, Entry, ListingKeys, PortalState
from text.folding import fold

GONE_STATUS = {404: "not found", 410: "gone"}
#: A page that answers, and is not what it was or has nothing in it.
_LOST = frozenset({PortalState.REDESIGNED, PortalState.EMPTY})
_ERROR_ADDRESS = re.compile(
    r"aspxerrorpath=|/(?:40[34]|410|not-?found|page-?not-?found|page404|(?:http)?error(?:s|page|404)?"
    r"|erreurs?|page-?erreur|introuvable|oops)(?:\.\w{2,5})?(?:[/?&]|$)",
    re.IGNORECASE,
)
#: What a page says, folded, when the thing asked for is not there.
_GONE_WORDS = re.compile(
    r"غير موجود|(?:صفحه|خبر|مقال|محتوي|بلاغ|اعلان|عنصر)\w*.{0,30}غير (?:متوفر|متاح)|لم يتم العثور|لم نعثر|"
    r"تعذر العثور|لا توجد صفحه|لا يوجد محتوي|لا وجود ل|تم حذف|انتهت صلاحي|"
    r"introuvable|n.existe pas|n.existe plus|n.a pas ete trouve|n.est plus disponible|"
    r"(?:page|article|contenu|actualite|document|annonce).{0,40}n.est pas disponible|"
    r"page non trouvee|non trouve|aucun resultat|aucun article|a ete supprime|contenu inexistant|"
    r"not found|no longer available|no longer exists|does not exist|doesn.t exist|can.t be found|"
    r"cannot be found|could not be found|has been removed|\b(?:error|erreur|خطا) 404\b|^404\b|"
    r"nothing found"
)
#: Those among them by which a list, or a search beside it, says that it holds nothing.
_EMPTY_WORDS = re.compile(r"aucun(?:e)? (?:resultat|article)\w*|nothing found|لا يوجد محتوي")
_FAILURE_WORDS = re.compile(
    r"server error in .* application|runtime error|error establishing a database connection|"
    r"service (?:temporarily )?unavailable|temporarily (?:unavailable|down)|bad gateway|gateway time|"
    r"internal server error|http error 50\d|under maintenance|down for maintenance|scheduled maintenance|"
    r"maintenance mode|site en maintenance|en cours de maintenance|en maintenance|"
    r"temporairement indisponible|service indisponible|site indisponible|erreur interne|"
    r"database error|too many connections|object reference not set|"
    r"unhandled exception|bandwidth limit exceeded|account (?:has been )?suspended|"
    r"(?:site|compte|hebergement) (?:est |a ete )?suspendu|تم (?:ايقاف|توقيف|تعليق) (?:هذا )?الموقع|"
    r"domain(?: name)? (?:has |is )?expired|nom de domaine (?:a |est )?expire|domain (?:is|may be) for sale|"
    r"domaine (?:est )?a vendre|parked (?:free|domain)|domain (?:is )?parked|welcome to nginx|"
    r"apache2? (?:\w+ )?default page|iis windows server|default web site page|"
    r"تحت الصيانه|قيد الصيانه|في طور الصيانه|صيانه الموقع|"
    r"الموقع في صيانه|الموقع مغلق موقتا|الخدمه غير متاحه|الموقع غير متاح موقتا"
)
_BLOCK_WORDS = re.compile(
    r"request rejected|the requested url was rejected|access denied|access is denied|acces refuse|"
    r"acces interdit|you have been blocked|sorry, you have been blocked|forbidden|attention required!|"
    r"just a moment\.\.\.|checking your browser|verify you are (?:a )?human|are you a robot|i.m not a robot|"
    r"enable javascript and cookies to continue|ddos protection by|unusual traffic|incapsula incident|"
    r"web application firewall|security check|your support id is|\bray id\b|incident id|reference #\d|"
    r"mod_security|vous avez ete bloque|(?:acces|ip) (?:est |a ete )?bloquee?\b|verification de securite|"
    r"que vous etes (?:un )?(?:etre )?humain|activ(?:er|ez) javascript et les cookies|"
    r"التحقق من ا?نك (?:انسان|بشر)|التحقق من الامان|غير مصرح لك|رفض الوصول|الوصول محظور|"
    r"تم حظر|الوصول مرفوض|ممنوع الوصول|تم رفض الطلب"
)
_CHALLENGE_MARKUP = re.compile(
    rb"cf-challenge|/cdn-cgi/challenge-platform|_Incapsula_Resource|sucuri_cloudproxy_js|g-recaptcha-block|"
    rb"h-captcha-challenge|awswaf",
    re.IGNORECASE,
)
_SHORT_PAGE = 700  # characters of text; a page of the site has its menu and more, an error's page does not
_LONGEST_HEADLINE = 80  # characters
_FEW_LINKS = 10  # a page of the site has a menu, with more
_SHORT_TEXT = 400  # characters of a message in the middle of the site's own page


def find_gone_reason(response: Response, entry: Entry, home_url: str) -> str | None:
    """A sentence where the answer says directly that the entry's article is not there; else None."""
    if response.status in GONE_STATUS:
        return f"the server answered {response.status} ({GONE_STATUS[response.status]})"
    redirected = _find_redirect(response, entry, home_url)
    if redirected or not isinstance(response, TextResponse) or response.status >= 400:
        return redirected
    said = _find_gone_words(response)
    if said is None or shows_title(response, entry.title):
        return None
    return f"the page says: {said}"


def find_missing_reason(response: Response) -> str | None:
    """A sentence where a page that should list news says that nothing is there; else None."""
    if not isinstance(response, TextResponse) or response.status >= 400:
        return None
    said = _find_gone_words(response)
    is_missing = said is not None and _GONE_WORDS.search(_EMPTY_WORDS.sub(" ", fold(said)))
    return f"the page says: {' '.join(said.split())}" if said and is_missing else None


def find_failure_reason(response: Response) -> str | None:
    """A sentence where the answer says that the server fails for now and is to be asked again; else None."""
    if response.status >= 500 or response.status == 429:
        return f"the server answered {response.status}"
    if not isinstance(response, TextResponse) or response.status >= 400:
        return None
    said = _find_words(response, _FAILURE_WORDS)
    return f"the page says: {said}" if said else None


def find_block_reason(response: Response) -> str | None:
    """A sentence where the portal refuses us, by its status or by a page that says so; else None."""
    if response.status in (401, 403):
        return f"the server answered {response.status}"
    if not isinstance(response, TextResponse):
        return None
    said = _find_words(response, _BLOCK_WORDS)
    if said:
        return f"the page says: {said}"
    # Every answer is asked: the text, which takes longest to read, only where there is reason to.
    if not _CHALLENGE_MARKUP.search(response.body):
        return None
    short = len(visible_text(page_root(response))) < _SHORT_PAGE
    return "the page is a challenge for browsers" if short else None


def is_lost(error: PageError) -> bool:
    """Whether what a source answered says that it is not there any more, and not that its site fails."""
    return error.state in _LOST or error.status in GONE_STATUS


def _find_redirect(response: Response, entry: Entry, home_url: str) -> str | None:
    """A sentence where the entry's address led to the front page, or to a page for errors."""
    if (
        canonical_address(response.url) == entry.key
        or response.status >= 400
        or not same_site(response.url, entry.url)
    ):
        return None
    if _ERROR_ADDRESS.search(unquote(response.url)):
        return f"the address leads to a page for errors, {response.url}"
    if is_front(response.url, home_url) or _has_passed_front(response, entry, home_url):
        return f"the address leads to the front page, {response.url}"
    return None


def _has_passed_front(response: Response, entry: Entry, home_url: str) -> bool:
    """Whether the front page sent us on to what is not the article: its own first page, in a language."""
    hops = response.meta.get("redirect_urls", [])[1:] if response.request else []
    if not any(is_front(hop, home_url) for hop in hops):
        return False
    return not isinstance(response, TextResponse) or not shows_title(response, entry.title)


def _find_gone_words(response: TextResponse) -> str | None:
    """What the page says of nothing being there: in its title, a heading, or the one short text on it."""
    # Which rows are a list takes long to tell, and most pages hold no such word anywhere.
    whole = (visible_text(page_root(response)), *_headlines(response))
    if not any(_GONE_WORDS.search(fold(text)) for text in whole):
        return None
    rows = {row.element for row in find_listed_rows(response, ListingKeys())}
    texts = list(_headlines(response, rows))
    page = visible_text(page_root(response), rows)
    if not _GONE_WORDS.search(fold(page)) and not any(_GONE_WORDS.search(fold(text)) for text in texts):
        return None
    article = parse_article(response, ArticleKeys(), None)
    if article is not None:
        texts += [article.title, article.text]
    else:
        texts += [block.text for block in find_blocks(page_root(response), rows) if not block.links]
    return _first_saying([text for text in texts if len(text) < _SHORT_TEXT], _GONE_WORDS)


def shows_title(response: TextResponse, title: str) -> bool:
    """Whether the article's title stands on the page, elsewhere than in a list of news."""
    wanted = fold_phrase(title)
    if not wanted or is_generic(title):
        return False
    rows = {row.element for row in find_listed_rows(response, ListingKeys())}
    return f" {wanted} " in f" {fold_phrase(visible_text(page_root(response), rows))} "


def _find_words(response: TextResponse, words: re.Pattern[str]) -> str | None:
    """The title, heading or text that holds the words, on a page that is none of the site's usual ones."""
    if sum(1 for _ in page_root(response).iter("a")) > _FEW_LINKS:
        return None
    page = visible_text(page_root(response))
    short = [page] if len(page) < _SHORT_PAGE else []
    return _first_saying([*_headlines(response), *short], words)


def _first_saying(texts: Iterable[str], words: re.Pattern[str]) -> str | None:
    return next((text[:_SHORT_TEXT] for text in texts if words.search(fold(text))), None)


def _headlines(response: TextResponse, rows: Collection[Element] = frozenset()) -> Iterator[str]:
    """The page's title and its headings outside `rows`, short ones only: a long one is an article's."""
    root = page_root(response)
    texts = [fold_space("".join(str(part) for part in title.itertext())) for title in root.iter("title")]
    texts += [
        visible_text(heading, rows) for heading in root.iter(*HEADINGS) if not _is_within(heading, rows)
    ]
    return (text for text in texts if text and len(text) < _LONGEST_HEADLINE)


def _is_within(element: Element, holders: Collection[Element]) -> bool:
    return any(node in holders for node in (element, *element.iterancestors()))
