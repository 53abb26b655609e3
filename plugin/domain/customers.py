"""Past customers: what was read of one, and what that and our own orders come to together."""

from __future__ import annotations

from typing import Literal

from plugin.domain.moments import latest
from plugin.model import Contact, Says, Struct

MaybeSays = Says | Literal[""]


class Customer(Struct):
    """A past customer as a file or a store tells it; what it does not tell is empty.

    `says` is whether the customer accepts marketing by e-mail, as far as anybody knows. `orders_count` is
    None for somebody who bought, nobody says how often.
    """

    contact: Contact
    country: str = ""
    language: str = ""
    orders_count: int | None = 0
    spent_minor: int = 0
    currency: str = ""
    last_order_at_ms: int | None = None
    tags: tuple[str, ...] = ()
    says: MaybeSays = ""


class Profile(Struct):
    """What is known of a customer: orders placed, money spent, the last order, tags, country, language.

    `source` is where an import had it from, empty where only our own orders speak.
    """

    person_id: str
    orders_count: int = 0
    spent_minor: int = 0
    currency: str = ""
    last_order_at_ms: int | None = None
    tags: tuple[str, ...] = ()
    country: str = ""
    language: str = ""
    source: str = ""
    read_at_ms: int = 0


class Bought(Struct):
    """What a person bought, by the orders that are in the house."""

    orders_count: int = 0
    spent_minor: int = 0
    last_order_at_ms: int | None = None


def fill_in(was: Profile, told: Profile) -> Profile:
    """Add to what was known what a list tells that counts no orders: it takes nothing back."""
    money = was if was.spent_minor else told
    return Profile(
        person_id=was.person_id,
        orders_count=was.orders_count or told.orders_count,
        spent_minor=money.spent_minor,
        currency=money.currency,
        last_order_at_ms=latest((was.last_order_at_ms, told.last_order_at_ms)),
        tags=was.tags or told.tags,
        country=was.country or told.country,
        language=was.language or told.language,
        source=told.source,
        read_at_ms=told.read_at_ms,
    )


def join_profile(imported: Profile, bought: Bought, currency: str) -> Profile:
    """Join an import's facts with our own orders: the greater of each, never the sum, since both count all.

    Takes the currency of our own orders, the shop's; money of two currencies is not compared, and ours holds.
    """
    spent_minor, kept_currency = imported.spent_minor, imported.currency or currency
    if kept_currency != currency and bought.orders_count:
        spent_minor, kept_currency = 0, currency
    if kept_currency == currency:
        spent_minor = max(spent_minor, bought.spent_minor)
    return Profile(
        person_id=imported.person_id,
        orders_count=max(imported.orders_count, bought.orders_count),
        spent_minor=spent_minor,
        currency=kept_currency,
        last_order_at_ms=latest((imported.last_order_at_ms, bought.last_order_at_ms)),
        tags=imported.tags,
        country=imported.country,
        language=imported.language,
        source=imported.source,
        read_at_ms=imported.read_at_ms,
    )
