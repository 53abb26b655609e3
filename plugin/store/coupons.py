"""Coupons: codes that are real, or shall be real, in the merchant's store; and the stock of ready ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from plugin.domain.codes import read_code
from plugin.domain.program import Incentive
from plugin.model import Struct

read_incentive = lru_cache(maxsize=512)(msgspec.json.Decoder(Incentive).decode)

CouponState = Literal["wanted", "live", "used", "ending", "ended", "failed"]


class Coupon(Struct):
    """One code; `subject` says whether a claim, a reward or a partner wants it.

    `code` is kept before any store is called. `store_ref` is the store's own number of it, empty until it is
    known. `until_at_ms` is when it runs out, None for never. A partner's code is for many buyers: it may be
    used `uses_count` times, 0 for any number, and with `once_each` once by each customer.
    """

    coupon_id: str
    code: str
    subject: Literal["claim", "reward", "partner"]
    subject_id: str
    incentive: Incentive
    currency: str
    created_at_ms: int
    until_at_ms: int | None = None
    state: CouponState = "wanted"
    store_ref: str = ""
    failure: str = ""
    uses_count: int = 1
    once_each: bool = False

    @property
    def is_for_many(self) -> bool:
        """Whether many buyers may use it, so that one use does not use it up."""
        return self.subject == "partner"


class Coupons:
    """The coupons of each shop."""

    def __init__(self, connection: Any, sql: Any) -> None:
        self._connection, self._sql = connection, sql

    def add(self, shop_id: str, coupon: Coupon) -> None:
        """Write a coupon that shall be made."""
        row = {name: getattr(coupon, name) for name in Coupon.__struct_fields__}
        row["incentive"] = msgspec.json.encode(coupon.incentive).decode()
        row["code_key"], row["once_each"] = read_code(coupon.code), int(coupon.once_each)
        self._sql.add_coupon(self._connection, shop_id=shop_id, **row)

    def find(self, shop_id: str, coupon_id: str) -> Coupon | None:
        """Give one coupon."""
        row = self._sql.find_coupon(self._connection, shop_id=shop_id, coupon_id=coupon_id)
        return _read(row) if row else None

    def find_by_code(self, shop_id: str, code: str) -> Coupon | None:
        """Give the coupon with this code, however it is written."""
        row = self._sql.find_coupon_by_code(self._connection, shop_id=shop_id, code_key=read_code(code))
        return _read(row) if row else None

    def list_in(self, shop_id: str, states: Sequence[CouponState], after_id: str, most: int) -> list[Coupon]:
        """Give the coupons in these states, by id, after one id."""
        rows = self._sql.list_coupons(
            self._connection, shop_id=shop_id, after_id=after_id, most=most,
            **dict(zip(("first", "second", "third"), (*states, "", "", ""), strict=False)),
        )  # fmt: skip
        return [_read(row) for row in rows]

    def list_run_out(self, shop_id: str, now_ms: int, most: int) -> list[tuple[str, str]]:
        """Give (shop_id, coupon_id) of live coupons of a shop, "" for all, whose time is over."""
        rows = self._sql.list_run_out(self._connection, shop_id=shop_id, now_ms=now_ms, most=most)
        return [(row["shop_id"], row["coupon_id"]) for row in rows]

    def change(
        self, shop_id: str, coupon_id: str, state: CouponState, store_ref: str, failure: str = ""
    ) -> None:
        """Write what became of a coupon."""
        self._sql.change_coupon(
            self._connection, shop_id=shop_id, coupon_id=coupon_id, state=state, store_ref=store_ref,
            failure=failure,
        )  # fmt: skip

    def count_states(self, shop_id: str) -> dict[str, int]:
        """Count the shop's coupons by state."""
        rows = self._sql.count_coupons(self._connection, shop_id=shop_id)
        return {row["state"]: row["coupons_count"] for row in rows}

    def add_stock(self, shop_id: str, pile: str, codes: Sequence[str], now_ms: int) -> int:
        """Put ready codes on a pile; gives how many were new."""
        return sum(
            self._sql.add_stock(self._connection, shop_id=shop_id, code=code, pile=pile, added_at_ms=now_ms)
            for code in codes
        )

    def take_stock(self, shop_id: str, pile: str, coupon_id: str) -> str | None:
        """Take a pile's first free code for a coupon, the same when asked again; None where it is empty."""
        row = self._sql.take_stock(self._connection, shop_id=shop_id, pile=pile, coupon_id=coupon_id)
        return row["code"] if row else None

    def count_stock(self, shop_id: str) -> dict[str, int]:
        """Count the free codes on each pile that has any."""
        rows = self._sql.count_stock(self._connection, shop_id=shop_id)
        return {row["pile"]: row["codes_count"] for row in rows}

    def replace_code(self, shop_id: str, coupon_id: str, code: str) -> None:
        """Give a coupon that was not made yet the code that the stock had for it."""
        self._sql.replace_code(
            self._connection, shop_id=shop_id, coupon_id=coupon_id, code=code, code_key=read_code(code)
        )


def _read(row: Any) -> Coupon:
    values = {name: row[name] for name in Coupon.__struct_fields__}
    incentive, once_each = read_incentive(row["incentive"]), bool(row["once_each"])
    return Coupon(**(values | {"incentive": incentive, "once_each": once_each}))
