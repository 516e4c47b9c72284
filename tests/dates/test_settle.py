# ruff: noqa: E501  (tables read better in long lines)
"""Which date is the publication's: pages built after what Moroccan portals show."""

from datetime import datetime
from typing import Any

import pytest

from crawler.dates import DateCandidate, settle_published

SEEN = "2024-07-30T09:00:00+00:00"
BODY = "صباح يومه الجمعة 26 يوليوز 2024 بمقر الجماعة، انعقد اجتماع"
DAY, MINUTE, SECOND = "day", "minute", "second"

#: what the page is, its candidates, and the value, precision and provenance that are right
PAGES = [
    ("last line under an event of three days before", [("text", BODY), ("last-line", "29/07/2024")], "2024-07-29", DAY, "last-line"),
    ("last line and event of one day", [("text", "اليوم الخميس 26 أكتوبر 2023"), ("last-line", "26/10/2023")], "2023-10-26", DAY, "last-line"),
    ("a last line with its label", [("last-line", "نشر بتاريخ: 29/07/2024")], "2024-07-29", DAY, "last-line"),
    ("a last line that is a sentence", [("last-line", "وسيعقد الاجتماع المقبل يوم 29/07/2024")], None, None, "none"),
    ("a last line that is a law", [("last-line", "القانون رقم 113.14")], None, None, "none"),
    ("a session announced eight days before", [("url", "https://x.ma/2022/04/27/slug-10/"), ("text", "يوم الخميس 05 ماي 2022")], "2022-04-27", DAY, "url"),
    ("a month archive in the address", [("url", "https://x.ma/2023/03/bulletin/")], "2023-03", "month", "url"),
    ("a month in the address, the day shown", [("url", "https://x.ma/2023/03/bulletin/"), ("byline", "12 مارس 2023")], "2023-03-12", DAY, "byline"),
    ("a stamp in the slug: its hour is off, its day holds", [("url", "https://x.ma/voir/159074-2025-10-17-09-47-34")], None, None, "none"),
    ("a stamp in the slug of last year", [("url", "https://x.ma/voir/122602-2023-10-02-11-51-16")], "2023-10-02", DAY, "url"),
    ("a date in a slug is the session's", [("url", "https://x.ma/session-en-date-du-07-novembre-2023")], None, None, "none"),
    ("an address of Webforms", [("url", "http://meknes.example/detailsact.aspx?idact=2396")], None, None, "none"),
    ("REST in UTC", [("wordpress", "2024-07-10T10:41:20Z")], "2024-07-10T11:41:20+01:00", SECOND, "wordpress"),
    ("REST in local time", [("wordpress", "2024-07-10T10:41:20")], "2024-07-10T10:41:20+01:00", SECOND, "wordpress"),
    ("REST in Ramadan, when Morocco is on UTC", [("wordpress", "2024-03-20T10:41:20Z")], "2024-03-20T10:41:20+00:00", SECOND, "wordpress"),
    ("REST before 2018, in winter", [("wordpress", "2017-01-10T10:41:00Z")], "2017-01-10T10:41+00:00", MINUTE, "wordpress"),
    ("REST just before midnight in UTC", [("wordpress", "2024-07-10T23:30:00Z")], "2024-07-11T00:30+01:00", MINUTE, "wordpress"),
    ("REST beats what is shown", [("byline", "9 يوليوز 2024"), ("wordpress", "2024-07-10T10:41:00Z")], "2024-07-10T11:41+01:00", MINUTE, "wordpress"),
    ("REST stands though the address is older", [("wordpress", "2024-07-10T10:41:00Z"), ("url", "/2024/07/01/a/")], "2024-07-10T11:41+01:00", MINUTE, "wordpress"),
    ("JSON-LD with its offset", [("jsonld", "2023-05-01T10:28:00+01:00")], "2023-05-01T10:28+01:00", MINUTE, "jsonld"),
    ("JSON-LD that gives the day", [("jsonld", "2023-05-01")], "2023-05-01", DAY, "jsonld"),
    ("JSON-LD whose midnight is no hour", [("jsonld", "2023-05-01T00:00:00+00:00")], "2023-05-01", DAY, "jsonld"),
    ("JSON-LD renewed by an edit", [("jsonld", "2024-01-15T10:00:00+01:00"), ("url", "/2022/04/27/x/")], "2022-04-27", DAY, "url"),
    ("JSON-LD and address agree", [("jsonld", "2022-04-27T10:00:00+00:00"), ("url", "/2022/04/27/x/")], "2022-04-27T10:00+00:00", MINUTE, "jsonld"),
    ("JSON-LD that says 1970", [("jsonld", "1970-01-01T00:00:00Z"), ("byline", "12 مارس 2023")], "2023-03-12", DAY, "byline"),
    ("JSON-LD in the future", [("jsonld", "2025-01-01T00:00:00Z")], None, None, "none"),
    ("meta tag", [("meta", "2016-03-30T09:15:00+00:00")], "2016-03-30T10:15+01:00", MINUTE, "meta"),
    ("meta tag that is empty", [("meta", ""), ("listing", "30 مارس 2016")], "2016-03-30", DAY, "listing"),
    ("time element", [("time", "2018-03-17T12:16:03+00:00")], "2018-03-17T12:16:03+00:00", SECOND, "time"),
    ("time element in words", [("time", "السبت 17 مارس 2018")], "2018-03-17", DAY, "time"),
    ("feed in RFC 822", [("feed", "Mon, 12 Feb 2024 10:20:00 +0000")], "2024-02-12T11:20+01:00", MINUTE, "feed"),
    ("feed in Atom", [("feed", "2024-02-12T10:20:00Z")], "2024-02-12T11:20+01:00", MINUTE, "feed"),
    ("feed with French names", [("feed", "lun., 12 févr. 2024 10:20:00 +0000")], "2024-02-12T11:20+01:00", MINUTE, "feed"),
    ("feed with an unreadable date", [("feed", "#VALUE!")], None, None, "none"),
    ("feed with an impossible date", [("feed", "Fri, 31 Feb 2023 10:00:00 +0000")], None, None, "none"),
    ("feed that lists an old article afresh", [("feed", "Mon, 29 Jul 2024 10:00:00 +0000"), ("url", "/2011/05/02/x/")], "2011-05-02", DAY, "url"),
    ("listing over a title", [("listing", "12 فبراير, 2024")], "2024-02-12", DAY, "listing"),
    ("listing with a counter", [("listing", "مشاهدات 02 October 2020 - 12:00")], "2020-10-02T12:00+01:00", MINUTE, "listing"),
    ("listing counted from now", [("listing", "منذ 3 أيام")], "2024-07-27", DAY, "listing"),
    ("listing counted in hours", [("listing", "منذ ساعتين")], "2024-07-30", DAY, "listing"),
    ("listing counted in years", [("listing", "Il ya 6 ans")], "2018", "year", "listing"),
    ("listing without a year", [("listing", "12 فبراير")], None, None, "none"),
    ("listing of an event's range", [("listing", "من 02 إلى 13 مارس 2024")], None, None, "none"),
    ("byline with its label", [("byline", "كشـ24 نشر في: 30 مارس 2024")], "2024-03-30", DAY, "byline"),
    ("byline glued to its author", [("byline", "محمد العلوي12 مارس 2020 3 دقائق قراءة")], "2020-03-12", DAY, "byline"),
    ("the clock of the header", [("byline", "الثلاثاء 30 يوليوز 2024, 10:02")], None, None, "none"),
    ("the clock of the header and the address", [("byline", "الثلاثاء 30 يوليوز 2024"), ("url", "/2021/07/06/x/")], "2021-07-06", DAY, "url"),
    ("a header of today and a last line", [("time", "2024-07-30"), ("last-line", "30/03/2024")], "2024-03-30", DAY, "last-line"),
    ("published today", [("byline", "30 يوليوز 2024")], "2024-07-30", DAY, "byline"),
    ("an event before publication, alone", [("text", BODY)], None, None, "none"),
    ("an event to come, alone", [("text", "ستعقد الدورة يوم 05 غشت 2024")], None, None, "none"),
    ("labelled in the text", [("text", "الرباط. نشر بتاريخ 12 يوليوز 2024. وقد انعقد الاجتماع يوم 10 يوليوز 2024")], "2024-07-12", DAY, "text"),
    ("labelled in a French text", [("text", "Réunion du 3 mai 2024. Publié le 5 mai 2024 à 10h30")], "2024-05-05T10:30+01:00", MINUTE, "text"),
    ("updated is not published", [("text", "آخر تحديث 12 يوليوز 2024")], None, None, "none"),
    ("drawn up is not published", [("text", "وحرر بمكناس في 12 يوليوز 2024")], None, None, "none"),
    ("the official bulletin is not the page", [("text", "الجريدة الرسمية عدد 7317 المنشور بتاريخ 12 يوليوز 2018")], "2018-07-12", DAY, "text"),
    ("none at all", [], None, None, "none"),
    ("an unknown provenance", [("rumour", "12 فبراير 2024")], None, None, "none"),
    ("a weekday that contradicts: as written", [("byline", "الاثنين 8 يناير 2023")], "2023-01-08", DAY, "byline"),
    ("a Hijri date alone", [("byline", "29 رمضان 1445")], "2024-04-09", DAY, "byline"),
]  # fmt: skip


