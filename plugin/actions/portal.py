"""A partner's own page: the signed link that opens it, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.actions.house import House
from plugin.actions.knocking import may_knock
from plugin.actions.partner_post import post_to_partner
from plugin.actions.people import find_by_email
from plugin.domain.moments import HOUR_MS, WEEK_MS
from plugin.domain.partners import Partner
from plugin.domain.people import read_email, same_email
from plugin.errors import NotFound, TooMany
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person
from plugin.tokens import read_token, sign_token

PORTAL_LIFE_MS = WEEK_MS
# Money is moved and everything handed out only by a link that the mailbox brought within this time.
FRESH_MS = HOUR_MS
TOO_OFTEN = "This was asked often enough for now; try again in an hour."


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a portal's link; `is_fresh` while the link is young enough for what concerns money."""

    partner: Partner
    person: Person
    is_fresh: bool


def ask_for_portal(house: House, shop: Shop, email: str, language: str, ip: str) -> str:
    """Mail a partner the link to their own page, if the address is one's.

    The answer is the same whether it is or not. Gives the link itself in demo mode only, else an empty
    string. Raises InvalidInput for what is no address, TooMany when it is asked too often.
    """
    same, now_ms = read_email(email, "email"), house.now_ms()

    def work(parts: Parts) -> tuple[Partner | None, bool]:
        if not may_knock(house, parts, shop, "portal", same, ip, now_ms):
            return None, False
        person = find_by_email(house, parts, shop, same)
        partner = parts.partners.find_by_person(shop.shop_id, person.person_id) if person else None
        if partner:
            post_portal_link(house, parts, shop, partner, language, now_ms)
        return partner, True

    partner, allowed = house.store.unit(shop.shop_id, work)
    if not allowed:
        raise TooMany(TOO_OFTEN, again_s=HOUR_MS // 1000)
    return portal_link(house, shop, partner.partner_id) if partner and house.settings.demo else ""


def refresh_portal(house: House, shop: Shop, token: str, language: str, ip: str) -> None:
    """Mail whoever holds a link a fresh one, to the partner's own mailbox; raises NotFound, TooMany."""
    holder, now_ms = open_portal(house, shop, token), house.now_ms()

    def work(parts: Parts) -> bool:
        allowed = may_knock(house, parts, shop, "portal", same_email(holder.person.email), ip, now_ms)
        if allowed:
            post_portal_link(house, parts, shop, holder.partner, language, now_ms)
        return allowed

    if not house.store.unit(shop.shop_id, work):
        raise TooMany(TOO_OFTEN, again_s=HOUR_MS // 1000)


def post_portal_link(
    house: House, parts: Parts, shop: Shop, partner: Partner, language: str, now_ms: int
) -> None:
    """Post the letter with the link, inside a unit; the link is made, and lives, once the letter leaves."""
    cause = f"{partner.partner_id} {now_ms}"
    post_to_partner(house, parts, shop, partner, "portal_link", cause, now_ms, language=language)


def portal_link(house: House, shop: Shop, partner_id: str) -> str:
    """Make the address of a partner's own page; it opens for PORTAL_LIFE_MS."""
    now_ms = house.now_ms()
    subject = f"{partner_id} {now_ms}"
    token = sign_token(house.settings.secret, "portal", shop.shop_id, subject, now_ms + PORTAL_LIFE_MS)
    return f"{house.settings.url}/a/{shop.key}/me/{token}"


def open_portal(house: House, shop: Shop, token: str) -> Holder:
    """Give the partner whom a mailed link proves; raises NotFound when the link is not valid any more."""
    now_ms = house.now_ms()
    shop_id, subject = read_token(house.settings.secret, "portal", token, now_ms)
    partner_id, _, made_at_ms = subject.partition(" ")
    with house.store.reading() as parts:
        partner = parts.partners.find(shop.shop_id, partner_id) if shop_id == shop.shop_id else None
        person = parts.people.find(shop.shop_id, partner.person_id) if partner else None
    if partner is None or person is None or person.banned_at_ms is not None:
        raise NotFound("This link is not valid.")
    return Holder(partner, person, is_fresh=now_ms < int(made_at_ms) + FRESH_MS)
