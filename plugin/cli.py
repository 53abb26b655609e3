"""The command: `sathi`."""

from __future__ import annotations

import sys

import click

from plugin.commands import (
    apps,
    campaigns,
    commission,
    customers,
    house,
    influencers,
    mail,
    orders,
    partners,
    people,
    rewards,
    shops,
    stores,
    whatsapp,
)
from plugin.commands.opening import Sentences


@click.group(cls=Sentences)
@click.version_option(package_name="sathi")
def main() -> None:
    """Sathi: asks buyers to bring their friends, and keeps count."""


COMMANDS: tuple[click.Command, ...] = (
    *(house.migrate, house.run, house.work, house.scribe),
    *(shops.shop, shops.secret, shops.program, shops.desk, shops.exports),
    *(orders.decide, orders.trace, orders.correct, orders.replay, orders.dead_letters, orders.import_orders),
    *(customers.import_customers,),
    *(apps.app,),
    *(mail.mail, whatsapp.whatsapp),
    *(campaigns.campaigns, campaigns.campaign, campaigns.invite, campaigns.why),
    *(people.ban, people.opt_out, people.code),
    *(partners.partner,),
    *(influencers.influencer, influencers.advocates),
    *(commission.terms, commission.statements, commission.payouts),
    *(rewards.referrals, rewards.review, rewards.rewards, rewards.reward, rewards.audit, rewards.fraud),
    *(stores.connect, stores.disconnect, stores.reconcile, stores.stock, stores.effects),
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
