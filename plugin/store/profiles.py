"""What imports know of past customers, read and written in bulk, and all people of a shop in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from plugin.domain.customers import Bought, Profile, join_profile
from plugin.model import Contact, Struct
from plugin.store.people import Person
from plugin.store.rows import write_rows

_tags = msgspec.json.Decoder(tuple[str, ...])
_write_json = msgspec.json.Encoder().encode


class Met(Struct):
    """Somebody whom an import meets again: their contact, and what the last import knew, if any did."""

    person_id: str
    contact: Contact
    profile: Profile | None
    is_silent: bool


class KnownPerson(Struct):
    """One person of a shop with what is known of them: the import's facts joined with our own orders."""

    person: Person
    profile: Profile


class Reach(Struct):
    """How many people a shop knows, and how many of them may be mailed as far as they and it have said."""

    people_count: int
    mailable_count: int


class Profiles:
    """The past customers of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def list_keys(self, shop_id: str, key_hashes: Sequence[str]) -> dict[str, str]:
        """Give whom each of these keys names, as far as it names somebody."""
        rows = self._sql.list_keys(self._connection, shop_id=shop_id, keys=_write_list(key_hashes))
        return {row["key_hash"]: row["person_id"] for row in rows}

    def list_codes(self, shop_id: str, codes: Sequence[str]) -> set[str]:
        """Give which of these codes somebody has already."""
        rows = self._sql.list_codes(self._connection, shop_id=shop_id, codes=_write_list(codes))
        return {row["code"] for row in rows}

    def list_known(self, shop_id: str, person_ids: Sequence[str]) -> dict[str, Met]:
        """Give these people, as an import meets them."""
        if not person_ids:
            return {}
        rows = self._sql.list_known(self._connection, shop_id=shop_id, person_ids=_write_list(person_ids))
        return {row["person_id"]: _read_met(row) for row in rows}

    def add_people(self, shop_id: str, people: Iterable[Person]) -> None:
        """Write new people, all at once."""
        rows = [
            (shop_id, one.person_id, one.code, one.customer_ref, one.email, one.phone, one.first_name,
             one.created_at_ms)
            for one in people
        ]  # fmt: skip
        write_rows(self._connection, self._sql.add_people, rows)

    def add_keys(self, shop_id: str, keys: Iterable[tuple[str, str]]) -> None:
        """Let each key name its person, unless it names somebody already; in order, as their index is."""
        rows = [(shop_id, key_hash, person_id) for key_hash, person_id in sorted(keys)]
        write_rows(self._connection, self._sql.add_keys, rows)

    def fill_contacts(self, shop_id: str, contacts: Iterable[tuple[str, Contact]]) -> None:
        """Write how people can be reached now."""
        rows = [
            {"shop_id": shop_id, "person_id": person_id, **msgspec.structs.asdict(contact)}
            for person_id, contact in contacts
        ]
        if rows:
            self._sql.fill_contacts(self._connection, rows)

    def put(self, shop_id: str, profiles: Iterable[Profile]) -> None:
        """Write what was read of people, in place of what was known."""
        rows = [
            (shop_id, one.person_id, one.orders_count, one.spent_minor, one.currency, one.last_order_at_ms,
             _write_list(one.tags), one.country, one.language, one.source, one.read_at_ms)
            for one in profiles
        ]  # fmt: skip
        write_rows(self._connection, self._sql.put_profiles, rows)

    def find(self, shop_id: str, person_id: str) -> Profile | None:
        """Give what the last import knew of a person."""
        row = self._sql.find_profile(self._connection, shop_id=shop_id, person_id=person_id)
        return _read_profile(row) if row else None

    def sum_bought(self, shop_id: str, from_person_id: str, until_person_id: str) -> dict[str, Bought]:
        """Sum the orders of every person between two, both included, in the shop's currency."""
        rows = self._sql.list_bought(
            self._connection, shop_id=shop_id, from_person_id=from_person_id, until_person_id=until_person_id
        )
        return {row["person_id"]: _read_bought(row) for row in rows}

    def list_people(self, shop_id: str, after_person_id: str, most: int) -> list[KnownPerson]:
        """Give the people after one, in the order of their ids, each with all that is known of them."""
        rows = list(
            self._sql.list_people(
                self._connection, shop_id=shop_id, after_person_id=after_person_id, most=most
            )
        )
        if not rows:
            return []
        bought = self.sum_bought(shop_id, rows[0]["person_id"], rows[-1]["person_id"])
        return [_read_person(row, bought.get(row["person_id"], Bought())) for row in rows]

    def count_people(self, shop_id: str) -> int:
        """Count the people of a shop."""
        return int(self._sql.count_people(self._connection, shop_id=shop_id)["people_count"])

    def count(self, shop_id: str) -> Reach:
        """Count the people of a shop, and those who have an address and have not said no."""
        counts = self._sql.count_mailable(self._connection, shop_id=shop_id)
        unwilling = self._sql.count_unwilling(self._connection, shop_id=shop_id)
        mailable_count = int(counts["mail_count"]) - int(unwilling["people_count"])
        return Reach(people_count=int(counts["people_count"]), mailable_count=mailable_count)


def _write_list(texts: Sequence[str]) -> str:
    return _write_json(texts).decode()


def _read_person(row: Any, bought: Bought) -> KnownPerson:
    person = Person(**{name: row[name] for name in Person.__struct_fields__})
    imported = _read_profile(row) if row["source"] is not None else Profile(person_id=person.person_id)
    return KnownPerson(person=person, profile=join_profile(imported, bought, row["own_currency"]))


def _read_met(row: Any) -> Met:
    return Met(
        person_id=row["person_id"],
        contact=Contact(**{name: row[name] for name in Contact.__struct_fields__}),
        profile=_read_profile(row) if row["source"] is not None else None,
        is_silent=row["opted_out_at_ms"] is not None or row["banned_at_ms"] is not None,
    )


def _read_profile(row: Any) -> Profile:
    fields = {name: row[name] for name in Profile.__struct_fields__}
    return Profile(**{**fields, "tags": _tags.decode(row["tags"])})


def _read_bought(row: Any) -> Bought:
    return Bought(
        orders_count=int(row["orders_count"]), spent_minor=int(row["spent_minor"]),
        last_order_at_ms=row["last_order_at_ms"],
    )  # fmt: skip
