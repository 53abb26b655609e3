"""Stores that a widget must live in: pages in hosts/, with our tag and a place for the referral page."""

from __future__ import annotations

from pathlib import Path

from tests.browser.shopper import Town

HOSTS = Path(__file__).parent / "hosts"
TAG = '<script async="async" src="{sathi}/w.js" data-shop="{key}" data-order="{order}"></script>'
BLOCK = '<div data-sathi="page"></div>'


def list_hosts() -> list[str]:
    """Name every page in hosts/."""
    return sorted(path.name for path in HOSTS.iterdir())


def fill_host(name: str, town: Town, order: str = "") -> str:
    """Give a page of hosts/ with its {tag}, {block}, {sathi}, {key} and {order} filled in."""
    page = (HOSTS / name).read_text(encoding="utf-8")
    values = {"tag": TAG, "block": BLOCK, "sathi": town.sathi, "key": town.key, "order": order}
    for placeholder, value in values.items():
        page = page.replace(f"{{{placeholder}}}", value)
    return page
