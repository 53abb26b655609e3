"""Forgetting and handing out: what the privacy laws and the platforms ask, obeyed at once."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from plugin.actions.consenting import hash_contact
from plugin.actions.exporting import gather_person
from plugin.actions.house import House
from plugin.actions.partners import end_erased
from plugin.actions.rewards import freeze_referrals
from plugin.actions.sharing import reserve_codes
from plugin.domain.people import recognise
from plugin.errors import Unreadable
from plugin.model import Contact, PersonRedacted, PersonRequested, Shop, ShopRedacted
from plugin.store import Parts
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.store.privacy import Export
from plugin.store.running import Erasure


def redact_person(house: House, parts: Parts, shop: Shop, platform: str, asked: PersonRedacted) -> None:
    """Forget a shopper: rows, orders, bodies and effects. The caller scrubs the files after the commit."""
    check_domain(parts, shop, asked.domain)
    named = _find_orders(parts, shop, platform, asked.order_refs)
    people = _find_people(house, parts, shop, platform, asked.contact, named)
    for ref in asked.order_refs:
        parts.privacy.forget_bodies(shop.shop_id, ref)
    erase_people(house, parts, shop, people, named, [asked.contact], who=platform)


def erase_people(
    house: House,
    parts: Parts,
    shop: Shop,
    people: Sequence[Person],
    named: Sequence[OrderRow],
    further: Sequence[Contact],
    who: str,
) -> None:
    """Forget people with their orders, the further orders named, and what else holds the further contacts.

    `who` asked for it, which is noted. The caller scrubs the files after the commit.
    """
    now_ms = house.now_ms()
    orders = {row.order_id: row for row in named}
    for person in people:
        own = parts.orders.list_of(shop.shop_id, person.person_id)
        orders |= {row.order_id: row for row in own}
        note_erasure(house, parts, shop, person.person_id, len(own), who, now_ms)
        parts.sums.note_person_changed(shop.shop_id, person.person_id)
    for row in orders.values():
        parts.sums.note_changes(shop.shop_id, [row.order.placed_at_ms])
        freeze_referrals(parts, shop, row, now_ms)
        parts.privacy.forget_order(shop.shop_id, row)
    for person in people:
        end_erased(house, parts, shop, person.person_id, now_ms)
        reserve_codes(house, parts, shop, person.person_id)
        parts.privacy.forget_person(shop.shop_id, person.person_id)
    _forget_traces(house, parts, shop, [*further, *(person.contact for person in people)])


def _forget_traces(house: House, parts: Parts, shop: Shop, contacts: list[Contact]) -> None:
    """Forget what else holds words of people who are gone: wordings, faults, bodies of no order."""
    for contact in contacts:
        for contact_hash in _hash_contact(house, shop, contact):
            parts.privacy.forget_wordings(shop.shop_id, contact_hash)
    parts.privacy.forget_ended_codes(shop.shop_id)
    parts.privacy.forget_faults(shop.shop_id)
    parts.privacy.forget_loose_bodies(shop.shop_id, _words(contacts))


def note_erasure(
    house: House, parts: Parts, shop: Shop, person_id: str, orders_count: int, who: str, now_ms: int
) -> None:
    """Note that somebody was erased: an id that leads nowhere any more, and who asked for it."""
    erasure = Erasure(
        erasure_id=house.new_id("era", now_ms), person_id=person_id, who=who, orders_count=orders_count,
        at_ms=now_ms,
    )  # fmt: skip
    parts.running.add_erasure(shop.shop_id, erasure)


def export_person(
    house: House, parts: Parts, shop: Shop, platform: str, asked: PersonRequested, now_ms: int
) -> None:
    """Write what the shop knows of a shopper, for the merchant to hand out (`sathi exports`)."""
    check_domain(parts, shop, asked.domain)
    named = _find_orders(parts, shop, platform, asked.order_refs)
    people = _find_people(house, parts, shop, platform, asked.contact, named)
    content = {
        "shop": shop.name,
        "asked": {"request": asked.request_ref, "orders": asked.order_refs},
        "people": [gather_person(house, parts, shop, person) for person in people],
    }
    export = Export(
        export_id=house.new_id("exp", now_ms),
        request_ref=asked.request_ref,
        content=msgspec.json.format(msgspec.json.encode(content)).decode(),
        created_at_ms=now_ms,
    )
    parts.privacy.add_export(shop.shop_id, people[0].person_id if people else None, export)


def redact_shop(parts: Parts, shop: Shop, asked: ShopRedacted) -> None:
    """Forget the whole shop. The caller scrubs the files after the commit.

    Shopify asks two days after an uninstall, and not where the app came back: a body that is older than that
    erases nothing. Raises Unreadable then.
    """
    check_domain(parts, shop, asked.domain)
    now = parts.shops.find_by_id(shop.shop_id)
    if now and now.uninstalled_at_ms is None and parts.apps.find_install_of(shop.shop_id):
        raise Unreadable("The body asks to forget a shop that has the app installed: nothing was erased.")
    parts.privacy.erase_shop(shop.shop_id)


def check_domain(parts: Parts, shop: Shop, domain: str) -> None:
    """Refuse what concerns another store: headers are not signed, and one secret may serve many stores.

    Raises Unreadable when the shop's own host is known, as written by the merchant or as connected, and the
    body names another.
    """
    install = parts.apps.find_install_of(shop.shop_id)
    hosts = {host.casefold() for host in (shop.domain, install.domain if install else "") if host}
    if hosts and domain and domain.casefold() not in hosts:
        own = " and ".join(sorted(hosts))
        raise Unreadable(f"The body is about {domain!r}, but this address belongs to {own}.")


def _find_orders(parts: Parts, shop: Shop, platform: str, refs: tuple[str, ...]) -> list[OrderRow]:
    found = [parts.orders.find(shop.shop_id, platform, ref)[0] for ref in refs]
    return [row for row in found if row]


def _find_people(
    house: House, parts: Parts, shop: Shop, platform: str, contact: Contact, named: list[OrderRow]
) -> list[Person]:
    """Find whom the platform means: by how they can be reached, and as the buyers of the named orders."""
    keys = [house.hash(kind, value) for kind, value in recognise(contact, platform, shop.country)]
    buyers = [parts.people.find(shop.shop_id, row.person_id) for row in named if row.person_id]
    people = [*parts.people.find_by_keys(shop.shop_id, keys), *filter(None, buyers)]
    return list({person.person_id: person for person in people}.values())


def _hash_contact(house: House, shop: Shop, contact: Contact) -> tuple[str, str]:
    """Give the hashes under which words of a contact are kept, also where nobody else knows it."""
    email = hash_contact(house, shop, "email", contact.email)
    return email, hash_contact(house, shop, "whatsapp", contact.phone)


def _words(contacts: list[Contact]) -> tuple[bytes, ...]:
    """Give what an unreadable body would hold of these people, in small letters, raw and escaped."""
    texts = {text.strip().lower() for one in contacts for text in (one.email, one.phone)}
    escaped = {json.dumps(text)[1:-1] for text in texts}
    return tuple(text.encode() for text in texts | escaped if len(text) >= 5)
