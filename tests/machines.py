"""Workers as processes, or as machines of their own: each in a network namespace with its own address.

Namespaces take Linux, root and `ip`. Each is joined to one bridge, `GATEWAY` on our side, by which PostgreSQL
is reached and every host of 10.64.0.0/10: that network leads to this machine as long as the block lasts.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

BALAGH = Path(sys.executable).with_name("balagh")
GATEWAY = "10.63.0.1"
#: Where hosts stand that namespaces can reach: its first number, and the first one of its second numbers.
HOSTS = (10, 64)
_BRIDGE = "balagh-bridge"


class Fleet:
    """Workers on one archive."""

    def __init__(self, environ: Mapping[str, str], home: Path, network: Network | None = None) -> None:
        self.environ = environ
        self.home = home
        self.workers: list[subprocess.Popen[bytes]] = []
        self.frozen: dict[int, float] = {}  # by number of the process, until when
        self.thawed: list[float] = []
        self._network = network

    def balagh(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run([BALAGH, *words], env=self.environ, capture_output=True, text=True, check=False)

    def start(self) -> None:
        """Start one worker more, on a machine of its own where there are such."""
        number = len(self.workers)
        inside = self._network.add(number) if self._network else []
        environ = dict(self.environ)
        if inside:
            environ["BALAGH_DATABASE_URL"] = environ["BALAGH_DATABASE_URL"].replace("127.0.0.1", GATEWAY)
        log = (self.home / f"worker-{number}.log").open("wb")
        command = [*inside, str(BALAGH), "worker"]
        self.workers.append(subprocess.Popen(command, env=environ, stdout=log, stderr=log))

    def replace_fallen(self, count: int) -> None:
        """Start what did not come up, as whoever keeps workers running would: the database was away."""
        for _ in range(count - sum(one.poll() is None for one in self.workers)):
            self.start()

    def list_awake(self) -> list[subprocess.Popen[bytes]]:
        return [one for one in self.workers if one.poll() is None and one.pid not in self.frozen]

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.kill()
        worker.wait()

    def freeze(self, worker: subprocess.Popen[bytes], until: float) -> None:
        worker.send_signal(signal.SIGSTOP)
        self.frozen[worker.pid] = until

    def thaw(self, now: float) -> None:
        """Wake those whose time has come."""
        for worker in self.workers:
            if self.frozen.get(worker.pid, float("nan")) <= now:
                del self.frozen[worker.pid]
                self.thawed.append(time.time())
                worker.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.thaw(float("inf"))
        for worker in self.workers:
            if worker.poll() is None:
                worker.terminate()
        for worker in self.workers:
            worker.wait()
        self.workers.clear()


class Network:
    """Machines that are namespaces of this one, made when they are needed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: set[int] = set()

    def add(self, number: int) -> list[str]:
        """The words by which a command runs on machine `number`; it becomes that process, with its number."""
        name, wire = f"balagh-{number}", f"balagh{number}"
        if number not in self._made:
            self._made.add(number)
            self._make(f"netns add {name}", f"netns del {name}")
            _ip(f"link add {wire} type veth peer name eth0 netns {name}")
            _ip(f"link set {wire} master {_BRIDGE} up")
            _ip(f"-n {name} link set lo up")
            _ip(f"-n {name} address add 10.63.{1 + number // 250}.{1 + number % 250}/16 dev eth0")
            _ip(f"-n {name} link set eth0 up")
            _ip(f"-n {name} route add default via {GATEWAY}")
        return ["ip", "netns", "exec", name]

    def make(self) -> None:
        """The bridge, and the way to the hosts."""
        self._make(f"link add {_BRIDGE} type bridge", f"link del {_BRIDGE}")
        _ip(f"address add {GATEWAY}/16 dev {_BRIDGE}")
        _ip(f"link set {_BRIDGE} up")
        hosts = "{}.{}.0.0/10".format(*HOSTS)
        self._make(f"route add local {hosts} dev lo", f"route del local {hosts} dev lo")

    def _make(self, words: str, undo: str) -> None:
        _ip(words)
        self._stack.callback(_ip, undo)


@contextmanager
def own_machines() -> Iterator[Network]:
    """Namespaces, until the end of the block. Exits with a sentence where none can be made."""
    with ExitStack() as stack:
        network = Network(stack)
        try:
            network.make()
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or str(error)
            sys.exit(f"no network namespaces can be made here (they take Linux, root and ip): {told}")
        yield network


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True, text=True)
