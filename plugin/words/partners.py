"""Partners in words: who they are, how their code stands, and why an advocate is worth asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugin.domain.partner_figures import Figures
from plugin.domain.partners import CodeRules, PartnerKind, PartnerState
from plugin.model import Reason, Shop
from plugin.words.reasons import say_moment
from widgets.money import format_money
from widgets.offers import say_incentive

KIND_WORDS: Mapping[PartnerKind, str] = {
    "influencer": "Influencer",
    "partner": "Partner",
    "shop": "Another shop",
}
STATE_WORDS: Mapping[PartnerState, str] = {
    "applied": "Has applied",
    "admitted": "Admitted",
    "refused": "Refused",
    "ended": "Ended",
}
CODE_WORDS: Mapping[str, str] = {
    "wanted": "on its way to the store",
    "live": "live in the store",
    "used": "live in the store",
    "ending": "being ended in the store",
    "ended": "ended in the store",
    "failed": "refused by the store",
}


def say_code_rules(rules: CodeRules, shop: Shop) -> str:
    """Say what a code gives and to how many: "10% off, 500 times, once for each customer"."""
    parts = [say_incentive(rules.incentive, shop, "en")] if rules.incentive else []
    parts.append(f"{rules.uses_count:,} times" if rules.uses_count else "for any number of buyers")
    if rules.once_each:
        parts.append("once for each customer")
    if rules.from_at_ms:
        parts.append(f"from {say_moment(rules.from_at_ms, shop)}")
    if rules.until_at_ms:
        parts.append(f"until {say_moment(rules.until_at_ms, shop)}")
    return ", ".join(parts)


def say_advocate_reason(reason: Reason) -> str:
    """Say what one rule found of an advocate."""
    return _SAY[reason.rule](reason)


def _friends(reason: Reason) -> str:
    return f"{reason.values['count']} friends bought; {reason.values['limit_count']} are asked for."


def _stay(reason: Reason) -> str:
    values = reason.values
    return f"{values['count']} of them bought again ({values['pct']}%); {values['limit_pct']}% are asked for."


def _reach(reason: Reason) -> str:
    if not reason.values["count"]:
        return "How many the link reaches is not known."
    return f"{reason.values['count']} visits by the link; {reason.values['limit_count']} are asked for."


_SAY: Mapping[str, Callable[[Reason], str]] = {"friends": _friends, "stay": _stay, "reach": _reach}


def say_figures(figures: Figures, shop: Shop) -> list[tuple[str, str]]:
    """Say what a partner brought, each figure with what it counts."""
    cost_minor = figures.cost_per_new_customer_minor
    counts = (
        ("Visits", figures.visits_count),
        ("Offers taken", figures.claims_count),
        ("Orders", figures.orders_count),
        ("New customers", figures.new_customers_count),
        ("Orders not credited", figures.uncredited_count),
        ("Orders held for review", figures.held_count),
        ("Of these from coupon sites", figures.coupon_site_count),
    )
    sums = (
        ("Revenue", figures.revenue_minor),
        ("Refunds", figures.refunds_minor),
        ("Discounts given", figures.discount_minor),
        ("Commission", figures.commission_minor),
    )
    said = [(label, f"{count:,}") for label, count in counts]
    said += [(label, format_money(minor, shop.currency, "en", shop.country)) for label, minor in sums]
    cost = "–" if cost_minor is None else format_money(cost_minor, shop.currency, "en", shop.country)
    return [*said, ("Cost of each new customer", cost)]
