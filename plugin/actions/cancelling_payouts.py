"""One payout of a batch, cancelled alone: the money is owed again; and put back while it still is."""

from __future__ import annotations

import msgspec

from plugin.actions.changing import note_change, read_note
from plugin.actions.commission import settle_waiting, sum_up
from plugin.actions.house import House
from plugin.actions.payouts import after_last_payout, must_find_batch
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.payouts import Payout


def cancel_payout(house: House, shop: Shop, payout_id: str, note: str) -> None:
    """Take one payout out of a batch that was not paid: its partner's balance is as before.

    A second time changes nothing. Raises NotFound, InvalidInput without a note or where the batch is closed.
    """
    why, now_ms = read_note(note), house.now_ms()

    def work(parts: Parts) -> None:
        payout = _must_find_open(parts, shop, payout_id)
        if payout.cancelled_at_ms is None:
            parts.payouts.cancel_one(shop.shop_id, payout_id, why, now_ms)
            _note_state(house, parts, shop, payout, "cancelled", now_ms)

    house.store.unit(shop.shop_id, work)


def restore_payout(house: House, shop: Shop, payout_id: str) -> None:
    """Put a payout that was cancelled alone back into its batch, as a new entry of the partner's ledger.

    A second time changes nothing. Raises NotFound, InvalidInput where the batch is closed or the money is not
    owed any more.
    """

    def work(parts: Parts) -> None:
        now_ms = after_last_payout(house, parts, shop)
        payout = _must_find_open(parts, shop, payout_id)
        if not is_restorable(payout, parts.payouts.list_of_batch(shop.shop_id, payout.batch_id)):
            return
        settle_waiting(parts, shop, now_ms)
        if _owed_minor(parts, shop, payout, now_ms) < payout.amount_minor:
            raise InvalidInput("payout", "So much is not owed any more: the next batch pays what is.")
        again = msgspec.structs.replace(
            payout, payout_id=house.new_id("pay", now_ms), made_at_ms=now_ms, cancelled_at_ms=None, why=""
        )
        parts.payouts.add_one(shop.shop_id, again)
        _note_state(house, parts, shop, again, "made", now_ms)

    house.store.unit(shop.shop_id, work)


def is_restorable(payout: Payout, of_batch: list[Payout]) -> bool:
    """Say whether a payout was cancelled alone, and is the last word on its partner in its batch."""
    theirs = [
        one for one in of_batch if (one.partner_id, one.currency) == (payout.partner_id, payout.currency)
    ]
    return bool(payout.why) and theirs[-1].payout_id == payout.payout_id


def _must_find_open(parts: Parts, shop: Shop, payout_id: str) -> Payout:
    """Give a payout whose batch was neither paid nor cancelled; raises NotFound, InvalidInput."""
    payout = parts.payouts.find(shop.shop_id, payout_id)
    if payout is None:
        raise NotFound("{shop} has no payout {payout}.", shop=shop.name, payout=payout_id)
    batch = must_find_batch(parts, shop, payout.batch_id)
    if batch.paid_at_ms is not None or batch.cancelled_at_ms is not None:
        raise InvalidInput("payout", "Its batch was paid or cancelled: its payouts stay as they are.")
    return payout


def _owed_minor(parts: Parts, shop: Shop, payout: Payout, now_ms: int) -> int:
    sums = sum_up(parts, shop, payout.partner_id, 0, now_ms + 1)
    return next((one.balance_minor for one in sums if one.currency == payout.currency), 0)


def _note_state(house: House, parts: Parts, shop: Shop, payout: Payout, state: str, now_ms: int) -> None:
    """Note who did it and when; why it was done stands with the payout, since it may name a person."""
    after = {"state": state, "batch": payout.batch_id, "amount": f"{payout.amount_minor} {payout.currency}"}
    before = {**after, "state": "made" if state == "cancelled" else "cancelled"}
    note_change(house, parts, shop, "payout", payout.payout_id, before, after, now_ms)
