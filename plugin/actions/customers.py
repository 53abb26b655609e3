"""Past customers: who of them is new, what is news of the others, and what is known of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import msgspec

from plugin.actions.house import House
from plugin.actions.sums import note_imported
from plugin.arrivals import GROUPS_A_WINDOW, Arrival
from plugin.domain.codes import CODE_BYTES, ID_BYTES, make_code, make_ids
from plugin.domain.customers import Bought, Profile, fill_in, join_profile
from plugin.domain.mailing import Word
from plugin.domain.moments import latest
from plugin.model import Contact, Says, Shop
from plugin.store import Parts
from plugin.store.imports import ImportRow
from plugin.store.people import Person
from plugin.store.profiles import Met

WORDINGS: dict[Says, str] = {"in": "accepts marketing: yes", "out": "accepts marketing: no"}


class Codes:
    """Codes drawn ahead and given in order: those written together lie near each other in the store."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ready: list[str] = []

    def take(self, count: int) -> list[str]:
        """Give so many codes that nobody else was given."""
        if len(self._ready) < count:
            random = self._house.random_bytes(CODE_BYTES * count * GROUPS_A_WINDOW)
            drawn = {make_code(random[at : at + CODE_BYTES]) for at in range(0, len(random), CODE_BYTES)}
            self._ready = sorted(drawn.union(self._ready), reverse=True)
        given = self._ready[len(self._ready) - count :]
        del self._ready[len(self._ready) - count :]
        return given[::-1]


@dataclass
class Plan:
    """What a group of arrivals changes: people, their keys and contacts, what is known, words of consent."""

    people: list[Person] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    contacts: list[tuple[str, Contact]] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    words: list[tuple[str, Word]] = field(default_factory=list)
    changed_count: int = 0
    unmailable_count: int = 0


def recall_profile(parts: Parts, shop: Shop, person_id: str) -> Profile:
    """Recall what is known of a person: the last import's facts joined with our own orders."""
    imported = parts.profiles.find(shop.shop_id, person_id) or Profile(person_id=person_id)
    bought = parts.profiles.sum_bought(shop.shop_id, person_id, person_id).get(person_id, Bought())
    return join_profile(imported, bought, shop.currency)


def plan_group(
    house: House, parts: Parts, shop: Shop, arrivals: Sequence[Arrival], row: ImportRow, codes: Codes,
    now_ms: int,
) -> Plan:  # fmt: skip
    """Work out what a group of an import changes, without writing anything.

    Whoever is recognised by one of the keys is the same person, as when an order comes.
    """
    plan = Plan()
    told = _meet(house, parts, shop, arrivals, plan, codes, now_ms)
    new = {person.person_id for person in plan.people}
    met = parts.profiles.list_known(shop.shop_id, [one for one in told if one not in new])
    for person_id, ones in told.items():
        joined = _join_told(ones)
        profile = _read_facts(person_id, joined, row.source, now_ms)
        if person_id in new:
            plan.profiles.append(profile)
        elif person_id in met:
            was = met[person_id].profile
            if was and joined.orders_count is None:
                profile = fill_in(was, profile)
            _plan_known(plan, met[person_id], ones, profile)
    says = _plan_words(parts, shop, arrivals, plan, row.source, now_ms)
    unwilling = {contact for contact, word in says.items() if word == "out"}
    plan.unmailable_count = sum(
        not _may_mail(ones, unwilling, met.get(person_id)) for person_id, ones in told.items()
    )
    return plan


def write_plan(house: House, parts: Parts, shop: Shop, plan: Plan, now_ms: int) -> None:
    """Write what a group changes."""
    shop_id = shop.shop_id
    parts.profiles.add_people(shop_id, plan.people)
    parts.profiles.add_keys(shop_id, plan.keys)
    parts.profiles.fill_contacts(shop_id, plan.contacts)
    parts.profiles.put(shop_id, plan.profiles)
    known = {one.person_id for one in plan.profiles} - {one.person_id for one in plan.people}
    if known:
        note_imported(parts, shop, sorted(known))
    ids = make_ids("con", now_ms, house.random_bytes(ID_BYTES * len(plan.words)))
    words = zip(ids, sorted(plan.words, key=itemgetter(0)), strict=True)
    parts.consents.add_words(shop_id, [(one, *told) for one, told in words])


