"""Plays ASP.NET WebForms sites: which page stands at which address, and what is answered where nothing is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from simulator import webforms_markup as markup
from simulator.exchange import Request, Response
from simulator.files import PIXEL, PLAIN_PDF
from simulator.site import Site
from simulator.webforms_markup import PAGER, Visit, page_window

HOME = "/langue-ar/"
LAYOUTS = ("default", "cards", "table")

_COOKIE = "ASP.NET_SessionId"
_NO_STATE = (("Cache-Control", "private"), ("X-AspNet-Version", "4.0.30319"))
_NOT_FOUND = b"<html><head><title>404 - File or directory not found.</title></head><body>404</body></html>"


def item_path(item_id: int, language: str) -> str:
    """The address of an item's page, without the host."""
    return f"/langue-{language}/actualites/detailsact.aspx?idact={item_id}"


def answer(site: Site, request: Request) -> Response:
    """Answer a request as the site stands."""
    language, page = _split(request.path)
    if language not in site.data.languages:
        return _answer_file(site, request.path)
    if not page:
        return _redirect(f"/langue-{language}/", 301)
    if page in _PAGES:
        return _PAGES[page](_visit(site, request, language))
    if page.removeprefix("/") in site.data.languages[language]["pages"]:
        return _static(_visit(site, request, language))
    return _error_redirect(language, request.path) if page.endswith((".aspx", "/")) else _plain_404()


def answer_missing(site: Site, request: Request) -> Response:
    """The page with status 200 that says that nothing is there."""
    language, _ = _split(request.path)
    return _missing(_visit(site, request, language if language in site.data.languages else "ar"))


def _split(path: str) -> tuple[str, str]:
    """Language and the rest of the path; no language outside the two halves."""
    match = re.fullmatch(r"/langue-([a-z]{2})(|/.*)", path)
    return (match[1], match[2]) if match else ("", path)


def _visit(site: Site, request: Request, language: str) -> Visit:
    cookie = request.cookie(_COOKIE)
    known = cookie if cookie and site.sessions.is_open(cookie) else None
    return Visit(site, request, language, known or site.sessions.begin(), is_new=known is None)


def _page(visit: Visit, content: str, crumb: str, state: str = "") -> Response:
    text = markup.render_page(visit, content, crumb, state)
    cookie = ((("Set-Cookie", f"{_COOKIE}={visit.session}; path=/; HttpOnly"),)) if visit.is_new else ()
    encoding = visit.site.encoding
    body = text.encode(encoding, "xmlcharrefreplace")
    return Response(200, body, f"text/html; charset={encoding}", (*_NO_STATE, *cookie))


def _home(visit: Visit) -> Response:
    return _page(visit, markup.render_home(visit), visit.words["home"])


def _static(visit: Visit) -> Response:
    title, *text = visit.words["pages"][visit.request.path.split("/", 2)[2]]
    return _page(visit, markup.render_static(title, text), title)


def _missing(visit: Visit) -> Response:
    title = visit.words["error"]
    return _page(visit, markup.render_static(title, [visit.words["error_text"]]), title)


def _article(visit: Visit) -> Response:
    written = visit.request.query.get("idact", "")
    item_id = int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 0
    item = visit.site.find_item(item_id, visit.language)
    if item is None:
        return _WITHDRAWN[visit.site.gone.get(item_id, "redirect")](visit)
    return _page(visit, markup.render_article(visit, item), visit.words["news"])


def _blank(visit: Visit) -> Response:
    return _page(visit, markup.render_article(visit, None), visit.words["news"])


def _listing(visit: Visit) -> Response:
    number = _asked_page(visit)
    if number is None:
        return _missing(visit)
    state = visit.site.sessions.seal(visit.session, visit.request.path, number)
    return _page(visit, markup.render_listing(visit, number), visit.words["news"], state)


def _asked_page(visit: Visit) -> int | None:
    """The page that a form asks for; 1 without a form or session, None for a form that is refused."""
    form = visit.request.form
    if visit.request.method != "POST" or visit.is_new:
        return 1
    state = form.get("__VIEWSTATE", "")
    sessions = visit.site.sessions
    shown = sessions.unseal(visit.session, visit.request.path, state)
    if shown is None or form.get("__EVENTVALIDATION") != sessions.validation(state):
        return None
    if form.get("__EVENTTARGET") != PAGER:
        return shown
    wanted = form.get("__EVENTARGUMENT", "").removeprefix("Page$")
    window = map(str, page_window(shown, visit.last_page))
    return int(wanted) if wanted in window else None


def _answer_file(site: Site, path: str) -> Response:
    """What stands outside the two halves: the way in, robots.txt, pictures, attachments."""
    if path in ("/", "/default.aspx"):
        return _redirect(HOME)
    if path == "/robots.txt":
        rule = "Disallow: /" if site.refuses_robots else "Allow: /\r\nDisallow: /admin/"
        return Response(body=f"User-agent: *\r\n{rule}\r\n".encode(), content_type="text/plain")
    if path.endswith(".gif"):
        return Response(body=PIXEL, content_type="image/gif")
    if path.endswith(".css"):
        return Response(body=b"body { font-family: Tahoma }", content_type="text/css")
    match = re.fullmatch(r"/upload/([0-9]+)_([0-9]+)\.pdf", path)
    owner = next((item for item in site.items if match and item.id == int(match[1])), None)
    if match and owner and 0 < int(match[2]) <= len(owner.attachments):
        return Response(body=PLAIN_PDF, content_type="application/pdf")
    return _error_redirect("ar", path) if path.endswith(".aspx") else _plain_404()


def _redirect(location: str, status: int = 302) -> Response:
    body = f'<html><head><title>Object moved</title></head><body><a href="{escape(location)}">here</a></body>'
    return Response(status, body.encode(), headers=(("Location", location), *_NO_STATE))


def _error_redirect(language: str, path: str) -> Response:
    return _redirect(f"/langue-{language}/erreur.aspx?aspxerrorpath={quote(path)}")


def _plain_404() -> Response:
    return Response(404, _NOT_FOUND, "text/html")


_PAGES: dict[str, Callable[[Visit], Response]] = {
    "/": _home,
    "/default.aspx": _home,
    "/erreur.aspx": _missing,
    "/actualites/listeact.aspx": _listing,
    "/actualites/detailsact.aspx": _article,
}

#: How a withdrawn item's address answers: the choices of ``Portal.withdraw``.
_WITHDRAWN: dict[str, Callable[[Visit], Response]] = {
    "page": _missing,
    "redirect": lambda visit: _error_redirect(visit.language, visit.request.path),
    "blank": _blank,
    "404": lambda _: _plain_404(),
    "410": lambda _: Response(410, _NOT_FOUND, "text/html"),
}
WITHDRAWN_ANSWERS = tuple(_WITHDRAWN)
