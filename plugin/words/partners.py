"""Partners in words: who they are, how their code stands, and why an advocate is worth asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from plugin.domain.partner_figures import Figures
from plugin.domain.partners import CodeRules, PartnerKind, PartnerState
from plugin.model import Reason, Shop
from plugin.words.reasons import say_moment
from plugin.words.speaking import mark, say, say_count, spoken_language
from widgets.money import format_money
from widgets.offers import say_incentive

KIND_WORDS: Mapping[PartnerKind, str] = {
    "influencer": mark("Influencer"),
    "partner": mark("Partner"),
    "shop": mark("Another shop"),
}
STATE_WORDS: Mapping[PartnerState, str] = {
    "applied": mark("Has applied"),
    "admitted": mark("Admitted"),
    "refused": mark("Refused"),
    "ended": mark("Ended"),
}
CODE_WORDS: Mapping[str, str] = {
    "wanted": mark("on its way to the store"),
    "live": mark("live in the store"),
    "used": mark("live in the store"),
    "ending": mark("being ended in the store"),
    "ended": mark("ended in the store"),
    "failed": mark("refused by the store"),
}


def say_code_rules(rules: CodeRules, shop: Shop) -> str:
    """Say what a code gives and to how many: "10% off, 500 times, once for each customer"."""
    parts = [say_incentive(rules.incentive, shop, spoken_language())] if rules.incentive else []
    if rules.uses_count:
        times = f"{rules.uses_count:,}"
        parts.append(say_count("{times} time", "{times} times", rules.uses_count, times=times))
    else:
        parts.append(say("for any number of buyers"))
    if rules.once_each:
        parts.append(say("once for each customer"))
    if rules.from_at_ms:
        parts.append(say("from {moment}", moment=say_moment(rules.from_at_ms, shop)))
    if rules.until_at_ms:
        parts.append(say("until {moment}", moment=say_moment(rules.until_at_ms, shop)))
    return ", ".join(parts)


def say_advocate_reason(reason: Reason) -> str:
    """Say what one rule found of an advocate."""
    return _SAY[reason.rule](reason)


def _friends(reason: Reason) -> str:
    count = reason.values["count"]
    assert isinstance(count, int)
    return say_count(
        "{count} friend bought; {limit} are asked for.", "{count} friends bought; {limit} are asked for.",
        count, limit=reason.values["limit_count"],
    )  # fmt: skip


def _stay(reason: Reason) -> str:
    values = reason.values
    return say(
        "{count} of them bought again ({pct}%); {limit}% are asked for.",
        count=values["count"], pct=values["pct"], limit=values["limit_pct"],
    )  # fmt: skip


def _reach(reason: Reason) -> str:
    count = reason.values["count"]
    if not count:
        return say("How many the link reaches is not known.")
    assert isinstance(count, int)
    return say_count(
        "{count} visit by the link; {limit} are asked for.",
        "{count} visits by the link; {limit} are asked for.",
        count, limit=reason.values["limit_count"],
    )  # fmt: skip


_SAY: Mapping[str, Callable[[Reason], str]] = {"friends": _friends, "stay": _stay, "reach": _reach}


def say_figures(figures: Figures, shop: Shop) -> list[tuple[str, str]]:
    """Say what a partner brought, each figure beside the marked words for what it counts."""
    cost_minor = figures.cost_per_new_customer_minor
    counts = (
        (mark("Visits"), figures.visits_count),
        (mark("Offers taken"), figures.claims_count),
        (mark("Orders"), figures.orders_count),
        (mark("New customers"), figures.new_customers_count),
        (mark("Orders not credited"), figures.uncredited_count),
        (mark("Orders held for review"), figures.held_count),
        (mark("Of these from coupon sites"), figures.coupon_site_count),
    )
    sums = (
        (mark("Revenue"), figures.revenue_minor),
        (mark("Refunds"), figures.refunds_minor),
        (mark("Discounts given"), figures.discount_minor),
        (mark("Commission"), figures.commission_minor),
    )
    said = [(label, f"{count:,}") for label, count in counts]
    said += [
        (label, format_money(minor, shop.currency, spoken_language(), shop.country)) for label, minor in sums
    ]
    cost = (
        "–"
        if cost_minor is None
        else format_money(cost_minor, shop.currency, spoken_language(), shop.country)
    )
    return [*said, (mark("Cost of each new customer"), cost)]
