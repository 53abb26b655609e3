"""Links into the merchant's own store, which put a friend's coupon and mark into the cart there."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

import idna

from plugin.model import Shop

StoreKind = Literal["shopify", "woocommerce", "other"]
SHOPIFY_HOST = ".myshopify.com"

# Scheme, host (or an IPv6 address), port and path: nobody's name, no tricks.
ADDRESS = re.compile(
    r"(?P<scheme>https?://)(?P<host>[^\s/\\@:?#\[\]\"'<>]+|\[[0-9a-fA-F:.]+\])(?P<port>:[0-9]{1,5})?"
    r"(?P<path>(?:/[^\s\\?#\"'<>]*)?)(?:[?#][^\s\\]*)?\Z"
)
HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z|\[")


def name_store(shop: Shop, connected: str) -> StoreKind:
    """Say what kind of store a shop is, by the platform that it is connected to or else by its domain."""
    if connected == "shopify" or (not connected and shop.domain.lower().endswith(SHOPIFY_HOST)):
        return "shopify"
    return "woocommerce" if connected == "woocommerce" else "other"


def link_to_store(shop: Shop, kind: StoreKind, *, code: str = "", mark: str = "") -> str:
    """Give the address in the shop that applies a coupon and leaves a mark in the cart; either may be empty.

    It never leads anywhere but to the shop's own address, and is empty where that cannot be used. Shopify
    applies a coupon by /discount/CODE, WooCommerce by the plugin's apply_coupon; other stores read `coupon`.
    """
    origin, path = _split(shop.url)
    if not origin:
        return ""
    if kind == "shopify" and code:
        landing = f"/?sathi={quote(mark, safe='')}" if mark else "/"
        return f"{origin}/discount/{quote(code, safe='')}?redirect={quote(landing, safe='/')}"
    coupon = {"apply_coupon" if kind == "woocommerce" else "coupon": code} if kind != "shopify" else {}
    asked = {name: text for name, text in {**coupon, "sathi": mark}.items() if text}
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in asked.items())
    return f"{origin}{path}/{'?' if query else ''}{query}"


def _split(url: str) -> tuple[str, str]:
    """Give origin and path of a shop's address; both empty where browsers could read it otherwise than we."""
    found = ADDRESS.match(url)
    host = _plain_host(found["host"]) if found else ""
    if not found or not HOST.match(host):
        return "", ""
    path = quote(found["path"].rstrip("/"), safe="/%")
    return f"{found['scheme']}{host}{found['port'] or ''}", path


def _plain_host(host: str) -> str:
    """Give a host in ASCII, as browsers ask for it (UTS 46); empty when it is none."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""
