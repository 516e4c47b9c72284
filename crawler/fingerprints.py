"""Fingerprints: whether a list says what it said before."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from storage.model import Entry


def listing_fingerprint(entries: Iterable[Entry]) -> str:
    """SHA-256 (hex) over the keys, titles and dates of a list, whatever their order."""
    rows = {
        f"{entry.key}\x1f{entry.title}\x1f{entry.published or entry.date_text or ''}" for entry in entries
    }
    return sha256("\x1e".join(sorted(rows)).encode()).hexdigest()
