"""`balagh up`: watch and serve together, and bring back what falls."""

from __future__ import annotations

import signal
from threading import Event

from cli.assembly import open_house
from cli.children import Child, keep_running
from cli.logs import begin_log
from cli.output import say
from cli.polling import watching
from cli.serve import Host, Port, listen, show_address


def up(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Watch all portals and show the archive, until stopped; what falls is started again."""
    # What would make both fall again and again is told at once, and ends us.
    house = open_house(begins=True)
    with watching(house, "up"), listen(host, port) as free:
        address, number = show_address(free), free.getsockname()[1]
    begin_log(house.settings)
    house.store.close()
    say(f"Balagh watches, and is at {address} (stop both with Ctrl+C)")
    stopped = Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stopped.set())
    # Readers go first: what the watch brings to its end, nobody has to see.
    serve = Child("serve", ["serve", "--host", host, "--port", str(number)])
    keep_running([serve, Child("watch", ["watch", "--within-up"])], stopped)
