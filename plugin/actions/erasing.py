"""What a merchant does when a person asks: see what is kept, hand it out, erase it."""

from __future__ import annotations

import msgspec

from plugin.actions.exporting import gather_person
from plugin.actions.house import House
from plugin.actions.people import list_names
from plugin.actions.privacy import erase_people
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.people import Person

CONFIRMATION = "ERASE"


class Kept(Struct):
    """Somebody under every name in the house, and of what kind how much is kept of them."""

    people: tuple[Person, ...]
    counts: dict[str, int]


def view_kept(house: House, shop: Shop, person_id: str) -> Kept:
    """Count what the shop keeps of a person, under every name of theirs; raises NotFound."""
    with house.store.reading() as parts:
        people = _must_list_names(house, parts, shop, person_id)
        counted = [parts.privacy.count_kept(shop.shop_id, one.person_id) for one in people]
    counts = {kind: sum(one[kind] for one in counted) for kind in counted[0]}
    return Kept(people=tuple(people), counts=counts)


def write_export(house: House, shop: Shop, person_id: str) -> bytes:
    """Write all that the shop keeps of a person as JSON, to be handed out; raises NotFound."""
    with house.store.reading() as parts:
        people = _must_list_names(house, parts, shop, person_id)
        content = {
            "shop": shop.name,
            "people": [gather_person(house, parts, shop, one) for one in people],
        }
    return msgspec.json.format(msgspec.json.encode(content))


def erase_person(house: House, shop: Shop, person_id: str, confirmation: str) -> int:
    """Erase a person under every name of theirs, with their orders, for good; gives how many names.

    Raises InvalidInput where the typed word is another, NotFound.
    """
    if confirmation.strip() != CONFIRMATION:
        raise InvalidInput(
            "confirmation", "Type {word} to erase this person; nothing was erased.", word=CONFIRMATION
        )

    def work(parts: Parts) -> int:
        people = _must_list_names(house, parts, shop, person_id)
        erase_people(house, parts, shop, people, (), (), who=house.actor.name)
        return len(people)

    names_count = house.store.unit(shop.shop_id, work)
    house.store.scrub()
    return names_count


def _must_list_names(house: House, parts: Parts, shop: Shop, person_id: str) -> list[Person]:
    people = list_names(house, parts, shop, person_id)
    if not people:
        raise NotFound("Nobody of this id is kept here; perhaps they were erased.")
    return people
