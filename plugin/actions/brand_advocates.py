"""Brand advocates: found by rule among those who share, and made influencers with one button."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.house import House
from plugin.actions.partners import add_partner
from plugin.domain.brand_advocates import BrandRules, judge_advocate
from plugin.domain.partners import NewPartner, Partner
from plugin.domain.reasons import all_passed
from plugin.errors import NotFound
from plugin.model import Reason, Shop
from plugin.store.people import Person

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class BrandAdvocate:
    """An advocate who is worth asking to be an influencer, with every rule's reason."""

    person: Person
    reasons: tuple[Reason, ...]


def find_brand_advocates(house: House, shop: Shop, rules: BrandRules) -> list[BrandAdvocate]:
    """Give the advocates who meet every rule and are no partners yet, those whose friends stay first."""
    with house.store.reading() as parts:
        return [
            BrandAdvocate(person, reasons)
            for one in parts.partners.list_promising(shop.shop_id, rules.friends_count, MOST_LISTED)
            if all_passed(reasons := judge_advocate(one, rules))
            and (person := parts.people.find(shop.shop_id, one.person_id))
        ]


def make_influencer(house: House, shop: Shop, person_id: str) -> Partner:
    """Make an advocate an influencer: the code that they share becomes a code for many buyers.

    Raises NotFound, and what `add_partner` raises.
    """
    with house.store.reading() as parts:
        person = parts.people.find(shop.shop_id, person_id)
    if person is None:
        raise NotFound(f"{shop.name} knows nobody called {person_id}.")
    told = NewPartner(kind="influencer", name=person.first_name[:80] or person.code, person_id=person_id)
    return add_partner(house, shop, told)
