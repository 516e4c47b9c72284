"""Fetch an article's files: which of them, how many, how large, and what is known where one cannot be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.article.pictures import PICTURE_FILE
from crawler.article.read import FEW_WORDS
from crawler.attachments.mediatypes import HTML, find_media_type, is_readable_by_ocr
from crawler.exchanges import list_exchanges, record_exchanges
from crawler.failures import PageError
from crawler.gone import GONE_STATUS, find_block_reason, find_failure_reason
from crawler.page.encodings import make_readable
from crawler.page.tree import fold_space, page_root
from crawler.politeness.retry_after import BUSY
from crawler.visit import Visit, read_validators
from storage.model import Attachment, File, TextStatus, Validators

MOST_FILES = 20  # of one article
MOST_PICTURES = 5  # of one article
MOST_BYTES_IN_ALL = 100 * 1024 * 1024  # of the files of one article, as their answers are kept together
MOST_BYTES = 50 * 1024 * 1024  # of one file; a scan of many pages is larger than a page may be
_NOT_MODIFIED = 304


async def fetch_attachments(
    found: Sequence[Attachment],
    known: Iterable[Attachment],
    text: str,
    visit: Visit,
    had: Response | None = None,
) -> tuple[Attachment, ...]:
    """What an article links to, with what is in the files; `had` is an answer that is in hand already.

    What was known stands where a file cannot be had this time. Nothing that goes wrong here is raised: the
    article is kept, whatever becomes of its files.
    """
    before = {one.url: one for one in known}
    reasons = list_skipped(found, text)
    full = f"of one article, files of {MOST_BYTES_IN_ALL // 1024**2} MB are read"
    read: list[Attachment] = []
    size = 0
    for one in found:
        reason = reasons.get(one.url) or (full if size > MOST_BYTES_IN_ALL else None)
        if reason:
            read.append(_settle(one, before.get(one.url), TextStatus.SKIPPED, reason))
        else:
            read.append(await _fetch(one, before.get(one.url), visit, had))
            size += sum(len(exchange.body) for exchange in read[-1].exchanges)
    return tuple(read)


def list_skipped(found: Sequence[Attachment], text: str) -> Mapping[str, str]:
    """The attachments that are not asked for, by address, each with the reason."""
    reasons: dict[str, str] = {}
    is_short = len(text.split()) < FEW_WORDS
    asked = pictures = 0
    for one in found:
        is_picture = is_picture_address(one.url)
        if is_picture and not is_short:
            reasons[one.url] = f"pictures beside a text of {FEW_WORDS} words or more are not read"
        elif is_picture and pictures == MOST_PICTURES:
            reasons[one.url] = f"of one article, {MOST_PICTURES} pictures are read"
        elif asked == MOST_FILES:
            reasons[one.url] = f"of one article, {MOST_FILES} files are read"
        else:
            asked, pictures = asked + 1, pictures + is_picture
    return reasons


def is_picture_address(url: str) -> bool:
    """Whether an address is named as a picture's."""
    return bool(PICTURE_FILE.search(unquote(urlsplit(url).path)))


async def _fetch(one: Attachment, known: Attachment | None, visit: Visit, had: Response | None) -> Attachment:
    if visit.is_sent_away:
        return _settle(
            one, known, TextStatus.FAILED, "the site asked to be left alone before it was its turn"
        )
    try:
        response = had if had is not None and had.url == one.url else await _ask(one.url, known, visit)
        return await _read(one, known, response, visit, had)
    except PageError as error:
        visit.is_sent_away |= error.status in BUSY
        is_large = isinstance(error.__cause__, DownloadCancelledError)
        said = f"it is larger than the {MOST_BYTES // 1024**2} MB that are read" if is_large else error.why
        return _settle(one, known, TextStatus.TOO_LARGE if is_large else TextStatus.FAILED, said)
    except Exception as error:  # noqa: BLE001 - a file that breaks our reader costs that file only
        said = f"{type(error).__name__}: {error} (a fault of Balagh's own)"
        return _settle(one, known, TextStatus.FAILED, said)


async def _ask(url: str, known: Attachment | None, visit: Visit) -> Response:
    """The answer at a file's address. Raises PageError where there is none."""
    request = visit.request(url, await _find_validators(known, visit))
    request.meta["download_maxsize"] = MOST_BYTES
    return await visit.fetch(record_exchanges(request))


async def _find_validators(known: Attachment | None, visit: Visit) -> Validators | None:
    """What to ask with; nothing where the same bytes would say more now than they did."""
    if known is None or known.file is None:
        return None
    return None if await _could_say_more(known.file, visit) else known.validators


async def _could_say_more(file: File, visit: Visit) -> bool:
    """Whether a file without text is worth another reading: OCR was missing, and is here now."""
    is_missed = file.text_status in (TextStatus.SCAN, TextStatus.UNREADABLE) and file.confidence is None
    return is_missed and is_readable_by_ocr(file.media_type) and await visit.files.has_ocr()


async def _read(
    one: Attachment, known: Attachment | None, response: Response, visit: Visit, had: Response | None
) -> Attachment:
    if response.status == _NOT_MODIFIED and known is not None:
        return replace(known, title=one.title)
    trouble = find_trouble(response)
    if trouble:
        visit.is_sent_away |= response.status in BUSY
        return _settle(one, known, *trouble)
    file = await _read_file(response.body, known, visit)
    validators = read_validators(response)
    is_new = known is None or known.sha256 != file.sha256
    return replace(
        one,
        file=file,
        text_status=file.text_status,
        reason=file.reason,
        validators=validators,
        exchanges=list_exchanges(response) if is_new and response is not had else (),
    )


async def _read_file(body: bytes, known: Attachment | None, visit: Visit) -> File:
    before = known.file if known else None
    if before and before.sha256 == sha256(body).hexdigest() and not await _could_say_more(before, visit):
        return before
    return await visit.files.read(body)


def find_trouble(response: Response) -> tuple[TextStatus, str] | None:
    """Why an answer brings no file, if it does not."""
    if response.status >= 400:
        words = GONE_STATUS.get(response.status)
        return TextStatus.FAILED, f"the server answered {response.status}" + (f" ({words})" if words else "")
    if not response.body:
        return TextStatus.NOT_A_FILE, "the answer is empty"
    if find_media_type(response.body) != HTML:
        return None
    page = (
        response
        if isinstance(response, TextResponse)
        else make_readable(HtmlResponse(response.url, body=response.body))
    )
    failing = find_failure_reason(page) or find_block_reason(page)
    if failing:
        return TextStatus.FAILED, failing
    return TextStatus.NOT_A_FILE, f"a page came in its place{_name_page(page)}"


def _name_page(page: TextResponse) -> str:
    titles = (
        fold_space("".join(str(part) for part in one.itertext())) for one in page_root(page).iter("title")
    )
    title = next(filter(None, titles), "")
    return f": {title[:100]}" if title else ""


def _settle(one: Attachment, known: Attachment | None, status: TextStatus, reason: str) -> Attachment:
    """What is known of a file that was had before; else what went wrong."""
    if known is not None and known.file is not None:
        return replace(known, title=one.title)
    return replace(one, text_status=status, reason=reason)
