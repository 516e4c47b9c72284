"""What a request that brought no page is said to have failed of, on real servers."""

from __future__ import annotations

import datetime as dt
import ssl
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


@contextmanager
def serving(certificate: Path) -> Iterator[str]:
    """A server on TLS; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server):
        yield f"https://127.0.0.1:{server.server_port}/"


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
