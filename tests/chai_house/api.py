"""The store's REST API, as far as Sathi asks it: WooCommerce's, version 3, with its keys."""

from __future__ import annotations

import hmac
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request

from tests.chai_house.coupons import Fields
from tests.chai_house.till import Till
from tests.chai_house.woocommerce import write_order

api = Blueprint("api", __name__, url_prefix="/wp-json/wc/v3")


@dataclass(frozen=True)
class Keys:
    """The pair of keys that a merchant makes for an app; an empty pair opens to nobody."""

    consumer_key: str = ""
    consumer_secret: str = field(default="", repr=False)

    def open_to(self, key: str, secret: str) -> bool:
        """Say whether somebody has brought both keys."""
        mine, theirs = f"{self.consumer_key}:{self.consumer_secret}", f"{key}:{secret}"
        return bool(self.consumer_secret) and hmac.compare_digest(mine.encode(), theirs.encode())


NOBODY = Keys()


def _till() -> Till:
    till: Till = current_app.extensions["till"]
    return till


@api.before_request
def _check_keys() -> None:
    keys: Keys = current_app.extensions["keys"]
    given = request.authorization
    key, secret = (given.username, given.password) if given else (request.args.get("oauth_consumer_key"), "")
    if not given and _is_signed(keys.consumer_secret):
        secret = keys.consumer_secret
    if not keys.open_to(key or "", secret or ""):
        _refuse(401, "woocommerce_rest_cannot_view")


def _is_signed(secret: str) -> bool:
    """Check the signature that an app sends over plain HTTP in place of its secret (RFC 5849)."""
    named = [pair for pair in request.args.items(multi=True) if pair[0] != "oauth_signature"]
    words = "&".join(
        "=".join(pair) for pair in sorted((_escape(name), _escape(text)) for name, text in named)
    )
    base = "&".join(map(_escape, (request.method, request.base_url, words)))
    wanted = b64encode(hmac.digest(f"{secret}&".encode(), base.encode(), "sha256"))
    return hmac.compare_digest(wanted, request.args.get("oauth_signature", "").encode())


def _escape(text: str) -> str:
    return quote(text, safe="~-._")


@api.get("/coupons")
def list_coupons() -> Response:
    code = request.args.get("code")
    coupons = _till().coupons
    found = [coupons.find(code)] if code else [*coupons.known.values()]
    return jsonify(_page([one for one in found if one]))


@api.post("/coupons")
def make_coupon() -> tuple[Response, int]:
    asked = _read_asked()
    if not isinstance(asked.get("code"), str) or not asked["code"].strip():
        _refuse(400, "woocommerce_rest_empty_coupon_code")
    if _till().coupons.find(asked["code"]):
        _refuse(400, "woocommerce_rest_coupon_code_already_exists")
    return jsonify(_till().coupons.make(asked)), 201


@api.get("/coupons/<int:number>")
def show_coupon(number: int) -> Response:
    return jsonify(_coupon(number))


@api.put("/coupons/<int:number>")
def change_coupon(number: int) -> Response:
    return jsonify(_till().coupons.change(_coupon(number), _read_asked()))


@api.delete("/coupons/<int:number>")
def delete_coupon(number: int) -> Response:
    deleted = _coupon(number)
    del _till().coupons.known[number]
    return jsonify(deleted)


@api.get("/orders")
def list_orders() -> Response:
    till, after = _till(), request.args.get("modified_after", "")
    orders = [one for one in till.orders.values() if one.platform == "woocommerce"]
    bodies = [write_order(one, till.sender.store) for one in orders]
    return jsonify(_page([body for body in bodies if body["date_modified_gmt"] > after]))


@api.get("/webhooks")
def list_webhooks() -> Response:
    """Give none that are switched off: this store never gives its webhooks up."""
    return jsonify([])


def _coupon(number: int) -> Fields:
    return _till().coupons.known.get(number) or _refuse(404, "woocommerce_rest_shop_coupon_invalid_id")


def _read_asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else _refuse(400, "rest_invalid_json")


def _page(rows: list[Any]) -> list[Any]:
    size, page = (request.args.get(name, default, int) for name, default in (("per_page", 10), ("page", 1)))
    return rows[(page - 1) * size : page * size]


def _refuse(status: int, code: str) -> NoReturn:
    body = {"code": code, "message": "Sorry, this cannot be done.", "data": {"status": status}}
    abort(make_response(jsonify(body), status))
