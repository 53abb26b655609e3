"""The order topics of a Shopify store: each is delivered to the shop's own address, and mended if missing.

After eight failed deliveries Shopify deletes a subscription that was made by its API.
"""

from __future__ import annotations

from typing import Any

from plugin.effects.stores.shopify_calls import ShopifyCalls
from plugin.errors import StoreRefused

TOPICS = (
    "ORDERS_CREATE", "ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_DELETE", "REFUNDS_CREATE",
)  # fmt: skip
ALL_OF_OURS = """
query { webhookSubscriptions(first: 100) { nodes { topic uri } } }"""
SUBSCRIBE = """
mutation($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {
  made: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {
    webhookSubscription { id } userErrors { field message }
  }
}"""


def subscribe_topics(calls: ShopifyCalls, address: str) -> int:
    """Let the store send every order topic to an address; gives how many it did not send there before.

    Shopify delivers over https only: to another address nothing is subscribed. Raises StoreRefused where
    Shopify says no, StoreBusy and StoreUnclear as every call does; whatever is missing then is mended later.
    """
    if not address.startswith("https://"):
        return 0
    missing = _find_missing(calls, address)
    refusals = list(filter(None, [_subscribe(calls, topic, address) for topic in missing]))
    # Whoever asked at the same moment may have been first.
    if refusals and (still := _find_missing(calls, address)):
        raise StoreRefused(f"Shopify did not subscribe {', '.join(still)}: {refusals[0][:150]}")
    return len(missing)


def _find_missing(calls: ShopifyCalls, address: str) -> list[str]:
    nodes: list[Any] = calls.ask("topics", ALL_OF_OURS, {})["webhookSubscriptions"]["nodes"]
    here = {node["topic"] for node in nodes if node["uri"] == address}
    return [topic for topic in TOPICS if topic not in here]


def _subscribe(calls: ShopifyCalls, topic: str, address: str) -> str:
    """Subscribe one topic; gives why Shopify refused it, empty where it did not."""
    asked = {"topic": topic, "webhook": {"uri": address, "format": "JSON"}}
    made = calls.ask("subscribe", SUBSCRIBE, asked)["made"]
    return " ".join(str(error.get("message", "")) for error in made["userErrors"])
