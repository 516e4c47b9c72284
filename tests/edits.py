"""Ten Arabic edits of one announcement, as `balagh diff` finds them: for tests and for looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from storage.model import Entry, Source, SourceKind, SourcesFound
from tests.storage.archive import HOME, NOW, listed, make_archive, read

TITLE = "إعلان عن انعقاد الدورة العادية لشهر فبراير 2024"
TEXT = """تنهي رئاسة المجلس الجماعي لمكناس إلى علم الساكنة أن الجلسة الأولى ستنعقد يوم الاثنين \
12 فبراير 2024 على الساعة 10:00 بقاعة الاجتماعات.
جدول الأعمال:
- المصادقة على اتفاقية مع شركة SOMAGEC بمبلغ 15.000,00 درهم
- دراسة مشروع الميزانية (المادة 12 - 14)
- تفويت قطعة أرضية مساحتها 1200 متر مربع
وقد تقرر أن تكون الجلسة علنية ومفتوحة في وجه العموم، وأن تبث عبر الموقع."""

#: What is put in the place of what, in title or text, and the sort that a reader would name first.
EDITS = {
    "a date": ("الاثنين 12 فبراير", "الخميس 15 فبراير", "date"),
    "an hour": ("10:00", "11:30", "hour"),
    "an amount": ("15.000,00", "25.000,00", "amount"),
    "a place": ("بقاعة الاجتماعات", "بقاعة المركب الثقافي", "place"),
    "a word added": ("علم الساكنة", "علم كافة الساكنة", "wording"),
    "a paragraph withdrawn": (
        "\nوقد تقرر أن تكون الجلسة علنية ومفتوحة في وجه العموم، وأن تبث عبر الموقع.",
        "",
        "paragraph-withdrawn",
    ),
    "Latin digits in a range": ("المادة 12 - 14", "المادة 12 - 16", "number"),
    "a French name": ("SOMAGEC", "COLAS Maroc", "name"),
    "an item of a list": ("\n- تفويت قطعة أرضية مساحتها 1200 متر مربع", "", "paragraph-withdrawn"),
    "the title": ("لشهر فبراير 2024", "لشهر ماي 2024", "date"),
}


def make_edits(home: Path, edits: dict[str, tuple[str, str, str]] = EDITS) -> dict[str, int]:
    """An archive in which each edit is one article of two revisions; gives the articles' numbers."""
    archive = make_archive(home)
    keys = [f"//commune.example/news/{number}" for number in range(len(edits))]
    entries = [Entry(url=f"https:{key}", key=key, title=TITLE) for key in keys]
    archive.decider.record(SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)))
    archive.decider.record(listed(entries, NOW))
    for entry, (before, after, _) in zip(entries, edits.values(), strict=True):
        first = replace(read(entry, NOW, TEXT), language="ar", attachments=(), kind="session")
        title, text = (part.replace(before, after, 1) for part in (TITLE, TEXT))
        assert (title, text) != (TITLE, TEXT)
        later = replace(first, title=title, text=text, fetched_at=NOW + timedelta(days=1))
        for one in (first, later):
            archive.decider.record(one)
    archive.store.close()
    return {name: number for number, name in enumerate(edits, start=1)}
