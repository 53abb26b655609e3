"""What needs the merchant's attention: cheap looks, each with the page that deals with it."""

from __future__ import annotations

from plugin.actions.connections import find_connection
from plugin.actions.effects import list_dead_effects
from plugin.actions.house import House
from plugin.actions.stock import list_piles
from plugin.domain.moments import WEEK_MS, earliest
from plugin.model import Shop, Struct

MOST_COUNTED = 100  # beyond that, "more than" is enough


class Attention(Struct):
    """How much waits for a merchant; counts stop at `MOST_COUNTED`.

    `review_until_at_ms` is the first deadline of those who wait for review, `low_piles` are a live program's
    piles that run out, `failed_mail_count` the messages of the last week that could not be sent.
    """

    review_count: int = 0
    review_until_at_ms: int | None = None
    dead_letters_count: int = 0
    dead_effects_count: int = 0
    low_piles: tuple[str, ...] = ()
    failed_mail_count: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything waits at all."""
        return self != Attention()


def list_attention(house: House, shop: Shop) -> Attention:
    """Look what waits for the merchant of a shop."""
    connection = find_connection(house, shop)
    since_at_ms = house.now_ms() - WEEK_MS
    with house.store.reading() as parts:
        waiting = parts.referrals.list_waiting(shop.shop_id, MOST_COUNTED)
        is_fed_by_hand = parts.programs.current(shop.shop_id)[1].live and connection is None
        piles = list_piles(parts, shop) if is_fed_by_hand else ()
        return Attention(
            review_count=len(waiting),
            review_until_at_ms=earliest(one.review_until_at_ms for one in waiting),
            dead_letters_count=len(parts.deliveries.list_outcome(shop.shop_id, "dead", MOST_COUNTED)),
            dead_effects_count=len(list_dead_effects(house, shop, MOST_COUNTED)),
            low_piles=tuple(one.name for one in piles if one.is_low),
            failed_mail_count=len(parts.messages.list_failed(shop.shop_id, since_at_ms, MOST_COUNTED)),
        )
