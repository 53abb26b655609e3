"""Looking somebody up for customer service: who it is, and their whole story with the program."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.finding import MOST_ORDERS, find_people
from plugin.actions.house import House
from plugin.actions.occasions import Account, explain_person
from plugin.actions.people import must_find_person, names_of
from plugin.actions.tracing import Account as Ledger
from plugin.actions.tracing import Case, Trace, open_accounts, open_cases, trace_row
from plugin.model import Shop
from plugin.store.orders import OrderRow
from plugin.store.people import Person

MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Story:
    """One person: their newest orders with who sent them, who sent them, whom they brought, what they earned.

    `names` are the other people of the house with the same e-mail or phone. `account` is what campaigns
    decided and what was written, None where there is no e-mail address to go by.
    """

    person: Person
    names: list[Person]
    orders: list[Trace]
    orders_count: int
    sent_by: list[Case]
    brought: list[Case]
    brought_count: int
    rewards: list[Ledger]
    account: Account | None


def look_up(house: House, shop: Shop, words: str) -> tuple[list[Person], list[OrderRow]]:
    """Find whom an e-mail address, a phone number, a code or an order's number names.

    Gives the people, and the orders of that number whose buyer is not known any more.
    """
    with house.store.reading() as parts:
        people = find_people(house, parts, shop, words)
        orders = parts.orders.search(shop.shop_id, words.strip())[:MOST_ORDERS]
    known = {one.person_id for one in people}
    return people, [one for one in orders if one.person_id not in known]


def tell_story(house: House, shop: Shop, person_id: str) -> Story:
    """Give one person's whole story, the newest first; raises NotFound."""
    with house.store.reading() as parts:
        person = must_find_person(parts, shop, person_id)
        names = names_of(house, parts, shop, person)
        ids = [one.person_id for one in names]
        orders = sorted(
            (row for each in ids for row in parts.orders.list_of(shop.shop_id, each)),
            key=lambda row: row.order_id,
            reverse=True,
        )
        sent = parts.referrals.list_by_friends(shop.shop_id, ids)
        brought = parts.referrals.list_newest_of(shop.shop_id, person_id, MOST_SHOWN)
        traces = [trace_row(parts, shop, row) for row in orders[:MOST_SHOWN]]
        sent_by = open_cases(parts, shop, sent[::-1][:MOST_SHOWN])
        brought_count = parts.referrals.count_of(shop.shop_id, person_id)
        cases = open_cases(parts, shop, brought)
        reward_ids = parts.advocates.list_reward_ids(shop.shop_id, person_id, MOST_SHOWN)
        rewards = [one for one in (parts.rewards.find(shop.shop_id, each) for each in reward_ids) if one]
    return Story(
        person=person, names=names[1:], orders=traces, orders_count=len(orders), sent_by=sent_by,
        brought=cases, brought_count=brought_count, rewards=open_accounts(house, shop, rewards),
        account=explain_person(house, shop, person.email) if person.email else None,
    )  # fmt: skip