def settle(candidates: Any, **bounds: Any) -> Any:
    return settle_published(
        [DateCandidate(*one) for one in candidates], seen_at=datetime.fromisoformat(SEEN), **bounds
    )


@pytest.mark.parametrize(
    ("candidates", "value", "precision", "provenance"),
    [page[1:] for page in PAGES],
    ids=[page[0] for page in PAGES],
)
def test_the_date_of_a_page(candidates: Any, value: Any, precision: Any, provenance: Any) -> None:
    settled = settle(candidates)
    assert (settled.value, settled.precision, settled.provenance) == (value, precision, provenance)


@pytest.mark.parametrize(("candidates", "value"), [(page[1], page[2]) for page in PAGES])
def test_the_order_in_which_candidates_are_met_does_not_matter(candidates: Any, value: Any) -> None:
    assert settle(reversed(candidates)).value == value


def test_an_unknown_date_lies_between_its_neighbours_and_first_sight() -> None:
    settled = settle([], after="2024-01-05", before="2024-02-09")
    assert (settled.after, settled.before) == ("2024-01-05", "2024-02-09")
    assert settle([]).before == "2024-07-30"
    assert settle([], before="2025-01-01").before == "2024-07-30"
    assert settle([], after="2025-01-01").after is None


def test_a_known_date_has_no_bounds() -> None:
    settled = settle([("listing", "12 فبراير, 2024")], after="2024-01-05", before="2024-03-01")
    assert (settled.after, settled.before) == (None, None)
