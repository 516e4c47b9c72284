"""What Prometheus is told: how the archive stands, and what readers asked for. Nothing names a portal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from storage.model import BalaghError, DeliveryStatus, PortalState
from storage.vitals import Vitals, count_events_after, find_vitals
from web.site import Site

#: Seconds for which the figures of the archive are told again as they were.
FRESH = 10.0
#: Upper bounds of the times in which requests are answered, in seconds.
_TIMES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measures:
    """The figures of one application, in a registry of its own."""

    def __init__(self, site: Site) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Archive(site))
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "balagh_http_requests",
            "Requests that were answered, by the route's template.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "balagh_http_request_seconds",
            "Time to the end of the answer, by the route's template.",
            ("route",),
            registry=self._registry,
            buckets=_TIMES,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        known = method if method in _METHODS else "other"  # readers may write any word there
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def write(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self._registry)


class _Archive(Collector):
    """The figures of the archive, asked for at most once in a while, however often they are read."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = Lock()
        self._vitals: Vitals | None = None
        self._asked_at: datetime | None = None
        # The log only grows: what was counted once is not counted again.
        self._events: dict[tuple[str, str], int] = {}
        self._newest = 0

    def collect(self) -> Iterator[Metric]:
        """The figures, or that the archive does not answer."""
        now = self._site.now()
        with self._lock:
            self._refresh(now)
            vitals, counts = self._vitals, dict(self._events)
        yield GaugeMetricFamily("balagh_archive_up", "Whether the archive answers.", vitals is not None)
        if vitals is not None:
            yield from _list_vitals(vitals, now)
            yield _count_events(counts)

    def _refresh(self, now: datetime) -> None:
        if self._asked_at is not None and (now - self._asked_at).total_seconds() < FRESH:
            return
        try:
            with self._site.store.read() as connection:
                newest, more = count_events_after(connection, self._newest)
                self._vitals = find_vitals(connection)
        except BalaghError:
            self._vitals = None
        else:
            self._newest = newest
            for kind, count in more.items():
                self._events[kind] = self._events.get(kind, 0) + count
        self._asked_at = now


def _list_vitals(vitals: Vitals, now: datetime) -> Iterator[Metric]:
    # All states and statuses, also those that nothing is in: a rule that counts one must not find nothing.
    portals = GaugeMetricFamily("balagh_portals", "Portals that are watched, by state.", labels=("state",))
    for state in PortalState:
        portals.add_metric((state.value,), vitals.portals.get(state.value, 0))
    yield portals
    yield GaugeMetricFamily("balagh_articles", "Articles that are kept.", vitals.articles)
    sent = GaugeMetricFamily("balagh_deliveries", "Deliveries that are kept, by status.", labels=("status",))
    for status in DeliveryStatus:
        sent.add_metric((status.value,), vitals.deliveries.get(status.value, 0))
    yield sent
    waits = None if vitals.oldest_due is None else max(0.0, (now - vitals.oldest_due).total_seconds())
    yield GaugeMetricFamily(
        "balagh_delivery_overdue_seconds",
        "Since the pending delivery that waits longest was to be sent; 0 where none waits.",
        waits or 0.0,
    )
    for name, told, at in (
        ("balagh_last_poll_seconds", "Since a poll of any portal ended last.", vitals.last_poll),
        ("balagh_newest_event_seconds", "Since the newest event was found.", vitals.newest_event),
    ):
        if at is not None:
            yield GaugeMetricFamily(name, told, (now - at).total_seconds())


def _count_events(counts: dict[tuple[str, str], int]) -> Metric:
    family = CounterMetricFamily("balagh_events", "Events of the log.", labels=("type", "origin"))
    for kind, count in sorted(counts.items()):
        family.add_metric(kind, count)
    return family
