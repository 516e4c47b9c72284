"""What a definition file (`portals/<id>.toml`) may say; docs/portal-keys.md is generated from this model.

Only `url` is required. A definition states what detection cannot know or got wrong, and what to expect.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from storage.model.expectation import Body, SessionPart

#: A month as it is written in a date.
Month = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])$")]


_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def is_portal_id(text: str) -> bool:
    """Whether a text can be a portal's id, which names its definition file."""
    return _ID.fullmatch(text) is not None


class SourceKind(StrEnum):
    """One kind of place where a portal lists its news."""

    FEED = "feed"
    WORDPRESS = "wordpress"
    SITEMAP = "sitemap"
    LISTING = "listing"
    EMBEDDED = "embedded"


class _Table(BaseModel):
    """A TOML table in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(_Table):
    """The portal's name by language; at least one is useful to people."""

    ar: str | None = Field(None, description="Arabic name", examples=["جماعة مكناس"])
    fr: str | None = Field(None, description="French name", examples=["Commune de Meknès"])
    en: str | None = Field(None, description="English name", examples=["Commune of Meknes"])


class SourceKeys(_Table):
    """One place where the portal lists its news."""

    kind: SourceKind = Field(SourceKind.LISTING, description="what kind of source it is")
    url: str = Field(description="its address, absolute or relative to `url`", examples=["/ar/actualites"])


class ListingKeys(_Table):
    """How to read an HTML listing; CSS selectors, each relative to one entry."""

    address: str | None = Field(
        None,
        description="regular expression that an article's address matches; of a source of the kind "
        "`embedded`, the address itself with {slug} in it",
        examples=[r"detailsact\.aspx\?idact=\d+"],
    )
    entry: str | None = Field(None, description="selector of one entry", examples=["li.news"])
    title: str | None = Field(None, description="selector of its title", examples=["h3"])
    date: str | None = Field(None, description="selector of its date", examples=["time"])
    next: str | None = Field(None, description="selector of the link to the next page", examples=["a.next"])


class ArticleKeys(_Table):
    """How to read an article page; CSS selectors."""

    title: str | None = Field(None, description="selector of the title", examples=["h1"])
    text: str | None = Field(
        None, description="selector of the block that holds the text", examples=[".body"]
    )
    date: str | None = Field(None, description="selector of the published date", examples=[".date"])


class Expect(_Table):
    """What is normal for this portal; checked at every poll, or once a day."""

    entries: int | None = Field(
        None,
        ge=1,
        description="fewest entries that its source shows on its first page; most polls read no other",
        examples=[6],
    )
    quiet_days: int | None = Field(
        None, ge=1, le=3650, description="longest usual silence, in days", examples=[60]
    )
    body: Body = Field(
        Body.COMMUNE,
        description="whose portal it is: `commune`, `region`, `province` or `other`; only of a commune are "
        "the months of its council's ordinary sessions known",
        examples=["region"],
    )
    sessions: tuple[Month, ...] | None = Field(
        None,
        description="months of its ordinary sessions, where they are not those of a commune; none: no "
        "session is expected",
        examples=[["03", "07", "10"]],
    )
    publishes: tuple[SessionPart, ...] | None = Field(
        None,
        description="what it is expected to publish of each session: `agenda`, `report`, `minutes`; else "
        "what it published of one of the three sessions before",
        examples=[["agenda", "minutes"]],
    )
    grace_days: int = Field(
        30,
        ge=0,
        le=366,
        description="days after a session by which a report and minutes are expected; our own number",
        examples=[45],
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """Raise ValueError where one key says what another denies."""
        for key in ("sessions", "publishes"):
            stated = getattr(self, key) or ()
            if len(set(stated)) < len(stated):
                raise ValueError(f"`expect.{key}` names something twice; name each once")
        if SessionPart.POSTPONED in (self.publishes or ()):
            raise ValueError("`expect.publishes` names `postponed`, which nobody expects; take it out")
        if self.publishes and not self.has_sessions:
            raise ValueError(
                "`expect.publishes` expects something of sessions, and none are expected; "
                "state their months in `expect.sessions`, or take `expect.publishes` out"
            )
        return self

    @property
    def has_sessions(self) -> bool:
        """Whether ordinary sessions are expected: the months are stated, or are a commune's."""
        return bool(self.sessions) if self.sessions is not None else self.body is Body.COMMUNE


class PortalDefinition(_Table):
    """A portal as its definition file describes it."""

    url: str = Field(
        pattern=r"^https?://[^\s/]+", description="the page to begin with", examples=["https://commune.ma/ar"]
    )
    name: Name = Field(Name(), description="what the portal is called")
    platform: str = Field(
        "generic", pattern=r"^[a-z0-9_]+$", description="what kind of site it is", examples=["webforms"]
    )
    certificate: str | None = Field(
        None,
        pattern=r"^sha256:[0-9a-f]{64}$",
        description="SHA-256 fingerprint of the one certificate that is accepted of its host, though it has "
        "expired or no authority vouches for it; shown wherever the portal is",
        examples=["sha256:" + "5e" * 32],
    )
    region: str | None = Field(None, description="region, by its French name", examples=["Fès-Meknès"])
    province: str | None = Field(None, description="province or prefecture", examples=["Meknès"])
    code: str | None = Field(None, description="official code of the commune (HCP)")
    seen: str | None = Field(
        None,
        description="what was checked, when, and on what; never more than was",
        examples=["stored copy of unknown age, read 2026-11"],
    )
    sources: tuple[SourceKeys, ...] = Field(
        (), description="where it lists its news, when detection got it wrong"
    )
    listing: ListingKeys = Field(ListingKeys(), description="how to read its HTML listing")
    article: ArticleKeys = Field(ArticleKeys(), description="how to read its article pages")
    expect: Expect = Field(Expect(), description="what is normal for it")

    def display_name(self, language: str = "ar") -> str | None:
        """The name in `language`, or the first one there is."""
        names = (getattr(self.name, one, None) for one in order_languages(language))
        return next((name for name in names if name), None)


def order_languages(language: str) -> tuple[str, ...]:
    """The languages in which a reader of one looks for a name: who reads English reads Latin letters."""
    return (language, "fr", "ar", "en") if language == "en" else (language, "ar", "fr", "en")
