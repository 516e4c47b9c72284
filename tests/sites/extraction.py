"""Pages of the simulator's sites with what stands in their articles, and how near a reading comes to it."""

from __future__ import annotations

import re
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator import Portal

_WORD = re.compile(r"\w+")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?)$", re.IGNORECASE)


#: What a site's template sets around what an editor wrote, and a reader calls a part of the text: place and
#: day of a signature, the words that open a text. It counts neither as right nor as wrong.
ADDED = {
    "porte": re.compile(r"Fait à Talmert El Oulia, le [^\n]*|حرر بتالمرت العليا[^\n]*"),
    "tableau": re.compile(r"وادي الرمان، في \d[^\n]*"),
    "compteur": re.compile(r"يومه \S+ \S+،السيد رئيس المجلس الجماعي:"),
}


@dataclass(frozen=True)
class TruePage:
    """An article's page as the site sends it, and what its editors wrote."""

    site: str
    url: str
    body: bytes
    title: str
    text: str
    files: int  #: documents attached; pictures are not counted


def list_pages(portal: Portal, count: int) -> Iterator[TruePage]:
    """So many articles of a site, from its newest to its oldest."""
    items = [item for item in portal.items if item.url]
    for item in items[:: max(1, len(items) // count)][:count]:
        with urllib.request.urlopen(item.url) as answer:
            body = answer.read()
        yield TruePage(portal.name, item.url, body, item.title, "\n".join(item.text), len(item.attachments))


def measure_f1(read: str, page: TruePage) -> float:
    """The harmonic mean of how many words read are true ones, and how many true ones were read; 0 to 1."""
    read = ADDED[page.site].sub("", read) if page.site in ADDED else read
    found, wanted = Counter(_WORD.findall(read)), Counter(_WORD.findall(page.text))
    both = sum((found & wanted).values())
    return 2 * both / (sum(found.values()) + sum(wanted.values())) if both else 0.0


def count_documents(urls: Iterable[str]) -> int:
    """How many of these addresses are of documents."""
    return sum(bool(_DOCUMENT.search(urlsplit(url).path)) for url in urls)
