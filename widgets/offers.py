"""Promises in words: what an incentive is worth, as a shop would say it."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.domain.program import Incentive
from plugin.model import IncentiveKind, Shop
from widgets.money import format_money
from widgets.texts import mark as _
from widgets.texts import say, say_count

LONGEST_BRIEF = 24  # characters of a gift's name that still fit the launcher

SIZED: Mapping[IncentiveKind, str] = {
    "percent": _("{size} off"),
    "amount": _("{size} off"),
    "credit": _("{size} store credit"),
    "cash": _("{size} in cash"),
}
UNNAMED: Mapping[IncentiveKind, str] = {"gift": _("a gift"), "manual": _("a surprise from {shop}")}


def say_incentive(incentive: Incentive, shop: Shop, language: str) -> str:
    """Say one promise in words, its minimum spend included: "₹100 off from ₹500"."""
    return _add_minimum(say_reward(incentive, shop, language), incentive, shop, language)


def say_first_order(incentive: Incentive, shop: Shop, language: str) -> str:
    """Say what a friend gets with the first order: "₹200 off the first order"."""
    if incentive.kind in ("percent", "amount"):
        words = say(language, "{size} off the first order", size=_say_size(incentive, shop, language))
    else:
        words = say(language, "{reward} with the first order", reward=say_reward(incentive, shop, language))
    return _add_minimum(words, incentive, shop, language)


def say_briefly(incentive: Incentive, shop: Shop, language: str) -> str:
    """Say a promise for the launcher, as short as it stays true: "₹200", "10%", "a gift"."""
    if incentive.kind in SIZED:
        return _say_size(incentive, shop, language)
    words = say_reward(incentive, shop, language)
    return words if len(words) <= LONGEST_BRIEF else say(language, "a gift")


def say_reward(incentive: Incentive, shop: Shop, language: str) -> str:
    """Say one promise in words, without its minimum spend: "₹100 off"."""
    kind = incentive.kind
    if kind in SIZED:
        return say(language, SIZED[kind], size=_say_size(incentive, shop, language))
    if kind == "points":
        if incentive.pct and not incentive.amount_minor:
            # Translators: {size} is a share of what the friend buys: "5% in points".
            return say(language, "{size} in points", size=_say_size(incentive, shop, language))
        return say_count(language, "{count} point", "{count} points", incentive.amount_minor)
    if kind == "free_shipping":
        return say(language, "free shipping")
    return incentive.gift or say(language, UNNAMED[kind], shop=shop.name)


def _say_size(incentive: Incentive, shop: Shop, language: str) -> str:
    if incentive.kind == "percent" or (incentive.pct and not incentive.amount_minor):
        return f"{incentive.pct:g}%"
    return say_money(incentive.amount_minor, shop, language)


def say_claim(incentive: Incentive, shop: Shop, language: str) -> str:
    """Say the button by which a friend takes an offer: "Claim my ₹200"."""
    if incentive.kind in SIZED:
        # Translators: The button by which a friend takes what was promised: Claim my ₹200, Claim my 10%.
        return say(language, "Claim my {size}", size=_say_size(incentive, shop, language))
    return say(language, "Claim it")


def say_money(minor: int, shop: Shop, language: str) -> str:
    """Say an amount in the shop's currency."""
    return format_money(minor, shop.currency, language, shop.country)


def gives_nothing(incentive: Incentive) -> bool:
    """Say whether a promise is empty: a percentage, an amount or points of zero."""
    return incentive.kind in (*SIZED, "points") and not (incentive.pct or incentive.amount_minor)


def _add_minimum(words: str, incentive: Incentive, shop: Shop, language: str) -> str:
    if not incentive.minimum_minor:
        return words
    minimum = say_money(incentive.minimum_minor, shop, language)
    # Translators: {minimum} is what must be spent: "₹100 off from ₹500".
    return say(language, "{offer} from {minimum}", offer=words, minimum=minimum)
