"""Reading the forms of the set-up: a store, an offer, a look with words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from plugin.countries import propose
from plugin.domain.program import Incentive, Look, Offer, OwnText, Program
from plugin.errors import InvalidInput
from plugin.model import PLATFORMS, IncentiveKind, Platform, Shop
from plugin.program_forms.kinds import Money, read_field

KINDS: tuple[IncentiveKind, ...] = ("percent", "amount", "free_shipping", "gift")
WORDS = ("launcher", "headline", "share_text")
EMPTY_SHOP = Shop(shop_id="", key="", name="", url="", currency="", country="", language="", time_zone="")

Form = Mapping[str, str]


def type_store(form: Form, known: Shop = EMPTY_SHOP) -> Shop:
    """Give the shop as it was typed, to be shown again."""
    return msgspec.structs.replace(
        known, name=form.get("name", "").strip(), url=form.get("url", "").strip()[:200],
        country=form.get("country", "")[:2].upper(), currency=form.get("currency", "")[:3],
        language=form.get("language", "")[:20], time_zone=form.get("time_zone", "")[:60].strip(),
    )  # fmt: skip


def read_store(typed: Shop) -> Shop:
    """Give the shop that was typed; what it leaves empty, the country proposes. Raises InvalidInput."""
    if not typed.country:
        raise InvalidInput("country", "Choose the country of your store.")
    proposed = propose(typed.country)
    return msgspec.structs.replace(
        typed, url=complete_url(typed.url), currency=typed.currency or proposed.currency,
        language=typed.language or proposed.languages[0], time_zone=typed.time_zone or proposed.time_zone,
    )  # fmt: skip


def complete_url(url: str) -> str:
    """Give an address as a browser would complete it."""
    return (url if "://" in url or not url else f"https://{url}").rstrip("/")


def read_platform(form: Form) -> Platform:
    """Give the platform that was chosen; raises InvalidInput."""
    for platform in PLATFORMS:
        if form.get("platform") == platform:
            return platform
    raise InvalidInput("platform", "Say what your store runs on.")


def read_offer(form: Form, shop: Shop, standing: Offer) -> Offer:
    """Give the offer of a form; a side that it leaves as it is stays as it stands."""
    return Offer(
        friend=_read_incentive(form, "friend", shop, standing.friend),
        advocate=_read_incentive(form, "advocate", shop, standing.advocate),
    )


def read_look(form: Form, standing: Look) -> Look:
    """Give the look of a form; raises InvalidInput for what can be none."""
    chosen = {name: form[name] for name in ("theme", "colour", "picture", "font") if name in form}
    try:
        return msgspec.convert({**msgspec.to_builtins(standing), **chosen}, Look)
    except msgspec.ValidationError as error:
        raise InvalidInput("look", "Choose a theme, a picture and a colour such as #7a3e12.") from error


def read_words(form: Form, language: str, standing: tuple[OwnText, ...]) -> tuple[OwnText, ...]:
    """Give the merchant's own words with those of a form, in one language; an empty one is Sathi's again."""
    texts = {name: form[name].strip()[:400] for name in WORDS if name in form}
    kept = [one for one in standing if one.language != language or one.key not in texts]
    return (*kept, *(OwnText(language=language, key=key, text=text) for key, text in texts.items() if text))


def list_kinds(incentive: Incentive) -> list[IncentiveKind]:
    """Give the kinds that a side's form offers: the plain ones, and the one that stands."""
    return [kind for kind in get_args(IncentiveKind) if kind in KINDS or kind == incentive.kind]


def own_words(program: Program, language: str) -> dict[str, str]:
    """Give the merchant's own words in one language, of those that the set-up asks for."""
    return {one.key: one.text for one in program.words if one.language == language and one.key in WORDS}


def _read_incentive(form: Form, side: str, shop: Shop, standing: Incentive) -> Incentive:
    kind, value = form.get(f"{side}_kind", ""), form.get(f"{side}_value", "").strip()[:40]
    if kind not in KINDS:
        return standing
    sums: dict[str, Any] = {
        "minimum_minor": _read_sum(form.get(f"{side}_minimum", ""), shop, f"{side}_minimum")
    }
    match kind:
        case "percent":
            sums["pct"] = _read_pct(value, f"{side}_value")
        case "amount":
            sums["amount_minor"] = _read_sum(value, shop, f"{side}_value")
            if not sums["amount_minor"]:
                raise InvalidInput(f"{side}_value", "Say how much is taken off, such as 200.")
        case "gift":
            if not value:
                raise InvalidInput(f"{side}_value", "Say what the gift is, as your customers call it.")
            sums["gift"] = value
    return msgspec.structs.replace(
        standing, **{"pct": 0, "amount_minor": 0, "gift": "", "gift_ref": "", **sums, "kind": kind}
    )


def _read_pct(text: str, field: str) -> float:
    try:
        pct = float(text.removesuffix("%").replace(",", "."))
    except ValueError:
        pct = -1
    if not 0 < pct <= 100:
        raise InvalidInput(field, "Give the percentage as a number up to 100, such as 10.")
    return pct


def _read_sum(text: str, shop: Shop, field: str) -> int:
    minor: int = read_field(Money(), field, text.strip()[:40] or "0", shop)
    return minor
