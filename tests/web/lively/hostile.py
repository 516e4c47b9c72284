"""An archive whose portals write what is to break pages, or to run on them: a portal for each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from monitor.decide import Decider
from storage import migrate, portals
from storage.database import Connection, open_store
from storage.evidence.keeping import EvidenceFolder
from storage.gaps import insert_gap
from storage.model import (
    ArticleGone,
    ArticleRead,
    Attachment,
    Entry,
    Exchange,
    File,
    Gap,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    TextStatus,
    Validators,
)
from storage.model.definition import Name
from storage.subscriptions import insert_subscription
from storage.tokens import insert_token
from tests.web.lively.archive import CONTACT, TIMING
from tests.web.lively.year import NOW
from web.site import Site


@dataclass(frozen=True)
class Case:
    """What a portal writes: as its name, in titles and texts, as a file's name and an address."""

    words: str
    text: str = ""  #: where it is another
    shown: str = ""  #: what of it is seen in a title
    address: str = ""  #: of the file


SCRIPT = "<script>alert(1)</script>"
ELSEWHERE = "https://elsewhere.invalid"
CASES: Mapping[str, Case] = {
    "a script": Case(SCRIPT, f"{SCRIPT}\n\n- {SCRIPT}\n\n## {SCRIPT}\n\n{SCRIPT} | {SCRIPT}", SCRIPT),
    "what closes its place": Case(
        "\"'></a></p></title></textarea></style></script><svg onload=alert(1)><img src=x onerror=alert(1)>",
        shown="<svg onload=alert(1)>",
    ),
    "entities": Case(
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt; &#60;b&#62; &#x202e; &quot;", shown="&lt;script&gt;"
    ),
    "a script as an address": Case(
        "javascript:alert(1)",
        "[javascript:alert(1)](javascript:alert(1))",
        "javascript:",
        "javascript:alert(1)",
    ),
    "a page as an address": Case(
        "data:text/html,<script>alert(1)</script>", "", "data:", "data:text/html,<script>alert(1)</script>"
    ),
    "pictures and frames from elsewhere": Case(
        f'<img src="{ELSEWHERE}/a.png"><iframe src="{ELSEWHERE}/"></iframe>',
        f'![]({ELSEWHERE}/b.png) <link rel="stylesheet" href="{ELSEWHERE}/c.css"> <meta http-equiv="refresh" '
        f'content="0;url={ELSEWHERE}/"> <base href="{ELSEWHERE}/"> <style>@import "{ELSEWHERE}/d";</style>',
        "<img src=",
        f"{ELSEWHERE}/e.pdf",
    ),
    "a form": Case(
        f'<form action="{ELSEWHERE}/"><input name=token autofocus onfocus=alert(1)>', shown="<form"
    ),
    "templates": Case("{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} %(x)s {0}", shown="{{ 7 * 7 }}"),
    "what ends a part of a feed": Case(
        ']]><!-- --><?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
        shown="]]><!--",
    ),
    "marks that turn the line": Case(
        "\u202egpj.exe\u202d \u2067abc\u2066def \u202bghi", shown="gpj.exe abcdef ghi"
    ),
    "control characters": Case("a\x01b\x1b[31mc\x0bd\x7fe\x85f\u2028g\ufeffh\ufffeh", shown="ab"),
    "a megabyte of marks upon one letter": Case("e" + "\u0301" * 500_000, shown="e\u0301"),
    "a megabyte of nothing to see": Case("x" + "\u200b\u200d\u2060" * 110_000 + "y", shown="x"),
    "one endless word": Case("a" * 1_000_000, shown="aaaa"),
    "one endless Arabic word": Case("\u0628" * 100_000, shown="\u0628" * 4),
    "two words for ever": Case("oui non " * 1_500, shown="oui non"),
    "a line for each letter": Case("a line for each letter", "a\n\n" * 3_000),
    "a table without end": Case("a table without end", " | ".join(["x"] * 3_000)),
    "a table of many rows": Case("a table of many rows", "x | y\n" * 2_000),
}
IDS = {name: f"case{number}" for number, name in enumerate(CASES, start=1)}


