"""What the people of each shop brought, from one id to another, and finding one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from plugin.domain.advocates import Advocate, Brought
from plugin.domain.referring import final_verdict
from plugin.model import FriendState, Struct
from plugin.store.value import read_placed

LAST_OF_CODES = "Z" * 40  # after whatever a code may end with, in every database's order of letters


class FriendOf(Struct):
    """One friend of an advocate; `number` is that of the order that counts."""

    referral_id: str
    friend_id: str | None
    order_id: str | None
    state: FriendState
    since_at_ms: int
    number: str | None


class Shared(Struct):
    """One act of sharing."""

    channel: str
    surface: str
    at_ms: int


class Advocates:
    """The advocates of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def list_ids(self, shop_id: str, after_person_id: str, most: int) -> list[str]:
        """Give the next people of a shop, by id; nobody of a trial."""
        return self._list_ids(self._sql.list_ids, shop_id, after_person_id=after_person_id, most=most)

    def list_counts(self, shop_id: str, first_id: str, last_id: str, currency: str) -> dict[str, Advocate]:
        """Give what these people did and were given, but not what they brought; nobody who did nothing."""
        span = {"shop_id": shop_id, "first_id": first_id, "last_id": last_id}
        found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for row in self._sql.list_visits(self._connection, **span):
            found[row["advocate_id"]] |= {"visits_count": row["rows_count"]}
        for row in self._sql.list_claims(self._connection, **span):
            found[row["advocate_id"]] |= {"claims_count": row["rows_count"]}
        for row in self._sql.list_shares(self._connection, **span):
            shared = {"first_shared_at_ms": row["first_at_ms"], "last_shared_at_ms": row["last_at_ms"]}
            found[row["advocate_id"]] |= {"shares_count": row["rows_count"], **shared}
        for row in self._sql.list_rewards(self._connection, currency=currency, **span):
            found[row["advocate_id"]] |= {
                "rewards_count": row["rows_count"], "rewards_minor": row["sum_minor"]
            }  # fmt: skip
        return {person_id: Advocate(person_id=person_id, **fields) for person_id, fields in found.items()}

    def list_brought(
        self, shop_id: str, first_id: str, last_id: str, now_ms: int, pays_unreviewed: bool
    ) -> Iterator[tuple[str, list[Brought]]]:
        """Give each of these people who brought any orders with all of these, each order once."""
        rows = self._sql.list_brought(self._connection, shop_id=shop_id, first_id=first_id, last_id=last_id)
        for person_id, own in groupby(rows, itemgetter("advocate_id")):
            firsts = (next(same) for _, same in groupby(own, itemgetter("order_id")))
            yield person_id, [_read_brought(row, now_ms, pays_unreviewed) for row in firsts]

    def count_stayed(self, shop_id: str, person_ids: Sequence[str]) -> int:
        """Count those of some people who bought more than once."""
        ids = msgspec.json.encode(person_ids).decode()
        row = self._sql.count_stayed(self._connection, shop_id=shop_id, person_ids=ids)
        return int(row["rows_count"])

    def list_named(self, shop_id: str, name: str, most: int) -> list[str]:
        """Give those with this first name who brought somebody, however it is capitalised."""
        short = name[:40]
        return self._list_ids(
            self._sql.list_named, shop_id, first=short, second=short.title(), third=short.lower(),
            fourth=short.upper(), most=most,
        )  # fmt: skip

    def list_coded(self, shop_id: str, code: str, most: int) -> list[str]:
        """Give the people whose code begins so."""
        return self._list_ids(
            self._sql.list_coded, shop_id, code=code, last_code=code + LAST_OF_CODES, most=most
        )

    def list_friends(self, shop_id: str, advocate_id: str, most: int) -> list[FriendOf]:
        """Give an advocate's newest friends."""
        rows = self._sql.list_friends_of(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, most=most
        )
        return [msgspec.convert(dict(row), FriendOf) for row in rows]

    def count_visits(self, shop_id: str, advocate_id: str, most: int) -> dict[str, int]:
        """Count an advocate's newest visits, no more than so many, by channel."""
        rows = self._sql.count_latest_visits(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, most=most
        )
        return {row["channel"]: row["rows_count"] for row in rows}

    def list_shares(self, shop_id: str, person_id: str, most: int) -> list[Shared]:
        """Give the newest shares of somebody."""
        rows = self._sql.list_latest_shares(self._connection, shop_id=shop_id, person_id=person_id, most=most)
        return [Shared(**dict(row)) for row in rows]

    def list_reward_ids(self, shop_id: str, person_id: str, most: int) -> list[str]:
        """Give the ids of somebody's newest rewards."""
        rows = self._sql.list_latest_rewards(
            self._connection, shop_id=shop_id, person_id=person_id, most=most
        )
        return [row["reward_id"] for row in rows]

    def list_order_ids(self, shop_id: str, person_id: str, most: int) -> list[str]:
        """Give the ids of somebody's newest orders."""
        rows = self._sql.list_latest_orders(self._connection, shop_id=shop_id, person_id=person_id, most=most)
        return [row["order_id"] for row in rows]

    def _list_ids(self, query: Callable[..., Any], shop_id: str, **values: object) -> list[str]:
        return [row["person_id"] for row in query(self._connection, shop_id=shop_id, **values)]


def _read_brought(row: Any, now_ms: int, pays_unreviewed: bool) -> Brought:
    verdict = final_verdict(row["verdict"], row["review"], row["review_until_at_ms"], now_ms, pays_unreviewed)
    return Brought(friend_id=row["friend_id"], verdict=verdict, order=read_placed(row))
