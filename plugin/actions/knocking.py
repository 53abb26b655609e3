"""How often strangers may knock at the partners' door: by address, by block of addresses, and in all."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.domain.moments import HOUR_MS
from plugin.domain.people import address_block
from plugin.model import Shop
from plugin.store import Parts

MOST_PER_ADDRESS = 3
MOST_FROM_A_BLOCK = 10
MOST_PER_SHOP = 300


def may_knock(
    house: House, parts: Parts, shop: Shop, what: str, same_email: str, ip: str, now_ms: int
) -> bool:
    """Count one more who asks for something, inside a unit; say whether it is not too often this hour.

    Takes what is asked for, an address in its one form and the asker's IP.
    """
    window_at_ms = now_ms - now_ms % HOUR_MS
    block = address_block(ip)
    # Whoever asks too often is stopped before they use up what the address, or the shop, has left.
    limits = (
        *([(f"{what} from:{house.hash('ip', block)}", MOST_FROM_A_BLOCK)] if block else ()),
        (f"{what}:{house.hash('email', same_email)}", MOST_PER_ADDRESS),
        (what, MOST_PER_SHOP),
    )
    return all(parts.limits.count_up(shop.shop_id, subject, window_at_ms) <= most for subject, most in limits)
