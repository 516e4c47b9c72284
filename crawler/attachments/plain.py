"""The text of plain files (pure)."""

from __future__ import annotations

#: How a text in UTF-16 begins.
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode_plain(body: bytes) -> str:
    """The text of a plain file: UTF-8 or UTF-16 by its bytes, else windows-1256 or western by its letters."""
    if body.startswith(UTF16_MARKS):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = body.decode("cp1256", "replace")
        letters = sum("\u0621" <= one <= "\u064a" for one in arabic)
        foreign = sum(one > "\x7f" for one in arabic)
        return arabic if letters * 2 > foreign else body.decode("cp1252", "replace")
