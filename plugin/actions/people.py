"""Meeting people: recognising a buyer, opting out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from plugin.actions.house import House
from plugin.domain.history import MEMORY_DAYS, recall_history
from plugin.domain.moments import DAY_MS, WEEK_MS, latest
from plugin.domain.people import recognise, same_email
from plugin.errors import NotFound
from plugin.model import Contact, History, Order, Shop
from plugin.store import Parts
from plugin.store.people import Person


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who placed an order: under every name in the house, the surest first; `is_new` if nobody knew them."""

    people: list[Person]
    is_new: bool = False


def meet_buyer(
    house: House, parts: Parts, shop: Shop, platform: str, order: Order, known: str | None, now_ms: int
) -> Buyer:
    """Find or make the person who placed an order.

    `known` is the person whom the order already names. E-mail, phone and account may name different people:
    they are one buyer all the same.
    """
    keys = _keys(house, shop, platform, order)
    people = parts.people.find_by_keys(shop.shop_id, keys)
    if not people and known:
        people = [person for person in (parts.people.find(shop.shop_id, known),) if person]
    if not people:
        return Buyer([_make_person(house, parts, shop, order.contact, keys, now_ms)], is_new=True)
    first = _keep_contact(parts, shop, people[0], order.contact)
    parts.people.add_keys(shop.shop_id, first.person_id, keys)
    return Buyer([first, *people[1:]])


def meet_contact(house: House, parts: Parts, shop: Shop, contact: Contact, now_ms: int) -> list[Person]:
    """Find or make the person whom a contact names outside an order, under every name in the house."""
    names = recognise(contact, "", shop.country)
    keys = tuple(house.hash(kind, value) for kind, value in names)
    people = parts.people.find_by_keys(shop.shop_id, keys)
    return people or [_make_person(house, parts, shop, contact, keys, now_ms)]


def list_names(house: House, parts: Parts, shop: Shop, person_id: str) -> list[Person]:
    """Give a person under every name in the house, this one first; nobody where they were erased."""
    person = parts.people.find(shop.shop_id, person_id)
    return names_of(house, parts, shop, person) if person else []


def names_of(house: House, parts: Parts, shop: Shop, person: Person) -> list[Person]:
    """Give somebody under every name in the house that their contact has, this one first."""
    keys = [house.hash(kind, value) for kind, value in recognise(person.contact, "", shop.country)]
    others = parts.people.find_by_keys(shop.shop_id, keys)
    return list({one.person_id: one for one in (person, *others)}.values())


def known_as(
    house: House, parts: Parts, shop: Shop, platform: str, order: Order, person: Person
) -> list[Person]:
    """Give every name in the house that the buyer of an order has, the order's own person first."""
    others = parts.people.find_by_keys(shop.shop_id, _keys(house, shop, platform, order))
    return list({one.person_id: one for one in (person, *others)}.values())


def recall_buyer(
    house: House, parts: Parts, shop: Shop, platform: str, order: Order, person: Person, now_ms: int
) -> History:
    """Recall what the buyer of an order did, also under the other names that the order's contact has."""
    return recall_people(parts, shop, known_as(house, parts, shop, platform, order, person), now_ms)


def recall_people(parts: Parts, shop: Shop, people: Sequence[Person], now_ms: int) -> History:
    """Recall what these people, who are one buyer, did with the popup in the year before a moment."""
    since = now_ms - MEMORY_DAYS * DAY_MS
    reports = [
        one
        for person in people
        for one in parts.events.list_met(shop.shop_id, person.person_id, since, now_ms - WEEK_MS)
        if one.at_ms <= now_ms
    ]
    opted_out_at_ms = latest(person.opted_out_at_ms for person in people)
    return recall_history(reports, opted_out_at_ms, latest(person.banned_at_ms for person in people))


def find_by_email(house: House, parts: Parts, shop: Shop, email: str) -> Person | None:
    """Give the shopper with this address, however it is written."""
    same = same_email(email)
    people = parts.people.find_by_keys(shop.shop_id, [house.hash("email", same)]) if same else []
    return people[0] if people else None


def find_customer(house: House, parts: Parts, shop: Shop, platform: str, customer_ref: str) -> Person | None:
    """Give the shopper whom the platform knows by this customer number."""
    names = recognise(Contact(customer_ref=customer_ref), platform, shop.country)
    people = parts.people.find_by_keys(shop.shop_id, [house.hash(kind, value) for kind, value in names])
    return people[0] if people else None


def opt_out(house: House, shop: Shop, email: str, opted_out: bool) -> None:
    """Never ask a shopper again, or take it back; raises NotFound when nobody has this address."""
    at_ms = house.now_ms() if opted_out else None

    def work(parts: Parts) -> None:
        person = must_find_by_email(house, parts, shop, email)
        parts.people.mark_opted_out(shop.shop_id, person.person_id, at_ms)

    house.store.unit(shop.shop_id, work)


def must_find_by_email(house: House, parts: Parts, shop: Shop, email: str) -> Person:
    """Give the shopper with this address; raises NotFound where nobody has it."""
    person = find_by_email(house, parts, shop, email)
    if person is None:
        raise NotFound("Nobody with this address has bought at {shop}.", shop=shop.name)
    return person


def must_find_person(parts: Parts, shop: Shop, person_id: str) -> Person:
    """Give the shopper with this id; raises NotFound where there is none, or none any more."""
    person = parts.people.find(shop.shop_id, person_id)
    if person is None:
        raise NotFound("{shop} knows nobody called {person}.", shop=shop.name, person=person_id[:40])
    return person


def _keys(house: House, shop: Shop, platform: str, order: Order) -> tuple[str, ...]:
    names = recognise(order.contact, platform, order.country or shop.country)
    return tuple(house.hash(kind, value) for kind, value in names)


def _make_person(
    house: House, parts: Parts, shop: Shop, contact: Contact, keys: tuple[str, ...], now_ms: int
) -> Person:
    person = Person(
        person_id=house.new_id("per", now_ms),
        code=house.new_code(),
        customer_ref=contact.customer_ref,
        email=contact.email,
        phone=contact.phone,
        first_name=contact.first_name,
        created_at_ms=now_ms,
    )
    parts.people.add(shop.shop_id, person)
    parts.people.add_keys(shop.shop_id, person.person_id, keys)
    return person


def _keep_contact(parts: Parts, shop: Shop, person: Person, seen: Contact) -> Person:
    """Take over what the order says newly of the person; what it leaves out stays."""
    fields = {
        name: getattr(seen, name) or getattr(person.contact, name) for name in Contact.__struct_fields__
    }
    contact = Contact(**fields)
    if contact == person.contact:
        return person
    parts.people.change_contact(shop.shop_id, person.person_id, contact)
    return msgspec.structs.replace(person, **fields)
