"""What a definition may expect, and the sentence for what contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.definitions import load_definition, write_definition
from storage.model import Body, ConfigurationError, SessionPart

REFUSED = {
    'publishes = ["agenda"]\nsessions = []': "`expect.publishes` expects something of sessions, and none are",
    'body = "region"\npublishes = ["minutes"]': "`expect.publishes` expects something of sessions, and none",
    'sessions = ["13"]': "key `expect.sessions.0`",
    'sessions = ["2"]': "key `expect.sessions.0`",
    "sessions = [2]": "key `expect.sessions.0`",
    'sessions = ["02", "02"]': "`expect.sessions` names something twice",
    'publishes = ["agenda", "agenda"]': "`expect.publishes` names something twice",
    'publishes = ["postponed"]': "take it out",
    'publishes = ["budget"]': "key `expect.publishes.0`",
    'body = "kommune"': "key `expect.body`",
    "quiet_days = 99999999999": "key `expect.quiet_days`",
    "grace_days = -1": "key `expect.grace_days`",
    'publish = ["agenda"]': "unknown key `expect.publish`; did you mean `publishes`?",
}


@pytest.mark.parametrize(("keys", "sentence"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_expected(tmp_path: Path, keys: str, sentence: str) -> None:
    path = tmp_path / "commune.toml"
    path.write_text(f'url = "https://commune.example"\n[expect]\n{keys}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as refusal:
        load_definition(path)
    assert str(path) in str(refusal.value) and sentence in str(refusal.value)
    assert "\n" not in str(refusal.value) and "Value error" not in str(refusal.value)


def test_what_is_expected_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "region.toml"
    keys = 'body = "region"\nsessions = ["03", "10"]\npublishes = ["agenda"]\ngrace_days = 45'
    path.write_text(f'url = "https://region.example"\n[expect]\n{keys}\n', encoding="utf-8")
    read = load_definition(path)
    assert (read.expect.body, read.expect.publishes) == (Body.REGION, (SessionPart.AGENDA,))
    write_definition(path, read)
    assert load_definition(path) == read
