"""Consent and suppression: what contacts said, what came back, and how a person stands by it."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.people import names_of
from plugin.domain.mailing import Bounce, BounceKind, Standing, Word, judge_bounces
from plugin.domain.moments import latest
from plugin.domain.people import same_email, same_phone
from plugin.model import ContactSpoke, Medium, Says, Shop
from plugin.store import Parts
from plugin.store.people import Person

MOST_SOURCE, MOST_WORDING = 200, 1_000


def say_word(
    house: House, parts: Parts, shop: Shop, medium: Medium, contact: str, says: Says, source: str,
    wording: str, now_ms: int,
) -> None:  # fmt: skip
    """Write that a contact wants to be written to, or does not.

    Takes where it was said, and the words that were agreed to. What cannot be a contact is left out.
    """
    if contact_hash := hash_contact(house, shop, medium, contact):
        word = Word(
            medium=medium, says=says, source=source[:MOST_SOURCE], wording=wording[:MOST_WORDING],
            at_ms=now_ms,
        )  # fmt: skip
        parts.consents.add_word(shop.shop_id, house.new_id("con", now_ms), contact_hash, word)


def say_anew(
    house: House, parts: Parts, shop: Shop, medium: Medium, contact: str, says: Says, source: str,
    wording: str, now_ms: int,
) -> None:  # fmt: skip
    """Write a contact's word as `say_word` does, unless it is the last one: buttons are pressed twice."""
    last = parts.consents.last_word(shop.shop_id, hash_contact(house, shop, medium, contact), medium)
    if last is None or (last.says, last.wording) != (says, wording):
        say_word(house, parts, shop, medium, contact, says, source, wording, now_ms)


def take_word(house: House, parts: Parts, shop: Shop, fact: ContactSpoke, now_ms: int) -> None:
    """Write what somebody told the merchant; told late, it does not undo what was said since."""
    contact = fact.contact.email if fact.medium == "email" else fact.contact.phone
    at_ms = min(fact.said_at_ms, now_ms)
    say_word(house, parts, shop, fact.medium, contact, fact.says, "the store", fact.wording, at_ms)


def note_bounce(
    house: House, parts: Parts, shop: Shop, medium: Medium, contact: str, kind: BounceKind, source: str,
    now_ms: int,
) -> None:  # fmt: skip
    """Write that a message to a contact came back, or that its owner complained of it."""
    if contact_hash := hash_contact(house, shop, medium, contact):
        bounce = Bounce(medium=medium, kind=kind, source=source[:MOST_SOURCE], at_ms=now_ms)
        parts.consents.add_bounce(shop.shop_id, house.new_id("bnc", now_ms), contact_hash, bounce)


def recall_standing(house: House, parts: Parts, shop: Shop, person: Person, medium: Medium) -> Standing:
    """Recall how a person stands to being written to, under every name in the house."""
    people = names_of(house, parts, shop, person)
    contact_hash = hash_contact(house, shop, medium, contact_of(person, medium))
    word, bounces = None, []
    if contact_hash:
        word = parts.consents.last_word(shop.shop_id, contact_hash, medium)
        bounces = parts.consents.list_bounces(shop.shop_id, contact_hash, medium)
    suppressed_by, suppressed_at_ms = judge_bounces(bounces, word, house.now_ms())
    return Standing(
        medium=medium,
        has_contact=bool(contact_hash),
        bought=any(parts.consents.has_bought(shop.shop_id, one.person_id) for one in people),
        says=word.says if word else "",
        said_at_ms=word.at_ms if word else None,
        source=word.source if word else "",
        suppressed_by=suppressed_by,
        suppressed_at_ms=suppressed_at_ms,
        banned_at_ms=latest(one.banned_at_ms for one in people),
        opted_out_at_ms=latest(one.opted_out_at_ms for one in people),
    )


def hash_contact(house: House, shop: Shop, medium: Medium, contact: str) -> str:
    """Give the keyed hash under which a contact is known; empty where it cannot be one."""
    match medium:
        case "email":
            kind, same = "email", same_email(contact[:320])
        case "whatsapp":
            kind, same = "phone", same_phone(contact, shop.country)
        case "push":
            kind, same = "push", contact
    return house.hash(kind, same) if same else ""


def contact_of(person: Person, medium: Medium) -> str:
    """Give where a person is reached over a medium; a browser is known by its person."""
    return {"email": person.email, "whatsapp": person.phone, "push": person.person_id}[medium]
