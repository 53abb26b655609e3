"""What a coupon gives, as one name: two coupons with the same name are worth the same."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.domain.program import Incentive, Program
from plugin.domain.rewards import is_coupon


def name_promise(incentive: Incentive, currency: str) -> str:
    """Name what a coupon gives: "percent-10", "amount-INR-10000-from-100000", "free-shipping", "gift-42".

    Sums are in minor units of the currency. The stock keeps a pile of codes for each name, and a platform
    whose discounts hold many codes has one discount for each.
    """
    match incentive.kind:
        case "percent":
            name = f"percent-{incentive.pct:g}"
        case "amount":
            name = f"amount-{currency}-{incentive.amount_minor}"
        case "gift":
            name = f"gift-{incentive.gift_ref}"
        case _:
            name = incentive.kind.replace("_", "-")
    if not incentive.minimum_minor:
        return name
    currency = "" if incentive.kind == "amount" else f"-{currency}"
    return f"{name}-from{currency}-{incentive.minimum_minor}"


def list_promises(program: Program, currency: str) -> tuple[str, ...]:
    """Name everything that the program gives by coupon, each once, the friend's first."""
    coupons = (one for one in _list_incentives(program) if is_coupon(one))
    return tuple(dict.fromkeys(name_promise(one, currency) for one in coupons))


def _list_incentives(program: Program) -> Iterator[Incentive]:
    yield program.offer.friend
    yield program.offer.advocate
    steps = (*program.ladder, *program.rewards.tiers)
    yield from (step.reward for step in steps)
    if program.rewards.every:
        yield program.rewards.every.reward
