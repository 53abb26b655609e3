"""Visits by an advocate's link, and the claims of friends who took the offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.model import Struct


class Claim(Struct):
    """A friend took the offer; `friend_id` is empty until an order or a contact says who it is."""

    claim_id: str
    advocate_id: str
    referral_id: str
    at_ms: int
    until_at_ms: int
    friend_id: str | None = None
    coupon_id: str | None = None
    visit_id: str | None = None
    channel: str = ""
    contact_hash: str = ""
    language: str = ""
    device: str = ""


class Visit(Struct):
    """A friend came by a link."""

    visit_id: str
    advocate_id: str
    channel: str
    at_ms: int
    language: str = ""
    device: str = ""


class Claims:
    """The visits and claims of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add_visit(self, shop_id: str, visit: Visit) -> None:
        """Write a visit; the same one again changes nothing."""
        self._sql.add_visit(
            self._connection, shop_id=shop_id, visit_id=visit.visit_id, advocate_id=visit.advocate_id,
            channel=visit.channel, at_ms=visit.at_ms, language=visit.language, device=visit.device,
        )  # fmt: skip

    def find_visit(self, shop_id: str, visit_id: str) -> Visit | None:
        """Give one visit."""
        row = self._sql.find_visit(self._connection, shop_id=shop_id, visit_id=visit_id)
        return Visit(**{name: row[name] for name in Visit.__struct_fields__}) if row else None

    def count_visits(self, shop_id: str, advocate_id: str) -> dict[str, int]:
        """Count an advocate's visits by channel."""
        rows = self._sql.count_visits(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return {row["channel"]: row["visits_count"] for row in rows}

    def add(self, shop_id: str, claim: Claim) -> None:
        """Write a new claim."""
        row = {name: getattr(claim, name) for name in Claim.__struct_fields__}
        self._sql.add_claim(self._connection, shop_id=shop_id, **row)

    def find(self, shop_id: str, claim_id: str) -> Claim | None:
        """Give one claim."""
        row = self._sql.find_claim(self._connection, shop_id=shop_id, claim_id=claim_id)
        return _read(row) if row else None

    def find_by_coupon(self, shop_id: str, coupon_id: str) -> Claim | None:
        """Give the claim that a coupon was made for."""
        row = self._sql.find_claim_by_coupon(self._connection, shop_id=shop_id, coupon_id=coupon_id)
        return _read(row) if row else None

    def find_by_contact(self, shop_id: str, advocate_id: str, contact_hash: str, now_ms: int) -> Claim | None:
        """Give the claim that somebody with this e-mail or phone has open with one advocate."""
        row = self._sql.find_claim_by_contact(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, contact_hash=contact_hash,
            now_ms=now_ms,
        )  # fmt: skip
        return _read(row) if row else None

    def find_by_device(self, shop_id: str, advocate_id: str, device_hash: str, now_ms: int) -> Claim | None:
        """Give the claim that this browser has open with one advocate, and has not used yet."""
        row = self._sql.find_claim_by_device(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, device_hash=device_hash,
            now_ms=now_ms,
        )  # fmt: skip
        return _read(row) if row else None

    def list_of_friends(self, shop_id: str, friend_ids: Sequence[str]) -> list[Claim]:
        """Give the claims of one buyer, under whichever of at most three ids."""
        first, second, third = (*friend_ids, "", "", "")[:3]
        rows = self._sql.list_claims_of(
            self._connection, shop_id=shop_id, first=first, second=second, third=third
        )
        return [_read(row) for row in rows]

    def name_friend(self, shop_id: str, claim_id: str, friend_id: str) -> None:
        """Write who the friend of a claim turned out to be."""
        self._sql.name_friend(self._connection, shop_id=shop_id, claim_id=claim_id, friend_id=friend_id)

    def count_between(self, shop_id: str, advocate_id: str, since_at_ms: int, until_at_ms: int) -> int:
        """Count the claims by one advocate's link in a span of time."""
        row = self._sql.count_claims(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, since_at_ms=since_at_ms,
            until_at_ms=until_at_ms,
        )  # fmt: skip
        return int(row["claims_count"])


def _read(row: Any) -> Claim:
    return Claim(**{name: row[name] for name in Claim.__struct_fields__})
