"""The folder of a recording: `expected.json` and the pages beside it; whole, or not there."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.contract.recording import FORMAT, KeptPage, Recording
from crawler.page.encodings import make_readable
from storage.model import ConfigurationError

NAME = "expected.json"


def load_recording(folder: Path) -> Recording:
    """The recording in a folder. Raises ConfigurationError, which names the file and the cure."""
    path = folder / NAME
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        _refuse_newer(path, stated)
        return Recording.model_validate(stated)
    except OSError as error:
        raise _broken(path, f"cannot be read: {error.strerror}", folder) from error
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise _broken(path, f"is no recording: `{where}`: {error.errors()[0]['msg']}", folder) from error
    except ValueError as error:
        raise _broken(path, "is cut short, or no JSON", folder) from error


def _refuse_newer(path: Path, stated: Any) -> None:
    number = stated.get("format") if isinstance(stated, dict) else None
    if isinstance(number, int) and number > FORMAT:
        why = f"is of format {number}, made by a newer Balagh; this one reads {FORMAT}: update Balagh"
        raise _broken(path, why, path.parent)


def load_page(folder: Path, kept: KeptPage) -> Response:
    """The answer that was kept, as it was read. Raises ConfigurationError where its file is not whole."""
    path = folder / kept.file
    try:
        body = gzip.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise _broken(path, "is missing", folder) from error
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(path, "is cut short, or no gzip", folder) from error
    if sha256(body).hexdigest() != kept.sha256:
        raise _broken(path, "is not what was recorded", folder)
    headers = Headers(kept.headers)
    made: type[Response] = responsetypes.from_args(headers=headers, url=kept.url, body=body)
    return make_readable(made(kept.url, status=kept.status, headers=headers, body=body))


def write_recording(folder: Path, recording: Recording, bodies: Mapping[str, bytes]) -> None:
    """Put a recording in the place of the one that is there, whole or not at all.

    Raises ConfigurationError where it cannot be written.
    """
    new, old = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "old"))
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        for file, body in bodies.items():
            (new / file).write_bytes(gzip.compress(body, mtime=0))
        text = json.dumps(recording.model_dump(mode="json"), ensure_ascii=False, indent=2)
        (new / NAME).write_text(text + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be written: {error.strerror}; nothing was recorded"
        ) from error


def _broken(path: Path, why: str, folder: Path) -> ConfigurationError:
    return ConfigurationError(f"{path} {why}; `balagh check --record {folder.name}` records the portal again")
