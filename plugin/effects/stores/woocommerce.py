"""A WooCommerce store by its REST API, version 3.

Its coupons are not unique: creating looks a code up and then inserts, without a lock, and a trashed code is
invisible. So every coupon carries our id, and what is superfluous is counted and taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, SIGNATURE_TYPE_QUERY
from requests.auth import AuthBase, HTTPBasicAuth
from requests_oauthlib import OAuth1

from plugin.actions.connections import WooCommerceKeys
from plugin.domain.customers import Customer
from plugin.effects.outgoing import Answer, Outgoing
from plugin.effects.stores.room import CouponFound, CustomerPage
from plugin.effects.stores.woocommerce_coupons import carries_mark, is_same, write_coupon
from plugin.errors import StoreBusy, StoreRefused, StoreUnclear, Unreadable
from plugin.model import Order, OrderSeen, Shop
from plugin.store.coupons import Coupon
from webhooks.platforms import woocommerce as reader
from webhooks.platforms.customers import read_woocommerce_customer

CUSTOMERS_A_PAGE = 50
ORDERS_A_PAGE = 20  # an order of many lines and notes has 50 kB, and an answer at most 2 MiB
CODE_TAKEN = "woocommerce_rest_coupon_code_already_exists"
GONE = (404, 410)

Found = dict[str, Any]


class WooCommerceRoom:
    """One shop's WooCommerce store."""

    def __init__(
        self, shop: Shop, address: str, keys: WooCommerceKeys, outgoing: Outgoing, own_url: str
    ) -> None:
        self._shop, self._outgoing, self._own_url = shop, outgoing, own_url
        self._api = f"{address}/wp-json/wc/v3"
        self._auth = _sign_in(address, keys)

    def make(self, coupon: Coupon, asked_before: bool) -> str:
        """Make a coupon, adopt the one that an earlier try made, and leave exactly one."""
        if asked_before and (known := self._look_up(coupon)):
            return self._leave_one(coupon, known)
        answer = self._call("make", "POST", "/coupons", body=write_coupon(coupon))
        if answer.status == 201:
            return self._leave_one_of_made(coupon, _read_found(answer.body))
        if _error_code(answer) != CODE_TAKEN:
            raise StoreRefused(f"WooCommerce refused the coupon ({_error_code(answer)}).")
        if known := self._look_up(coupon):
            return self._leave_one(coupon, known)
        raise StoreUnclear("WooCommerce has the code, and does not show it yet.")

    def end(self, coupon: Coupon) -> None:
        """Delete a coupon of ours that was not used, or is for many buyers."""
        for one in self._look_up(coupon) or self._look_at(coupon.store_ref):
            if carries_mark(one, coupon) and (coupon.is_for_many or not one["usage_count"]):
                self._delete(one)

    def count(self, coupon: Coupon) -> CouponFound:
        """Count the coupons with this code, and delete ours but one."""
        known = self._look_up(coupon)
        ours = [one for one in known if carries_mark(one, coupon)]
        standing, extras = _choose(ours) if ours else (None, [])
        mended_count = self._delete_extras(standing, extras) if standing else 0
        return CouponFound(
            live_count=len(known) - mended_count,
            used_count=sum(one["usage_count"] for one in ours),
            store_ref=str(standing["id"]) if standing else "",
            mended_count=mended_count,
        )

    def read_orders(self, since_at_ms: int, until_at_ms: int) -> Iterator[Order]:
        """Read back the orders that changed in the span, the first made first.

        Sorted by number, an order that changes meanwhile pushes no other one over the edge of a page.
        """
        asked = {"orderby": "id", "order": "asc", "per_page": str(ORDERS_A_PAGE), "status": "any"}
        if since_at_ms > 0:
            asked |= {"modified_after": _write_instant(since_at_ms), "dates_are_gmt": "true"}
        for page in count(1):
            bodies = self._outgoing.read_patiently(partial(self._list_page, asked, page))
            for body in bodies:
                order = _read_order(body)
                if order and since_at_ms <= order.updated_at_ms < until_at_ms:
                    yield order
            if not bodies:
                return

    def read_customers(self, cursor: str) -> Iterator[CustomerPage]:
        """Read the customers, the first registered first; the cursor is the last page that was read.

        Whoever bought without an account comes with the orders.
        """
        asked = {"orderby": "id", "order": "asc", "per_page": str(CUSTOMERS_A_PAGE)}
        for page in count(int(cursor or 0) + 1):
            read = partial(self._list, "customers", "/customers", {**asked, "page": str(page)})
            bodies = self._outgoing.read_patiently(read)
            if not bodies:
                return
            customers = tuple(filter(None, map(_read_customer, bodies)))
            yield CustomerPage(customers=customers, cursor=str(page))

    def mend_webhooks(self) -> int:
        """Switch on again the webhooks to us that WooCommerce disabled, as it does after a few failures."""
        address = f"{self._own_url}/webhooks/{self._shop.key}/"
        disabled = self._list("webhooks", "/webhooks", {"status": "disabled", "per_page": "100"})
        ours = [one for one in disabled if str(one.get("delivery_url", "")).startswith(address)]
        for one in ours:
            self._call("webhooks", "PUT", f"/webhooks/{int(one['id'])}", body={"status": "active"})
        return len(ours)

    def _list_page(self, asked: dict[str, str], page: int) -> list[Found]:
        return self._list("read", "/orders", {**asked, "page": str(page)})

    def _look_up(self, coupon: Coupon) -> list[Found]:
        """Give every published coupon that carries this code; WooCommerce compares codes in lower case."""
        asked = {"code": coupon.code.lower(), "per_page": "100"}
        known = [_read_found(one) for one in self._list("look_up", "/coupons", asked)]
        return [one for one in known if str(one.get("code", "")).lower() == coupon.code.lower()]

    def _look_at(self, store_ref: str) -> list[Found]:
        """Give the coupon with the store's own number; a list by code may be older than that."""
        answer = self._call("look_up", "GET", f"/coupons/{store_ref}") if store_ref else None
        return [_read_found(answer.body)] if answer and answer.status == 200 else []

    def _leave_one_of_made(self, coupon: Coupon, made: Found) -> str:
        try:
            others = [one for one in self._look_up(coupon) if one["id"] != made["id"]]
            return self._leave_one(coupon, [made, *others])
        except (StoreBusy, StoreUnclear):
            return str(made["id"])  # it is there; reconciliation looks for others

    def _leave_one(self, coupon: Coupon, known: list[Found]) -> str:
        ours = [one for one in known if carries_mark(one, coupon)]
        if len(ours) < len(known):
            for one in ours:
                self._delete(one)
            raise StoreRefused("The store has a coupon with this code that Sathi did not make.")
        if not all(is_same(one, coupon) for one in ours):
            raise StoreRefused("The store has this coupon with other terms than were promised.")
        standing, extras = _choose(known)
        self._delete_extras(standing, extras)
        return str(standing["id"])

    def _delete_extras(self, standing: Found, extras: list[Found]) -> int:
        """Delete the extras, once the one that stays is seen to be there: a list may be older than that."""
        if not extras:
            return 0
        if not self._look_at(str(standing["id"])):
            raise StoreUnclear("WooCommerce listed a coupon that is gone.")
        for one in extras:
            self._delete(one)
        return len(extras)

    def _delete(self, one: Found) -> None:
        answer = self._call("end", "DELETE", f"/coupons/{one['id']}", params={"force": "true"})
        if answer.status not in (200, *GONE):
            raise StoreRefused(f"WooCommerce did not delete the coupon ({_error_code(answer)}).")

    def _list(self, verb: str, path: str, asked: dict[str, str]) -> list[Found]:
        answer = self._call(verb, "GET", path, params=asked)
        if answer.status != 200:
            raise StoreRefused(f"WooCommerce refused to list {path[1:]} ({_error_code(answer)}).")
        if not isinstance(answer.body, list) or not all(isinstance(one, dict) for one in answer.body):
            raise StoreUnclear("WooCommerce's answer is not a list.")
        return answer.body

    def _call(
        self, verb: str, method: str, path: str, *, params: dict[str, str] | None = None, body: Any = None
    ) -> Answer:
        name, url = f"woocommerce:{verb}", self._api + path
        return self._outgoing.call(name, method, url, auth=self._auth, params=params, body=body)


