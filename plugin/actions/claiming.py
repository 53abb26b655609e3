"""Visiting and claiming: a friend comes by a link and takes the offer."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from plugin.actions.assigning import choose_program, list_arms
from plugin.actions.coupons import find_open_code, want_claim_coupon
from plugin.actions.house import House
from plugin.actions.people import meet_contact
from plugin.actions.referring import judge_friend
from plugin.actions.shops import standing_program
from plugin.domain.devices import name_device
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.domain.partners import Partner, promise_friends
from plugin.domain.people import address_block, same_email, same_phone
from plugin.domain.program import Program
from plugin.domain.rewards import is_coupon
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Channel, Contact, Shop
from plugin.store import Parts
from plugin.store.claims import Claim, Visit
from plugin.store.coupons import Coupon
from plugin.store.people import Person
from plugin.store.referrals import Referral
from plugin.tokens import read_mark, sign_mark

MOST_FROM_A_BLOCK = 20  # claims an hour from one block of addresses
MOST_FROM_A_BLOCK_BY_PARTNERS = 1_000  # a campus or a mobile network may follow the same influencer
MOST_A_PERSON = 3  # claims a month by one e-mail or phone


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door: IP and browser as the request says, and the device's own id after a claim.

    `language` is the one that the page speaks to them.
    """

    ip: str = ""
    browser: str = ""
    device: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    """Whose link a friend follows: an advocate, and the partner that they are, if any.

    `program` promises what their friends get, and `version` is its number; `code` is the partner's, None
    while it cannot be used.
    """

    person: Person
    version: int
    program: Program
    partner: Partner | None = None
    code: Coupon | None = None

    @property
    def name(self) -> str:
        """The name under which friends know them; empty unless they agreed to be named."""
        if self.partner:
            return self.partner.name
        return self.person.first_name if self.person.joined_at_ms is not None else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim as its friend sees it: the coupon, None where the promise needs none, and the cart's mark."""

    claim: Claim
    coupon: Coupon | None
    advocate: Person | None
    program: Program
    mark: str


def find_host(parts: Parts, shop: Shop, code: str, now_ms: int) -> Host:
    """Give whose link a friend follows, with the program that stands; raises NotFound."""
    version, program = standing_program(parts, shop)
    advocate = parts.people.find_by_code(shop.shop_id, code)
    if advocate is None or advocate.banned_at_ms is not None or not program.live:
        raise NotFound("Nobody shares this code.")
    partner = parts.partners.find_by_person(shop.shop_id, advocate.person_id)
    if partner is None or partner.state != "admitted":
        return Host(advocate, *choose_program(parts, shop, (version, program), advocate.person_id))
    coupon = find_open_code(parts, shop, partner, now_ms)
    promised = promise_friends(program, coupon.incentive) if coupon else program
    return Host(advocate, version, promised, partner, coupon)


def list_promised(parts: Parts, shop: Shop) -> list[Program]:
    """Give the program as the friends of each partner and of each arm see it, each promise once."""
    _, program = standing_program(parts, shop)
    codes = [one.code_rules.incentive for one in parts.partners.list(shop.shop_id, "admitted")]
    promised = [promise_friends(program, one) for one in dict.fromkeys(codes) if one]
    return [*promised, *list_arms(parts, shop)]


def note_visit(house: House, shop: Shop, code: str, channel: Channel | None, visitor: Visitor) -> str:
    """Count a visit by an advocate's link, one a day for each browser; gives the mark for the cart.

    Raises NotFound where nobody shares the code.
    """
    now_ms = house.now_ms()
    day = now_ms // DAY_MS

    def work(parts: Parts) -> str:
        advocate = find_host(parts, shop, code, now_ms).person
        same = f"{day} {visitor.ip} {visitor.browser} {advocate.person_id} {channel}"
        visit = Visit(
            visit_id="vis_" + house.hash("visit", same),
            advocate_id=advocate.person_id,
            channel=channel or "",
            at_ms=now_ms,
            language=visitor.language,
            device=name_device(visitor.browser),
        )
        parts.claims.add_visit(shop.shop_id, visit)
        return sign_mark(house.settings.secret, shop.shop_id, "visit", visit.visit_id)

    return house.store.unit(shop.shop_id, work)


