"""The desk's page of rewards: what is to be given by hand, what a store refused, the newest, the sums."""

from __future__ import annotations

from flask import Response

from plugin.actions.effects import retry_coupon
from plugin.actions.rewards import give_reward
from plugin.actions.tracing import Account, open_accounts
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.loop_words import WORDS
from plugin.dashboard.tables import MOST_ROWS, give_table, write_amount, write_at, write_person
from plugin.domain.rewards import is_coupon
from plugin.doorstep import the_house
from plugin.store.rewards import AFTER_ALL

MOST_WAITING = 200
PAGE_SIZE = 50


@door.get("/desk/<key>/rewards")
def show_rewards(key: str) -> Response:
    """Show what is to be given by hand, what a store refused, the newest rewards, and sums by state."""
    shop, house, before_id = open_desk(key), the_house(), read_before()
    with house.store.reading() as parts:
        approved = parts.rewards.list_in(shop.shop_id, "approved", MOST_WAITING)
        latest = parts.rewards.list_latest(shop.shop_id, PAGE_SIZE, before_id or AFTER_ALL)
        sums = parts.rewards.sum_by_state(shop.shop_id)
    accounts = open_accounts(house, shop, approved)
    return draw(
        "rewards.html", shop, sums=sums, latest=open_accounts(house, shop, latest), before=before_id,
        older=latest[-1].reward_id if len(latest) == PAGE_SIZE else "",
        by_hand=[one for one in accounts if not is_coupon(one.reward.incentive)],
        failed=[one for one in accounts if _is_refused(one)], **WORDS,
    )  # fmt: skip


@door.get("/desk/<key>/rewards.csv")
def give_rewards(key: str) -> Response:
    """Give the newest rewards, or those before one, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        latest = parts.rewards.list_latest(shop.shop_id, MOST_ROWS, read_before() or AFTER_ALL)
        owners = {one.person_id: parts.people.find(shop.shop_id, one.person_id) for one in latest}
    head = ("reward", "since", "whose", "rule", "state", "why", "amount", "currency", "referral")
    rows = [
        (
            one.reward_id, write_at(one.created_at_ms, shop), write_person(owners[one.person_id]), one.rule,
            one.state, one.why, write_amount(one.amount_minor, one.currency), one.currency, one.referral_id,
        )
        for one in latest
    ]  # fmt: skip
    return give_table("rewards", head, rows)


@door.get("/desk/<key>/rewards/totals.csv")
def give_totals(key: str) -> Response:
    """Give how many rewards are in each state, and what they come to, as a file."""
    shop = open_desk(key)
    with the_house().store.reading() as parts:
        sums = parts.rewards.sum_by_state(shop.shop_id)
    rows = [
        (state, count, write_amount(sum_minor, currency), currency)
        for state, currency, count, sum_minor in sums
    ]
    return give_table("totals", ("state", "rewards", "amount", "currency"), rows)


@door.post("/desk/<key>/rewards/<reward_id>/give")
def answer_give(key: str, reward_id: str) -> Response:
    """Note that the merchant's own hand gave a reward."""
    return act(key, lambda house, shop: give_reward(house, shop, reward_id), "rewards")


@door.post("/desk/<key>/coupons/<coupon_id>/retry")
def answer_retry(key: str, coupon_id: str) -> Response:
    """Try once more to make a coupon that the store refused."""
    return act(key, lambda house, shop: retry_coupon(house, shop, coupon_id), "rewards")


def _is_refused(account: Account) -> bool:
    return account.coupon is not None and account.coupon.state == "failed"
