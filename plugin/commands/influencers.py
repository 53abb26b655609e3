"""Commands about influencers, and about the advocates who could become some."""

from __future__ import annotations

import click

from plugin.commands.opening import open_only_shop, shop_option


@click.group()
def influencer() -> None:
    """Give influencers a code for many buyers, and see what they bring."""


@influencer.command("add")
@click.argument("name")
@click.option("--email", default="", help="Their e-mail address.")
@click.option("--phone", default="", help="Their phone number, with its country code.")
@click.option("--code", default="", help="The code they share, such as ASHA10; made by Sathi if left out.")
@click.option("--percent", type=float, help="Percent off for their followers; else the program's promise.")
@click.option("--amount", help="An amount off instead, such as 200 or 9.50.")
@click.option("--minimum", default="0", show_default=True, help="What an order must come to.")
@click.option("--uses", "uses_count", default=0, help="How often the code may be used; 0 is without limit.")
@click.option("--again", is_flag=True, help="Let each customer use it more than once.")
@click.option("--from", "first", default="", help="The first day of the code, such as 2026-12-01.")
@click.option("--until", "last", default="", help="The last day of the code.")
@click.option("--page", "page_url", default="", help="Where their followers find them.")
@click.option("--niche", default="", help="What they are known for.")
@click.option("--followers", "followers_count", default=0, help="How many follow them.")
@click.option("--note", default="", help="What you want to remember.")
@shop_option
def influencer_add(again: bool, key: str, **told: str | float | None) -> None:
    """Add an influencer with a code that the store takes from many buyers."""
    from plugin.actions.partners import add_partner
    from plugin.partner_forms import read_influencer

    house, found = open_only_shop(key)
    typed = {field: "" if value is None else str(value) for field, value in told.items()}
    partner = add_partner(house, found, read_influencer(typed, found, once_each=not again))
    code = partner.code_rules.code
    click.echo(f"{partner.name} is an influencer with the code {code} ({partner.partner_id}).")
    click.echo(f"The link is {house.settings.url}/r/{found.key}/{code}.")


@influencer.command("list")
@click.option("--from", "first", default="", help="From this day on, such as 2026-11-01.")
@click.option("--until", "last", default="", help="Until this day.")
@shop_option
def influencer_list(first: str, last: str, key: str) -> None:
    """Rank the influencers by what their customers left."""
    from plugin.actions.partner_figures import rank_partners
    from plugin.domain.partner_figures import span_of_days
    from plugin.printing.influencers import print_ranking

    house, found = open_only_shop(key)
    span = span_of_days(first, last, found.time_zone)
    print_ranking(found, rank_partners(house, found, span, "influencer"))


@influencer.command("show")
@click.argument("words", metavar="CODE|ID")
@click.option("--from", "first", default="", help="From this day on, such as 2026-11-01.")
@click.option("--until", "last", default="", help="Until this day.")
@shop_option
def influencer_show(words: str, first: str, last: str, key: str) -> None:
    """Show one influencer: code, figures, and the orders that are not credited with their reasons."""
    from plugin.actions.partner_figures import look_at_partner
    from plugin.actions.partners import name_partner
    from plugin.domain.partner_figures import span_of_days
    from plugin.printing.influencers import print_partner

    house, found = open_only_shop(key)
    span = span_of_days(first, last, found.time_zone)
    print_partner(found, look_at_partner(house, found, name_partner(house, found, words), span))


@influencer.command("end")
@click.argument("words", metavar="CODE|ID")
@click.option("--why", default="", help="Why, for your own memory.")
@shop_option
def influencer_end(words: str, why: str, key: str) -> None:
    """End an influencer: the code holds no longer, and what they brought stays as it is."""
    from plugin.actions.partners import end_partner, name_partner

    house, found = open_only_shop(key)
    partner = end_partner(house, found, name_partner(house, found, words), why)
    click.echo(f"{partner.name} has ended; the code {partner.code_rules.code} is taken out of the store.")


@click.command()
@click.option("--friends", "friends_count", default=5, show_default=True, help="So many friends bought.")
@click.option("--stay", "stay_pct", default=40, show_default=True, help="Percent of them who bought again.")
@click.option("--reach", "reach_count", default=20, show_default=True, help="So many visits by the link.")
@shop_option
def advocates(friends_count: int, stay_pct: int, reach_count: int, key: str) -> None:
    """List advocates who are worth asking to be influencers, and why."""
    from plugin.actions.brand_advocates import find_brand_advocates
    from plugin.domain.brand_advocates import BrandRules
    from plugin.printing.influencers import print_advocates

    house, found = open_only_shop(key)
    rules = BrandRules(friends_count=friends_count, stay_pct=stay_pct, reach_count=reach_count)
    print_advocates(find_brand_advocates(house, found, rules))
