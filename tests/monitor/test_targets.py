"""Targets that would be understood otherwise than they were meant are refused before anything is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.channels import open_channel
from storage.model import UnusableTargetError

_DISCORD = "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrst/"
UNCLEAR = {
    "webhook, # in the password": ("https://me:12#hidden@hooks.example/x", "# as %23"),
    "webhook, ? in the password": ("https://me:pa?hidden@hooks.example/x", "? as %3F"),
    "webhook, / in the password": ("https://me:pa/hidden@hooks.example/x", "/ as %2F"),
    "webhook, / behind a number": ("https://me:12/hidden@hooks.example/x", "/ as %2F"),
    "Apprise, no template there": (f"{_DISCORD}?template=hidden.json", "template= cannot be read"),
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


TEMPLATES = {
    "filled": ('{"content": "{{app_title}}: {{ app_body }}"}', True),
    "breaks off": ('{"content": "{{app_title}}"', False),
    "says nothing": ("{}", False),
}


def test_a_template_that_cannot_be_filled_is_refused(tmp_path: Path) -> None:
    taken = {}
    for name, (written, _) in TEMPLATES.items():
        path = tmp_path / f"{name}.json"
        path.write_text(written)
        try:
            open_channel(f"{_DISCORD}?template={path}", allow_private=True)
            taken[name] = True
        except UnusableTargetError:
            taken[name] = False
    assert taken == {name: is_good for name, (_, is_good) in TEMPLATES.items()}
