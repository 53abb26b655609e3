"""The desk's pages of the loop: referrals, their review, who sent a buyer, rewards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from flask import Response, request

from plugin.actions.banning import ban_by_id
from plugin.actions.correcting import Answer, correct_order, review_referral, undo_correction
from plugin.actions.effects import retry_coupon
from plugin.actions.house import House
from plugin.actions.rewards import give_reward
from plugin.actions.tracing import (
    Account,
    Case,
    find_referral,
    list_cases,
    list_to_review,
    open_accounts,
    trace_order,
)
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.domain.rewards import is_coupon
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store.rewards import AFTER_ALL
from plugin.words.fraud import FRAUD_WORDS, REVIEW_WORDS, VERDICT_WORDS, say_finding, say_findings
from plugin.words.loop import (
    CHANNEL_WORDS,
    COUPON_WORDS,
    FRIEND_WORDS,
    METHOD_WORDS,
    RULE_WORDS,
    WHY_WORDS,
    say_amount,
    say_line,
    say_state,
)
from plugin.words.pairs import LABELS as PAIR_LABELS
from plugin.words.pairs import find_alike
from plugin.words.reasons import STAGE_WORDS
from widgets.offers import say_incentive

MOST_WAITING = 200
PAGE_SIZE = 50
ANSWERS: dict[str, Answer] = {one: one for one in get_args(Answer)}
WORDS = {
    "find_alike": find_alike, "pair_labels": PAIR_LABELS,
    "verdicts": VERDICT_WORDS, "reviews": REVIEW_WORDS, "frauds": FRAUD_WORDS, "friends": FRIEND_WORDS,
    "methods": METHOD_WORDS, "whys": WHY_WORDS, "rules": RULE_WORDS, "coupons": COUPON_WORDS,
    "channels": CHANNEL_WORDS, "say_finding": say_finding, "say_findings": say_findings,
    "say_amount": say_amount, "say_line": say_line, "say_state": say_state, "say_incentive": say_incentive,
}  # fmt: skip


@door.get("/desk/<key>/referrals")
def show_referrals(key: str) -> Response:
    """Show the newest referrals, or those before one."""
    shop, before_id = open_desk(key), read_before()
    cases = list_cases(the_house(), shop, PAGE_SIZE, before_id)
    older = cases[-1].referral.referral_id if len(cases) == PAGE_SIZE else ""
    return draw("referrals.html", shop, cases=cases, before=before_id, older=older, **WORDS)


@door.get("/desk/<key>/review")
def show_review(key: str) -> Response:
    """Show what waits for the merchant's answer, the nearest deadline first."""
    shop = open_desk(key)
    cases = list_to_review(the_house(), shop)
    pays = _say_who_pays(shop, cases)
    return draw("review.html", shop, cases=cases, pays=pays, **WORDS)


@door.get("/desk/<key>/referrals/<referral_id>")
def show_referral(key: str, referral_id: str) -> Response:
    """Show one referral: both people, what matched, who sent the buyer, and the rewards line by line."""
    shop = open_desk(key)
    case, trace = find_referral(the_house(), shop, referral_id)
    accounts = open_accounts(the_house(), shop, case.rewards)
    pays = _say_who_pays(shop, [case])
    return draw("referral.html", shop, case=case, trace=trace, accounts=accounts, pays=pays, **WORDS)


@door.get("/desk/<key>/orders/<order_id>")
def show_order(key: str, order_id: str) -> Response:
    """Show every answer to who sent an order's buyer."""
    shop = open_desk(key)
    trace = trace_order(the_house(), shop, order_id)[0]
    return draw("order.html", shop, trace=trace, stages=STAGE_WORDS, **WORDS)


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


@door.post("/desk/<key>/referrals/<referral_id>/review")
def answer_review(key: str, referral_id: str) -> Response:
    """Approve or reject a referral, or take the answer back."""

    answer = ANSWERS.get(request.form.get("answer", ""))

    def work(house: House, shop: Shop) -> None:
        if answer is None:
            raise InvalidInput("answer", "Approve it, reject it, or take your answer back.")
        review_referral(house, shop, referral_id, answer)

    return act(key, work, f"referrals/{referral_id}")


@door.post("/desk/<key>/referrals/<referral_id>/ban/<person_id>")
def answer_ban(key: str, referral_id: str, person_id: str) -> Response:
    """Ban one of a referral's people, or take it back."""
    banned = request.form.get("banned") == "yes"
    return act(key, lambda house, shop: ban_by_id(house, shop, person_id, banned), f"referrals/{referral_id}")


@door.post("/desk/<key>/orders/<order_id>/correct")
def answer_correction(key: str, order_id: str) -> Response:
    """Take the merchant's word on who sent an order's buyer: a code, or nobody."""
    nobody, code = request.form.get("nobody") == "yes", request.form.get("code", "").strip()[:60]
    note = request.form.get("note", "")

    def work(house: House, shop: Shop) -> None:
        if bool(code) == nobody:
            raise InvalidInput("code", "Give the code of whoever sent the buyer, or say that nobody did.")
        correct_order(house, shop, order_id, code, note)

    return act(key, work, f"orders/{order_id}")


@door.post("/desk/<key>/orders/<order_id>/corrections/<correction_id>/undo")
def answer_undo(key: str, order_id: str, correction_id: str) -> Response:
    """Take the merchant's word on an order back."""
    return act(
        key, lambda house, shop: undo_correction(house, shop, order_id, correction_id), f"orders/{order_id}"
    )


@door.post("/desk/<key>/rewards/<reward_id>/give")
def answer_give(key: str, reward_id: str) -> Response:
    """Note that the merchant's own hand gave a reward."""
    return act(key, lambda house, shop: give_reward(house, shop, reward_id), "rewards")


@door.post("/desk/<key>/coupons/<coupon_id>/retry")
def answer_retry(key: str, coupon_id: str) -> Response:
    """Try once more to make a coupon that the store refused."""
    return act(key, lambda house, shop: retry_coupon(house, shop, coupon_id), "rewards")


def _say_who_pays(shop: Shop, cases: Sequence[Case]) -> dict[int, bool]:
    """Say by program version whether a referral is paid when its deadline passes without an answer."""
    with the_house().store.reading() as parts:
        return {
            version: parts.programs.must_find(shop.shop_id, version).fraud.pays_unreviewed
            for version in {case.referral.program_version for case in cases}
        }


def _is_refused(account: Account) -> bool:
    return account.coupon is not None and account.coupon.state == "failed"