def _meet(
    house: House, parts: Parts, shop: Shop, arrivals: Sequence[Arrival], plan: Plan, codes: Codes,
    now_ms: int,
) -> dict[str, list[Arrival]]:  # fmt: skip
    """Find or plan the person of each arrival; gives what was told of each person."""
    owners = parts.profiles.list_keys(shop.shop_id, [key for one in arrivals for key in one.keys])
    told: dict[str, list[Arrival]] = {}
    new: list[Arrival] = []
    ids = make_ids("per", now_ms, house.random_bytes(ID_BYTES * len(arrivals)))
    for one, new_id in zip(arrivals, ids, strict=True):
        person_id = next(filter(None, map(owners.get, one.keys)), new_id)
        if person_id is new_id:
            new.append(one)
        for key in one.keys:
            if key not in owners:
                owners[key] = person_id
                plan.keys.append((key, person_id))
        told.setdefault(person_id, []).append(one)
    free = _find_free(parts, shop, codes, len(new))
    plan.people = [
        _make_person(owners[one.keys[0]], code, one, now_ms) for one, code in zip(new, free, strict=True)
    ]
    return told


def _find_free(parts: Parts, shop: Shop, codes: Codes, count: int) -> list[str]:
    """Give so many codes that nobody has: among millions of people two draws may be alike."""
    free: list[str] = []
    while len(free) < count:
        given = codes.take(count - len(free))
        taken = parts.profiles.list_codes(shop.shop_id, given)
        free += [code for code in given if code not in taken]
    return free


def _make_person(person_id: str, code: str, one: Arrival, now_ms: int) -> Person:
    contact = one.contact
    return Person(
        person_id=person_id, code=code, customer_ref=contact.customer_ref, email=contact.email,
        phone=contact.phone, first_name=contact.first_name, created_at_ms=now_ms,
    )  # fmt: skip


def _join_told(told: Sequence[Arrival]) -> Arrival:
    """Join what was told of one person; several lines on one person are never added up."""
    if len(told) == 1:
        return told[0]
    most = max(told, key=lambda one: (_count_orders(one), one.spent_minor))
    last_order_at_ms = latest(one.last_order_at_ms for one in told)
    return msgspec.structs.replace(most, last_order_at_ms=last_order_at_ms)


def _count_orders(told: Arrival) -> int:
    """Count the orders told of; whoever stands uncounted in a list of past customers has bought."""
    return 1 if told.orders_count is None else told.orders_count


def _read_facts(person_id: str, told: Arrival, source: str, now_ms: int) -> Profile:
    return Profile(
        person_id=person_id, orders_count=_count_orders(told), spent_minor=told.spent_minor,
        currency=told.currency, last_order_at_ms=told.last_order_at_ms, tags=told.tags, country=told.country,
        language=told.language, source=source, read_at_ms=now_ms,
    )  # fmt: skip


def _plan_known(plan: Plan, met: Met, told: Sequence[Arrival], profile: Profile) -> None:
    """Plan what is news of somebody known; of how they are reached only what is missing is filled in."""
    contact = met.contact
    for one in told:
        fields = {
            name: getattr(contact, name) or getattr(one.contact, name) for name in Contact.__struct_fields__
        }
        contact = Contact(**fields)
    if contact != met.contact:
        plan.contacts.append((met.person_id, contact))
    is_news = met.profile is None or _is_news(met.profile, profile)
    if is_news:
        plan.profiles.append(profile)
    plan.changed_count += is_news or contact != met.contact


def _is_news(was: Profile, profile: Profile) -> bool:
    return msgspec.structs.replace(was, source=profile.source, read_at_ms=profile.read_at_ms) != profile


def _plan_words(
    parts: Parts, shop: Shop, arrivals: Sequence[Arrival], plan: Plan, source: str, now_ms: int
) -> dict[str, str]:
    """Plan the words that are news; gives what each contact says then. A no, or a complaint, stays."""
    hashes = [one.email_hash for one in arrivals if one.email_hash]
    says = parts.consents.last_says(shop.shop_id, hashes, "email")
    for complained in parts.consents.list_complained(shop.shop_id, hashes, "email"):
        says.setdefault(complained, "out")
    words = {wanted: _make_word(wanted, source, now_ms) for wanted in WORDINGS}
    spoken = [(one.says, one.email_hash) for one in arrivals if one.says and one.email_hash]
    for wanted, contact_hash in sorted(spoken, key=itemgetter(0), reverse=True):  # "out" before "in"
        if says.get(contact_hash) not in (wanted, "out"):
            says[contact_hash] = wanted
            plan.words.append((contact_hash, words[wanted]))
    return says


def _make_word(says: Says, source: str, now_ms: int) -> Word:
    return Word(medium="email", says=says, source=f"import {source}", wording=WORDINGS[says], at_ms=now_ms)


def _may_mail(told: Sequence[Arrival], unwilling: set[str], met: Met | None) -> bool:
    hashes = {one.email_hash for one in told} - {""}
    has_address = bool(hashes or (met and met.contact.email))
    return has_address and hashes.isdisjoint(unwilling) and not (met and met.is_silent)
