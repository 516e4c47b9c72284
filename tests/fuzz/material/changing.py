# ruff: noqa: E501  (tables read better in long lines)
"""Changes to whole documents: parts go, come again, change places, many times over; bytes turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

#: No example is larger, in bytes.
LARGEST = 200_000
_PARTS = re.compile(rb"(?=[<&\"' {\[,\n>/])")
#: What documents break at.
ODD = (
    b"\0", b"\xff", b"\xc3", b"\xd8", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\x0b", b"\x1b[2J", b"\x85",
    b"<", b">", b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"&amp;amp;", b"&nbsp", b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml version='1.0' encoding='utf-16'?>", b"</div>", b"</table>", b"</body></html>",
    b"<base href='//['>", b"<base href='http://other.ma/'>", b"<meta charset=utf-16>", b"<meta charset=nonsense>", b"<template>",
    b"<script>", b"<style>", b"<svg>", b"<math>", b"<frameset>", b"<plaintext>", b"<select><option>", b"<form>", b"<table><tr><td>",
    b"<a href='http://[::1'>x</a>", b"<a href='http://a:99999/'>x</a>", b"<a href=''>x</a>", b"<a href='%'>", b"<li>", b"<p>", b"<br>", b"<h1>",
    b"{", b"[", b"}", b"]", b"\\u0000", b"\\ud800", b"1e999", b"-1", b"NaN", b"null", b'"', b"'", b"9" * 5000,
    "\u202e".encode(), "\u0640".encode(), "\u0651".encode(), "ﷺ".encode(), "٣".encode(), "\u2028".encode(),
)  # fmt: skip
_WAYS = ("drop", "again", "many", "swap", "flip", "insert", "cut", "wrap")
_CHANGE = st.tuples(
    st.sampled_from(_WAYS),
    st.floats(0, 1, exclude_max=True, width=32),
    st.floats(0, 1, exclude_max=True, width=32),
    st.integers(1, 12),
    st.sampled_from(ODD),
)
_CHANGES = st.lists(_CHANGE, min_size=1, max_size=6)


def mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Three times in four the usual; `st.one_of` takes each strategy once, however often it is named."""
    return st.integers(0, 3).flatmap(lambda number: usual if number else other)


def changed(documents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Documents, some of them changed a few times."""
    documents = documents.map(lambda document: document[:LARGEST])
    return st.one_of(documents, st.tuples(documents, _CHANGES).map(lambda both: _change(*both)))


def _change(document: bytes, changes: Sequence[tuple[str, float, float, int, bytes]]) -> bytes:
    for way, place, other, length, odd in changes:
        parts = _PARTS.split(document)
        first, second = int(place * len(parts)), int(other * len(parts))
        _CHANGED[way](parts, first, second, length, odd)
        document = b"".join(parts)[:LARGEST]
    return document


def _drop(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    del parts[first : first + length]


def _again(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    parts[second:second] = parts[first : first + length]


def _many(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    again = parts[first : first + length]
    size = max(1, len(b"".join(again)))
    parts[second:second] = again * min(4 ** (1 + second % 6), LARGEST // size)


def _swap(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    low, high = sorted((first, second))
    one, other = parts[low : low + length], parts[high : high + length]
    if low + length <= high:
        parts[high : high + length], parts[low : low + length] = one, other


def _flip(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    part = bytearray(parts[first])
    if part:
        part[second % len(part)] ^= 1 << length % 8
        parts[first] = bytes(part)


def _insert(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    parts.insert(first, odd)


def _cut(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    del parts[max(first, 1) :]


def _wrap(parts: list[bytes], first: int, second: int, length: int, odd: bytes) -> None:
    tag = (b"div", b"table", b"ul", b"b", b"a href=x", b"section", b"item", b"url", b"blockquote")[length % 9]
    times = 4 ** (second % 7)
    parts.insert(first, b"<%b>" % tag * min(times, 5_000))


_CHANGED: dict[str, Any] = {
    "drop": _drop, "again": _again, "many": _many, "swap": _swap, "flip": _flip, "insert": _insert, "cut": _cut, "wrap": _wrap,
}  # fmt: skip


def joined(
    parts: Sequence[str] | st.SearchStrategy[str], most: int = 25, between: str = ""
) -> st.SearchStrategy[str]:
    """Texts of some of the parts, now and then of very many."""
    one = parts if isinstance(parts, st.SearchStrategy) else st.sampled_from(parts)
    texts = st.lists(one, min_size=1, max_size=most).map(between.join)
    times = st.sampled_from((1, 1, 1, 1, 1, 1, 1, 2, 30, 400, 5_000, 60_000))
    return st.tuples(texts, times).map(
        lambda both: both[0] * max(1, min(both[1], LARGEST // 3 // (len(both[0]) or 1)))
    )
