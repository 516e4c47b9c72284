"""Fifty queries of readers, over made-up articles: common, rare, phrases, beginnings, exclusions, filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from storage.filter import ArticleFilter
from storage.model import ArticleStatus, EventType


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as typed, with its filters."""

    words: str
    wanted: ArticleFilter = field(default_factory=ArticleFilter)
    event: EventType | None = None

    @property
    def is_of_the_index(self) -> bool:
        """Whether the index alone answers it."""
        other = (self.wanted.since, self.wanted.until, self.wanted.status, self.event)
        return not any(other)


_COMMON = (
    "جماعة",
    "المجلس",
    "دورة",
    "طلب عروض",
    "بلاغ",
    "والإعلان",
    "commune",
    "conseil",
    "l'eau",
    "appel offres",
)
_RARE = (
    "مستوصف تلقيح",
    "أزقة حافلة",
    "مفعول",
    "محطة استقبال",
    "مهرجان استثمار",
    "vaccination stade",
    "badé",
)
_PHRASES = (
    '"دورة عمومية"', '"طلب عروض"', '"جماعة مجلس رئيس"', '"عمومية الجماعة"', '"محضر اجتماع"', '"مجلس المدينة"',
    '"conseil commune"', '"avis appel"', '"eau ville"',
)  # fmt: skip
_BEGINNINGS = (
    "جما*", "مجل*", "است*", "مشا*", "صفق*", "بلا*", "انت*", "com*", "con*", "ass*", "جماع*", "commu*", "مت*",
)  # fmt: skip
_EXCLUSIONS = ("جماعة -مجلس", "مجلس -جماعة -دورة", "ماء -كهرباء", "commune -conseil", 'طلب -"طلب عروض"')
_FILTERS = (
    Asked("جماعة", ArticleFilter(portal="commune-0000")),
    Asked("مجلس", ArticleFilter(kind="tender")),
    Asked("دورة", ArticleFilter(since=date(2025, 6, 1))),
    Asked("بلاغ", ArticleFilter(until=date(2022, 1, 31))),
    Asked("جماعة", ArticleFilter(status=ArticleStatus.WITHDRAWN)),
    Asked("conseil", ArticleFilter(portal="commune-0000", kind="news")),
)

#: All of them, in order.
QUERIES = (
    *(Asked(words) for words in (*_COMMON, *_RARE, *_PHRASES, *_BEGINNINGS, *_EXCLUSIONS)),
    *_FILTERS,
)
assert len(QUERIES) == 50
