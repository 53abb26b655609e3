"""A Shopify store by its GraphQL Admin API: its codes are unique whatever their case, and made by and by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from plugin.actions.house import House
from plugin.domain.customers import Customer
from plugin.effects.stores.room import CouponFound, CustomerPage
from plugin.effects.stores.shopify_calls import ShopifyCalls
from plugin.effects.stores.shopify_offers import (
    CREATE,
    FOUND,
    choose_type,
    find_redeem_code,
    is_same,
    name_offer,
    write_discount,
)
from plugin.effects.stores.shopify_topics import subscribe_topics
from plugin.errors import StoreRefused, StoreUnclear, Unreadable
from plugin.model import Order, Shop
from plugin.store.coupons import Coupon
from webhooks.platforms.customers import SHOPIFY_FIELDS, read_shopify_customer
from webhooks.platforms.shopify_graphql import ORDER_FIELDS, read_order_node

LOOKS_S = (0.2, 0.5, 1.0, 2.0, 4.0)
ORDERS_A_PAGE = 5  # the cost of a query counts every line that an order may have
CUSTOMERS_A_PAGE = 50
PAGES_A_QUERY = 4_000
TAKEN = frozenset({"TAKEN", "DUPLICATE"})

LOOK_UP = f"""
query($anchor: String!, $code: String!) {{
  shop {{ currencyCode }}
  offer: codeDiscountNodeByCode(code: $anchor) {{ ...Found }}
  coupon: codeDiscountNodeByCode(code: $code) {{ ...Found }}
}}
{FOUND}"""
ADD_CODE = """
mutation($offer: ID!, $code: String!) {
  added: discountRedeemCodeBulkAdd(discountId: $offer, codes: [{code: $code}]) {
    bulkCreation { id } userErrors { field message code }
  }
}"""
LOOK_AT_ADDING = """
query($id: ID!) {
  adding: discountRedeemCodeBulkCreation(id: $id) {
    done
    codes(first: 1) { nodes { discountRedeemCode { id } errors { code message } } }
  }
}"""
DELETE_CODE = """
mutation($offer: ID!, $id: ID!) {
  deleted: discountCodeRedeemCodeBulkDelete(discountId: $offer, ids: [$id]) {
    job { id } userErrors { field message code }
  }
}"""
PRICE = "query($id: ID!) { product(id: $id) { priceRangeV2 { maxVariantPrice { amount } } } }"
READ_ORDERS = f"""
query($most: Int!, $after: String, $search: String!) {{
  orders(first: $most, after: $after, query: $search, sortKey: UPDATED_AT) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ {ORDER_FIELDS} }}
  }}
}}"""
READ_CUSTOMERS = f"""
query($most: Int!, $search: String!) {{
  customers(first: $most, query: $search, sortKey: ID) {{ nodes {{ {SHOPIFY_FIELDS} }} }}
}}"""

Json = dict[str, Any]


class ShopifyRoom:
    """One shop's Shopify store."""

    def __init__(self, house: House, shop: Shop, calls: ShopifyCalls) -> None:
        self._house, self._shop, self._calls = house, shop, calls

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Add the coupon's code to the discount of its terms, or adopt the one that is there."""
        found = self._look_up(coupon)
        offer = found["offer"] or self._make_offer(coupon)
        if not is_same(offer, coupon):
            raise StoreRefused("The discount for this promise was changed in Shopify: put it back or end it.")
        return self._adopt(offer, found["coupon"], coupon) if found["coupon"] else self._add(offer, coupon)

    def end(self, coupon: Coupon) -> None:
        """Delete the coupon's code from its discount, unless it was used up."""
        found = self._look_up(coupon)
        offer = found["offer"]
        known = find_redeem_code(found["coupon"] or {}, coupon)
        code_id, used_count = (known[0] or coupon.store_ref, known[1])
        used_up = used_count and not coupon.is_for_many
        if not offer or used_up or not (found["coupon"] or coupon.store_ref):
            return
        if not code_id:
            raise StoreUnclear("Shopify has the code, and does not show its number yet.")
        answer = self._calls.ask("end", DELETE_CODE, {"offer": offer["id"], "id": code_id})
        if codes := _error_codes(answer["deleted"]):
            raise StoreRefused(f"Shopify did not delete the code ({', '.join(codes)}).")
        self._wait_until_gone(coupon)

    def count(self, coupon: Coupon) -> CouponFound:
        """Look for the coupon's code; Shopify never has two."""
        found = self._look_up(coupon)
        if not found["coupon"]:
            return CouponFound(live_count=0, used_count=0)
        code_id, used_count = find_redeem_code(found["coupon"], coupon)
        return CouponFound(live_count=1, used_count=used_count, store_ref=code_id)

    def read_orders(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        """Read back the orders that changed in the span, the first changed first.

        Shopify turns no further than 25,000 orders: before that, a new query starts where the last one is.
        """
        read_count, from_at_ms = PAGES_A_QUERY * ORDERS_A_PAGE, since_at_ms
        while read_count >= PAGES_A_QUERY * ORDERS_A_PAGE:
            read_count = 0
            for order in self._read_pages(from_at_ms, until_at_ms):
                read_count, from_at_ms = read_count + 1, order.updated_at_ms
                yield order

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Read the customers by their numbers; the cursor is the last number that was read.

        Shopify turns no further than 25,000 of anything, so each page is a query of its own.
        """
        last = int(cursor or 0)
        while True:
            asked = {"most": CUSTOMERS_A_PAGE, "search": f"id:>={last + 1}"}
            nodes = self._calls.read("customers", READ_CUSTOMERS, asked)["customers"]["nodes"]
            found = list(filter(None, map(_read_customer, nodes)))
            numbers = [number for number, _ in found if number > last]
            if not numbers:
                return
            last = max(numbers)
            yield CustomerPage(customers=tuple(one for _, one in found), cursor=str(last))

    def mend_webhooks(self) -> int:
        """Subscribe again what Shopify has given up of the shop's order topics."""
        return subscribe_topics(self._calls, f"{self._house.settings.url}/webhooks/{self._shop.key}/shopify")

    def _read_pages(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        span = f"updated_at:>='{_write_instant(since_at_ms)}' updated_at:<'{_write_instant(until_at_ms)}'"
        asked: Json = {"most": ORDERS_A_PAGE, "after": None, "search": span}
        for _ in range(PAGES_A_QUERY):
            page = self._calls.read("read", READ_ORDERS, asked)["orders"]
            yield from filter(None, map(_read_order, page["nodes"]))
            if not page["pageInfo"]["hasNextPage"]:
                return
            asked["after"] = page["pageInfo"]["endCursor"]

    def _look_up(self, coupon: Coupon) -> Json:
        found = self._calls.ask("look_up", LOOK_UP, {"anchor": self._anchor(coupon), "code": coupon.code})
        if found["shop"]["currencyCode"] != coupon.currency:
            raise StoreRefused("The Shopify store sells in another currency than the shop here says.")
        return found

    def _anchor(self, coupon: Coupon) -> str:
        name = f"{self._shop.shop_id} {name_offer(coupon)}"
        return f"SATHI-{self._house.hash('offer', name)[:20]}".upper()

    def _make_offer(self, coupon: Coupon) -> Json:
        """Make the discount of the coupon's terms; whoever is second finds it made."""
        discount = write_discount(
            coupon, self._anchor(coupon), self._find_price(coupon), self._house.now_ms()
        )
        made = self._calls.ask("offer", CREATE[choose_type(coupon)], {"discount": discount})["made"]
        codes = _error_codes(made)
        if codes and not TAKEN.issuperset(codes):
            raise StoreRefused(f"Shopify refused the discount ({', '.join(codes)}).")
        offer: Json | None = self._look_up(coupon)["offer"]
        if offer is None:
            raise StoreUnclear("Shopify has the discount, and does not show it yet.")
        return offer

    def _find_price(self, coupon: Coupon) -> str:
        if coupon.incentive.kind != "gift":
            return ""
        product = f"gid://shopify/Product/{coupon.incentive.gift_ref}"
        found = self._calls.ask("price", PRICE, {"id": product})["product"]
        if not found:
            raise StoreRefused("The gift is no product of the store any more.")
        return str(found["priceRangeV2"]["maxVariantPrice"]["amount"])

    def _add(self, offer: Json, coupon: Coupon) -> str:
        answer = self._calls.ask("make", ADD_CODE, {"offer": offer["id"], "code": coupon.code})["added"]
        codes = _error_codes(answer)
        if not codes:
            row = self._wait_until_added(answer["bulkCreation"]["id"])
            if row.get("discountRedeemCode"):
                return str(row["discountRedeemCode"]["id"])
            codes = [str(error.get("code")) for error in row.get("errors") or ()]
        if not TAKEN.issuperset(codes):
            raise StoreRefused(f"Shopify refused the code ({', '.join(codes)}).")
        return self._adopt(offer, self._look_up(coupon)["coupon"], coupon)

    def _adopt(self, offer: Json, found: Json | None, coupon: Coupon) -> str:
        if found is None:
            raise StoreUnclear("Shopify has the code, and does not show it yet.")
        if found["id"] != offer["id"]:
            raise StoreRefused("The store has a discount with this code that Sathi did not make.")
        return find_redeem_code(found, coupon)[0]

    def _wait_until_added(self, adding_id: str) -> Json:
        for wait_s in LOOKS_S:
            adding = self._calls.ask("adding", LOOK_AT_ADDING, {"id": adding_id})["adding"]
            if adding and adding["done"]:
                rows: list[Json] = adding["codes"]["nodes"]
                return rows[0] if rows else {}
            self._calls.pause(wait_s)
        raise StoreUnclear("Shopify is still adding the code.")

    def _wait_until_gone(self, coupon: Coupon) -> None:
        for wait_s in LOOKS_S:
            if not self._look_up(coupon)["coupon"]:
                return
            self._calls.pause(wait_s)
        raise StoreUnclear("Shopify is still deleting the code.")


def _error_codes(payload: Mapping[str, Any]) -> list[str]:
    return [str(error.get("code") or error.get("message"))[:80] for error in payload["userErrors"]]


def _read_order(node: object) -> Order | None:
    try:
        return read_order_node(node)
    except Unreadable:
        return None


def _read_customer(node: object) -> tuple[int, Customer] | None:
    try:
        return read_shopify_customer(node)
    except Unreadable:
        return None


def _write_instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
