"""A walk over everybody in a shop, some hundreds at a time: what they brought, and whose friends stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugin.actions.house import House
from plugin.actions.shops import standing_program
from plugin.domain.advocates import Advocate, add_brought, list_counting
from plugin.domain.brand_advocates import Following
from plugin.model import Shop
from plugin.store import Parts

STEP_PEOPLE = 500
NOT_ASKED = ("applied", "admitted")  # partners in these states are known already


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody who did or brought anything, with the ids of their friends who bought."""

    advocate: Advocate
    friend_ids: frozenset[str] = frozenset()


def walk_advocates(house: House, shop: Shop, now_ms: int) -> Iterator[list[Met]]:
    """Give everybody who did or brought anything, some at a time."""
    after_person_id = ""
    while True:
        with house.store.reading() as parts:
            ids = parts.advocates.list_ids(shop.shop_id, after_person_id, STEP_PEOPLE)
            found = meet_people(parts, shop, ids[0], ids[-1], now_ms) if ids else {}
        if not ids:
            return
        yield [found[one] for one in ids if one in found]
        after_person_id = ids[-1]


def meet_people(parts: Parts, shop: Shop, first_id: str, last_id: str, now_ms: int) -> dict[str, Met]:
    """Give what everybody from one id to another did and brought."""
    pays = standing_program(parts, shop)[1].fraud.pays_unreviewed
    counts = parts.advocates.list_counts(shop.shop_id, first_id, last_id, shop.currency)
    brought = parts.advocates.list_brought(shop.shop_id, first_id, last_id, now_ms, pays)
    found = {person_id: Met(one) for person_id, one in counts.items()}
    for person_id, orders in brought:
        counting = list_counting(orders, shop.currency)
        friend_ids = frozenset(one.friend_id for one in counting if one.is_credited)
        one = counts.get(person_id, Advocate(person_id=person_id))
        found[person_id] = Met(add_brought(one, counting), friend_ids)
    return found


def follow_friends(house: House, shop: Shop, met: Sequence[Met], friends_count: int) -> list[Following]:
    """Tell how many friends stayed with each who has so many, and is neither a partner nor banned."""
    many = [one for one in met if len(one.friend_ids) >= friends_count]
    with house.store.reading() as parts:
        return [
            _follow(parts, shop, one) for one in many if may_be_asked(parts, shop, one.advocate.person_id)
        ]


def may_be_asked(parts: Parts, shop: Shop, person_id: str) -> bool:
    """Say whether somebody is still there, neither banned nor a partner already."""
    person = parts.people.find(shop.shop_id, person_id)
    partner = parts.partners.find_by_person(shop.shop_id, person_id)
    is_partner = partner is not None and partner.state in NOT_ASKED
    return person is not None and person.banned_at_ms is None and not is_partner


def _follow(parts: Parts, shop: Shop, one: Met) -> Following:
    return Following(
        person_id=one.advocate.person_id,
        friends_count=len(one.friend_ids),
        stayed_count=parts.advocates.count_stayed(shop.shop_id, sorted(one.friend_ids)),
        reach_count=one.advocate.visits_count,
    )
