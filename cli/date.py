"""`balagh date`: what date a text holds."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import Annotated, BinaryIO

import typer

from crawler.dates import DateReading, read_date

KEYS = ("text", "start", "end", "precision", "calendar", "partial", "matched", "warnings")
LONGEST_LINE = 256 * 1024  #: bytes of a line that are read; the rest of it is passed over
FIRST_PRINTED = dt.date(1912, 11, 1)  #: first Bulletin officiel: a reference before it is a slip, most likely


def date(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]...", help="Without it: one text a line from stdin.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="ISO", help="The moment that منذ, il y a and أمس count from.")
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The day that الجاري, dernier or a missing year look to."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each text.")] = False,
) -> None:
    """What date a text holds; with no TEXT, one text a line from stdin."""
    moment = _read_moment(now) if now is not None else None
    day = _read_day(reference) if reference is not None else None
    notes = _find_notes(day, moment)
    for note in notes:
        what = note.removeprefix("reference-").replace("-", " ")
        _complain(f"--reference {reference} is used, though it is {what}.")
    for text, warnings in _list_texts(texts) if texts else _read_lines(sys.stdin.buffer):
        reading = read_date(text, now=moment, reference=day)
        if day and (late := _is_before_printed(text, day)):
            reading = reading._replace(warnings=(*reading.warnings, late))
        _print(reading._replace(warnings=(*reading.warnings, *notes, *warnings)), as_json)


def _read_moment(now: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(now.strip())
    except ValueError:
        _complain(f"--now {now!r} is no moment: write it as 2024-02-12 or 2024-02-12T10:30.")
        raise typer.Exit(2) from None


def _read_day(reference: str) -> dt.date:
    try:
        return dt.datetime.fromisoformat(reference.strip()).date()
    except ValueError:
        _complain(f"--reference {reference!r} is no day: write it as 2024-02-12.")
        raise typer.Exit(2) from None


def _find_notes(reference: dt.date | None, now: dt.datetime | None) -> tuple[str, ...]:
    """What is odd about the reference: used all the same."""
    if reference is None:
        return ()
    today = now.date() if now else dt.datetime.now(dt.UTC).date()
    if reference < FIRST_PRINTED:
        return ("reference-before-1912",)
    return ("reference-in-the-future",) if reference > today + dt.timedelta(days=1) else ()


def _is_before_printed(text: str, reference: dt.date) -> str | None:
    """A warning if the text prints a whole date that is later than the reference."""
    printed = read_date(text).start
    return "reference-before-date" if printed and printed[:10] > reference.isoformat() else None


def _list_texts(texts: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for number, text in enumerate(texts, start=1):
        yield _decode(text.encode(errors="surrogateescape"), f"text {number}")


def _read_lines(stream: BinaryIO) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each line as it comes, never more than one in memory, with what is wrong with it."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        cut = len(line) == LONGEST_LINE and not line.endswith(b"\n") and _pass_over(stream)
        text, warnings = _decode(line.rstrip(b"\r\n"), f"line {number}", cut)
        if cut:
            _complain(f"line {number} is longer than {LONGEST_LINE // 1024} KiB: its beginning was read.")
            warnings = (*warnings, "line-too-long")
        yield text, warnings


def _pass_over(stream: BinaryIO) -> bool:
    """Whether there was more of the line; it is gone now."""
    more = False
    while rest := stream.readline(LONGEST_LINE):
        more = more or bool(rest.strip(b"\r\n"))
        if rest.endswith(b"\n"):
            break
    return more


def _decode(line: bytes, place: str, cut: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text, with a replacement mark for each wrong byte, and warnings that name what was wrong."""
    warnings: tuple[str, ...] = ()
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        text = line.decode(errors="replace")
        if not (cut and error.end >= len(line)):
            _complain(f"{place} is not UTF-8 at byte {error.start + 1}: what could be read was.")
            warnings = ("not-utf-8",)
    if "\0" in text:
        _complain(f"{place} holds a NUL: the rest was read.")
        warnings = (*warnings, "nul")
    return text, warnings


def _print(reading: DateReading, as_json: bool) -> None:
    if as_json:
        found = {key: getattr(reading, key) for key in KEYS}
        typer.echo(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
        return
    value = reading.start or reading.partial or "no date"
    value += f" to {reading.end}" if reading.end else ""
    said = f"  ({reading.precision}) \u2068{reading.matched}\u2069" if reading.matched else ""
    typer.echo((value + said + "".join(f"  [{one}]" for one in reading.warnings)).encode(errors="replace"))


def _complain(sentence: str) -> None:
    typer.echo(sentence.encode(errors="replace"), err=True)


if __name__ == "__main__":
    typer.run(date)
