"""Hosts in their own letters: what stands as `xn--…` in an address, as people write and read it (pure)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

#: Scripts in which bodies of this country write their names.
_SCRIPTS = ({"ARABIC"}, {"LATIN"}, {"TIFINAGH"})
_HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9-]+\.)*xn--[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE)


def show_hosts(text: str) -> str:
    """A text with the hosts in it as people read them.

    One of other letters, or of two scripts, stays as machines write it: it may be there to deceive.
    """
    if "xn--" not in text.lower():
        return text
    return _HOST.sub(lambda found: ".".join(map(_show_label, found[0].split("."))), text)


def _show_label(label: str) -> str:
    try:
        shown = label.lower().encode("ascii").decode("idna") if label.lower().startswith("xn--") else label
    except UnicodeError:
        return label
    scripts = {unicodedata.name(one, "").partition(" ")[0] for one in shown if one.isalpha()}
    return shown if scripts in _SCRIPTS else label


def write_host(url: str) -> str:
    """A web address with its host as machines ask for it, `xn--…`. Raises ValueError where it can be none."""
    host = urlsplit(url).netloc.partition(":")[0]
    return url if url.isascii() else url.replace(host, host.encode("idna").decode("ascii"), 1)
