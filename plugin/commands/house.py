"""Commands for the installation itself: its database, its server, its worker."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import closing
from threading import Event

import click

from plugin.commands.users import welcome_first
from plugin.errors import InvalidInput
from plugin.starting import starting


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema; a copy of it is made before."""
    from plugin.opening import find_settings
    from plugin.store import migrate_store, sqlite_path
    from plugin.store.backups import list_copies

    path = sqlite_path(find_settings(os.environ).database_url)
    before = list_copies(path) if path else []
    steps = migrate_store(find_settings(os.environ).database_url)
    click.echo(f"Done: {', '.join(steps)}." if steps else "The database is up to date.")
    if path is None and steps:
        click.echo("On PostgreSQL no copy is made before: pg_dump makes one (docs/running.md).")
    elif path and (made := [one for one in list_copies(path) if one not in before]):
        click.echo(f"What it was before is kept as {made[0]}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8600, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Serve Sathi, with one worker beside it. A database that does not exist yet is made.

    Where nobody is a user yet, it prints the link at which the first owner is made.
    """
    with starting():
        from plugin.opening import find_settings, open_house
        from plugin.serving import serve_forever
        from plugin.settings import is_loopback
        from plugin.store import migrate_store, sqlite_path

        settings = find_settings(os.environ)
        if settings.demo and not is_loopback(host):
            refusal = "Demo mode shows private links on screen: it serves 127.0.0.1 only."
            raise InvalidInput("SATHI_DEMO", refusal)
        path = sqlite_path(settings.database_url)
        if path and not path.exists():
            migrate_store(settings.database_url)
        house = open_house(os.environ)
        with closing(house.store):  # before the web processes are forked
            welcome_first(house, os.environ)
    click.echo(f"Sathi serves http://{host}:{port} (Ctrl-C stops it).", err=True)
    serve_forever(host, port, workers, with_scribe=path is not None)


@click.command()
def work() -> None:
    """Run one worker: it sends mail, tries failed deliveries again, and sweeps. Several are safe."""
    with starting():
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
    with starting():
        from plugin.opening import open_house
        from plugin.scribe.writing import run_scribe

        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        # At Ctrl-C the web processes still need it to finish what they began.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        house = open_house(os.environ)
    with socket.socket(fileno=listening) as listener:
        run_scribe(house, listener, parent, stop)
    house.store.close()
