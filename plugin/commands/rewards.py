"""Commands about the loop: referrals, their review, rewards, the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import click

from plugin.commands.opening import FILE, open_for_command, open_only_shop, open_shop, read_json, shop_option
from plugin.model import RewardState

ANSWERS: dict[str, Literal["approved", "rejected", "waiting"]] = {
    "approve": "approved",
    "reject": "rejected",
    "undo": "waiting",
}


@click.command()
@click.option("--last", "most", default=50, show_default=True, help="How many of the newest.")
@shop_option
def referrals(most: int, key: str) -> None:
    """List the newest referrals: who brought whom, how far it is, what speaks against it."""
    from plugin.actions.tracing import list_cases
    from plugin.printing.loop import print_cases

    house, found = open_only_shop(key)
    print_cases(found, list_cases(house, found, most))


@click.command()
@click.option("--state", type=click.Choice(get_args(RewardState)), help="Only rewards in this state.")
@click.option("--last", "most", default=50, show_default=True, help="How many.")
@shop_option
def rewards(state: RewardState | None, most: int, key: str) -> None:
    """List rewards, the newest first, with what they come to by state."""
    from plugin.actions.tracing import open_accounts
    from plugin.printing.loop import print_rewards

    house, found = open_only_shop(key)
    with house.store.reading() as parts:
        sums = parts.rewards.sum_by_state(found.shop_id)
        listed = (
            parts.rewards.list_in(found.shop_id, state, most)
            if state
            else parts.rewards.list_latest(found.shop_id, most)
        )
    print_rewards(found, open_accounts(house, found, listed), sums)


@click.group()
def reward() -> None:
    """Give rewards by hand."""


@reward.command("give")
@click.argument("reward_id", metavar="ID")
@shop_option
def reward_give(reward_id: str, key: str) -> None:
    """Note that you have given a reward that no coupon can be: cash, credit, a gift."""
    from plugin.actions.rewards import give_reward

    give_reward(*open_only_shop(key), reward_id)
    click.echo("Noted: it is given.")


@click.command()
@click.argument("referral_id", metavar="[ID]", required=False)
@click.argument("answer", metavar="[approve|reject|undo]", type=click.Choice(tuple(ANSWERS)), required=False)
@shop_option
def review(referral_id: str | None, answer: str | None, key: str) -> None:
    """List what waits for your review; with ID, show one, and with an answer, answer it."""
    from plugin.actions.correcting import review_referral
    from plugin.actions.tracing import find_referral, list_to_review, open_accounts
    from plugin.printing.loop import print_accounts, print_cases, print_trace

    house, found = open_only_shop(key)
    if referral_id is None:
        print_cases(found, list_to_review(house, found))
        return
    if answer:
        review_referral(house, found, referral_id, ANSWERS[answer])
    case, trace = find_referral(house, found, referral_id)
    print_cases(found, [case])
    if trace:
        print_trace(found, trace)
    print_accounts(found, open_accounts(house, found, case.rewards))


@click.command()
@click.option("--shop", "key", default="", help="Only this shop; all of them when left out.")
@click.pass_context
def audit(context: click.Context, key: str) -> None:
    """Check every ledger, coupon and waiting effect; exits with 1 where anything is wrong."""
    from plugin.actions.auditing import Fault, audit_shop
    from plugin.printing.loop import print_faults

    house, chosen = open_shop(key) if key else (open_for_command(), None)
    with house.store.reading() as parts:
        shops = [chosen] if chosen else parts.shops.list()
    faults: list[Fault] = []
    for one in shops:
        with house.store.reading() as parts:
            found = audit_shop(parts, one, house.now_ms())
        print_faults(one, found)
        faults += found
    context.exit(1 if faults else 0)


@click.group()
def fraud() -> None:
    """Try other fraud rules."""


@fraud.command("replay")
@click.option(
    "--rules", "file", required=True, type=FILE, help="The fraud rules, as in a program's settings."
)
@click.option("--last", "most", default=1000, show_default=True, help="How many of the newest referrals.")
@shop_option
def fraud_replay(file: Path, most: int, key: str) -> None:
    """Say what other rules would have done to the last referrals, without changing anything."""
    from plugin.actions.fraud_replay import read_rules, replay_fraud
    from plugin.printing.loop import print_rejudged

    house, found = open_only_shop(key)
    print_rejudged(replay_fraud(house, found, read_rules(read_json(file, "rules")), most))
