"""What is watched, and who is told: portals that publish, edit and withdraw, and receivers that count."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from simulator import Portal, Simulator
from storage.database import open_store
from storage.subscriptions import insert_subscription
from tests.conftest import wait_until
from tests.monitor.postbox import Postbox, serve
from tests.soak.hurried import name
from tests.soak.processes import Soaked
from tests.system.receiving import Fault, Receiver, by_chance, receiving

WORDS = re.findall(
    r"\w+",
    "travaux voirie eau potable coupure quartier session ordinaire conseil marche public appel offres avis "
    "reunion budget eclairage ecole transport taxe concours recrutement plan amenagement jardin souk place "
    "avenue projet convention partenariat association dossier permis construire delai depot guichet service",
)
PORTALS = ("meknes", "joomla", "wordpress-fr", "spip")


class Listening(Receiver):
    """Notes also which addresses it was told of, and accepted."""

    def __init__(self, named: str, faults: Iterator[Fault]) -> None:
        super().__init__(named, faults)
        self.addresses: set[str] = set()

    def fail_no_more(self) -> None:
        self._faults = iter(())

    def take(self, alert: dict[str, Any], message: str) -> Fault:
        fault = super().take(alert, message)
        if fault is Fault.REFUSES:
            return fault
        data = alert["data"]
        for part in data.get("deliveries") or data.get("together") or [data]:
            self.addresses.add(str(part["event"].get("url")))
        return fault


class World:
    """The portals and the receivers, and what was done with them."""

    def __init__(self, balagh: Soaked, portals: list[Portal], receivers: list[Listening]) -> None:
        self.balagh = balagh
        self.portals = portals
        self.receivers = receivers  #: the first one never fails
        self.postbox = Postbox()
        self.published: dict[str, Portal] = {}  #: by address
        self.edited: set[str] = set()
        self.withdrawn: set[str] = set()
        self.chance = random.Random()
        self._lock = threading.Lock()

    def publish(self, portal: Portal) -> str:
        """One article more, like no other; gives its address."""
        with self._lock:
            title = f"Avis {len(self.published) + 1} : {' '.join(self.chance.sample(WORDS, 6))}"
            item = portal.publish(title=title, text=self._invent())
            self.published[str(item.url)] = portal
        return str(item.url)

    def disturb(self) -> None:
        """Edit one article that was told, and withdraw another now and then."""
        with self._lock:
            told = sorted((self.receivers[0].addresses & self.published.keys()) - self.withdrawn)
            if len(told) < 4:
                return
            url = self.chance.choice(told)
            self._find(url, lambda portal, number: portal.edit(number, text=self._invent()))
            self.edited.add(url)
            if self.chance.random() < 0.3:
                gone = self.chance.choice([one for one in told if one != url])
                self._find(gone, lambda portal, number: portal.withdraw(number))
                self.withdrawn.add(gone)

    def _find(self, url: str, deed: Any) -> None:
        portal = self.published[url]
        deed(portal, next(item.id for item in portal.items if item.url == url))

    def _invent(self) -> list[str]:
        return [" ".join(self.chance.choices(WORDS, k=40)) + "." for _ in range(3)]

    def wait_for(self, addresses: set[str], seconds: float) -> set[str]:
        """Wait until the receiver that never fails was told of these; gives what it was not."""
        wait_until(lambda: addresses <= self.receivers[0].addresses, seconds)
        return addresses - self.receivers[0].addresses


@contextmanager
def a_world(balagh: Soaked, seed: int, portals: int) -> Iterator[World]:
    """Portals that are watched and receivers that are subscribed, the first portal and receiver by a name."""
    chance = random.Random(seed)
    with Simulator() as simulator, ExitStack() as stack:
        played = [simulator.add_portal(one, items=10) for one in PORTALS[:portals]]
        first = played[0]
        first.base = f"http://{name(first.name, first.outlet.host)}:{first.outlet.port}"
        rows = (
            ("never fails", Fault.NONE, 0.0),
            (Fault.REFUSES.value, Fault.REFUSES, 0.3),
            ("half-open: " + Fault.HANGS.value, Fault.HANGS, 0.2),
            (Fault.DROPS.value, Fault.DROPS, 0.2),
        )
        receivers = [
            stack.enter_context(receiving(Listening(named, by_chance(fault, share, chance))))
            for named, fault, share in rows
        ]
        world = World(balagh, played, receivers)  # type: ignore[arg-type]
        world.chance = chance
        (server,) = stack.enter_context(_mail(world.postbox))
        balagh.environ |= {
            "BALAGH_SMTP_HOST": server.host,
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_FROM": server.sender,
            "BALAGH_SMTP_SECURITY": "none",
        }
        _introduce(world)
        yield world


@contextmanager
def _mail(postbox: Postbox) -> Iterator[list[Any]]:
    serving = serve(postbox, "none")
    yield [next(serving)]
    next(serving, None)


def _introduce(world: World) -> None:
    for portal in world.portals:
        world.balagh.ask("add", portal.url, "--id", portal.name)
    named = world.receivers[1]
    targets = [one.url for one in world.receivers if one is not named]
    targets.append(named.url.replace("127.0.0.1", name("hook", "127.0.0.1")))
    with closing(open_store(world.balagh.database)) as store, store.write() as connection:
        for target in (*targets, "mailto:officer@ngo.example"):
            insert_subscription(connection, target, datetime.now(UTC))
