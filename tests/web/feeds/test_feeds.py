"""Feeds as their readers get them: valid, told apart from one another, and new only where something is."""

from __future__ import annotations

import re
from typing import Any

import feedparser
import httpx
import pytest
from lxml import html

from storage.database import Store
from storage.model import Origin, PublishedDate, ReasonSort
from tests.web.feeds.happening import FILES, Happening
from tests.web.feeds.validity import ATOM, check_atom, check_json_feed
from web.feeds import making

sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture
def happening(store: Store) -> Happening:
    return Happening(store)


def parse(answer: httpx.Response) -> Any:
    """What a reader makes of it; raises AssertionError where it is not valid."""
    assert answer.status_code == 200, answer.text
    check_atom(answer.content)
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def read(client: httpx.Client, address: str) -> list[dict[str, Any]]:
    """The items in JSON, which say what those in Atom say."""
    entries = parse(client.get(address.replace(".json", ".atom"))).entries
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("application/feed+json")
    document = answer.json()
    check_json_feed(document)
    items: list[dict[str, Any]] = document["items"]
    assert [(one["id"], one["title"], one["date_modified"]) for one in items] == [
        (one.id, one.title, one.updated) for one in entries
    ]
    return items


def slugs(items: list[dict[str, Any]]) -> list[str]:
    return [one["url"].rsplit("/", 1)[1] for one in items]


CHOICES = [
    ("all", "oujda-3 two one"),
    ("portals/meknes", "two one"),
    ("portals/oujda", "oujda-3"),
    ("kinds/tender", "two"),
    ("kinds/budget", ""),
    ("regions/Fès-Meknès", "two one"),
    ("regions/جهة الشرق", "oujda-3"),
    ("search", "two one", {"q": "الماء"}),
    ("search", "two", {"q": "بلاغ", "kind": "tender"}),
    ("search", "", {"q": "غائب"}),
    ("all", "oujda-3 one", {"since": "2026-11-20", "until": "2026-11-20"}),
    ("all", "two", {"until": "2026-11-19"}),
    ("all", "one", {"status": "withdrawn"}),
    ("all", "one", {"event": "withdrawn"}),
    ("all", "two", {"portal": "meknes", "kind": "tender", "region": "fes meknes"}),
]


def test_what_each_feed_is_of(happening: Happening, client: httpx.Client) -> None:
    one = happening.publish("one")
    happening.withdraw(one)
    happening.publish("two", kind="tender", published=PublishedDate("2026-11-19", "day"))
    happening.publish("oujda-3", text="ندوة")
    for path, expected, *query in CHOICES:
        address = str(httpx.URL(f"/feeds/{path}.json", params=query[0] if query else None))
        assert slugs(read(client, address)) == expected.split(), (path, query)


@sqlite
def test_an_edit_is_an_update_and_no_new_item(happening: Happening, client: httpx.Client) -> None:
    number = happening.publish("one")
    happening.publish("two")
    first = {one.id: one for one in parse(client.get("/feeds/all.atom")).entries}
    happening.edit(number, "انقطاع الماء.", ReasonSort.PUNCTUATION)
    happening.edit(number, "انقطاع الماء، كما نقرأ الآن", ReasonSort.DATE, Origin.BACKFILL)
    happening.move(number, "https://meknes.example/elsewhere")
    small = {one.id: one for one in parse(client.get("/feeds/all.atom")).entries}
    assert {one.id: one.updated for one in small.values()} == {one.id: one.updated for one in first.values()}
    happening.edit(number, "انقطاع الكهرباء", ReasonSort.DATE)
    after = parse(client.get("/feeds/all.atom")).entries
    assert {one.id for one in after} == set(first)
    assert after[0].link == "https://meknes.example/elsewhere"
    assert after[0].updated > first[after[0].id].updated
    assert after[1].updated == first[after[1].id].updated
    assert "الكهرباء" in after[0].content[0].value


