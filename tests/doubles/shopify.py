"""Shopify's GraphQL Admin API: real GraphQL on the platform's own types.

Codes are unique whatever their case; codes are added by and by; calls cost points that come back with time;
errors stand inside a successful answer; tokens run out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from graphql import DocumentNode, GraphQLSchema, build_schema, execute_sync, parse, validate

from tests.doubles.server import STALE_MS, Asked, Fault, NoAnswer, Reply, StoreDouble

CLIENT_ID, CLIENT_SECRET = "chai-app", "the chai app's secret, for tests only"
API, TOKENS = "/admin/api/2026-10/graphql.json", "/admin/oauth/access_token"
TOKEN_LIFE_S = 86_399
INSTALL_LIFE_S = 3_600
SCOPES = "read_customers,read_orders,read_products,write_app_proxy,write_discounts"
COST = 12
ADDING_MS = 1_000  # after which a code is added, if nobody has looked often enough before
LOOKS_UNTIL_ADDED = 1

Json = dict[str, Any]
Info = Any


class ShopifyDouble(StoreDouble):
    """One Shopify store."""

    def __init__(self, clock: Callable[[], int], points: float = 1e9, restored_a_second: float = 100) -> None:
        super().__init__(clock)
        self.currency, self.price = "INR", "450.00"
        self.discounts: dict[str, Json] = {}
        self.codes: dict[str, Json] = {}
        self.orders: list[Json] = []
        self.buyers: list[Json] = []
        self.tokens: dict[str, int] = {}
        self.refresh_tokens: set[str] = set()
        self._most_points, self._points, self._rate = points, points, restored_a_second
        self._counted_at_ms = clock()
        self.domain, self.number, self.title = "chai.myshopify.com", 954889, "Chai House"
        self.install_codes: dict[str, str] = {}
        self.webhooks: list[Json] = []
        self._adding: dict[str, Json] = {}
        self._last_number = 1000

    def live(self, code: str) -> list[Json]:
        """Give the codes that a shopper could use under this name."""
        return [self.codes[code.upper()]] if code.upper() in self.codes else []

    def answer(self, asked: Asked) -> Reply:
        """Answer one request."""
        if asked.path == TOKENS:
            return self._give_token(asked.form)
        if asked.path != API:
            return Reply(404, {"errors": "Not Found"})
        if self.tokens.get(asked.headers.get("X-Shopify-Access-Token", ""), 0) <= self.clock():
            return Reply(401, {"errors": "[API] Invalid API key or access token"})
        if waiting := self._pay():
            return Reply(200, waiting)
        return self._execute(asked.body)

    def _execute(self, body: Json) -> Reply:
        result = execute_sync(
            _schema(), _read(body["query"]), root_value=self, variable_values=body["variables"]
        )
        for error in result.errors or ():
            if isinstance(error.original_error, NoAnswer):
                raise error.original_error
            if isinstance(error.original_error, Wrong):
                return error.original_error.reply
            raise AssertionError(error)
        return Reply(200, {"data": result.data})

    def _pay(self) -> Json | None:
        with self.turn:
            now_ms = self.clock()
            back = (now_ms - self._counted_at_ms) / 1000 * self._rate
            self._points, self._counted_at_ms = min(self._most_points, self._points + back), now_ms
            if self._points >= COST:
                self._points -= COST
                return None
            status = {
                "maximumAvailable": self._most_points, "currentlyAvailable": self._points,
                "restoreRate": self._rate,
            }  # fmt: skip
        cost = {"requestedQueryCost": COST, "throttleStatus": status}
        errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
        return {"errors": errors, "extensions": {"cost": cost}}

    def _give_token(self, form: dict[str, str]) -> Reply:
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if known and "code" in form:
            return self._finish_install(form)
        refreshed = form.get("grant_type") == "refresh_token"
        if not known or (refreshed and form.get("refresh_token") not in self.refresh_tokens):
            return Reply(400, {"error": "invalid_grant"})
        token = self._number("shpat_")
        self.tokens[token] = self.clock() + TOKEN_LIFE_S * 1000
        answer = {"access_token": token, "scope": "write_discounts", "expires_in": TOKEN_LIFE_S}
        if refreshed:
            self.refresh_tokens = {self._number("shprt_")}
            answer["refresh_token"] = next(iter(self.refresh_tokens))
        return Reply(200, answer)

    def _finish_install(self, form: dict[str, str]) -> Reply:
        """Give the tokens for a code, which is good for once."""
        scope = self.install_codes.pop(form["code"], "")
        if not scope or form.get("expiring") != "1":
            return Reply(400, {"error": "invalid_request"})
        token, refresh_token = self._number("shpat_"), self._number("shprt_")
        self.tokens[token] = self.clock() + INSTALL_LIFE_S * 1000
        self.refresh_tokens = {refresh_token}
        granted = {"access_token": token, "scope": scope, "expires_in": INSTALL_LIFE_S}
        return Reply(200, granted | {"refresh_token": refresh_token})

    def _number(self, prefix: str) -> str:
        self._last_number += 1
        return f"{prefix}{self._last_number}"

    # What GraphQL resolves, by the platform's names

    def shop(self, info: Info) -> Json:
        return {
            "id": f"gid://shopify/Shop/{self.number}", "name": self.title, "currencyCode": self.currency,
            "myshopifyDomain": self.domain, "ianaTimezone": "Asia/Kolkata",
            "primaryDomain": {"url": "https://chai.example"}, "billingAddress": {"countryCodeV2": "IN"},
        }  # fmt: skip

    def webhookSubscriptions(self, info: Info, first: int) -> Json:
        return {"nodes": self.webhooks[:first]}

    def webhookSubscriptionCreate(self, info: Info, topic: str, webhookSubscription: Json) -> Json:
        return self._change("subscribe", lambda fault: self._subscribe(topic, webhookSubscription["uri"]))

    def product(self, info: Info, id: str) -> Json:
        return {"id": id, "priceRangeV2": {"maxVariantPrice": self._money(self.price)}}

    def codeDiscountNodeByCode(self, info: Info, code: str) -> Json | None:
        found = self.codes.get(code.upper())
        if found is None or found["seen_from_ms"] > self.clock():
            return None
        return self._show(self.discounts[found["discount"]])

    def discountCodeBasicCreate(self, info: Info, basicCodeDiscount: Json) -> Json:
        return self._change(
            "offer", lambda fault: self._create(basicCodeDiscount, "DiscountCodeBasic", fault)
        )

    def discountCodeFreeShippingCreate(self, info: Info, freeShippingCodeDiscount: Json) -> Json:
        asked = freeShippingCodeDiscount
        return self._change("offer", lambda fault: self._create(asked, "DiscountCodeFreeShipping", fault))

    def discountRedeemCodeBulkAdd(self, info: Info, discountId: str, codes: list[Json]) -> Json:
        def work(fault: Fault) -> Json:
            adding: Json = {
                "id": self._number("gid://shopify/DiscountRedeemCodeBulkCreation/"),
                "discount": discountId, "names": [one["code"] for one in codes], "looks": 0, "fault": fault,
            }  # fmt: skip
            self._adding[adding["id"]] = adding
            if fault:
                self._add(adding)
            self._late.append((self.clock() + ADDING_MS, lambda: self._add(adding)))
            return {"bulkCreation": _show_adding(adding), "userErrors": []}

        return self._change("make", work)

    def discountRedeemCodeBulkCreation(self, info: Info, id: str) -> Json | None:
        adding = self._adding.get(id)
        if adding is None:
            return None
        adding["looks"] += 1
        if adding["looks"] > LOOKS_UNTIL_ADDED:
            with self.turn:
                self._add(adding)
        return _show_adding(adding)

    def discountCodeRedeemCodeBulkDelete(self, info: Info, discountId: str, ids: list[str]) -> Json:
        def work(fault: Fault) -> Json:
            for name, code in list(self.codes.items()):
                if code["id"] in ids and code["discount"] == discountId:
                    del self.codes[name]
            return {"job": {"id": self._number("gid://shopify/Job/"), "done": False}, "userErrors": []}

        return self._change("end", work)

    def orders_(self, first: int, after: str | None, query: str) -> Json:
        since, until = (part.split("'")[1] for part in query.split(" "))
        found = [one for one in self.orders if since <= one["updatedAt"] < until]
        found.sort(key=lambda one: str(one["updatedAt"]))
        start = int(after or 0)
        end = start + first
        page = {"hasNextPage": end < len(found), "endCursor": str(end)}
        return {"nodes": found[start:end], "pageInfo": page}

    def customers(self, info: Info, first: int, query: str, sortKey: str) -> Json:
        assert sortKey == "ID"
        least = int(query.removeprefix("id:>="))
        found = [one for one in self.buyers if int(one["id"].rpartition("/")[2]) >= least]
        found.sort(key=lambda one: int(one["id"].rpartition("/")[2]))
        return {"nodes": found[:first]}

    # What the store does

    def _change(self, verb: str, work: Callable[[Fault], Json]) -> Json:
        done: list[Json] = []

        def write(fault: Fault) -> Reply:
            done.append(work(fault))
            return Reply(200, {})

        reply = self.write(verb, write)
        if reply != Reply(200, {}):
            raise Wrong(reply)
        return done[0]

    def _subscribe(self, topic: str, uri: str) -> Json:
        message = "" if uri.startswith("https://") else "Address is invalid"
        if any((topic, uri) == (one["topic"], one["uri"]) for one in self.webhooks):
            message = "Address for this topic has already been taken"
        if message:
            return {"webhookSubscription": None, "userErrors": [{"field": None, "message": message}]}
        number = self._number("gid://shopify/WebhookSubscription/")
        self.webhooks.append({"id": number, "topic": topic, "uri": uri})
        return {"webhookSubscription": self.webhooks[-1], "userErrors": []}

    def _create(self, asked: Json, kind: str, fault: Fault) -> Json:
        assert {"title", "code", "context", "startsAt"} <= asked.keys()
        discount: Json = {"id": self._number("gid://shopify/DiscountCodeNode/"), "kind": kind, "asked": asked}
        made = self._insert(asked["code"], discount["id"], fault)
        if made is None:
            return {"codeDiscountNode": None, "userErrors": [_taken()]}
        self.discounts[discount["id"]] = discount
        return {"codeDiscountNode": self._show(discount), "userErrors": []}

    def _add(self, adding: Json) -> None:
        if "rows" not in adding:
            adding["rows"] = [self._add_one(name, adding) for name in adding["names"]]

    def _add_one(self, name: str, adding: Json) -> Json:
        made = self._insert(name, adding["discount"], adding["fault"])
        return {"code": name, "discountRedeemCode": made, "errors": [] if made else [_taken()]}

    def _insert(self, name: str, discount_id: str, fault: Fault) -> Json | None:
        if name.upper() in self.codes:
            return None
        seen_from_ms = self.clock() + STALE_MS if fault == "stale" else 0
        code_id = self._number("gid://shopify/DiscountRedeemCode/")
        made = {"id": code_id, "code": name, "asyncUsageCount": 0, "discount": discount_id}
        self.codes[name.upper()] = {**made, "seen_from_ms": seen_from_ms}
        return self.codes[name.upper()]

    def _show(self, discount: Json) -> Json:
        asked = discount["asked"]
        shown = {
            "__typename": discount["kind"], "title": asked["title"], "status": "ACTIVE",
            "usageLimit": asked["usageLimit"], "minimumRequirement": None,
            "appliesOncePerCustomer": asked["appliesOncePerCustomer"],
            "codes": lambda info, first, query: {"nodes": self._find(discount["id"], query)[:first]},
        }  # fmt: skip
        if asked.get("minimumRequirement"):
            amount = asked["minimumRequirement"]["subtotal"]["greaterThanOrEqualToSubtotal"]
            minimum = {"greaterThanOrEqualToSubtotal": self._money(amount)}
            shown["minimumRequirement"] = {"__typename": "DiscountMinimumSubtotal", **minimum}
        if "customerGets" in asked:
            shown["customerGets"] = self._show_worth(asked["customerGets"])
        return {"id": discount["id"], "codeDiscount": shown}

    def _show_worth(self, gets: Json) -> Json:
        value, items = gets["value"], gets["items"]
        shown: Json = {"__typename": "DiscountPercentage", "percentage": value.get("percentage")}
        if fixed := value.get("discountAmount"):
            amount = {"amount": self._money(fixed["amount"]), "appliesOnEachItem": fixed["appliesOnEachItem"]}
            shown = {"__typename": "DiscountAmount", **amount}
        what: Json = {"__typename": "AllDiscountItems", "allItems": True}
        if products := items.get("products"):
            nodes = [{"id": product} for product in products["productsToAdd"]]
            what = {"__typename": "DiscountProducts", "products": lambda info, first: {"nodes": nodes}}
        return {"value": shown, "items": what}

    def _find(self, discount_id: str, words: str) -> list[Json]:
        found = (one for one in list(self.codes.values()) if one["discount"] == discount_id)
        return [one for one in found if words.upper() in one["code"].upper()]

    def _money(self, amount: str) -> Json:
        return {"amount": amount, "currencyCode": self.currency}


class Wrong(Exception):
    """A call is answered otherwise than by GraphQL."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def _show_adding(adding: Json) -> Json:
    rows: Iterable[Json] = adding.get("rows", [])
    codes = {"nodes": list(rows)}
    return {"id": adding["id"], "done": "rows" in adding, "codes": lambda info, first: codes}


def _taken() -> Json:
    return {"field": ["code"], "message": "Code must be unique.", "code": "TAKEN"}


@cache
def _schema() -> GraphQLSchema:
    schema = build_schema(Path(__file__).with_suffix(".graphql").read_text())
    assert schema.query_type
    schema.query_type.fields["orders"].resolve = lambda double, info, first, after=None, query="", **_: (
        double.orders_(first, after, query)
    )
    return schema


@cache
def _read(query: str) -> DocumentNode:
    document = parse(query)
    errors = validate(_schema(), document)
    assert not errors, errors
    return document
