"""Which reader read an article: a name that changes with whatever else than the page decides what is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import text
from storage.model import ArticleKeys

#: Libraries by which pages are parsed.
_LIBRARIES = ("beautifulsoup4", "lxml", "parsel", "trafilatura")


def name_reader(keys: ArticleKeys, cut: Collection[str] = ()) -> str:
    """The name of this installation's reader, with the keys of a definition and the lines and files cut."""
    parts = [_digest_reader(), keys.model_dump_json(), *sorted(cut)]
    return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


@cache
def _digest_reader() -> str:
    # Of more files than decide: a name that changes for nothing costs one more reading of an edited page.
    return digest_code((Path(__file__).parents[1], Path(text.__file__).parent), _LIBRARIES)


def digest_code(rooms: Iterable[Path], libraries: Iterable[str] = ()) -> str:
    """A digest of all code and words that read: a number kept by hand would be forgotten one day."""
    digest = blake2b(digest_size=16)
    for name in libraries:
        digest.update(f"{name} {version(name)}\n".encode())
    for room in rooms:
        for file in sorted(room.rglob("*")) if room.is_dir() else [room]:
            if file.suffix in (".py", ".toml"):
                digest.update(file.read_bytes())
    return digest.hexdigest()
