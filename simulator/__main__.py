"""Serve a portal on loopback until Ctrl-C, and let other programs drive it.

    python -m simulator [--portal meknes] [--list] [--port N] [--encoding windows-1256] [--items N]

prints the address of the home page on one line. On the same server, with bodies and answers in JSON:

    GET  /_simulator/           what there is: orders and faults
    GET  /_simulator/items      what is published, newest first: id, url, title, text, date, language
    GET  /_simulator/truth      what a careful reader finds in its news list
    GET  /_simulator/requests   the server's log: time, method, path, headers, status, bytes
    POST /_simulator/publish    {"title": "...", "text": ["...", "• ..."], "date": "2024-02-13",
                                "language": "ar", "attachments": ["..."], "genre": "tender"}; what is left
                                out is invented; answers the item
    POST /_simulator/edit       {"id": 3189, "title": "...", "text": [...]}; answers the item
    POST /_simulator/withdraw   {"id": 3189, "answer": "page" | "redirect" | "blank" | "404" | "410"}
    POST /_simulator/restore    {"id": 3189}; answers the item
    POST /_simulator/republish  {"id": 3189, "answer": "404" | "301" | "stays"}; the same at another address;
                                answers the new item
    POST /_simulator/fault      {"name": "slow", "path": "/langue-ar/", "times": 3, "seconds": 2};
                                {} mends everything; "down" needs seconds, and then is up again
    POST /_simulator/reorder    {"seed": 7}; {} puts the newest first again
    POST /_simulator/layout     {"name": "cards"}
    POST /_simulator/site       {"name": "modele", "old": "404" | "redirect" | "home"}; the same items as
                                another site; answers its home page
    POST /_simulator/move       {"how": "redirect" | "link", "host": "127.0.0.9", "port": 8080}; it goes to
                                another address (some free one, if none is said); answers its home page

An order that cannot be carried out has status 400 and {"error": "..."}. These requests are not in the log.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from simulator.data import describe_portal, list_portals
from simulator.portal import ENCODINGS
from simulator.simulator import Simulator


def main() -> int:
    """Serve until interrupted or terminated."""
    options = _read_options()
    if options.list:
        print("\n".join(f"{name:12} {describe_portal(name)}" for name in list_portals()))  # noqa: T201
        return 0
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
    parser.add_argument("--list", action="store_true", help="print what can be played, and end")
    parser.add_argument("--port", type=_port, default=0, help="0 takes any free one")
    parser.add_argument("--encoding", choices=ENCODINGS)
    parser.add_argument("--items", type=_count, help="how many items of its main language it starts with")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; a port is a number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of items; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
