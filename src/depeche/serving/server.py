"""The explorer on a port. The only module that imports uvicorn."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from depeche.errors import DepecheError
from depeche.serving.app import make_app, vega_script
from depeche.serving.guard import Door

BACKLOG = 128  # connections that may wait


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens. Raises DepecheError where the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
            found.listen(BACKLOG)
        except OSError as error:
            reason = error.strerror or error
            raise DepecheError(f"{host} port {port}: {reason}; name another with --host or --port") from error
        yield found


def run(store: Path, door: Door, at: socket.socket, *, told: Callable[[str], None], annotate: bool = False) -> None:
    """Serve until interrupted; `told` gets the address when it can be asked. Raises StoreError."""
    app = make_app(store, door, annotate=annotate, warm=True)
    Thread(target=vega_script, daemon=True).start()  # the first chart need not wait for it
    told(address_of(at))
    config = uvicorn.Config(app, log_level="warning", server_header=False, date_header=False, access_log=False)
    uvicorn.Server(config).run(sockets=[at])


def address_of(at: socket.socket) -> str:
    host, port = at.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def new_token() -> str:
    return secrets.token_urlsafe(24)
