"""Changes of a page that are no change of its article: none of them may be called an edit."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from simulator.exchange import Request, Response

#: In the words of the article itself: what an editor's program does when the text is saved once more.
IN_TEXT: dict[str, Callable[[str], str]] = {
    "whitespace": lambda text: text.replace(" ", "  ", 2).replace(". ", ".\u00a0", 1) + " ",
    "typography": lambda text: text.translate(
        {0x27: "’", 0x2D: "–", 0x22: "”", 0x60C: ",", 0xAB: '"', 0xBB: '"'}
    ),
    "marks": lambda text: "\u200f" + text.replace("لا", "لا\u200f", 1).replace("ال", "\u200bال", 1),
    "elongation": lambda text: re.sub(r"([بتسشفقكملنهي])([اوي])\b", "\\1\u0640\\2", text, count=1),
}
#: Around the article: each request brings other ones.
_BODY = re.compile(rb"(<body[^>]*>)", re.IGNORECASE)
_BODY_END = re.compile(rb"(</body>)", re.IGNORECASE)
_LINK = re.compile(rb'(href=")(/?[^"#:]*?)(")')


def _counter(body: bytes, chance: random.Random) -> bytes:
    seen = chance.randint(1_000, 99_000)
    shown = (
        f'<div class="stats"><span>Visiteurs en ligne : {seen % 97}</span> <span>Vues : {seen}</span></div>'
    )
    return _BODY_END.sub(shown.encode("ascii") + rb"\1", body, count=1)


def _sidebar(body: bytes, chance: random.Random) -> bytes:
    words = ["Avis", "Programme", "Agenda", "Concours", "Sondage", "Galerie", "Travaux", "Propreté"]
    rows = "".join(f'<li><a href="/{word.lower()}">{word} {chance.randint(1, 30)}</a></li>'
                   for word in chance.sample(words, 4))  # fmt: skip
    shown = f'<aside class="widget"><h4>En bref</h4><ul>{rows}</ul></aside>'
    return _BODY_END.sub(shown.encode("ascii", "xmlcharrefreplace") + rb"\1", body, count=1)


def _session(body: bytes, chance: random.Random) -> bytes:
    session = f"PHPSESSID={chance.getrandbits(64):016x}".encode()

    def sign(match: re.Match[bytes]) -> bytes:
        mark = b"&amp;" if b"?" in match[2] else b"?"
        return match[1] + match[2] + mark + session + match[3]

    return _LINK.sub(sign, body)


def _visit_time(body: bytes, chance: random.Random) -> bytes:
    minute = chance.randint(0, 1439)
    clock = f"{minute // 60:02}:{minute % 60:02}"
    shown = f'<p class="now">Il est {clock} | page g&eacute;n&eacute;r&eacute;e en 0.{minute} s</p>'
    return _BODY.sub(rb"\1" + shown.encode(), body, count=1)


ON_PAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "counter": _counter,
    "sidebar": _sidebar,
    "session": _session,
    "visit time": _visit_time,
}
KINDS = (*IN_TEXT, *ON_PAGE)


class PageNoise:
    """Dresses single pages of a host; each answer has other figures."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        self.pages: dict[str, str] = {}  #: path and query: the kind of noise

    def __call__(self, request: Request, response: Response) -> Response:
        kind = self.pages.get(request.target)
        if kind is None or response.status != 200 or not isinstance(response.body, bytes):
            return response
        return replace(response, body=ON_PAGE[kind](response.body, self._chance))


class Restyle:
    """A new theme on the same addresses: other class names, other tags around the same words."""

    _CLASS = re.compile(rb'\b(class|id)="([^"]+)"')
    _TAGS = ((b"section", b"div"), (b"article", b"div"), (b"h3", b"h4"))

    def __init__(self, seed: int) -> None:
        self._prefix = f"t{seed % 1000}-".encode()

    def __call__(self, request: Request, response: Response) -> Response:
        if not response.content_type.startswith("text/html") or not isinstance(response.body, bytes):
            return response
        return replace(response, body=self.dress(response.body))

    def dress(self, body: bytes) -> bytes:
        """The same page in the new theme."""
        body = self._CLASS.sub(self._rename, body)
        for old, new in self._TAGS:
            body = re.sub(rb"(</?)" + old + rb"\b", rb"\1" + new, body)
        body = _BODY.sub(rb'\1<div class="' + self._prefix + rb'outer"><div>', body, count=1)
        return _BODY_END.sub(rb"</div></div>\1", body, count=1)

    def _rename(self, match: re.Match[bytes]) -> bytes:
        # What a script or a label refers to by its name would break; names of forms stay.
        if match[2].startswith(b"__"):
            return match[0]
        names = b" ".join(self._prefix + name for name in match[2].split())
        return match[1] + b'="' + names + b'"'


class Frozen:
    """Machine-readable lists that stand still while the pages go on: each repeats what it said first."""

    def __init__(self) -> None:
        self._said: dict[str, Response] = {}

    def __call__(self, request: Request, response: Response) -> Response:
        if response.content_type.startswith("text/html") or request.path == "/robots.txt":
            return response
        return self._said.setdefault(request.target, response)
