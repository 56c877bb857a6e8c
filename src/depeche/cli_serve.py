"""The commands that show a store to people."""

from __future__ import annotations

from typing import Annotated

import typer

from depeche.cli_store import StorePath
from depeche.terminal import examples, put


def add_serving_commands(app: typer.Typer) -> None:
    app.command(epilog=SERVE_EXAMPLES)(serve)


SERVE_EXAMPLES = examples(
    "depeche serve --store news",
    "depeche serve --store news --port 8080",
    "depeche serve --store news --annotate",
    "depeche serve --store news --host 0.0.0.0 --token a-long-secret-of-yours",
)


def serve(
    store: StorePath,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0: any.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", envvar="DEPECHE_TOKEN", help="What readers must know; made up if not given."),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further name that the server is reached under.")
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Readers may say what is wrong in it: kept beside what was coded.")
    ] = False,
) -> None:
    """Show a store in the browser: pages to read and search, and the same as CSV and JSON."""
    from depeche.serving.guard import SHORTEST, Door, hosts_of, is_local
    from depeche.serving.server import listening, new_token, run

    if token is not None and len(token) < SHORTEST:
        raise typer.BadParameter(f"has fewer than {SHORTEST} characters; take a longer one", param_hint="--token")
    token = token or (None if is_local(host) else new_token())
    door = Door(hosts_of(host, allow_host or ()), token)
    with listening(host, port) as socket:
        run(store, door, socket, told=lambda address: put(where(address, token)), annotate=annotate)


def where(address: str, token: str | None) -> str:
    """What a reader needs."""
    return f"Open {address} (the interrupt key stops it)" + (f"; the token is {token}" if token else "")
