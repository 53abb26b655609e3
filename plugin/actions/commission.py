"""Commission: a partner's ledger brought to what the orders of their customers earn by now.

An order only marks the partner; the worker settles each soon after, once for however many orders came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.house import House
from plugin.actions.partner_sales import gather_sales
from plugin.actions.rounds import pair_with_shops
from plugin.domain.commission import (
    Agreement,
    Commission,
    Engagement,
    Line,
    current_tier,
    next_lines,
    work_out_commissions,
)
from plugin.domain.commission_terms import Terms
from plugin.domain.moments import FOR_EVER_MS, HOUR_MS
from plugin.domain.months import month_ends_at, month_of
from plugin.domain.partners import Partner
from plugin.errors import NotFound, describe_failure
from plugin.logbook import log
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.payouts import Payout

SOON_MS = 5_000
MOST_AT_ONCE = 200


class Sums(Struct):
    """What a partner's commission comes to in one currency, in minor units.

    Earned, taken back, matured and paid are of a span of time. At its end `balance_minor` may be paid out,
    less than nothing where more was taken back than earned since, and `waiting_minor` has not matured.
    """

    currency: str
    earned_minor: int = 0
    taken_back_minor: int = 0
    matured_minor: int = 0
    paid_minor: int = 0
    balance_minor: int = 0
    waiting_minor: int = 0


def change_terms(house: House, shop: Shop, terms: Terms) -> int:
    """Offer these terms from now on; gives the new version's number. Who agreed to others keeps those."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> int:
        current = parts.commission.current_terms(shop.shop_id)
        version = current.version + 1 if current else 1
        parts.commission.add_terms(shop.shop_id, version, terms, now_ms)
        before = current.terms if current else None
        note_change(house, parts, shop, "terms", f"version {version}", before, terms, now_ms)
        return version

    return house.store.unit(shop.shop_id, work)


def note_agreement(house: House, shop: Shop, partner_id: str, version: int) -> None:
    """Note that a partner agreed to a version of the terms, by the merchant's word; raises NotFound."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        agree_terms(parts, shop, partner_id, version, now_ms)
        note_change(house, parts, shop, "partner", partner_id, None, {"terms_version": version}, now_ms)

    house.store.unit(shop.shop_id, work)


def agree_terms(parts: Parts, shop: Shop, partner_id: str, version: int, now_ms: int) -> None:
    """Note that a partner agreed to a version of the terms: it holds for orders placed from now on.

    Works inside a unit. Raises NotFound.
    """
    partner = parts.partners.find(shop.shop_id, partner_id)
    if partner is None or parts.commission.find_terms(shop.shop_id, version) is None:
        raise NotFound(
            "{shop} has no such partner, or no version {version} of its terms.",
            shop=shop.name,
            version=str(version),
        )
    _keep_word(parts, shop, partner)
    agreed = msgspec.structs.replace(partner, terms_version=version, agreed_at_ms=now_ms)
    _keep_word(parts, shop, agreed)
    parts.partners.change(shop.shop_id, agreed)
    expect_settling(parts, shop, agreed, now_ms)


def expect_settling(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> None:
    """Let a partner's commission be settled soon, because something changed that it may hang on.

    A moment that is set already moves by a millisecond: whoever is settling just now sees that there is news.
    """
    if partner.admitted_at_ms is not None:
        soon_ms = min(now_ms + SOON_MS, (partner.settle_at_ms or FOR_EVER_MS) + 1)
        parts.partners.change(shop.shop_id, msgspec.structs.replace(partner, settle_at_ms=soon_ms))


def settle_partners(house: House, shop_id: str = "") -> int:
    """Settle the partners of a shop, "" for all, for whom something has changed; gives how many."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        due = pair_with_shops(parts, parts.partners.list_to_settle(shop_id, now_ms, MOST_AT_ONCE))
    for shop, partner_id in due:
        _settle_one(house, shop, partner_id, now_ms)
    return len(due)


def settle_waiting(parts: Parts, shop: Shop, now_ms: int) -> None:
    """Settle at once whoever of a shop would be settled soon, inside a unit."""
    for partner in parts.partners.list(shop.shop_id):
        if is_waiting(partner, now_ms):
            settle_partner(parts, shop, partner.partner_id, now_ms)


def is_waiting(partner: Partner, now_ms: int) -> bool:
    """Say whether something changed that a partner's ledger does not tell yet."""
    return partner.settle_at_ms is not None and partner.settle_at_ms <= now_ms + SOON_MS


def settle_partner(parts: Parts, shop: Shop, partner_id: str, now_ms: int) -> None:
    """Write the lines that a partner's ledger lacks by now, the tier, and when time changes something.

    Works inside a unit.
    """
    if partner := parts.partners.find(shop.shop_id, partner_id):
        _write_accounts(parts, shop, partner, open_accounts(parts, shop, partner, now_ms))


@dataclass(frozen=True, slots=True)
class Accounts:
    """A partner's ledger beside what is owed: `lack` are the lines between them.

    `tier` is the name of the one that holds now, `again_at_ms` when time alone may change something.
    """

    owed: Sequence[Commission] = ()
    kept: Sequence[Line] = ()
    lack: Sequence[Line] = ()
    tier: str = ""
    again_at_ms: int | None = None


