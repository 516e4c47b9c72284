"""Files of an article to keep: evidence, proof sheet, whole text. A browser saves and never shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastapi import APIRouter
from fastapi.responses import Response

from storage.database import Connection
from storage.evidence.manifest import dump_manifest, make_warc
from storage.evidence.rows import list_records
from storage.model import Article, StorageError
from storage.revisions import list_revisions
from storage.tombstones import find_tombstone
from web.pages.article import require_article
from web.problems import Problem
from web.proof import render_proof
from web.reader import ReaderHere
from web.site import Site, SiteHere

router = APIRouter(include_in_schema=False)


def _send(name: str, media_type: str, data: bytes) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=media_type, headers=headers)


@router.get("/articles/{article}/evidence.warc.gz")
def send_warc(site: SiteHere, article: str) -> Response:
    """What servers answered, for any reader of WARC."""
    with site.store.read() as connection:
        found = _require_evidence(connection, article)
        name = f"article-{found.id}.warc.gz"
        warc, _ = _make_warc(connection, site, found, name)
    return _send(name, "application/octet-stream", warc)


@router.get("/articles/{article}/evidence.zip")
def send_bundle(site: SiteHere, article: str) -> Response:
    """The same with its manifest, by which `balagh evidence --verify` checks it."""
    with site.store.read() as connection:
        found = _require_evidence(connection, article)
        name = f"article-{found.id}.warc.gz"
        warc, manifest = _make_warc(connection, site, found, name)
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as bundle:
        at = datetime.fromisoformat(manifest["written_at"]).timetuple()[:6]
        bundle.writestr(ZipInfo(name, at), warc)
        bundle.writestr(ZipInfo(f"article-{found.id}.manifest.json", at), dump_manifest(manifest))
    return _send(f"article-{found.id}-evidence.zip", "application/zip", written.getvalue())


@router.get("/articles/{article}/proof")
def send_proof(site: SiteHere, reader: ReaderHere, article: str) -> Response:
    """The proof sheet in the reader's language."""
    with site.store.read() as connection:
        found = _require_evidence(connection, article)
        _, manifest = _make_warc(connection, site, found, f"article-{found.id}.warc.gz")
        revisions = list_revisions(connection, found.id)
    sheet = render_proof(found, revisions, manifest, reader.language.value)
    return _send(f"article-{found.id}-proof-{reader.language.value}.html", "text/html", sheet.encode())


@router.get("/articles/{article}/text.txt")
def send_text(site: SiteHere, article: str) -> Response:
    """Title, address and whole text, and what its files say."""
    with site.store.read() as connection:
        found = _require_kept(connection, article)
    return _send(
        f"article-{found.id}.txt", "text/plain; charset=utf-8", "\n\n".join(_list_parts(found)).encode()
    )


def _list_parts(article: Article) -> Iterator[str]:
    yield article.title
    yield article.url
    yield article.text
    for one in article.attachments:
        if one.file and one.file.text:
            yield f"--- {one.title} ---\n{one.url}\n\n{one.file.text}"


def _require_kept(connection: Connection, number: str) -> Article:
    """An article that was not forgotten. Raises Problem."""
    article = require_article(connection, number)
    if find_tombstone(connection, article.id) is not None:
        cure = f"see /articles/{article.id} for when and why"
        raise Problem(410, "article", f"article {article.id} was erased on request", cure)
    return article


def _require_evidence(connection: Connection, number: str) -> Article:
    """An article of which there is evidence. Raises Problem, which says why there is none."""
    article = _require_kept(connection, number)
    records = list(list_records(connection, article.id))
    if not records:
        why = f"no evidence of article {article.id} is kept"
        raise Problem(404, "evidence", why, "it was read before evidence was kept, or elsewhere")
    if all(one.erased for one in records):
        why = f"the evidence of article {article.id} is not kept any more"
        raise Problem(
            410, "evidence", why, "it went because of its age; its digests stand on the article's page"
        )
    return article


def _make_warc(
    connection: Connection, site: Site, article: Article, name: str
) -> tuple[bytes, dict[str, Any]]:
    try:
        return make_warc(connection, site.evidence, article, name, site.now())
    except StorageError as error:
        # Its own words name a folder of this machine.
        why = f"the evidence of article {article.id} is not as it was kept, or cannot be read"
        raise Problem(
            500, "evidence", why, "tell whoever runs this site: `balagh evidence --verify`"
        ) from error
