"""What two accounts of one order come to: the newer one counts, whatever order they arrive in."""

from __future__ import annotations

import msgspec

from plugin.model import Contact, Decision, Order, Traces

# At the same moment the account that is further along wins, so that arrival order cannot matter. Cancelled
# comes last: refunds that come by themselves lift placed and paid to refunded, and never past it.
RANKS = {"unplaced": 0, "placed": 1, "paid": 2, "refunded": 3, "cancelled": 4}
STANDING = ("placed", "paid")


def is_newer(seen: Order, kept: Order) -> bool:
    """Say whether the account just seen replaces the one that is kept."""
    return _age(seen) > _age(kept)


def _age(order: Order) -> tuple[int, int, int, str]:
    bare = msgspec.structs.replace(order, contact=Contact(), proofs=(), traces=Traces())
    return order.updated_at_ms, RANKS[order.stage], order.refunded_minor, msgspec.json.encode(bare).decode()


def add_refunds(order: Order, amount_minor: int, goods_minor: int) -> Order:
    """Give the order with the refunds that came by themselves; a full refund makes it refunded.

    `amount_minor` is their sum, `goods_minor` the goods in it. The order's own account may name them too, so
    the larger figure counts.
    """
    if not amount_minor:
        return order
    refunded = max(order.refunded_minor, amount_minor)
    full = 0 < order.total_minor <= refunded and order.stage in STANDING
    return msgspec.structs.replace(
        order,
        refunded_minor=refunded,
        refunded_goods_minor=max(order.refunded_goods_minor or 0, goods_minor),
        stage="refunded" if full else order.stage,
    )


def is_news(last: Decision | None, new: Decision, order: Order) -> bool:
    """Say whether a decision just made must be kept beside the last one.

    A popup that was granted stands while the order stands; otherwise a decision is news when it fails other
    rules than the last one did.
    """
    if last is None:
        return True
    if last.show and order.stage in STANDING:
        return False
    return _failed(last) != _failed(new)


def _failed(decision: Decision) -> list[str]:
    return [reason.rule for reason in decision.reasons if not reason.passed]
