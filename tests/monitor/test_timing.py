"""When a subscription is told: digests and quiet hours on the clocks of its zone, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.expectations.law import PUBLISHED_BY_LAW
from monitor.expectations.overdue import WHAT
from monitor.saying import Language
from monitor.speech import plural_category, speak
from monitor.timing import next_due, quiet_until, read_digest, read_quiet, read_timezone
from storage.model import BROKEN_STATES, EventType, Manner, PortalState, UsageError

PARIS, CASABLANCA = "Europe/Paris", "Africa/Casablanca"

# at, digest, quiet, zone, due; all instants in UTC. Morocco is an hour before UTC in winter and summer, and
# at UTC in Ramadan (2026: from 15 February to 22 March); Paris changes on 29 March and 25 October 2026.
DUE = {
    "at once": ("2026-06-01T09:30", None, None, CASABLANCA, "2026-06-01T09:30"),
    "the next full hour": ("2026-06-01T09:30:15", "hourly", None, CASABLANCA, "2026-06-01T10:00"),
    "on the hour, the next one": ("2026-06-01T09:00", "hourly", None, CASABLANCA, "2026-06-01T10:00"),
    "half an hour's zone": ("2026-06-01T09:10", "hourly", None, "Asia/Kolkata", "2026-06-01T09:30"),
    "today": ("2026-06-01T06:59", "daily@08:00", None, CASABLANCA, "2026-06-01T07:00"),
    "on the minute, tomorrow": ("2026-06-01T07:00", "daily@08:00", None, CASABLANCA, "2026-06-02T07:00"),
    "in Ramadan": ("2026-03-01T07:30", "daily@08:00", None, CASABLANCA, "2026-03-01T08:00"),
    "over Ramadan's end": ("2026-03-21T20:00", "daily@08:00", None, CASABLANCA, "2026-03-22T07:00"),
    "local day, not UTC's": ("2026-06-01T23:30", "daily@00:15", None, CASABLANCA, "2026-06-02T23:15"),
    "a skipped hour": ("2026-03-28T12:00", "daily@02:30", None, PARIS, "2026-03-29T01:30"),
    "an hour that comes twice": ("2026-10-24T12:00", "daily@02:30", None, PARIS, "2026-10-25T00:30"),
    "and not again": ("2026-10-25T00:30", "daily@02:30", None, PARIS, "2026-10-26T01:30"),
    "this week": ("2026-06-03T09:00", "weekly@fri-08:00", None, CASABLANCA, "2026-06-05T07:00"),
    "next week": ("2026-06-05T07:00", "weekly@fri-08:00", None, CASABLANCA, "2026-06-12T07:00"),
    "quiet, before midnight": ("2026-06-01T21:30", None, "22:00-07:00", CASABLANCA, "2026-06-02T06:00"),
    "quiet, after midnight": ("2026-06-01T23:30", None, "22:00-07:00", CASABLANCA, "2026-06-02T06:00"),
    "its end is not quiet": ("2026-06-01T06:00", None, "22:00-07:00", CASABLANCA, "2026-06-01T06:00"),
    "its beginning is": ("2026-06-01T21:00", None, "22:00-07:00", CASABLANCA, "2026-06-02T06:00"),
    "quiet at noon": ("2026-06-01T11:15", None, "12:00-14:00", CASABLANCA, "2026-06-01T13:00"),
    "out of it": ("2026-06-01T13:15", None, "12:00-14:00", CASABLANCA, "2026-06-01T13:15"),
    "a digest in it": ("2026-06-01T21:30", "hourly", "22:00-07:00", CASABLANCA, "2026-06-02T06:00"),
    "ends in a skipped hour": ("2026-03-28T23:00", None, "22:00-02:30", PARIS, "2026-03-29T01:30"),
    "ends in the second of two": ("2026-10-25T01:10", None, "22:00-02:30", PARIS, "2026-10-25T01:30"),
}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("at", "digest", "quiet", "zone", "due"), DUE.values(), ids=DUE)
def test_what_is_due_when(at: str, digest: str | None, quiet: str | None, zone: str, due: str) -> None:
    found = next_due(utc(at), Manner("en", digest, quiet, zone))
    assert found == utc(due)
    assert found.tzinfo is UTC


HOURS = st.times().map("{:%H:%M}".format)


@settings(deadline=None, max_examples=200)
@given(
    at=st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1)).map(lambda one: one.replace(tzinfo=UTC)),  # noqa: DTZ001
    digest=st.none() | st.just("hourly") | HOURS.map("daily@{}".format) | HOURS.map("weekly@sun-{}".format),
    quiet=st.none() | st.tuples(HOURS, HOURS).filter(lambda one: one[0] != one[1]).map("-".join),
    zone=st.sampled_from([CASABLANCA, PARIS, "Asia/Kolkata", "Pacific/Apia", "America/New_York"]),
)
def test_what_is_due_is_never_early_never_in_quiet_hours_and_within_nine_days(
    at: datetime, digest: str | None, quiet: str | None, zone: str
) -> None:
    manner = Manner("en", digest, quiet, zone)
    due = next_due(at, manner)
    assert at <= due <= at + timedelta(days=9, hours=2)
    assert quiet_until(due, manner) is None


WRITTEN = {
    "hourly": "hourly",
    "daily": "daily@08:00",
    "Daily@18:30": "daily@18:30",
    "weekly": "weekly@mon-08:00",
    "weekly@sun-23:59": "weekly@sun-23:59",
}


@pytest.mark.parametrize(("text", "meant"), WRITTEN.items())
def test_digests_are_written_in_full(text: str, meant: str) -> None:
    assert read_digest(text) == meant == read_digest(meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "never",
        "hourly@08:00",
        "daily@24:00",
        "daily@8",
        "daily@mon-08:00",
        "weekly@08:00",
        "weekly@x-08:00",
    ],
)
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="there are hourly, daily@08:00"):
        read_digest(text)


@pytest.mark.parametrize("text", ["", "22:00", "22-07", "22:00-25:00", "07:00-07:00", "a-b"])
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--quiet"):
        read_quiet(text)


@pytest.mark.parametrize("text", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "a\0b", "Africa"])
def test_what_is_no_time_zone_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--timezone"):
        read_timezone(text)


@pytest.mark.parametrize("language", Language)
def test_every_language_has_all_words_and_the_plurals_of_babel(language: Language) -> None:
    spoken = speak(language)
    for event_type in EventType:
        assert spoken.what(event_type)
        assert event_type is EventType.ALIVE or spoken.why(event_type)
    for state in {*BROKEN_STATES, PortalState.PAUSED, PortalState.UNPOLLED, PortalState.HEALTHY}:
        assert spoken.state(state)
    assert all(spoken.part(part) for part in WHAT)
    assert all(spoken.law(law) != law or language is Language.EN for law in PUBLISHED_BY_LAW.values())
    assert set(spoken._table) == set(speak("en")._table)
    rule = Locale(language).plural_form
    for number in [*range(1, 250), 999, 1000, 1001, 1003, 1011, 1102]:
        assert plural_category(language, number) == rule(number)
        assert spoken.count("alerts", number)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "تنبيه واحد"),
        (2, "تنبيهان"),
        (3, "3 تنبيهات"),
        (11, "11 تنبيهًا"),
        (100, "100 تنبيه"),
        (103, "103 تنبيهات"),
    ],
)
def test_arabic_counts(number: int, said: str) -> None:
    assert speak("ar").count("alerts", number) == said
