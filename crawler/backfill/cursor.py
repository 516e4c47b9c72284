"""Where a walk back stands: the trails that are left, and what is asked for next on each."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from crawler.listing.paging import NextPage
from storage.model import ListingKeys, PollPlan, Source, SourceKind

#: `source`: the portal's own, page after page; `list`: another list of the site that leads on; `months`: its
#: archives by month; `ids`: the numbers in its articles' addresses; `sitemap`: what it tells search engines.
TrailKind = Literal["source", "list", "months", "ids", "sitemap"]


class Ask(BaseModel):
    """A page that is to be asked for."""

    model_config = ConfigDict(frozen=True)

    url: str
    method: Literal["GET", "POST"] = "GET"
    form: tuple[tuple[str, str], ...] = ()
    number: int = 1  #: of the page within its list

    @classmethod
    def make(cls, following: NextPage, number: int) -> Ask:
        """The page that a list leads on to."""
        return cls(url=following.url, method=following.method, form=following.form, number=number)

    @property
    def page(self) -> NextPage:
        """How it is asked for."""
        return NextPage(self.url, self.method, self.form)


class Numbers(BaseModel):
    """The numbers that a site counts its articles with."""

    before: str  #: the address up to the number
    after: str  #: and behind it
    next: int  #: the highest one not asked yet; they are asked downwards
    absent: int = 0  #: how many of the last ones led to nothing
    nothing: str | None = None  #: digest of what a number shows that leads to nothing; "" for no article


class Trail(BaseModel):
    """One way back."""

    kind: TrailKind
    source_kind: SourceKind = SourceKind.LISTING
    url: str = ""
    listing: ListingKeys = ListingKeys()
    queue: list[Ask] = []
    numbers: Numbers | None = None
    pages: int = 0  #: of it that were read
    blank: int = 0  #: how many of the last ones showed nothing that others had not
    led_on: bool = False  #: its second page, or a later one, showed more
    is_below: bool = False  #: what comes now stands below what the usual polls read
    first: str | None = None  #: fingerprint of the first page: a lost session shows it again
    cookies: list[dict[str, str]] = []  #: of the session that the next page's form belongs to

    @property
    def has_begun(self) -> bool:
        """Whether anything of it was read."""
        return bool(self.pages) or self.led_on

    @property
    def source(self) -> Source:
        """How its pages are read."""
        return Source(self.source_kind, self.url, self.listing)


class Cursor(BaseModel):
    """Where a walk back stands."""

    trails: list[Trail] = []  #: the first is being walked, the others wait
    left: list[Trail] = []  #: walked as far as this run goes, with more below: the next one begins with them
    sources: list[str] = []  #: addresses of the portal's sources when it began
    led_on: bool = False  #: some trail led on
    searches: int = 0  #: of the site for further trails, done so far
    news: list[str] = []  #: keys of what was unknown on the portal's own list: left to the next poll

    def dump(self, resumed: Trail | None) -> dict[str, Any]:
        """As plain values; the trail at hand as it is to be resumed, if not from where it is."""
        trails = self.trails if resumed is None else [resumed, *self.trails[1:]]
        return self.model_copy(update={"trails": trails}).model_dump(mode="json", exclude_defaults=True)


def read_cursor(plan: PollPlan) -> Cursor:
    """Where the plan says that the walk stands; at its beginning if the portal has other sources by now."""
    urls = [source.url for source in plan.sources]
    if plan.backfill is not None and plan.backfill.cursor is not None:
        kept = Cursor.model_validate(dict(plan.backfill.cursor))
        if kept.sources == urls:
            return kept.model_copy(update={"trails": kept.left + kept.trails, "left": []})
    trails = [
        Trail(
            kind="source",
            source_kind=source.kind,
            url=source.url,
            listing=source.listing,
            queue=[Ask(url=source.url)],
        )
        for source in plan.sources
    ]
    return Cursor(trails=trails, sources=urls)
