"""The store of a trial: coupons are real at once, and in no store."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.effects.stores.room import CouponFound, CustomerPage
from plugin.model import Order
from plugin.store.coupons import Coupon

TRIAL = "trial"


class TrialRoom:
    """A store that is asked for nothing."""

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Give the number of a coupon that no store has."""
        return TRIAL

    def end(self, coupon: Coupon) -> None:
        """Do nothing: no store has it."""

    def count(self, coupon: Coupon) -> CouponFound:
        """Take the coupon as it is kept."""
        return CouponFound(live_count=1 if coupon.store_ref else 0, used_count=0, store_ref=coupon.store_ref)

    def read_orders(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        """Give nothing: a trial's orders are in no store."""
        return iter(())

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Give nothing: a trial's people are in no store."""
        return iter(())

    def mend_webhooks(self) -> int:
        """Do nothing: no store sends anything for a trial."""
        return 0
