"""Commands for the installation itself: its database, its server, its worker."""

from __future__ import annotations

import os
import signal
import socket
from threading import Event

import click

from plugin.errors import InvalidInput


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from plugin.opening import find_settings
    from plugin.store import migrate_store

    steps = migrate_store(find_settings(os.environ).database_url)
    click.echo(f"Done: {', '.join(steps)}." if steps else "The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8600, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Serve Sathi, with one worker beside it. A database that does not exist yet is made."""
    from plugin.opening import find_settings
    from plugin.serving import serve_forever
    from plugin.settings import is_loopback
    from plugin.store import check_store, migrate_store, sqlite_path

    settings = find_settings(os.environ)
    if settings.demo and not is_loopback(host):
        raise InvalidInput("SATHI_DEMO", "Demo mode shows private links on screen: it serves 127.0.0.1 only.")
    path = sqlite_path(settings.database_url)
    if path and not path.exists():
        migrate_store(settings.database_url)
    check_store(settings.database_url)
    click.echo(f"Sathi serves http://{host}:{port} (Ctrl-C stops it).", err=True)
    serve_forever(host, port, workers, with_scribe=path is not None)


@click.command()
def work() -> None:
    """Run one worker: it sends mail, tries failed deliveries again, and sweeps. Several are safe."""
    from plugin.effects.worker import run_worker
    from plugin.opening import open_house

    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    house = open_house(os.environ)
    run_worker(house, stop)
    house.store.close()


@click.command(hidden=True)
@click.argument("listening", type=int)
@click.argument("parent", type=int)
def scribe(listening: int, parent: int) -> None:
    """Write the deliveries that the web processes hand over; `sathi run` starts it."""
    from plugin.opening import open_house
    from plugin.scribe.writing import run_scribe

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web processes still need it to finish what they began
    house = open_house(os.environ)
    with socket.socket(fileno=listening) as listener:
        run_scribe(house, listener, parent, stop)
    house.store.close()
