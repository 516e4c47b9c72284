"""What changed between two revisions, as a page that a person can read, print and pass on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined

from monitor.saying import COLONS, Language, name_reason, quote_reason
from storage.model import Article, Reason, Revision, is_meaningful
from text.diff import diff_words, split_lines
from text.folding import find_direction
from web.harvested import clean

#: What marks a heading in a text: it is shown as one.
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_TAGS = {"same": None, "removed": "del", "added": "ins"}


def render_diff(
    article: Article, old: Revision, new: Revision, reasons: Sequence[Reason], language: Language
) -> str:
    """The page as one HTML file without scripts; whatever a portal wrote is shown, never obeyed."""
    room = files("web")
    words = tomllib.loads((room / "diff.toml").read_text(encoding="utf-8"))[language]
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        (room / "diff.html").read_text(encoding="utf-8")
    )
    own = "rtl" if article.language == "ar" else "ltr"
    return page.render(
        language=language.value,
        direction="rtl" if language is Language.AR else "ltr",
        words=words,
        colon=COLONS[language],
        article=article,
        text_language=article.language or "",
        old=_show_revision(old),
        new=_show_revision(new),
        meaningful=is_meaningful(reasons),
        reasons=[
            show_reason(one, language) for one in sorted(reasons, key=lambda one: not one.is_meaningful)
        ],
        title=show_lines(old.title, new.title, own),
        text=show_lines(old.text, new.text, own),
    )


def _show_revision(revision: Revision) -> dict[str, Any]:
    return {"number": revision.number, "at": _show_time(revision.seen_at)}


def _show_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def show_reason(reason: Reason, language: Language) -> dict[str, Any]:
    """What a reason is called and quotes, ready to be shown."""
    return {
        "is_meaningful": reason.is_meaningful,
        "name": name_reason(reason, language),
        "quote": clean(quote_reason(reason, language), keep_directions=True),
    }


def show_lines(before: str, after: str, own: str) -> list[dict[str, Any]]:
    """The lines of both texts in one; each has its direction, and so has what went or came in it."""
    shown = []
    for line in split_lines(diff_words(before, after)):
        direction = find_direction("".join(run.words for run in line)) or own
        runs: list[dict[str, Any]] = [
            {
                "tag": _TAGS[run.kind],
                # A number has no direction of its own: it goes as its line does.
                "direction": find_direction(run.words) or direction,
                "words": clean(run.words),
            }
            for run in line
        ]
        marked = _HEADING.match(runs[0]["words"])
        if marked:
            runs[0]["words"] = runs[0]["words"][marked.end() :]
        shown.append({"direction": direction, "runs": runs, "is_heading": bool(marked)})
    return shown
