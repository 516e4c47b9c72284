"""The text of PDF files, read by a child process and scored before it is trusted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.attachments.child import Outcome, python_module, run_child
from crawler.attachments.pdfchild import MOST_CHARACTERS, MOST_PAGES
from crawler.attachments.trust import has_text, settle_text
from storage.model import TextStatus

WALL_SECONDS = 60.0
MOST_PRINTED = 12 * MOST_CHARACTERS  # bytes: a character is `\uXXXX` in JSON, and some are two of these
_PROGRAM = "crawler.attachments.pdfchild"


@dataclass(frozen=True, slots=True)
class Extract:
    """What came of reading a file: its text, a word for how that went, and a sentence where it went badly."""

    status: TextStatus
    text: str = ""
    reason: str | None = None
    confidence: float | None = None  #: of OCR, 0 to 100


@dataclass(slots=True)
class _Told:
    """What the child said."""

    pages: int | None = None
    texts: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    end: str | None = None  #: None: it was stopped
    why: str = ""


async def read_pdf(path: Path) -> Extract:
    """The text of a PDF file, or why there is none."""
    outcome = await run_child(python_module(_PROGRAM, str(path)), WALL_SECONDS, MOST_PRINTED)
    told = _listen(outcome)
    if told.end == "encrypted":
        return Extract(TextStatus.ENCRYPTED, reason="it asks for a password")
    if told.pages == 0:
        return Extract(TextStatus.BROKEN, reason="it has no pages")
    if not told.texts or len(told.failures) == len(told.texts):
        return Extract(TextStatus.BROKEN, reason=_tell_broken(told, outcome))
    return _judge(told)


async def draw_pages(path: Path, folder: Path) -> list[Path]:
    """The first pages of a PDF file as pictures in a folder; those that could be drawn."""
    words = python_module(_PROGRAM, str(path), str(folder))
    await run_child(words, WALL_SECONDS, MOST_PRINTED)
    return sorted(folder.glob("*.png"))


def _judge(told: _Told) -> Extract:
    if not has_text("".join(told.texts), len(told.texts)):
        return Extract(TextStatus.SCAN, reason="its pages are pictures without text")
    settled = settle_text("\n\n".join(told.texts), told.marks)
    if settled.doubt:
        return Extract(TextStatus.UNREADABLE, reason=settled.doubt)
    return Extract(TextStatus.READ, settled.text, _tell_missing(told))


def _tell_missing(told: _Told) -> str | None:
    """What of the file was not read, if anything."""
    read, total = len(told.texts), told.pages or 0
    if read < total:
        why = "" if told.end else "; reading was stopped there, as it took too long or too much memory"
        return f"only the first {read} of its {total} pages were read{why}"
    if sum(map(len, told.texts)) >= MOST_CHARACTERS:
        return f"only its first {MOST_CHARACTERS} characters were read"
    if told.failures:
        return f"{len(told.failures)} of its {total} pages could not be read ({told.failures[0]})"
    return None


def _tell_broken(told: _Told, outcome: Outcome) -> str:
    if told.failures:
        return f"none of its pages could be read ({told.failures[0]})"
    if told.end == "broken":
        return f"it cannot be read as a PDF file ({told.why})"
    if outcome.is_late:
        return f"reading it was stopped after {WALL_SECONDS:.0f} seconds"
    return "reading it was stopped: it takes more time or memory than it is given"


def _listen(outcome: Outcome) -> _Told:
    told = _Told()
    for line in outcome.printed.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            break  # it was stopped in the middle of a line
        _note(told, said)
    return told


def _note(told: _Told, said: dict[str, Any]) -> None:
    if "text" in said and len(told.texts) < MOST_PAGES:
        told.texts.append(said["text"])
        told.marks |= said["marks"]
        told.failures += [said["failure"]] if said["failure"] else []
    told.pages = said.get("pages", told.pages)
    told.end = said.get("end", told.end)
    told.why = said.get("why", told.why)
