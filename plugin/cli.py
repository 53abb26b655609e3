"""The command: `sathi`."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from threading import Event
from typing import Any

import click

from plugin.actions.house import House
from plugin.app import find_settings, open_house
from plugin.errors import InvalidInput, NotFound, SathiError
from plugin.model import PLATFORMS, Platform, Shop


class Sentences(click.Group):
    """A command that says what it refuses in one sentence, and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a refusal becomes its sentence."""
        try:
            return super().invoke(context)
        except SathiError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Sentences)
@click.version_option(package_name="sathi")
def main() -> None:
    """Sathi: asks buyers to bring their friends, and keeps count."""


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from plugin.store import migrate_store

    steps = migrate_store(find_settings(os.environ).database_url)
    click.echo(f"Done: {', '.join(steps)}." if steps else "The database is up to date.")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8600, show_default=True, help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Serve Sathi, with one worker beside it. A database that does not exist yet is made."""
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


@main.command()
def work() -> None:
    """Run one worker: it sends mail, tries failed deliveries again, and sweeps. Several are safe."""
    from plugin.effects.worker import run_worker

    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    house = open_house(os.environ)
    run_worker(house, stop)
    house.store.close()


@main.command(hidden=True)
@click.argument("listening", type=int)
@click.argument("parent", type=int)
def scribe(listening: int, parent: int) -> None:
    """Write the deliveries that the web processes hand over; `sathi run` starts it."""
    from plugin.scribe.writing import run_scribe

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web processes still need it to finish what they began
    house = open_house(os.environ)
    with socket.socket(fileno=listening) as listener:
        run_scribe(house, listener, parent, stop)
    house.store.close()


@main.group()
def shop() -> None:
    """Set up shops."""


@shop.command("add")
@click.option("--name", required=True, help="What shoppers call the shop.")
@click.option("--url", required=True, help="The store's address.")
@click.option("--currency", default="INR", show_default=True, help="Three letters (ISO 4217).")
@click.option("--country", default="IN", show_default=True, help="Two letters (ISO 3166).")
@click.option("--language", default="en", show_default=True, help="The shop's language, such as bn.")
@click.option("--time-zone", default="Asia/Kolkata", show_default=True, help="The shop's time zone.")
@click.option("--domain", default="", help="The platform's own host, such as chai.myshopify.com.")
def shop_add(
    name: str, url: str, currency: str, country: str, language: str, time_zone: str, domain: str
) -> None:
    """Add a shop; prints its key, its secrets and its script tag as JSON."""
    from plugin.actions.shops import add_shop

    house = _open_house()
    asked = Shop(
        shop_id="", key="", name=name, url=url, currency=currency, country=country, language=language,
        time_zone=time_zone, domain=domain,
    )  # fmt: skip
    made, secrets = add_shop(house, asked)
    tag = f'<script async src="{house.settings.url}/w.js" data-shop="{made.key}"></script>'
    _print_json({"key": made.key, "shop_id": made.shop_id, "tag": tag, "secrets": secrets})


@shop.command("list")
def shop_list() -> None:
    """List the shops with their keys."""
    with _open_house().store.reading() as parts:
        for one in parts.shops.list():
            note = "  (uninstalled)" if one.uninstalled_at_ms else ""
            click.echo(f"{one.key}  {one.name}  {one.url}{note}")


@shop.command("resume")
@click.argument("key")
def shop_resume(key: str) -> None:
    """Take back that a shop was uninstalled."""
    from plugin.actions.shops import resume_shop

    house, found = _open_shop(key)
    resume_shop(house, found)
    click.echo(f"{found.name} is live again.")


@main.command()
@click.argument("key")
@click.argument("platform", type=click.Choice(PLATFORMS))
@click.option("--secret", default="", help="The store's own secret; a fresh one when left out.")
def secret(key: str, platform: Platform, secret: str) -> None:
    """Give a platform a new webhook secret; the old one holds for a day more."""
    from plugin.actions.shops import add_secret

    house, found = _open_shop(key)
    click.echo(add_secret(house, found, platform, secret))


@main.group()
def program() -> None:
    """Read and change a shop's program."""


@program.command("show")
@click.argument("key")
def program_show(key: str) -> None:
    """Print the program as JSON, ready to be changed and set."""
    from plugin.domain.program import write_program

    house, found = _open_shop(key)
    with house.store.reading() as parts:
        _, current = parts.programs.current(found.shop_id)
    _print_json(json.loads(write_program(current)))


