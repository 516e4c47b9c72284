"""The tables of the data set and what their columns say; files and codebook are made from these (pure)."""

from __future__ import annotations

from storage.dataset.portal_tables import COVERAGE, PORTALS
from storage.dataset.schema import Field, FieldType, Reference, Table

_INTEGER, _NUMBER, _STRING = FieldType.INTEGER, FieldType.NUMBER, FieldType.STRING
_DATE, _DATETIME, _ARRAY, _OBJECT = FieldType.DATE, FieldType.DATETIME, FieldType.ARRAY, FieldType.OBJECT

#: Where a published date was read.
PROVENANCES = {
    "wordpress": "the site's own record, read over its interface",
    "jsonld": "data for machines in the page (JSON-LD)",
    "meta": "a meta element of the page",
    "time": "a time element of the page",
    "feed": "the portal's feed",
    "listing": "beside the title in the portal's list",
    "url": "the path of the article's address",
    "byline": "a line of its own under the title",
    "last-line": "a line of its own at the end of the text",
    "text": "the text, where it is labelled as the date of publication",
    "none": "nowhere: the date is unknown",
}

#: What the kinds are that Balagh's own table knows; an archive may have others.
KINDS = {
    "communique": "a communiqué (بلاغ)",
    "statement": "a statement or denial (بيان)",
    "notice": "a notice (إعلان)",
    "session": "of a session of a council (دورة)",
    "tender": "a call for tenders, or another order (صفقة)",
    "recruitment": "of posts and exams for them (مباراة)",
    "results": "results of an exam or a selection (نتائج)",
    "budget": "of the budget (ميزانية)",
    "news": "other news, where no word told a kind",
}

_PRECISION = "how exact that is: second, minute, hour, day, month or year"
_PUBLISHED = (
    Field(
        "published",
        _STRING,
        "when the portal published it: a day (2024-02-12), a local time with its offset "
        "(2024-02-12T10:30+01:00, Africa/Casablanca), a month or a year alone (2024-02, 2024); "
        "null: unknown",
    ),
    Field("published_day", _DATE, "the day of `published`; null where no day is known"),
    Field("published_precision", _STRING, f"of `published`: {_PRECISION}"),
    Field("published_provenance", _STRING, "where `published` was read: see Dates", is_required=True),
    Field("published_after", _STRING, "of an unknown date: not before this day, by its neighbours"),
    Field(
        "published_before", _STRING, "of an unknown date: not after this day, by neighbours or first sight"
    ),
)
_EVENT_DATES = (
    Field("start", _STRING, "the day or local time", is_required=True),
    Field("end", _STRING, "the last day of several; null: it is one"),
    Field("precision", _STRING, _PRECISION),
    Field("matched", _STRING, "the words that were read"),
)
_FACTS = (
    Field("type", _STRING, "session, tender, law, deadline or date", is_required=True),
    Field("value", _STRING, "what it is: `05/2024`, `law 113-14`, an ISO day", is_required=True),
    Field("matched", _STRING, "as it is written"),
    Field("start", _INTEGER, "the place in `text` where it begins, in characters"),
    Field("end", _INTEGER, "the place where it ends"),
)
_FILE = (
    Field("media_type", _STRING, "of the file, by its bytes; null: it was never had"),
    Field("size", _INTEGER, "of the file in bytes"),
    Field("sha256", _STRING, "of the file's bytes"),
    Field("text_status", _STRING, "what came of its text: see Files; null: it was not asked for"),
    Field("reason", _STRING, "why there is no text, or what of it is missing"),
    Field(
        "confidence", _NUMBER, "of text that was recognised in a picture (OCR): mean of its words, 0 to 100"
    ),
    Field("text", _STRING, "the file's text"),
)
_ATTACHMENTS = (
    Field("title", _STRING, "as the page calls the file"),
    Field("url", _STRING, "the file's address", is_required=True),
    *_FILE,
)

_ID = Field("id", _INTEGER, "the article's number in this archive", is_required=True)
_PORTAL = Field("portal", _STRING, "the portal's id", is_required=True)
_TITLE = Field("title", _STRING, "the title as the portal writes it")
_TEXT = Field("text", _STRING, "the text as light Markdown, links as their text")
_LANGUAGE = Field("language", _STRING, "ar, fr or another language of the text")
_KIND = Field(
    "kind",
    _STRING,
    "what it is, by the words of its title and text: a kind of the archive's table (communique, tender, "
    "session, …), news where none of them tells; a data package lists its own under Kinds",
)

