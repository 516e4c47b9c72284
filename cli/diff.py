"""`balagh diff`: what changed between two revisions of an article, and why it matters."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from cli.assembly import open_house
from cli.look import Number, find_kept, show_forgotten
from cli.numbers import number_of
from cli.output import clean, print_json, say, show_time, write_file
from cli.portals import AsJson
from monitor.diffing import diff_row
from monitor.saying import Language, say_reason
from storage.model import Article, BalaghError, Reason, Revision, UsageError
from text.diff import Change, diff_words, split_lines
from text.folding import drop_directions, find_direction, isolate

#: How words that went and came are marked, also where there is no colour.
_SIGNS = {"removed": ("[-", "-]", "red strike"), "added": ("{+", "+}", "bold green")}
_AROUND = 1  # lines that stayed, shown before and after one that changed

_read_revision = number_of("revision", "balagh show ARTICLE")


def diff(
    number: Number,
    before: Annotated[
        int | None, typer.Argument(metavar="A", parser=_read_revision, help="A revision; the last but one.")
    ] = None,
    after: Annotated[
        int | None, typer.Argument(metavar="B", parser=_read_revision, help="A revision; the last one.")
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="A page for people, to read or print.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write the page; stdout.")
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Of what we say.")] = Language.EN,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two revisions, and why it matters: [-gone-] {+come+}."""
    if as_html and as_json:
        raise UsageError("--html or --json: choose one of them")
    if output is not None and not as_html:
        raise UsageError("-o FILE takes the page of --html; give that too")
    from monitor.compare import find_changes

    house = open_house()
    article, revisions = find_kept(house, number)
    if show_forgotten(house, article, as_json):
        return
    last = revisions[-1].number
    if last == 1 and not as_json and {before, after} <= {None, 1}:
        say(f"article {number} has not changed since it was first read: there is one revision of it only")
        return
    old = _find_revision(article, revisions, before if before is not None else max(last - 1, 1))
    new = _find_revision(article, revisions, after if after is not None else last)
    reasons = find_changes(old, new)
    if as_json:
        print_json(diff_row(old, new, reasons))
    elif as_html:
        _write_page(article, old, new, reasons, language, output)
    else:
        _print(old, new, reasons, language)


def _find_revision(article: Article, revisions: list[Revision], number: int) -> Revision:
    for revision in revisions:
        if revision.number == number:
            return revision
    first, last = revisions[0].number, revisions[-1].number
    one = "one revision only" if last == 1 else f"revision {last} only"
    there = f"revisions {first} to {last}" if last > first else one
    raise BalaghError(f"article {article.id} has {there}, no {number}")


def _write_page(
    article: Article,
    old: Revision,
    new: Revision,
    reasons: Sequence[Reason],
    language: Language,
    output: Path | None,
) -> None:
    from web.diff import render_diff

    page = render_diff(article, old, new, reasons, language)
    if output is None:
        sys.stdout.write(page)
        return
    write_file(output, page.encode())
    say(f"written to {output}")


def _print(old: Revision, new: Revision, reasons: Sequence[Reason], language: Language) -> None:
    console = Console(highlight=False, soft_wrap=True)
    seen = f"{show_time(old.seen_at)} → {show_time(new.seen_at)}"
    console.print(Text(f"revision {old.number} → {new.number}   {seen}"))
    for reason in sorted(reasons, key=lambda one: not one.is_meaningful):
        style = "bold" if reason.is_meaningful else "dim"
        sign = "!" if reason.is_meaningful else "·"
        console.print(Text(f"{sign} {clean(say_reason(reason, language))}", style=style))
    if not reasons:
        console.print(Text("nothing that a reader would call a change"))
    for name in ("title", "text"):
        lines = split_lines(diff_words(getattr(old, name), getattr(new, name)))
        if name == "title" or any(map(_has_changed, lines)):
            console.print()
            _print_lines(console, lines)


def _print_lines(console: Console, lines: list[list[Change]]) -> None:
    """The lines that changed, with those around them; how many were left out stands in their place."""
    near = {
        place + step
        for place, line in enumerate(lines)
        if _has_changed(line)
        for step in range(-_AROUND, _AROUND + 1)
    }
    left = 0
    for place, line in enumerate(lines):
        if place in near or len(lines) == 1:
            left = _say_left(console, left)
            console.print(_mark_line(line))
        else:
            left += 1
    _say_left(console, left)


def _say_left(console: Console, count: int) -> int:
    if count:
        console.print(Text(f"… {count} line{'s' * (count != 1)} that stayed", style="dim"))
    return 0


def _has_changed(line: list[Change]) -> bool:
    return any(run.kind != "same" for run in line)


def _mark_line(line: list[Change]) -> Text:
    """A line with marks around what went and came; mark and words keep their direction together."""
    shown, whole = Text(), find_direction("".join(run.words for run in line))
    for run in line:
        words = drop_directions(clean(run.words))
        if run.kind == "same":
            shown.append(words)
        else:
            opening, closing, style = _SIGNS[run.kind]
            direction = find_direction(words) or whole
            if words[:1].isspace() and shown and not shown.plain[-1:].isspace():
                shown.append(" ")
            shown.append(isolate(f"{opening}{words.strip()}{closing}", direction), style)
            shown.append(" " if run.words[-1:].isspace() or run.kind == "removed" else "")
    return shown
