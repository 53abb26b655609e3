"""The words of the house: what a shop, an order, a person and a program are.

Money is integer minor units beside its currency; instants are epoch milliseconds in UTC (`_at_ms`).
Everything here is frozen: a change is a new value.
"""

from __future__ import annotations

from typing import Literal, dataclass_transform

import msgspec

Platform = Literal["shopify", "woocommerce", "standard"]
PLATFORMS: tuple[Platform, ...] = ("shopify", "woocommerce", "standard")

# How far an order has come. "unplaced" covers drafts, abandoned checkouts and failed payments.
Stage = Literal["unplaced", "placed", "paid", "cancelled", "refunded"]

# Where an order came from. "renewal" is a subscription that charged itself again.
Source = Literal["web", "pos", "draft", "renewal", "admin", "app"]

IncentiveKind = Literal["percent", "amount", "free_shipping", "gift", "credit", "points", "cash", "manual"]
Channel = Literal["whatsapp", "copy", "native", "email", "qr", "sms", "telegram", "x", "facebook"]
Surface = Literal["popup", "sticky", "page", "thank_you"]

# What can tell who sent a buyer: a code in the order, a claim's or a visit's mark in the cart, or a claim by
# the same e-mail or phone. "manual" is the merchant's own word.
Method = Literal["code", "claim", "visit", "contact", "manual"]
Verdict = Literal["clear", "hold", "block"]

# How a message reaches a person, whether it was asked for or wants something, and what it speaks of.
Medium = Literal["email", "whatsapp", "push"]
Role = Literal["reader", "support", "manager", "owner"]  # each may do what those before it may
ROLES: tuple[Role, ...] = ("reader", "support", "manager", "owner")
Says = Literal["in", "out"]
Purpose = Literal["transactional", "marketing"]
MessageKind = Literal[
    "link", "reward", "reward_held", "reward_expiring", "friend_claimed", "friend_bought", "rung_near",
    "invite", "reminder", "after_purchase", "cycle",
    "partner_applied", "partner_admitted", "partner_refused", "portal_link", "statement", "test",
]  # fmt: skip

