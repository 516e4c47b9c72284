"""Text in pictures, by tesseract where it is installed with Arabic and French: a limited child process."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import fmean

from crawler.attachments.child import python_module, run_child
from crawler.attachments.trust import tidy_text

LANGUAGES = ("ara", "fra")
MEMORY_BYTES = 2 * 1024**3
_MOST_PRINTED = 5_000_000  # bytes
_LEAST_CONFIDENCE = 50.0  # of 100, on average: below it, words were seen where there are none
_FEWEST_LETTERS = 8  # in a picture that holds a text
_ANSWER_SECONDS = 10.0  # for a question about itself


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Which tesseract is used, and how long it may take for one picture; without a name, none is."""

    name: str = "tesseract"
    seconds: float = 60.0

    @property
    def program(self) -> str | None:
        """Where it is; None where it is not installed or not wanted."""
        return shutil.which(self.name) if self.name and self.seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in pictures; `reason` says why there is no text, or what is missing."""

    text: str = ""
    confidence: float | None = None  #: mean of the words, 0 to 100
    reason: str | None = None


async def find_obstacle(tesseract: Tesseract) -> str | None:
    """Why there is no OCR here: a sentence; None where there is."""
    program = tesseract.program
    if program is None:
        return "there is no OCR: tesseract is not installed" if tesseract.name else "OCR is turned off"
    seconds = min(_ANSWER_SECONDS, tesseract.seconds)
    try:
        outcome = await run_child([program, "--list-langs"], seconds, _MOST_PRINTED)
    except OSError as error:
        return f"there is no OCR: {program} cannot be started ({error.strerror})"
    if outcome.is_late:
        return f"there is no OCR: {program} did not answer in {seconds:g} seconds"
    known = outcome.printed.decode("utf-8", "replace").split()
    missing = [language for language in LANGUAGES if language not in known]
    return f"there is no OCR: tesseract lacks the language {missing[0]}" if missing else None


async def recognise(pictures: Sequence[Path], tesseract: Tesseract) -> Recognised:
    """The text in pictures, in their order; what fails at one of them is a reason, and costs the rest."""
    texts: list[str] = []
    sure: list[float] = []
    for number, picture in enumerate(pictures, 1):
        try:
            text, confidences = _parse_words(await _run(picture, tesseract))
        except _FailedError as error:
            return _settle(texts, sure, f"OCR of picture {number} of {len(pictures)} {error}")
        texts.append(text)
        sure += confidences
    return _settle(texts, sure, None)


class _FailedError(Exception):
    """Tesseract did not do its work."""


async def _run(picture: Path, tesseract: Tesseract) -> str:
    limits = [str(max(1, round(tesseract.seconds))), str(MEMORY_BYTES)]
    words = [str(tesseract.program), str(picture), "stdout", "-l", "+".join(LANGUAGES), "tsv"]
    outcome = await run_child(
        python_module("crawler.attachments.limits", *limits, *words),
        tesseract.seconds,
        _MOST_PRINTED,
        {"OMP_THREAD_LIMIT": "1"},
    )
    if outcome.is_late:
        raise _FailedError(f"was stopped after {tesseract.seconds:g} seconds")
    if outcome.code:
        raise _FailedError(f"failed: tesseract ended with {outcome.code}")
    return outcome.printed.decode("utf-8", "replace")


def _parse_words(table: str) -> tuple[str, list[float]]:
    """The text of tesseract's table of words, line by line, and how sure it is of each word."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure: list[float] = []
    for row in csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word = (row.get("text") or "").strip()
        if word and row.get("level") == "5":
            place = tuple(row.get(name) or "" for name in ("block_num", "par_num", "line_num"))
            lines.setdefault(place, []).append(word)
            sure.append(float(row.get("conf") or 0))
    return "\n".join(_join(lines)), sure


def _join(lines: dict[tuple[str, ...], list[str]]) -> Iterable[str]:
    last: tuple[str, ...] = ()
    for place, words in lines.items():
        if last and place[:2] != last[:2]:
            yield ""
        yield " ".join(words)
        last = place


def _settle(texts: Iterable[str], sure: Sequence[float], failure: str | None) -> Recognised:
    text = tidy_text("\n\n".join(texts))
    confidence = round(fmean(sure), 1) if sure else None
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS or confidence is None:
        return Recognised(confidence=confidence, reason=failure or "OCR found no text in it")
    if confidence < _LEAST_CONFIDENCE:
        unsure = f"OCR is too unsure of what it saw ({confidence:.0f} of 100)"
        return Recognised(confidence=confidence, reason=failure or unsure)
    return Recognised(text, confidence, failure)
