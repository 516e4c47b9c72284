"""The text of RTF files: letters by their number, or by the code page of their font (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])|"
    rb"(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
#: Groups whose words are no part of the text.
_UNSEEN = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr",
    "footerl", "footerr", "fldinst", "listtable", "listoverridetable", "revtbl", "themedata", "datastore",
}  # fmt: skip
_SIGNS = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": " | ",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”",
}  # fmt: skip
_CHARSETS = {
    "0": "cp1252",
    "178": "cp1256",
    "161": "cp1253",
    "162": "cp1254",
    "204": "cp1251",
    "238": "cp1250",
}
_FONT = re.compile(rb"\\f(\d+)[^{};]{0,200}?\\fcharset(\d+)")
_PAGE = re.compile(rb"\\ansicpg(\d+)")
_MOST_DEPTH = 500


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces."""

    is_seen: bool = True
    page: str = "cp1252"
    skipped: int = 1  # characters behind a numbered one, for programs that do not know it


@dataclass(slots=True)
class _Reader:
    page: str
    fonts: dict[str, str]
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    skip: int = 0  # characters still to be passed over
    parts: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)  # bytes of one code page

    def write(self, text: str) -> None:
        self.flush()
        if self.group.is_seen:
            self.parts.append(text)

    def write_bytes(self, data: bytes) -> None:
        passed = min(self.skip, len(data))
        self.skip -= passed
        if self.group.is_seen:
            self.waiting += data[passed:]

    def flush(self) -> None:
        if self.waiting:
            self.parts.append(self.waiting.decode(self.group.page, "replace"))
            self.waiting.clear()

    def brace(self, sign: bytes) -> None:
        self.flush()
        self.skip = 0
        if sign == b"{" and len(self.outer) < _MOST_DEPTH:
            self.outer.append(self.group)
        elif sign == b"}" and self.outer:
            self.group = self.outer.pop()

    def word(self, word: str, number: str) -> None:
        if word == "u" and number:
            self.write(chr(int(number) % 0x10000))
            self.skip = self.group.skipped
        elif word in _SIGNS:
            self.write(_SIGNS[word])
        elif word == "uc" and number:
            self.group = replace(self.group, skipped=max(0, int(number)))
        elif word in ("f", "plain"):
            self.flush()
            self.group = replace(self.group, page=self.fonts.get(number, self.page))
        elif word in _UNSEEN:
            self.hide()

    def hide(self) -> None:
        self.flush()
        self.group = replace(self.group, is_seen=False)

    def sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.hide()
        elif sign in (b"\\", b"{", b"}"):
            self.write_bytes(sign)
        elif sign in (b"\n", b"\r"):
            self.write("\n")
        elif sign == b"~":
            self.write(" ")


def read_rtf(body: bytes) -> str:
    """The text of an RTF file; groups that are left open are taken as closed at its end."""
    stated = _PAGE.search(body)
    page = (
        f"cp{stated[1].decode()}"
        if stated and stated[1] in (b"1256", b"1252", b"1250", b"1251")
        else "cp1252"
    )
    fonts = {one[1].decode(): _CHARSETS.get(one[2].decode(), page) for one in _FONT.finditer(body)}
    reader = _Reader(page, fonts, _Group(page=page))
    for token in _TOKEN.finditer(body):
        if token["word"]:
            reader.word(token["word"].decode(), (token["number"] or b"").decode())
        elif token["hex"]:
            reader.write_bytes(bytes.fromhex(token["hex"].decode()))
        elif token["sign"]:
            reader.sign(token["sign"])
        elif token["brace"]:
            reader.brace(token["brace"])
        elif token["text"]:
            reader.write_bytes(token["text"])
    reader.flush()
    # Characters beyond the first plane are written as two numbers.
    return "".join(reader.parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
