"""The desk's first page: what the program earned and cost, what comes next, what needs attention."""

from __future__ import annotations

from flask import Response

from plugin.actions.attention import MOST_COUNTED, list_attention
from plugin.actions.figures import Seen, read_days
from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.dashboard.asking import read_days_asked, wants_file
from plugin.dashboard.desk import door, draw, open_desk
from plugin.dashboard.tables import give_table, write_figure
from plugin.domain.cost_forecast import WEEKS, CostForecast, Week, forecast_cost
from plugin.domain.days import add_days, day_of
from plugin.domain.money import write_minor
from plugin.domain.program import Costs
from plugin.domain.ranges import Range
from plugin.domain.sums import Sum, add_up
from plugin.doorstep import the_house
from plugin.model import Shop
from plugin.store import Parts
from plugin.words.figure_charts import draw_revenue
from plugin.words.figures import (
    FIGURES,
    STANDING,
    Change,
    Figure,
    compare_figure,
    say_advertising,
    say_figure,
    say_forecast,
    say_method,
    say_spent,
    say_whole,
)

WEEK_DAYS = 7
Card = tuple[Figure, str, str, Change | None]  # with what it is, what it is a part of, and how it compares


@door.get("/desk/<key>")
@door.get("/desk/<key>/home.csv")
def show_home(key: str) -> Response:
    """Show what the program earned and cost, and what needs attention."""
    shop, house = open_desk(key), the_house()
    days, refusal = read_days_asked(shop)
    with house.store.reading() as parts:
        seen, costs = read_days(house, parts, shop, days), standing_program(parts, shop)[1].costs
        weeks = _read_weeks(house, parts, shop)
        has_orders = bool(parts.orders.list_latest(shop.shop_id, 1))
    if wants_file():
        return _give_days(shop, seen, costs)
    forecast = _forecast(weeks, costs)
    return draw(
        "home.html", shop, days=days, refusal=refusal, whole=seen.whole, has_orders=has_orders,
        lagging_count=max(seen.lagging_count, weeks.lagging_count),
        cards=_list_cards(shop, seen, costs, days), chart=draw_revenue(seen.days, seen.before_days, shop),
        attention=list_attention(house, shop), most=MOST_COUNTED, standing=STANDING,
        advertising=say_advertising(seen.whole, costs, shop), forecast=say_forecast(forecast, shop),
        method=say_method(forecast), spent=say_spent(seen.whole, costs, shop),
    )  # fmt: skip


def _list_cards(shop: Shop, seen: Seen, costs: Costs, days: Range) -> list[Card]:
    """Give the figures; a morning is not compared with a whole day."""
    whole, before = seen.whole, None if days.is_open and days.days_count == 1 else seen.before
    return [
        (one, say_figure(one.name, whole, costs, shop), say_whole(one.name, whole, costs, shop),
         compare_figure(one.name, whole, before, costs))
        for one in FIGURES
    ]  # fmt: skip


def _read_weeks(house: House, parts: Parts, shop: Shop) -> Seen:
    """Read the whole weeks that ended yesterday."""
    yesterday = add_days(day_of(house.now_ms(), shop.time_zone), -1)
    first = add_days(yesterday, 1 - WEEKS * WEEK_DAYS)
    return read_days(house, parts, shop, Range(name="custom", first=first, last=yesterday))


def _forecast(seen: Seen, costs: Costs) -> CostForecast | None:
    sums = list(seen.days.values())
    weeks = [add_up(sums[start : start + WEEK_DAYS]) for start in range(0, len(sums), WEEK_DAYS)]
    return forecast_cost(
        [Week(spent_minor=one.spent_minor(costs), new_count=one.referred_new_count) for one in weeks]
    )


def _give_days(shop: Shop, seen: Seen, costs: Costs) -> Response:
    names = Sum.__struct_fields__
    head = ["day", *(name.removesuffix("_minor") for name in names), "spent", "currency"]
    rows = (
        [
            day,
            *(write_figure(name, one, shop) for name in names),
            write_minor(one.spent_minor(costs), shop.currency),
            shop.currency,
        ]
        for day, one in seen.days.items()
    )
    return give_table("days", head, rows)
