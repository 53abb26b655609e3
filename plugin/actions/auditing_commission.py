"""The audit of commission: ledgers beside a recomputation, and payouts beside what had matured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugin.actions.commission import is_waiting, open_accounts
from plugin.domain.commission import Line
from plugin.domain.moments import FOR_EVER_MS
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.payouts import Batch, Payout


def find_wrong_ledgers(parts: Parts, shop: Shop, now_ms: int) -> list[str]:
    """Give the partners whose lines do not add up to what their orders earn.

    Whoever is about to be settled is left out.
    """
    return [
        partner.partner_id
        for partner in parts.partners.list(shop.shop_id)
        if not is_waiting(partner, now_ms) and open_accounts(parts, shop, partner, now_ms).lack
    ]


def find_wrong_payouts(parts: Parts, shop: Shop) -> list[str]:
    """Give the payouts that were more than what had matured and was not paid out by then, or less than 1."""
    return [
        payout.payout_id
        for partner_id in parts.commission.list_earners(shop.shop_id)
        for payout in _find_overpaid(
            parts.commission.list_lines(shop.shop_id, partner_id),
            parts.payouts.list_of(shop.shop_id, partner_id),
        )
    ]


def find_torn_batches(parts: Parts, shop: Shop, most: int) -> list[str]:
    """Give the payouts that were not paid or cancelled with their batch, or alone with a note, or both."""
    return [
        payout.payout_id
        for batch in parts.payouts.list_batches(shop.shop_id, most)
        for payout in parts.payouts.list_of_batch(shop.shop_id, batch.batch_id)
        if _is_torn(payout, batch)
    ]


def _is_torn(payout: Payout, batch: Batch) -> bool:
    if None not in (batch.paid_at_ms, batch.cancelled_at_ms):
        return True
    if payout.why:
        return payout.paid_at_ms is not None or payout.cancelled_at_ms is None
    return (payout.paid_at_ms, payout.cancelled_at_ms) != (batch.paid_at_ms, batch.cancelled_at_ms)


def _find_overpaid(lines: Sequence[Line], payouts: Sequence[Payout]) -> Iterator[Payout]:
    for payout in payouts:
        at_ms = payout.made_at_ms
        matured_minor = sum(
            line.amount_minor
            for line in lines
            if line.currency == payout.currency and line.at_ms <= at_ms and line.matures_at_ms <= at_ms
        )
        before_minor = sum(
            one.amount_minor
            for one in payouts
            if one.currency == payout.currency
            and one.made_at_ms < at_ms < (one.cancelled_at_ms or FOR_EVER_MS)
        )
        if not 0 < payout.amount_minor <= matured_minor - before_minor:
            yield payout
