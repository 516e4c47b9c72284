"""What a portal writes into titles: an archive full of it, and every face that shows it to people."""

from __future__ import annotations

import json
import subprocess
from html import escape

from tests.conftest import BALAGH, Command, wait_until
from tests.servers import Answer, serve

#: Titles by name; the name itself follows each, so that all of them are found again.
TITLES = {
    # -- into a terminal
    "clears-the-screen": "\x1b[2J\x1b[H",
    "names-the-window": "\x1b]0;owned\x07",
    "links-in-the-terminal": "\x1b]8;;http://elsewhere.example\x1b\\here\x1b]8;;\x1b\\",
    "eight-bit-control": "\x9b2J\x9d0;owned\x9c",
    "backspaces": "Avis\b\b\b\bOK",
    "carriage-return": "balagh: all is well\rAvis",
    "bell-and-delete": "Avis\x07\x7f\x00",
    "turns-what-follows": "\u202egnp.sivA",
    "isolates-what-follows": "\u2066\u2067Avis",
    "markup-of-the-terminal": "[bold red]Avis[/bold red][link=http://elsewhere.example]x[/link]",
    "open-markup-of-the-terminal": "[/][/bold",
    # -- into a spreadsheet
    "formula-equals": '=HYPERLINK("http://elsewhere.example","x")',
    "formula-plus": "+1+1",
    "formula-minus": "-1+1",
    "formula-at": "@SUM(1+1)",
    "formula-of-a-program": "=cmd|' /C calc'!A0",
    "formula-in-wide-signs": "\uff1d1\uff0b1",
    "formula-behind-an-apostrophe": "'=1+1",
    # -- into a template or an expression
    "template-of-jinja": "{{ 7919*104729 }}{% for x in [1] %}x{% endfor %}",
    "template-of-configuration": "{{ config.items() }}{{ self.__init__.__globals__ }}",
    "template-of-format": "{0.__class__}{title.__class__.__mro__}{portal}",
    "template-of-percent": "%(title)s%s%n%x{}",
    "template-of-dollar": "${7919*104729}#{7919*104729}<%= 7919*104729 %>",
    "template-of-java": "${jndi:ldap://127.0.0.1:9/x}",
    "words-of-a-shell": "$(id)`id`; id | id && id",
    "words-of-a-database": "'; DROP TABLE articles; --",
    # -- into a page or a feed
    "script": "<script>alert(1)</script>",
    "script-that-ends-the-title": "</title></h1><script>alert(1)</script>",
    "script-of-an-image": "<img src=x onerror=alert(1)>",
    "script-of-a-drawing": "<svg/onload=alert(1)>",
    "script-in-an-attribute": "\" onmouseover=\"alert(1)\" x='",
    "script-escaped-once": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "style-that-hides": "<style>*{display:none}</style>",
    "frame": "<iframe src=//elsewhere.example></iframe>",
    "base": "<base href=//elsewhere.example/>",
    "refresh": "<meta http-equiv=refresh content=0;url=//elsewhere.example>",
    "open-comment": "<!-- --!>",
    "end-of-cdata": "]]><x>",
    # -- into a header, a line or a path
    "header": "Avis\r\nBcc: other@elsewhere.example\r\n\r\nx",
    "forged-line": "Avis\n1999-01-01 00:00:00,000 forged",
    "separators-of-lines": "Avis\u2028\u2029\x0b\x0c\x851999-01-01 00:00:00,000 forged",
    "path-up": "../../../etc/passwd",
    "path-of-a-drive": "C:\\..\\..\\boot.ini",
    "path-with-a-zero": "avis.pdf\x00.sh",
    "too-many-marks": "A" + "\u0301" * 5_000,
    "half-a-letter": "Avis \ud83d",
}  # fmt: skip
#: What the definition, which somebody was talked into taking, calls the portal, and where it says it is.
NAME = "=1+1 \x1b[2J\u202e\u2066<script>alert(1)</script>{{7919*104729}}\r\nBcc: x@elsewhere.example [b]X"
_TEXT = "<p>Le conseil communal tient sa séance publique dans la salle des réunions, à dix heures.</p>" * 9


class Portal:
    """A portal that publishes these titles when it is told to."""

    def __init__(self) -> None:
        self.address = ""
        self.shown = ["first", "second", "third"]

    def answer(self, path: str) -> Answer:
        """Its feed, and an article of each title."""
        if path == "/feed.json":
            items = [self._item(name, number) for number, name in enumerate(self.shown)]
            said = {"version": "https://jsonfeed.org/version/1.1", "title": "Commune", "items": items[::-1]}
            return 200, "application/feed+json", json.dumps(said)
        name = path.removeprefix("/a/")
        if name not in self.shown:
            return 404, "text/html", "nothing here"
        title = escape(_title(name)).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        page = f"<html><title>{title}</title><article><h1>{title}</h1>{_TEXT}<p>{name}</p></article></html>"
        return 200, "text/html; charset=utf-8", page

    def _item(self, name: str, number: int) -> dict[str, str]:
        day = f"2026-11-{1 + number // 24:02}T{number % 24:02}:00:00Z"
        url = f"{self.address}a/{name}"
        return {"id": url, "url": url, "title": _title(name), "date_published": day}


def _title(name: str) -> str:
    return f"{TITLES.get(name, '')} {name}".strip(" ")


def play(balagh: Command) -> tuple[dict[str, str], dict[str, int]]:
    """Add the portal, publish all, look through every face of the command: what each printed, and the ids."""
    portal = Portal()
    with serve(portal.answer) as (portal.address, _):
        (balagh.home / "portals").mkdir()
        said = f"url = {json.dumps(f'{portal.address}feed.json')}\nprovince = {json.dumps(NAME)}\n"
        (balagh.home / "portals/hostile.toml").write_text(f"{said}name.fr = {json.dumps(NAME)}\n", "utf-8")
        balagh.ok("add", "hostile")
        balagh.ok("subscribe", "terminal:")
        balagh.ok("subscribe", f"file:{balagh.home}/alerts.jsonl")
        portal.shown += TITLES
        with (balagh.home / "said").open("w") as out, (balagh.home / "log").open("w") as log:
            process = subprocess.Popen(
                [BALAGH, "watch", "--for", "60"], env=balagh.environ, cwd=balagh.home, stdout=out, stderr=log
            )
            sent = balagh.home / "alerts.jsonl"
            wait_until(lambda: sent.exists() and len(sent.read_bytes().splitlines()) >= len(TITLES), 40)
            process.terminate()
            process.wait()
    faces = {name: (balagh.home / name).read_text("utf-8") for name in ("said", "log", "alerts.jsonl")}
    found = balagh.lines("articles")
    ids = {one["url"].rpartition("/")[2]: one["id"] for one in found}
    for words in (["articles"], ["events"], ["search", "conseil"], ["portals"], ["deliveries"], ["health"]):
        faces[words[0]] = balagh.run(*words).stdout
    for form in ("csv", "jsonl"):
        faces[form] = balagh.ok("export", "--format", form)
    return faces, ids