def _sign_in(address: str, keys: WooCommerceKeys) -> AuthBase:
    """Send the keys themselves over HTTPS only; over plain HTTP they sign (RFC 5849), as WooCommerce asks."""
    if address.startswith("https://"):
        return HTTPBasicAuth(keys.consumer_key, keys.consumer_secret)
    # In the query, since many servers keep the Authorization header to themselves.
    return OAuth1(
        keys.consumer_key, client_secret=keys.consumer_secret, signature_method=SIGNATURE_HMAC_SHA256,
        signature_type=SIGNATURE_TYPE_QUERY,
    )  # fmt: skip


def _choose(ours: list[Found]) -> tuple[Found, list[Found]]:
    """Choose the coupon that stays: one that was used, else the first made."""
    ordered = sorted(ours, key=lambda one: (-one["usage_count"], one["id"]))
    return ordered[0], ordered[1:]


def _read_found(body: object) -> Found:
    if not isinstance(body, dict) or type(body.get("id")) is not int:
        raise StoreUnclear("WooCommerce's answer is not a coupon.")
    used = body.get("usage_count")
    return {**body, "usage_count": used if type(used) is int else 0}


def _error_code(answer: Answer) -> str:
    code = answer.body.get("code") if isinstance(answer.body, dict) else None
    return str(code)[:80] if code else str(answer.status)


def _read_order(body: Found) -> Order | None:
    try:
        fact = reader.read("order.updated", body)
    except Unreadable:
        return None
    return fact.order if isinstance(fact, OrderSeen) else None


def _read_customer(body: Found) -> Customer | None:
    try:
        return read_woocommerce_customer(body)
    except Unreadable:
        return None


def _write_instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
