"""The command that fills a throw-away shop with traffic, for looking around and for pictures."""

from __future__ import annotations

import click

from plugin.commands.opening import open_for_command, showing_progress


@click.command()
@click.option("--remove", is_flag=True, help="Take the demo shop away, with everything in it.")
@click.option("--beside", is_flag=True, help="Make it in an installation that has real shops.")
@click.option("--seed", default=1, show_default=True, help="Another number gives other people and orders.")
def demo(remove: bool, beside: bool, seed: int) -> None:
    """Make a demo shop with ninety days of traffic; every page of its desk says that it is one."""
    from plugin.actions.shops import desk_link
    from plugin.demo.making import make_demo, remove_demos

    house = open_for_command()
    if remove:
        remove_demos(house)
        click.echo("The demo shop is gone.")
        return
    with showing_progress("Playing ninety days") as tell:
        shop, orders_count = make_demo(house, seed, beside, tell)
    click.echo(f"{shop.name} has {orders_count:,} orders. Nobody in it is real, and nobody is written to.")
    click.echo(f"Its desk opens for an hour: {desk_link(house, shop)}")