@sqlite
def test_a_withdrawn_item_stays_and_says_so(happening: Happening, client: httpx.Client) -> None:
    number = happening.publish("one")
    happening.withdraw(number)
    for language, mark in {"ar": "مسحوب", "fr": "Retiré", "en": "Withdrawn"}.items():
        found = parse(client.get(f"/feeds/all.atom?lang={language}"))
        assert (found.feed.language, found.entries[0].title) == (language, f"[{mark}] بلاغ one")
        assert "withdrawn" in [tag.term for tag in found.entries[0].tags]
        assert mark in read(client, f"/feeds/all.json?lang={language}")[0]["tags"]
        assert "انقطاع الماء" in found.entries[0].content[0].value


DATES = [
    (PublishedDate("2026-11-20", "day", "url"), "2026-11-20T00:00:00+01:00"),
    (PublishedDate("2026-03-10", "day", "url"), "2026-03-10T00:00:00Z"),  # in Ramadan
    (PublishedDate("2026-11-20T10:30+01:00", "minute", "jsonld"), "2026-11-20T10:30:00+01:00"),
    (PublishedDate("2026-11", "month", "text"), None),
    (PublishedDate("2026", "year", "text"), None),
    (PublishedDate(after="2026-11-01", before="2026-11-20"), None),
    (PublishedDate(), None),
]


@sqlite
def test_no_date_is_invented(happening: Happening, client: httpx.Client) -> None:
    for number, (known, _) in enumerate(DATES):
        happening.publish(str(number), published=known)
    items = read(client, "/feeds/all.json?lang=en")[::-1]
    entries = parse(client.get("/feeds/all.atom")).entries[::-1]
    for item, entry, (known, shown) in zip(items, entries, DATES, strict=True):
        instant = shown and shown.replace("Z", "+00:00")
        assert (item.get("date_published", "").replace("Z", "+00:00") or None) == instant
        assert entry.get("published") == item.get("date_published")
        ours = item["_balagh"]
        assert (ours["published"], ours["published_precision"]) == (known.value, known.precision)
    assert "between 2026-11-01 and 2026-11-20" in items[5]["content_html"]
    exact = check_atom(client.get("/feeds/all.atom").content).findall("{*}entry/{urn:balagh:feed}published")
    assert [one.get("precision") for one in exact][::-1] == [known.precision for known, _ in DATES]


@sqlite
def test_text_files_and_author(happening: Happening, client: httpx.Client) -> None:
    happening.publish("one", attachments=FILES)
    entry = parse(client.get("/feeds/all.atom?lang=fr")).entries[0]
    assert (entry.author, entry.author_detail.href) == ("Commune de Meknès", "https://meknes.example/")
    content = html.fragment_fromstring(entry.content[0].value, create_parent="body")
    text = content.xpath("div[@dir='rtl' and @lang='ar']")[0]
    assert [(one.tag, one.text_content()) for one in text] == [("p", "انقطاع الماء"), ("ul", "الأحدالإثنين")]
    assert content.xpath("ul/li/a/@href") == [FILES[0].url, FILES[1].url]
    links = check_atom(client.get("/feeds/all.atom").content).findall(f"{ATOM}entry/{ATOM}link")
    files = [
        {name: one.get(name) for name in ("href", "type", "length") if one.get(name)}
        for one in links
        if one.get("rel") == "enclosure"
    ]
    assert files == [
        {"href": FILES[0].url, "type": "application/pdf", "length": "12345"},
        {"href": FILES[1].url},
    ]
    attachments = read(client, "/feeds/all.json")[0]["attachments"]
    assert attachments == [
        {"url": FILES[0].url, "mime_type": "application/pdf", "title": "المحضر", "size_in_bytes": 12345},
        {"url": FILES[1].url, "mime_type": "application/octet-stream", "title": "Annexe"},
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    "a ]]> b <![CDATA[ c & d &amp; &lt;b&gt;",
    "nul\x01 esc\x1b[31m last\uffff",
    "\u202eesrever\u2066",
    "</content></entry><entry>",
    "![x](javascript:alert(1)) <img src=x onerror=alert(1)>",
    "م" + "\u0651" * 5_000,
    "",
]


