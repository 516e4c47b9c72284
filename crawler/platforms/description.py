"""Descriptions of platforms: `<platform>.toml`, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

_FOLDER = Path(__file__).parent
GENERIC = "generic"

#: Where a fingerprint is looked for.
Where = Literal["header", "cookie", "generator", "path", "markup", "host"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fingerprint(_Table):
    """One sign by which a platform is recognised."""

    where: Where
    pattern: str  #: regular expression, searched without regard to case
    says: str  #: what a person is told when it is seen
    weight: int = Field(ge=1, le=3)  #: 3 cannot mislead; 2 and 1 need others beside them
    name: str = ""  #: of the header
    fewest: int = 1  #: of a path: how many addresses must match

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern


class Platform(_Table):
    """What the sites of one kind share."""

    id: str
    name: str
    parent: str | None = None  #: the platform that it is a special case of
    fingerprints: tuple[Fingerprint, ...] = ()
    feeds: tuple[str, ...] = ()  #: usual places, relative to the site's root or language folder
    sitemaps: tuple[str, ...] = ()  #: the same for sitemaps


@cache
def load_platform(name: str) -> Platform:
    """The description of one platform. Raises ValueError that names the file and what is wrong in it."""
    path = _FOLDER / f"{name}.toml"
    try:
        return Platform.model_validate({"id": name, **tomllib.loads(path.read_text(encoding="utf-8"))})
    except (ValueError, re.error) as error:
        raise ValueError(f"{path.name}: {error}") from error


@cache
def list_platforms() -> tuple[Platform, ...]:
    """All platforms but the generic one, by id."""
    names = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return tuple(load_platform(name) for name in names if name != GENERIC)


@cache
def pattern_of(fingerprint: Fingerprint) -> Callable[[str], re.Match[str] | None]:
    """The search for a fingerprint's pattern in a text."""
    return re.compile(fingerprint.pattern, re.IGNORECASE).search
