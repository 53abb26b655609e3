"""The desk's pages of Value: what customers are worth, referred ones beside the others, and who they are."""

from __future__ import annotations

from collections.abc import Container, Sequence

from flask import Response, request

from plugin.actions.sheets import open_sheet, want_sheet
from plugin.actions.valuing import BEHIND, VALUE, WHO, list_customers
from plugin.dashboard.asking import wants_file
from plugin.dashboard.desk import act, door, draw, open_desk
from plugin.dashboard.speaking import say
from plugin.dashboard.tables import give_table, write_at
from plugin.domain.money import write_minor
from plugin.domain.months import month_of
from plugin.domain.value import GRID_MONTHS, QUIET_DAYS, Customer, look_from
from plugin.domain.value_sheet import LEAST_COHORT, LEAST_WHOLE, Group, ValueSheet, join_groups
from plugin.doorstep import the_house
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store.people import Person
from plugin.words.value import (
    BEHIND_WORDS,
    DEFINITIONS,
    GROUP_WORDS,
    LEFT_OUT_WORDS,
    Definition,
    draw_cohorts,
    give_figure,
    say_figure,
    share_of,
)

LEAST = {"least_whole": LEAST_WHOLE, "least_cohort": LEAST_COHORT, "quiet_days": QUIET_DAYS}


@door.get("/desk/<key>/value")
def show_value(key: str) -> Response:
    """Show what customers are worth: those whom an advocate brought beside the others."""
    shop = open_desk(key)
    sheet = open_sheet(the_house(), shop, VALUE)
    groups = _list_groups(sheet.content or ValueSheet())
    this_month = month_of(sheet.made_at_ms, shop.time_zone)
    first_at_ms = sheet.content.first_at_ms if sheet.content else None
    year_ago_ms = look_from(sheet.made_at_ms, shop.time_zone, shop.currency).year_ago_ms
    figures = [
        (one, [(name, say_figure(one, group, shop)) for name, group in groups.items()]) for one in DEFINITIONS
    ]
    return draw(
        "value.html", shop, sheet=sheet, every=groups, figures=figures, group_words=GROUP_WORDS,
        left_out_words=LEFT_OUT_WORDS, is_young=first_at_ms is not None and first_at_ms > year_ago_ms,
        heats=[draw_cohorts(groups[name], name, this_month) for name in ("referred", "others")], **LEAST,
    )  # fmt: skip


@door.post("/desk/<key>/value")
def answer_value(key: str) -> Response:
    """Have the figures worked out anew."""
    return act(key, lambda house, shop: want_sheet(house, shop, VALUE.name), "value")


@door.get("/desk/<key>/value.csv")
def give_value(key: str) -> Response:
    """Give the figures as a CSV, each with its part and its whole."""
    shop = open_desk(key)
    sheet = open_sheet(the_house(), shop, VALUE).content or ValueSheet()
    head = ("figure", "group", "value", "unit", "customers", "orders")
    rows = [
        (one.key, name, _write_figure(one, group, shop), _unit_of(one, shop), group.customers_count,
         group.orders_count)
        for one in DEFINITIONS
        for name, group in _list_groups(sheet).items()
    ]  # fmt: skip
    return give_table("value", head, rows)


@door.get("/desk/<key>/value/cohorts.csv")
def give_cohorts(key: str) -> Response:
    """Give the customers of every month as a CSV, with how many ordered again in each month after it."""
    shop = open_desk(key)
    sheet = open_sheet(the_house(), shop, VALUE)
    this_month = month_of(sheet.made_at_ms, shop.time_zone)
    months = range(1, GRID_MONTHS + 1)
    head = ("group", "month", "customers", *(f"month_{number}" for number in months))
    rows = [
        (name, one.month, one.customers_count, *(
            one.again_counts[number - 1] if share_of(one, number, this_month, least=0) is not None else None
            for number in months
        ))
        for name, group in _list_groups(sheet.content or ValueSheet()).items()
        for one in group.cohorts
    ]  # fmt: skip
    return give_table("cohorts", head, rows)


@door.get("/desk/<key>/value/customers")
@door.get("/desk/<key>/value/customers.csv")
def show_customers_behind(key: str) -> Response:
    """Show customers behind a figure."""
    shop = open_desk(key)
    who, of = _read_choice("who", WHO, "all"), _read_choice("of", BEHIND, "customers")
    month, after = request.args.get("month", "")[:7], request.args.get("after", "")[:60]
    listed = list_customers(the_house(), shop, who, of, month, after)
    if wants_file():
        return _give_customers(shop, listed.customers)
    chosen = {"who": who, "of": of, "month": month}
    return draw(
        "value_customers.html", shop, listed=listed, chosen=chosen, after=after,
        whos=[(name, say(GROUP_WORDS[name])) for name in WHO],
        ofs=[(name, say(BEHIND_WORDS[name])) for name in BEHIND],
    )  # fmt: skip


def _list_groups(sheet: ValueSheet) -> dict[str, Group]:
    return {
        "referred": sheet.referred,
        "others": sheet.others,
        "all": join_groups(sheet.referred, sheet.others),
    }


def _read_choice(field: str, choices: Container[str], usual: str) -> str:
    chosen = request.args.get(field, usual)
    if chosen not in choices:
        raise NotFound("There are no such customers: choose them on the page of Value.")
    return chosen


def _write_figure(definition: Definition, group: Group, shop: Shop) -> str | float | None:
    figure = give_figure(definition, group)
    is_money = definition.kind == "money" and figure is not None
    return write_minor(round(figure or 0), shop.currency) if is_money else figure


def _unit_of(definition: Definition, shop: Shop) -> str:
    return {"money": shop.currency, "share": "percent", "times": "orders"}[definition.kind]


def _give_customers(shop: Shop, customers: Sequence[tuple[Customer, Person]]) -> Response:
    head = (
        "person_id", "first_name", "referred", "orders", "spent", "currency", "first_order_at",
        "last_order_at",
    )  # fmt: skip
    rows = [
        (person.person_id, person.first_name, "yes" if one.is_referred else "no", one.orders_count,
         write_minor(one.spent_minor, shop.currency), shop.currency,
         write_at(one.first_at_ms, shop), write_at(one.last_at_ms, shop))
        for one, person in customers
    ]  # fmt: skip
    return give_table("customers", head, rows)
