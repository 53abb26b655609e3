"""What a merchant types of an influencer, on the desk or at the command, becomes a new partner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from plugin.domain.faults import name_fault
from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.money import read_minor
from plugin.domain.partner_figures import span_of_days
from plugin.domain.partners import CodeRules, NewPartner
from plugin.domain.program import Incentive
from plugin.errors import InvalidInput
from plugin.model import Contact, Shop
from plugin.words.speaking import mark

Checked = TypeVar("Checked", NewPartner, Incentive)

# What is wrong with a field that is too long or too large, or with something else.
WRONG = {
    "name": mark("Give the influencer a name of at most 80 characters."),
    "page_url": mark("The page is an address such as https://chai.example.com, of at most 500 characters."),
    "niche": mark("Say in at most 200 characters what their niche is."),
    "followers_count": mark("Give the number of followers in at most ten digits."),
    "note": mark("The note has at most 2,000 characters."),
    "code_rules.uses_count": mark("Let the code be used at most 1,000,000 times, or leave the field empty."),
}
NOT_KEPT = mark("This influencer cannot be kept: look at what you typed once more.")
FIELDS = (
    "name", "email", "phone", "page_url", "niche", "followers_count", "note", "code", "percent", "amount",
    "minimum", "uses_count", "first", "last",
)  # fmt: skip


def read_influencer(typed: Mapping[str, str], shop: Shop, once_each: bool) -> NewPartner:
    """Read an influencer from what was typed, by field; what is left out is empty.

    Takes amounts in the shop's currency and days where the shop is. Raises InvalidInput naming the field.
    """
    fields = {name: typed.get(name, "").strip() for name in FIELDS}
    incentive = _read_incentive(fields, shop)
    since_at_ms, until_at_ms = span_of_days(fields["first"], fields["last"], shop.time_zone)
    rules = CodeRules(
        code=fields["code"][:40], incentive=incentive, once_each=once_each,
        uses_count=_read_count("uses_count", fields), from_at_ms=since_at_ms or None,
        until_at_ms=until_at_ms if until_at_ms < FOR_EVER_MS else None,
    )  # fmt: skip
    name = fields["name"]
    told = NewPartner(
        kind="influencer", name=name, page_url=_read_address(fields["page_url"]), niche=fields["niche"],
        contact=Contact(email=fields["email"][:320], phone=fields["phone"][:40], first_name=name),
        followers_count=_read_count("followers_count", fields), note=fields["note"], code_rules=rules,
    )  # fmt: skip
    return _check(told)


def _read_incentive(fields: Mapping[str, str], shop: Shop) -> Incentive | None:
    minimum_minor = _read_amount("minimum", fields["minimum"] or "0", shop)
    if fields["percent"] and fields["amount"]:
        raise InvalidInput("amount", "Give a percentage or an amount, not both.")
    if fields["amount"]:
        amount_minor = _read_amount("amount", fields["amount"], shop)
        return _check(Incentive(kind="amount", amount_minor=amount_minor, minimum_minor=minimum_minor))
    if fields["percent"]:
        pct = _read_number("percent", fields["percent"])
        return _check(Incentive(kind="percent", pct=pct, minimum_minor=minimum_minor))
    if minimum_minor:
        raise InvalidInput("minimum", "Say what the code gives too: a percentage or an amount.")
    return None


def _read_address(text: str) -> str:
    """Give a page's address as browsers take it, also where it was typed without https://."""
    return text if not text or text.startswith(("http://", "https://")) else f"https://{text}"


def _read_amount(field: str, text: str, shop: Shop) -> int:
    try:
        minor = read_minor(text, shop.currency)
    except InvalidInput as error:
        raise InvalidInput(field, error.sentence, **error.values) from error
    if minor < 0:
        raise InvalidInput(field, "An amount cannot be below zero.")
    return minor


def _read_number(field: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise InvalidInput(
            field, "{text} is no number: write digits, such as 7.5.", text=repr(text[:40])
        ) from error
    if not 0 < number <= 100:
        raise InvalidInput(field, "A percentage is above 0 and at most 100.")
    return number


def _read_count(field: str, fields: Mapping[str, str]) -> int:
    text = fields[field].replace(",", "") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise InvalidInput(
            field, "{text} is no number of people or times: write digits, such as 14.", text=repr(text[:40])
        )
    return int(text)


def _check(made: Checked) -> Checked:
    """Give what was made once its limits are checked, which a struct does only when it is read."""
    try:
        return msgspec.convert(msgspec.to_builtins(made), type(made))
    except msgspec.ValidationError as error:
        field = name_fault(error, "partner").field
        raise InvalidInput(field, WRONG.get(field, NOT_KEPT)) from error
