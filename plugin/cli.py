"""The command: `sathi`."""

from __future__ import annotations

import sys

import click

from plugin.commands import (
    apps,
    backups,
    campaigns,
    codes,
    commission,
    customers,
    demo,
    doctor,
    house,
    influencers,
    mail,
    orders,
    partners,
    people,
    rewards,
    settings_files,
    shops,
    stores,
    users,
    whatsapp,
)
from plugin.commands.opening import Sentences


@click.group(cls=Sentences)
@click.version_option(package_name="sathi")
def main() -> None:
    """Sathi: asks buyers to bring their friends, and keeps count."""


COMMANDS: tuple[click.Command, ...] = (
    *(house.migrate, house.run, house.work, house.scribe),
    *(users.init, users.user),
    *(backups.backup, backups.restore, doctor.doctor, demo.demo),
    *(shops.shop, shops.secret, shops.program, shops.desk, shops.exports),
    *(settings_files.export_settings, settings_files.apply_settings),
    *(orders.decide, orders.trace, orders.correct, orders.replay, orders.dead_letters, orders.import_orders),
    *(customers.import_customers, codes.import_codes),
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
