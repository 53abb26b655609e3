"""Advocates, for the merchant: who brings most, and finding one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.actions.advocate_walk import follow_friends, meet_people, walk_advocates
from plugin.actions.finding import find_exactly
from plugin.actions.house import House
from plugin.actions.sheets import OpenSheet, SheetKind, find_kept, open_sheet
from plugin.domain.advocates import Advocate, AdvocateSheet, keep_top, rank
from plugin.domain.brand_advocates import BrandRules, Following, keep_promising
from plugin.domain.codes import read_code
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person

MOST_RANKED = 100
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Ranked:
    """An advocate with what they brought."""

    person: Person
    advocate: Advocate


def work_out_advocates(house: House, shop: Shop, now_ms: int) -> AdvocateSheet:
    """Work out what a shop's advocates brought, as things stand at a moment."""
    top: list[Advocate] = []
    promising: list[Following] = []
    sharing_count = bringing_count = visited_count = 0
    for met in walk_advocates(house, shop, now_ms):
        found = [one.advocate for one in met]
        sharing_count += sum(one.shares_count > 0 for one in found)
        bringing_count += sum(one.orders_count > 0 for one in found)
        visited_count += sum(one.visits_count > 0 for one in found)
        top = keep_top([*top, *found], MOST_RANKED)
        following = follow_friends(house, shop, met, BrandRules().friends_count)
        promising = keep_promising([*promising, *following], MOST_RANKED)
    return AdvocateSheet(
        sharing_count=sharing_count, bringing_count=bringing_count, visited_count=visited_count,
        top=tuple(top), promising=tuple(promising),
    )  # fmt: skip


ADVOCATES = SheetKind("advocates", AdvocateSheet, work_out_advocates)


def rank_advocates(house: House, shop: Shop, by: str) -> tuple[OpenSheet[AdvocateSheet], list[Ranked]]:
    """Give the sheet of advocates, and those who bring most of something; nobody who was erased since."""
    sheet = open_sheet(house, shop, ADVOCATES)
    ranked = rank(sheet.content.top, by, MOST_RANKED) if sheet.content else []
    with house.store.reading() as parts:
        return sheet, _name(parts, shop, ranked)


def count_people(house: House, shop: Shop, people: Sequence[Person]) -> list[Ranked]:
    """Give what some people brought: as a large shop's sheet has it for those on it, else as of now."""
    sheet = find_kept(house, shop, ADVOCATES)
    kept = {one.person_id: one for one in sheet.content.top} if sheet and sheet.content else {}
    with house.store.reading() as parts:
        return [
            Ranked(one, kept.get(one.person_id) or _count_one(house, parts, shop, one.person_id))
            for one in people
        ]


def find_advocates(house: House, shop: Shop, words: str) -> list[Ranked]:
    """Find people by e-mail, phone, code or its beginning, and those who brought somebody by first name.

    Where an e-mail, a phone or a whole code names somebody, nobody else is given.
    """
    text = words.strip()
    with house.store.reading() as parts:
        found = find_exactly(house, parts, shop, text)
        if not found and text:
            code = read_code(text)
            ids = parts.advocates.list_named(shop.shop_id, text, MOST_FOUND)
            ids += parts.advocates.list_coded(shop.shop_id, code, MOST_FOUND) if code else []
            people = [parts.people.find(shop.shop_id, one) for one in dict.fromkeys(ids[:MOST_FOUND])]
            found = [one for one in people if one]
    return count_people(house, shop, found)


def _count_one(house: House, parts: Parts, shop: Shop, person_id: str) -> Advocate:
    met = meet_people(parts, shop, person_id, person_id, house.now_ms()).get(person_id)
    return met.advocate if met else Advocate(person_id=person_id)


def _name(parts: Parts, shop: Shop, advocates: Sequence[Advocate]) -> list[Ranked]:
    named = [(parts.people.find(shop.shop_id, one.person_id), one) for one in advocates]
    return [Ranked(person, one) for person, one in named if person]
