"""Shopify's checkout asks: whose store a session token proves, and whose order its body does."""

from __future__ import annotations

import hmac
import re

from plugin.actions.apps import find_app_by_client, find_installed
from plugin.actions.decisions import key_of_order
from plugin.actions.house import House
from plugin.actions.people import find_customer
from plugin.domain.moments import HOUR_MS
from plugin.errors import BadSignature, TooMany
from plugin.model import Shop
from plugin.session_tokens import Session, read_audience, read_bearer, read_session
from plugin.store import Parts
from plugin.store.orders import OrderRow

MOST_AN_HOUR = 600

_ORDER = re.compile(r"(?:gid://shopify/(?:Order|OrderIdentity)/)?([0-9]{1,20})\Z")


def admit_session(house: House, header: str) -> tuple[Shop, Session]:
    """Give the shop for which a session token was made, and what the token says; raises BadSignature."""
    token = read_bearer(header)
    app = find_app_by_client(house, read_audience(token))
    session = read_session(
        token, app.client_id if app else "", app.secrets if app else (), house.now_ms() // 1000
    )
    found = find_installed(house, app, session.domain) if app else None
    if found is None:
        raise BadSignature("The session token is of a store that has not installed this app.")
    return found[0], session


def prove_order(house: House, shop: Shop, session: Session, order: str, number: str) -> str:
    """Give our key of the order that a page of the checkout shows; empty where it is not proved or not here.

    Takes the order's id as Shopify writes it and its confirmation number: both must fit. The number is not
    needed from the customer whom the token names, if the order is theirs. Raises TooMany for whoever asks in
    vain all the time.
    """
    found = _ORDER.match(order)
    with house.store.reading() as parts:
        row = _find_order(house, parts, shop, session, found[1] if found else "", number)
    if row is None:
        count_ask(house, shop, session)
    return key_of_order(house, shop, row) if row else ""


def count_ask(house: House, shop: Shop, session: Session) -> None:
    """Count what one token asks in an hour; raises TooMany."""
    window_at_ms = house.now_ms() - house.now_ms() % HOUR_MS
    subject = f"session:{house.hash('session', session.token_ref)}"
    count = house.store.unit(
        shop.shop_id, lambda parts: parts.limits.count_up(shop.shop_id, subject, window_at_ms)
    )
    if count > MOST_AN_HOUR:
        raise TooMany("This was asked often enough for now.", again_s=HOUR_MS // 1000)


def _find_order(
    house: House, parts: Parts, shop: Shop, session: Session, order_ref: str, number: str
) -> OrderRow | None:
    row = parts.orders.find_by_proof(shop.shop_id, house.hash("proof", number)) if number else None
    if row and row.platform == "shopify" and hmac.compare_digest(row.order.order_ref, order_ref):
        return row
    if not (session.customer_ref and order_ref):
        return None
    own, _ = parts.orders.find(shop.shop_id, "shopify", order_ref)
    asker = find_customer(house, parts, shop, "shopify", session.customer_ref)
    return own if own and asker and own.person_id == asker.person_id else None