# What became of a reward, as the last line of its ledger says.
RewardState = Literal["due", "held", "approved", "issued", "told", "reversed", "expired"]
EntryKind = Literal["due", "held", "approved", "issued", "told", "adjusted", "reversed", "expired"]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frozen record that refuses fields it does not know."""


class Shop(Struct):
    """One merchant's store: the tenant of every row.

    `key` is the public, unguessable name in addresses and in the script tag. `domain` is the
    platform's own host for the store ("chai.myshopify.com"), empty when unknown. `trial_of` is the shop that
    this one is a trial of: nothing in a trial's shop is real.
    """

    shop_id: str
    key: str
    name: str
    url: str
    currency: str
    country: str
    language: str
    time_zone: str
    domain: str = ""
    uninstalled_at_ms: int | None = None
    trial_of: str = ""


class Contact(Struct):
    """How the store knows the buyer; any part may be empty."""

    customer_ref: str = ""
    email: str = ""
    phone: str = ""
    first_name: str = ""


class Traces(Struct):
    """Where an order came from, for telling a friend from the same person; kept only as keyed hashes.

    `address` is the delivery address in one plain form; any part may be empty.
    """

    ip: str = ""
    address: str = ""
    referrer: str = ""


class Order(Struct, omit_defaults=True):
    """What the platform says was bought: one whole snapshot of an order.

    `total_minor` is in `currency`, the shop's; `presentment_*` is what the shopper saw.
    `updated_at_ms` orders the snapshots: an older one never overwrites a newer one.
    `proofs` are the order's unguessable keys (WooCommerce order key, Shopify confirmation number and
    tokens): whoever shows one may see this order's decision. `codes` are the discount codes that it used,
    `marks` the signed tokens that Sathi left in the cart. `goods_minor` is the goods after discounts, without
    tax, shipping, tips and gift cards, and `refunded_goods_minor` what of it went back; None where the
    sender does not tell them apart from the whole. `delivered_at_ms` is when all of it had come to the buyer.
    `product_titles` are the names of the first few things that were bought, where the sender tells them.
    """

    order_ref: str
    number: str
    stage: Stage
    placed_at_ms: int
    updated_at_ms: int
    currency: str
    total_minor: int
    refunded_minor: int = 0
    presentment_currency: str = ""
    presentment_total_minor: int = 0
    is_test: bool = False
    source: Source = "web"
    country: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    product_refs: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    contact: Contact = Contact()
    paid_at_ms: int | None = None
    codes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    goods_minor: int | None = None
    goods_tax_minor: int = 0
    refunded_goods_minor: int | None = None
    traces: Traces = Traces()
    delivered_at_ms: int | None = None
    product_titles: tuple[str, ...] = ()


# What a platform's reader makes of one delivery.


class OrderSeen(Struct):
    """The platform sent a whole order: placed, paid, changed, cancelled or restored."""

    order: Order


class OrderRefunded(Struct):
    """Money of one order went back; `amount_minor` is what this refund returned, in `currency`.

    `goods_minor` is the part of it that was goods without tax; None where the sender does not tell.
    """

    order_ref: str
    refund_ref: str
    amount_minor: int
    currency: str
    refunded_at_ms: int
    goods_minor: int | None = None


class OrderDeleted(Struct):
    """The merchant removed the order from the store."""

    order_ref: str


class AppUninstalled(Struct):
    """The merchant removed Sathi from the store. `domain` is the one that the body names."""

    domain: str


class PersonRedacted(Struct):
    """The platform tells us to forget a shopper, and these orders."""

    contact: Contact
    order_refs: tuple[str, ...]
    domain: str = ""


class PersonRequested(Struct):
    """A shopper asked what the shop knows of them."""

    contact: Contact
    order_refs: tuple[str, ...]
    request_ref: str
    domain: str = ""


class ShopRedacted(Struct):
    """The platform tells us to forget the whole shop."""

    domain: str = ""


class PersonRegistered(Struct):
    """Somebody made an account in the store."""

    contact: Contact
    registered_at_ms: int


class EventHappened(Struct):
    """Something of the merchant's own happened to a person: "posted_request", "booked_table"."""

    name: str
    contact: Contact
    happened_at_ms: int


class ContactSpoke(Struct):
    """Somebody told the merchant whether they want to be written to over a medium, and to which words."""

    contact: Contact
    medium: Medium
    says: Says
    wording: str
    said_at_ms: int


class NotForUs(Struct):
    """A genuine delivery that nothing here needs; `why` is kept for the merchant."""

    why: str


Fact = (
    OrderSeen
    | OrderRefunded
    | OrderDeleted
    | AppUninstalled
    | PersonRedacted
    | PersonRequested
    | ShopRedacted
    | PersonRegistered
    | EventHappened
    | ContactSpoke
    | NotForUs
)


class History(Struct):
    """What the house knows of a buyer when it decides: counted per person, on any device.

    `shown_at_ms` lists the popup's views of the last 366 days, newest first, without those that the
    shopper answered with "remind me later"; `written_at_ms` the last week's messages that wanted something.
    """

    shown_at_ms: tuple[int, ...] = ()
    written_at_ms: tuple[int, ...] = ()
    closed_at_ms: int | None = None
    opted_out_at_ms: int | None = None
    banned_at_ms: int | None = None


Values = dict[str, str | int | float | bool | None | list[str]]


class Reason(Struct, array_like=True):
    """One rule's answer, with the values that it compared."""

    rule: str
    passed: bool
    values: Values


class Decision(Struct):
    """Show the popup or hold it, with every rule's reason in rule order."""

    show: bool
    reasons: tuple[Reason, ...]

    @property
    def failed(self) -> list[str]:
        """The rules that were not met."""
        return [reason.rule for reason in self.reasons if not reason.passed]


FriendState = Literal["came", "bought", "waiting", "rewarded"]


class Friend(Struct):
    """One friend of an advocate, as far as the advocate may know: never a name, only a state."""

    state: FriendState
    since_at_ms: int
