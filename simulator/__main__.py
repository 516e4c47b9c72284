"""Serve a portal on loopback until Ctrl-C, and let other programs drive it.

    python -m simulator [--portal meknes] [--port N] [--encoding windows-1256] [--items N]

prints the address of the home page on one line. On the same server, with bodies and answers in JSON:

    GET  /_simulator/           what there is: orders and faults
    GET  /_simulator/items      what is published, newest first: id, url, title, text, date, language
    GET  /_simulator/requests   the server's log: time, method, path, headers, status, bytes
    POST /_simulator/publish    {"title": "...", "text": ["...", "• ..."], "date": "2024-02-13",
                                "language": "ar", "attachments": ["..."]}; what is left out is invented;
                                answers the item
    POST /_simulator/edit       {"id": 3189, "title": "...", "text": [...]}; answers the item
    POST /_simulator/withdraw   {"id": 3189, "answer": "page" | "redirect" | "blank" | "404" | "410"}
    POST /_simulator/restore    {"id": 3189}; answers the item
    POST /_simulator/fault      {"name": "slow", "path": "/langue-ar/", "times": 3, "seconds": 2};
                                {} mends everything; "down" needs seconds, and then is up again
    POST /_simulator/reorder    {"seed": 7}; {} puts the newest first again
    POST /_simulator/layout     {"name": "cards"}

An order that cannot be carried out has status 400 and {"error": "..."}. These requests are not in the log.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from simulator.data import list_portals
from simulator.portal import ENCODINGS
from simulator.simulator import Simulator


def main() -> int:
    """Serve until interrupted or terminated."""
    options = _read_options()
    over = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: over.set())
    try:
        with Simulator() as simulator:
            portal = simulator.add_portal(
                options.portal, encoding=options.encoding, items=options.items, port=options.port
            )
            print(portal.url, flush=True)  # noqa: T201  (its whole output)
            over.wait()
    except (OSError, ValueError) as error:
        sys.exit(f"The simulator cannot serve {options.portal} on port {options.port}: {error}")
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portal", default="meknes", choices=list_portals())
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--encoding", default="utf-8", choices=ENCODINGS)
    parser.add_argument("--items", type=int, help="how many Arabic items it starts with")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
