"""The codebook of a data set: what each column says, where dates come from, how to cite it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from storage.dataset.schema import Field, Table
from storage.dataset.statement import Statement
from storage.dataset.tables import KINDS, PROVENANCES, TABLES
from storage.model import TextStatus

FILE_STATUSES = {
    TextStatus.READ: "its own text was read",
    TextStatus.OCR: "it is a picture, whose text was recognised",
    TextStatus.SCAN: "it is a picture, and no text was recognised in it",
    TextStatus.ENCRYPTED: "it wants a password",
    TextStatus.BROKEN: "it is damaged",
    TextStatus.TOO_LARGE: "it is larger than what is read",
    TextStatus.UNREADABLE: "no text comes out of it that can be trusted",
    TextStatus.NOT_A_FILE: "a page came in its place",
    TextStatus.FAILED: "it did not come",
    TextStatus.SKIPPED: "it is of a sort that is not asked for, or was one too many",
}


def render_codebook(
    statement: Statement, rows: Mapping[str, int], kinds: Mapping[str, Mapping[str, int]]
) -> str:
    """The codebook of a data set: how many rows each of its tables holds, and how many of each kind."""
    parts = [_render_head(statement, rows), *(_render_table(one, rows[one.name]) for one in TABLES)]
    parts += [
        _render_kinds(kinds["articles"], kinds["revisions"]),
        _render_dates(),
        _render_files(),
        _CELLS,
        _render_limits(statement),
        _render_citation(statement),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _render_head(statement: Statement, rows: Mapping[str, int]) -> str:
    known = f"{statement.known_until:%Y-%m-%d %H:%M:%S} UTC" if statement.known_until else "it is empty"
    lines = [
        "# Codebook",
        "",
        f"Articles: {rows['articles']}, portals: {rows['portals']}. Written by Balagh {statement.version}.",
        "",
        f"- chosen by: `{statement.command()}`",
        *_render_undated(statement),
        f"- the archive last learned something: {known}",
        f"- as of: {statement.as_of:%Y-%m-%d %H:%M:%S} UTC" if statement.as_of else "- as of: that instant",
        f"- licence of the data: {statement.licence or 'unknown, nobody stated it'}",
    ]
    return "\n".join(lines)


def _render_undated(statement: Statement) -> Iterator[str]:
    """What a choice by days leaves out, and how much that is."""
    if statement.undated is None:
        return
    yield (
        f"- left out, because no date of theirs is known and days were asked for: {statement.undated} "
        f"article{'' if statement.undated == 1 else 's'}. A month or year alone counts as each of its days"
    )


def _render_table(table: Table, rows: int) -> str:
    head = f"## {table.name}\n\n{table.about[:1].upper()}{table.about[1:]}. Rows: {rows}"
    head += f"; key: {', '.join(table.key)}." if table.key else "."
    lines = ["| column | type | what it says |", "|---|---|---|", *_render_fields(table.fields)]
    return head + "\n\n" + "\n".join(lines)


def _render_fields(fields: tuple[Field, ...], within: str = "") -> Iterator[str]:
    for field in fields:
        kind = field.type.value if not field.is_required else f"{field.type.value}, always there"
        yield f"| `{within}{field.name}` | {kind} | {field.about.replace('|', '/')} |"
        yield from _render_fields(field.items, f"{within}{field.name}[].")


def _render_kinds(articles: Mapping[str, int], versions: Mapping[str, int]) -> str:
    lines = [
        "## Kinds",
        "",
        "The kinds that are in this package. They are told by a table of words, to which whoever keeps the "
        "archive may add kinds of their own; `kind_words` are the words that decided.",
        "",
        "| kind | what it is | articles | versions |",
        "|---|---|---|---|",
    ]
    for kind in sorted({*articles, *versions}):
        what = KINDS.get(kind, "a kind of this archive's own, by the words in its table")
        name = " ".join(kind.replace("|", "/").split())
        lines.append(f"| `{name}` | {what} | {articles.get(kind, 0)} | {versions.get(kind, 0)} |")
    return "\n".join(lines)


def _render_dates() -> str:
    lines = [
        "## Dates",
        "",
        "`published` is what the portal says of itself; Balagh never puts a date where none is. "
        "`published_provenance` says where it was read, the most trusted first:",
        "",
        "| provenance | where it was read |",
        "|---|---|",
        *(f"| `{name}` | {where} |" for name, where in PROVENANCES.items()),
        "",
        "Dates of which the text speaks are in `event_dates`, with the words that were read. All instants "
        "(`first_seen`, `seen_at`, `at`, …) are Balagh's own clock, in UTC.",
    ]
    return "\n".join(lines)


def _render_files() -> str:
    lines = ["## Files", "", "| text_status | what came of it |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name.value}` | {what} |" for name, what in FILE_STATUSES.items())])


_CELLS = """## How the CSV files are written

UTF-8 with a byte order mark, RFC 4180: lines end with CR LF, and a cell may hold line breaks. An empty
cell is null. Lists and objects are JSON. A cell that a spreadsheet would take for a formula has an
apostrophe before it: where a cell begins with one or more apostrophes and then one of `= + - @`, their
full-width forms, a tab or a line break, take the first apostrophe away. A spreadsheet cuts a cell after
32,767 characters; other programs do not."""

_LIMITS = """
- The bytes that the portals sent are not in the data set. They are kept with the archive, as evidence.
- What was forgotten on request is in no data set, not even in one as of an instant before that.
- Of each portal the newest 1,000 gaps are kept. Where one was removed and added again before Balagh kept
  such a time as a gap, it counts as watched from when it was added again.
- Portals are described as they are now.
- What a portal published before it was watched is there as far as its list went when it was added, and as
  `balagh backfill` walked it back: see `past` in `portals`. "ended" means that Balagh had nothing left to
  ask for: what the site does not show, or shows in a way that is not understood, is missing all the same,
  and so is what it listed and could not be read. Without it, nothing tells where in the past holes are.
- A choice by `--since` or `--until` leaves out what has no date, also what was published in between."""

_THEN = """
- Null, because it was not kept by time: {names}. Of these, what belongs to a version is there where it
  was kept with that version.
- An unknown date is bounded only by what its own version said; what neighbours told later is left out.
- The text of a file that was read, or read again, after the instant is left out.
- `past` and what tells of it in `portals` are null where the walk back went on after the instant.
- `coverage` ends with the instant where the portal was read before and after it without a gap."""


def _render_limits(statement: Statement) -> str:
    parts = ["## What cannot be known from it", _LIMITS]
    if statement.as_of is not None:
        articles = next(one for one in TABLES if one.name == "articles")
        names = ", ".join(f"`{one.name}`" for one in articles.fields if one.can_be_unknown)
        parts += ["This data set is as of an instant:", _THEN.format(names=names)]
    return "\n\n".join(part.strip() for part in parts)


def _render_citation(statement: Statement) -> str:
    until = statement.as_of or statement.known_until
    when = f"as of {until:%Y-%m-%dT%H:%M:%S.%fZ}" if until else "empty"
    return (
        "## How to cite\n\n"
        f"> News of Moroccan communes, as Balagh read it, {when}. Data package, written by Balagh "
        f"{statement.version}. [SHA-256 of datapackage.json]\n\n"
        "Name whoever keeps the archive as its author, and the digest of `datapackage.json` (`sha256sum "
        "datapackage.json`): it holds the digests of all tables, so it proves that the data are these. "
        "The rights in the articles are their authors'."
    )
