"""What contacts said to being written to, and what came back of what was written to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from plugin.domain.mailing import Bounce, Word
from plugin.model import Medium, Struct
from plugin.store.rows import write_rows


class Suppressed(Struct):
    """How many contacts of a shop are not written to: for what came back, and for their own word."""

    bounced_count: int
    opted_out_count: int


class Consents:
    """The words and the bounces of each shop's contacts, who are known by keyed hashes only."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add_word(self, shop_id: str, consent_id: str, contact_hash: str, word: Word) -> None:
        """Write what a contact said."""
        self._sql.add_consent(
            self._connection, shop_id=shop_id, consent_id=consent_id, medium=word.medium,
            contact_hash=contact_hash, says=word.says, source=word.source, wording=word.wording,
            at_ms=word.at_ms,
        )  # fmt: skip

    def last_word(self, shop_id: str, contact_hash: str, medium: Medium) -> Word | None:
        """Give what a contact said last."""
        row = self._sql.last_consent(
            self._connection, shop_id=shop_id, contact_hash=contact_hash, medium=medium
        )
        return Word(**dict(row)) if row else None

    def last_says(self, shop_id: str, contact_hashes: Sequence[str], medium: Medium) -> dict[str, str]:
        """Give "in" or "out" for each of many contacts who ever said either, as the last word has it."""
        rows = self._sql.list_last_says(
            self._connection, shop_id=shop_id, medium=medium,
            contact_hashes=msgspec.json.encode(contact_hashes).decode(),
        )  # fmt: skip
        return {row["contact_hash"]: row["says"] for row in rows}

    def list_complained(self, shop_id: str, contact_hashes: Sequence[str], medium: Medium) -> list[str]:
        """Give those of many contacts who complained of a message once."""
        rows = self._sql.list_complained(
            self._connection, shop_id=shop_id, medium=medium,
            contact_hashes=msgspec.json.encode(contact_hashes).decode(),
        )  # fmt: skip
        return [row["contact_hash"] for row in rows]

    def add_words(self, shop_id: str, words: Sequence[tuple[str, str, Word]]) -> None:
        """Write many words at once, each with its id and its contact's hash."""
        rows = [
            (shop_id, consent_id, word.medium, contact_hash, word.says, word.source, word.wording, word.at_ms)
            for consent_id, contact_hash, word in words
        ]
        write_rows(self._connection, self._sql.add_consents, rows)

    def list_words(self, shop_id: str, contact_hash: str, medium: Medium) -> list[Word]:
        """Give all that a contact said, newest first."""
        rows = self._sql.list_consents_of(
            self._connection, shop_id=shop_id, contact_hash=contact_hash, medium=medium
        )
        return [Word(**dict(row)) for row in rows]

    def add_bounce(self, shop_id: str, bounce_id: str, contact_hash: str, bounce: Bounce) -> None:
        """Write what came back; the same one again changes nothing."""
        self._sql.add_bounce(
            self._connection, shop_id=shop_id, bounce_id=bounce_id, medium=bounce.medium,
            contact_hash=contact_hash, kind=bounce.kind, source=bounce.source, at_ms=bounce.at_ms,
        )  # fmt: skip

    def list_bounces(self, shop_id: str, contact_hash: str, medium: Medium) -> list[Bounce]:
        """Give what came back of what was sent to a contact, newest first."""
        rows = self._sql.list_bounces_of(
            self._connection, shop_id=shop_id, contact_hash=contact_hash, medium=medium
        )
        return [Bounce(**dict(row)) for row in rows]

    def has_bought(self, shop_id: str, person_id: str) -> bool:
        """Say whether a person has bought before."""
        return bool(self._sql.has_bought(self._connection, shop_id=shop_id, person_id=person_id)["bought"])

    def count_suppressed(self, shop_id: str) -> Suppressed:
        """Count the contacts who are not written to."""
        row = self._sql.count_suppressed(self._connection, shop_id=shop_id)
        return Suppressed(
            bounced_count=int(row["bounced_count"]), opted_out_count=int(row["opted_out_count"])
        )