def claim_offer(
    house: House, shop: Shop, code: str, channel: Channel | None, contact: str, visitor: Visitor
) -> str:
    """Take an advocate's offer for a friend; gives the mark that names the claim from now on.

    Takes the e-mail or phone number that the friend typed, which only programs that need it ask for. The same
    contact or browser with the same advocate gets the same claim again while it is open. Raises InvalidInput
    for what is no contact, NotFound where nobody shares the code, TooMany when it is claimed too often.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> str:
        host = find_host(parts, shop, code, now_ms)
        advocate, program = host.person, host.program
        who = _read_contact(shop, program, contact)
        contact_hash = house.hash("contact", who.email or who.phone) if who != Contact() else ""
        device_hash = house.hash("device", visitor.device) if visitor.device else ""
        claim = _find_open(parts, shop, advocate, contact_hash, device_hash, now_ms)
        if claim is None:
            _count(house, parts, shop, host, contact_hash, visitor, now_ms)
            claim = _claim(house, parts, shop, host, who, contact_hash, channel, visitor, now_ms)
            if host.partner is None:  # a partner's code is meant for strangers
                _rotate_leaked(house, parts, shop, advocate, program, now_ms)
        return sign_mark(house.settings.secret, shop.shop_id, "claim", claim.claim_id)

    return house.store.unit(shop.shop_id, work)


def open_claim(house: House, shop: Shop, mark: str) -> Taken:
    """Give the claim that a mark names, with its coupon as it is now; raises NotFound."""
    kind, claim_id = read_mark(house.settings.secret, shop.shop_id, mark)
    with house.store.reading() as parts:
        claim = parts.claims.find(shop.shop_id, claim_id) if kind == "claim" else None
        if claim is None:
            raise NotFound("This offer is not known here.")
        referral = parts.referrals.find(shop.shop_id, claim.referral_id)
        assert referral is not None, "every claim has its referral"
        coupon = parts.coupons.find(shop.shop_id, claim.coupon_id) if claim.coupon_id else None
        program = parts.programs.must_find(shop.shop_id, referral.program_version)
        return Taken(
            claim=claim,
            coupon=coupon,
            advocate=parts.people.find(shop.shop_id, claim.advocate_id),
            program=promise_friends(program, coupon.incentive) if coupon and coupon.is_for_many else program,
            mark=mark,
        )


def _find_open(
    parts: Parts, shop: Shop, advocate: Person, contact_hash: str, device_hash: str, now_ms: int
) -> Claim | None:
    """Find what the same friend took before: by the contact, or where none was given by the browser."""
    advocate_id = advocate.person_id
    if contact_hash:
        return parts.claims.find_by_contact(shop.shop_id, advocate_id, contact_hash, now_ms)
    return parts.claims.find_by_device(shop.shop_id, advocate_id, device_hash, now_ms)


def _read_contact(shop: Shop, program: Program, text: str) -> Contact:
    """Read what the friend typed; a program that does not ask for a contact keeps none."""
    wanted = program.claims.contact
    if wanted == "none":
        return Contact()
    email = same_email(text[:320])
    phone = same_phone(text, shop.country) if wanted == "email_or_phone" and not email else ""
    if not (email or phone):
        sentence = "This is not an e-mail address; it needs a name, an @ and a domain."
        if wanted == "email_or_phone":
            sentence = "This is neither an e-mail address nor a phone number."
        raise InvalidInput("contact", sentence)
    return Contact(email=text.strip() if email else "", phone=phone)


def _count(
    house: House, parts: Parts, shop: Shop, host: Host, contact_hash: str, visitor: Visitor, now_ms: int
) -> None:
    """Count the claim where it may come too often; a partner's link may be taken by any number of people."""
    block = address_block(visitor.ip)
    day_at_ms, hour_at_ms = now_ms - now_ms % DAY_MS, now_ms - now_ms % HOUR_MS
    counted = []
    if host.partner is None:
        per_link_count = host.program.claims.per_link_a_day
        counted.append((f"claim link:{host.person.person_id}", day_at_ms, per_link_count, DAY_MS))
    if block:
        most = MOST_FROM_A_BLOCK_BY_PARTNERS if host.partner else MOST_FROM_A_BLOCK
        kind = "claim by partner from" if host.partner else "claim from"
        counted.append((f"{kind}:{house.hash('ip', block)}", hour_at_ms, most, HOUR_MS))
    if contact_hash:
        counted.append((f"claim by:{contact_hash}", day_at_ms, MOST_A_PERSON, DAY_MS))
    for subject, window_at_ms, most, life_ms in counted:
        if parts.limits.count_up(shop.shop_id, subject, window_at_ms) > most:
            again_s = (window_at_ms + life_ms - now_ms) // 1000 + 1
            raise TooMany("This offer was taken very often; try again later.", again_s=again_s)


