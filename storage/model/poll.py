"""One poll of one portal: what the monitor asks for, and what the spider read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from storage.model.article import Attachment, EventDate, Fact, PublishedDate
from storage.model.definition import PortalDefinition
from storage.model.evidence import Exchange
from storage.model.portal import PortalState
from storage.model.source import Source, Span, Validators


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a source, as it is listed."""

    url: str  #: absolute, as the portal writes it
    key: str  #: the canonical address, which is the same for every spelling of `url`
    title: str
    date_text: str | None = None  #: as written
    published: str | None = None  #: the same, read; None where it cannot be read
    published_precision: str | None = None
    provenance: str = "listing"  #: of the date: listing, feed, wordpress, jsonld


@dataclass(frozen=True, slots=True)
class Recheck:
    """A known article that is to be visited again."""

    entry: Entry
    validators: Validators = field(default_factory=Validators)
    text: str = ""  #: the beginning of what is known of it
    body_sha256: str | None = None  #: of its page when it was read last; None: it is to be read again
    attachments: tuple[Attachment, ...] = ()  #: as they are known, with the beginnings of their texts
    url: str = ""  #: where it was read last
    family: str = ""  #: articles of one family fail together; empty: it was never read
    is_left_behind: bool = False  #: its site was found anew since it was last listed
    former: Entry | None = None  #: a known entry of that title and day, at an address that is not listed

    def anew(self) -> Recheck:
        """The same, read even where its page is what it was, whatever its server calls unchanged."""
        return replace(self, validators=Validators(), body_sha256=None)


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """How far a poll is to walk back instead of looking for news."""

    cursor: Mapping[str, Any] | None  #: where the last run stopped; None: it begins
    since: str | None = None  #: an ISO day; what is older is left
    most: int | None = None  #: articles that are visited


#: Article pages that are remembered of a portal: when its frame has changed, so many show the new one.
REMEMBERED_PAGES = 10


@dataclass(frozen=True, slots=True)
class PageLines:
    """What stands on one article page of a portal: digests of its lines (`crawler/article/standing.py`) and
    of its files, each as often as it stands there (`crawler/article/attachments.py`)."""

    key: str  #: of its entry
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Digests of the lines and files that stand on other article pages of a portal: they may be its frame."""

    most: tuple[str, ...] = ()
    every: tuple[str, ...] = ()  #: of the pages that are remembered


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What the monitor asks the spider to read in one poll of one portal: data only."""

    portal: str
    definition: PortalDefinition
    sources: tuple[Source, ...] = ()  #: none: they are to be found first
    remembered: tuple[Entry, ...] = ()  #: known entries, newest first: what a new reading must recognise
    known: frozenset[str] = frozenset()  #: keys of the entries that were listed before
    #: By source, those that its complete reading listed: paging back ends at them.
    anchors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    start: Entry | None = None  #: the page that the portal was added by, if it is itself an article
    pending: tuple[Entry, ...] = ()  #: listed before, not harvested yet
    rechecks: tuple[Recheck, ...] = ()
    controls: tuple[Recheck, ...] = ()  #: who is asked when one of their family is gone
    pages: tuple[PageLines, ...] = ()  #: of its articles, as they were read last: the latest one last
    max_pages: int = 50  #: of one source, when nothing known is met
    max_articles: int | None = None  #: that are visited; None: all that are to be
    only_detect: bool = False  #: find the sources, read nothing else
    with_files: bool = True  #: ask for the files that articles link to
    witness: Source | None = None  #: another list of the portal
    ask_witness: bool = False  #: to be asked in this poll, whatever its source lists
    fill: bool = False  #: what the witness lists and the source does not is to be read
    backfill: BackfillPlan | None = None  #: walk back, and leave what is new to the usual polls
    is_glance: bool = False  #: only see whether its sources are what they were: the rest is not filled in
    shard: int = 0  #: of the portal

    def known_in(self, source: str) -> frozenset[str]:
        """Keys that a source showed in its complete reading; where there was none yet, all that are known."""
        return self.anchors.get(source) or self.known


