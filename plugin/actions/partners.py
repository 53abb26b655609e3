"""Partners: added or applying, admitted with a code of their own that many buyers may use, and ended."""

from __future__ import annotations

import msgspec

from plugin.actions.changing import note_change
from plugin.actions.commission import expect_settling
from plugin.actions.coupons import end_coupon, find_partner_coupon, revive_coupon, want_partner_coupon
from plugin.actions.house import House
from plugin.actions.partner_post import post_decision
from plugin.actions.people import meet_contact, must_find_person
from plugin.actions.sharing import give_code
from plugin.actions.shops import standing_program
from plugin.domain.codes import check_personal_code
from plugin.domain.moments import FOR_EVER_MS
from plugin.domain.partners import CodeRules, NewPartner, Partner, Rest
from plugin.domain.people import recognise
from plugin.domain.rewards import is_coupon
from plugin.errors import InvalidInput, NotFound
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.people import Person


def add_partner(house: House, shop: Shop, told: NewPartner, applies: bool = False) -> Partner:
    """Make somebody a partner with a code at once, or let them apply; gives the partner.

    Who was refused or ended before may come again. Raises InvalidInput naming the field that cannot be used,
    NotFound where the person named is unknown.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> Partner:
        partner = begin_partner(house, parts, shop, told, now_ms)
        return partner if applies else _admit(house, parts, shop, partner, "", now_ms)

    return house.store.unit(shop.shop_id, work)


def begin_partner(house: House, parts: Parts, shop: Shop, told: NewPartner, now_ms: int) -> Partner:
    """Keep somebody as applying, inside a unit; raises as `add_partner` does."""
    person = _meet_person(house, parts, shop, told, now_ms)
    return _begin(house, parts, shop, person, told, now_ms)


def decide_application(house: House, shop: Shop, partner_id: str, admitted: bool, why: str) -> Partner:
    """Admit who applied, with a code of their own, or refuse them, and keep why; gives the partner.

    Admitting twice changes nothing, and neither does refusing whom the shop has admitted: that is to end
    them. Raises InvalidInput where the code that they wish for cannot be theirs, NotFound.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> Partner:
        partner = must_find_partner(parts, shop, partner_id)
        if partner.state != "applied":
            return partner
        if admitted:
            decided = _admit(house, parts, shop, partner, why, now_ms)
        else:
            decided = _refuse(house, parts, shop, partner, why, now_ms)
        post_decision(house, parts, shop, decided, now_ms)
        return decided

    return house.store.unit(shop.shop_id, work)


