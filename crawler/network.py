"""Where we may connect to: public addresses only, checked on what a name resolves to, at every connection.

The check sits in the resolver, so it sees each hop of a redirect, each robots.txt and each literal address,
and what it lets through is what is connected to: a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from twisted.internet._resolver import GAIResolver
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ALLOW_PRIVATE = "set BALAGH_ALLOW_PRIVATE=1 to permit it"

#: What was refused last, by host name: Twisted's resolvers cannot say why they found nothing.
_refusals: dict[str, str] = {}
_MOST_HOSTS = 10_000  # that are remembered: where there is no internet, those of all communes
MOST_SECONDS_TO_LOOK_UP = 20.0


def find_refusal(host: str) -> str | None:
    """The sentence for a host whose addresses were refused when it was last looked up."""
    address = _refusals.get(host)
    return None if address is None else explain_private(host, address)


#: Host names of which no name server told anything when they were looked up last.
_unanswered: set[str] = set()
#: What a look-up failed of, where it was not that the name does not exist.
_NO_ANSWER = frozenset({socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_SYSTEM})


def is_unanswered(host: str) -> bool:
    """Whether no name server told anything of a host when it was last looked up."""
    return host in _unanswered


def _look_up_by_system(host: Any, port: Any, *words: Any, **named: Any) -> Any:
    """As `socket.getaddrinfo`; whose name servers did not answer is kept, which Twisted does not tell."""
    _unanswered.discard(host)
    try:
        return socket.getaddrinfo(host, port, *words, **named)
    except socket.gaierror as error:
        if error.errno in _NO_ANSWER and len(_unanswered) < _MOST_HOSTS:
            _unanswered.add(host)
        raise


#: The last 32 bits of these are an IPv4 address, to which they lead (RFC 4291, 6052, 2765).
_HOLD_IPV4 = [ip_network(one) for one in ("::/96", "64:ff9b::/96", "::ffff:0:0:0/96")]
#: What some versions of Python take for public and no site has: the protocols' own addresses, a cloud's
#: answering to its machines among them, its other one, relays, and what was site-local once.
_NO_SITES = [
    ip_network(one)
    for one in (
        "192.0.0.0/24",
        "168.63.129.16/32",
        "192.88.99.0/24",
        "fec0::/10",
        "64:ff9b:1::/48",  # a network's own to divide (RFC 8215)
        "3fff::/20",
        "5f00::/16",
    )
]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's; IPv4 within IPv6 is looked through."""
    ip = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, IPv6Address):
        ip = _find_inner(ip) or ip
    return ip.is_global and not ip.is_multicast and not any(ip in one for one in _NO_SITES)


def _find_inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, translated or tunnelled."""
    if any(ip in one for one in _HOLD_IPV4):
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def explain_private(host: str, address: str) -> str:
    """The sentence for a refused address."""
    shown = host if host == address else f"{host} ({address})"
    return (
        f"{shown} is an address of this machine or of a private network, not of the internet; {ALLOW_PRIVATE}"
    )


@cache
def keep_to_packaged_suffixes() -> None:
    """Have Scrapy's cookies tell `.ma` from a site's name by the list of suffixes that came with it.

    By default the first cookie of a process fetches that list from two hosts of nobody's choice, past all our
    limits, and without a time limit: nothing else would be read meanwhile.
    """
    from scrapy.downloadermiddlewares import cookies
    from tldextract import TLDExtract

    cookies._split_domain = TLDExtract(suffix_list_urls=(), include_psl_private_domains=True)


async def look_up(host: str) -> str | None:
    """The address by which hosts on one server are known; None where none may be connected to.

    Of several it is the lowest: those that share a server have the same ones. IPv4 goes before IPv6.
    """
    reactor: Any = import_module("twisted.internet.reactor")
    found = _Gathered()
    reactor.nameResolver.resolveHostName(found, host)
    with suppress(TimeoutError):
        await asyncio.wait_for(found.complete.wait(), MOST_SECONDS_TO_LOOK_UP)
    addresses = [ip_address(one.split("%", maxsplit=1)[0]) for one in found.addresses]
    return str(min(addresses, key=lambda one: (one.version, int(one)))) if addresses else None


@implementer(IResolutionReceiver)
class _Gathered:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = asyncio.Event()

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete.set()


@implementer(IHostnameResolver)
class PublicOnlyResolver:
    """A resolver for Twisted's reactor that lets through public addresses only.

    It keeps no cache: the system's resolver has one that obeys the names' time to live.
    """

    def __init__(self, reactor: Any, allow_private: bool) -> None:
        self.reactor = reactor
        self.allow_private = allow_private
        self.resolver = GAIResolver(reactor, getaddrinfo=_look_up_by_system)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicOnlyResolver:
        """As Scrapy makes the class that `TWISTED_DNS_RESOLVER` names."""
        return cls(reactor, crawler.settings.getbool("BALAGH_ALLOW_PRIVATE"))

    def install_on_reactor(self) -> None:
        """Use this resolver for every connection of the process."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve, and pass on what may be connected to."""
        receiver = resolutionReceiver
        if not self.allow_private:
            receiver = _PublicOnly(resolutionReceiver, hostName)
        return self.resolver.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, host: str) -> None:
        self.receiver = receiver
        self.host = host
        _refusals.pop(host, None)

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(address.host):
            self.receiver.addressResolved(address)
        elif len(_refusals) < _MOST_HOSTS:
            _refusals[self.host] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()
