"""What changed between two revisions of an article, as `balagh diff --json` prints it and the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.payload import reason_payload
from storage.model import Reason, Revision, is_meaningful
from text.diff import diff_words


def diff_row(old: Revision, new: Revision, reasons: Sequence[Reason]) -> dict[str, Any]:
    """The runs of words that stayed, went and came, and the reasons why it matters."""
    return {
        "article": old.article,
        "from": old.number,
        "to": new.number,
        "meaningful": is_meaningful(reasons),
        "reasons": [reason_payload(one) for one in reasons],
        "title": [[one.kind, one.words] for one in diff_words(old.title, new.title)],
        "text": [[one.kind, one.words] for one in diff_words(old.text, new.text)],
    }
