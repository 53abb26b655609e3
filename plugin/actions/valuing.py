"""Valuing customers: a walk over all orders, buyer by buyer, and the customers behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from plugin.actions.house import House
from plugin.actions.sheets import SheetKind
from plugin.actions.shops import standing_program
from plugin.domain.referring import final_verdict
from plugin.domain.value import AsOf, Customer, Placed, look_from, weigh_customer
from plugin.domain.value_sheet import Tally, ValueSheet
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person

STEP_ORDERS = 2_000
PAGE_ORDERS = 500  # of a step of a page that looks for customers, and so many steps
MOST_STEPS = 4
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """Customers behind a figure; `after_person_id` is where to look on, empty where all were looked at."""

    customers: list[tuple[Customer, Person]]
    looked_count: int
    after_person_id: str


# Which customers each figure is about.
BEHIND: Mapping[str, Callable[[Customer], bool]] = {
    "customers": lambda one: True,
    "repeat": lambda one: one.orders_count > 1,
    "lately": lambda one: one.lately_count > 0,
    "old": lambda one: one.is_old,
    "quiet": lambda one: one.was_quiet,
    "back": lambda one: one.came_back,
}
WHO: Mapping[str, Callable[[Customer], bool]] = {
    "all": lambda one: True,
    "referred": lambda one: one.is_referred,
    "others": lambda one: not one.is_referred,
}


def work_out_value(house: House, shop: Shop, now_ms: int) -> ValueSheet:
    """Work out what a shop's customers are worth, as things stand at a moment."""
    as_of, tally = look_from(now_ms, shop.time_zone, shop.currency), Tally()
    for person_id, is_referred, orders in _walk(house, shop, as_of):
        tally.leave_out(orders, shop.currency)
        if customer := weigh_customer(person_id, is_referred, orders, as_of):
            tally.count(customer)
    return tally.give()


VALUE = SheetKind("value", ValueSheet, work_out_value)


def list_customers(house: House, shop: Shop, who: str, of: str, month: str, after_person_id: str) -> Listed:
    """Give some customers behind a figure, in the order in which the house met them.

    Takes whose they are (WHO), which ones (BEHIND), the month of their first order where only one matters,
    and where to go on. A page looks through two thousand orders or so.
    """
    as_of = look_from(house.now_ms(), shop.time_zone, shop.currency)
    fits = (WHO[who], BEHIND[of], lambda one: not month or one.cohort == month)
    found: list[Customer] = []
    looked_count = 0
    for _ in range(MOST_STEPS):
        step = _read_step(house, shop, as_of, after_person_id, PAGE_ORDERS)
        if step is None:
            return Listed(_name(house, shop, found), looked_count, "")
        for person_id, is_referred, orders in step[1]:
            after_person_id, looked_count = person_id, looked_count + 1
            customer = weigh_customer(person_id, is_referred, orders, as_of)
            if customer and all(fit(customer) for fit in fits):
                found.append(customer)
            if len(found) == MOST_LISTED:
                return Listed(_name(house, shop, found), looked_count, after_person_id)
        after_person_id = step[0]
    return Listed(_name(house, shop, found), looked_count, after_person_id)


_Buyer = tuple[str, bool, list[Placed]]


def _walk(house: House, shop: Shop, as_of: AsOf) -> Iterator[_Buyer]:
    """Give every buyer of a shop with all their orders, and whether an advocate brought them."""
    after_person_id = ""
    while step := _read_step(house, shop, as_of, after_person_id, STEP_ORDERS):
        after_person_id, buyers = step
        yield from buyers


def _read_step(
    house: House, shop: Shop, as_of: AsOf, after_person_id: str, most: int
) -> tuple[str, list[_Buyer]] | None:
    """Read the next buyers, with the id of the last of them; None where there are no more."""
    with house.store.reading() as parts:
        until = parts.value.find_step(shop.shop_id, after_person_id, most)
        if until <= after_person_id:
            return None
        referred = _list_referred(parts, shop, as_of, after_person_id, until)
        bought = parts.value.list_bought(shop.shop_id, after_person_id, until)
        return until, [(person_id, person_id in referred, orders) for person_id, orders in bought]


def _list_referred(parts: Parts, shop: Shop, as_of: AsOf, after: str, until: str) -> set[str]:
    """Give the buyers of a step whom an advocate brought, where neither rules nor merchant refuse it."""
    pays = standing_program(parts, shop)[1].fraud.pays_unreviewed
    return {
        one.friend_id
        for one in parts.value.list_referred(shop.shop_id, after, until)
        if final_verdict(one.verdict, one.review, one.review_until_at_ms, as_of.now_ms, pays) == "clear"
    }


def _name(house: House, shop: Shop, customers: list[Customer]) -> list[tuple[Customer, Person]]:
    with house.store.reading() as parts:
        named = [(one, parts.people.find(shop.shop_id, one.person_id)) for one in customers]
    return [(one, person) for one, person in named if person]
