"""What a Standard Webhooks sender's events say, in the house's words. docs/webhooks.md defines them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from plugin.errors import Unreadable
from plugin.model import (
    AppUninstalled,
    Contact,
    ContactSpoke,
    EventHappened,
    Fact,
    NotForUs,
    Order,
    OrderDeleted,
    OrderRefunded,
    OrderSeen,
    PersonRedacted,
    PersonRegistered,
    PersonRequested,
    Says,
    ShopRedacted,
    Source,
    Stage,
    Traces,
)
from webhooks.platforms import fields, traces
from webhooks.signatures import verify_standard

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

Ref = Annotated[int, msgspec.Meta(ge=1)] | Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,64}\Z")]
Text = Annotated[str, msgspec.Meta(max_length=100)]
Email = Annotated[str, msgspec.Meta(pattern=r"^([^@\s]{1,64}@[^@\s]{1,189})?\Z")]
Phone = Annotated[str, msgspec.Meta(pattern=r"^((?=.*[0-9])[^\r\n]{1,40})?\Z")]
Country = Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2})?\Z")]
Language = Annotated[str, msgspec.Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?\Z")]
Proof = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{8,100}\Z")]
Domain = Annotated[str, msgspec.Meta(min_length=1, max_length=fields.DOMAIN_LENGTH)]
Tags = Annotated[list[Text], msgspec.Meta(max_length=fields.MOST_TAGS)]
Products = Annotated[list[Ref], msgspec.Meta(max_length=fields.MOST_PRODUCTS)]
EventName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_.-]{1,40}\Z")]
# Shoppers and browsers write these: what cannot be one is left out, and no order is refused for it.
Loose = Any
Proofs = Annotated[list[Proof], msgspec.Meta(max_length=10)]


class Customer(msgspec.Struct, frozen=True):
    """The buyer; any part may be null or absent."""

    id: Ref | None = None
    email: Email | None = None
    phone: Phone | None = None
    first_name: Text | None = None


class SentOrder(msgspec.Struct, frozen=True):
    """The data of order.placed, order.paid, order.updated and order.cancelled: the whole order."""

    id: Ref
    placed_at: str
    updated_at: str
    currency: str
    total: str
    number: Annotated[str, msgspec.Meta(max_length=fields.NUMBER_LENGTH)] | None = None
    stage: Stage | None = None
    refunded: str | None = None
    presentment_currency: str | None = None
    presentment_total: str | None = None
    test: bool | None = None
    source: Source | None = None
    country: Country | None = None
    language: Language | None = None
    tags: Tags | None = None
    products: Products | None = None
    proofs: Proofs | None = None
    customer: Customer | None = None
    paid_at: str | None = None
    delivered_at: Loose = None
    goods: str | None = None
    goods_tax: str | None = None
    refunded_goods: str | None = None
    codes: Loose = None
    marks: Loose = None
    ip: Loose = None
    address: Loose = None
    referrer: Loose = None


class SentRefund(msgspec.Struct, frozen=True):
    """The data of order.refunded: one refund."""

    id: Ref
    order_id: Ref
    amount: str
    currency: str
    refunded_at: str
    goods: str | None = None


class SentDeletion(msgspec.Struct, frozen=True):
    """The data of order.deleted."""

    order_id: Ref


class SentDomain(msgspec.Struct, frozen=True):
    """The data of app.uninstalled and shop.redact: the shop's own host name."""

    domain: Domain


class SentRedaction(msgspec.Struct, frozen=True):
    """The data of person.redact."""

    customer: Customer
    order_ids: list[Ref] | None = None
    domain: Domain | None = None


class SentRequest(SentRedaction, frozen=True, kw_only=True):
    """The data of person.data_request."""

    request_id: Ref


class SentRegistration(msgspec.Struct, frozen=True):
    """The data of customer.registered."""

    customer: Customer
    registered_at: str


class SentHappening(msgspec.Struct, frozen=True):
    """The data of customer.event: something of the merchant's own."""

    customer: Customer
    name: EventName
    happened_at: str


class SentConsent(msgspec.Struct, frozen=True):
    """The data of customer.consented: whether somebody wants to be written to, and to which words."""

    customer: Customer
    medium: Literal["email", "whatsapp"]
    says: Says
    said_at: str
    wording: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


