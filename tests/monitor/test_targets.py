"""Targets that would be understood otherwise than they were meant are refused before anything is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.channels import open_channel
from monitor.targets import show_target
from storage.model import UnusableTargetError

_DISCORD = "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrst/"
UNCLEAR = {
    "webhook, # in the password": ("https://me:12#hidden@hooks.example/x", "# as %23"),
    "webhook, ? in the password": ("https://me:pa?hidden@hooks.example/x", "? as %3F"),
    "webhook, / in the password": ("https://me:pa/hidden@hooks.example/x", "/ as %2F"),
    "webhook, / behind a number": ("https://me:12/hidden@hooks.example/x", "/ as %2F"),
    "webhook, / first in the password": ("https://me:/hidden@hooks.example/x", "/ as %2F"),
    "webhook, # in the user's name": ("https://hidden#1@hooks.example/x", "# as %23"),
    "webhook, # behind a name and a number": ("https://j.doe:12#hidden@hooks.example/x", "# as %23"),
    "webhook, [ in the password": ("https://me:[hidden@hooks.example/x", "looks like https://"),
    "Apprise mail, password of other letters": ("mailtos://me:hiddenكلمة@mail.example", "own mailto:ADDRESS"),
    "Apprise, template where none is used": ("json://hooks.example/?template=hidden", "uses no template"),
    "Apprise, no template there": (f"{_DISCORD}?template=/no/t.json", "/no/t.json is not there"),
    "webhook, blank in the host": ("https://hooks .example/hidden", "looks like https://"),
    "webhook, empty label": ("https://hooks..example/hidden", "looks like https://"),
    "webhook, no label": ("https://-hooks-.example/hidden", "looks like https://"),
    "webhook, no slashes": ("https:hooks.example/hidden", "looks like https://"),
    "line break": ("https://hooks.example/hidden\nx", "U+000A"),
    "direction mark": ("https://hooks.example/hidden\u200fx", "U+200F"),
    "control character": ("ntfys://me:hidden\x00@ntfy.example/topic", "U+0000"),
    "Apprise, # in the password": ("ntfys://me:hidden#1@ntfy.example/topic", "# as %23"),
    "Apprise, / in the password": ("ntfys://me:hidden/1@ntfy.example/topic", "/ as %2F"),
    "Apprise, ? in the password": ("ntfys://me:hidden?1@ntfy.example/topic", "? as %3F"),
    "Apprise, @ in the password": ("ntfys://me:hidden@1@ntfy.example/topic", "@ as %40"),
    "Apprise, : in the password": ("mailtos://me:hidden:1@mail.example", ": as %3A"),
    "Apprise, unknown service": ("carrier-pigeon://hidden", "no channel is called carrier-pigeon:"),
    "Apprise, nothing behind it": ("json://", "takes no such json:// address"),
    "no scheme": ("hooks.example", "is no target"),
    "nothing": (" ", "is no target"),
    "file without a path": ("file:", "needs a path"),
    "terminal with a name": ("terminal:x", "takes nothing"),
}


@pytest.mark.parametrize("target, sentence", UNCLEAR.values(), ids=UNCLEAR)
def test_unclear_ones_are_refused_in_a_sentence_without_the_secret(target: str, sentence: str) -> None:
    with pytest.raises(UnusableTargetError) as caught:
        open_channel(target, allow_private=False)
    said = str(caught.value)
    assert sentence in said
    assert "hidden" not in said
    assert "\n" not in said


CLEAR = {
    "webhook, password": "https://me:p@s:s%23%2F%3Fw%C3%B6rd é@hooks.example:8443/@me/x?a=b@c.example#part",
    "webhook, @ in the path": "https://hooks.example:8443/a@b",
    "webhook, Arabic host": "https://بلاغ.example/x",
    "webhook, IPv6": "http://[2001:4860:4860::8888]:8080/x",
    "webhook, underscore": "https://my_hooks.example./x",
    "Apprise, odd password": "ntfys://me:p%40s%3As%23%2F%3Fwörd x@ntfy.example/topic",
    "Apprise, token with a colon": "tgram://123456789:abcdefg_hijklmnop/@channel/",
    "Apprise, addresses behind": "mailtos://me:word@mail.example?to=x@mail.example",
    "Apprise, channels": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
}


@pytest.mark.parametrize("target", CLEAR.values(), ids=CLEAR)
def test_clear_ones_are_taken(target: str) -> None:
    open_channel(target, allow_private=False)


_FLOWS = "workflows://flows.example:443/flow/signature/"
_CHAT = "tgram://123456789:abcdefg_hijklmnop/12315544/"
TEMPLATES = {
    "filled": (_DISCORD, '{"content": "{{app_title}}: {{ app_body }}"}', None),
    "breaks off": (_DISCORD, '{"content": "{{app_title}}"', "line 1 column"),
    "says nothing": (_DISCORD, "{}", "non-empty 'content'"),
    "of another service": (_FLOWS, '{"content": "{{app_body}}"}', "must have 'type': 'message'"),
    "without its list": (_CHAT, "{}", "non-empty 'blocks' list"),
}


@pytest.mark.parametrize("target, written, why", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_that_cannot_be_filled_is_refused(
    tmp_path: Path, target: str, written: str, why: str | None
) -> None:
    path = tmp_path / "template.json"
    path.write_text(written)
    target = f"{target}?template={path}"
    if why is None:
        open_channel(target, allow_private=True)
        return
    with pytest.raises(UnusableTargetError) as caught:
        open_channel(target, allow_private=True)
    assert str(path) in str(caught.value) and why in str(caught.value)


SHOWN = {
    "terminal:": "terminal:",
    "file:/srv/alerts.jsonl": "file:/srv/alerts.jsonl",
    "mailto:officer@ngo.example": "mailto:officer@ngo.example",
    "https://me:hidden@hooks.example:8443/hidden?hidden#hidden": "https://hooks.example:8443/…",
    "https://hooks.example": "https://hooks.example",
    "json://me:hidden@hooks.example/hidden": "json://hooks.example/…",
    "mailtos://me:hidden@mail.example?to=hidden": "mailtos://mail.example/…",
    "ntfys://me:hidden@ntfy.example/hidden": "ntfys://ntfy.example/…",
    "ntfys://aTopicHiddenHere": "ntfys://a…e/…",
    "xbmc://[2001:db8::1]:80/hidden": "xbmc://[2001:db8::1]:80/…",
    "tgram://123456789:abc_hidden_d/hidden": "tgram://1…d/…",
    "pover://me@hidden": "pover://…/…",
    "carrier-pigeon://hidden-coop": "carrier-pigeon://h…p/…",
    "https://me:hidden#1@hooks.example/": "https://m…n/…",
}


@pytest.mark.parametrize("target", SHOWN)
def test_a_target_is_shown_to_be_recognised_and_without_its_secret(target: str) -> None:
    assert show_target(target) == SHOWN[target]
    assert "hidden" not in show_target(target)
