"""A store room: where a coupon becomes real, whatever the platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from plugin.domain.customers import Customer
from plugin.model import Order, Struct
from plugin.store.coupons import Coupon


class CouponFound(Struct):
    """What the store has under one coupon's code.

    `store_ref` is the store's own number of the one that stands, empty where none does. `mended_count` says
    how many superfluous ones were taken away.
    """

    live_count: int
    used_count: int
    store_ref: str = ""
    mended_count: int = 0


class CustomerPage(Struct):
    """Some of a store's customers, and where to go on after them."""

    customers: tuple[Customer, ...]
    cursor: str


class StoreRoom(Protocol):
    """One shop's store, as far as coupons and orders go.

    Every verb raises StoreRefused where a person must look at it, StoreBusy where the store asks for time,
    and StoreUnclear where nobody knows what was done.
    """

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Make a coupon real in the store; gives the store's own number of it.

        `asked_before`: an earlier try may have reached the store, so the code is looked up first, compared
        and adopted.
        """

    def end(self, coupon: Coupon) -> None:
        """Disable a coupon that was not used; one that is gone or used up stays as it is."""

    def count(self, coupon: Coupon) -> CouponFound:
        """Count what carries a coupon's code, and take superfluous ones of ours away."""

    def read_orders(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        """Read back the orders that changed in a span of time, page by page."""

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Read the customers after a cursor, page by page; an empty one begins with the first."""

    def mend_webhooks(self) -> int:
        """Switch on again what the store switched off of our webhooks; gives how many."""


class SilentRoom:
    """What holds of a store that cannot be asked: what was made there is believed, and nothing is read."""

    def end(self, coupon: Coupon) -> None:
        """Do nothing: nobody here can end it."""

    def count(self, coupon: Coupon) -> CouponFound:
        """Take the coupon as it is kept: nobody can look into the store."""
        return CouponFound(live_count=1 if coupon.store_ref else 0, used_count=0, store_ref=coupon.store_ref)

    def read_orders(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        """Give nothing: there is no API to read orders from."""
        return iter(())

    def mend_webhooks(self) -> int:
        """Do nothing: no webhooks were made there by us."""
        return 0
