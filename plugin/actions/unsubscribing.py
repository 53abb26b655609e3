"""Stopping a shop's messages by the key that each of them carries, and taking that back."""

from __future__ import annotations

from typing import NamedTuple

from plugin.actions.consenting import contact_of, hash_contact, say_anew
from plugin.actions.house import House
from plugin.domain.program import Program
from plugin.errors import NotFound
from plugin.model import Says, Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.people import Person

LONGEST_KEY = 40


class Subscription(NamedTuple):
    """One person's messages from one shop over one medium; `says` is the last word about them, or empty."""

    shop: Shop
    program: Program
    message: Message
    person: Person
    says: str


def find_subscription(house: House, key: str) -> Subscription:
    """Give what a message's key can stop; raises NotFound for a key that no message carries."""
    with house.store.reading() as parts:
        message = parts.messages.find_by_unsubscribe_key(key) if len(key) <= LONGEST_KEY else None
        shop = parts.shops.find_by_id(message.shop_id) if message else None
        person = parts.people.find(message.shop_id, message.person_id) if message else None
        if message is None or shop is None or person is None:
            raise NotFound("No message carries this key.")
        _, program = parts.programs.current(shop.shop_id)
        return Subscription(shop, program, message, person, _last_word(house, parts, shop, message, person))


def answer_subscription(house: House, key: str, says: Says, wording: str) -> Subscription:
    """Stop a person's messages ("out") or let them come again ("in"); saying the same twice is harmless.

    Takes the words of the button. Raises NotFound for a key that no message carries.
    """
    found, now_ms = find_subscription(house, key), house.now_ms()
    shop, message, person = found.shop, found.message, found.person

    def work(parts: Parts) -> None:
        contact, source = contact_of(person, message.medium), f"message {message.message_id}"
        say_anew(house, parts, shop, message.medium, contact, says, source, wording, now_ms)

    house.store.unit(shop.shop_id, work)
    return found._replace(says=says)


def _last_word(house: House, parts: Parts, shop: Shop, message: Message, person: Person) -> str:
    contact_hash = hash_contact(house, shop, message.medium, contact_of(person, message.medium))
    word = parts.consents.last_word(shop.shop_id, contact_hash, message.medium) if contact_hash else None
    return word.says if word else ""
