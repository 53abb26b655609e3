"""What a coupon gives, as one name."""

from __future__ import annotations

import pytest

from plugin.domain.program import Incentive, Milestone, Offer, Program, RewardRules
from plugin.domain.promises import list_promises, name_promise

TEN = Incentive(kind="percent", pct=10)


@pytest.mark.parametrize(
    ("incentive", "name"),
    [
        (TEN, "percent-10"),
        (Incentive(kind="percent", pct=12.5, minimum_minor=50_000), "percent-12.5-from-INR-50000"),
        (Incentive(kind="amount", amount_minor=10_000), "amount-INR-10000"),
        (
            Incentive(kind="amount", amount_minor=10_000, minimum_minor=100_000),
            "amount-INR-10000-from-100000",
        ),
        (Incentive(kind="free_shipping"), "free-shipping"),
        (Incentive(kind="gift", gift="A cup", gift_ref="42"), "gift-42"),
    ],
)
def test_it_names_what_a_coupon_gives(incentive: Incentive, name: str) -> None:
    assert name_promise(incentive, "INR") == name


def test_it_names_two_coupons_alike_whatever_their_life() -> None:
    assert (
        name_promise(Incentive(kind="percent", pct=10, valid_days=30, periods_count=3), "INR") == "percent-10"
    )


def test_it_lists_each_coupon_of_a_program_once() -> None:
    cup, cash = Incentive(kind="gift", gift="A cup", gift_ref="42"), Incentive(kind="cash", amount_minor=500)
    program = Program(
        name="Chai circle",
        offer=Offer(friend=TEN, advocate=cash),
        ladder=(Milestone(friends_count=5, reward=cup), Milestone(friends_count=10, reward=TEN)),
        rewards=RewardRules(every=Milestone(friends_count=3, reward=Incentive(kind="free_shipping"))),
    )
    assert list_promises(program, "INR") == ("percent-10", "gift-42", "free-shipping")
