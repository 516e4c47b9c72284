"""Front pages: where a site begins, in all its languages or in one of them (pure)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.addresses import canonical_address

#: The first page of a folder, by its file's name.
_FILE = re.compile(r"/(?:default|index|home|accueil)(?:\.\w{2,5})?$", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:ar|fr|en|es|de|it|nl|pt|ru|zh|amz|zgh|ber|tzm|tmz)(?:[-_][a-z]{2})?|(?:langue|lang)[-_]\w{2,3}"
    r"|arabe?|francais|arabic|french",
    re.IGNORECASE,
)


def is_front(url: str, home: str = "") -> bool:
    """Whether a web address is a front page: a site's, that of its half in one language, or this `home`."""
    here, own = (urlsplit(canonical_address(one)) for one in (url, home))
    folder, home_folder = (_FILE.sub("", parts.path).strip("/") for parts in (here, own))
    return here == own or (not here.query and (folder in ("", home_folder) or is_language_folder(folder)))


def is_language_folder(name: str) -> bool:
    """Whether a folder, by its name, is a site's half in one language."""
    return bool(_LANGUAGE.fullmatch(name))
