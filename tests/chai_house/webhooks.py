"""Sends the store's webhooks to Sathi, signed, in order and in the background."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

import requests

from tests.chai_house import shopify, woocommerce
from tests.chai_house.orders import Order

PLATFORMS: dict[str, ModuleType] = {"woocommerce": woocommerce, "shopify": shopify}


@dataclass
class Sender:
    """Sathi's address as this store knows it. `sent` keeps what was answered, by the order's key.

    `line` is what stands in the head of each page. `hooks` are the webhooks' addresses by platform, where
    the merchant has put in others.
    """

    store: str
    sathi: str
    key: str
    secrets: dict[str, str]
    line: str = ""
    hooks: dict[str, str] = field(default_factory=dict)
    sent: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.line = self.line or f'<script async src="{self.sathi}/w.js" data-shop="{self.key}"></script>'

    def paste(self, line: str, platform: str, hook: str, secret: str) -> None:
        """Put another line into the theme, and another address and secret into a platform's webhooks."""
        self.line = line
        if found := re.search(r'src="([^"]*)/w\.js" data-shop="(\w+)"', line):
            self.sathi, self.key = found[1], found[2]
        if hook:
            self.hooks[platform] = hook
        if secret:
            self.secrets[platform] = secret

    def address_of(self, platform: str) -> str:
        """Give where a platform's webhooks go."""
        return self.hooks.get(platform) or f"{self.sathi}/webhooks/{self.key}/{platform}"

    def send_later(self, order: Order, messages: list[tuple[str, bytes]], delay_s: float) -> None:
        """Send the messages one after another, the first after the delay, without making the shopper wait."""
        thread = threading.Timer(delay_s, self.send, (order, messages))
        thread.daemon = True
        thread.start()

    def send(self, order: Order, messages: list[tuple[str, bytes]]) -> None:
        """Send the messages one after another and keep what was answered."""
        address = self.address_of(order.platform)
        shape, secret = PLATFORMS[order.platform], self.secrets[order.platform]
        for topic, body in messages:
            headers = shape.headers(topic, body, secret, self.store, datetime.now().astimezone())
            try:
                answer = str(requests.post(address, body, headers=headers, timeout=5).status_code)
            except requests.RequestException as error:
                answer = type(error).__name__
            self.sent[order.key].append(f"{topic} → {answer}")


class PromptSender(Sender):
    """Sends before the shopper's page is answered, for who cannot wait."""

    def send_later(self, order: Order, messages: list[tuple[str, bytes]], delay_s: float) -> None:
        """Send the messages now."""
        self.send(order, messages)