#: The reader of an article whose page could not be read: all that is known is what its list says.
LISTED = "list"


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What one poll read in one source: the entries of all its pages, in the order of the list."""

    portal: str
    source: str  #: its address
    entries: tuple[Entry, ...]
    pages: int
    complete: bool  #: something known was met, or the list ended: nothing between was missed
    validators: Validators
    fingerprint: str  #: of the first page's entries
    fetched_at: datetime
    landmarks: tuple[str, ...] = ()  #: keys of the links on its first page that are no entries
    span: Span | None = None  #: of the first page, where its list stands
    found_anew: bool = False  #: the source was found again after its portal had changed
    beside: bool = False  #: another list of the portal, read for what its source does not show


@dataclass(frozen=True, slots=True)
class AttachmentsRead:
    """The files of an article whose page is what it was, where what is known of them is not what it was."""

    portal: str
    entry: Entry
    attachments: tuple[Attachment, ...]
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FormerAddress:
    """What a known address answered that is not listed any more, when another one like it was read."""

    key: str
    why: str  #: a sentence: it is gone, or leads to the other one
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """One reading of an entry's page."""

    portal: str
    entry: Entry
    url: str  #: where the page was found in the end
    title: str
    text: str  #: light Markdown: paragraphs, `- ` items, `## ` headings; links as their text
    published: PublishedDate
    event_dates: tuple[EventDate, ...]
    attachments: tuple[Attachment, ...]
    kind: str
    language: str | None
    subkind: str | None
    validators: Validators
    body_sha256: str  #: of the page, unpacked
    fetched_at: datetime
    kind_words: tuple[str, ...] = ()  #: that decided the kind
    facts: tuple[Fact, ...] = ()
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)  #: the answer, redirects to it before
    moved_to: str | None = None  #: the key to which its own address leads for good
    former: FormerAddress | None = None  #: where it may have been before
    lines: tuple[str, ...] = ()  #: digests of what stands on its page: lines and files
    is_untitled: bool = False  #: its page states no title: it is the list's
    standing: Standing = Standing()  #: what it was read by besides its page
    reader: str = ""  #: which reader read it: the same one reads the same in the same bytes
    held: tuple[Attachment, ...] = ()  #: known files that it does not reach and its page still shows

    def files_alone(self) -> AttachmentsRead:
        """What was read of its files, without the page."""
        return AttachmentsRead(self.portal, self.entry, self.attachments, self.fetched_at)


@dataclass(frozen=True, slots=True)
class ArticleGone:
    """A direct answer that an article is not there any more."""

    portal: str
    entry: Entry
    reason: str  #: a sentence that names the answer
    fetched_at: datetime
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)
    witness: str | None = None  #: the address of another one of its family, which answered in the same poll


@dataclass(frozen=True, slots=True)
class ArticleUnchanged:
    """The server says that an article is what it was (304)."""

    portal: str
    entry: Entry
    fetched_at: datetime
    exchanges: tuple[Exchange, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ArticleFailed:
    """An article that could not be read this time; it is tried again."""

    portal: str
    entry: Entry
    reason: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source that detection met, with what its first page shows."""

    source: Source
    entries: tuple[Entry, ...]
    pages_on: bool | None  #: it leads to older entries; None: that was not looked at
    verdict: str  #: why it was chosen, or why not


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """What detection found on a portal of which no source was known, or whose source could not be read."""

    portal: str
    platform: str
    sources: tuple[Source, ...]  #: the chosen ones
    seen: tuple[FoundSource, ...] = ()  #: all that were met, the chosen first
    tried: tuple[str, ...] = ()  #: a sentence for each place that was looked at in vain
    witness: Source | None = None  #: another list, which shows the same
    found_at: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)


@dataclass(frozen=True, slots=True)
class PollPostponed:
    """A poll that ended, or did not begin, as its host is not to be asked for a while."""

    portal: str
    until: datetime
    why: str  #: a sentence
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class PollRead:
    """How a poll ended: the spider's last word on a portal."""

    portal: str
    trouble: PortalState | None  #: what kept the source from being read; None if it was read
    evidence: str  #: a sentence: what was read, or what went wrong
    requests: int
    not_modified: int
    entries: int
    recognised: int
    started_at: datetime
    finished_at: datetime
    source_unmodified: bool = False  #: a source's server said that it has not changed
    all_newer: bool = False  #: all that the source lists is newer than its last reading
    address: str | None = None  #: to which the portal's host leads; None: that is not known
    key: str | None = None  #: of the definition, whose value matched nothing, so that nothing was read
    articles_read: int = 0  #: whose pages were read
    articles_unchanged: int = 0  #: whose pages are what they were when they were read
