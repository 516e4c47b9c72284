"""What a poll reads: a portal's sources, healed where they are lost, and one article after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.article.attachments import count_times
from crawler.article.read import read_article, read_file_article, understand_files
from crawler.article.standing import NOTHING_STANDS
from crawler.attachments.fetching import fetch_attachments
from crawler.attachments.mediatypes import find_media_type, is_document
from crawler.exchanges import list_exchanges, record_exchanges
from crawler.failures import PageError
from crawler.glance import is_as_it_was
from crawler.gone import find_gone_reason, find_missing_reason, is_lost
from crawler.heal import heal
from crawler.newer import is_all_newer
from crawler.page.landmarks import is_still_there
from crawler.page.phrases import fold_phrase
from crawler.recognise import Memory
from crawler.vanished import find_vanished
from crawler.visit import Visit, refuse_failure, require_answered, require_page
from crawler.walk import NOT_MODIFIED, walk_source
from crawler.witness import ask_witness
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleReading,
    ArticleUnchanged,
    Attachment,
    AttachmentsRead,
    Entry,
    PollPlan,
    PortalState,
    Recheck,
    Source,
    SourceRead,
    SourcesFound,
    Standing,
    WitnessRead,
)

#: Redirects that say that an address is another one from now on.
FOR_GOOD = (301, 308)
_BEGINNING = 100  # letters of a text by which it is known


async def read_sources(
    first: Response | PageError, visit: Visit
) -> AsyncIterator[SourcesFound | SourceRead | WitnessRead]:
    """The readings of a portal's sources; the first one is healed where it shows nothing that is known.

    Raises PageError where the first source cannot be read; a further one that cannot is noted.
    """
    plan, beside = visit.plan, list[WitnessRead | SourceRead]()
    try:
        answer = require_answered(first)
        read = await walk_source(plan.sources[0], answer, visit)
        beside = [told async for told in ask_witness(visit)]
        if plan.sources[0].baseline_at is None:
            read = _recognise(read, visit)
        else:
            _require_known(visit, answer, read)
    except PageError as error:
        if not plan.remembered or not _may_have_moved(error):
            raise
        found, read = await heal(visit, error)
        yield found
    if read is not None:
        yield read
    for source in plan.sources[1:]:
        more = await _read_further(source, visit)
        if more is not None:
            yield more
    for told in beside:
        yield told


async def glance(first: Response | PageError, visit: Visit) -> bool:
    """Whether all of a portal's sources are what they were; if not, their answers are held for more."""
    answer: Response | PageError = first
    for number, source in enumerate(visit.plan.sources):
        request = visit.request(source.url, source.validators)
        if number > 0:
            answer = await _try_fetch(request, visit)
            visit.hold(request, answer)
        if not _is_unchanged(source, answer):
            return False
    visit.source_unmodified = True
    return True


def _is_unchanged(source: Source, answer: Response | PageError) -> bool:
    return isinstance(answer, Response) and (answer.status == NOT_MODIFIED or is_as_it_was(source, answer))


async def _read_further(source: Source, visit: Visit) -> SourceRead | None:
    """The reading of a source beside the first; one that cannot be read is noted."""
    try:
        return await walk_source(
            source, await visit.fetch(visit.request(source.url, source.validators)), visit
        )
    except PageError as error:
        visit.note(error.why)
        return None


def _may_have_moved(error: PageError) -> bool:
    """Whether what a source answered may mean that it is elsewhere now, and not that the site fails."""
    return error.key is None and is_lost(error)


def _recognise(read: SourceRead | None, visit: Visit) -> SourceRead | None:
    """The first reading of a source; `found_anew` where it shows what the portal listed before."""
    known = Memory(visit.plan.remembered).count(read.entries) if read else 0
    return replace(read, found_anew=True) if read and known else read


def _require_known(visit: Visit, answer: Response, read: SourceRead | None) -> None:
    """Raise PageError where a source was read and nothing in it is known, though something should be."""
    if visit.source_unmodified or visit.recognised or not visit.plan.remembered:
        return
    source = visit.plan.sources[0]
    if read is not None and is_all_newer(source, read.entries, answer, visit.plan.known):
        visit.all_newer = True
        visit.note(f"all of it came after the last reading on {source.complete_at:%Y-%m-%d}")
        return
    if visit.entries:
        said = f"{visit.entries} entries are listed, none of them known"
        raise PageError(PortalState.REDESIGNED, f"{source.url}: {said}")
    missing = find_missing_reason(answer)
    if missing:
        raise PageError(PortalState.REDESIGNED, f"{source.url}: {missing}")
    if is_still_there(source.landmarks, answer, visit.plan.known):
        raise PageError(PortalState.EMPTY, f"{source.url}: its page is as it was, and lists nothing")
    raise PageError(PortalState.REDESIGNED, f"{source.url}: it lists nothing")


async def fetch_answer(check: Recheck, visit: Visit) -> Response | PageError:
    """What an article's address answers."""
    request = record_exchanges(visit.request(check.entry.url, check.validators))
    request.meta["is_recheck"] = check.family != ""
    return await _try_fetch(request, visit)


async def _try_fetch(request: Request, visit: Visit) -> Response | PageError:
    try:
        return await visit.fetch(request)
    except PageError as error:
        return error


