"""Commands about orders: what was decided, who sent the buyer, what was not digested, what was before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from plugin.actions.house import House
from plugin.commands.opening import FILE, open_only_shop, open_shop, read_json, shop_option, showing_progress
from plugin.model import PLATFORMS, Order, Platform, Shop


@click.command()
@click.argument("order")
@shop_option
def decide(order: str, key: str) -> None:
    """Say in words why the buyer of ORDER (its number, or the store's id) was asked or not."""
    from plugin.actions.decisions import explain_order
    from plugin.printing.decisions import print_decisions

    house, found = open_only_shop(key)
    explained = explain_order(house, found, order)
    if not any(decisions for _, decisions in explained):
        click.echo(f"Nothing was decided about order {order}: it was brought in afterwards.")
    print_decisions(found, explained)


@click.command()
@click.option("--program", "file", required=True, type=FILE)
@click.option("--last", "most", default=1000, show_default=True, help="How many of the newest orders.")
@shop_option
def replay(file: Path, most: int, key: str) -> None:
    """Say what other settings would have decided for the last orders, without changing anything."""
    from plugin.actions.decisions import replay_program
    from plugin.domain.program import read_program
    from plugin.printing.decisions import print_differences

    house, found = open_only_shop(key)
    print_differences(found, replay_program(house, found, read_program(read_json(file, "program")), most))


@click.command("dead-letters")
@click.option("--replay", "replay_id", default="", metavar="ID", help="Take one delivery again, or 'all'.")
@shop_option
def dead_letters(replay_id: str, key: str) -> None:
    """List the deliveries that could not be digested, or take them again."""
    from plugin.actions.deliveries import replay_delivery
    from plugin.printing.decisions import print_letters

    house, found = open_only_shop(key)
    with house.store.reading() as parts:
        letters = [*parts.deliveries.list_outcome(found.shop_id, "dead"),
                   *parts.deliveries.list_outcome(found.shop_id, "waiting")]  # fmt: skip
    if not replay_id or (replay_id == "all" and not letters):
        print_letters(found, letters)
        return
    for delivery_id in [one.delivery_id for one in letters] if replay_id == "all" else [replay_id]:
        click.echo(f"{delivery_id}: {replay_delivery(house, found, delivery_id)}")


@click.command()
@click.argument("order")
@shop_option
def trace(order: str, key: str) -> None:
    """Say who sent the buyer of ORDER, why every other trace lost, and what the order earned."""
    from plugin.actions.tracing import open_accounts, trace_order
    from plugin.printing.loop import print_accounts, print_trace

    house, found = open_only_shop(key)
    for one in trace_order(house, found, order):
        print_trace(found, one)
        rewards = [reward for case in one.cases for reward in case.rewards]
        print_accounts(found, open_accounts(house, found, rewards))


@click.command()
@click.argument("order")
@click.option(
    "--advocate", "code", default="", metavar="CODE", help="Whoever shares this code sent the buyer."
)
@click.option("--nobody", is_flag=True, help="Nobody sent the buyer.")
@click.option("--undo", "correction_id", default="", metavar="ID", help="Take this correction back.")
@click.option("--note", default="", help="Why, for whoever reads it later.")
@shop_option
def correct(order: str, code: str, nobody: bool, correction_id: str, note: str, key: str) -> None:
    """Say by hand who sent the buyer of ORDER."""
    from plugin.actions.correcting import correct_order, undo_correction
    from plugin.actions.tracing import find_only_order

    if [bool(code), nobody, bool(correction_id)].count(True) != 1:
        raise click.UsageError("Give one of --advocate CODE, --nobody and --undo ID.")
    house, found = open_only_shop(key)
    row = find_only_order(house, found, order)
    if correction_id:
        undo_correction(house, found, row.order_id, correction_id)
        click.echo("Taken back.")
    else:
        made = correct_order(house, found, row.order_id, code, note)
        click.echo(f"Noted. To take it back: sathi correct {row.order_id} --undo {made.correction_id}")


@click.command("import-orders")
@click.argument("key")
@click.argument("file", type=FILE, required=False)
@click.option("--from-store", is_flag=True, help="Read all orders from the store's API instead of a file.")
@click.option(
    "--platform",
    type=click.Choice(PLATFORMS),
    default=None,
    help="Whose orders FILE has; else the connection's.",
)
@click.option("--dry-run", is_flag=True, help="Only read FILE, and say what could not be read.")
def import_orders(
    key: str, file: Path | None, from_store: bool, platform: Platform | None, dry_run: bool
) -> None:
    """Take past orders in, so that who bought before is not new. The same file twice changes nothing."""
    from plugin.actions import importing
    from plugin.actions.connections import find_platform

    if (file is None) != from_store:
        raise click.UsageError("Give FILE or --from-store.")
    house, found = open_shop(key)
    done = importing.Import()
    platform = platform or find_platform(house, found)
    with _opening_orders(house, found, file, done.note_fault) as orders, showing_progress("Orders") as say:
        if dry_run:
            done.orders_count = sum(1 for _ in orders)
        else:
            importing.import_orders(house, found, platform, orders, done, lambda one: say(one.orders_count))
    for line, sentence in done.faults:
        click.echo(f"Line {line}: {sentence}", err=True)
    news = "nothing was written" if dry_run else f"{done.news_count} of them news"
    click.echo(f"{done.orders_count} orders read, {news}; {done.faults_count} lines left out.")


@contextmanager
def _opening_orders(
    house: House, shop: Shop, file: Path | None, note_fault: Callable[[int, str], None]
) -> Iterator[Iterator[Order]]:
    """Open what orders are read from: a file, or the store itself."""
    from plugin.effects.stores import open_room
    from plugin.order_files import read_orders

    if file is None:
        yield open_room(house, shop).read_orders(0, house.now_ms())
        return
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield read_orders(shop, lines, note_fault)
