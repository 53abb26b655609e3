"""What an extension in Shopify's checkout is told: all of it complete, so that it makes up nothing."""

from __future__ import annotations

from typing import Any

from plugin.domain.program import Program
from plugin.model import Friend, Shop
from widgets.shares import share_links
from widgets.store_links import link_to_store
from widgets.texts import fill
from widgets.view import advocate_view, count_friends, link_for, shopper_texts


def checkout_member(
    shop: Shop,
    language: str,
    base_url: str,
    *,
    first_name: str,
    code: str,
    joined: bool,
    friends: list[Friend],
) -> dict[str, Any]:
    """Give one shopper's own view with whole addresses, since an extension stands on no page of ours."""
    view = advocate_view(
        first_name=first_name, code=code, joined=joined, friends=friends, shop=shop, language=language,
        base_url=base_url,
    )  # fmt: skip
    return {**view, "qr": base_url + view["qr"]}


def checkout_offer(
    shop: Shop,
    program: Program,
    language: str,
    base_url: str,
    *,
    first_name: str,
    code: str,
    friends: list[Friend],
    order_key: str,
) -> dict[str, Any]:
    """Give the texts, the ways to share and the ways on, in one language.

    `order_key` stands for the order in the address of the store, where the popup may open.
    """
    raw = shopper_texts(shop, program, language)
    links = share_links(program.channels, raw, lambda channel: link_for(base_url, shop.key, code, channel))
    texts = {key: fill(text, _values(program, friends, first_name)) for key, text in raw.items()}
    texts["share_text"] = fill(raw["share_text"], {"link": link_for(base_url, shop.key, code, "copy")})
    if not first_name:
        texts["thanks"] = texts["thanks_plain"]
    home = link_to_store(shop, "other")
    return {
        "texts": texts,
        "links": {one.channel: one.href for one in links},
        "page": f"{base_url}/p/{shop.key}?lang={language}",
        "store": f"{home}?sathi-order={order_key}" if home else "",
    }


def _values(program: Program, friends: list[Friend], first_name: str) -> dict[str, str]:
    count = count_friends(friends)
    goals = [step.friends_count for step in program.ladder]
    goal = next((one for one in goals if one > count), goals[-1] if goals else count)
    return {"name": first_name, "count": str(count), "next": str(goal)}
