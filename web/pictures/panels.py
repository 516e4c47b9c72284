"""How a panel of bars is put on a sheet (pure)."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from itertools import groupby

from text.folding import isolate
from web.pictures.nouns import Bar, Layout, Panel
from web.pictures.scale import Scale, make_scale
from web.pictures.sheet import WIDTH, Anchor, Sheet

MARGIN = 12.0
_LINE, _SPACE = 16.0, 14.0  # heights: of a line of text, below a panel
_PLOT, _LEFT, _RIGHT = 110.0, 40.0, 28.0  # of columns: their height, and the least beside them
_ROW, _THICK = 34.0, 9.0  # of rows: from one to the next, and of their bars
_THIN = 1.5  # the least of a bar that can be seen
_LONGEST_LINE = {"title": 34, "heading": 44, "note": 52}  # characters
_LETTER, _DIGIT = 8.0, 7.3  # widths: of a letter of a name, on the wide side, and of a digit
Speller = Callable[[float], str]


def put_panel(sheet: Sheet, panel: Panel, spell: Speller) -> None:
    """Put a panel below what is there; `spell` writes a number as the language does."""
    put_lines(sheet, panel.title, "heading")
    sheet.height += _SPACE / 2
    scale = make_scale([one.value for one in panel.bars if one.value is not None])
    put = _put_columns if panel.layout is Layout.COLUMNS else _put_rows
    if panel.bars:
        put(sheet, panel.bars, scale, spell)
    for note in panel.notes:
        put_lines(sheet, note, "note")
    sheet.height += _SPACE


def put_lines(sheet: Sheet, words: str, sort: str) -> None:
    """A sentence on as many lines as it needs; `sort` is `title`, `heading` or `note`."""
    for line in textwrap.wrap(words, _LONGEST_LINE[sort]):
        sheet.put_text(MARGIN, sheet.height + 12, line, sort)
        sheet.height += _LINE + 4 * (sort == "title")


def _put_columns(sheet: Sheet, bars: Sequence[Bar], scale: Scale, spell: Speller) -> None:
    labels = {step: spell(step) for step in scale.list_steps()}
    left = max(_LEFT, MARGIN + _DIGIT * max(map(len, labels.values())) + 6)
    width = WIDTH - left - _RIGHT
    top, each = sheet.height + 8, width / len(bars)
    for is_shaded, found in groupby(enumerate(bars), key=lambda one: one[1].is_shaded):
        places = [number for number, _ in found]
        if is_shaded:
            sheet.put_box(left + places[0] * each, top, len(places) * each, _PLOT, "unwatched")
    for step, label in labels.items():
        y = _down(top, scale, step)
        sheet.put_box(left, y - 0.25, width, 0.5, "axis" if step == 0 else "grid")
        sheet.put_text(left - 6, y + 4, isolate(label), "number", Anchor.END)
    for number, bar in enumerate(bars):
        start = left + number * each
        if bar.value is not None:
            ends = sorted((_down(top, scale, 0), _down(top, scale, bar.value)))
            height = max(ends[1] - ends[0], _THIN)
            upper = ends[0] if bar.value < 0 else ends[1] - height
            said = f"{isolate(bar.name)} · {isolate(spell(bar.value))}"
            sheet.put_box(start + each * 0.1, upper, each * 0.8, height, "bar", said)
        if bar.tick:
            sheet.put_text(start + each / 2, top + _PLOT + 16, bar.tick, "number", Anchor.MIDDLE)
    sheet.height = top + _PLOT + 24


def _down(top: float, scale: Scale, value: float) -> float:
    return top + _PLOT * (1 - scale.share(value))


def _put_rows(sheet: Sheet, bars: Sequence[Bar], scale: Scale, spell: Speller) -> None:
    width = WIDTH - 2 * MARGIN
    zero = MARGIN + width * scale.share(0)
    for bar in bars:
        y, number = sheet.height, "" if bar.value is None else spell(bar.value)
        room = int((width - _DIGIT * (len(number) + 1)) / _LETTER)
        sheet.put_text(MARGIN, y + 12, isolate(_shorten(bar.name, room)), "name")
        if number:
            sheet.put_text(WIDTH - MARGIN, y + 12, isolate(number), "number", Anchor.END)
        if bar.value:
            said = f"{isolate(bar.name)} · {isolate(number)}"
            end = MARGIN + width * scale.share(bar.value)
            length = max(abs(end - zero), _THIN)
            sheet.put_box(zero - length if bar.value < 0 else zero, y + 17, length, _THICK, "bar", said)
        if scale.low < 0:
            sheet.put_box(zero - 0.5, y + 15, 1, _THICK + 4, "axis")
        sheet.height += _ROW


def _shorten(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 2].rsplit(' ', 1)[0]} …"
