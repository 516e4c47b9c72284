"""Addresses: the one form under which an article is known, however a page spells its link."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from text.visits import names_visit

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: The path segment in which ASP.NET keeps the session of a visitor without cookies.
_COOKIELESS = re.compile(r"^\((?:[A-Z]\([^()]*\))+\)$", re.IGNORECASE)
_PATH_SESSION = re.compile(r";jsessionid=[^;/]*", re.IGNORECASE)
#: Servers that answer these do not tell capitals from small letters in a path.
_CASELESS_PATH = re.compile(r"\.(?:aspx?|ashx|asmx)$", re.IGNORECASE)
#: What stands in no name of a host: white space, controls, delimiters of addresses and markup.
_NO_HOST = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}\[\]]')
_PATH_SAFE = "!$&'()*+,;=:@-._~"
_QUERY_SAFE = "!$'()*,:@/?-._~"


def canonical_address(url: str) -> str:
    """The identity of an address: one form for every spelling that leads to the same page.

    The scheme becomes `https`, `www.` goes, and so do the default port, fragment, session and tracking
    parameters, the trailing slash and dot segments; the rest is percent-encoded UTF-8 with its parameters
    sorted. What is no web address is given back as written, less the white space around it.
    """
    written = url.strip()
    parts = _split(written)
    if parts is None:
        return written
    path, query = _canonical_path(parts.path), _canonical_query(parts.query)
    caseless = _CASELESS_PATH.search(path)
    if caseless:
        path = _fold_case(path)
        query = _fold_names(query)
    return f"https://{_site(parts)}{path}" + (f"?{query}" if query else "")


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are on one host, but for `www.`, the scheme and its default port."""
    first, second = _split(a.strip()), _split(b.strip())
    return first is not None and second is not None and _site(first) == _site(second)


def _split(url: str) -> SplitResult | None:
    """The parts of a web address, or None if it is none."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _DEFAULT_PORTS and bool(_site(parts).strip(":"))
    except ValueError:
        return None
    return parts if usable else None


def _site(parts: SplitResult) -> str:
    """Host, and port where it is neither the scheme's own nor that of `https`, which the scheme becomes.

    Raises ValueError for a port out of range, and for a name that no host can have.
    """
    host = (parts.hostname or "").rstrip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    host = _ascii_host(host)
    if _NO_HOST.search(host):
        raise ValueError(f"{host!r} is no name of a host")
    port = parts.port
    shown = f"[{host}]" if ":" in host else host
    usual = (None, _DEFAULT_PORTS[parts.scheme], _DEFAULT_PORTS["https"])
    return shown if port in usual else f"{shown}:{port}"


def _ascii_host(host: str) -> str:
    """An internationalised host name in its ASCII form, or as written where it has none."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe="")


def _canonical_path(path: str) -> str:
    """The path with dot segments resolved, session segments dropped and one percent-encoding."""
    kept: list[str] = []
    for segment in _PATH_SESSION.sub("", path).split("/"):
        plain = _encode(segment, _PATH_SAFE)
        if plain == "..":
            del kept[-1:]
        elif plain not in ("", ".") and not _COOKIELESS.match(plain):
            kept.append(plain)
    return "/" + "/".join(kept)


def _canonical_query(query: str) -> str:
    """The parameters that are no visit's, each once, sorted."""
    pairs = {_canonical_parameter(part) for part in query.split("&")}
    return "&".join(
        f"{name}={value}" if value else name
        for name, value in sorted(pairs)
        if name and not names_visit(name)
    )


def _canonical_parameter(part: str) -> tuple[str, str]:
    """Name and value of one parameter, both encoded in one way."""
    name, _, value = part.replace("+", " ").partition("=")
    while name.startswith("amp;"):  # an ampersand that was escaped once too often
        name = name[4:]
    return _encode(name, _QUERY_SAFE), _encode(value, _QUERY_SAFE)


def _encode(written: str, safe: str) -> str:
    """A part in the one percent-encoding, composed (NFC) where it is UTF-8; half of a pair never is."""
    raw = unquote_to_bytes(written.encode("utf-8", "surrogatepass"))
    try:
        return quote(unicodedata.normalize("NFC", raw.decode("utf-8")), safe=safe)
    except UnicodeDecodeError:
        return quote(raw, safe=safe)


def _fold_case(path: str) -> str:
    """Small letters, but for the digits of the escapes."""
    return re.sub(r"%[0-9a-f]{2}", lambda escape: escape[0].upper(), path.lower())


def _fold_names(query: str) -> str:
    """The query with the names of its parameters in small letters, sorted again."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return "&".join(sorted({_fold_case(name) + equals + value for name, equals, value in pairs}))
