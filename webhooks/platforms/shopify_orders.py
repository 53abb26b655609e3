"""Shopify's orders and refunds. Totals are in the shop's currency; what the shopper saw is kept beside."""

from __future__ import annotations

from plugin.errors import Unreadable
from plugin.model import Contact, Order, OrderRefunded, Source, Stage, Traces
from webhooks.platforms import fields, traces
from webhooks.platforms.shopify_goods import add_refunded_goods, read_goods

_STAGES: dict[object, Stage] = {
    "paid": "paid",
    "partially_refunded": "paid",
    "refunded": "refunded",
    "voided": "cancelled",
    "expired": "cancelled",
}
_SOURCES: dict[str, Source] = {"": "web", "web": "web", "pos": "pos", "shopify_draft_order": "draft"}
_ADDRESS = ("address1", "address2", "zip", "country_code")


def read_order(body: fields.Body) -> Order:
    """Read one whole order. Raises Unreadable that names the field.

    When it was paid is not told: `processed_at` is when the order was taken, paid or not.
    """
    currency = fields.read_currency(body.get("currency"), "currency")
    order_ref = fields.read_ref(body.get("id"), "id")
    presentment_currency, presentment_total_minor = _read_presentment(body)
    billing, shipping = fields.read_part(body, "billing_address"), fields.read_part(body, "shipping_address")
    lines, refunds = fields.read_rows(body, "line_items"), fields.read_rows(body, "refunds")
    tax_inside = body.get("taxes_included") is True
    goods_minor, goods_tax_minor = read_goods(lines, currency, tax_inside)
    return Order(
        order_ref=order_ref,
        number=_read_number(body, order_ref),
        stage=_read_stage(body),
        placed_at_ms=fields.read_instant(body.get("created_at"), "created_at"),
        updated_at_ms=fields.read_instant(body.get("updated_at"), "updated_at"),
        currency=currency,
        total_minor=_read_total(body, currency),
        refunded_minor=sum(_sum_refund(row, currency)[0] for row in refunds),
        presentment_currency=presentment_currency,
        presentment_total_minor=presentment_total_minor,
        is_test=body.get("test") is True,
        source=_read_source(body),
        country=fields.choose_country(shipping.get("country_code"), billing.get("country_code")),
        language=fields.choose_language(body.get("customer_locale")),
        tags=_read_tags(body),
        product_refs=fields.keep_products(lines, "line_items.product_id"),
        proofs=fields.keep_proofs(
            body.get("confirmation_number"), body.get("checkout_token"), body.get("token")
        ),
        contact=_read_contact(body, billing, shipping),
        codes=traces.keep_codes(row.get("code") for row in traces.keep_rows(body.get("discount_codes"))),
        marks=_read_marks(body),
        goods_minor=goods_minor,
        goods_tax_minor=goods_tax_minor,
        refunded_goods_minor=add_refunded_goods(refunds, currency, tax_inside),
        traces=_read_traces(body, shipping, billing),
        delivered_at_ms=_read_delivered_at(body),
        product_titles=fields.keep_titles(lines, "title"),
    )


def read_refund(body: fields.Body) -> OrderRefunded | None:
    """Read one refund; None where it returned no money. Raises Unreadable that names the field.

    A refund does not say whether its order's prices had the tax inside; its subtotals are taken as goods.
    """
    order_ref = fields.read_ref(body.get("order_id"), "order_id")
    refund_ref = fields.read_ref(body.get("id"), "id")
    refunded_at_ms = fields.read_instant(body.get("created_at"), "created_at")
    amount_minor, currency = _sum_refund(body, "")
    if not amount_minor:
        return None
    return OrderRefunded(
        order_ref=order_ref,
        refund_ref=refund_ref,
        amount_minor=amount_minor,
        currency=currency,
        refunded_at_ms=refunded_at_ms,
        goods_minor=add_refunded_goods([body], currency, tax_inside=False),
    )


def _read_delivered_at(body: fields.Body) -> int | None:
    """Give when the last parcel arrived; None until everything was sent and every parcel is there."""
    sent = [row for row in traces.keep_rows(body.get("fulfillments")) if row.get("status") != "cancelled"]
    if body.get("fulfillment_status") != "fulfilled":
        return None
    arrived = [fields.keep_instant(row.get("updated_at")) for row in sent if _is_delivered(row)]
    moments = [at_ms for at_ms in arrived if at_ms is not None]
    return max(moments) if moments and len(moments) == len(sent) else None


def _is_delivered(fulfillment: fields.Body) -> bool:
    return fulfillment.get("shipment_status") == "delivered"


def _read_number(body: fields.Body, order_ref: str) -> str:
    texts = (fields.clean_text(body.get(key), fields.NUMBER_LENGTH) for key in ("name", "order_number"))
    return next(filter(None, texts), order_ref)


