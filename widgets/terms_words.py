"""A shop's terms for partners in words: how much, for which orders, in which steps, and when it is paid."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.domain.commission_terms import Rate, Terms, Tier
from plugin.model import Shop
from widgets.offers import say_money
from widgets.texts import say, say_count


def say_terms(terms: Terms, shop: Shop, language: str) -> tuple[str, ...]:
    """Say what a partner is promised, sentence by sentence."""
    sentences = (
        _say_rate(terms, shop, language),
        _say_orders(terms, language),
        *_say_tiers(terms, shop, language),
        _say_minimum(terms, shop, language),
        _say_hold(terms, language),
        _say_threshold(terms, shop, language),
    )
    return tuple(sentence for sentence in sentences if sentence)


def say_share(rate: Rate, shop: Shop, language: str) -> str:
    """Say what one order brings, in short: "7.5%" or "₹50"."""
    if rate.amount_minor:
        return say_money(rate.amount_minor, shop, language)
    return f"{rate.pct.normalize():f}%"


def _say_rate(terms: Terms, shop: Shop, language: str) -> str:
    share = say_share(terms.rate, shop, language)
    if terms.rate.amount_minor:
        return say(language, "You get {amount} for every order that counts.", amount=share)
    return say(
        language, "You get {share} of every order that counts, without tax, shipping and what goes back.",
        share=share,
    )  # fmt: skip


def _say_orders(terms: Terms, language: str) -> str:
    if terms.pays_for == "months":
        return say_count(
            language, "All orders of a new customer count for {count} month from the first one on.",
            "All orders of a new customer count for {count} months from the first one on.",
            terms.months_count,
        )  # fmt: skip
    if terms.pays_for == "always":
        return say(language, "All orders of a new customer count, for as long as they stay.")
    return say(language, "The first order of every new customer counts.")


def _say_tiers(terms: Terms, shop: Shop, language: str) -> Iterator[str]:
    for tier in terms.tiers:
        share = say_share(tier.rate, shop, language)
        yield _say_customers(tier, share, language) if terms.tiers_by == "new_customers" else say(
            language, "From sales of {amount} in a month on, it is {share} in the next month.",
            amount=say_money(tier.results, shop, language), share=share,
        )  # fmt: skip


def _say_customers(tier: Tier, share: str, language: str) -> str:
    return say_count(
        language, "From {count} new customer in a month on, it is {share} in the next month.",
        "From {count} new customers in a month on, it is {share} in the next month.", tier.results,
        share=share,
    )  # fmt: skip


def _say_minimum(terms: Terms, shop: Shop, language: str) -> str:
    if not terms.minimum_minor:
        return ""
    return say(
        language, "Orders under {amount} do not count.",
        amount=say_money(terms.minimum_minor, shop, language),
    )  # fmt: skip


def _say_hold(terms: Terms, language: str) -> str:
    if not terms.hold_days:
        return ""
    return say_count(
        language, "It is yours {count} day after the order was paid, if nothing was sent back.",
        "It is yours {count} days after the order was paid, if nothing was sent back.", terms.hold_days,
    )  # fmt: skip


def _say_threshold(terms: Terms, shop: Shop, language: str) -> str:
    if not terms.threshold_minor:
        return ""
    return say(
        language, "It is paid out once it comes to {amount}.",
        amount=say_money(terms.threshold_minor, shop, language),
    )  # fmt: skip