def end_partner(house: House, shop: Shop, partner_id: str, why: str = "") -> Partner:
    """End a partner: the code holds no longer in the store, and new friends earn them no commission.

    What they brought before stays as it was judged. Raises NotFound.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> Partner:
        return _end(house, parts, shop, must_find_partner(parts, shop, partner_id), why, now_ms)

    return house.store.unit(shop.shop_id, work)


def end_erased(house: House, parts: Parts, shop: Shop, person_id: str, now_ms: int) -> None:
    """End the partner that a person is who will be erased: nobody keeps a code, or waits for an answer."""
    partner = parts.partners.find_by_person(shop.shop_id, person_id)
    if partner and partner.state == "applied":
        _refuse(house, parts, shop, partner, "", now_ms)
    elif partner:
        _end(house, parts, shop, partner, "", now_ms)


def follow_ban(house: House, parts: Parts, shop: Shop, person_id: str, banned: bool, now_ms: int) -> None:
    """End the code of a partner who is banned in the store too, or give it back with the ban taken back."""
    partner = parts.partners.find_by_person(shop.shop_id, person_id)
    coupon = find_partner_coupon(parts, shop, partner) if partner and partner.state == "admitted" else None
    if coupon and partner and banned:
        end_coupon(house, parts, shop, coupon.coupon_id, now_ms, turn=f"ban {now_ms}")
    elif coupon and partner and now_ms < (coupon.until_at_ms or FOR_EVER_MS):
        revive_coupon(house, parts, shop, coupon, max(now_ms, partner.code_rules.from_at_ms or 0))


def edit_note(house: House, shop: Shop, partner_id: str, note: str) -> Partner:
    """Keep what the merchant wants to remember of a partner; raises NotFound."""

    def work(parts: Parts) -> Partner:
        partner = must_find_partner(parts, shop, partner_id)
        noted = msgspec.structs.replace(partner, note=note.strip()[:2_000])
        parts.partners.change(shop.shop_id, noted)
        if noted.note != partner.note:  # which may name a person, and be erased
            after = {"note": "rewritten"}
            note_change(house, parts, shop, "partner", partner_id, None, after, house.now_ms())
        return noted

    return house.store.unit(shop.shop_id, work)


def note_partner(
    house: House, parts: Parts, shop: Shop, before: Partner, after: Partner, now_ms: int
) -> None:
    """Note how a partner's standing was changed, inside the unit that does, with what their code gives.

    The code itself is not kept: it may be a name, and a person who asked to be forgotten leaves no word here.
    """
    was, now = (
        {"state": one.state, "code": msgspec.structs.replace(one.code_rules, code="")}
        for one in (before, after)
    )
    note_change(house, parts, shop, "partner", after.partner_id, was, now, now_ms)


def must_find_partner(parts: Parts, shop: Shop, partner_id: str) -> Partner:
    """Give one partner; raises NotFound."""
    partner = parts.partners.find(shop.shop_id, partner_id)
    if partner is None:
        raise NotFound("{shop} has no partner {partner}.", shop=shop.name, partner=partner_id)
    return partner


def name_partner(house: House, shop: Shop, words: str) -> str:
    """Give the id of the partner whom an operator calls by id or by code; raises NotFound."""
    with house.store.reading() as parts:
        coupon = parts.coupons.find_by_code(shop.shop_id, words)
        partner_id = coupon.subject_id if coupon and coupon.is_for_many else words
        return must_find_partner(parts, shop, partner_id).partner_id


def _end(house: House, parts: Parts, shop: Shop, partner: Partner, why: str, now_ms: int) -> Partner:
    if partner.state != "admitted":
        return partner
    if coupon := find_partner_coupon(parts, shop, partner):
        end_coupon(house, parts, shop, coupon.coupon_id, now_ms)
    ended = msgspec.structs.replace(partner, state="ended", why=why or partner.why, ended_at_ms=now_ms)
    parts.partners.change(shop.shop_id, ended)
    note_partner(house, parts, shop, partner, ended, now_ms)
    _settle_anew(parts, shop, ended, now_ms)
    return ended


def _settle_anew(parts: Parts, shop: Shop, partner: Partner, now_ms: int) -> None:
    """Let rewards and commission be settled soon: a store whose clock is ahead told of later orders."""
    parts.people.settle_at(shop.shop_id, partner.person_id, now_ms)
    expect_settling(parts, shop, partner, now_ms)


def _meet_person(house: House, parts: Parts, shop: Shop, told: NewPartner, now_ms: int) -> Person:
    if told.person_id:
        return must_find_person(parts, shop, told.person_id)
    if not recognise(told.contact, "", shop.country):
        raise InvalidInput("contact", "Give an e-mail address, or a phone number with its country code.")
    return meet_contact(house, parts, shop, told.contact, now_ms)[0]


def _begin(house: House, parts: Parts, shop: Shop, person: Person, told: NewPartner, now_ms: int) -> Partner:
    """Keep somebody as applying, in place of what they were before."""
    known = parts.partners.find_by_person(shop.shop_id, person.person_id)
    if known and known.state in ("applied", "admitted"):
        raise InvalidInput("contact", "{name} is a partner already, or has applied.", name=known.name)
    partner = Partner(
        partner_id=known.partner_id if known else house.new_id("ptn", now_ms), person_id=person.person_id,
        kind=told.kind, state="applied", name=told.name, made_at_ms=now_ms, page_url=told.page_url,
        niche=told.niche, followers_count=told.followers_count, note=told.note, code_rules=told.code_rules,
        payout_sealed=known.payout_sealed if known else "", tier=known.tier if known else "",
        decided_at_ms=known.admitted_at_ms if known else None,
        ended_at_ms=known.ended_at_ms if known else None,
        rests=known.rests if known else (), settle_at_ms=known.settle_at_ms if known else None,
    )  # fmt: skip
    (parts.partners.change if known else parts.partners.add)(shop.shop_id, partner)
    return partner


def _refuse(house: House, parts: Parts, shop: Shop, partner: Partner, why: str, now_ms: int) -> Partner:
    """Refuse who applied; who had been a partner before stays one who ended, with the time that they were."""
    refused = msgspec.structs.replace(partner, state="refused", why=why, decided_at_ms=now_ms)
    if partner.ended_at_ms is not None:
        refused = msgspec.structs.replace(partner, state="ended", why=why)
    parts.partners.change(shop.shop_id, refused)
    note_partner(house, parts, shop, partner, refused, now_ms)
    return refused


def _admit(house: House, parts: Parts, shop: Shop, partner: Partner, why: str, now_ms: int) -> Partner:
    person = parts.people.find(shop.shop_id, partner.person_id)
    if person is None:
        raise NotFound("{name} was erased: there is nobody to admit.", name=partner.name)
    rules = _complete_rules(house, parts, shop, person, partner.code_rules)
    if rules.code != person.code:
        give_code(house, parts, shop, person, rules.code, now_ms)
    parts.people.join(shop.shop_id, person.person_id, now_ms)
    # Who comes again was a partner before: the first admission stays, and the time of rest is kept.
    ended_at_ms = partner.ended_at_ms
    rest = () if ended_at_ms is None else (Rest(from_ms=ended_at_ms, until_ms=now_ms),)
    admitted = msgspec.structs.replace(
        partner, state="admitted", why=why, code_rules=rules, ended_at_ms=None, rests=(*partner.rests, *rest),
        decided_at_ms=partner.decided_at_ms or now_ms,
    )  # fmt: skip
    parts.partners.change(shop.shop_id, admitted)
    note_partner(house, parts, shop, partner, admitted, now_ms)
    _settle_anew(parts, shop, admitted, now_ms)
    if rules.incentive:
        want_partner_coupon(house, parts, shop, admitted, rules.incentive, now_ms)
    if person.banned_at_ms is not None:
        follow_ban(house, parts, shop, person.person_id, True, now_ms)
    return admitted


def _complete_rules(house: House, parts: Parts, shop: Shop, person: Person, rules: CodeRules) -> CodeRules:
    """Give the rules with the code and the promise that they leave to the person and the program.

    Where the program promises friends what no code can give, the store gets none: link and code still count.
    """
    promised = standing_program(parts, shop)[1].offer.friend
    incentive = rules.incentive or (promised if is_coupon(promised) else None)
    if incentive and not is_coupon(incentive):
        raise InvalidInput(
            "incentive", "A code cannot give this; choose a percentage, an amount or free shipping."
        )
    if rules.from_at_ms and rules.until_at_ms and rules.from_at_ms >= rules.until_at_ms:
        raise InvalidInput("until", "The code must end after it begins.")
    if rules.code:
        code = check_personal_code(rules.code)
    else:
        code = house.new_code() if parts.coupons.find_by_code(shop.shop_id, person.code) else person.code
    if parts.coupons.find_by_code(shop.shop_id, code):
        raise InvalidInput("code", "This code is taken, or was and has ended. Please choose another.")
    return msgspec.structs.replace(rules, code=code, incentive=incentive)
