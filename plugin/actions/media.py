"""The media over which a person can be told something."""

from __future__ import annotations

from plugin.actions.consenting import hash_contact
from plugin.actions.house import House
from plugin.model import Medium, Shop
from plugin.store import Parts
from plugin.store.people import Person

MEDIA: tuple[Medium, ...] = ("email", "push", "whatsapp")


def can_reach(house: House, parts: Parts, shop: Shop, person: Person, medium: Medium) -> bool:
    """Say whether a person can be reached over a medium at present.

    By e-mail with an address, by push where a browser allowed it, over WhatsApp where the shop has a number
    there and the person said yes. Whether a message is wanted is for `mailing.may_write` to say.
    """
    match medium:
        case "email":
            return bool(hash_contact(house, shop, "email", person.email))
        case "push":
            return bool(parts.media.list_subscriptions(shop.shop_id, person.person_id))
        case "whatsapp":
            return takes_whatsapp(house, parts, shop, person)


def takes_whatsapp(house: House, parts: Parts, shop: Shop, person: Person) -> bool:
    """Say whether the shop has a number at WhatsApp, and the person said yes to being written to from it."""
    if not can_take_whatsapp(house, parts, shop, person):
        return False
    contact_hash = hash_contact(house, shop, "whatsapp", person.phone)
    word = parts.consents.last_word(shop.shop_id, contact_hash, "whatsapp")
    return word is not None and word.says == "in"


def can_take_whatsapp(house: House, parts: Parts, shop: Shop, person: Person) -> bool:
    """Say whether the shop has a number at WhatsApp, and the person a phone."""
    has_phone = bool(hash_contact(house, shop, "whatsapp", person.phone))
    return has_phone and parts.media.find_whatsapp(shop.shop_id) is not None
