"""Compare two readings of an article: what changed for a reader, and nothing else (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from crawler.addresses import canonical_address
from monitor.noise import clean
from monitor.significance import find_reasons
from monitor.tokens import list_tokens
from storage.model import Article, ArticleRead, Attachment, PublishedDate, Reason, ReasonSort, Told
from text.diff import summarise

#: A title of other words is another title, however few they are.
_TITLE = {
    sort: ReasonSort.TITLE
    for sort in (
        ReasonSort.WORDING,
        ReasonSort.REWRITTEN,
        ReasonSort.PASSAGE_ADDED,
        ReasonSort.PASSAGE_WITHDRAWN,
        ReasonSort.PARAGRAPH_ADDED,
        ReasonSort.PARAGRAPH_WITHDRAWN,
    )
}


class Version(Protocol):
    """What is compared of an article as it was, a revision of it, or a reading of its page."""

    @property
    def title(self) -> str:
        """The title, as it was read."""

    @property
    def text(self) -> str:
        """The text, in light Markdown."""

    @property
    def published(self) -> PublishedDate:
        """The settled date."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that it links to."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article as it was, and what a reading of it says anew."""

    before: Article
    edit: Told  #: says nothing for noise


def compare(before: Article, after: ArticleRead) -> Comparison:
    """What a reading says anew, in fields, in reasons and in words."""
    reasons = find_changes(before, after)
    if reasons and (before.kind, before.subkind) != (after.kind, after.subkind):
        # Alone, another kind says that its files were read, or that we have learned to tell kinds.
        names = [" ".join(filter(None, (one.kind, one.subkind))) for one in (before, after)]
        reasons = (*reasons, Reason("kind", ReasonSort.KIND, *names))
    changed = tuple(dict.fromkeys(reason.field for reason in reasons))
    return Comparison(before, Told(changed, _summarise(before, after, changed), reasons))


def keep_date(before: Article, after: ArticleRead) -> ArticleRead:
    """A reading with the date that is known, where it only counts back to one from the day of its visit."""
    is_worse = after.published.counted_back and before.published.value is not None
    return replace(after, published=before.published) if is_worse else after


def compare_files(before: Sequence[Attachment], after: Sequence[Attachment]) -> Told:
    """What changed of an article's files alone."""
    reasons = find_file_changes(before, after)
    if not reasons:
        return Told()
    return Told(("attachments",), f"attachments: {_summarise_files(before, after)}", reasons)


def find_changes(before: Version, after: Version) -> tuple[Reason, ...]:
    """What a reader would call changed between two versions, field by field; empty for noise."""
    return (
        *_compare_titles(before.title, after.title),
        *find_text_changes(before.text, after.text),
        *_compare_days(before.published, after.published),
        *find_file_changes(before.attachments, after.attachments),
    )


def find_text_changes(before: str, after: str) -> tuple[Reason, ...]:
    """What a reader would call changed between two texts."""
    return () if before == after else _compare_texts("text", clean(before), clean(after))


def find_file_changes(before: Sequence[Attachment], after: Sequence[Attachment]) -> tuple[Reason, ...]:
    """Which files came and went, have other contents, or are called otherwise."""
    gone, come = (
        {_address(one): one for one in side if _address(one) not in {_address(each) for each in other}}
        for side, other in ((before, after), (after, before))
    )
    # The same bytes under another address are the same file.
    bytes_gone, bytes_come = ({one.sha256 for one in side.values() if one.sha256} for side in (gone, come))
    lost = [one for one in gone.values() if one.sha256 not in bytes_come]
    found = [one for one in come.values() if one.sha256 not in bytes_gone]
    reasons = [Reason("attachments", ReasonSort.ATTACHMENT, _name(one), "") for one in lost]
    reasons += [Reason("attachments", ReasonSort.ATTACHMENT, "", _name(one)) for one in found]
    known = {_address(one): one for one in before}
    for one in after:
        old = known.get(_address(one))
        if old is not None:
            reasons += _compare_files(old, one)
    return tuple(reasons)


def _summarise_files(before: Sequence[Attachment], after: Sequence[Attachment]) -> str:
    """Which files came, went, or have other bytes, in words for people."""
    signs = {(True, False): "\u2212", (False, True): "+"}
    addresses = {one.title or one.url: one.url for one in (*before, *after)}
    said = []
    for reason in find_file_changes(before, after):
        sign = signs.get((bool(reason.before), bool(reason.after)))
        if sign:
            name = reason.before or reason.after
            said.append(f"{sign}{addresses.get(name, name)}")
        elif reason.sort is ReasonSort.ATTACHMENT:
            said.append(f"other contents of {reason.after} ({addresses.get(reason.after, reason.after)})")
        else:
            said.append(summarise(reason.before, reason.after))
    return " ".join(said)


def _summarise(before: Article, after: ArticleRead, changed: tuple[str, ...]) -> str:
    """The changes in words for people."""
    said = {
        "title": lambda: summarise(clean(before.title), clean(after.title)),
        "text": lambda: summarise(clean(before.text), clean(after.text)),
        "published": lambda: f"{before.published.value or 'unknown'} → {after.published.value}",
        "attachments": lambda: _summarise_files(before.attachments, after.attachments),
        "kind": lambda: f"{before.kind} → {after.kind}",
    }
    return "; ".join(f"{field}: {said[field]()}" for field in changed)


def _compare_titles(before: str, after: str) -> tuple[Reason, ...]:
    if before == after:
        return ()
    found = _compare_texts("title", clean(before), clean(after))
    return tuple(
        Reason("title", _TITLE[one.sort], one.before, one.after) if one.sort in _TITLE else one
        for one in found
    )


def _compare_texts(field: str, before: str, after: str) -> tuple[Reason, ...]:
    """The reasons for two texts without noise; white space is none."""
    if list_tokens(before) == list_tokens(after):
        return ()
    return find_reasons(field, before, after) or (Reason(field, ReasonSort.WORDING, "", ""),)


def _compare_days(before: PublishedDate, after: PublishedDate) -> tuple[Reason, ...]:
    """Whether another day of publication is told.

    A date that became unknown says something of our reading, not of the portal; one that became more exact
    says the same; and "two weeks ago" is another day at each visit.
    """
    old, new = before.value, after.value
    if new is None or old == new or after.counted_back:
        return ()
    if old is not None:
        shortest = min(len(old), len(new), len("2024-02-12"))
        if old[:shortest] == new[:shortest]:
            return ()
    return (Reason("published", ReasonSort.DATE, (old or "")[:10], new[:10]),)


def _compare_files(before: Attachment, after: Attachment) -> tuple[Reason, ...]:
    """Whether the file at one address has other contents, or is called otherwise."""
    if _has_other_contents(before, after):
        return (Reason("attachments", ReasonSort.ATTACHMENT, _name(before), _name(after)),)
    return _compare_texts("attachments", clean(before.title), clean(after.title)) if after.title else ()


def _has_other_contents(before: Attachment, after: Attachment) -> bool:
    """Whether other bytes say something else: some servers make a file anew for each visitor."""
    if before.sha256 is None or after.sha256 is None or before.sha256 == after.sha256:
        return False
    texts = [clean(one.file.text) for one in (before, after) if one.file]
    return not all(texts) or list_tokens(texts[0]) != list_tokens(texts[1])


def _address(attachment: Attachment) -> str:
    return canonical_address(attachment.url)


def _name(attachment: Attachment) -> str:
    return attachment.title or attachment.url
