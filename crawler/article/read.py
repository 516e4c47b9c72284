"""Read an entry's page: the article, its date settled, its kind and language (pure)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from scrapy.http import Response, TextResponse

from crawler.article.attachments import file_name
from crawler.article.content import ArticleContent, parse_article
from crawler.article.datespots import find_address_date, find_entry_date
from crawler.article.facts import find_facts
from crawler.article.kinds import find_kind
from crawler.article.language import find_language
from crawler.article.reader import name_reader
from crawler.article.standing import NOTHING_STANDS
from crawler.dates import find_event_dates, settle_published
from crawler.exchanges import list_exchanges
from crawler.failures import PageError
from crawler.page.tree import select
from crawler.unmatched import TEXT, explain_unmatched
from crawler.visit import read_validators
from storage.model import (
    BEGINNING,
    LISTED,
    ArticleRead,
    Attachment,
    Entry,
    PollPlan,
    PortalState,
    PublishedDate,
    Standing,
    Validators,
)

#: An article with fewer words has its text in its files.
FEW_WORDS = 40
#: Precisions of a published date that name a day.
DAYS = ("second", "minute", "hour", "day")


def read_article(
    page: TextResponse,
    entry: Entry,
    plan: PollPlan,
    fetched_at: datetime,
    standing: Standing = NOTHING_STANDS,
) -> ArticleRead:
    """What an entry's page says, settled. Raises PageError where it holds no article."""
    content = parse_article(page, plan.definition.article, entry, standing)
    stated = plan.definition.article.text
    if content is None and stated and not select(page, stated):
        why = explain_unmatched(TEXT, stated, "on it")
        raise PageError(PortalState.REDESIGNED, f"{page.url}: {why}", key=TEXT)
    if content is None:
        raise PageError(PortalState.REDESIGNED, f"{page.url}: no article was found on the page")
    read = settle_article(content, page, entry, plan.portal, fetched_at)
    reader = name_reader(plan.definition.article, content.cut)
    return replace(
        read, lines=content.lines, standing=standing, reader=reader, is_untitled=content.is_untitled
    )


def read_file_article(file: Response, entry: Entry, plan: PollPlan, fetched_at: datetime) -> ArticleRead:
    """An article that is a file: its entry's address leads to no page, but to the file itself."""
    title = entry.title or file_name(file.url)
    candidates = (*find_entry_date(entry), *find_address_date(file.url))
    content = ArticleContent(title, "", candidates, (Attachment(file.url, title),))
    read = settle_article(content, file, entry, plan.portal, fetched_at)
    return replace(read, reader=name_reader(plan.definition.article))


def read_listed(entry: Entry, portal: str, at: datetime) -> ArticleRead:
    """An article of which only its list tells: title, address, and its date where the list states one."""
    published = settle_published(find_entry_date(entry), seen_at=at)
    kind = find_kind(entry.title, "")
    return ArticleRead(
        portal=portal,
        entry=entry,
        url=entry.url,
        title=entry.title,
        text="",
        published=published,
        event_dates=(),
        attachments=(),
        kind=kind.kind,
        subkind=kind.subkind,
        language=find_language(entry.title),
        validators=Validators(),
        body_sha256="",
        fetched_at=at,
        kind_words=kind.words,
        is_untitled=True,
        reader=LISTED,
    )


def understand_files(read: ArticleRead) -> ArticleRead:
    """The article with kind and language by the texts of its files, where its own is no text to speak of."""
    texts = [one.file.text[:BEGINNING] for one in read.attachments if one.file and one.file.text]
    if len(read.text.split()) >= FEW_WORDS or not texts:
        return read
    text = "\n".join([read.text, *texts])
    kind = find_kind(read.title, "")
    if not kind.words:
        # The page's title says nothing: what stands at the head of the file is its own.
        heading = texts[0].strip().partition("\n")[0]
        kind = find_kind(heading, text)
    language = find_language(f"{read.title}\n{text}")
    return replace(read, kind=kind.kind, subkind=kind.subkind, language=language)


def settle_article(
    content: ArticleContent, page: Response, entry: Entry, portal: str, fetched_at: datetime
) -> ArticleRead:
    """What was found on an entry's page, with its date, kind and language settled."""
    published = settle_published(content.candidates, seen_at=fetched_at)
    reference = _find_day(published)
    kind = find_kind(content.title, content.text)
    dates = find_event_dates(content.text, reference=reference)
    return ArticleRead(
        portal=portal,
        entry=entry,
        url=page.url,
        title=content.title,
        text=content.text,
        published=published,
        event_dates=dates,
        attachments=content.attachments,
        kind=kind.kind,
        subkind=kind.subkind,
        language=find_language(f"{content.title}\n{content.text}"),
        validators=read_validators(page),
        body_sha256=sha256(page.body).hexdigest(),
        fetched_at=fetched_at,
        kind_words=kind.words,
        facts=find_facts(content.text, dates, reference),
        exchanges=list_exchanges(page),
    )


def _find_day(published: PublishedDate) -> date | None:
    """The day that "the 5th of this month" in a text refers to."""
    if published.value is None or published.precision not in DAYS:
        return None
    return date.fromisoformat(published.value[:10])