@program.command("set")
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def program_set(key: str, file: Path) -> None:
    """Make the settings in FILE the shop's program from now on."""
    from plugin.actions.shops import change_program

    house, found = _open_shop(key)
    version = change_program(house, found, _read_program_file(file))
    click.echo(f"{found.name} follows version {version} of its program from now on.")


@main.command()
@click.argument("order")
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def decide(order: str, key: str) -> None:
    """Say in words why the buyer of ORDER (its number, or the store's id) was asked or not."""
    from plugin.actions.decisions import explain_order
    from plugin.printing import print_decisions

    house, found = _open_only_shop(key)
    print_decisions(found, explain_order(house, found, order))


@main.command()
@click.option(
    "--program", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--last", "most", default=1000, show_default=True, help="How many of the newest orders.")
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def replay(file: Path, most: int, key: str) -> None:
    """Say what other settings would have decided for the last orders, without changing anything."""
    from plugin.actions.decisions import replay_program
    from plugin.printing import print_differences

    house, found = _open_only_shop(key)
    print_differences(found, replay_program(house, found, _read_program_file(file), most))


@main.command("dead-letters")
@click.option("--replay", "replay_id", default="", metavar="ID", help="Take one delivery again, or 'all'.")
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def dead_letters(replay_id: str, key: str) -> None:
    """List the deliveries that could not be digested, or take them again."""
    from plugin.actions.deliveries import replay_delivery
    from plugin.printing import print_letters

    house, found = _open_only_shop(key)
    with house.store.reading() as parts:
        letters = [*parts.deliveries.list_outcome(found.shop_id, "dead"),
                   *parts.deliveries.list_outcome(found.shop_id, "waiting")]  # fmt: skip
    if not replay_id:
        print_letters(found, letters)
        return
    for delivery_id in [one.delivery_id for one in letters] if replay_id == "all" else [replay_id]:
        click.echo(f"{delivery_id}: {replay_delivery(house, found, delivery_id)}")


@main.command()
@click.argument("key")
def desk(key: str) -> None:
    """Print the link to the merchant's desk; it opens for an hour."""
    from plugin.actions.shops import desk_link

    click.echo(desk_link(*_open_shop(key)))


@main.command()
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def exports(key: str) -> None:
    """Print what shoppers asked the shop to hand out about them, newest first."""
    house, found = _open_only_shop(key)
    with house.store.reading() as parts:
        for export in parts.privacy.list_exports(found.shop_id):
            click.echo(f"# {export.export_id} for request {export.request_ref}")
            click.echo(export.content)


@main.command()
@click.argument("email")
@click.option("--undo", is_flag=True, help="Take it back.")
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def ban(email: str, undo: bool, key: str) -> None:
    """Ban a shopper from the program."""
    from plugin.actions.people import ban_person

    house, found = _open_only_shop(key)
    ban_person(house, found, email, not undo)
    click.echo("Taken back." if undo else "Banned.")


@main.command("opt-out")
@click.argument("email")
@click.option("--undo", is_flag=True, help="Take it back.")
@click.option("--shop", "key", default="", help="The shop's key; not needed where there is one shop.")
def opt_out_command(email: str, undo: bool, key: str) -> None:
    """Never ask a shopper again."""
    from plugin.actions.people import opt_out

    house, found = _open_only_shop(key)
    opt_out(house, found, email, not undo)
    click.echo("Taken back." if undo else "Noted: this shopper is not asked again.")


def _open_house() -> House:
    """Open the house for one command, and close it when the command ends."""
    house = open_house(os.environ)
    click.get_current_context().call_on_close(house.store.close)
    return house


def _open_shop(key: str) -> tuple[House, Shop]:
    from plugin.actions.shops import find_shop

    house = _open_house()
    return house, find_shop(house, key)


def _open_only_shop(key: str) -> tuple[House, Shop]:
    """Open the shop with this key, or the only one there is."""
    if key:
        return _open_shop(key)
    house = _open_house()
    with house.store.reading() as parts:
        shops = parts.shops.list()
    if len(shops) != 1:
        raise NotFound(
            f"There are {len(shops)} shops here: say which one with --shop KEY (`sathi shop list`)."
        )
    return house, shops[0]


def _read_program_file(file: Path) -> Any:
    from plugin.domain.program import read_program

    try:
        settings = json.loads(file.read_text())
    except ValueError as error:
        raise InvalidInput("program", f"{file} is not JSON: {error}.") from error
    return read_program(settings)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
