"""Payouts: whom the shop owes enough to, paid together in a batch, each once."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.actions.changing import note_change
from plugin.actions.commission import recall_engagement, settle_waiting, sum_up
from plugin.actions.house import House
from plugin.actions.partners import must_find_partner
from plugin.actions.payees import open_payee
from plugin.domain.money import write_minor
from plugin.domain.partners import Partner
from plugin.domain.payee import Payee
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop, Struct
from plugin.payout_files import write_payouts
from plugin.store import Parts
from plugin.store.payouts import Batch, Payout


class Due(Struct):
    """What one partner is owed by now in one currency; `why` says why it is not to be paid out yet."""

    partner: Partner
    amount_minor: int
    currency: str
    why: str


class Paid(Struct):
    """One payout with whom it is for; the payee is None where they have not said where to send it."""

    payout: Payout
    partner: Partner
    payee: Payee | None


def list_due(house: House, parts: Parts, shop: Shop, now_ms: int) -> list[Due]:
    """Give every partner who is owed something by now, with why it is not to be paid out yet."""
    return [
        due
        for partner_id in parts.commission.list_earners(shop.shop_id)
        for due in _weigh(house, parts, shop, must_find_partner(parts, shop, partner_id), now_ms)
    ]


def make_batch(house: House, shop: Shop) -> Batch:
    """Make a payout for every partner whose balance has reached the threshold, all in one batch.

    Their balances go down at once, so that pressing twice pays nobody twice. Raises InvalidInput where
    nobody is to be paid.
    """

    def work(parts: Parts) -> Batch:
        now_ms = after_last_payout(house, parts, shop)
        settle_waiting(parts, shop, now_ms)
        due = [one for one in list_due(house, parts, shop, now_ms) if not one.why]
        if not due:
            raise InvalidInput("payouts", "Nobody is to be paid: no balance has reached its threshold.")
        batch = Batch(batch_id=house.new_id("bat", now_ms), made_at_ms=now_ms)
        parts.payouts.add(shop.shop_id, batch, [_make_payout(house, batch, one) for one in due])
        paid = {one.partner.partner_id: f"{one.amount_minor} {one.currency}" for one in due}
        after = {"state": "made", "amounts_minor": paid}
        note_change(house, parts, shop, "payout", batch.batch_id, None, after, now_ms)
        return batch

    return house.store.unit(shop.shop_id, work)


def mark_batch_paid(house: House, shop: Shop, batch_id: str) -> None:
    """Note that a batch was paid; a second time changes nothing. Raises NotFound, InvalidInput."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        batch = must_find_batch(parts, shop, batch_id)
        if batch.cancelled_at_ms is not None:
            raise InvalidInput("batch", "This batch was cancelled: make a new one to pay what is owed.")
        if not any(map(_is_standing, parts.payouts.list_of_batch(shop.shop_id, batch_id))):
            raise InvalidInput("batch", "Every payout of this batch was cancelled: there is nothing to pay.")
        if batch.paid_at_ms is None:
            parts.payouts.mark_paid(shop.shop_id, batch_id, now_ms)
            _note_state(house, parts, shop, batch_id, "paid", now_ms)

    house.store.unit(shop.shop_id, work)


def cancel_batch(house: House, shop: Shop, batch_id: str) -> None:
    """Take a batch back that was not paid: the balances are as before. Raises NotFound, InvalidInput."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        batch = must_find_batch(parts, shop, batch_id)
        if batch.paid_at_ms is not None:
            raise InvalidInput("batch", "This batch was paid: it cannot be cancelled any more.")
        if batch.cancelled_at_ms is None:
            parts.payouts.mark_cancelled(shop.shop_id, batch_id, now_ms)
            _note_state(house, parts, shop, batch_id, "cancelled", now_ms)

    house.store.unit(shop.shop_id, work)


def open_batch(house: House, parts: Parts, shop: Shop, batch_id: str) -> list[Paid]:
    """Give the payouts of a batch with where each is sent, cancelled ones too; raises NotFound."""
    must_find_batch(parts, shop, batch_id)
    found = []
    for payout in parts.payouts.list_of_batch(shop.shop_id, batch_id):
        partner = must_find_partner(parts, shop, payout.partner_id)
        found.append(Paid(payout=payout, partner=partner, payee=open_payee(house, shop, partner)))
    return found


def write_batch(house: House, parts: Parts, shop: Shop, batch_id: str) -> str:
    """Write a batch as CSV for a bank or a spreadsheet, with where each payout is sent; raises NotFound.

    A payout that was cancelled alone is left out.
    """
    opened = open_batch(house, parts, shop, batch_id)
    return write_payouts(_list_cells(one) for one in opened if not one.payout.why)


def sum_batch(paid: Sequence[Paid]) -> dict[str, int]:
    """Add up by currency what a batch sends, without what was cancelled alone."""
    sums: dict[str, int] = {}
    for one in paid:
        if not one.payout.why:
            sums[one.payout.currency] = sums.get(one.payout.currency, 0) + one.payout.amount_minor
    return sums


def after_last_payout(house: House, parts: Parts, shop: Shop) -> int:
    """Give the time, never before the newest payout, which counts though the clock was put back."""
    return max(house.now_ms(), parts.payouts.last_made_at(shop.shop_id))


def must_find_batch(parts: Parts, shop: Shop, batch_id: str) -> Batch:
    """Give one batch; raises NotFound."""
    batch = parts.payouts.find_batch(shop.shop_id, batch_id)
    if batch is None:
        raise NotFound("{shop} has no batch {batch}.", shop=shop.name, batch=batch_id)
    return batch


def _is_standing(payout: Payout) -> bool:
    return payout.cancelled_at_ms is None


def _note_state(house: House, parts: Parts, shop: Shop, batch_id: str, state: str, now_ms: int) -> None:
    note_change(house, parts, shop, "payout", batch_id, {"state": "made"}, {"state": state}, now_ms)


def _weigh(house: House, parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> list[Due]:
    threshold_minor = _recall_threshold(parts, shop, partner, now_ms)
    has_payee = open_payee(house, shop, partner) is not None
    due = []
    for sums in sum_up(parts, shop, partner.partner_id, 0, now_ms + 1):
        least_minor = max(1, threshold_minor if sums.currency == shop.currency else 0)
        why = "below the threshold" if sums.balance_minor < least_minor else ""
        why = why or ("" if has_payee else "no payout details")
        if sums.balance_minor:
            due.append(Due(partner=partner, amount_minor=sums.balance_minor, currency=sums.currency, why=why))
    return due


def _recall_threshold(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> int:
    """Give the balance from which on a partner is paid; who has ended is paid whatever is left."""
    engagement = recall_engagement(parts, shop, partner)
    version = engagement.version_at(now_ms)
    return engagement.terms[version].threshold_minor if version and partner.state != "ended" else 0


def _list_cells(paid: Paid) -> list[str]:
    payout, payee = paid.payout, paid.payee
    where = [payee.way, payee.holder, payee.account, payee.ifsc] if payee else ["", "", "", ""]
    amount = write_minor(payout.amount_minor, payout.currency)
    return [payout.payout_id, paid.partner.name, amount, payout.currency, *where]


def _make_payout(house: House, batch: Batch, due: Due) -> Payout:
    return Payout(
        payout_id=house.new_id("pay", batch.made_at_ms), batch_id=batch.batch_id,
        partner_id=due.partner.partner_id, amount_minor=due.amount_minor, currency=due.currency,
        made_at_ms=batch.made_at_ms,
    )  # fmt: skip
