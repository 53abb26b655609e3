"""Finding people by what they say of themselves: an address, a phone, a code, the number of an order."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.domain.codes import read_code
from plugin.domain.people import recognise
from plugin.model import Contact, Shop
from plugin.store import Parts
from plugin.store.people import Person

MOST_ORDERS = 25


def find_people(house: House, parts: Parts, shop: Shop, words: str) -> list[Person]:
    """Find whom an e-mail address, a phone number, a code or the number of an order names, each once."""
    orders = parts.orders.search(shop.shop_id, words.strip())[:MOST_ORDERS]
    buyers = [parts.people.find(shop.shop_id, one.person_id) for one in orders if one.person_id]
    found = [*find_exactly(house, parts, shop, words), *buyers]
    return list({one.person_id: one for one in found if one}.values())


def find_exactly(house: House, parts: Parts, shop: Shop, words: str) -> list[Person]:
    """Find whom a whole e-mail address, phone number, referral code or coupon names, each once."""
    text, code = words.strip(), read_code(words)
    names = recognise(Contact(email=text, phone=text), "", shop.country)
    keys = [house.hash(kind, value) for kind, value in names]
    coded = _find_coded(parts, shop, code) if code else []
    found = [*parts.people.find_by_keys(shop.shop_id, keys), *coded]
    return list({one.person_id: one for one in found if one}.values())


def _find_coded(parts: Parts, shop: Shop, code: str) -> list[Person | None]:
    """Find whose a referral code is, and who was to get a coupon's code."""
    owner = parts.people.find_by_code(shop.shop_id, code)
    coupon = parts.coupons.find_by_code(shop.shop_id, code)
    reward = parts.rewards.find(shop.shop_id, coupon.subject_id) if coupon else None
    return [owner, parts.people.find(shop.shop_id, reward.person_id) if reward else None]
