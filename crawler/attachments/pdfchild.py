"""The child process that reads one PDF file: `python -m crawler.attachments.pdfchild PATH [FOLDER]`.

It prints a line of JSON for each page, so that what was read before it was stopped is not lost; with a
folder, it draws the first pages as pictures there instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.attachments.limits import limit_process

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

CPU_SECONDS = 40
MEMORY_BYTES = 1024**3
MOST_PAGES = 300
MOST_DRAWN = 10  # pages of a scan that are read
MOST_CHARACTERS = 500_000
_DOTS = 300  # an inch, of drawn letters; at 200, thin Arabic type falls apart
_FEWEST_DOTS, _MOST_DOTS = 100, 400  # of a scan, which is read worse when it is drawn finer than it is
_MOST_PIXELS = 18_000_000  # of one page: A3
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
#: What a font's table says of a glyph that is several letters at once, as in <06440627> for a lam-alef.
_LIGATURE = re.compile(rb"<((?:0[67][0-9A-Fa-f]{2}){2,6})>")
_FIRST_MARK = 0x100000  # of a plane that no font uses: one character for each such glyph


def main() -> None:
    """Read the file that the command line names."""
    limit_process(CPU_SECONDS, MEMORY_BYTES)
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(sys.argv[1])
        if reader.is_encrypted and not reader.decrypt(""):
            _print({"end": "encrypted"})
            return
        if len(sys.argv) > 2:
            _draw_pages(sys.argv[1], Path(sys.argv[2]))
        else:
            _print_pages(reader)
    except MemoryError:
        _print({"end": "memory"})
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        _print({"end": "broken", "why": f"{type(error).__name__}: {error}"[:300]})


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _print_pages(reader: PdfReader) -> None:
    total, left, marks = len(reader.pages), MOST_CHARACTERS, dict[str, str]()
    _print({"pages": total})
    for number in range(min(total, MOST_PAGES)):
        text, failure = _read_page(reader, number, marks)
        used = {mark: letters for mark, letters in marks.items() if mark in text}
        _print({"text": text[:left], "marks": used, "failure": failure})
        left -= len(text)
        if left <= 0:
            break
    _print({"end": "read"})


def _read_page(reader: PdfReader, number: int, marks: dict[str, str]) -> tuple[str, str | None]:
    """A page's text, Arabic in the order in which it is seen from left to right; or why there is none."""
    try:
        page = reader.pages[number]
        text = page.extract_text()
        if _ARABIC.search(text):
            _mark_ligatures(page, marks)
            seen = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
            text = seen if len(_ARABIC.findall(seen)) >= len(_ARABIC.findall(text)) // 2 else text
    except Exception as error:  # noqa: BLE001 - one page that cannot be read costs that page only
        return "", f"{type(error).__name__}: {error}"[:300]
    return text.encode("utf-8", "replace").decode(), None


def _mark_ligatures(page: PageObject, marks: dict[str, str]) -> None:
    """Let each glyph of several Arabic letters count as one character: it stays whole when lines turn."""

    def mark(found: re.Match[bytes]) -> bytes:
        letters = bytes.fromhex(found[1].decode()).decode("utf-16-be", "replace")
        known = next((one for one, said in marks.items() if said == letters), None)
        one = known or chr(_FIRST_MARK + len(marks))
        marks[one] = letters
        return b"<" + one.encode("utf-16-be").hex().encode() + b">"

    for table in _list_font_tables(page):
        table.set_data(_LIGATURE.sub(mark, table.get_data()))


def _list_font_tables(page: PageObject) -> Iterator[Any]:
    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources else None
    for font in fonts.get_object().values() if fonts else ():
        table = font.get_object().get("/ToUnicode")
        if table is not None and hasattr(table.get_object(), "set_data"):
            yield table.get_object()


def _find_dots(page: Any) -> float:
    """Dots an inch at which a page is drawn: those of the picture that fills most of it, if one does."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    width, height = page.get_size()
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > width * height / 2:
            dots = 72 * max(picture.get_px_size()) / max(right - left, top - bottom)
            return float(min(max(dots, _FEWEST_DOTS), _MOST_DOTS))
    return _DOTS


def _draw_pages(path: str, folder: Path) -> None:
    """The first pages as people see them, in grey; a page that cannot be drawn costs that page only."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(path)
    for number in range(min(len(document), MOST_DRAWN)):
        with suppress(Exception):
            page = document[number]
            width, height = page.get_size()
            scale = min(_find_dots(page) / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
            picture = page.render(scale=scale, grayscale=True).to_pil()
            picture.save(folder / f"{number:04}.png", compress_level=1)
    _print({"end": "read"})


if __name__ == "__main__":
    main()
