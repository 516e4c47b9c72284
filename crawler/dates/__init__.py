"""Moroccan dates: find them in a text, read them, and settle which one is the publication's.

Pure: no clock, no network, no settings. `now` and `reference` are arguments.
"""

from crawler.dates.find import find_dates, find_event_dates, read_date
from crawler.dates.reading import DateReading
from crawler.dates.settle import DateCandidate, settle_published

__all__ = [
    "DateCandidate",
    "DateReading",
    "find_dates",
    "find_event_dates",
    "read_date",
    "settle_published",
]
