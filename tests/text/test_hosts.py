"""Hosts are shown in the letters in which people write them."""

from __future__ import annotations

import pytest

from text.hosts import show_hosts

OASIS = "جماعة-الواحة.المغرب"
WRITTEN = "xn----ymcbahdpn7h3ef6b.xn--mgbc0a9azcg"
SENTENCES = {
    "an address in a sentence": (
        f"https://{WRITTEN}/ar/?a=1: it fails",
        f"https://{OASIS}/ar/?a=1: it fails",
    ),
    "with a port, in capitals": (f"HTTP://{WRITTEN.upper()}:8000/", f"HTTP://{OASIS}:8000/"),
    "below one of other letters": (f"http://www.{WRITTEN}", f"http://www.{OASIS}"),
    "with an accent": ("https://www.xn--mekns-7ra.ma/", "https://www.meknès.ma/"),
    "of letters that look like others": ("https://xn--80ak6aa92e.com/", "https://xn--80ak6aa92e.com/"),
    "of two scripts": ("https://xn--pypal-4ve.com/", "https://xn--pypal-4ve.com/"),
    "no name at all": ("https://xn--oops.ma/ and xn--", "https://xn--oops.ma/ and xn--"),
    "within a word": ("axn--mgbc0a9azcg", "axn--mgbc0a9azcg"),
    "none": ("https://meknes.ma/", "https://meknes.ma/"),
}


@pytest.mark.parametrize(("written", "shown"), SENTENCES.values(), ids=SENTENCES)
def test_hosts_are_shown_as_people_write_them(written: str, shown: str) -> None:
    assert show_hosts(written) == shown
