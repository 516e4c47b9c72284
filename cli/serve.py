"""`balagh serve`: the dashboard, the API and the feeds."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from cli.assembly import open_house
from cli.footprint import give_back_memory
from cli.logs import begin_log
from cli.output import say
from storage.model import BalaghError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.applications import Starlette
    from uvicorn import Config

Host = Annotated[str, typer.Option("--host", help="Address to listen on; only this machine by default.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen on; 0: a free one.", min=0, max=65535)]
#: For which answers under way are waited for at the end, in seconds.
GRACE = 10


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Show the archive to browsers, feed readers and programs, until stopped."""
    import uvicorn

    from web.app import make_app

    with listen(host, port) as listening:
        house = open_house()
        begin_log(house.settings)
        give_back_memory()
        app = make_app(house.site)
        say(f"Balagh is at {show_address(listening)} (stop it with Ctrl+C)")
        # uvicorn ends in order, and then sends itself the signal again; that end is none of a failure.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        uvicorn.Server(configure(app, house.settings.trusted_proxies)).run([listening])


def configure(app: FastAPI | Starlette, trusted_proxies: str) -> Config:
    """How an application is served."""
    from uvicorn import Config

    return Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,  # web/requestlog.py tells more, and less of readers
        server_header=False,
        lifespan="off",
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=GRACE,
    )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises BalaghError where it cannot."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        raise BalaghError(
            f"nothing can listen on {host}, port {port} ({error.strerror}); give another --port, or --host"
        ) from error
    return listening


def show_address(listening: socket.socket) -> str:
    """The address by which a browser reaches it."""
    address = listening.getsockname()
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"http://{host}:{address[1]}/"
