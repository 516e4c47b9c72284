"""The text of Office files, read by a child process; and what is said of those that are not read."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.attachments.child import python_module, run_child
from crawler.attachments.mediatypes import ARCHIVES, OLD_OFFICE
from crawler.attachments.pdf import MOST_PRINTED, WALL_SECONDS, Extract
from crawler.attachments.trust import tidy_text
from storage.model import TextStatus


async def read_office(path: Path, media_type: str) -> Extract:
    """The text of an Office file, or why there is none."""
    words = python_module("crawler.attachments.officechild", media_type, str(path))
    outcome = await run_child(words, WALL_SECONDS, MOST_PRINTED)
    try:
        told = json.loads(outcome.printed)
    except ValueError:
        late = f"reading it was stopped after {WALL_SECONDS:.0f} seconds"
        stopped = "reading it was stopped: it takes more time or memory than it is given"
        return Extract(TextStatus.BROKEN, reason=late if outcome.is_late else stopped)
    text, reason = tidy_text(told["text"]), told["reason"]
    if text or not reason:
        return Extract(TextStatus.READ, text, reason if text else "there is no text in it")
    return Extract(TextStatus.ENCRYPTED if "password" in reason else TextStatus.BROKEN, reason=reason)


def tell_unread(media_type: str) -> str:
    """Why there is no text of a file of a type in which none is read."""
    if media_type in OLD_OFFICE:
        return f"an old Office file ({OLD_OFFICE[media_type]}): not read"
    if media_type in ARCHIVES:
        return "an archive: the files in it are not read"
    return f"Balagh reads no text in files of the type {media_type}"
