"""Every templated site: what its file promises is what its pages show."""

import gzip
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from portal_browser import Browser, Page

from simulator import Portal, Simulator
from simulator.exchange import Request
from simulator.item import Item
from simulator.outlet import Outlet
from simulator.templated.kind import TemplatedKind
from simulator.templated.lists import select
from simulator.templated.sitefile import SiteFile, list_sites, load_site

SITES = list_sites()


def read(portal: Portal, browser: Browser, path: str) -> Page:
    return browser.get(urljoin(portal.base, quote(path, safe="/%?&=+:;,#")))


def text_of(portal: Portal, page: Page) -> str:
    """The page with entities and percent-escapes resolved, in the encoding of its site or its own."""
    body = gzip.decompress(page.body) if page.body[:2] == b"\x1f\x8b" else page.body
    encoding = page.headers.get_content_charset() or file_of(portal).encoding
    text = html.unescape(body.decode(encoding))
    unescaped = re.sub(r"\\u[0-9a-f]{4}", lambda escape: json.loads(f'"{escape[0]}"'), text)
    return html.unescape(unquote(unescaped).replace('\\"', '"'))


def mark(item: Item) -> str:
    """The paragraph of an item that no other item has."""
    return next(text for text in item.text if f"{item.id}/" in text)


def page_paths(portal: Portal) -> list[str]:
    """The addresses of the pages of the main list, the first one first."""
    file = file_of(portal)
    route = next(route for route in file.routes if route.lists == file.main_list.name)
    selection = select(portal._site, file.main_list, size=route.size)
    addresses = portal.kind.addresses  # type: ignore[attr-defined]
    return [addresses.list_path(route, selection, page) for page in range(1, selection.pages + 1)]


def signposts(portal: Portal, browser: Browser) -> str:
    """All that a reader finds without turning pages: the home page, robots.txt, maps of the site."""
    plain = [route.path.text for route in file_of(portal).routes if not route.path.fields]
    pages = [read(portal, browser, path) for path in ["/", "/robots.txt", *plain]]
    return "\n".join(text_of(portal, page) for page in pages if page.status == 200)


def file_of(portal: Portal) -> SiteFile:
    assert isinstance(portal.kind, TemplatedKind)
    return portal.kind.file


def is_dead(portal: Portal, path: str) -> bool:
    return not portal.kind.has_page(portal._site, Request("GET", path))


def is_written(address: str, text: str) -> bool:
    """Whether an address stands in a text, whole or its last part alone, and not as the start of another."""
    path, pairs = unquote(urlsplit(address).path), unquote(urlsplit(address).query).split("&")
    whole = {f"{path}?{'&'.join(order)}".rstrip("?") for order in (pairs, pairs[::-1])}
    forms = whole | {form.lstrip("/") for form in whole} | {form.rpartition("/")[2] for form in whole}
    forms.discard("")
    return any(re.search(rf"""["'=/>\s]{re.escape(form)}(?=["'<>\s#&]|[?]utm_|$)""", text) for form in forms)


