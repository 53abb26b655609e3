"""Taking notices: what providers say came back is noted once, and what they say again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugin.actions.consenting import note_bounce, say_word
from plugin.actions.house import House
from plugin.actions.shops import ROTATION_HOURS, make_standard_secret
from plugin.domain.moments import HOUR_MS
from plugin.model import Shop
from plugin.store import Parts
from webhooks.bounces import Notice

MAIL = "mail"
PROVIDERS = ("ses", "postmark", "brevo")


def take_notices(house: House, shop: Shop, provider: str, notices: Iterable[Notice]) -> int:
    """Note what came back of a shop's mail; gives how much of it was news."""
    now_ms = house.now_ms()
    told = list(notices)

    def work(parts: Parts) -> int:
        return sum(_take(house, parts, shop, provider, one, now_ms) for one in told)

    return house.store.unit(shop.shop_id, work) if told else 0


def hear_once(house: House, parts: Parts, shop: Shop, notice: str, now_ms: int) -> bool:
    """Note that a provider told something; False where it told it before."""
    return parts.notices.hear(shop.shop_id, house.hash("notice", notice), now_ms)


def make_words(house: House, shop: Shop, provider: str, secrets: Sequence[str]) -> list[str]:
    """Give the words that make a provider's address secret, one for each live secret of the shop."""
    return [house.hash(f"mail word {provider} {shop.shop_id}", secret) for secret in secrets]


def find_mail_secret(house: House, shop: Shop, *, fresh: bool = False) -> str:
    """Give the secret that signs what is said of a shop's mail; the first time, or afresh, it is made.

    The one before holds for a day more.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> str:
        _, secrets = parts.shops.find_with_secrets(shop.key, MAIL, now_ms)
        if secrets and not fresh:
            return secrets[0]
        made = make_standard_secret(house)
        parts.shops.end_secrets(shop.shop_id, MAIL, now_ms + ROTATION_HOURS * HOUR_MS)
        parts.shops.add_secret(shop.shop_id, house.new_id("sec", now_ms), MAIL, made, now_ms)
        return made

    return house.store.unit(shop.shop_id, work)


def _take(house: House, parts: Parts, shop: Shop, provider: str, notice: Notice, now_ms: int) -> bool:
    if not hear_once(house, parts, shop, f"{provider} {notice.kind} {notice.notice_ref}", now_ms):
        return False
    if notice.kind == "out":
        say_word(house, parts, shop, "email", notice.email, "out", provider, "", now_ms)
    else:
        note_bounce(house, parts, shop, "email", notice.email, notice.kind, provider, now_ms)
    return True