_BEFORE_FILES = (
    _ID,
    _PORTAL,
    Field("url", _STRING, "the article's address", is_required=True),
    _TITLE,
    *_PUBLISHED,
    Field(
        "event_dates",
        _ARRAY,
        "dates that the text speaks of (a session, a deadline); none of them is the publication's",
        items=_EVENT_DATES,
        can_be_unknown=True,
    ),
    _KIND,
    Field(
        "subkind",
        _STRING,
        "which part of its kind, such as agenda, minutes or decisions of a session",
        can_be_unknown=True,
    ),
    _LANGUAGE,
    _TEXT,
)
_BEHIND_FILES = (
    Field("first_seen", _DATETIME, "when Balagh first read it", is_required=True),
    Field("last_seen", _DATETIME, "when it was last there", can_be_unknown=True),
    Field("status", _STRING, "present or withdrawn; what rolled off a list is present", is_required=True),
    Field("revision", _INTEGER, "number of its newest version; the first is 1", is_required=True),
    Field(
        "cluster",
        _INTEGER,
        "number of the first article with the same text; null: there is no other",
        can_be_unknown=True,
    ),
    Field("kind_words", _ARRAY, "the words that decided the kind", can_be_unknown=True),
    Field("facts", _ARRAY, "what the text states, with its place", items=_FACTS, can_be_unknown=True),
)

#: All that is said of an article in one row.
WHOLE_ARTICLES = Table(
    "articles",
    "one row for each article",
    (
        *_BEFORE_FILES,
        Field("attachments", _ARRAY, "the files that it links to, in order", items=_ATTACHMENTS),
        *_BEHIND_FILES,
    ),
    key=("id",),
)
ARTICLES = Table(
    "articles",
    "one row for each article, newest first",
    (
        *_BEFORE_FILES,
        *_BEHIND_FILES,
        Field("key", _STRING, "its address with all spellings folded: with `portal`, what it is known by"),
    ),
    key=("id",),
    references=(Reference(("portal",), "portals", ("id",)),),
)
REVISIONS = Table(
    "revisions",
    "the versions that each article has had, with what each one said",
    (
        Field("article", _INTEGER, "the article's number", is_required=True),
        Field("number", _INTEGER, "the version's number; the first is 1", is_required=True),
        Field("seen_at", _DATETIME, "when Balagh read this version", is_required=True),
        Field("changed", _ARRAY, "the fields that differ from the version before"),
        _TITLE,
        *_PUBLISHED,
        Field("kind", _STRING, "as an article's; null: not kept for this version"),
        _LANGUAGE,
        _TEXT,
        Field("reader", _STRING, "which reader made it of its page; null: not known"),
        Field(
            "details",
            _OBJECT,
            "of a version that is not the newest: event_dates, subkind, kind_words, facts, as an article's; "
            "null: the article has them, or they were not kept",
        ),
    ),
    key=("article", "number"),
    references=(Reference(("article",), "articles", ("id",)),),
)
ATTACHMENTS = Table(
    "attachments",
    "the files that each version links to",
    (
        Field("article", _INTEGER, "the article's number", is_required=True),
        Field("revision", _INTEGER, "the version's number", is_required=True),
        Field("position", _INTEGER, "its place among the version's files, from 0", is_required=True),
        *_ATTACHMENTS[:2],
        Field(
            "sha256", _STRING, "of the file's bytes, by which it stands in `files`; null: it was never had"
        ),
        Field("text_status", _STRING, "of a file that was never had: why; see Files"),
        Field("reason", _STRING, "of a file that was never had: why, as a sentence"),
    ),
    key=("article", "revision", "position"),
    references=(
        Reference(("article", "revision"), "revisions", ("article", "number")),
        Reference(("sha256",), "files", ("sha256",)),
    ),
)
FILES = Table(
    "files",
    "what is in these files; the same bytes once, on however many articles they are",
    (
        Field("sha256", _STRING, "of its bytes", is_required=True),
        *(one for one in _FILE if one.name != "sha256"),
        Field("read_at", _DATETIME, "when its text was read", is_required=True),
    ),
    key=("sha256",),
)
EVENTS = Table(
    "events",
    "what was found out, in the order in which it was: of these articles, and of their portals",
    (
        Field("id", _INTEGER, "the event's number in this archive", is_required=True),
        Field(
            "type",
            _STRING,
            "new, edited, withdrawn, restored, moved; broken, recovered, quiet, overdue",
            is_required=True,
        ),
        Field(
            "origin",
            _STRING,
            "baseline: the first look at a portal; backfill: its past, or brought from "
            "elsewhere; watch: found while it was watched",
            is_required=True,
        ),
        Field("at", _DATETIME, "when it was found out", is_required=True),
        _PORTAL,
        Field("article", _INTEGER, "the article's number; null: it is of the portal"),
        Field("revision", _INTEGER, "the version that was there then"),
        Field("changed", _ARRAY, "the fields that changed"),
        Field("url", _STRING, "the address then"),
        Field("title", _STRING, "the title then"),
        Field("summary", _STRING, "for people: the words that changed, or why"),
        Field(
            "reasons",
            _ARRAY,
            "of an edit: what changed and why it matters",
            items=(
                Field("field", _STRING, "where"),
                Field("sort", _STRING, "what: a date, an amount, a spelling, …"),
                Field("before", _STRING, "as it was written before"),
                Field("after", _STRING, "as it was written after"),
            ),
        ),
    ),
    key=("id",),
    references=(
        Reference(("portal",), "portals", ("id",)),
        Reference(("article",), "articles", ("id",)),
    ),
)
#: The tables of a data package, in the order in which they are written.
TABLES = (PORTALS, COVERAGE, ARTICLES, REVISIONS, ATTACHMENTS, FILES, EVENTS)