Sent = TypeVar("Sent", bound=msgspec.Struct)


def verify(raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], now_ms: int) -> int:
    """Check that the sender made this delivery within five minutes; gives the position of the secret.

    Raises BadSignature.
    """
    return verify_standard(raw, headers, secrets, now_ms // 1000)


def topic(headers: Mapping[str, str], body: object) -> str:
    """Name the event's type, which is signed with the body; empty where there is none."""
    event_type = body.get("type") if isinstance(body, dict) else None
    return event_type if isinstance(event_type, str) else ""


def read(topic: str, body: object) -> Fact:
    """Turn a verified event into a fact.

    Takes the event's type and the parsed body. Raises Unreadable that names the field.
    """
    event = fields.read_members(body, "The body")
    if not topic or event.get("type") != topic:
        raise Unreadable("type is not the event's type.")
    read_event = _READERS.get(topic)
    if read_event is None:
        return NotForUs(why=f"The type {fields.clean_text(topic, 100)} is not one that Sathi reads.")
    return read_event(event.get("data"))


def _convert(sent: object, shape: type[Sent]) -> Sent:
    try:
        return msgspec.convert(sent, shape)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$")
        raise Unreadable(f"In data{path.rstrip('`')}: {what.replace('`', '')}.") from error


def _read_order(stage: Stage | None) -> Callable[[object], Fact]:
    def read_order(sent: object) -> Fact:
        order = _convert(sent, SentOrder)
        reached = order.stage or stage
        if reached is None:
            raise Unreadable("In data: order.updated must give the stage.")
        return OrderSeen(order=_to_order(order, reached))

    return read_order


def _to_order(sent: SentOrder, stage: Stage) -> Order:
    currency = fields.read_currency(sent.currency, "data.currency")
    presentment_currency = sent.presentment_currency or ""
    goods_minor, goods_tax_minor = _read_goods(sent, currency)
    return Order(
        order_ref=str(sent.id),
        number=fields.clean_text(sent.number, fields.NUMBER_LENGTH) or str(sent.id),
        stage=stage,
        placed_at_ms=fields.read_instant(sent.placed_at, "data.placed_at"),
        updated_at_ms=fields.read_instant(sent.updated_at, "data.updated_at"),
        currency=currency,
        total_minor=fields.read_sum(sent.total, currency, "data.total"),
        refunded_minor=fields.read_sum(sent.refunded or "0", currency, "data.refunded"),
        presentment_currency=presentment_currency,
        presentment_total_minor=_read_presentment(presentment_currency, sent.presentment_total),
        is_test=sent.test or False,
        source=sent.source or "web",
        country=sent.country or "",
        language=sent.language or "",
        tags=fields.keep_tags(sent.tags or ()),
        product_refs=_to_refs(sent.products),
        proofs=fields.keep_proofs(*(sent.proofs or ())),
        contact=_to_contact(sent.customer),
        paid_at_ms=None if sent.paid_at is None else fields.read_instant(sent.paid_at, "data.paid_at"),
        codes=traces.keep_codes(_to_list(sent.codes)),
        marks=traces.keep_marks(_to_list(sent.marks)),
        goods_minor=goods_minor,
        goods_tax_minor=goods_tax_minor,
        refunded_goods_minor=_read_part(sent.refunded_goods, currency, "data.refunded_goods"),
        traces=_read_traces(sent),
        delivered_at_ms=fields.keep_instant(sent.delivered_at),
    )


def _read_goods(sent: SentOrder, currency: str) -> tuple[int | None, int]:
    goods_minor = _read_part(sent.goods, currency, "data.goods")
    tax_minor = _read_part(sent.goods_tax or "0", currency, "data.goods_tax")
    return (None, 0) if goods_minor is None or tax_minor is None else (goods_minor, tax_minor)


def _read_part(amount: str | None, currency: str, field: str) -> int | None:
    return None if amount is None else fields.keep_sum(fields.read_amount(amount, currency, field))


def _read_traces(sent: SentOrder) -> Traces:
    return Traces(
        ip=traces.choose_ip(sent.ip),
        address=traces.write_plainly(sent.address),
        referrer=traces.read_host(sent.referrer),
    )


def _to_list(sent: Loose) -> list[object]:
    return sent if isinstance(sent, list) else []


def _read_presentment(currency: str, total: str | None) -> int:
    if not currency and total is None:
        return 0
    currency = fields.read_currency(currency, "data.presentment_currency")
    return fields.read_sum(total, currency, "data.presentment_total")


def _to_refs(refs: Sequence[Ref] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, refs or ())))


