"""Brand advocates: found by rule among those who share, and made influencers with one button."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.advocate_walk import follow_friends, may_be_asked, walk_advocates
from plugin.actions.advocates import ADVOCATES
from plugin.actions.consenting import hash_contact
from plugin.actions.house import House
from plugin.actions.partners import add_partner
from plugin.actions.people import must_find_person
from plugin.actions.posting import choose_language
from plugin.actions.sheets import OpenSheet, open_sheet
from plugin.domain.advocates import AdvocateSheet
from plugin.domain.brand_advocates import BrandRules, Following, judge_advocate, keep_promising
from plugin.domain.partners import NewPartner, Partner
from plugin.domain.people import same_phone
from plugin.domain.reasons import all_passed
from plugin.model import Reason, Shop
from plugin.store import Parts
from plugin.store.people import Person

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class BrandAdvocate:
    """An advocate who is worth asking to be an influencer, with every rule's reason."""

    person: Person
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Approach:
    """How a brand advocate may be asked: phone and language; `refuses` says that they want no message."""

    advocate: BrandAdvocate
    following: Following
    phone: str
    language: str
    refuses: bool


def find_brand_advocates(house: House, shop: Shop, rules: BrandRules) -> list[BrandAdvocate]:
    """Give the advocates who meet every rule and are no partners yet, those whose friends stay first.

    It walks over everybody.
    """
    found: list[Following] = []
    for met in walk_advocates(house, shop, house.now_ms()):
        following = follow_friends(house, shop, met, rules.friends_count)
        meeting = [one for one in following if all_passed(judge_advocate(one, rules))]
        found = keep_promising([*found, *meeting], MOST_LISTED)
    with house.store.reading() as parts:
        people = [(parts.people.find(shop.shop_id, one.person_id), one) for one in found]
    return [BrandAdvocate(person, judge_advocate(one, rules)) for person, one in people if person]


def list_brand_advocates(house: House, shop: Shop) -> tuple[OpenSheet[AdvocateSheet], list[Approach]]:
    """Give the sheet of advocates, and those on it who meet the usual rules, each with how to be asked."""
    sheet, rules = open_sheet(house, shop, ADVOCATES), BrandRules()
    following = sheet.content.promising if sheet.content else ()
    with house.store.reading() as parts:
        found = [
            _approach(house, parts, shop, BrandAdvocate(person, reasons), one)
            for one in following
            if all_passed(reasons := judge_advocate(one, rules))
            and (person := parts.people.find(shop.shop_id, one.person_id))
            and may_be_asked(parts, shop, one.person_id)
        ]
    return sheet, found


def _approach(
    house: House, parts: Parts, shop: Shop, advocate: BrandAdvocate, following: Following
) -> Approach:
    person = advocate.person
    phone = same_phone(person.phone, shop.country)
    hashed = hash_contact(house, shop, "whatsapp", phone)
    word = parts.consents.last_word(shop.shop_id, hashed, "whatsapp") if hashed else None
    refuses = person.opted_out_at_ms is not None or (word is not None and word.says == "out")
    return Approach(
        advocate=advocate,
        following=following,
        phone=phone,
        language=choose_language(parts, shop, person.person_id),
        refuses=refuses,
    )


def make_influencer(house: House, shop: Shop, person_id: str) -> Partner:
    """Make an advocate an influencer: the code that they share becomes a code for many buyers.

    Raises NotFound, and what `add_partner` raises.
    """
    with house.store.reading() as parts:
        person = must_find_person(parts, shop, person_id)
    told = NewPartner(kind="influencer", name=person.first_name[:80] or person.code, person_id=person_id)
    return add_partner(house, shop, told)
