"""What is secret is nowhere to be read: not in what is printed or logged, not in the archive."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from simulator import Simulator
from tests.conftest import Command, wait_until
from tests.monitor.postbox import Postbox, serve
from tests.system.receiving import Fault, Receiver, receiving

pytestmark = pytest.mark.slow

KEYS = [b"the old key that nobody knows..", b"the new key that nobody knows.."]
SECRETS = [f"whsec_{base64.b64encode(key).decode()}" for key in KEYS]
PASSWORD = "pa:ss@w%rd"


def _run(balagh: Command, said: list[str], *words: str) -> int:
    """Run the command, and keep what it says; gives its exit code."""
    done = balagh.run(*words)
    said.extend([done.stdout, done.stderr])
    return done.returncode


def _read_home(balagh: Command) -> bytes:
    """All that stands in its files."""
    return b"\n".join(path.read_bytes() for path in balagh.home.rglob("*") if path.is_file())


def test_secrets_are_nowhere_to_be_read(balagh: Command, simulator: Simulator) -> None:
    said: list[str] = []
    run = partial(_run, balagh, said)
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
    kept = _read_home(balagh)
    for key, secret in zip(KEYS, SECRETS, strict=True):
        for form in (secret, secret.removeprefix("whsec_"), key.decode(), key.hex()):
            assert form not in printed
            assert form.encode() not in kept
    assert not re.search(r"pa(:|%3A)ss", printed)
    assert "hidden-token" not in printed


LOGIN = "s3cr:t@w%rd/#é"
FORMS = [LOGIN, "s3cr", "s3cr%3At", base64.b64encode(f"\0me\0{LOGIN}".encode()).decode()]


@contextmanager
def silent() -> Iterator[int]:
    """A server that takes connections, and says nothing; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_password_of_the_mail_server_is_nowhere_to_be_read(balagh: Command, simulator: Simulator) -> None:
    said: list[str] = []
    run = partial(_run, balagh, said)
    portal = simulator.add_portal("meknes", items=3)
    box = Postbox()  # it knows another password, and refuses ours
    target = "mailto:a@ngo.example"
    asks = {"auth_required": True, "auth_require_tls": False, "authenticator": box.log_in}
    for server in serve(box, "none", **asks):
        balagh.environ |= {
            "BALAGH_SMTP_HOST": "127.0.0.1",
            "BALAGH_SMTP_FROM": "alerts@ngo.example",
            "BALAGH_SMTP_USER": "me",
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_SECURITY": "none",
        }
        for told in _tell_password(balagh):
            box.logins.clear()
            assert run("subscribe", target, "--test") == 1
            assert set(box.logins) == {("me", LOGIN)}, told
        assert run("subscribe", target) == run("add", portal.url, "--id", "meknes") == 0
        portal.publish()
        run("poll")
        assert "refused user and password" in balagh.lines("deliveries")[0]["error"]
        for words in (
            "watch --for 1",
            "subscriptions",
            "deliveries",
            "audit",
            "events",
            "export --format jsonl",
        ):
            run(*words.split())
        run("db", "backup", str(balagh.home / "copy.db"))
    with silent() as port:  # and while it is being sent
        balagh.environ |= {"BALAGH_SMTP_PORT": str(port), "BALAGH_SMTP_SECURITY": "tls"}
        sending = balagh.start("subscribe", target, "--test")
        assert wait_until(lambda: bool(_list_commands()), 5)
        said.extend(_list_commands())
        sending.kill()
        said.extend(sending.communicate())
    printed = "\n".join(said)
    kept = _read_home(balagh)
    for form in FORMS:
        assert form not in printed
        assert form.encode() not in kept


def _tell_password(balagh: Command) -> Iterator[str]:
    """Tell Balagh the password in each of the ways there are; the last of them leaves it in no file."""
    path = balagh.home / "password"
    path.write_text(f"{LOGIN}\n", encoding="utf-8")
    balagh.environ["BALAGH_SMTP_PASSWORD_FILE"] = str(path)
    yield "a file"
    path.unlink()
    del balagh.environ["BALAGH_SMTP_PASSWORD_FILE"]
    path = balagh.home / "balagh.toml"
    path.write_text(f"smtp_password = '{LOGIN}'\n", encoding="utf-8")
    balagh.environ["BALAGH_CONFIG"] = str(path)
    yield "balagh.toml"
    path.unlink()
    del balagh.environ["BALAGH_CONFIG"]
    balagh.environ["BALAGH_SMTP_PASSWORD"] = LOGIN
    yield "a variable"


def _list_commands() -> list[str]:
    """What the list of processes shows of all that run here."""
    shown = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue  # it has ended
        shown += [words] if "mailto:a@ngo.example" in words else []
    return shown
