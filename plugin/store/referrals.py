"""The ties between advocates and their friends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from plugin.domain.referring import Review, Steps
from plugin.domain.rewards import Counted, Place, Tally
from plugin.model import FriendState, Method, Reason, Struct, Verdict
from plugin.store.orders import OrderRow, read_order

# Settling reads an advocate's friends again and again.
_read_reasons = lru_cache(maxsize=4096)(msgspec.json.Decoder(tuple[Reason, ...]).decode)
AFTER_ALL = "ref_~"
HASHES = 3
_read_counted: Callable[[Any], Counted] = itemgetter("release_at_ms", "is_clear", "currency")


class Referral(Struct):
    """One friend of one advocate, with the evidence.

    `order_id` is the order that counts, `program_version` the rules that the friend came under. `verdict`
    and `reasons` are the fraud rules' answer, `review` the merchant's. `device_hash` and `ip_hash` are keyed
    hashes of where the claim came from, emptied when their time is over. `frozen` is what the friend earned,
    kept as JSON without a name when the friend was forgotten.
    """

    referral_id: str
    advocate_id: str
    program_version: int
    since_at_ms: int
    friend_id: str | None = None
    order_id: str | None = None
    method: Method | str = ""
    channel: str = ""
    claimed_at_ms: int | None = None
    registered_at_ms: int | None = None
    event_at_ms: int | None = None
    verdict: Verdict = "clear"
    reasons: tuple[Reason, ...] = ()
    review: Review = ""
    review_until_at_ms: int | None = None
    reviewed_at_ms: int | None = None
    device_hash: str = ""
    ip_hash: str = ""
    state: FriendState = "came"
    frozen: str = ""

    @property
    def steps(self) -> Steps:
        """What the friend did besides ordering."""
        return Steps(
            claimed_at_ms=self.claimed_at_ms,
            registered_at_ms=self.registered_at_ms,
            event_at_ms=self.event_at_ms,
        )


class Friend(Struct):
    """One friend as settling reads them: the referral, the order that counts, and where they stood last.

    `is_settled` says that nothing of them has changed since.
    """

    referral: Referral
    row: OrderRow | None
    place: Place
    is_settled: bool


class Referrals:
    """The referrals of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, referral: Referral) -> None:
        """Write that a friend came by an advocate."""
        self._sql.add_referral(self._connection, shop_id=shop_id, **_columns(referral))

    def change(self, shop_id: str, referral: Referral) -> None:
        """Write what is known of a referral now."""
        self._sql.change_referral(self._connection, shop_id=shop_id, **_columns(referral))

    def find(self, shop_id: str, referral_id: str) -> Referral | None:
        """Give one referral."""
        row = self._sql.find_referral(self._connection, shop_id=shop_id, referral_id=referral_id)
        return _read(row) if row else None

    def list_of(self, shop_id: str, advocate_id: str) -> list[Referral]:
        """Give one advocate's referrals, the first friend first."""
        rows = self._sql.list_referrals_of(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [_read(row) for row in rows]

    def list_newest_of(self, shop_id: str, advocate_id: str, most: int) -> list[Referral]:
        """Give one advocate's newest referrals, the newest first."""
        rows = self._sql.list_newest_of(self._connection, shop_id=shop_id, advocate_id=advocate_id, most=most)
        return [_read(row) for row in rows]

    def count_of(self, shop_id: str, advocate_id: str) -> int:
        """Count one advocate's referrals."""
        row = self._sql.count_referrals_of(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return int(row["referrals_count"])

    def list_friends(self, shop_id: str, advocate_id: str) -> list[Friend]:
        """Give all of one advocate's friends, the first first."""
        rows = self._sql.list_friends(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [_read_friend(row) for row in rows]

    def list_unsettled(self, shop_id: str, advocate_id: str) -> list[Friend]:
        """Give the friends of one advocate of whom something changed since they were settled."""
        rows = self._sql.list_unsettled(self._connection, shop_id=shop_id, advocate_id=advocate_id)
        return [_read_friend(row) for row in rows]

    def list_settled(self, shop_id: str, advocate_id: str, cause: str) -> list[Friend]:
        """Give the settled friends of one advocate by what they did ("order woocommerce 1001")."""
        rows = self._sql.list_settled(self._connection, shop_id=shop_id, advocate_id=advocate_id, cause=cause)
        return [_read_friend(row) for row in rows]

    def unsettle(self, shop_id: str, referral_id: str) -> None:
        """Note that something of a friend changed, the order perhaps, and is to be settled."""
        self._sql.unsettle_referral(self._connection, shop_id=shop_id, referral_id=referral_id)

    def place(self, shop_id: str, referral_id: str, place: Place) -> None:
        """Write where a friend stands among the advocate's."""
        columns = {name: getattr(place, name) for name in Place.__struct_fields__}
        columns["is_clear"] = int(place.is_clear)
        self._sql.place_referral(self._connection, shop_id=shop_id, referral_id=referral_id, **columns)

    def settle(self, shop_id: str, referral_id: str, state: FriendState) -> None:
        """Write how far a friend has come, and that all that is known of them is settled."""
        self._sql.settle_referral(self._connection, shop_id=shop_id, referral_id=referral_id, state=state)

    def tally_counted(self, shop_id: str, advocate_id: str, now_ms: int) -> Tally:
        """Count the friends of one advocate who count by now."""
        row = self._sql.tally_counted(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, now_ms=now_ms
        )
        return Tally(**{name: row[name] for name in Tally.__struct_fields__})

    def list_counted(self, shop_id: str, advocate_id: str, now_ms: int) -> list[Counted]:
        """Give the friends of one advocate who count by now, in the order in which they count."""
        rows = self._sql.list_counted(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, now_ms=now_ms
        )
        return list(map(_read_counted, rows))

    def list_by_friends(self, shop_id: str, friend_ids: Sequence[str]) -> list[Referral]:
        """Give the referrals in which one buyer is the friend, under whichever of at most three ids."""
        first, second, third = (*friend_ids, "", "", "")[:HASHES]
        rows = self._sql.list_referrals_by_friends(
            self._connection, shop_id=shop_id, first=first, second=second, third=third
        )
        return [_read(row) for row in rows]

    def list_by_order(self, shop_id: str, order_id: str) -> list[Referral]:
        """Give the referrals that an order counts for."""
        rows = self._sql.list_referrals_by_order(self._connection, shop_id=shop_id, order_id=order_id)
        return [_read(row) for row in rows]

    def list_waiting(self, shop_id: str, most: int) -> list[Referral]:
        """Give what waits for the merchant's review, the nearest deadline first."""
        return [_read(row) for row in self._sql.list_waiting(self._connection, shop_id=shop_id, most=most)]

    def list_latest(self, shop_id: str, most: int, before_id: str = AFTER_ALL) -> list[Referral]:
        """Give the newest referrals, or those before an id, the newest first."""
        rows = self._sql.list_latest(self._connection, shop_id=shop_id, before_id=before_id, most=most)
        return [_read(row) for row in rows]

    def count_others(
        self, shop_id: str, advocate_id: str, referral_id: str, since_at_ms: int, before_at_ms: int
    ) -> int:
        """Count an advocate's other friends who ordered, of a span of time."""
        row = self._sql.count_recent(
            self._connection, shop_id=shop_id, advocate_id=advocate_id, referral_id=referral_id,
            since_at_ms=since_at_ms, before_at_ms=before_at_ms,
        )  # fmt: skip
        return int(row["referrals_count"])

    def count_from(self, shop_id: str, ip_hash: str, since_at_ms: int, until_at_ms: int) -> int:
        """Count the referrals from one block of addresses in a span of time."""
        row = self._sql.count_from(
            self._connection, shop_id=shop_id, ip_hash=ip_hash, since_at_ms=since_at_ms,
            until_at_ms=until_at_ms,
        )  # fmt: skip
        return int(row["referrals_count"])

    def forget_traces(self, shop_id: str, from_id: str, until_id: str) -> None:
        """Empty the hashes of where the referrals between two ids came from."""
        self._sql.forget_referral_traces(
            self._connection, shop_id=shop_id, from_id=from_id, until_id=until_id
        )

    def list_device_hashes(self, shop_id: str, person_ids: Sequence[str]) -> list[str]:
        """Give the devices from which one buyer claimed before, under at most three ids."""
        first, second, third = (*person_ids, "", "", "")[:HASHES]
        rows = self._sql.list_devices(
            self._connection, shop_id=shop_id, first=first, second=second, third=third
        )
        return [row["device_hash"] for row in rows]


def _columns(referral: Referral) -> dict[str, Any]:
    columns = {name: getattr(referral, name) for name in Referral.__struct_fields__}
    columns["reasons"] = msgspec.json.encode(referral.reasons).decode()
    return columns


def _read(row: Any) -> Referral:
    values = {name: row[name] for name in Referral.__struct_fields__}
    return Referral(**(values | {"reasons": _read_reasons(row["reasons"])}))


def _read_friend(row: Any) -> Friend:
    place = {name: row[name] for name in Place.__struct_fields__}
    return Friend(
        referral=_read(row),
        row=read_order(row) if row["snapshot"] else None,
        place=Place(**(place | {"is_clear": bool(row["is_clear"])})),
        is_settled=bool(row["is_settled"]),
    )
