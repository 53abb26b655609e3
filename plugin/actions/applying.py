"""Applying to promote a shop: taken once for each address, with what was agreed to."""

from __future__ import annotations

import msgspec

from plugin.actions.commission import agree_terms
from plugin.actions.house import House
from plugin.actions.knocking import may_knock
from plugin.actions.partner_post import post_to_partner
from plugin.actions.partners import begin_partner
from plugin.actions.people import find_by_email
from plugin.actions.portal import TOO_OFTEN, post_portal_link
from plugin.domain.applying import Application
from plugin.domain.moments import HOUR_MS
from plugin.domain.partners import NewPartner, Partner
from plugin.domain.people import recognise, same_email
from plugin.errors import TooMany
from plugin.model import Contact, Shop
from plugin.store import Parts

# Who was a partner once stays one: a form that anybody may send must not begin them anew.
KNOWN = ("applied", "admitted", "ended")


def take_application(house: House, shop: Shop, asked: Application, language: str, ip: str) -> None:
    """Keep an application with the version of the terms that was agreed to, and write that it came.

    Whoever has applied already, or is or was a partner, gets the link to their own page by e-mail instead:
    the answer is the same for everybody. Raises TooMany when it is asked too often.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> bool:
        if not may_knock(house, parts, shop, "apply", same_email(asked.email), ip, now_ms):
            return False
        known = _find_partner(house, parts, shop, asked.email)
        if known and known.state in KNOWN:
            post_portal_link(house, parts, shop, known, language, now_ms)
        else:
            _begin(house, parts, shop, asked, language, now_ms)
        return True

    if not house.store.unit(shop.shop_id, work):
        raise TooMany(TOO_OFTEN, again_s=HOUR_MS // 1000)


def _find_partner(house: House, parts: Parts, shop: Shop, email: str) -> Partner | None:
    person = find_by_email(house, parts, shop, email)
    return parts.partners.find_by_person(shop.shop_id, person.person_id) if person else None


def _begin(house: House, parts: Parts, shop: Shop, asked: Application, language: str, now_ms: int) -> None:
    """Keep the application. An address alone says who somebody is: a phone number proves nothing here."""
    told = NewPartner(
        kind=asked.kind, name=asked.name, contact=_choose_contact(house, parts, shop, asked),
        page_url=asked.page_url, niche=asked.niche, followers_count=asked.followers_count, note=asked.why,
    )  # fmt: skip
    partner = begin_partner(house, parts, shop, told, now_ms)
    agree_terms(parts, shop, partner.partner_id, asked.terms_version, now_ms)
    cause = f"{partner.partner_id} {now_ms}"
    post_to_partner(house, parts, shop, partner, "partner_applied", cause, now_ms, language=language)


def _choose_contact(house: House, parts: Parts, shop: Shop, asked: Application) -> Contact:
    """Give the contact as typed, without a phone number that is somebody else's."""
    plain = Contact(email=asked.email, first_name=asked.name)
    names = recognise(Contact(phone=asked.phone), "", shop.country)
    owners = parts.people.find_by_keys(shop.shop_id, [house.hash(kind, value) for kind, value in names])
    return plain if owners else msgspec.structs.replace(plain, phone=asked.phone)
