"""What the stores' APIs say of their customers, in the house's words."""

from __future__ import annotations

from plugin.domain.customers import Customer, MaybeSays
from plugin.errors import Unreadable
from plugin.model import Contact
from webhooks.platforms import fields

# Source: GraphQL Admin API 2026-10, object Customer.
SHOPIFY_FIELDS = """
id firstName locale tags numberOfOrders
amountSpent { amount currencyCode }
lastOrder { createdAt }
defaultEmailAddress { emailAddress marketingState }
defaultPhoneNumber { phoneNumber }
defaultAddress { firstName phone countryCodeV2 }
"""

# Whoever was never asked has said nothing; what Shopify took away or found to be no address is a no.
_SAYS: dict[object, MaybeSays] = {
    "SUBSCRIBED": "in",
    "UNSUBSCRIBED": "out",
    "REDACTED": "out",
    "INVALID": "out",
}


def read_shopify_customer(node: object) -> tuple[int, Customer]:
    """Read one customer as GraphQL gives it, with its number. Raises Unreadable."""
    body = fields.read_members(node, "The customer")
    number = _read_number(body.get("id"))
    email, address = fields.read_part(body, "defaultEmailAddress"), fields.read_part(body, "defaultAddress")
    spent, last = fields.read_part(body, "amountSpent"), fields.read_part(body, "lastOrder")
    currency = fields.read_currency(spent.get("currencyCode"), "currencyCode")
    phone = fields.read_part(body, "defaultPhoneNumber").get("phoneNumber")
    tags = body.get("tags")
    return number, Customer(
        contact=Contact(
            customer_ref=str(number),
            email=fields.choose_email(email.get("emailAddress")),
            phone=fields.choose_phone(phone, address.get("phone")),
            first_name=fields.choose_name(body.get("firstName"), address.get("firstName")),
        ),
        country=fields.choose_country(address.get("countryCodeV2")),
        language=fields.choose_language(body.get("locale")),
        orders_count=_read_count(body.get("numberOfOrders")),
        spent_minor=fields.read_sum(spent.get("amount"), currency, "amountSpent"),
        currency=currency,
        last_order_at_ms=fields.read_instant(last["createdAt"], "lastOrder") if last else None,
        tags=fields.keep_tags(str(one) for one in tags) if isinstance(tags, list) else (),
        says=_SAYS.get(email.get("marketingState"), ""),
    )


def read_woocommerce_customer(body: fields.Body) -> Customer:
    """Read one customer of `GET /wc/v3/customers`, which tells neither orders nor consent. Raises Unreadable.

    Source: class-wc-rest-customers-controller.php; its orders come by reconciliation.
    """
    billing = fields.read_part(body, "billing")
    return Customer(
        contact=Contact(
            customer_ref=fields.read_ref(body.get("id"), "id"),
            email=fields.choose_email(body.get("email"), billing.get("email")),
            phone=fields.choose_phone(billing.get("phone")),
            first_name=fields.choose_name(body.get("first_name"), billing.get("first_name")),
        ),
        country=fields.choose_country(billing.get("country")),
    )


def _read_number(value: object) -> int:
    number = value.rpartition("/")[2] if isinstance(value, str) else ""
    if not (number.isascii() and number.isdigit()):
        raise Unreadable("The customer's id is no id.")
    return int(number)


def _read_count(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0
