"""Mending: text that was encoded once too often, as a careless move from one system to another leaves it.

What stands for nothing goes, too.
"""

from __future__ import annotations

import re
from html.entities import html5

#: What bytes 128 to 191 become where UTF-8 is taken for a western encoding.
_SIGNS = r"\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2030\u2039\u203a\u20ac\u2122"
_REST = rf"\u0080-\u00bf\u2013-\u2026{_SIGNS}"
#: Two bytes of a letter with an accent; of a quotation mark or dash; of several Arabic or Tifinagh letters.
_WESTERN = re.compile(
    rf"(?:[\u00c2\u00c3\u00c5][{_REST}]|\u00e2[\u0080\u20ac\u0082\u201a\u0084\u201e][{_REST}])+"
    rf"|(?:[\u00d8-\u00db][{_REST}][ ,.;:\d()-]*){{2,}}|(?:\u00e2[\u00b4\u00b5][{_REST}][ ]*){{2,}}"
)
#: The same where UTF-8 is taken for windows-1256: Arabic of few letters, each with a sign behind it.
_ARABIC_REST = "".join(bytes([byte]).decode("cp1256") for byte in range(0x80, 0xC0))
_ARABIC = re.compile(rf"(?:[طظعغ][{re.escape(_ARABIC_REST)}][ ,.;:\d()-]*){{3,}}")
#: `&amp;eacute;`: an entity of an entity.
_DOUBLED = re.compile(r"&amp;(#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE)
#: Characters that no text has, and that no tree takes; and the same by their numbers.
ILLEGAL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(
    r"&#(?:0*+(?:3[01]|2\d|1[124-9]|[1-8]|6553[45])(?!\d)|x0*+(?:1[\da-f]|[1-8bcef]|fff[ef])(?![\da-f]));?",
    re.IGNORECASE | re.ASCII,
)
#: A tag with all its attributes, however they are written; each mark is looked at once.
_TAG = re.compile(
    r"""<[a-zA-Z][^\s/>]*+(?:[\s/=]*+[^\s/=>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)*+"""
)
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_SHORT = 100_000  # characters of a page, in which no tag is looked for
_LONGEST = 20_000  # characters of a tag without its quoted values, in which pictures may stand


def mend(text: str) -> str:
    """The text as it was written; what cannot have been written otherwise is left as it is."""
    text = cut_tags(text)
    text = _DOUBLED.sub(_undouble, text) if "&amp;" in text else text
    text = _WESTERN.sub(lambda found: _decode(found[0], "cp1252"), text)
    text = _ARABIC.sub(lambda found: _decode(found[0], "cp1256"), text)
    return _drop_illegal_characters(text)


def _drop_illegal_characters(text: str) -> str:
    """The text without characters that none has; a form feed and a word processor's end of line are space."""
    text = ILLEGAL_CHARACTERS.sub("", text.replace("\f", " ").replace("\v", " "))
    return _NUMBERED.sub(_read_number, text) if "&#" in text else text


def _read_number(found: re.Match[str]) -> str:
    return " " if found[0].lower().strip("&#x0;") in ("11", "b", "12", "c") else ""


def cut_tags(text: str) -> str:
    """Markup without the attributes of tags that have thousands: libxml2 compares each with each."""
    return _TAG.sub(_cut_tag, text) if len(text) > _SHORT else text


def _cut_tag(found: re.Match[str]) -> str:
    tag = found[0]
    is_long = len(tag) > _LONGEST and len(_QUOTED.sub("", tag)) > _LONGEST
    return re.split(r"[\s/]", tag, maxsplit=1)[0][:_LONGEST] if is_long else tag


def _undouble(found: re.Match[str]) -> str:
    is_known = found[1].startswith("#") or f"{found[1]};" in html5
    return f"&{found[1]};" if is_known else found[0]


def _decode(wrong: str, encoding: str) -> str:
    try:
        return b"".join(_bytes_of(letter, encoding) for letter in wrong).decode("utf-8")
    except UnicodeError:
        return wrong


def _bytes_of(letter: str, encoding: str) -> bytes:
    """The byte that became a letter; the few that an encoding does not name stand for themselves."""
    return letter.encode("latin-1") if "\x80" <= letter <= "\x9f" else letter.encode(encoding)
