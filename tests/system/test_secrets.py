"""What is secret is nowhere to be read: not in what is printed or logged, not in the archive."""

from __future__ import annotations

import base64
import re
from itertools import islice

from simulator import Simulator
from tests.conftest import Command
from tests.system.receiving import Fault, Receiver, receiving

KEYS = [b"the old key that nobody knows..", b"the new key that nobody knows.."]
SECRETS = [f"whsec_{base64.b64encode(key).decode()}" for key in KEYS]
PASSWORD = "pa:ss@w%rd"


def test_secrets_are_nowhere_to_be_read(balagh: Command, simulator: Simulator) -> None:
    said: list[str] = []

    def run(*words: str) -> int:
        done = balagh.run(*words)
        said.extend([done.stdout, done.stderr])
        return done.returncode

    portal = simulator.add_portal("meknes", items=3)
    balagh.environ["BALAGH_WEBHOOK_SECRET"] = " ".join(SECRETS)
    with receiving(Receiver("it", islice([Fault.REFUSES, Fault.DROPS], 2))) as receiver:
        target = receiver.url.replace("http://", "http://me:pa%3Ass%40w%25rd@")
        assert run("subscribe", target) == run("add", portal.url, "--id", "meknes") == 0
        portal.publish()
        for words in (["poll"], ["watch", "--for", "1"], ["subscribe", "tgram://hidden-token"]):
            run(*words)
        for words in (["subscriptions"], ["deliveries"], ["audit"], ["events"]):
            assert run(*words) == run(*words, "--json") == 0
        assert receiver.logins == {f"me:{PASSWORD}"}
        balagh.environ["BALAGH_WEBHOOK_SECRET"] = f"{SECRETS[0]} {SECRETS[1]}!"
        assert run("subscribe", target) == 2
    printed = "\n".join(said)
    kept = b"\n".join(path.read_bytes() for path in balagh.home.rglob("*") if path.is_file())
    for key, secret in zip(KEYS, SECRETS, strict=True):
        for form in (secret, secret.removeprefix("whsec_"), key.decode(), key.hex()):
            assert form not in printed
            assert form.encode() not in kept
    assert not re.search(r"pa(:|%3A)ss", printed)
    assert "hidden-token" not in printed