@sqlite
def test_hostile_words_are_words(happening: Happening, client: httpx.Client) -> None:
    kept = [one.replace("\x00", "") for one in HOSTILE]
    for number, words in enumerate(kept):
        happening.publish(str(number), title=words, text=words, language=None)
    items = read(client, "/feeds/all.json?lang=en")[::-1]
    for item, words in zip(items, kept, strict=True):
        assert len(item["title"]) <= 301
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e\u2066\uffff]", item["title"])
        content = html.fragment_fromstring(item["content_html"], create_parent="body")
        assert not content.xpath("//script | //img | //@onerror")
        assert {one.split(":")[0] for one in content.xpath("//@href")} == {"http"}
        seen = re.sub("[\x00-\x08\x0b-\x1f\uffff]", "", words).removesuffix("\u0651" * 4_996)
        assert seen in content.text_content()
    assert items[-1]["title"] == "(without a title)"


@sqlite
def test_what_is_known_already_is_not_sent_again(happening: Happening, client: httpx.Client) -> None:
    number = happening.publish("one")
    address = "/feeds/all.atom?lang=en"
    first = client.get(address)
    assert client.head(address).headers["ETag"] == first.headers["ETag"]
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert date == "Tue, 24 Nov 2026 10:00:00 GMT"

    def ask(path: str = address, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(path, headers=named).status_code

    assert (
        ask(If_None_Match=tag) == ask(If_None_Match=f'"other", {tag}') == ask(If_Modified_Since=date) == 304
    )
    assert not client.get(address, headers={"If-None-Match": tag}).content
    assert ask(If_None_Match='"other"', If_Modified_Since=date) == 200  # the tag alone counts
    assert ask("/feeds/all.json?lang=en", If_None_Match=tag) == 200
    assert ask("/feeds/all.atom?lang=fr", If_None_Match=tag) == 200
    here = client.get("/feeds/portals/meknes.atom").headers["ETag"]
    happening.publish("oujda-2")
    assert ask(If_None_Match=tag) == ask(If_Modified_Since=date) == 200
    assert ask("/feeds/portals/meknes.atom", If_None_Match=here) == 304
    newest = client.get(address).headers["ETag"]
    happening.forget(number)
    assert ask(If_None_Match=newest) == 200
    assert slugs(read(client, "/feeds/all.json")) == ["oujda-2"]


@sqlite
def test_two_changes_of_one_second_have_no_date(happening: Happening, client: httpx.Client) -> None:
    happening.publish("one", fetched_at=happening.now)
    date = client.get("/feeds/all.atom").headers["Last-Modified"]
    happening.publish("two", fetched_at=happening.now.replace(hour=9))
    answer = client.get("/feeds/all.atom", headers={"If-Modified-Since": date})
    assert (answer.status_code, answer.headers.get("Last-Modified")) == (200, None)


def follow(client: httpx.Client, address: str | None, rel: str) -> list[list[str]]:
    """The pages that are reached from one by the same link, each by what its articles are called."""
    pages = []
    while address is not None:
        found = parse(client.get(address))
        pages.append([one.title.split()[1] for one in found.entries])
        address = next((one.href for one in found.feed.links if one.rel == rel), None)
    return pages


def test_pages_hold_still(
    happening: Happening, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PAGE", 2)
    for day in (3, 1, 2):
        known = PublishedDate(f"2026-10-0{day}", "day")
        happening.publish(f"old{day}", Origin.BASELINE, published=known)
    numbers = {slug: happening.publish(slug) for slug in ("a", "b", "c", "d")}
    happening.edit(numbers["b"], "أخرى", ReasonSort.DATE)
    first = parse(client.get("/feeds/all.atom"))
    links = {one.rel: one.href for one in first.feed.links}
    assert follow(client, "/feeds/all.atom", "next") == [["b", "d"], ["c", "a"], ["old3", "old2"], ["old1"]]
    assert "previous" not in links
    assert follow(client, links["last"], "previous") == [["old2", "old1"], ["a", "old3"], ["d", "c"], ["b"]]
    # What comes while somebody reads on moves no page that is still to be read.
    happening.publish("e")
    happening.publish("old0", Origin.BACKFILL, published=PublishedDate("2026-09-01", "day"))
    happening.edit(1, "أخرى", ReasonSort.DATE)  # old3
    assert follow(client, links["next"], "next") == [["c", "a"], ["old2", "old1"], ["old0"]]
    assert follow(client, "/feeds/all.atom", "next")[0] == ["old3", "e"]
    next_url = client.get("/feeds/all.json").json()["next_url"]
    assert slugs(read(client, next_url)) == ["b", "d"]


WRONG = [
    ("portals/nowhere.atom", 404, "portal"),
    ("kinds/rumour.json", 404, "kind"),
    ("regions/atlantis.atom", 404, "region"),
    ("all.rss", 404, "form"),
    ("search.atom", 422, "q"),
    ("search.atom?q=%22", 422, "q"),
    ("search.atom?q=-", 422, "q"),
    ("all.atom?kind=rumour", 422, "kind"),
    ("all.atom?portal=nowhere", 422, "portal"),
    ("all.atom?region=atlantis", 422, "region"),
    ("all.atom?since=yesterday", 422, "since"),
    ("all.atom?until=2026-02-30", 422, "until"),
    ("all.atom?status=lost", 422, "status"),
    ("all.atom?event=broken", 422, "event"),
    ("all.atom?before=12", 422, "before"),
    ("all.atom?after=e99999999999999999999", 422, "after"),
    ("all.atom?before=e1&after=e2", 422, "after"),
    ("all.atom?kinds=news", 422, "kinds"),
    ("all.atom?kind=news&kind=budget", 422, "kind"),
    ("portals/meknes.atom?portal=meknes", 422, "portal"),
    ("all.atom?lang=de", 422, "lang"),
]


@sqlite
def test_wrong_addresses_are_named(happening: Happening, client: httpx.Client) -> None:
    happening.publish("one")
    for path, status, field in WRONG:
        answer = client.get(f"/feeds/{path}", headers={"Accept": "text/html"})
        assert answer.headers["Content-Type"] == "application/problem+json", path
        said = answer.json()
        assert (answer.status_code, said["field"], bool(said["cure"])) == (status, field, True), path


@sqlite
def test_an_empty_archive_has_feeds(client: httpx.Client) -> None:
    assert not parse(client.get("/feeds/all.atom")).entries
    assert not read(client, "/feeds/all.json")


@sqlite
def test_the_feeds_that_pages_announce_are_there(happening: Happening, client: httpx.Client) -> None:
    number = happening.publish("one")
    happening.publish("oujda-2")
    for path in ("/", f"/articles/{number}", "/portals/meknes", "/search?q=one&kind=communique"):
        page = html.fromstring(client.get(f"{path}{'&' if '?' in path else '?'}lang=fr").text)
        links = page.xpath("//head/link[@rel='alternate']")
        assert {one.get("type") for one in links} == {"application/atom+xml", "application/feed+json"}, path
        for one in links:
            answer = client.get(one.get("href"))
            assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (
                200,
                one.get("type"),
            )
        atom = next(one for one in links if one.get("type") == "application/atom+xml")
        found = parse(client.get(atom.get("href")))
        assert found.feed.language == "fr"
        assert client.get(found.feed.link).status_code == 200
        assert len(found.entries) == (2 if path in ("/", f"/articles/{number}") else 1), path
