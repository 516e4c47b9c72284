"""Lists of portals: what each notation says, and the line on which a bad one goes wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cli.portal_lists import MOST_PORTALS, Wanted, load_portal_list, parse_csv, parse_opml
from storage.model import PortalError

A, B = "http://a.example/", "http://b.example/ar"


def told(wanted: Wanted) -> tuple[str | None, ...]:
    return wanted.target, wanted.portal_id, wanted.name, wanted.region


FULL = [(A, "a", "Commune, dite A", "Souss-Massa"), (B, None, "جماعة ب", None)]
CSV = {
    "comma": f'url,id,name,region\n{A},a,"Commune, dite A",Souss-Massa\n{B},,جماعة ب,\n',
    "semicolon": f"url;id;name;region\n{A};a;Commune, dite A;Souss-Massa\n{B};;جماعة ب;\n",
    "tab": f"url\tid\tname\tregion\n{A}\ta\tCommune, dite A\tSouss-Massa\n{B}\t\tجماعة ب\t\n",
    "mark of the encoding": f"\ufeffurl;id;name;region\n{A};a;Commune, dite A;Souss-Massa\n{B};;جماعة ب;\n",
    "Windows line ends": f"url;id;name;region\r\n{A};a;Commune, dite A;Souss-Massa\r\n{B};;جماعة ب;\r\n",
    "old line ends": f"url;id;name;region\r{A};a;Commune, dite A;Souss-Massa\r{B};;جماعة ب;",
    "another order, more columns, capitals": (
        f"Region;Mayor;NAME; Url ;Id\nSouss-Massa;X;Commune, dite A;{A};a\n;Y;جماعة ب;{B};\n"
    ),
    "empty lines and cells": (
        f"\nurl;id;name;region;;\n\n{A};a;Commune, dite A;Souss-Massa;;\n;;;;;\n{B};;جماعة ب\n"
    ),
    "spaces and marks of direction": (
        f"url;id;name;region\n {A}\u00a0; a;Commune,  dite A;\u200eSouss-Massa\n{B};;\u200fجماعة ب\u200f;\n"
    ),
    "quoted": f'"url";"id";"name";"region"\n"{A}";"a";"Commune,\ndite A";"Souss-Massa"\n"{B}";;"جماعة ب";\n',
}


@pytest.mark.parametrize("text", CSV.values(), ids=CSV)
def test_csv(text: str) -> None:
    assert [told(one) for one in parse_csv(text.encode())] == FULL


def test_csv_of_addresses_only() -> None:
    assert [told(one) for one in parse_csv(f"url\n{A}\n{B}".encode())] == [
        (A, None, None, None),
        (B, None, None, None),
    ]


def test_places_are_the_lines_on_which_rows_begin() -> None:
    text = f'url,name\n\n{A},"two\nlines"\n{B},\n'
    assert [one.place for one in parse_csv(text.encode(), "my.csv")] == ["my.csv, line 3", "my.csv, line 5"]


OUTLINES = f"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Communes</title></head><body>
<outline text="Souss &amp; Massa">
  <outline text="A" title="Commune A" type="rss" htmlUrl="{A}" xmlUrl="{A}feed"/>
  <outline text="جماعة ب" type="rss" xmlurl="{B}"/>
  <outline text="no address"/>
</outline></body></opml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_opml(encoding: str) -> None:
    data = OUTLINES.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
    assert [told(one) for one in parse_opml(data)] == [
        (A, None, "Commune A", None),
        (B, None, "جماعة ب", None),
    ]
    assert [one.place for one in parse_opml(data, "my.opml")] == ["my.opml, line 4", "my.opml, line 5"]


BOMB = """<!DOCTYPE opml [
<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]><opml><body><outline htmlUrl="http://&b;/"/></body></opml>"""
STRANGER = """<!DOCTYPE opml [
<!ENTITY a SYSTEM "file:///etc/passwd">
]><opml><body><outline htmlUrl="http://a.example/" text="&a;"/></body></opml>"""
DECLARED = b'<?xml version="1.0" encoding="utf-8"?><opml/>'
BAD = {
    "empty": ("a.csv", b"", "line 1: there is no column `url`"),
    "no url column": ("a.csv", b"address,name\nhttp://a.example/,A\n", "line 1: there is no column `url`"),
    "no first line": ("a.csv", b"http://a.example/\n", "line 1: there is no column `url`"),
    "only a first line": ("a.csv", b"url,name\n\n", "lists no portal"),
    "windows-1256": ("a.csv", f"url,name\n{A},مكناس\n".encode("windows-1256"), "line 2: this is not UTF-8"),
    "UTF-16": ("a.csv", f"url\n{A}\n".encode("utf-16"), "line 1: this is not UTF-8"),
    "no text at all": ("a.csv", b"\x00\x01\x02" * 1000, "line 1: there is no column `url`"),
    "a comma too many": ("a.csv", f"url,name\n{A},A\n{B},B,C\n".encode(), "line 3: 3 cells under 2 columns"),
    "open quotation mark": ("a.csv", f'url,name\n{A},"A\n{B},B\n'.encode(), "line 2: this cannot be read"),
    "a cell without end": ("a.csv", b"url,name\na,b\n" + b"x" * 200_000, "line 3: this cannot be read"),
    "broken XML": ("a.opml", b"<opml><body>\n<outline</body></opml>", "line 2: this is no XML"),
    "cut off": ("a.opml", f'<opml><body>\n<outline htmlUrl="{A}"/>\n'.encode(), "line 3: this is no XML"),
    "no XML": ("a.opml", f"url\n{A}\n".encode(), "line 1: this is no XML"),
    "unknown encoding": (
        "a.opml",
        DECLARED.replace(b"utf-8", b"klingon"),
        "line 1: its encoding",
    ),
    "encoding of many bytes": (
        "a.opml",
        DECLARED.replace(b"utf-8", b"gb18030"),
        "line 1: its encoding",
    ),
    "a feed": ("a.xml", b'<?xml version="1.0"?>\n<rss><channel/></rss>', "line 2: this is no OPML"),
    "no outlines": ("a.opml", b"<opml><body><outline text='A'/></body></opml>", "lists no portal"),
    "entity bomb": ("a.opml", BOMB.encode(), "line 2: an entity is declared"),
    "entity from elsewhere": ("a.opml", STRANGER.encode(), "line 2: an entity is declared"),
}


@pytest.mark.parametrize("name, data, sentence", BAD.values(), ids=BAD)
def test_a_bad_file_is_one_sentence(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    csv.field_size_limit(131_072)  # Python's own: who reads a data set in the same process raises it
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PortalError) as caught:
        load_portal_list(tmp_path / name)
    assert sentence in str(caught.value)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_million_rows(tmp_path: Path) -> None:
    rows = b"".join(b"http://%d.example/\n" % number for number in range(1_000_000))
    (tmp_path / "a.csv").write_bytes(b"url\n" + rows)
    with pytest.raises(PortalError, match=f"line {MOST_PORTALS + 2}: more than 10,000 portals"):
        load_portal_list(tmp_path / "a.csv")
    (tmp_path / "b.opml").write_bytes(b"<opml>\n" + b'<outline htmlUrl="http://a.example/"/>\n' * 100_000)
    with pytest.raises(PortalError, match=f"line {MOST_PORTALS + 2}: more than 10,000 portals"):
        load_portal_list(tmp_path / "b.opml")


def test_a_file_without_end() -> None:
    with pytest.raises(PortalError, match="larger than 64 MB"):
        load_portal_list(Path("/dev/zero"))


@pytest.mark.parametrize("name, why", [("nowhere.csv", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(PortalError, match=why):
        load_portal_list(tmp_path / name)
