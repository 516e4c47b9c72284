"""What a server gave us to ask with is used only where it proves what we have."""

from __future__ import annotations

import pytest

from crawler.visit import read_validators
from storage.model import Validators
from tests.crawler.answers import front

NOW, BEFORE = "Fri, 27 Nov 2026 01:00:05 GMT", "Fri, 27 Nov 2026 01:00:04 GMT"
AFTER = "Fri, 27 Nov 2026 01:00:06 GMT"

#: What the answer of NOW says, and what is kept of it.
CASES = {
    "nothing": ({}, Validators()),
    "changed a second before": ({"Date": NOW, "Last-Modified": BEFORE}, Validators(None, BEFORE)),
    "changed in the same second": ({"Date": NOW, "Last-Modified": NOW}, Validators()),
    "changed later than it was sent": ({"Date": NOW, "Last-Modified": AFTER}, Validators()),
    "in the same second, with a strong tag": (
        {"Date": NOW, "Last-Modified": NOW, "ETag": '"a"'},
        Validators('"a"'),
    ),
    "in the same second, with a weak tag": (
        {"Date": NOW, "Last-Modified": NOW, "ETag": 'W/"a"'},
        Validators(),
    ),
    "a weak tag alone": ({"Date": NOW, "ETag": 'W/"a"'}, Validators('W/"a"')),
    "no date": ({"Last-Modified": NOW}, Validators(None, NOW)),
    "no instant": ({"Date": NOW, "Last-Modified": "yesterday"}, Validators(None, "yesterday")),
}


@pytest.mark.parametrize("headers, kept", CASES.values(), ids=CASES)
def test_a_page_that_changed_as_it_was_sent_is_asked_for_whole(
    headers: dict[str, str], kept: Validators
) -> None:
    assert read_validators(front("<p>Avis</p>", headers=headers)) == kept
