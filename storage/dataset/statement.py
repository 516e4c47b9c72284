"""What a data set says of itself, in its descriptor, its metadata and its codebook (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.filter import ArticleFilter

#: Of the way in which a data package is written; `balagh import` reads no later one.
FORM = 2
#: As the Open Definition names a licence that nobody stated.
UNKNOWN_LICENCE = "notspecified"


@dataclass(frozen=True, slots=True)
class Statement:
    """Which data set it is."""

    version: str  #: of Balagh
    wanted: ArticleFilter
    known_until: datetime | None  #: when the archive last learned something; None: it is empty
    as_of: datetime | None = None
    licence: str | None = None  #: of the data: a name or an address; None: nobody stated it
    undated: int | None = None  #: articles that a choice by days leaves out; None: days choose nothing

    def describe(self) -> dict[str, Any]:
        """The same as JSON, under stable names."""
        return {
            "form": FORM,
            "version": self.version,
            "filters": {name: value for name, value in list_filters(self.wanted) if value is not None},
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "known_until": self.known_until.isoformat() if self.known_until else None,
            "licence": self.licence or "unknown",
            "undated_left_out": self.undated,
        }

    def command(self) -> str:
        """The command by which it is chosen."""
        options = [f"--{name} {value}" for name, value in list_filters(self.wanted) if value is not None]
        options += [f"--as-of {self.as_of.isoformat()}"] if self.as_of else []
        return " ".join(["balagh export --format datapackage", *options])

    def license(self) -> dict[str, str]:
        """The licence as Frictionless Data writes it."""
        if self.licence is None:
            return {"name": UNKNOWN_LICENCE, "title": "unknown: nobody stated the licence of these data"}
        return {"path" if "://" in self.licence else "name": self.licence}


def list_filters(wanted: ArticleFilter) -> list[tuple[str, str | None]]:
    """The filters by the names of their options."""
    return [
        ("portal", wanted.portal),
        ("kind", wanted.kind),
        ("since", wanted.since.isoformat() if wanted.since else None),
        ("until", wanted.until.isoformat() if wanted.until else None),
        ("status", wanted.status.value if wanted.status else None),
    ]
