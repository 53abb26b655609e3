"""The forecast of what new customers will cost: when it is silent, and that its range holds."""

from __future__ import annotations

from random import Random

from plugin.domain.cost_forecast import AHEAD, Week, forecast_cost

QUIET = Week(spent_minor=0, new_count=0)


def live(dice: Random) -> Week:
    """Make a week: 5 to 15 new customers of 300 rupees each, where one reward in eight is not due."""
    new_count = dice.randrange(5, 16)
    return Week(
        spent_minor=sum(dice.choice([0, *[34_286] * 7]) for _ in range(new_count)), new_count=new_count
    )


def test_it_is_silent_while_too_little_is_known() -> None:
    week = Week(spent_minor=100_000, new_count=4)
    assert forecast_cost([]) is None
    assert forecast_cost([week] * 3) is None
    assert forecast_cost([QUIET] * 9 + [week] * 3) is None
    assert forecast_cost([Week(spent_minor=100_000, new_count=1)] * 12) is None


def test_it_says_what_the_weeks_say_and_leaves_those_before_the_first_out() -> None:
    found = forecast_cost([QUIET] * 6 + [Week(spent_minor=100_000, new_count=5)] * 6)
    assert found is not None
    assert (found.weeks_count, found.new_count) == (6, 30)
    assert found.least_minor == found.expected_minor == found.most_minor == AHEAD * 20_000


def test_its_range_holds_nine_times_out_of_ten() -> None:
    dice, held, rounds = Random(20261122), 0, 1_500
    for _ in range(rounds):
        found = forecast_cost([live(dice) for _ in range(12)])
        assert found is not None
        to_come = [dice.choice([0, *[34_286] * 7]) for _ in range(AHEAD)]
        held += found.least_minor <= sum(to_come) <= found.most_minor
    assert 0.87 <= held / rounds <= 0.94


def test_a_week_of_costs_without_customers_widens_it() -> None:
    weeks = [Week(spent_minor=100_000, new_count=5)] * 6
    found = forecast_cost([*weeks, Week(spent_minor=50_000, new_count=0)])
    assert found is not None
    assert found.least_minor < found.expected_minor < found.most_minor


def test_it_forecasts_no_cost_below_nothing() -> None:
    weeks = [Week(spent_minor=minor, new_count=10) for minor in (2_000, -9_000, 1_000, 500)]
    found = forecast_cost(weeks)
    assert found
    assert 0 == found.expected_minor == found.least_minor <= found.most_minor
