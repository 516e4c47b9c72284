"""Articles: as they are known now, their versions, what changed between two of them, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from monitor.compare import find_changes
from monitor.diffing import diff_row
from storage import articles as kept
from storage.browsing import list_lines
from storage.database import Connection
from storage.evidence import rows
from storage.evidence.manifest import dump_manifest, make_warc
from storage.export import article_row
from storage.model import Article, Revision
from storage.revision_rows import revision_row
from storage.revisions import list_revisions
from storage.tombstones import find_tombstone
from web.api import shapes
from web.api.answers import NOT_FOUND, UNCHANGED, answer_bytes, answer_json, declare, take_some
from web.api.questions import FilterHere, Limit, Number, page, require_archived
from web.asking import LARGEST
from web.problems import Problem
from web.site import Site, SiteHere

router = APIRouter(tags=["articles"])

Before = Annotated[
    int | None,
    Query(ge=0, le=LARGEST, description="Older than this place in the order of all: as `next` states it."),
]
From = Annotated[
    int | None, Query(alias="from", ge=1, le=LARGEST, description="A revision; the last but one.")
]
To = Annotated[int | None, Query(ge=1, le=LARGEST, description="A revision; the last one.")]
_GONE = NOT_FOUND | declare(410, "It was forgotten: its words and bytes were erased on request.")


@router.get(
    "/articles",
    summary="Articles, newest first",
    response_model=shapes.Page[shapes.Article],
    responses=UNCHANGED,
)
def list_articles(
    site: SiteHere, request: Request, wanted: FilterHere, before: Before = None, limit: Limit = 50
) -> Response:
    """Those that fit the conditions, undated ones by their bounds; `next` leads to older ones."""
    with site.store.read() as connection:
        require_archived(connection, wanted.portal)
        lines = list_lines(connection, replace(wanted, below=before), limit + 1)
        found = kept.find_articles(connection, [one.id for one in lines[:limit]])
        items = list(take_some(map(article_row, found), limit))
    more = {"before": lines[len(items) - 1].place} if len(lines) > len(items) > 0 else {}
    return answer_json(request, page(request, items, **more))


@router.get(
    "/articles/{number}",
    summary="One article",
    response_model=shapes.Article,
    responses=UNCHANGED | NOT_FOUND,
)
def show_article(site: SiteHere, request: Request, number: Number) -> Response:
    """As it is known now. One that was forgotten has no words any more, and says why."""
    with site.store.read() as connection:
        article = _require(connection, number)
        row = article_row(article)
        tombstone = find_tombstone(connection, number)
    if tombstone is not None:
        row["forgotten"] = {"at": tombstone.forgotten_at.isoformat(), "reason": tombstone.reason}
    return answer_json(request, row)


@router.get(
    "/articles/{number}/revisions",
    summary="The versions of an article, the first one first",
    response_model=shapes.Page[shapes.Revision],
    responses=UNCHANGED | _GONE,
)
def show_revisions(site: SiteHere, request: Request, number: Number) -> Response:
    """Each as it was read then; of its files what is known of them by now."""
    found = _list_revisions(site, number)
    return answer_json(request, page(request, [revision_row(one) for one in found]))


@router.get(
    "/articles/{number}/diff",
    summary="What changed between two versions, and why it matters",
    response_model=shapes.Diff,
    responses=UNCHANGED | _GONE,
)
def show_diff(
    site: SiteHere, request: Request, number: Number, before: From = None, to: To = None
) -> Response:
    """The runs of words that stayed, went and came, and the reasons, the weightiest of each field first."""
    found = _list_revisions(site, number)
    last = found[-1].number
    old = _choose(found, before if before is not None else max(last - 1, 1), "from")
    new = _choose(found, to if to is not None else last, "to")
    return answer_json(request, diff_row(old, new, find_changes(old, new)))


@router.get(
    "/articles/{number}/evidence",
    summary="What servers answered about an article: the manifest",
    response_model=dict[str, Any],
    responses=UNCHANGED | _GONE,
)
def show_manifest(site: SiteHere, request: Request, number: Number) -> Response:
    """The records with their digests and chain, and where in the WARC file each lies (docs/evidence.md)."""
    _, manifest = _make_warc(site, number)
    return answer_bytes(request, manifest, "application/json")


@router.get(
    "/articles/{number}/evidence.warc.gz",
    summary="What servers answered about an article: the bytes",
    response_class=Response,
    responses={200: {"content": {"application/gzip": {}}}, **UNCHANGED, **_GONE},
)
def download_evidence(site: SiteHere, request: Request, number: Number) -> Response:
    """A WARC file; `balagh evidence --verify` checks it where the manifest lies beside it."""
    warc, _ = _make_warc(site, number)
    told = {"Content-Disposition": f'attachment; filename="article-{number}.warc.gz"'}
    return answer_bytes(request, warc, "application/gzip", told)


def _make_warc(site: Site, number: int) -> tuple[bytes, bytes]:
    with site.store.read() as connection:
        article = _require(connection, number)
        _refuse_forgotten(connection, number)
        records = list(rows.list_records(connection, number))
        if all(one.erased for one in records):
            why = "went because of its age" if records else "was never kept"
            cure = "see its revisions: what was read is there"
            raise Problem(404, "number", f"the evidence of article {number} {why}", cure)
        # The manifest tells when it was written: as of the last record, so that its bytes are the same again.
        at = max(one.fetched_at for one in records)
        warc, manifest = make_warc(connection, site.evidence, article, f"article-{number}.warc.gz", at)
    return warc, dump_manifest(manifest)


def _list_revisions(site: Site, number: int) -> list[Revision]:
    with site.store.read() as connection:
        _require(connection, number)
        _refuse_forgotten(connection, number)
        return list_revisions(connection, number)


def _require(connection: Connection, number: int) -> Article:
    article = kept.find_article(connection, number)
    if article is None:
        raise Problem(
            404, "number", f"there is no article {number}", "see /api/v1/articles for those there are"
        )
    return article


def _refuse_forgotten(connection: Connection, number: int) -> None:
    tombstone = find_tombstone(connection, number)
    if tombstone is not None:
        why = f"article {number} was forgotten on {tombstone.forgotten_at:%Y-%m-%d}: {tombstone.reason}"
        raise Problem(410, "number", why, "ask whoever runs this site")


def _choose(found: Sequence[Revision], number: int, field: str) -> Revision:
    for one in found:
        if one.number == number:
            return one
    there = f"{found[0].number} to {found[-1].number}" if len(found) > 1 else str(found[0].number)
    raise Problem(422, field, f"there is no revision {number} of this article", f"give one of {there}")
