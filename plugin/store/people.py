"""Shoppers: one row each, recognised by keyed hashes of how they can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.rewards import Tally
from plugin.model import Contact, Struct

MOST_KEYS = 3


class Person(Struct):
    """A shopper in one shop; `code` is theirs from the start and is shared once they join."""

    person_id: str
    code: str
    customer_ref: str
    email: str
    phone: str
    first_name: str
    created_at_ms: int
    joined_at_ms: int | None = None
    opted_out_at_ms: int | None = None
    banned_at_ms: int | None = None

    @property
    def called(self) -> str:
        """What they are called where everybody at the desk reads: by first name, else by their code."""
        return self.first_name or self.code

    @property
    def told_by(self) -> str:
        """What tells them from others: their first name, else an address, a phone or their code."""
        return self.first_name or self.email or self.phone or self.code

    @property
    def contact(self) -> Contact:
        """How the store knows this person."""
        return Contact(
            customer_ref=self.customer_ref, email=self.email, phone=self.phone, first_name=self.first_name
        )


class Settled(Struct):
    """How an advocate was settled last.

    `settle_at_ms` is when time alone will change what was earned, None for never; `settled_version` is the
    program's under which all friends are settled, None where all must be looked at next time;
    `tally` counts the friends as the ladder's steps do.
    """

    settle_at_ms: int | None = None
    settled_version: int | None = None
    tally: Tally = Tally()


class People:
    """The shoppers of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def find_by_keys(self, shop_id: str, key_hashes: Sequence[str]) -> list[Person]:
        """Give everyone whom one of the keys names, in the keys' order, each once."""
        if not key_hashes:
            return []
        first, second, third = (*key_hashes, "", "", "")[:MOST_KEYS]
        rows = self._sql.find_people(
            self._connection, shop_id=shop_id, first=first, second=second, third=third
        )
        found = {row["key_hash"]: row for row in rows}
        people = [_read(found[key]) for key in key_hashes if key in found]
        return list({person.person_id: person for person in people}.values())

    def find(self, shop_id: str, person_id: str) -> Person | None:
        """Give one person."""
        row = self._sql.find_person(self._connection, shop_id=shop_id, person_id=person_id)
        return _read(row) if row else None

    def find_by_code(self, shop_id: str, code: str, at_ms: int = FOR_EVER_MS) -> Person | None:
        """Give the person who shares this code, or once shared it, unless it had leaked by a moment."""
        row = self._sql.find_person_by_code(self._connection, shop_id=shop_id, code=code, at_ms=at_ms)
        return _read(row) if row else None

    def add(self, shop_id: str, person: Person) -> None:
        """Write a new person."""
        self._sql.add_person(
            self._connection, shop_id=shop_id, person_id=person.person_id, code=person.code,
            customer_ref=person.customer_ref, email=person.email, phone=person.phone,
            first_name=person.first_name, created_at_ms=person.created_at_ms,
        )  # fmt: skip

    def list_aliases(self, shop_id: str, person_id: str) -> list[str]:
        """Give the older codes that still lead to this person."""
        rows = self._sql.list_aliases(self._connection, shop_id=shop_id, person_id=person_id)
        return [row["code"] for row in rows]

    def last_leak_at(self, shop_id: str, person_id: str) -> int:
        """Give when a code of this person leaked last; 0 for never."""
        row = self._sql.last_leak(self._connection, shop_id=shop_id, person_id=person_id)
        return int(row["leaked_at_ms"])

    def has_leaked(self, shop_id: str, code: str) -> bool:
        """Say whether a code leaked once, so that nobody may have it any more."""
        return bool(self._sql.find_leaked(self._connection, shop_id=shop_id, code=code))

    def change_code(
        self, shop_id: str, person: Person, code: str, ended_at_ms: int | None, now_ms: int
    ) -> None:
        """Give the person another code; the old one leads to them still, or nowhere once it ended."""
        self._sql.add_alias(
            self._connection, shop_id=shop_id, code=person.code, person_id=person.person_id,
            created_at_ms=now_ms, ended_at_ms=ended_at_ms,
        )  # fmt: skip
        self._sql.forget_alias(self._connection, shop_id=shop_id, code=code, person_id=person.person_id)
        self._sql.change_code(self._connection, shop_id=shop_id, person_id=person.person_id, code=code)

    def add_alias(self, shop_id: str, code: str, person_id: str, now_ms: int) -> None:
        """Let one more code lead to the person."""
        self._sql.add_alias(
            self._connection, shop_id=shop_id, code=code, person_id=person_id, created_at_ms=now_ms,
            ended_at_ms=None,
        )  # fmt: skip

    def forget_alias(self, shop_id: str, code: str, person_id: str) -> None:
        """Let a code lead to the person no more."""
        self._sql.forget_alias(self._connection, shop_id=shop_id, code=code, person_id=person_id)

    def find_looks(self, shop_id: str, confusion_key: str) -> str:
        """Give the code that has certain looks; empty where none has."""
        row = self._sql.find_code_key(self._connection, shop_id=shop_id, confusion_key=confusion_key)
        return str(row["code"]) if row else ""

    def has_looks(self, shop_id: str, confusion_key: str) -> bool:
        """Say whether certain looks are taken."""
        found = self._sql.find_code_key(self._connection, shop_id=shop_id, confusion_key=confusion_key)
        return found is not None

    def list_looks(self, shop_id: str, person_id: str) -> list[str]:
        """Give the looks of a person's codes, of those that were chosen."""
        rows = self._sql.list_code_keys(self._connection, shop_id=shop_id, person_id=person_id)
        return [row["confusion_key"] for row in rows]

    def keep_code_key(self, shop_id: str, confusion_key: str, code: str) -> bool:
        """Take the looks of a personal code; False where another code that looks alike has them."""
        self._sql.add_code_key(self._connection, shop_id=shop_id, confusion_key=confusion_key, code=code)
        row = self._sql.find_code_key(self._connection, shop_id=shop_id, confusion_key=confusion_key)
        return bool(row["code"] == code)

    def find_settled(self, shop_id: str, person_id: str) -> Settled:
        """Give how an advocate was settled last."""
        row = self._sql.find_settled(self._connection, shop_id=shop_id, person_id=person_id)
        if row is None:
            return Settled()
        tally = Tally(**{name: row[name] for name in Tally.__struct_fields__})
        return Settled(settle_at_ms=row["settle_at_ms"], settled_version=row["settled_version"], tally=tally)

    def note_settled(self, shop_id: str, person_id: str, settled: Settled) -> None:
        """Note how an advocate was settled now."""
        self._sql.note_settled(
            self._connection, shop_id=shop_id, person_id=person_id, settle_at_ms=settled.settle_at_ms,
            settled_version=settled.settled_version, **msgspec.structs.asdict(settled.tally),
        )  # fmt: skip

    def settle_at(self, shop_id: str, person_id: str, at_ms: int | None) -> None:
        """Let an advocate be settled at a moment, None for no moment, and then with all friends."""
        self._sql.settle_at(self._connection, shop_id=shop_id, person_id=person_id, settle_at_ms=at_ms)

    def list_to_settle(self, shop_id: str, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Give (shop_id, person_id) of the advocates of a shop, "" for all, whose time has come."""
        rows = self._sql.list_to_settle(self._connection, shop_id=shop_id, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["person_id"]) for row in rows]

    def change_contact(self, shop_id: str, person_id: str, contact: Contact) -> None:
        """Write how the store knows the person now."""
        self._sql.change_contact(
            self._connection, shop_id=shop_id, person_id=person_id, customer_ref=contact.customer_ref,
            email=contact.email, phone=contact.phone, first_name=contact.first_name,
        )  # fmt: skip

    def add_keys(self, shop_id: str, person_id: str, key_hashes: Sequence[str]) -> None:
        """Let these keys name the person, unless they name somebody already."""
        rows = [{"shop_id": shop_id, "key_hash": key_hash, "person_id": person_id} for key_hash in key_hashes]
        if rows:
            self._sql.add_keys(self._connection, rows)

    def join(self, shop_id: str, person_id: str, now_ms: int) -> None:
        """Make the person an advocate; a second time changes nothing."""
        self._sql.join_person(self._connection, shop_id=shop_id, person_id=person_id, now_ms=now_ms)

    def mark_banned(self, shop_id: str, person_id: str, at_ms: int | None) -> None:
        """Ban the person from the program; None takes it back."""
        self._sql.mark_banned(self._connection, shop_id=shop_id, person_id=person_id, banned_at_ms=at_ms)

    def mark_opted_out(self, shop_id: str, person_id: str, at_ms: int | None) -> None:
        """Note that the person does not want to be asked; None takes it back."""
        self._sql.mark_opted_out(
            self._connection, shop_id=shop_id, person_id=person_id, opted_out_at_ms=at_ms
        )


def _read(row: Any) -> Person:
    return Person(**{name: row[name] for name in Person.__struct_fields__})
