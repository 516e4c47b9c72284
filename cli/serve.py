"""`balagh serve`: the dashboard, the API and the feeds."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from cli.assembly import open_house
from cli.output import say
from storage.model import BalaghError

Host = Annotated[str, typer.Option("--host", help="Address to listen on; only this machine by default.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen on; 0: a free one.", min=0, max=65535)]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Show the archive to browsers, feed readers and programs, until stopped."""
    import uvicorn

    from web.app import make_app

    listening = _listen(host, port)
    with listening:
        app = make_app(open_house(must_exist=True).site)
        address = listening.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        say(f"Balagh is at http://{shown}:{address[1]}/ (stop it with Ctrl+C)")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off"))
        server.run([listening])


def _listen(host: str, port: int) -> socket.socket:
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