def make(folder: Path) -> None:
    """Make the archive in a folder."""
    store = open_store(f"sqlite:///{folder / 'balagh.db'}")
    migrate.upgrade(store)
    evidence = EvidenceFolder(folder / "evidence")
    decider = Decider(store, TIMING, evidence)
    for name, case in CASES.items():
        with store.write() as connection:
            _insert_portal(connection, IDS[name], case)
        for readings in _list_readings(IDS[name], case):
            decider.record_all(readings)
        with store.write() as connection:
            _trouble(connection, IDS[name], case)
    store.close()


def open_site(folder: Path) -> Site:
    """The archive in a folder, as it is shown at its last moment."""
    store, evidence = open_store(f"sqlite:///{folder / 'balagh.db'}"), EvidenceFolder(folder / "evidence")
    return Site(store, evidence, timedelta(minutes=15), CONTACT, now=lambda: NOW, requests_per_minute=100_000)


def _insert_portal(connection: Connection, portal: str, case: Case) -> None:
    name = Name(ar=case.words[:2_000], fr=case.words[:2_000])
    definition = PortalDefinition(
        url=f"https://{portal}.example/", name=name, region=case.words[:2_000], province=case.words[:2_000]
    )
    portals.insert_portal(connection, portal, definition, NOW - timedelta(days=30))
    insert_subscription(
        connection, f"https://{portal}.example/hook", NOW - timedelta(days=30), portals=[portal]
    )


def _trouble(connection: Connection, portal: str, case: Case) -> None:
    said = f"https://{portal}.example/: the page says: {case.words[:5_000]}"
    portals.set_state(connection, portal, PortalState.BLOCKED, said, NOW - timedelta(days=1))
    began = NOW - timedelta(days=9)
    insert_gap(connection, Gap(portal, began, began + timedelta(days=1), case.words[:5_000]))


def _list_readings(portal: str, case: Case) -> Sequence[Sequence[object]]:
    home, at = f"https://{portal}.example/", NOW - timedelta(days=20)
    first, last = _read(portal, case, 1), _read(portal, case, 2)
    listed = SourceRead(portal, home, (first.entry, last.entry), 1, True, Validators(), "1", at)
    body = f"{case.words} {case.text}".encode()
    edited = replace(
        first,
        title=f"new {case.words}",
        text=f"new {first.text} {case.words[:50_000]}",
        attachments=(),
        fetched_at=at + timedelta(days=2),
        body_sha256=sha256(body).hexdigest(),
        exchanges=(_answer(first.url, body),),
    )
    gone = [
        ArticleGone(
            portal,
            last.entry,
            f"the page says: {case.words[:5_000]}",
            at + timedelta(days=days),
            (),
            first.url,
        )
        for days in (3, 4)
    ]
    found = SourcesFound(portal, "generic", (Source(SourceKind.LISTING, home),), at)
    return [[found, listed, first, last], [edited], *([one] for one in gone)]


def _answer(url: str, body: bytes) -> Exchange:
    headers = ((b"Content-Type", b"text/html"), (b"X-Said", body[:200].replace(b"\n", b" ")))
    return Exchange(url, "GET", (), b"", 200, headers, body, "192.0.2.7", NOW - timedelta(days=18))


def _read(portal: str, case: Case, number: int) -> ArticleRead:
    url = f"https://{portal}.example/{number}"
    text, at = case.text or case.words, NOW - timedelta(days=20)
    body = sha256(f"{portal}{number}".encode()).hexdigest()
    file = File(body, case.words[:200], 48_213, case.words[:100_000], TextStatus.READ, None, None, at)
    return ArticleRead(
        portal=portal,
        entry=Entry(url=url, key=f"//{portal}.example/{number}", title=case.words, published="2026-11-04"),
        url=url,
        title=case.words,
        text=text,
        published=PublishedDate("2026-11-04", "day", "listing"),
        event_dates=(),
        attachments=(Attachment(case.address or f"{url}.pdf", case.words, file),),
        kind="news",
        subkind=None,
        language=None,
        validators=Validators("e"),
        body_sha256=body,
        fetched_at=at,
    )


def make_token(site: Site) -> str:
    """A token for the site."""
    with site.store.write() as connection:
        made = insert_token(connection, "browser", NOW)
    assert made is not None
    return made[1]
