"""The proof sheet: an article's evidence as a page that a person can read, print and pass on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from storage.model import MOROCCO, Article, Revision
from text.diff import Change, diff_words
from web.harvested import clean

_MARKS = {"removed": Markup("<del>{}</del>"), "added": Markup("<ins>{}</ins>")}


def render_proof(
    article: Article, revisions: Sequence[Revision], manifest: dict[str, Any], language: str
) -> str:
    """The sheet as one HTML file without scripts; whatever a portal wrote is shown, never obeyed."""
    room = files("web")
    words = tomllib.loads((room / "proof.toml").read_text(encoding="utf-8"))[language]
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        (room / "proof.html").read_text(encoding="utf-8")
    )
    digests = {one["number"]: one["content_sha256"] for one in manifest["revisions"]}
    shown = [_show_revision(one, digests[one.number]) for one in revisions]
    return page.render(
        language=language,
        direction=_direction(language),
        words=words,
        title=clean(article.title),
        article=manifest["article"],
        records=[_show_record(one) for one in manifest["records"]],
        revisions=shown,
        pairs=[_pair(before, after) for before, after in pairwise(shown)],
        text_language=article.language or "",
        text_direction=_direction(article.language) if article.language else "auto",
        mark=_mark,
        head=manifest["head"],
        made=_show_time(datetime.fromisoformat(manifest["written_at"])),
    )


def _direction(language: str | None) -> str:
    return "rtl" if language == "ar" else "ltr"


def _show_record(row: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(row["fetched_at"])
    return row | {"utc": _show_time(at), "local": f"{at.astimezone(MOROCCO):%Y-%m-%d %H:%M:%S (UTC%z)}"}


def _show_revision(revision: Revision, digest: str) -> dict[str, Any]:
    return {
        "number": revision.number,
        "utc": _show_time(revision.seen_at),
        # What is hidden in them, or piled up, is in the evidence; the digest is that of all of it.
        "title": clean(revision.title),
        "text": clean(revision.text),
        "content_sha256": digest,
    }


def _show_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _pair(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    compared = {name: diff_words(before[name], after[name]) for name in ("title", "text")}
    return {"before": before, "after": after, **compared}


def _mark(changes: Iterable[Change], kind: str) -> Markup:
    """One side of a comparison: what stayed, and what went or came."""
    shown = Markup("")
    for change in changes:
        if change.kind in ("same", kind):
            shown += _MARKS.get(change.kind, Markup("{}")).format(change.words)
    return shown
