"""WooCommerce's REST API, version 3, as its source has it.

Creating a coupon looks its code up and then inserts it, without a lock; a trashed code is invisible; codes
are kept and compared in lower case.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.doubles.server import STALE_MS, Asked, Fault, Reply, StoreDouble

KEY, SECRET = "ck_chai", "cs_house"
API = "/wp-json/wc/v3"
RACE_S = 0.005  # between looking a code up and inserting it

Json = dict[str, Any]


class WooCommerceDouble(StoreDouble):
    """One WooCommerce store."""

    def __init__(self, clock: Callable[[], int], certificate: Path | None = None) -> None:
        super().__init__(clock, certificate)
        self.coupons: dict[int, Json] = {}
        self.orders: dict[int, Json] = {}
        self.customers: dict[int, Json] = {}
        self.webhooks: dict[int, Json] = {}
        self._seen_from: dict[int, int] = {}
        self._last_id = 100

    def live(self, code: str) -> list[Json]:
        """Give the coupons that a shopper could use under this code."""
        found = [one for one in self.coupons.values() if one["code"] == code.lower()]
        return [one for one in found if one["status"] == "publish"]

    def trash(self, coupon_id: int) -> None:
        """Put a coupon into the bin, as a merchant does by hand."""
        self.coupons[coupon_id]["status"] = "trash"

    def answer(self, asked: Asked) -> Reply:
        """Answer one request to the API."""
        if not self._is_signed(asked):
            return _refuse(401, "woocommerce_rest_cannot_view")
        head, _, last = asked.path.removeprefix(API + "/").partition("/")
        routes: dict[tuple[str, str, bool], Callable[[], Reply]] = {
            ("GET", "coupons", False): lambda: Reply(200, self._list_coupons(asked)),
            ("GET", "coupons", True): lambda: self._show(int(last)),
            ("POST", "coupons", False): lambda: self._make(asked.body),
            ("DELETE", "coupons", True): lambda: self.write("end", lambda fault: self._delete(int(last))),
            ("GET", "orders", False): lambda: Reply(200, self._list_orders(asked)),
            ("GET", "customers", False): lambda: Reply(200, self._list_customers(asked)),
            ("GET", "webhooks", False): lambda: Reply(200, self._list_webhooks(asked)),
            ("PUT", "webhooks", True): lambda: self._change_webhook(int(last), asked.body),
        }
        route = routes.get((asked.method, head, bool(last)))
        return route() if route else _refuse(404, "rest_no_route")

    def _show(self, coupon_id: int) -> Reply:
        found = self.coupons.get(coupon_id)
        return Reply(200, found) if found else _refuse(404, "woocommerce_rest_shop_coupon_invalid_id")

    def _list_webhooks(self, asked: Asked) -> list[Json]:
        return [one for one in self.webhooks.values() if one["status"] == asked.query["status"]]

    def _change_webhook(self, webhook_id: int, changes: Json) -> Reply:
        self.webhooks[webhook_id] |= changes
        return Reply(200, self.webhooks[webhook_id])

    def _make(self, body: Json) -> Reply:
        if self._visible(body["code"].lower()):
            return _refuse(400, "woocommerce_rest_coupon_code_already_exists")
        Event().wait(RACE_S)
        return self.write("make", partial(self._insert, body))

    def _insert(self, body: Json, fault: Fault) -> Reply:
        self._last_id += 1
        made = _complete(self._last_id, body["code"].lower(), body)
        self.coupons[made["id"]] = made
        if fault == "stale":
            self._seen_from[made["id"]] = self.clock() + STALE_MS
        return Reply(201, made)

    def _delete(self, coupon_id: int) -> Reply:
        found = self.coupons.pop(coupon_id, None)
        return Reply(200, found) if found else _refuse(404, "woocommerce_rest_shop_coupon_invalid_id")

    def _visible(self, code: str) -> list[Json]:
        with self.turn:
            return [one for one in self.live(code) if self._seen_from.get(one["id"], 0) <= self.clock()]

    def _list_coupons(self, asked: Asked) -> list[Json]:
        return self._visible(asked.query["code"].lower())

    def _list_orders(self, asked: Asked) -> list[Json]:
        query = asked.query
        assert query["orderby"] == "id" and query["order"] == "asc"
        after = query.get("modified_after", "")
        assert not after or query.get("dates_are_gmt") == "true"
        found = [body for _, body in sorted(self.orders.items()) if body["date_modified_gmt"] > after]
        size, page = int(query["per_page"]), int(query["page"])
        return found[(page - 1) * size : page * size]

    def _list_customers(self, asked: Asked) -> list[Json]:
        query = asked.query
        assert query["orderby"] == "id" and query["order"] == "asc"
        size, page = int(query["per_page"]), int(query["page"])
        return [body for _, body in sorted(self.customers.items())][(page - 1) * size : page * size]

    def _is_signed(self, asked: Asked) -> bool:
        """Check the keys, which come over TLS only, or the one-legged OAuth 1.0a of plain HTTP."""
        if asked.url.startswith("https://"):
            return (
                asked.headers.get("Authorization")
                == f"Basic {b64encode(f'{KEY}:{SECRET}'.encode()).decode()}"
            )
        parts = urlsplit(asked.url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        given = dict(pairs).get("oauth_signature", "")
        signed = sorted((_encode(k), _encode(v)) for k, v in pairs if k != "oauth_signature")
        text = "&".join(f"{k}={v}" for k, v in signed)
        address = f"{parts.scheme}://{parts.netloc}{parts.path}"
        base = "&".join(map(_encode, (asked.method, address, text)))
        wanted = b64encode(hmac.digest(f"{SECRET}&".encode(), base.encode(), sha256)).decode()
        return dict(pairs).get("oauth_consumer_key") == KEY and hmac.compare_digest(given, wanted)


def _complete(coupon_id: int, code: str, body: Json) -> Json:
    """Write a coupon as WooCommerce gives it back: every field, amounts with two decimals."""
    defaults = {
        "discount_type": "fixed_cart", "free_shipping": False, "product_ids": [], "usage_limit": None,
        "limit_usage_to_x_items": None, "usage_limit_per_user": None, "meta_data": [], "usage_count": 0,
        "date_expires_gmt": None,
    }  # fmt: skip
    amounts = {name: f"{float(body.get(name) or 0):.2f}" for name in ("amount", "minimum_amount")}
    made = {**defaults, **body, **amounts, "id": coupon_id, "code": code, "status": "publish"}
    meta = [{"id": coupon_id * 10 + n, **row} for n, row in enumerate(made["meta_data"])]
    return {**made, "meta_data": meta}


def _refuse(status: int, code: str) -> Reply:
    return Reply(status, {"code": code, "message": "No.", "data": {"status": status}})


def _encode(text: str) -> str:
    return quote(text, safe="~-._")
