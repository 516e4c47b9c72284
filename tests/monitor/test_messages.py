"""The words of a message, and what programs are sent in its place."""

from __future__ import annotations

import json

import pytest

from monitor.message import render_message
from monitor.payload import event_payload
from storage.model import EventType
from tests.monitor.receiving import due


@pytest.mark.parametrize("event_type", [one for one in EventType if one is not EventType.ALIVE])
def test_every_event_has_its_words(event_type: EventType) -> None:
    message = render_message(due(event_type))
    assert message.title == f"{event_type.value.capitalize()} on meknes: \u2068بلاغ (1)\u2069"
    assert message.text == f"{message.title}\nFound: 2026-03-01 09:30 UTC\nhttps://meknes.example/1"


def test_an_edit_shows_its_words_and_a_withdrawal_its_reason() -> None:
    edited = render_message(due(EventType.EDITED, summary="text: \u2212\u206810\u2069 +\u206812\u2069"))
    assert edited.text.endswith("\nText: \u2068“10”\u2069 → \u2068“12”\u2069")
    withdrawn = render_message(due(EventType.WITHDRAWN, summary="answered 404"))
    assert withdrawn.text.endswith("\nWhy: answered 404")


def test_a_portal_cannot_steer_the_terminal() -> None:
    message = render_message(due(EventType.NEW, title="a\x1b[31m\r\nb\u202ec\u2069 \x9b" + "ب" * 1000))
    assert message.title.startswith("New on meknes: \u2068a[31m bc ")
    assert not {"\x1b", "\r", "\x9b", "\u202e"} & set(message.text)
    assert len(message.title) < 400


def test_a_summary_that_is_cut_gives_the_line_its_direction_back() -> None:
    message = render_message(due(EventType.EDITED, summary="+\u2068" + "كلمة " * 1000 + "\u2069"))
    assert message.text.count("\u2068") == message.text.count("\u2069")


def test_payload_has_the_keys_of_events_json() -> None:
    one = due(EventType.EDITED, summary="why")
    keys = ["id", "type", "origin", "portal", "article", "revision", "changed", "url", "title", "at"]
    assert list(event_payload(one.event)) == keys
    payload = render_message(one).payload
    assert json.loads(json.dumps(payload)) == payload
    assert payload["type"] == "edited"
    assert payload["timestamp"] == payload["data"]["event"]["at"] == "2026-03-01T09:30:00+00:00"
    assert payload["data"]["delivery"] == "dlv_1"
    assert payload["data"]["subscription"] == 4
    assert payload["data"]["event"]["summary"] == "why"