def _claim(
    house: House, parts: Parts, shop: Shop, host: Host, who: Contact, contact_hash: str,
    channel: Channel | None, visitor: Visitor, now_ms: int,
) -> Claim:  # fmt: skip
    advocate, version, program = host.person, host.version, host.program
    people = meet_contact(house, parts, shop, who, now_ms) if contact_hash else []
    known = parts.referrals.list_by_friends(shop.shop_id, [one.person_id for one in people])
    made = Referral(
        referral_id=house.new_id("ref", now_ms), advocate_id=advocate.person_id, program_version=version,
        since_at_ms=now_ms, friend_id=people[0].person_id if people else None, channel=channel or "",
        claimed_at_ms=now_ms, device_hash=house.hash("device", visitor.device) if visitor.device else "",
        ip_hash=house.hash("ip", block) if (block := address_block(visitor.ip)) else "",
    )  # fmt: skip
    referral = next((one for one in known if one.advocate_id == advocate.person_id), made)
    if referral is made:
        parts.referrals.add(shop.shop_id, made)
    elif referral.claimed_at_ms is None:
        claimed = msgspec.structs.replace(referral, claimed_at_ms=now_ms, device_hash=made.device_hash)
        parts.referrals.change(shop.shop_id, claimed)
    claim = Claim(
        claim_id=house.new_id("clm", now_ms), advocate_id=advocate.person_id,
        referral_id=referral.referral_id, friend_id=referral.friend_id, channel=channel or "",
        contact_hash=contact_hash, at_ms=now_ms, until_at_ms=now_ms + program.claims.valid_days * DAY_MS,
        language=visitor.language, device=name_device(visitor.browser),
    )  # fmt: skip
    if host.code:
        until_at_ms = min(claim.until_at_ms, host.code.until_at_ms or claim.until_at_ms)
        claim = msgspec.structs.replace(claim, coupon_id=host.code.coupon_id, until_at_ms=until_at_ms)
    elif is_coupon(program.offer.friend):
        coupon = want_claim_coupon(
            house, parts, shop, claim.claim_id, program.offer.friend, claim.until_at_ms, now_ms
        )
        claim = msgspec.structs.replace(claim, coupon_id=coupon.coupon_id)
    parts.claims.add(shop.shop_id, claim)
    if people:
        judge_friend(house, parts, shop, people, now_ms)
    return claim


def _rotate_leaked(
    house: House, parts: Parts, shop: Shop, advocate: Person, program: Program, now_ms: int
) -> None:
    """Give the advocate a new code when so many took the offer in a day that the old one must have leaked."""
    if program.fraud.leaked_code == "off":
        return
    since_at_ms = max(now_ms - DAY_MS, parts.people.last_leak_at(shop.shop_id, advocate.person_id) + 1)
    taken_count = parts.claims.count_between(shop.shop_id, advocate.person_id, since_at_ms, now_ms)
    if taken_count >= program.fraud.leak_count:
        parts.people.change_code(shop.shop_id, advocate, house.new_code(), now_ms, now_ms)
