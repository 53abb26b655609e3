"""Statements: a month of a partner's ledger with what it opened and closed with, and never a buyer's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from plugin.domain.commission import Line
from plugin.domain.months import month_of
from plugin.domain.partners import Partner
from plugin.errors import InvalidInput
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.payouts import Payout

MONTH = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])\Z")


class Entry(Struct):
    """One line of a statement; the order's number is empty where the order was erased."""

    line: Line
    order_number: str


class Movement(Struct):
    """A payout that was made in a month, or one that was cancelled in it and came back."""

    payout_id: str
    amount_minor: int
    currency: str
    at_ms: int


class Balance(Struct):
    """A month in one currency, in minor units: what it opened with, what came, what went, what is left."""

    currency: str
    opening_minor: int
    earned_minor: int
    paid_out_minor: int
    closing_minor: int


class Statement(Struct):
    """One month of one partner. What is earned counts from when it is written, matured or not."""

    partner: Partner
    month: str
    entries: tuple[Entry, ...]
    movements: tuple[Movement, ...]
    balances: tuple[Balance, ...]


def open_statement(parts: Parts, shop: Shop, partner: Partner, month: str) -> Statement:
    """Give a partner's statement of a month such as "2026-11"; raises InvalidInput for what is no month."""
    if not MONTH.match(month):
        raise InvalidInput("month", "{month} is no month: give one such as 2026-11.", month=repr(month))
    lines = parts.commission.list_month(shop.shop_id, partner.partner_id, month)
    payouts = parts.payouts.list_of(shop.shop_id, partner.partner_id)
    moved = sorted(chain.from_iterable(map(_move, payouts)), key=lambda one: (one.at_ms, one.payout_id))
    of_month = [one for one in moved if month_of(one.at_ms, shop.time_zone) == month]
    opening = parts.commission.sum_before(shop.shop_id, partner.partner_id, month)
    for one in moved:
        if month_of(one.at_ms, shop.time_zone) < month:
            opening[one.currency] = opening.get(one.currency, 0) - one.amount_minor
    entries = tuple(Entry(line=line, order_number=number) for line, number in lines)
    return Statement(
        partner=partner, month=month, entries=entries, movements=tuple(of_month),
        balances=tuple(_balance(opening, entries, of_month)),
    )  # fmt: skip


def list_months(parts: Parts, shop: Shop, partner_id: str, now_ms: int) -> list[str]:
    """Give the months in which something is in a partner's ledger, and this one; the newest first."""
    moved = chain.from_iterable(map(_move, parts.payouts.list_of(shop.shop_id, partner_id)))
    moments = [now_ms, *(one.at_ms for one in moved)]
    months = {month_of(at_ms, shop.time_zone) for at_ms in moments}
    return sorted(months | set(parts.commission.list_months(shop.shop_id, partner_id)), reverse=True)


def _move(payout: Payout) -> Iterator[Movement]:
    """Give a payout as what went out when it was made, and came back when it was cancelled."""
    made = Movement(
        payout_id=payout.payout_id, amount_minor=payout.amount_minor, currency=payout.currency,
        at_ms=payout.made_at_ms,
    )  # fmt: skip
    yield made
    if payout.cancelled_at_ms is not None:
        yield Movement(
            payout_id=payout.payout_id, amount_minor=-payout.amount_minor, currency=payout.currency,
            at_ms=payout.cancelled_at_ms,
        )  # fmt: skip


def _balance(
    opening: dict[str, int], entries: Sequence[Entry], movements: Sequence[Movement]
) -> Iterator[Balance]:
    currencies = {*opening, *(one.line.currency for one in entries), *(one.currency for one in movements)}
    for currency in sorted(currencies):
        earned = sum(one.line.amount_minor for one in entries if one.line.currency == currency)
        paid_out = sum(one.amount_minor for one in movements if one.currency == currency)
        begun = opening.get(currency, 0)
        yield Balance(
            currency=currency, opening_minor=begun, earned_minor=earned, paid_out_minor=paid_out,
            closing_minor=begun + earned - paid_out,
        )  # fmt: skip
