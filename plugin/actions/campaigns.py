"""A shop's campaigns: the shipped ones and the merchant's own, switched on and off, and changed."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from plugin.actions.changing import must_stand, note_change
from plugin.actions.house import House
from plugin.domain.campaign_settings import (
    ON_AT_FIRST,
    SHIPPED,
    Campaign,
    read_campaign_key,
    write_campaign,
)
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.campaigns import CampaignRow


@dataclass(frozen=True, slots=True)
class Kept:
    """A campaign as it stands in one shop; `on_since_at_ms` is 0 for one that was never switched."""

    key: str
    campaign: Campaign
    is_on: bool
    on_since_at_ms: int = 0
    version: int = 0


def find_campaign(parts: Parts, shop: Shop, key: str) -> Kept:
    """Give a campaign as it stands; raises NotFound."""
    if row := parts.campaigns.find(shop.shop_id, key):
        return _read(row)
    if key in SHIPPED:
        return _as_shipped(key)
    names = ", ".join(SHIPPED)
    raise NotFound(
        "{shop} has no campaign {key}: there are {names}, and those that you added.",
        shop=shop.name,
        key=repr(key),
        names=names,
    )


def list_campaigns(parts: Parts, shop: Shop) -> list[Kept]:
    """Give all campaigns: the shipped ones first, then the merchant's own."""
    changed = {row.campaign_key: _read(row) for row in parts.campaigns.list(shop.shop_id)}
    shipped = [changed.get(key) or _as_shipped(key) for key in SHIPPED]
    return [*shipped, *(kept for key, kept in changed.items() if key not in SHIPPED)]


def switch_campaign(house: House, shop: Shop, key: str, is_on: bool) -> None:
    """Switch a campaign on or off; what happened before it was switched on is not written about.

    Raises NotFound.
    """
    house.store.unit(shop.shop_id, lambda parts: switch(house, parts, shop, key, is_on, house.now_ms()))


def switch(house: House, parts: Parts, shop: Shop, key: str, is_on: bool, now_ms: int) -> None:
    """Switch a campaign inside a unit; one that is so already stays as it is."""
    kept = find_campaign(parts, shop, key)
    if kept.is_on != is_on:
        _write(house, parts, shop, kept.campaign, is_on, kept, now_ms)


def change_campaign(house: House, shop: Shop, key: str, campaign: Campaign, seen: str = "") -> Kept:
    """Make these settings a campaign's from now on; a new name adds a campaign, off at first.

    Raises InvalidInput where the short name cannot be one, Overtaken where a form has `seen` others.
    """
    read_campaign_key(key)
    now_ms = house.now_ms()

    def work(parts: Parts) -> Kept:
        row = parts.campaigns.find(shop.shop_id, key)
        kept = _read(row) if row else _as_shipped(key) if key in SHIPPED else Kept(key, campaign, False)
        must_stand(seen, kept.campaign)
        _write(house, parts, shop, campaign, kept.is_on, kept, now_ms)
        return find_campaign(parts, shop, key)

    return house.store.unit(shop.shop_id, work)


def _write(
    house: House, parts: Parts, shop: Shop, campaign: Campaign, is_on: bool, kept: Kept, now_ms: int
) -> None:
    on_since_at_ms = now_ms if is_on and not kept.is_on else kept.on_since_at_ms
    row = CampaignRow(
        campaign_key=kept.key, version=kept.version + 1, settings=write_campaign(campaign), is_on=is_on,
        on_since_at_ms=on_since_at_ms,
    )  # fmt: skip
    parts.campaigns.put(shop.shop_id, row, now_ms)
    before, after = (json.loads(write_campaign(one)) for one in (kept.campaign, campaign))
    before, after = {**before, "is_on": kept.is_on}, {**after, "is_on": is_on}
    note_change(house, parts, shop, "campaign", kept.key, before, after, now_ms)


def _read(row: CampaignRow) -> Kept:
    campaign = msgspec.json.decode(row.settings, type=Campaign)  # as it was let in, whatever is asked today
    return Kept(row.campaign_key, campaign, row.is_on, row.on_since_at_ms, row.version)


def _as_shipped(key: str) -> Kept:
    return Kept(key, SHIPPED[key], key in ON_AT_FIRST)
