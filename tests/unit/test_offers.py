"""What an offer promises, in every language, and how far the next prize is."""

from __future__ import annotations

import pytest

from plugin.domain.program import Incentive
from tests.shop_window import PROGRAM, SHOP
from widgets.ladder import say_next, say_program
from widgets.offers import gives_nothing, say_briefly, say_first_order
from widgets.texts import LANGUAGES
from widgets.view import say_incentive

INCENTIVES = [
    (Incentive(kind="percent", pct=10), "10% off", "10% off the first order", "10%"),
    (Incentive(kind="percent", pct=12.5), "12.5% off", "12.5% off the first order", "12.5%"),
    (Incentive(kind="amount", amount_minor=20_000), "₹200 off", "₹200 off the first order", "₹200"),
    (
        Incentive(kind="amount", amount_minor=10_000, minimum_minor=50_000),
        "₹100 off from ₹500",
        "₹100 off the first order from ₹500",
        "₹100",
    ),
    (
        Incentive(kind="free_shipping"),
        "free shipping",
        "free shipping with the first order",
        "free shipping",
    ),
    (
        Incentive(kind="gift", gift="a free mug"),
        "a free mug",
        "a free mug with the first order",
        "a free mug",
    ),
    (Incentive(kind="gift"), "a gift", "a gift with the first order", "a gift"),
    (Incentive(kind="gift", gift="g" * 200), "g" * 200, "g" * 200 + " with the first order", "a gift"),
    (
        Incentive(kind="credit", amount_minor=20_000),
        "₹200 store credit",
        "₹200 store credit with the first order",
        "₹200",
    ),
    (
        Incentive(kind="credit", pct=5),
        "5% store credit",
        "5% store credit with the first order",
        "5%",
    ),
    (
        Incentive(kind="points", amount_minor=200),
        "200 points",
        "200 points with the first order",
        "200 points",
    ),
    (Incentive(kind="points", amount_minor=1), "1 point", "1 point with the first order", "1 point"),
    (
        Incentive(kind="cash", amount_minor=20_000),
        "₹200 in cash",
        "₹200 in cash with the first order",
        "₹200",
    ),
    (Incentive(kind="points", pct=5), "5% in points", "5% in points with the first order", "5% in points"),
    (
        Incentive(kind="manual"),
        "a surprise from Chai House",
        "a surprise from Chai House with the first order",
        "a gift",
    ),
]


@pytest.mark.parametrize(("incentive", "words", "first", "brief"), INCENTIVES)
def test_it_says_every_incentive(incentive: Incentive, words: str, first: str, brief: str) -> None:
    assert say_incentive(incentive, SHOP, "en") == words
    assert say_first_order(incentive, SHOP, "en") == first
    assert say_briefly(incentive, SHOP, "en") == brief


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("incentive", [row[0] for row in INCENTIVES])
def test_it_says_every_incentive_whole_in_every_language(incentive: Incentive, language: str) -> None:
    for words in (say_incentive(incentive, SHOP, language), say_first_order(incentive, SHOP, language)):
        assert words
        assert "{" not in words
    assert ("₹500" in say_incentive(incentive, SHOP, language).replace("500\u00a0₹", "₹500")) == bool(
        incentive.minimum_minor
    )


@pytest.mark.parametrize(
    ("incentive", "nothing"),
    [
        (Incentive(kind="percent"), True),
        (Incentive(kind="amount"), True),
        (Incentive(kind="points"), True),
        (Incentive(kind="cash", pct=5), False),
        (Incentive(kind="credit", amount_minor=1), False),
        (Incentive(kind="gift"), False),
        (Incentive(kind="free_shipping"), False),
        (Incentive(kind="manual"), False),
    ],
)
def test_it_knows_an_empty_promise(incentive: Incentive, nothing: bool) -> None:
    assert gives_nothing(incentive) is nothing


def test_it_says_how_far_the_next_prize_is() -> None:
    def next_after(count: int) -> str:
        return say_next(say_program(SHOP, PROGRAM, "en", count).steps, count, "en")

    assert next_after(0) == "1 friend to go: free shipping"
    assert next_after(1) == "4 friends to go: a free mug"
    assert next_after(5) == "You have reached every prize. Thank you!"
    assert say_next((), 3, "en") == ""
