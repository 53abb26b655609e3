"""The signed link by which a shopper proves an e-mail address and sees the own page."""

from __future__ import annotations

from plugin.actions.house import House
from plugin.actions.people import find_by_email
from plugin.actions.posting import Draft, post_message
from plugin.domain.moments import HOUR_MS
from plugin.domain.people import read_email
from plugin.errors import NotFound, TooMany
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person
from plugin.tokens import read_token, sign_token

LINK_LIFE_MS = HOUR_MS
MOST_PER_ADDRESS = 3
MOST_PER_SHOP = 300


def ask_for_link(house: House, shop: Shop, email: str, language: str) -> str:
    """Mail a shopper the link to their own page, if they have bought here.

    The answer is the same whether they have or not, so that nobody learns who buys here. Gives the link
    itself in demo mode only, else an empty string. Raises InvalidInput for what is no address, TooMany when
    the same address or the whole shop asks too often.
    """
    same, now_ms = read_email(email, "email"), house.now_ms()

    def work(parts: Parts) -> tuple[Person | None, bool]:
        allowed = _count_request(house, parts, shop, same, now_ms)
        person = find_by_email(house, parts, shop, same) if allowed else None
        if person:
            _queue_mail(house, parts, shop, person, language, now_ms)
        return person, allowed

    person, allowed = house.store.unit(shop.shop_id, work)
    if not allowed:
        raise TooMany("This was asked often enough for now; try again in an hour.", again_s=HOUR_MS // 1000)
    return own_link(house, shop, person.person_id) if person and house.settings.demo else ""


def own_link(house: House, shop: Shop, person_id: str, life_ms: int = LINK_LIFE_MS) -> str:
    """Make the address of a shopper's own page; it holds for an hour, or for as long as is asked."""
    until_at_ms = house.now_ms() + life_ms
    token = sign_token(house.settings.secret, "prove", shop.shop_id, person_id, until_at_ms)
    return f"{house.settings.url}/p/{shop.key}/me/{token}"


def open_link(house: House, shop: Shop, token: str) -> Person:
    """Give the shopper whom a mailed link proves; raises NotFound when the link is not valid any more."""
    shop_id, person_id = read_token(house.settings.secret, "prove", token, house.now_ms())
    with house.store.reading() as parts:
        person = parts.people.find(shop.shop_id, person_id) if shop_id == shop.shop_id else None
    if person is None or person.banned_at_ms is not None:
        raise NotFound("This link is not valid.")
    return person


def _count_request(house: House, parts: Parts, shop: Shop, same: str, now_ms: int) -> bool:
    window_at_ms = now_ms - now_ms % HOUR_MS
    subject = f"link:{house.hash('email', same)}"
    mine = parts.limits.count_up(shop.shop_id, subject, window_at_ms)
    return (
        mine <= MOST_PER_ADDRESS
        and parts.limits.count_up(shop.shop_id, "link", window_at_ms) <= MOST_PER_SHOP
    )


def _queue_mail(house: House, parts: Parts, shop: Shop, person: Person, language: str, now_ms: int) -> None:
    draft = Draft(
        kind="link", purpose="transactional", person_id=person.person_id, language=language,
        cause=house.new_id("ask", now_ms),
    )  # fmt: skip
    post_message(house, parts, shop, draft, now_ms)
