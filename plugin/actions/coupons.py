"""Coupons: wanted by a claim or a reward, made real in the store by the outbox, ended when a reward falls."""

from __future__ import annotations

import msgspec

from plugin.actions.house import House
from plugin.actions.ledger import note_issued, write_lines
from plugin.actions.rounds import pair_with_shops
from plugin.domain.codes import CODE_BYTES, make_code
from plugin.domain.ledger import Line
from plugin.domain.moments import DAY_MS
from plugin.domain.partners import Partner
from plugin.domain.program import Incentive
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.coupons import Coupon, CouponState

MAKE_COUPON = "make_coupon"
END_COUPON = "end_coupon"
MOST_AT_ONCE = 200


class CouponWork(Struct):
    """What the worker needs to make or end a coupon."""

    coupon_id: str


def want_claim_coupon(
    house: House, parts: Parts, shop: Shop, claim_id: str, incentive: Incentive, until_at_ms: int, now_ms: int
) -> Coupon:
    """Want the friend's coupon for a claim."""
    coupon = Coupon(
        coupon_id=house.new_id("cpn", now_ms), code=_derive_code(house, shop, f"claim {claim_id}"),
        subject="claim", subject_id=claim_id, incentive=incentive, currency=shop.currency,
        created_at_ms=now_ms, until_at_ms=until_at_ms,
    )  # fmt: skip
    return _want(house, parts, shop, coupon, now_ms)


def want_reward_coupon(
    house: House, parts: Parts, shop: Shop, reward_id: str, cause: str, incentive: Incentive, now_ms: int
) -> Coupon:
    """Want the coupon of a reward.

    `cause` says what was earned, and how many times it was earned anew: code and id follow from it alone, so
    that a database restored from a backup finds in the store what it had made before.
    """
    days = incentive.valid_days
    coupon_id = "cpn_" + house.hash("coupon id", f"{shop.shop_id} {cause}")[:27]
    coupon = Coupon(
        coupon_id=coupon_id, code=_derive_code(house, shop, f"reward {cause}"),
        subject="reward", subject_id=reward_id, incentive=incentive, currency=shop.currency,
        created_at_ms=now_ms, until_at_ms=now_ms + days * DAY_MS if days else None,
    )  # fmt: skip
    return _want(house, parts, shop, coupon, now_ms)


def want_partner_coupon(
    house: House, parts: Parts, shop: Shop, partner: Partner, incentive: Incentive, now_ms: int
) -> Coupon:
    """Want a partner's code for many buyers; the store hears of it once the code's own time has come."""
    rules = partner.code_rules
    coupon = Coupon(
        coupon_id=house.new_id("cpn", now_ms), code=rules.code, subject="partner",
        subject_id=partner.partner_id, incentive=incentive, currency=shop.currency, created_at_ms=now_ms,
        until_at_ms=rules.until_at_ms, uses_count=rules.uses_count, once_each=rules.once_each,
    )  # fmt: skip
    return _want(house, parts, shop, coupon, max(now_ms, rules.from_at_ms or 0))


def find_partner_coupon(parts: Parts, shop: Shop, partner: Partner) -> Coupon | None:
    """Give a partner's code as the store has it, or shall have it; None for who was never admitted."""
    coupon = parts.coupons.find_by_code(shop.shop_id, partner.code_rules.code)
    return coupon if coupon and coupon.subject_id == partner.partner_id else None


