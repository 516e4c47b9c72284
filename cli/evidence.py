"""`balagh evidence, forget`: what servers answered, the proof of it, and how it is erased."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.assembly import House, open_house
from cli.look import Number
from cli.numbers import read_article_number
from cli.output import print_json, print_table, print_text, say, show_time, write_file
from cli.portals import AsJson
from storage import articles as kept
from storage.database import Connection
from storage.evidence import rows
from storage.model import Article, BalaghError, Evidence, UsageError
from storage.revisions import list_revisions
from storage.tombstones import find_tombstone


class Language(StrEnum):
    """The languages of the proof sheet."""

    AR = "ar"
    FR = "fr"
    EN = "en"


def evidence(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[ARTICLE]", help="Its number; with --verify, also a WARC file."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="Where to; article-N.warc.gz here.")
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="A proof sheet for people instead.")] = False,
    language: Annotated[Language, typer.Option("--language", help="Of the proof sheet.")] = Language.FR,
    check: Annotated[bool, typer.Option("--verify", help="Check every byte; 1 where one differs.")] = False,
    old: Annotated[bool, typer.Option("--expire", help="Drop what is older than evidence_days.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write what servers answered about an article as WARC with a manifest; alone, show what is kept."""
    if check and what is not None and not what.isdecimal():
        from storage.evidence.manifest import verify_written

        return _tell(verify_written(Path(what)), what, as_json)
    if as_html and (what is None or check or old):
        raise UsageError("--html writes the proof sheet of one article: give its number, and no other order")
    house = open_house()
    if old:
        _expire(house)
    elif check:
        _verify(house, what, as_json)
    elif what is None:
        _summarise(house, as_json)
    else:
        _write(house, read_article_number(what), output, language if as_html else None, as_json)
    return None


def _expire(house: House) -> None:
    days = house.settings.evidence_days
    if days is None:
        raise BalaghError("evidence is kept for ever; set BALAGH_EVIDENCE_DAYS to a number of days")
    gone = house.expire_evidence()
    say(f"{len(gone)} file{'s' * (len(gone) != 1)} of evidence older than {days:g} days taken away")


def _verify(house: House, what: str | None, as_json: bool) -> None:
    from storage.evidence.verifying import verify

    number = None if what is None else read_article_number(what)
    with house.store.read() as connection:
        if number is not None:
            _require(connection, number)
        findings = verify(connection, house.evidence, number)
    _tell(findings, "the evidence" if number is None else f"the evidence of article {number}", as_json)


def _tell(findings: Any, what: str, as_json: bool) -> None:
    """Print what a check found. Raises BalaghError where something is not as it was kept."""
    if as_json:
        names = ("records", "faults", "declared", "notes")
        head = findings.head and _head(findings.head)
        print_json({name: getattr(findings, name) for name in names} | {"head": head})
    else:
        for sentence in findings.faults:
            print_text(f"ALTERED: {sentence}")
        for sentence in findings.declared:
            print_text(f"declared: {sentence}")
        for sentence in findings.notes:
            print_text(f"note: {sentence}")
    count = f"{findings.records} record{'s' * (findings.records != 1)}"
    if findings.faults:
        more = f", and {len(findings.faults) - 1} more" if len(findings.faults) > 1 else ""
        raise BalaghError(f"{what} is not what was kept: {findings.faults[0]}{more}")
    say(f"{what} is what was kept: {count} checked")


def _head(last: Evidence) -> dict[str, Any]:
    return {"number": last.id, "chain": last.chain, "fetched_at": last.fetched_at.isoformat()}


def _require(connection: Connection, number: int) -> Article:
    article = kept.find_article(connection, number)
    if article is None:
        raise BalaghError(f"there is no article {number}; `balagh articles` lists them")
    return article


def _summarise(house: House, as_json: bool) -> None:
    with house.store.read() as connection:
        counts, last = rows.count_records(connection), rows.find_last(connection)
    folder = house.evidence.path
    files = sorted(folder.glob("*.warc.gz")) if folder.is_dir() else []
    size = sum(file.stat().st_size for file in files)
    if as_json:
        oldest, newest = (at and at.isoformat() for at in (counts.oldest, counts.newest))
        document = {"folder": str(folder), "files": len(files), "bytes": size, "records": counts.records}
        document |= {"forgotten": counts.forgotten, "expired": counts.expired}
        print_json(document | {"oldest": oldest, "newest": newest, "head": last and _head(last)})
        return
    columns = ("files", "bytes", "records", "forgotten", "expired", "oldest", "newest")
    oldest, newest = show_time(counts.oldest), show_time(counts.newest)
    row = (len(files), f"{size:,}", counts.records, counts.forgotten, counts.expired, oldest, newest)
    print_table(columns, [row])
    print_text(f"folder: {folder}")
    if last is not None:
        print_text(f"head of the chain: {last.id} {last.chain}")


def _write(house: House, number: int, output: Path | None, language: str | None, as_json: bool) -> None:
    from storage.evidence.manifest import dump_manifest, find_manifest, make_warc

    path = output or Path(f"article-{number}.{'warc.gz' if language is None else 'html'}")
    with house.store.read() as connection:
        article = _require_kept(connection, number)
        warc, manifest = make_warc(connection, house.evidence, article, path.name, datetime.now(UTC))
        revisions = list_revisions(connection, number)
    if language is None:
        written = {path: warc, find_manifest(path): dump_manifest(manifest)}
    else:
        from web.proof import render_proof

        written = {path: render_proof(article, revisions, manifest, language).encode()}
    for place, data in written.items():
        write_file(place, data)
    if as_json:
        print_json({"files": [str(place) for place in written], "manifest": manifest})
    say(f"written to {' and '.join(map(str, written))}")


def _require_kept(connection: Connection, number: int) -> Article:
    """An article of which there is evidence. Raises BalaghError, which says why there is none."""
    article = _require(connection, number)
    tombstone = find_tombstone(connection, number)
    if tombstone is not None:
        at = f"{tombstone.forgotten_at:%Y-%m-%d}"
        raise BalaghError(f"article {number} was forgotten on {at}: {tombstone.reason}")
    records = list(rows.list_records(connection, number))
    if not records:
        why = "it was read before evidence was kept, or elsewhere"
        raise BalaghError(f"there is no evidence of article {number}: {why}")
    if all(record.erased for record in records):
        raise BalaghError(f"the evidence of article {number} went because of its age (evidence_days)")
    return article


def forget(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept, so name nobody.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase an article's text and bytes for good; its digests and the reason stay."""
    from storage.evidence.erasing import forget as erase

    if not reason.strip():
        raise UsageError("--reason: say why; it stays in the place of what is erased")
    house = open_house()
    with house.store.read() as connection:
        article = _require(connection, number)
    if not yes and sys.stdin.isatty():
        title = article.title or "forgotten before"
        typer.confirm(f"Erase article {number} ({title}) for good?", abort=True, err=True)
    stone = erase(house.store, house.evidence, number, reason.strip(), datetime.now(UTC))
    say(f"article {number} is forgotten: {stone.reason}; backups and files written before still hold it")
