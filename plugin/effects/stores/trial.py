"""The store of a trial: coupons are real at once, and in no store."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.effects.stores.room import CustomerPage, SilentRoom
from plugin.store.coupons import Coupon

TRIAL = "trial"


class TrialRoom(SilentRoom):
    """A store that is asked for nothing."""

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Give the number of a coupon that no store has."""
        return TRIAL

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Give nothing: a trial's people are in no store."""
        return iter(())
