"""The child process that reads one Office file: `python -m crawler.attachments.officechild TYPE PATH`.

It prints a line of JSON: the text, as far as it was read, and why it was read no further, if it was not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.attachments import mediatypes
from crawler.attachments.limits import limit_process
from crawler.attachments.packed import Package, UnreadableError, list_docx, list_odf, list_pptx
from crawler.attachments.pdfchild import CPU_SECONDS, MEMORY_BYTES, MOST_CHARACTERS
from crawler.attachments.rtf import read_rtf
from crawler.attachments.sheets import list_ods, list_xlsx

_READERS: dict[str, Callable[[Package], Iterator[str]]] = {
    mediatypes.DOCX: list_docx,
    mediatypes.PPTX: list_pptx,
    mediatypes.XLSX: list_xlsx,
    mediatypes.ODT: list_odf,
    mediatypes.ODP: list_odf,
    mediatypes.ODS: list_ods,
}
TYPES = frozenset({*_READERS, mediatypes.RTF})


def main() -> None:
    """Read the file that the command line names."""
    limit_process(CPU_SECONDS, MEMORY_BYTES)
    media_type, path = sys.argv[1:]
    parts: list[str] = []
    reason = None
    try:
        read_into(parts, media_type, Path(path).read_bytes())
    except UnreadableError as error:
        reason = str(error)
    except MemoryError:
        parts, reason = [], "it takes more memory than it is given"
    text = "".join(parts)
    if len(text) > MOST_CHARACTERS:
        reason = f"only its first {MOST_CHARACTERS} characters were read"
    sys.stdout.write(json.dumps({"text": text[:MOST_CHARACTERS], "reason": reason}))


def read_into(parts: list[str], media_type: str, body: bytes) -> None:
    """Add the texts of a file to `parts`, up to the bound. Raises UnreadableError."""
    if media_type == mediatypes.RTF:
        parts.append(read_rtf(body))
        return
    length = 0
    for part in _READERS[media_type](Package(body)):
        parts.append(part)
        length += len(part)
        if length > MOST_CHARACTERS:
            return


if __name__ == "__main__":
    main()
