"""What the command line prints: data to stdout, messages to stderr, tables and progress for terminals."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.progress import MofNCompleteColumn, Progress
from rich.table import Table
from rich.text import Text

from storage.model import BalaghError
from text.folding import drop_directions, isolate
from text.hosts import show_hosts

T = TypeVar("T")
messages = Console(stderr=True, highlight=False, soft_wrap=True)
#: By how many columns it is judged whether a table fits into a terminal at all.
_WIDE = 200
#: Control characters but tab and line end, and marks that part lines or turn what follows: ours are isolates.
_CONTROL = {code: None for code in (*range(9), *range(11, 32), *range(127, 160), *range(0x2028, 0x202F))}


def print_json(value: object) -> None:
    """One JSON document, or one line of many."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(message: str) -> None:
    """A message for people, on stderr, with hosts in their own letters."""
    messages.print(Text(show_hosts(clean(message))))


def print_text(text: str) -> None:
    """Plain text for people, on stdout."""
    sys.stdout.write(clean(text) + "\n")
    sys.stdout.flush()


def print_styled(line: Text) -> None:
    """A line with some words in bold, where the terminal can."""
    Console(highlight=False, soft_wrap=True).print(line)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table, or a block for each row where a terminal is too narrow; each cell keeps its own direction.

    For a file or another program each row is one line, as long as it needs.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        _print_plain([columns, *cells])
        return
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in cells:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    whole = Measurement.get(console, console.options.update_width(_WIDE), table)
    if whole.minimum <= console.width:
        console.print(table)
        return
    for row in cells:
        console.print(_stack(columns, row))


def _print_plain(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{'  '.join(cells).rstrip()}\n")


def print_list(columns: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> None:
    """A table, or a sentence where there is no row: what is not there, and how it comes to be."""
    if rows:
        print_table(columns, rows)
    else:
        say(nothing)


def _stack(columns: Sequence[str], row: Sequence[str]) -> Table:
    """One row, a line for each column, and an empty line."""
    block = Table.grid(padding=(0, 2))
    for column, cell in zip(columns, row, strict=True):
        block.add_row(Text(column, style="bold"), Text(cell))
    block.add_row()
    return block


def follow(rows: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """Pass rows on, and show in a terminal how many have gone by."""
    if not messages.is_terminal:
        yield from rows
        return
    with Progress(
        *Progress.get_default_columns(), MofNCompleteColumn(), console=messages, transient=True
    ) as bar:
        yield from bar.track(rows, total=total, description=what)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show in a terminal that something takes its time."""
    with messages.status(what) if messages.is_terminal else nullcontext():
        yield


def clean(text: str) -> str:
    """Without the control characters by which a page could write into a terminal."""
    return text.translate(_CONTROL)


def show_time(instant: datetime | None) -> str:
    """An instant in the reader's own time zone, which is named, to the minute."""
    if instant is None:
        return "-"
    text = instant.astimezone().isoformat(" ", "minutes")
    clock, offset = text[:16], text[16:]
    return f"{clock} {'UTC' if offset == '+00:00' else offset}"


def say_count(number: int, one: str, many: str | None = None) -> str:
    """How many of what: `1 alert`, `2 near misses`; the plural is made with an s where none is given."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def say_duration(seconds: float) -> str:
    """A time in the largest unit that divides it: 900 are `15 minutes`."""
    units = {"day": 24 * 3600, "hour": 3600, "minute": 60, "second": 1}
    unit = next(
        (name for name, length in units.items() if seconds >= length and not seconds % length), "second"
    )
    count = f"{seconds / units[unit]:g}"
    return f"{count} {unit}{'s' * (count != '1')}"


def say_size(count: int) -> str:
    """A number of bytes in the unit that people read: `812 bytes`, `1.4 MB`."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises BalaghError where it cannot be written."""
    if path.is_dir():
        raise BalaghError(f"{path} is a folder; name a file in it")
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BalaghError(f"{path} cannot be written: {error.strerror}; choose another place") from error


def _cell(value: object) -> str:
    text = drop_directions(clean("-" if value is None else str(value))).replace("\n", " ")
    return text if text.isascii() else isolate(text)
