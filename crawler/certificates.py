"""Certificates that a portal's definition accepts though no authority vouches for them: that one, no other.

Many a commune's certificate has expired. Whoever knows that it is the commune's all the same states its
SHA-256 fingerprint; its host is then read while it shows that one, and refused when it shows another.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from weakref import ref

from OpenSSL import SSL
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from storage.model import PortalDefinition

#: What an error says of a host that shows another certificate; its fingerprint follows.
ANOTHER = "another certificate: "


def list_accepted(definitions: Iterable[PortalDefinition]) -> dict[str, frozenset[str]]:
    """The fingerprints that definitions accept, by host; a host is the same with and without `www.`."""
    accepted: dict[str, frozenset[str]] = {}
    for one in definitions:
        if one.certificate is not None:
            host = _bare(urlsplit(one.url).hostname or "")
            accepted[host] = accepted.get(host, frozenset()) | {one.certificate}
    return accepted


@implementer(IPolicyForHTTPS)
class AcceptingPolicy:
    """Verifies as `usual` does, but for the hosts whose certificates are stated."""

    def __init__(self, usual: Any, accepted: dict[str, frozenset[str]]) -> None:
        self._usual = usual
        self._accepted = accepted

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - the interface's name
        """Who makes connections to a host."""
        name = hostname.decode("ascii")
        fingerprints = self._accepted.get(_bare(name))
        if fingerprints is None:
            return self._usual.creatorForNetloc(hostname, port)
        return _Stated(name, fingerprints)


@implementer(IOpenSSLClientConnectionCreator)
class _Stated:
    def __init__(self, host: str, fingerprints: frozenset[str]) -> None:
        self._host = host
        self._fingerprints = fingerprints
        self._context = CertificateOptions().getContext()

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802 - the interface's name
        """A connection that goes on with a stated certificate only."""
        connection = SSL.Connection(self._context, None)
        connection.set_app_data(protocol)
        if not (isIPAddress(self._host) or isIPv6Address(self._host)):  # numbers are no names
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        verify = partial(self._is_stated, ref(protocol))
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return connection

    def _is_stated(self, protocol: Any, _: object, shown: Any, _error: int, depth: int, _ok: int) -> bool:
        # Called at least once for the host's own certificate (depth 0), whatever was found of those above it.
        if depth > 0:
            return True
        fingerprint = f"sha256:{shown.digest('sha256').decode('ascii').replace(':', '').lower()}"
        is_stated = fingerprint in self._fingerprints
        if not is_stated:
            refusal = Failure(SSL.Error(f"{ANOTHER}{fingerprint}"))  # type: ignore[no-untyped-call]
            protocol().failVerification(refusal)
        return is_stated


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
