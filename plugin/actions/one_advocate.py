"""One advocate, for the merchant: figures, friends and their friends, what was shared, earned and decided."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.advocates import count_people
from plugin.actions.house import House
from plugin.actions.people import must_find_person
from plugin.domain.advocates import Advocate
from plugin.domain.branches import Branch
from plugin.domain.partners import Partner
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.advocates import FriendOf, Shared
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.store.rewards import Reward

MOST_FRIENDS = 50
MOST_BRANCHES = (10, 4, 2)  # of the advocate, of each friend, of each of their friends
MOST_SHARES = 20
MOST_VISITS = 500
MOST_REWARDS = 30
MOST_ORDERS = 10


@dataclass(frozen=True, slots=True)
class AdvocateCase:
    """One person as an advocate: the newest of everything.

    `visits` are counted by channel, `orders` are their own, with the decision that stands. `friends` come
    with who they are, None where that is not known yet or was erased.
    """

    person: Person
    advocate: Advocate
    partner: Partner | None
    visits: dict[str, int]
    friends: list[tuple[FriendOf, Person | None]]
    tree: Branch
    shares: list[Shared]
    rewards: list[Reward]
    orders: list[tuple[OrderRow, DecisionRow | None]]


def look_at_advocate(house: House, shop: Shop, person_id: str) -> AdvocateCase:
    """Give one person as an advocate; raises NotFound."""
    with house.store.reading() as parts:
        person = must_find_person(parts, shop, person_id)
    [ranked] = count_people(house, shop, [person])
    with house.store.reading() as parts:
        friends = parts.advocates.list_friends(shop.shop_id, person_id, MOST_FRIENDS)
        return AdvocateCase(
            person=person,
            advocate=ranked.advocate,
            partner=parts.partners.find_by_person(shop.shop_id, person_id),
            visits=parts.advocates.count_visits(shop.shop_id, person_id, MOST_VISITS),
            friends=[(one, _find(parts, shop, one.friend_id)) for one in friends],
            tree=_grow(parts, shop, person, MOST_BRANCHES, {person_id}),
            shares=parts.advocates.list_shares(shop.shop_id, person_id, MOST_SHARES),
            rewards=_list_rewards(parts, shop, person_id),
            orders=_list_orders(parts, shop, person_id),
        )


def _grow(parts: Parts, shop: Shop, person: Person, most: tuple[int, ...], seen: set[str]) -> Branch:
    """Give whom somebody brought, and whom these brought, each person once; the newest of each."""
    if not most:
        return Branch(person_id=person.person_id, name=person.called)
    found = parts.advocates.list_friends(shop.shop_id, person.person_id, most[0] + 1)
    branches = []
    for one in found[: most[0]]:
        friend = _find(parts, shop, one.friend_id)
        if friend is None or friend.person_id in seen:
            continue
        seen.add(friend.person_id)
        branches.append(_grow(parts, shop, friend, most[1:], seen))
    return Branch(
        person_id=person.person_id, name=person.called, branches=tuple(branches),
        has_more=len(found) > most[0],
    )  # fmt: skip


def _list_rewards(parts: Parts, shop: Shop, person_id: str) -> list[Reward]:
    ids = parts.advocates.list_reward_ids(shop.shop_id, person_id, MOST_REWARDS)
    found = [parts.rewards.find(shop.shop_id, one) for one in ids]
    return [one for one in found if one]


def _list_orders(parts: Parts, shop: Shop, person_id: str) -> list[tuple[OrderRow, DecisionRow | None]]:
    ids = parts.advocates.list_order_ids(shop.shop_id, person_id, MOST_ORDERS)
    found = [parts.orders.find_by_id(shop.shop_id, one) for one in ids]
    return [(row, parts.decisions.last_for(shop.shop_id, row.order_id)) for row in found if row]


def _find(parts: Parts, shop: Shop, person_id: str | None) -> Person | None:
    return parts.people.find(shop.shop_id, person_id) if person_id else None
