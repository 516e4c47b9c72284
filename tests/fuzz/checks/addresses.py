"""The one form of an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.addresses import canonical_address, same_site
from tests.fuzz.text import read_text


def check_address(example: bytes) -> None:
    written = read_text(example)
    key = canonical_address(written)
    assert canonical_address(key) == key, f"the form of a form is another: {key!r} {canonical_address(key)!r}"
    assert key == canonical_address(f" \t{written}\n"), f"white space around it counts: {key!r}"
    if key == written.strip():
        return
    parts = urlsplit(key)
    assert parts.scheme == "https" and parts.hostname, f"no web address: {key!r}"
    assert key.isascii() and key.isprintable(), f"letters that no address has: {key!r}"
    assert " " not in key and not parts.fragment, f"what no key has: {key!r}"
    assert same_site(written, key), f"a form on another site: {written!r} {key!r}"
    assert canonical_address(f"{written.strip()}#part") == key or "#" in written, (
        f"a fragment counts: {key!r}"
    )
