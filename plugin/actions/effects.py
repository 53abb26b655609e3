"""Dead letters of the outbox: what could not be done outside, and trying it again."""

from __future__ import annotations

from functools import partial

from plugin.actions.coupons import MAKE_COUPON
from plugin.actions.house import House
from plugin.actions.posting import MESSAGE, read_work
from plugin.errors import NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.effects import DeadEffect

MOST_LISTED = 1_000


def list_dead_effects(house: House, shop: Shop, most: int = MOST_LISTED) -> list[DeadEffect]:
    """List what could not be done for a shop, with the reason, oldest first."""
    with house.store.reading() as parts:
        return parts.effects.list_dead(shop.shop_id, most)


def replay_effect(house: House, shop: Shop, effect_id: str) -> None:
    """Let the worker try something again that had been given up, with all its tries.

    Raises NotFound when nothing of this id was given up.
    """
    if not house.store.unit(shop.shop_id, partial(_replay, house, shop, effect_id)):
        raise NotFound("Nothing called {effect} was given up in this shop.", effect=effect_id)


def replay_effects(house: House, shop: Shop) -> int:
    """Let the worker try everything again that had been given up; gives how much that is."""
    return house.store.unit(shop.shop_id, partial(_replay_all, house, shop))


def retry_coupon(house: House, shop: Shop, coupon_id: str) -> None:
    """Let the worker try once more to make a coupon that the store refused; raises NotFound otherwise."""
    key = f"{MAKE_COUPON} {coupon_id}"
    now_ms = house.now_ms()
    if not house.store.unit(shop.shop_id, lambda parts: parts.effects.replay_key(shop.shop_id, key, now_ms)):
        raise NotFound("The store did not refuse this coupon: there is nothing to try again.")


def _replay(house: House, shop: Shop, effect_id: str, parts: Parts) -> bool:
    effect = parts.effects.replay(shop.shop_id, effect_id, house.now_ms())
    if effect and effect.kind.startswith(MESSAGE):
        parts.messages.note_waiting(shop.shop_id, read_work(effect.payload).message_id)
    return effect is not None


def _replay_all(house: House, shop: Shop, parts: Parts) -> int:
    dead = parts.effects.list_dead(shop.shop_id, MOST_LISTED)
    return sum(_replay(house, shop, effect.effect_id, parts) for effect in dead)