def _read_stage(body: fields.Body) -> Stage:
    if body.get("cancelled_at") is not None:
        fields.read_instant(body["cancelled_at"], "cancelled_at")
        return "cancelled"
    status = body.get("financial_status")
    return _STAGES.get(status, "placed") if isinstance(status, str) else "placed"


def _read_source(body: fields.Body) -> Source:
    name = fields.clean_text(body.get("source_name"), 100)
    if name.startswith("subscription_contract"):
        return "renewal"
    return _SOURCES.get(name, "app")


def _read_tags(body: fields.Body) -> tuple[str, ...]:
    tags = body.get("tags")
    return fields.keep_tags(tags.split(",")) if isinstance(tags, str) else ()


def _read_total(body: fields.Body, currency: str) -> int:
    money = fields.read_part(fields.read_part(body, "total_price_set"), "shop_money")
    if not money:
        return fields.read_sum(body.get("total_price"), currency, "total_price")
    if money.get("currency_code") != currency:
        raise Unreadable("total_price_set.shop_money.currency_code is not the order's currency.")
    return fields.read_sum(money.get("amount"), currency, "total_price_set.shop_money.amount")


def _read_presentment(body: fields.Body) -> tuple[str, int]:
    money = fields.read_part(fields.read_part(body, "total_price_set"), "presentment_money")
    field = "total_price_set.presentment_money"
    try:
        currency = fields.read_currency(money.get("currency_code"), field)
        return currency, fields.read_sum(money.get("amount"), currency, field)
    except Unreadable:
        return "", 0  # it is only shown, never counted: no order is lost for it


def _read_contact(body: fields.Body, billing: fields.Body, shipping: fields.Body) -> Contact:
    customer = fields.read_part(body, "customer")
    home = fields.read_part(customer, "default_address")
    people = (customer, billing, shipping, home)
    phones = (customer.get("phone"), body.get("phone"), *(part.get("phone") for part in people[1:]))
    return Contact(
        customer_ref=_read_customer_ref(customer),
        email=fields.choose_email(customer.get("email"), body.get("email"), body.get("contact_email")),
        phone=fields.choose_phone(*phones),
        first_name=fields.choose_name(*(part.get("first_name") for part in people)),
    )


def _read_marks(body: fields.Body) -> tuple[str, ...]:
    attributes = traces.keep_rows(body.get("note_attributes"))
    return traces.keep_marks(row.get("value") for row in attributes if row.get("name") == traces.MARK)


def _read_traces(body: fields.Body, shipping: fields.Body, billing: fields.Body) -> Traces:
    browser = fields.read_part(body, "client_details")
    return Traces(
        ip=traces.choose_ip(body.get("browser_ip"), browser.get("browser_ip")),
        address=traces.choose_address((shipping, billing), _ADDRESS),
        referrer=traces.read_host(body.get("referring_site")),
    )


def _read_customer_ref(customer: fields.Body) -> str:
    customer_id = customer.get("id")
    return "" if customer_id is None else fields.read_ref(customer_id, "customer.id")


def _sum_refund(refund: fields.Body, shop_currency: str) -> tuple[int, str]:
    """Add up one refund: what the shop's payments returned, else what the lines come to."""
    shop_currency = shop_currency or _find_shop_currency(refund)
    returned = [row for row in fields.read_rows(refund, "transactions") if _is_returned(row)]
    currencies = {
        fields.read_currency(row.get("currency") or shop_currency, "transactions.currency")
        for row in returned
    }
    # A payment in the shopper's currency says nothing in the shop's: then the lines count.
    if len(currencies) == 1 and shop_currency in ("", *currencies):
        currency = currencies.pop()
        amounts = (fields.read_sum(row.get("amount"), currency, "transactions.amount") for row in returned)
        return sum(amounts), currency
    rows = fields.read_rows(refund, "refund_line_items")
    if not rows:
        return 0, shop_currency
    currency = fields.read_currency(shop_currency, "refund_line_items.subtotal_set.shop_money.currency_code")
    return sum(_sum_line(row, currency) for row in rows), currency


def _is_returned(transaction: fields.Body) -> bool:
    return transaction.get("kind") == "refund" and transaction.get("status") == "success"


def _find_shop_currency(refund: fields.Body) -> str:
    for row in fields.read_rows(refund, "refund_line_items"):
        money = fields.read_part(fields.read_part(row, "subtotal_set"), "shop_money")
        if money:
            field = "refund_line_items.subtotal_set.shop_money.currency_code"
            return fields.read_currency(money.get("currency_code"), field)
    return ""


def _sum_line(row: fields.Body, currency: str) -> int:
    amounts = []
    for field in ("subtotal", "total_tax"):
        money = fields.read_part(fields.read_part(row, f"{field}_set"), "shop_money")
        amount = money.get("amount") or row.get(field) or 0
        amounts.append(fields.read_sum(amount, currency, f"refund_line_items.{field}"))
    return sum(amounts)
