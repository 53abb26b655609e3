"""What every command needs: the house, the shop it is about, and refusals in one sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plugin.errors import InvalidInput, NotFound, SathiError

if TYPE_CHECKING:  # the house itself is read by the command that opens it
    from plugin.actions.house import House
    from plugin.model import Shop

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Sentences(click.Group):
    """A command that says what it refuses in one sentence, and exits with 1."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a refusal becomes its sentence, behind the field of the file that it is about."""
        try:
            return super().invoke(context)
        except SathiError as error:
            field = error.field if isinstance(error, InvalidInput) else ""
            where = f"In {field}: " if "." in field and field not in str(error) else ""
            raise click.ClickException(where + str(error)) from error
        except Exception as error:
            from plugin.store.full_disk import say_full_disk

            if sentence := say_full_disk(error):
                raise click.ClickException(sentence) from error
            raise


def shop_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --shop to a command, for installations with several shops."""
    words = "The shop's key; not needed where there is one shop."
    return click.option("--shop", "key", default="", help=words)(command)


def open_for_command() -> House:
    """Open the house for one command, and close it when the command ends."""
    from plugin.actions.house import Actor
    from plugin.opening import open_house

    house = open_house(os.environ).by(Actor("the command line"))
    click.get_current_context().call_on_close(house.store.close)
    return house


def open_shop(key: str) -> tuple[House, Shop]:
    """Open the house, and the shop with this key; raises NotFound."""
    from plugin.actions.shops import find_shop

    house = open_for_command()
    return house, find_shop(house, key)


def open_only_shop(key: str) -> tuple[House, Shop]:
    """Open the shop with this key, or the only one there is."""
    if key:
        return open_shop(key)
    house = open_for_command()
    with house.store.reading() as parts:
        shops = [shop for shop in parts.shops.list() if not shop.trial_of]
    if len(shops) != 1:
        raise NotFound(
            f"There are {len(shops)} shops here: say which one with --shop KEY (`sathi shop list`)."
        )
    return house, shops[0]


def read_json(file: Path, field: str) -> Any:
    """Read a file of JSON; raises InvalidInput naming the field that it was to fill."""
    try:
        return json.loads(file.read_text())
    except (ValueError, RecursionError) as error:
        raise InvalidInput(field, f"{file} is not JSON: {error}.") from error


def read_secret(what: str, variable: str, file: Path | None) -> str:
    """Read a secret from a variable, a file or the terminal, where it is not shown."""
    if variable and variable not in os.environ:
        raise click.UsageError(f"The environment has no {variable}.")
    if variable:
        return os.environ[variable].strip()
    return file.read_text().strip() if file else str(click.prompt(what, hide_input=True)).strip()


@contextmanager
def showing_progress(what: str) -> Iterator[Callable[[object], None]]:
    """Show on the terminal how far something long is; gives who is to be told."""
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, highlight=False).status(f"{what}...") as status:
        yield lambda far: status.update(escape(f"{what}: {far}"))


def print_json(value: Any) -> None:
    """Print a value as JSON that is easy to read."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