def find_open_code(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> Coupon | None:
    """Give a partner's code while friends can use it; None before its first day and after its end."""
    coupon = find_partner_coupon(parts, shop, partner) if partner.state == "admitted" else None
    has_begun = now_ms >= (partner.code_rules.from_at_ms or 0)
    return coupon if coupon and has_begun and coupon.state in ("wanted", "live") else None


def end_coupon(house: House, parts: Parts, shop: Shop, coupon_id: str, now_ms: int, turn: str = "") -> None:
    """Take a coupon back that was not used: what is on its way to the store is ended when it arrives.

    `turn` names why one that may come back is ended this time.
    """
    coupon = parts.coupons.find(shop.shop_id, coupon_id)
    if coupon is None or coupon.state not in ("wanted", "live", "failed"):
        return
    parts.coupons.change(shop.shop_id, coupon_id, "ending", coupon.store_ref)
    _queue(house, parts, shop, END_COUPON, coupon_id, now_ms, turn)


def revive_coupon(house: House, parts: Parts, shop: Shop, coupon: Coupon, due_at_ms: int) -> None:
    """Want a coupon again that was taken back, with the same code; the store counts its uses anew."""
    if coupon.state in ("ending", "ended"):
        parts.coupons.change(shop.shop_id, coupon.coupon_id, "wanted", "")
        _queue(house, parts, shop, MAKE_COUPON, coupon.coupon_id, due_at_ms, f"again {due_at_ms}")


def note_made(house: House, parts: Parts, shop: Shop, coupon_id: str, store_ref: str, now_ms: int) -> None:
    """Note that the store has a coupon; its reward is issued, or it is ended when that fell meanwhile."""
    coupon = parts.coupons.find(shop.shop_id, coupon_id)
    if coupon is None or coupon.state == "live":
        return
    if coupon.state in ("ending", "ended"):  # it fell while it was on its way: the store has it all the same
        parts.coupons.change(shop.shop_id, coupon_id, "ending", store_ref)
        _queue(house, parts, shop, END_COUPON, coupon_id, now_ms, store_ref)
        return
    state: CouponState = "used" if coupon.state == "used" else "live"
    parts.coupons.change(shop.shop_id, coupon_id, state, store_ref)
    reward = parts.rewards.find(shop.shop_id, coupon.subject_id) if coupon.subject == "reward" else None
    if reward and reward.coupon_id == coupon_id and reward.state == "approved":
        note_issued(house, parts, shop, reward, now_ms)


def note_ended(parts: Parts, shop: Shop, coupon_id: str) -> None:
    """Note that a coupon is of no use in the store any more."""
    coupon = parts.coupons.find(shop.shop_id, coupon_id)
    if coupon and coupon.state == "ending":
        parts.coupons.change(shop.shop_id, coupon_id, "ended", coupon.store_ref)


def note_failed(parts: Parts, shop: Shop, coupon_id: str, failure: str) -> None:
    """Note that the store refused a coupon for good, and why: a person must look at it."""
    coupon = parts.coupons.find(shop.shop_id, coupon_id)
    if coupon and coupon.state == "wanted":
        parts.coupons.change(shop.shop_id, coupon_id, "failed", coupon.store_ref, failure)


def expire_coupons(house: House, shop_id: str = "") -> int:
    """End the coupons of a shop, "" for all, whose time is over, with their rewards; gives how many."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        run_out = pair_with_shops(parts, parts.coupons.list_run_out(shop_id, now_ms, MOST_AT_ONCE))

    def expire(shop: Shop, coupon_id: str) -> None:
        house.store.unit(shop.shop_id, lambda parts: _expire(house, parts, shop, coupon_id, now_ms))

    for shop, coupon_id in run_out:
        expire(shop, coupon_id)
    return len(run_out)


def _expire(house: House, parts: Parts, shop: Shop, coupon_id: str, now_ms: int) -> None:
    coupon = parts.coupons.find(shop.shop_id, coupon_id)
    if coupon is None or coupon.state != "live":
        return
    end_coupon(house, parts, shop, coupon_id, now_ms)
    reward = parts.rewards.find(shop.shop_id, coupon.subject_id) if coupon.subject == "reward" else None
    if reward and reward.coupon_id == coupon_id and reward.state in ("issued", "told"):
        gone = Line(kind="expired", amount_minor=-reward.amount_minor, why="the coupon's time was over")
        write_lines(parts, shop, reward, [gone], now_ms)


def note_used(parts: Parts, shop: Shop, code: str) -> None:
    """Note that an order used a coupon up; a code for many buyers stays as it is."""
    coupon = parts.coupons.find_by_code(shop.shop_id, code)
    if coupon and not coupon.is_for_many and coupon.state in ("wanted", "live", "ending"):
        parts.coupons.change(shop.shop_id, coupon.coupon_id, "used", coupon.store_ref)


def _want(house: House, parts: Parts, shop: Shop, coupon: Coupon, due_at_ms: int) -> Coupon:
    """Keep the coupon, then queue its making: the code is on disk before any store hears of it."""
    parts.coupons.add(shop.shop_id, coupon)
    _queue(house, parts, shop, MAKE_COUPON, coupon.coupon_id, due_at_ms)
    return coupon


def _queue(
    house: House, parts: Parts, shop: Shop, kind: str, coupon_id: str, now_ms: int, turn: str = ""
) -> None:
    payload = msgspec.json.encode(CouponWork(coupon_id=coupon_id)).decode()
    effect_id = house.new_id("eff", now_ms)
    parts.effects.add(
        shop.shop_id, effect_id, f"{kind} {coupon_id} {turn}".strip(), kind, payload, None, now_ms
    )


def _derive_code(house: House, shop: Shop, words: str) -> str:
    """Derive a coupon's code from what it is for: nine letters and digits, 44 bits."""
    return make_code(bytes.fromhex(house.hash("coupon", f"{shop.shop_id} {words}"))[:CODE_BYTES])