def links(portal: Portal, page: Page) -> Iterator[str]:
    """The local addresses that a page links to, without fragments."""
    encoding = page.headers.get_content_charset() or file_of(portal).encoding
    source = re.sub(r"(?s)<!--.*?-->", "", page.body.decode(encoding))
    written_base = re.search(r'(?i)<base href="([^"]*)"', source)
    base = urljoin(page.url, written_base[1]) if written_base else page.url
    for found in re.findall(r"""(?i)<a\b[^>]*?\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", source):
        address = html.unescape(found.strip("\"'")).partition("#")[0]
        whole = urljoin(base, address)
        if address and whole.startswith(portal.base + "/"):
            yield whole.removeprefix(portal.base)


@pytest.fixture
def portal(request: pytest.FixtureRequest, simulator: Simulator) -> Portal:
    return simulator.add_portal(request.param)


each_site = pytest.mark.parametrize("portal", SITES, indirect=True)


@each_site
def test_home_page_answers_and_its_links_are_as_dead_as_the_file_says(
    portal: Portal, browser: Browser
) -> None:
    home = browser.get(portal.url)
    assert home.status == 200
    assert len(home.body) > 4000
    paths = set(links(portal, home))
    dead = set()
    for path in paths:
        page = read(portal, browser, path)
        assert page.status == 200 or is_dead(portal, path), path
        if is_dead(portal, path):
            assert page.status == file_of(portal).missing
            dead.add(unquote(path))
    assert dead == file_of(portal).dead


@each_site
def test_every_true_entry_has_its_page(portal: Portal, browser: Browser) -> None:
    truth = portal.truth()
    assert len(truth) >= 6
    assert len({entry["url"] for entry in truth}) == len(truth)
    for entry in truth:
        page = browser.get(str(entry["url"]))
        assert (page.status, page.url) == (200, entry["url"])
        assert str(entry["title"]) in text_of(portal, page), entry


@each_site
def test_paging_reaches_all_true_entries(portal: Portal, browser: Browser) -> None:
    entries = [entry for entry in portal.truth() if entry["list"] == file_of(portal).main_list.name]
    paths = page_paths(portal)
    assert {entry["page"] for entry in entries} == set(range(1, len(paths) + 1))
    seen = signposts(portal, browser)
    for number, path in enumerate(paths, 1):
        assert number == 1 or is_written(path, seen), path
        page = read(portal, browser, path)
        assert page.status == 200
        text = text_of(portal, page)
        missing = [
            entry for entry in entries if entry["page"] == number and not is_written(str(entry["url"]), text)
        ]
        assert missing == []
        seen += text


@each_site
def test_published_item_leads_the_list(portal: Portal, browser: Browser) -> None:
    item = portal.publish(title="بلاغ جديد عن الأشغال", text=["فقرة أولى"])
    entry = portal.truth()[0]
    assert (entry["url"], entry["title"], entry["page"]) == (item.url, item.title, 1)
    assert is_written(item.url, text_of(portal, read(portal, browser, page_paths(portal)[0])))
    assert "فقرة أولى" in text_of(portal, browser.get(item.url))
    portal.edit(item.id, title="بلاغ معدل عن الأشغال")
    assert "بلاغ معدل عن الأشغال" in text_of(portal, browser.get(item.url))


@each_site
def test_withdrawn_item_is_gone_as_it_was_said(portal: Portal, browser: Browser) -> None:
    item = portal.items[1]
    for answer in portal.kind.withdrawn_answers:
        portal.withdraw(item.id, answer)
        page = browser.get(item.url)
        assert page.status == (int(answer) if answer.isdecimal() else 200)
        assert (page.url == item.url) is (answer != "redirect")
        if answer != "redirect":  # the home page may tell of an item of the same title
            assert mark(item) not in text_of(portal, page)
        assert item.url not in [entry["url"] for entry in portal.truth()]
        assert portal.restore(item.id) == item
    assert mark(item) in text_of(portal, browser.get(item.url))


@each_site
def test_faults_spoil_it(portal: Portal, browser: Browser) -> None:
    (path, *_), entry = page_paths(portal), portal.truth()[0]
    portal.set_fault("not-found-as-200")
    page = browser.get(portal.items[0].url)
    assert (page.status, mark(portal.items[0]) in text_of(portal, page)) == (200, False)
    portal.set_fault("empty-list")
    page = read(portal, browser, path)
    assert page.status == 200
    assert not is_written(str(entry["url"]), text_of(portal, page))
    portal.set_fault("robots-refuse")
    assert browser.get(portal.base + "/robots.txt").body.endswith(b"Disallow: /\n")


@each_site
@pytest.mark.parametrize("old", ["404", "redirect", "home"])
def test_redesign_keeps_the_items_and_answers_old_addresses(
    portal: Portal, browser: Browser, old: str
) -> None:
    other = "spip" if portal.name != "spip" else "modele"
    before = [str(entry["url"]) for entry in portal.truth()[:5]]
    titles = [item.title for item in portal.items]
    portal.set_site(other, old=old)
    assert [item.title for item in portal.items] == titles
    for url in before:
        page = browser.get(url)
        item = portal.kind.find_item(portal._site, Request("GET", url.removeprefix(portal.base)))
        assert item
        wanted = {"404": (404, url), "redirect": (200, item.url), "home": (200, browser.get(portal.url).url)}
        assert (page.status, page.url) == wanted[old]
    assert browser.get(str(portal.truth()[0]["url"])).status == 200


@pytest.mark.parametrize("how", ["redirect", "link"])
def test_move_to_another_address(simulator: Simulator, browser: Browser, how: str) -> None:
    portal = simulator.add_portal("modele")
    old_url, old_entry = portal.url, str(portal.truth()[0]["url"])
    old_base = portal.base
    portal.move(how=how)
    new_entry = str(portal.truth()[0]["url"])
    assert portal.base != old_base
    assert new_entry == old_entry.replace(old_base, portal.base)
    assert browser.get(new_entry).status == 200
    page = browser.get(old_entry)
    assert (page.status, page.url) == (200, new_entry if how == "redirect" else old_entry)
    assert portal.url in browser.get(old_url).text or how == "redirect"
    portal.move(Outlet("127.0.0.1"))
    assert browser.get(old_entry).url == (str(portal.truth()[0]["url"]) if how == "redirect" else old_entry)


def test_redesign_from_webforms_and_back(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("meknes")
    item = portal.find_item(1893)
    portal.set_site("modele", old="redirect")
    assert browser.get(item.url).url == portal.find_item(1893).url
    portal.set_site("meknes", old="redirect")
    assert portal.find_item(1893) == item
    assert browser.get(item.url).url == item.url


def test_two_thousand_items_on_a_hundred_pages(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("modele", items=2000, page_size=20)
    paths = page_paths(portal)
    assert len(portal.truth()) == 2000
    assert len(paths) == 100
    last = read(portal, browser, paths[-1])
    assert is_written(str(portal.truth()[-1]["url"]), text_of(portal, last))
    assert paths[-1] == "/ar/actualites?page=99"
    assert read(portal, browser, "/ar/actualites?page=100").status == 404


def test_wrong_orders_say_what_there_is(simulator: Simulator) -> None:
    portal = simulator.add_portal("modele")
    with pytest.raises(ValueError, match="there is: 404, redirect, home"):
        portal.set_site("spip", old="gone")
    with pytest.raises(ValueError, match="there is: redirect, link"):
        portal.move(how="fax")
    with pytest.raises(ValueError, match="there is: meknes"):
        portal.set_site("atlantis")


def test_each_site_says_what_is_awkward() -> None:
    lines = [load_site(name).awkward for name in SITES]
    assert len(set(lines)) == len(SITES)
    assert all(30 < len(line) < 200 for line in lines)
