# ruff: noqa: E501  (tables read better in long lines)
"""The addresses of the site, what each is asked with, and words that it takes."""

from __future__ import annotations

_WHICH = "portal kind since until status"
#: Method, address, names of its parameters.
ROUTES = tuple(
    (method, path, tuple(names.split()))
    for method, path, names in (
        ("GET", "/api/v1/portals", ""), ("GET", "/api/v1/portals/{portal}", ""), ("GET", "/api/v1/health", "portal"), ("GET", "/api/v1/articles", f"{_WHICH} before limit"), ("GET", "/api/v1/articles/{number}", ""), ("GET", "/api/v1/articles/{number}/revisions", ""), ("GET", "/api/v1/articles/{number}/diff", "from to"),
        ("GET", "/api/v1/articles/{number}/evidence", ""), ("GET", "/api/v1/articles/{number}/evidence.warc.gz", ""), ("GET", "/api/v1/search", f"{_WHICH} q event best limit"), ("GET", "/api/v1/search", "q event best"), ("GET", "/api/v1/events", "after amended limit"), ("GET", "/api/v1/statistics", f"{_WHICH} by"),
        ("GET", "/api/v1/portals/{portal}/record", "year"), ("GET", "/api/v1/export", f"{_WHICH} format as_of"), ("GET", "/api/v1/subscriptions", ""), ("POST", "/api/v1/subscriptions", ""), ("POST", "/api/v1/subscriptions", ""), ("GET", "/api/v1/subscriptions/{number}", ""), ("DELETE", "/api/v1/subscriptions/{number}", ""),
        ("POST", "/api/v1/subscriptions/{number}/test", ""), ("GET", "/api/v1/deliveries", "subscription status after limit"), ("POST", "/api/v1/deliveries/retry", "subscription"),
        ("GET", "/", f"{_WHICH} after before region"), ("GET", "/search", f"{_WHICH} q order page before region"), ("GET", "/search", "q order page"), ("GET", "/articles/{number}", "from to view lang"), ("GET", "/articles/{number}/evidence.warc.gz", ""), ("GET", "/articles/{number}/evidence.zip", ""), ("GET", "/articles/{number}/proof", "lang"), ("GET", "/articles/{number}/text.txt", ""),
        ("GET", "/portals", "after region state lang"), ("GET", "/portals/{portal}", "year lang"), ("GET", "/record", "page province region year lang"), ("GET", "/record/{portal}", "year lang"), ("GET", "/health", "page portal state lang"), ("GET", "/health/requests", "before portal lang"), ("GET", "/statistics", f"{_WHICH} by lang"), ("GET", "/statistics.csv", f"{_WHICH} by"),
        ("GET", "/statistics/picture.css", ""), ("GET", "/about-the-robot", "lang"), ("GET", "/subscriptions", "lang"), ("GET", "/subscriptions/new", "lang"), ("POST", "/subscriptions/new", "lang"), ("POST", "/subscriptions/new", ""), ("GET", "/subscriptions/{number}", "page said lang"), ("POST", "/subscriptions/{number}/end", ""), ("POST", "/subscriptions/{number}/retry", ""),
        ("POST", "/subscriptions/{number}/test", ""), ("POST", "/subscriptions/login", "lang"), ("POST", "/subscriptions/logout", ""), ("GET", "/feeds/all.{form}", "lang"), ("GET", "/feeds/portals/{portal}.{form}", "lang"), ("GET", "/feeds/kinds/{kind}.{form}", "lang"), ("GET", "/feeds/regions/{region}.{form}", "lang"), ("GET", "/feeds/search.{form}", "q lang"), ("GET", "/feeds/search.{form}", f"{_WHICH} q"),
        ("GET", "/healthz", ""), ("GET", "/readyz", ""), ("GET", "/metrics", ""), ("GET", "/openapi.json", ""), ("GET", "/static/{word}", ""), ("GET", "/{word}", ""), ("GET", "//", ""), ("GET", "/static/../app.py", ""), ("GET", "/static/%2e%2e/app.py", ""),
    )
)  # fmt: skip
_DAYS = ("2026-11-01", "2026-11-24", "2020-02-29", "2026-11", "0001-01-01", "9999-12-31", "1999-12-31")
_NUMBERS = ("0", "1", "2", "3", "7", "200", "9223372036854775807")
#: By the name of a parameter, part of an address or field.
USUAL = {
    "portal": ("commune",), "kind": ("results", "tender", "news", "other"), "since": _DAYS, "until": _DAYS, "status": ("present", "withdrawn", "sent", "waiting", "failed", "given-up"), "limit": ("1", "2", "20", "200"), "before": _NUMBERS, "after": _NUMBERS, "amended": _NUMBERS, "event": ("new", "edited", "withdrawn", "restored", "moved"),
    "best": ("true", "false", "1"), "by": ("kind", "month", "portal", "year", "day", "region"), "year": ("2026", "2025", "1", "9999", "0"), "format": ("csv", "jsonl", "json", "zip", "parquet"), "as_of": ("2026-11-24", "2026-11-24T09:30:00Z", "2026-11-24T09:30:00+01:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"), "from": _NUMBERS, "to": _NUMBERS, "lang": ("ar", "fr", "en"),
    "order": ("newest", "best"), "page": _NUMBERS, "view": ("words", "side", "text", "inline"), "said": ("made", "there", "retried", "tested", "x"), "region": ("fes-meknes", "casablanca-settat", "x"), "province": ("meknes", "x"), "state": ("healthy", "broken", "quiet", "empty", "late"), "subscription": ("1", "2"),
    "number": ("1", "2"), "form": ("rss", "atom", "json", "xml"), "word": ("site.css", "x"),
}  # fmt: skip
