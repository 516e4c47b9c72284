"""What the data set says of portals: how they are described, when they were watched, their past (pure)."""

from __future__ import annotations

from storage.dataset.schema import Field, FieldType, Reference, Table

_INTEGER, _STRING, _DATETIME, _OBJECT = (
    FieldType.INTEGER,
    FieldType.STRING,
    FieldType.DATETIME,
    FieldType.OBJECT,
)

#: How far the walk back through a portal's past has come; in packages since the second form.
_PAST = (
    Field(
        "past",
        _STRING,
        "how far `balagh backfill` walked back through what the portal listed before it was watched. ended: "
        "nothing was left to ask for, and `past_told` says why; stopped: something is left, or may be; "
        "null: no walk back is known of",
        form=2,
    ),
    Field(
        "past_told",
        _STRING,
        "how the last run of that walk ended; null: it was under way, or was killed",
        form=2,
    ),
    Field("past_error", _STRING, "what ended that run before its time", form=2),
    Field("past_pages", _INTEGER, "pages of lists that all its runs have read", form=2),
    Field("past_began", _DATETIME, "when the walk began", form=2),
    Field("past_until", _DATETIME, "when it last came further, or ended", form=2),
    Field(
        "oldest",
        _STRING,
        "the oldest `published` of all its articles in the archive, also of those that filters leave out; "
        "not that all since then is there",
        form=2,
    ),
)

PORTALS = Table(
    "portals",
    "the portals of these articles, as they are described now, and how far the past of each was walked back",
    (
        Field("id", _STRING, "its short name", is_required=True),
        Field("url", _STRING, "its address", is_required=True),
        Field("name_ar", _STRING, "its name in Arabic"),
        Field("name_fr", _STRING, "its name in French"),
        Field("region", _STRING, "the region, by its French name"),
        Field("province", _STRING, "the province or prefecture"),
        Field("code", _STRING, "the official code of the commune (HCP)"),
        Field("platform", _STRING, "what kind of site it is", is_required=True),
        Field(
            "definition", _OBJECT, "how Balagh reads it: the keys of its definition file", is_required=True
        ),
        *_PAST,
    ),
    key=("id",),
)
COVERAGE = Table(
    "coverage",
    "from when to when each portal was watched, and the gaps in it: what came and went in a gap is not "
    "known; how far the time before is known, `past` in `portals` says",
    (
        Field("portal", _STRING, "the portal's id", is_required=True),
        Field(
            "stretch",
            _STRING,
            "watched: the whole time; gap: a part of it in which it was not read as planned",
            is_required=True,
        ),
        Field(
            "from",
            _DATETIME,
            "watched: the first reading that is known; gap: the last good reading before it",
            is_required=True,
        ),
        Field(
            "to",
            _DATETIME,
            "watched: the last good reading; gap: the first one after it; null: none is known",
        ),
        Field("why", _STRING, "of a gap: why it was not read, as far as known"),
    ),
    references=(Reference(("portal",), "portals", ("id",)),),
)
