"""What stands in place of a site where nothing that is known of it is found (pure).

A site that was redesigned is still a site: it has a menu, and much to read. A page with neither is a notice:
a firewall's, a challenge for browsers, a password's, a hoster's. There is no end to who writes such notices
and how, so they are told by what they lack; their words only tell whether we are kept out.
"""

from __future__ import annotations

import re

from scrapy.http import JsonResponse, Response, TextResponse, XmlResponse

from crawler.addresses import same_site
from crawler.page.blocks import visible_text
from crawler.page.links import find_links
from crawler.page.tree import page_root, select
from storage.model import PortalState
from text.folding import fold

_FEW_LINKS = 3  # to the site's own pages; a menu has more
_SHORT_PAGE = 1_500  # characters of text
_QUOTED = 150  # characters
_WHOLE = (b"head", b"title", b"body")  # what has an end where it has a beginning
#: Folded words of those who keep us out, and the number under which they note it.
_KEPT_OUT = re.compile(
    r"denied|forbidden|blocked|not (?:authori[sz]ed|acceptable|allowed)|reject|firewall|security|suspicious|"
    r"unusual|robot|captcha|human|challenge|checking|just a moment|ddos|"
    r"refuse|interdit|bloque|non autorise|pare-feu|securite|humain|verifi|suspect|patientez|"
    r"محظور|مرفوض|ممنوع|غير مسموح|غير مصرح|حظر|حجب|رفض|جدار|الامان|التحقق|لست روبوت|"
    r"(?:\bid|\bray|reference|incident|ticket|support|رقم|معرف)\W{0,20}[0-9a-f][0-9a-f.\-]{7,}"
)


def explain_stub(response: Response) -> tuple[PortalState, str] | None:
    """What a page means that has nothing of a site about it, with a sentence; None where it is a site's."""
    if not isinstance(response, TextResponse) or isinstance(response, XmlResponse | JsonResponse):
        return None
    if is_cut(response):
        return PortalState.UNREACHABLE, "the page breaks off before its end"
    root = page_root(response)
    text = " ".join(visible_text(root).split())
    own = {link.key for link in find_links(response) if same_site(link.url, response.url)}
    if len(own) > _FEW_LINKS or len(text) > _SHORT_PAGE:
        return None
    title = " ".join(piece for element in root.iter("title") for piece in (element.text or "").split())
    said = f"{title} {text}".strip()
    if select(response, "input[type=password]"):
        return PortalState.BLOCKED, f"in place of the site, a page asks for a password: {said[:_QUOTED]}"
    if _KEPT_OUT.search(fold(said)):
        return PortalState.BLOCKED, f"in place of the site, a page says: {said[:_QUOTED]}"
    if not said and select(response, "script[src]"):
        return None  # its scripts may make a site of it in a browser
    what = f"a page says: {said[:_QUOTED]}" if said else "an empty page"
    return PortalState.UNREACHABLE, f"in place of the site, {what}"


def is_cut(response: TextResponse) -> bool:
    """Whether a page that was begun as a whole one has no end."""
    body = response.body.lower()
    return any(re.search(rb"<%b[\s>]" % tag, body) and b"</%b" % tag not in body for tag in _WHOLE)