def open_accounts(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> Accounts:
    """Work out what a partner has earned by now, and compare it with the ledger."""
    engagement = recall_engagement(parts, shop, partner)
    kept = parts.commission.list_lines(shop.shop_id, partner.partner_id)
    sales, moments = gather_sales(parts, shop, partner, kept, now_ms)
    owed = work_out_commissions(engagement, sales)
    if any(one.tiers for one in engagement.terms.values()):
        moments.append(month_ends_at(month_of(now_ms, shop.time_zone), shop.time_zone))
    return Accounts(
        owed=owed, kept=kept, lack=next_lines(owed, kept, shop.time_zone, now_ms),
        tier=current_tier(engagement, sales, now_ms), again_at_ms=min(moments, default=None),
    )  # fmt: skip


def recall_engagement(parts: Parts, shop: Shop, partner: Partner) -> Engagement:
    """Give from when until when somebody was a partner, and what they agreed to.

    Whom the merchant admitted without their word is under the terms that the shop offered then. Who was never
    admitted, or not in the end, is a partner from no time on.
    """
    rows = parts.commission.list_terms(shop.shop_id)
    from_ms = FOR_EVER_MS if partner.admitted_at_ms is None else partner.admitted_at_ms
    words = parts.commission.list_agreements(shop.shop_id, partner.partner_id)
    if (word := _last_word(partner)) and word not in words and word.version in {row.version for row in rows}:
        words.append(word)
    offered = [row.version for row in rows if row.made_at_ms <= from_ms]
    if offered and not any(word.agreed_at_ms <= from_ms for word in words):
        words = [Agreement(version=offered[-1], agreed_at_ms=from_ms), *words]
    return Engagement(
        from_ms=from_ms, until_ms=partner.ended_at_ms, agreements=tuple(words),
        terms={row.version: row.terms for row in rows}, time_zone=shop.time_zone, currency=shop.currency,
        rests=partner.rests,
    )  # fmt: skip


def sum_up(parts: Parts, shop: Shop, partner_id: str, from_ms: int, until_ms: int) -> tuple[Sums, ...]:
    """Add up a partner's commission in a span of time, currency by currency; its end is left out."""
    payouts = parts.payouts.list_of(shop.shop_id, partner_id)
    sums = {
        one.currency: Sums(
            currency=one.currency, earned_minor=one.earned_minor, taken_back_minor=one.taken_back_minor,
            matured_minor=one.matured_minor, balance_minor=one.payable_minor,
            waiting_minor=one.total_minor - one.payable_minor,
        )
        for one in parts.commission.sum_lines(shop.shop_id, partner_id, from_ms, until_ms)
    }  # fmt: skip
    return tuple(_take_off(one, payouts, from_ms, until_ms) for _, one in sorted(sums.items()))


def _take_off(sums: Sums, payouts: Sequence[Payout], from_ms: int, until_ms: int) -> Sums:
    mine = [one for one in payouts if one.currency == sums.currency and one.made_at_ms < until_ms]
    paid = [one for one in mine if one.paid_at_ms is not None and from_ms <= one.paid_at_ms < until_ms]
    standing = [one for one in mine if (one.cancelled_at_ms or FOR_EVER_MS) >= until_ms]
    return msgspec.structs.replace(
        sums, paid_minor=sum(one.amount_minor for one in paid),
        balance_minor=sums.balance_minor - sum(one.amount_minor for one in standing),
    )  # fmt: skip


def _settle_one(house: House, shop: Shop, partner_id: str, now_ms: int) -> None:
    """Settle one partner; a great one is worked out before the unit, so that nobody waits for it."""
    try:
        with house.store.reading() as parts:
            partner = parts.partners.find(shop.shop_id, partner_id)
            accounts = open_accounts(parts, shop, partner, now_ms) if partner else Accounts()
        if partner:
            house.store.unit(
                shop.shop_id, partial(_write_accounts, shop=shop, seen=partner, accounts=accounts)
            )
    except Exception as error:  # the others must be settled all the same; this one is tried again later
        log.error("settling_failed", shop=shop.shop_id, partner=partner_id, where=describe_failure(error))
        house.store.unit(shop.shop_id, lambda parts: _settle_later(parts, shop, partner_id, now_ms + HOUR_MS))


def _write_accounts(parts: Parts, shop: Shop, seen: Partner, accounts: Accounts) -> None:
    """Write what was worked out of a partner as they were seen; what is news since is settled next time."""
    partner = parts.partners.find(shop.shop_id, seen.partner_id)
    if partner is None or (
        accounts.lack and parts.commission.count_lines(shop.shop_id, seen.partner_id) != len(accounts.kept)
    ):
        return  # another worker was quicker
    _keep_word(parts, shop, partner)
    parts.commission.add_lines(shop.shop_id, partner.partner_id, accounts.lack)
    has_news = partner.settle_at_ms != seen.settle_at_ms
    again_at_ms = partner.settle_at_ms if has_news else accounts.again_at_ms
    settled = msgspec.structs.replace(
        partner, tier=accounts.tier if accounts.owed else partner.tier, settle_at_ms=again_at_ms
    )
    parts.partners.change(shop.shop_id, settled)


def _settle_later(parts: Parts, shop: Shop, partner_id: str, at_ms: int) -> None:
    if partner := parts.partners.find(shop.shop_id, partner_id):
        parts.partners.change(shop.shop_id, msgspec.structs.replace(partner, settle_at_ms=at_ms))


def _keep_word(parts: Parts, shop: Shop, partner: Partner) -> None:
    """Keep what a partner agreed to, which the next word would overwrite."""
    word = _last_word(partner)
    if word and parts.commission.find_terms(shop.shop_id, word.version):
        parts.commission.add_agreement(shop.shop_id, partner.partner_id, word)


def _last_word(partner: Partner) -> Agreement | None:
    if partner.terms_version is None or partner.agreed_at_ms is None:
        return None
    return Agreement(version=partner.terms_version, agreed_at_ms=partner.agreed_at_ms)