async def read_visit(
    check: Recheck, answer: Response | PageError, visit: Visit
) -> AsyncIterator[ArticleReading]:
    """The readings of one article. Raises PageError where its address says nothing of it."""
    response = require_answered(answer)
    entry, portal = check.entry, visit.plan.portal
    if response.status == NOT_MODIFIED or _is_as_it_was(response, check):
        yield ArticleUnchanged(portal, entry, datetime.now(UTC), list_exchanges(response))
        files = await _read_files(check.attachments, check, check.text, visit)
        if files != check.attachments:
            yield AttachmentsRead(portal, entry, files, datetime.now(UTC))
        return
    standing = visit.pages.find_standing(entry.key)
    read = await _read_known(response, check, visit, standing)
    if isinstance(read, ArticleRead):
        visit.pages.add(entry.key, read.lines)
        held = _list_held(check.attachments, read)
        files = await _read_files((*read.attachments, *held), check, read.text, visit, response)
        own = len(read.attachments)
        read = understand_files(replace(read, attachments=files[:own], held=files[own:]))
    yield read


def _list_held(known: Iterable[Attachment], read: ArticleRead) -> tuple[Attachment, ...]:
    """The known files that a reading does not reach, and its page shows: they may still be the article's."""
    reached = {canonical_address(one.url) for one in read.attachments}
    unreached = (one for one in known if canonical_address(one.url) not in reached)
    return tuple(one for one in unreached if count_times(one.url, read.lines))


async def _read_known(
    response: Response, check: Recheck, visit: Visit, standing: Standing
) -> ArticleRead | ArticleGone:
    """What an answer says of an article, and that it is gone where nothing of it is left on the page."""
    now, unread = datetime.now(UTC), None
    try:
        read = read_answer(response, check.entry, visit.plan, now, standing)
    except PageError as error:
        if error.state is not PortalState.REDESIGNED:
            raise
        read, unread = None, error
    if isinstance(read, ArticleRead):
        if isinstance(response, TextResponse):
            visit.selectors.add(response, visit.plan.definition.article)
        read = _refuse_other(read, check)
    if isinstance(read, ArticleGone) or (read is not None and shows_known(check, read)):
        return read
    why = await find_vanished(response, check, read, visit)
    if why is not None:
        return ArticleGone(visit.plan.portal, check.entry, why, now, list_exchanges(response))
    if read is None:
        assert unread is not None
        raise unread
    return read


def _is_as_it_was(response: Response, check: Recheck) -> bool:
    """Whether a page has the very bytes that were read last time, at its own address: reading is dear."""
    if response.status != 200 or canonical_address(response.url) != check.entry.key:
        return False
    return sha256(response.body).hexdigest() == check.body_sha256


def _refuse_other(read: ArticleRead, check: Recheck) -> ArticleRead | ArticleGone:
    """The reading, or that the article is gone where its address leads to another page than it ever did.

    WordPress leads the address of a post that was removed to one with a similar name.
    """
    here = canonical_address(read.url)
    if not check.text or here in (check.entry.key, canonical_address(check.url)) or shows_known(check, read):
        return read
    why = f"the address leads to another page, {read.url}"
    return ArticleGone(read.portal, read.entry, why, read.fetched_at, read.exchanges)


def shows_known(check: Recheck, reading: ArticleReading) -> bool:
    """Whether an answer shows what is known of an article: its title, or the beginning of its text."""
    if isinstance(reading, ArticleUnchanged):
        return True
    if not isinstance(reading, ArticleRead):
        return False
    known = fold_phrase(check.text)[:_BEGINNING]
    is_same_title = (
        fold_phrase(reading.title) == fold_phrase(check.entry.title) != "" and not reading.is_untitled
    )
    return is_same_title or (known != "" and fold_phrase(reading.text).startswith(known))


async def _read_files(
    found: tuple[Attachment, ...], check: Recheck, text: str, visit: Visit, page: Response | None = None
) -> tuple[Attachment, ...]:
    """What an article links to, with what is in the files; as it was found where the plan wants no files."""
    if not visit.plan.with_files:
        return found
    return await fetch_attachments(found, check.attachments, text, visit, page)


def read_answer(
    response: Response,
    entry: Entry,
    plan: PollPlan,
    fetched_at: datetime,
    standing: Standing = NOTHING_STANDS,
) -> ArticleRead | ArticleGone:
    """What an answer to an entry's address says. Raises PageError where it says nothing of the article."""
    refuse_failure(response)
    gone = find_gone_reason(response, entry, plan.definition.url)
    if gone:
        return ArticleGone(plan.portal, entry, gone, fetched_at, list_exchanges(response))
    if response.status < 400 and is_document(find_media_type(response.body)):
        return read_file_article(response, entry, plan, fetched_at)
    read = read_article(require_page(response), entry, plan, fetched_at, standing)
    return replace(read, moved_to=_find_new_key(response, entry))


def _find_new_key(response: Response, entry: Entry) -> str | None:
    """The key to which an entry's address leads for good, if it does."""
    hops = response.meta.get("redirect_reasons", []) if response.request else []
    key = canonical_address(response.url)
    return key if key != entry.key and hops and all(hop in FOR_GOOD for hop in hops) else None
