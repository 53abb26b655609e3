"""The desk's pages of referrals: the newest, those that wait for an answer, and each one whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from flask import Response, request

from plugin.actions.banning import ban_by_id
from plugin.actions.correcting import Answer, review_referral
from plugin.actions.house import House
from plugin.actions.tracing import Case, find_referral, list_cases, list_to_review, open_accounts
from plugin.dashboard.asking import read_before
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.loop_words import WORDS
from plugin.dashboard.tables import MOST_ROWS, give_table, write_at, write_person
from plugin.doorstep import the_house
from plugin.errors import InvalidInput
from plugin.model import Shop

PAGE_SIZE = 50
ANSWERS: dict[str, Answer] = {one: one for one in get_args(Answer)}


@door.get("/desk/<key>/referrals")
def show_referrals(key: str) -> Response:
    """Show the newest referrals, or those before one."""
    shop, before_id = open_desk(key), read_before()
    cases = list_cases(the_house(), shop, PAGE_SIZE, before_id)
    older = cases[-1].referral.referral_id if len(cases) == PAGE_SIZE else ""
    return draw("referrals.html", shop, cases=cases, before=before_id, older=older, **WORDS)


@door.get("/desk/<key>/referrals.csv")
def give_referrals(key: str) -> Response:
    """Give the newest referrals, or those before one, as a file."""
    shop = open_desk(key)
    cases = list_cases(the_house(), shop, MOST_ROWS, read_before())
    head = ("referral", "since", "advocate", "friend", "channel", "state", "verdict", "review", "rewards")
    rows = [
        (
            one.referral.referral_id, write_at(one.referral.since_at_ms, shop), write_person(one.advocate),
            write_person(one.friend), one.referral.channel, one.referral.state, one.referral.verdict,
            one.referral.review, ", ".join(reward.state for reward in one.rewards),
        )
        for one in cases
    ]  # fmt: skip
    return give_table("referrals", head, rows)


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


def _say_who_pays(shop: Shop, cases: Sequence[Case]) -> dict[int, bool]:
    """Say by program version whether a referral is paid when its deadline passes without an answer."""
    with the_house().store.reading() as parts:
        return {
            version: parts.programs.must_find(shop.shop_id, version).fraud.pays_unreviewed
            for version in {case.referral.program_version for case in cases}
        }
