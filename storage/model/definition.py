"""What a definition file (`portals/<id>.toml`) may say; docs/portal-keys.md is generated from this model.

Only `url` is required. A definition states what detection cannot know or got wrong, and what to expect.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


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
    """What is normal for this portal; checked at every poll."""

    entries: int | None = Field(
        None,
        ge=1,
        description="fewest entries that its source shows on its first page; most polls read no other",
        examples=[6],
    )
    quiet_days: int | None = Field(None, ge=1, description="longest usual silence, in days", examples=[60])


class PortalDefinition(_Table):
    """A portal as its definition file describes it."""

    url: str = Field(
        pattern=r"^https?://[^\s/]+", description="the page to begin with", examples=["https://commune.ma/ar"]
    )
    name: Name = Field(Name(), description="what the portal is called")
    platform: str = Field(
        "generic", pattern=r"^[a-z0-9_]+$", description="what kind of site it is", examples=["webforms"]
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
        names = (getattr(self.name, language, None), self.name.ar, self.name.fr, self.name.en)
        return next((name for name in names if name), None)
