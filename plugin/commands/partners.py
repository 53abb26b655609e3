"""Commands about those who apply to promote the shop: who waits, admitting, refusing, ending, their page."""

from __future__ import annotations

import click

from plugin.commands.opening import open_shop
from plugin.domain.partners import Partner, PartnerState
from plugin.errors import InvalidInput

WHY = click.option("--why", default="", help="Your words to them; the letter carries them.")
KEY = click.argument("key")
PARTNER_ID = click.argument("partner_id", metavar="ID")


@click.group()
def partner() -> None:
    """Decide who promotes the shop for a commission."""


@partner.command("list")
@KEY
@click.option("--waiting", is_flag=True, help="Only the applications that wait for an answer.")
def partner_list(key: str, waiting: bool) -> None:
    """List everybody who applied or promotes the shop."""
    from plugin.printing.partners import print_partners

    house, shop = open_shop(key)
    with house.store.reading() as parts:
        print_partners(shop, parts.partners.list(shop.shop_id, "applied" if waiting else ""))


@partner.command("show")
@KEY
@PARTNER_ID
def partner_show(key: str, partner_id: str) -> None:
    """Show one of them, with what speaks for and against them."""
    from plugin.actions.admission import look_at_applicant
    from plugin.printing.partners import print_applicant

    house, shop = open_shop(key)
    print_applicant(shop, look_at_applicant(house, shop, partner_id))


@partner.command("admit")
@KEY
@PARTNER_ID
@WHY
def partner_admit(key: str, partner_id: str, why: str) -> None:
    """Admit an applicant: they get a code, a link and a page of their own."""
    decided = _decide(key, partner_id, "admitted", why)
    click.echo(f"{decided.name} is admitted with the code {decided.code_rules.code}.")


@partner.command("refuse")
@KEY
@PARTNER_ID
@WHY
def partner_refuse(key: str, partner_id: str, why: str) -> None:
    """Refuse an applicant, with your reason."""
    click.echo(f"{_decide(key, partner_id, 'refused', why).name} is refused.")


@partner.command("undo")
@KEY
@PARTNER_ID
def partner_undo(key: str, partner_id: str) -> None:
    """Take back what was decided in the last minutes, before the letter leaves."""
    from plugin.actions.admission import undo_decision

    house, shop = open_shop(key)
    click.echo(f"{undo_decision(house, shop, partner_id).name} waits for your answer again.")


@partner.command("end")
@KEY
@PARTNER_ID
@WHY
def partner_end(key: str, partner_id: str, why: str) -> None:
    """End a partnership: the code holds no longer; what they have earned stays theirs."""
    from plugin.actions.partners import end_partner

    house, shop = open_shop(key)
    click.echo(f"The partnership with {end_partner(house, shop, partner_id, why).name} has ended.")


@partner.command("link")
@KEY
@PARTNER_ID
def partner_link(key: str, partner_id: str) -> None:
    """Print the address of a partner's own page, to hand it to them yourself; it opens for seven days."""
    from plugin.actions.partners import must_find_partner
    from plugin.actions.portal import portal_link

    house, shop = open_shop(key)
    with house.store.reading() as parts:
        found = must_find_partner(parts, shop, partner_id)
    click.echo(portal_link(house, shop, found.partner_id))


def _decide(key: str, partner_id: str, state: PartnerState, why: str) -> Partner:
    from plugin.actions.partners import decide_application

    house, shop = open_shop(key)
    decided = decide_application(house, shop, partner_id, state == "admitted", why)
    if decided.state != state:
        raise InvalidInput("partner", f"{decided.name} does not wait for an answer (`sathi partner show`).")
    return decided
