"""Taking orders: one order, one buyer, one decision, however often and in whatever order facts arrive."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from plugin.actions.assigning import note_asked
from plugin.actions.house import House
from plugin.actions.people import Buyer, known_as, meet_buyer, recall_people
from plugin.actions.referring import follow_order
from plugin.actions.shops import standing_program
from plugin.actions.sums import changing_order
from plugin.domain.decision import decide_popup
from plugin.domain.orders import add_refunds, is_newer, is_news
from plugin.domain.people import address_block
from plugin.domain.program import Program
from plugin.model import History, Order, OrderDeleted, OrderRefunded, Shop
from plugin.store import Parts
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow


def take_order(house: House, parts: Parts, shop: Shop, platform: str, order: Order, now_ms: int) -> bool:
    """Take one account of an order into the house: keep the newest, decide whether to ask its buyer.

    Then it tells who sent the buyer, and what that earned. Gives whether it said anything new.
    """
    kept = _keep_order(house, parts, shop, platform, order, now_ms)
    if kept is None:
        return False
    proofs = tuple(house.hash("proof", proof) for proof in order.proofs)
    parts.orders.add_proofs(shop.shop_id, kept.row.order_id, proofs)
    last = None if kept.is_new else parts.decisions.last_for(shop.shop_id, kept.row.order_id)
    history = History() if kept.buyer.is_new else recall_people(parts, shop, kept.buyer.people, now_ms)
    program = record_decision(house, parts, shop, kept.row, history, last, now_ms)
    buyer = kept.buyer.people[0]
    if program.joins == "automatic" and program.live and buyer.joined_at_ms is None:
        parts.people.join(shop.shop_id, buyer.person_id, now_ms)
    follow_order(house, parts, shop, kept.row, kept.buyer, now_ms)
    return True


def take_past_order(house: House, parts: Parts, shop: Shop, platform: str, order: Order, now_ms: int) -> bool:
    """Take an order from before Sathi: its buyer is not new any more, and nobody is asked about it.

    Gives whether it said anything new.
    """
    kept = _keep_order(house, parts, shop, platform, order, now_ms)
    if kept is not None:
        follow_order(house, parts, shop, kept.row, kept.buyer, now_ms)
    return kept is not None


@dataclass(frozen=True, slots=True)
class _Kept:
    row: OrderRow
    buyer: Buyer
    is_new: bool


def _keep_order(
    house: House, parts: Parts, shop: Shop, platform: str, order: Order, now_ms: int
) -> _Kept | None:
    """Write an order's newest account with its buyer; None when an account as new is here already."""
    kept, refunds = parts.orders.find(shop.shop_id, platform, order.order_ref, order.currency)
    order = add_refunds(order, refunds.amount_minor, refunds.goods_minor)
    if kept and not is_newer(order, kept.order):
        return None
    buyer = meet_buyer(house, parts, shop, platform, order, kept.person_id if kept else None, now_ms)
    row = OrderRow(
        order_id=kept.order_id if kept else house.new_id("ord", now_ms),
        platform=platform,
        person_id=buyer.people[0].person_id,
        deleted_at_ms=None,
        order=order,
        ip_hash=_hash_trace(house, "ip", address_block(order.traces.ip)),
        address_hash=_hash_trace(house, "address", order.traces.address),
    )
    with changing_order(parts, shop, kept, row, now_ms):
        if kept:
            parts.orders.change(shop.shop_id, row)
        else:
            parts.orders.add(shop.shop_id, row, now_ms)
    return _Kept(row, buyer, is_new=kept is None)


def take_refund(
    house: House, parts: Parts, shop: Shop, platform: str, refund: OrderRefunded, now_ms: int
) -> None:
    """Take a refund that came by itself, before or after its order."""
    parts.orders.add_refund(shop.shop_id, platform, refund)
    kept, refunds = parts.orders.find(shop.shop_id, platform, refund.order_ref, refund.currency)
    if kept is None or kept.order.currency != refund.currency:
        return
    order = add_refunds(kept.order, refunds.amount_minor, refunds.goods_minor)
    if order != kept.order:
        change_order(house, parts, shop, msgspec.structs.replace(kept, order=order), now_ms)


def take_deletion(
    house: House, parts: Parts, shop: Shop, platform: str, deleted: OrderDeleted, now_ms: int
) -> None:
    """Note that the merchant removed an order; only a newer account of it brings it back.

    The platform does not say when it happened, so the moment of arrival counts.
    """
    kept, _ = parts.orders.find(shop.shop_id, platform, deleted.order_ref)
    if kept is None:
        parts.orders.add(shop.shop_id, _tombstone(house, shop, platform, deleted.order_ref, now_ms), now_ms)
    elif kept.deleted_at_ms is None:
        order = msgspec.structs.replace(
            kept.order, stage="cancelled", updated_at_ms=max(now_ms, kept.order.updated_at_ms)
        )
        change_order(
            house, parts, shop, msgspec.structs.replace(kept, deleted_at_ms=now_ms, order=order), now_ms
        )


def change_order(house: House, parts: Parts, shop: Shop, row: OrderRow, now_ms: int) -> None:
    """Write an order that changed without a new account of its buyer, and decide again."""
    with changing_order(parts, shop, None, row, now_ms):
        parts.orders.change(shop.shop_id, row)
    person = parts.people.find(shop.shop_id, row.person_id) if row.person_id else None
    if person:
        order = msgspec.structs.replace(row.order, contact=person.contact)
        people = known_as(house, parts, shop, row.platform, order, person)
        history = recall_people(parts, shop, people, now_ms)
        last = parts.decisions.last_for(shop.shop_id, row.order_id)
        record_decision(house, parts, shop, msgspec.structs.replace(row, order=order), history, last, now_ms)
        follow_order(house, parts, shop, row, Buyer(people), now_ms)


def record_decision(
    house: House,
    parts: Parts,
    shop: Shop,
    row: OrderRow,
    history: History,
    last: DecisionRow | None,
    now_ms: int,
) -> Program:
    """Decide about an order as it is now, and keep the decision when it says something new.

    `row.order` must carry its buyer's contact; `last` is the decision that stands so far. Gives the program
    that decided.
    """
    assert row.person_id is not None
    version, program = standing_program(parts, shop)
    decision = decide_popup(
        row.order, history, program, currency=shop.currency, now_ms=now_ms, person_id=row.person_id
    )
    if not is_news(last.decision if last else None, decision, row.order):
        return program
    at_ms = max(now_ms, last.decided_at_ms + 1) if last else now_ms  # ids sort by time
    made = DecisionRow(
        decision_id=house.new_id("dec", at_ms),
        order_id=row.order_id,
        person_id=row.person_id,
        program_version=version,
        decided_at_ms=at_ms,
        decision=decision,
    )
    parts.decisions.add(shop.shop_id, made)
    note_asked(parts, shop, program, row.person_id, decision, now_ms)
    return program


def _hash_trace(house: House, kind: str, value: str) -> str:
    return house.hash(kind, value) if value else ""


def _tombstone(house: House, shop: Shop, platform: str, order_ref: str, now_ms: int) -> OrderRow:
    order = Order(
        order_ref=order_ref, number="", stage="cancelled", placed_at_ms=now_ms, updated_at_ms=now_ms,
        currency=shop.currency, total_minor=0,
    )  # fmt: skip
    order_id = house.new_id("ord", now_ms)
    return OrderRow(order_id=order_id, platform=platform, person_id=None, deleted_at_ms=now_ms, order=order)
