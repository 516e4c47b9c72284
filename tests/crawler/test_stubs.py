"""Notices in place of a site, by whoever wrote them; and sites that are none."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from crawler.gone import find_block_reason, find_failure_reason, find_missing_reason
from crawler.stubs import explain_stub

URL = "https://commune.example/actualites"
MENU = "".join(f"<a href='/rubrique/{number}'>Rubrique {number}</a> " for number in range(8))


def page(body: str, title: str = "") -> HtmlResponse:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return HtmlResponse(URL, body=html.encode(), encoding="utf-8")


NOTICES = {
    "a password": (
        page("<form><input name=u><input type=password name=p></form>", "Espace réservé"),
        "blocked",
    ),
    "a firewall nobody knows": (
        page("<h1>Zugriff</h1><p>Incident 0x: ID 7f3a9c21-004b. Contact admin.</p>"),
        "blocked",
    ),
    "refused in French": (
        page("<p>Votre requête a été bloquée par le pare-feu de l'hébergeur.</p>"),
        "blocked",
    ),
    "refused in Arabic": (page("<h2>الوصول محظور من بلدكم</h2>"), "blocked"),
    "a test of browsers": (page("<script>x()</script><p>Vérification que vous êtes humain…</p>"), "blocked"),
    "another in Arabic": (page("<p>جار التحقق من متصفحكم قبل الدخول</p>"), "blocked"),
    "a hoster's": (
        page("<h1>Felicitations !</h1><p>Votre hébergement est maintenant actif.</p>", "OVH"),
        "unreachable",
    ),
    "for sale, with links elsewhere": (
        page(
            "".join(f"<a href='https://ads.example/{n}'>Casino {n}</a>" for n in range(20)), "commune.example"
        ),
        "unreachable",
    ),
    "works": (page("<p>الموقع قيد الإنشاء</p>"), "unreachable"),
    "nothing at all": (HtmlResponse(URL, body=b""), "unreachable"),
    "half a page": (
        HtmlResponse(URL, body=f"<html><head></head><body>{MENU}<ul><li>".encode()),
        "unreachable",
    ),
}


@pytest.mark.parametrize(("response", "state"), NOTICES.values(), ids=NOTICES)
def test_notices(response: HtmlResponse, state: str) -> None:
    told = explain_stub(response)
    assert told is not None
    assert told[0] == state
    assert told[1]


SITES = {
    "a menu": page(f"<nav>{MENU}</nav><p>Accès refusé aux véhicules en centre-ville.</p>"),
    "much to read": page("<p>" + "La commune informe ses habitants. " * 60 + "</p>"),
    "made by scripts": page("<div id=root></div><script src='/app.js'></script>"),
}


@pytest.mark.parametrize("response", SITES.values(), ids=SITES)
def test_sites_are_no_notices(response: HtmlResponse) -> None:
    assert explain_stub(response) is None


AT_ONCE = {
    "support id": (page("<p>Your support ID is: 8104127763501968847</p>"), "blocked"),
    "ray id": (page("<h1>Sorry</h1><p>Ray ID: 8f2b1c</p>"), "blocked"),
    "browsers, in French": (
        page("<p>Veuillez activer JavaScript et les cookies pour continuer</p>"),
        "blocked",
    ),
    "blocked, in French": (page("<h1>Vous avez été bloqué</h1>"), "blocked"),
    "blocked, in Arabic": (page("<h1>غير مصرح لك بالدخول</h1>"), "blocked"),
    "suspended": (page("<h1>Ce site a été suspendu</h1>"), "failing"),
    "suspended, in Arabic": (page("<h1>تم إيقاف هذا الموقع</h1>"), "failing"),
    "expired": (page("<h1>Ce nom de domaine est expiré</h1>"), "failing"),
    "a fresh server": (page("<h1>Welcome to nginx!</h1>"), "failing"),
    "an empty list": (page(f"<nav>{MENU}</nav><main><p>Aucun article pour le moment.</p></main>"), ""),
    "an empty list, in Arabic": (page(f"<nav>{MENU}</nav><main><p>لا يوجد محتوى</p></main>"), ""),
    "not there": (page(f"<nav>{MENU}</nav><h1>Page introuvable</h1>"), "missing"),
    "not there, in Arabic": (
        page(f"<nav>{MENU}</nav><main><p>عذرا، الصفحة غير موجودة</p></main>"),
        "missing",
    ),
    "news of works": (page(f"<nav>{MENU}</nav><h1>أشغال الصيانة</h1><p>الولوج ممنوع إلى الشارع</p>"), ""),
}


@pytest.mark.parametrize(("response", "what"), AT_ONCE.values(), ids=AT_ONCE)
def test_what_a_list_says_in_words(response: HtmlResponse, what: str) -> None:
    said = {
        "blocked": find_block_reason(response),
        "failing": find_failure_reason(response),
        "missing": find_missing_reason(response),
    }
    assert [name for name, why in said.items() if why] == ([what] if what else [])
