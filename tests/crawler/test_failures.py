"""What a request that brought no page is said to have failed of, on real servers."""

from __future__ import annotations

import datetime as dt
import json
import random
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError

from crawler import network
from crawler.failures import explain_failure
from crawler.politeness.middleware import RobotsUnreadError
from tests.conftest import Command
from tests.servers import running


def write_certificate(folder: Path) -> Path:
    """A key and a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "commune.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(encoding))
    return path


def read_fingerprint(path: Path) -> str:
    shown = x509.load_pem_x509_certificate(path.read_bytes())
    return f"sha256:{shown.fingerprint(hashes.SHA256()).hex()}"


@contextmanager
def serving(certificate: Path) -> Iterator[str]:
    """A server on TLS; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server):
        yield f"https://127.0.0.1:{server.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = 404 if self.path == "/robots.txt" else 200
        self.send_response(found)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if found == 200:
            self.wfile.write((write_article(self.path) if "avis" in self.path else PAGE).encode())

    def log_message(self, format: str, *args: object) -> None: ...


ROWS = [
    f"<li><a href='/avis/{number}'>Avis numéro {number} de la commune</a> 0{number}/03/2026</li>"
    for number in range(1, 8)
]
PAGE = f"<!doctype html><title>Avis</title><h1>Avis</h1><ul>{''.join(ROWS)}</ul>"
PLACES = ("le guichet", "la piscine", "le marché", "la route", "le jardin", "la bibliothèque", "le souk")
DEEDS = ("est fermé", "ouvre lundi", "change d'adresse", "attend vos dossiers", "reprend ses travaux")


def write_article(path: str) -> str:
    """A page of its own, that no other one is like."""
    chance = random.Random(path)
    told = " ".join(f"À {path}, {chance.choice(PLACES)} {chance.choice(DEEDS)}." for _ in range(12))
    return (
        f"<!doctype html><title>Avis</title><main><article><h1>Avis {path}</h1><p>{told}</p></article></main>"
    )


HOSTS = {"127.0.0.1": "nobody known vouches for it", "localhost": "it is for another name"}


@pytest.mark.parametrize("host, why", HOSTS.items(), ids=HOSTS)
def test_a_certificate_that_is_not_valid_is_named(
    balagh: Command, tmp_path: Path, host: str, why: str
) -> None:
    with serving(write_certificate(tmp_path)) as url:
        done = balagh.run("add", url.replace("127.0.0.1", host))
    assert done.returncode == 1
    assert "its certificate is not valid" in done.stderr
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def state_certificate(balagh: Command, url: str, fingerprint: str) -> None:
    folder = balagh.home / "portals"
    folder.mkdir(exist_ok=True)
    (folder / "town.toml").write_text(f'url = "{url}"\ncertificate = "{fingerprint}"\n')


@pytest.mark.parametrize("host", HOSTS)
def test_a_certificate_that_is_stated_is_accepted_and_shown(
    balagh: Command, tmp_path: Path, host: str
) -> None:
    path = write_certificate(tmp_path)
    with serving(path) as url:
        state_certificate(balagh, url.replace("127.0.0.1", host), read_fingerprint(path))
        balagh.ok("add", "town")
        assert len(balagh.lines("articles")) > 0
        assert f"its certificate is accepted as stated ({read_fingerprint(path)})" in balagh.ok("health")
        (row,) = balagh.lines("health")
        assert row["certificate"] == read_fingerprint(path)


def test_another_certificate_than_the_stated_one_is_refused(balagh: Command, tmp_path: Path) -> None:
    path = write_certificate(tmp_path)
    with serving(path) as url:
        state_certificate(balagh, url, read_fingerprint(path))
        balagh.ok("add", "town")
        state_certificate(balagh, url, f"sha256:{'5e' * 32}")
        (row,) = [json.loads(line) for line in balagh.run("poll", "--json").stdout.splitlines()]
        assert row["outcome"] == "failed"
        assert (
            f"shows another certificate than its definition accepts ({read_fingerprint(path)})"
            in row["error"]
        )
        # What is stated for one host is nothing to another.
        other = balagh.run("add", url.replace("127.0.0.1", "localhost"))
        assert (other.returncode, "its certificate is not valid" in other.stderr) == (1, True)


#: Why robots.txt, which is asked for first, cannot be had, and what is told of it.
WHYS: dict[str, tuple[BaseException, str]] = {
    "no such name": (CannotResolveHostError(), "https://جماعة.المغرب/ar: the name leads nowhere"),
    "refused": (DownloadConnectionRefusedError(), "https://جماعة.المغرب/ar: the connection was refused"),
    "it alone may hang": (
        DownloadTimeoutError(),
        "https://جماعة.المغرب/robots.txt: it did not answer in time",
    ),
}


@pytest.mark.parametrize(("cause", "told"), WHYS.values(), ids=WHYS)
def test_a_host_that_is_not_there_is_told_by_the_address_that_was_asked_for(
    cause: BaseException, told: str
) -> None:
    host = "جماعة.المغرب".encode("idna").decode()
    unread = RobotsUnreadError(f"https://{host}/robots.txt")
    unread.__cause__ = cause
    assert explain_failure(f"https://{host}/ar", unread).why.startswith(told)


#: Runs the command where look-ups fail as the name asks for.
WITHOUT_NAMES = """
import socket
def look_up(host, *_, **__):
    raise socket.gaierror(getattr(socket, host.removesuffix(".example").upper().replace("-", "_")), "told")
socket.getaddrinfo = look_up
from cli.main import run
run()
"""
LOOKED_UP = {
    "eai-again": "no name server tells where it is; see that this machine has internet",
    "eai-noname": "the name leads nowhere; see that this machine has internet, and that it is spelled right",
}


@pytest.mark.parametrize(("failure", "told"), LOOKED_UP.items(), ids=LOOKED_UP)
def test_a_machine_without_internet_is_not_taken_for_a_slip(balagh: Command, failure: str, told: str) -> None:
    words = [sys.executable, "-c", WITHOUT_NAMES, "detect", f"https://{failure}.example/"]
    done = subprocess.run(words, env=balagh.environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, f"https://{failure}.example/: {told}" in done.stderr) == (1, True), done.stderr


def test_without_internet_all_communes_are_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "told")

    monkeypatch.setattr(network, "_unanswered", set())
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for number in range(1_503):
        with pytest.raises(socket.gaierror):
            network._look_up_by_system(f"{number}.example", 443)
    assert all(network.is_unanswered(f"{number}.example") for number in range(1_503))


def test_what_is_no_fingerprint_is_told(balagh: Command) -> None:
    state_certificate(balagh, "https://town.example/", "accept anything")
    done = balagh.run("add", "town")
    assert (done.returncode, "certificate" in done.stderr) == (1, True)