def _to_contact(sent: Customer | None) -> Contact:
    if sent is None:
        return Contact()
    return Contact(
        customer_ref="" if sent.id is None else str(sent.id),
        email=sent.email or "",
        phone=sent.phone or "",
        first_name=fields.clean_text(sent.first_name, fields.NAME_LENGTH),
    )


def _read_refund(sent: object) -> Fact:
    refund = _convert(sent, SentRefund)
    currency = fields.read_currency(refund.currency, "data.currency")
    return OrderRefunded(
        order_ref=str(refund.order_id),
        refund_ref=str(refund.id),
        amount_minor=fields.read_sum(refund.amount, currency, "data.amount"),
        currency=currency,
        refunded_at_ms=fields.read_instant(refund.refunded_at, "data.refunded_at"),
        goods_minor=_read_part(refund.goods, currency, "data.goods"),
    )


def _read_deleted(sent: object) -> Fact:
    return OrderDeleted(order_ref=str(_convert(sent, SentDeletion).order_id))


def _read_uninstalled(sent: object) -> Fact:
    return AppUninstalled(domain=_convert(sent, SentDomain).domain.lower())


def _read_shop_redacted(sent: object) -> Fact:
    return ShopRedacted(domain=_convert(sent, SentDomain).domain.lower())


def _read_registered(sent: object) -> Fact:
    registration = _convert(sent, SentRegistration)
    return PersonRegistered(
        contact=_read_somebody(registration.customer),
        registered_at_ms=fields.read_instant(registration.registered_at, "data.registered_at"),
    )


def _read_happening(sent: object) -> Fact:
    happening = _convert(sent, SentHappening)
    return EventHappened(
        name=happening.name,
        contact=_read_somebody(happening.customer),
        happened_at_ms=fields.read_instant(happening.happened_at, "data.happened_at"),
    )


def _read_consented(sent: object) -> Fact:
    consent = _convert(sent, SentConsent)
    contact = _to_contact(consent.customer)
    if not (contact.email if consent.medium == "email" else contact.phone):
        raise Unreadable("In data: customer has no address for this medium.")
    return ContactSpoke(
        contact=contact,
        medium=consent.medium,
        says=consent.says,
        wording=consent.wording,
        said_at_ms=fields.read_instant(consent.said_at, "data.said_at"),
    )


def _read_somebody(sent: Customer) -> Contact:
    contact = _to_contact(sent)
    if not (contact.customer_ref or contact.email or contact.phone):
        raise Unreadable("In data: customer names nobody.")
    return contact


def _read_person(sent: SentRedaction) -> tuple[Contact, tuple[str, ...]]:
    contact, order_refs = _to_contact(sent.customer), _to_refs(sent.order_ids)
    if contact == Contact() and not order_refs:
        raise Unreadable("In data: customer and order_ids name nobody.")
    return contact, order_refs


def _read_person_redacted(sent: object) -> Fact:
    redaction = _convert(sent, SentRedaction)
    contact, order_refs = _read_person(redaction)
    return PersonRedacted(contact=contact, order_refs=order_refs, domain=(redaction.domain or "").lower())


def _read_person_requested(sent: object) -> Fact:
    request = _convert(sent, SentRequest)
    contact, order_refs = _read_person(request)
    return PersonRequested(
        contact=contact,
        order_refs=order_refs,
        request_ref=str(request.request_id),
        domain=(request.domain or "").lower(),
    )


_READERS: dict[str, Callable[[object], Fact]] = {
    "order.placed": _read_order("placed"),
    "order.paid": _read_order("paid"),
    "order.updated": _read_order(None),
    "order.cancelled": _read_order("cancelled"),
    "order.refunded": _read_refund,
    "order.deleted": _read_deleted,
    "customer.registered": _read_registered,
    "customer.event": _read_happening,
    "customer.consented": _read_consented,
    "app.uninstalled": _read_uninstalled,
    "person.redact": _read_person_redacted,
    "person.data_request": _read_person_requested,
    "shop.redact": _read_shop_redacted,
}
