"""Joining, sharing, and what the surfaces report of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from plugin.actions.decisions import find_case
from plugin.actions.house import House
from plugin.domain.codes import check_personal_code, confusion_key
from plugin.domain.devices import Device
from plugin.domain.moments import DAY_MS, HOUR_MS
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.model import Channel, Friend, Shop, Struct, Surface
from plugin.store import Parts
from plugin.store.events import Event
from plugin.store.people import Person
from plugin.tokens import read_token, sign_token

MEMBER_LIFE_MS = 400 * DAY_MS
OWN_LIFE_MS = HOUR_MS
MOST_EVENTS = 20
MOST_CODES = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A shopper who proved who they are, with their friends so far."""

    person: Person
    friends: list[Friend]
    token: str = ""


def find_member(house: House, shop: Shop, proof: str, token: str) -> Member | None:
    """Find the shopper whom an order's key or a member's token proves; None for a visitor."""
    with house.store.reading() as parts:
        person = _find_person(house, parts, shop, proof, token)
    return None if person is None or person.banned_at_ms is not None else meet_member(house, shop, person)


def meet_member(house: House, shop: Shop, person: Person) -> Member:
    """Give a shopper with their friends so far."""
    with house.store.reading() as parts:
        return Member(person, list_friends(parts, shop, person))


def list_friends(parts: Parts, shop: Shop, person: Person) -> list[Friend]:
    """Give an advocate's friends, the first first: how far each has come, and never who it is."""
    return [
        Friend(state=one.state, since_at_ms=one.since_at_ms)
        for one in parts.referrals.list_of(shop.shop_id, person.person_id)
    ]


def join_program(house: House, shop: Shop, proof: str) -> Member:
    """Make the buyer an advocate, and give the token by which their browser is known from now on.

    Joining twice changes nothing. Raises NotFound when the key proves no order of a buyer who may join.
    """
    now_ms = house.now_ms()
    member = find_member(house, shop, proof, "")
    if member is None:
        raise NotFound("This order is not known here yet; try again in a moment.")
    person_id = member.person.person_id
    if member.person.joined_at_ms is None:
        house.store.unit(shop.shop_id, lambda parts: parts.people.join(shop.shop_id, person_id, now_ms))
    token = sign_token(house.settings.secret, "member", shop.shop_id, person_id, now_ms + MEMBER_LIFE_MS)
    return Member(msgspec.structs.replace(member.person, joined_at_ms=now_ms), member.friends, token)


def own_token(house: House, shop: Shop, person_id: str) -> str:
    """Make the token by which an advocate sees the own link as a sample; it holds for an hour.

    It is short because it may be copied from the address bar and sent to a friend.
    """
    until_at_ms = house.now_ms() + OWN_LIFE_MS
    return sign_token(house.settings.secret, "own", shop.shop_id, person_id, until_at_ms)


def is_own_link(house: House, shop: Shop, advocate: Person, token: str, device: str) -> bool:
    """Say whether an advocate opens the own link: by the own page's token, or on a device they claimed from.

    Takes the token and the device's id as the browser sent them; either may be empty.
    """
    proved = ("", "")
    if token:
        with suppress(NotFound):
            proved = read_token(house.settings.secret, "own", token, house.now_ms())
    if proved == (shop.shop_id, advocate.person_id):
        return True
    if not device:
        return False
    with house.store.reading() as parts:
        known = parts.referrals.list_device_hashes(shop.shop_id, [advocate.person_id])
    return house.hash("device", device) in known


def choose_code(house: House, shop: Shop, person: Person, text: str) -> str:
    """Give a person the code that they chose, such as ASHA200; the old one leads to them still.

    Gives the code as it is kept. Raises InvalidInput with what to change: it is no code, could offend, is
    taken or looks like another one. Raises TooMany after three changes.
    """
    code = check_personal_code(text)
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        mine = parts.people.find(shop.shop_id, person.person_id)
        if mine is None or mine.code == code:
            return
        aliases = parts.people.list_aliases(shop.shop_id, mine.person_id)
        if len(aliases) >= MOST_CODES:
            raise TooMany("A code can be changed three times.", again_s=MEMBER_LIFE_MS // 1000)
        give_code(house, parts, shop, mine, code, now_ms)

    house.store.unit(shop.shop_id, work)
    return code


def give_code(house: House, parts: Parts, shop: Shop, mine: Person, code: str, now_ms: int) -> None:
    """Give a person a checked code in place of the one they have, which leads to them still.

    Raises InvalidInput where it is or was taken, or looks like another one.
    """
    owner = parts.people.find_by_code(shop.shop_id, code)
    is_others = owner is not None and owner.person_id != mine.person_id
    if (
        is_others
        or parts.people.has_leaked(shop.shop_id, code)
        or is_reserved(house, parts, shop, code)
        or parts.coupons.find_by_code(shop.shop_id, code)
    ):
        raise InvalidInput("code", "This code is taken. Please choose another.")
    if not parts.people.keep_code_key(shop.shop_id, confusion_key(code), code):
        raise InvalidInput("code", "This code looks too much like another one. Please choose another.")
    parts.people.change_code(shop.shop_id, mine, code, None, now_ms)


def reserve_codes(house: House, parts: Parts, shop: Shop, person_id: str) -> None:
    """Keep the codes of a person who will be erased from others, as keyed hashes that tell nobody's name.

    They may be printed somewhere: whoever had one next would be credited for strangers.
    """
    for looks in parts.people.list_looks(shop.shop_id, person_id):
        parts.people.keep_code_key(shop.shop_id, house.hash("code", looks), "")


def is_reserved(house: House, parts: Parts, shop: Shop, code: str) -> bool:
    """Say whether a code was that of somebody who was erased, or looks like it."""
    return parts.people.has_looks(shop.shop_id, house.hash("code", confusion_key(code)))


def note_share(
    house: House, shop: Shop, person: Person, channel: Channel, language: str = "", device: Device = ""
) -> None:
    """Note that a shopper opened one of the channels on their own page; once a day for each counts."""
    now_ms = house.now_ms()
    turn = f"{now_ms // DAY_MS} {person.person_id} {channel}"
    event = Event(
        event_id="own-" + house.hash("share", turn)[:36], kind="shared", surface="page", channel=channel,
        at_ms=now_ms, person_id=person.person_id, language=language, device=device,
    )  # fmt: skip
    house.store.unit(shop.shop_id, lambda parts: parts.events.add(shop.shop_id, event))


class Report(Struct):
    """One report of a surface, as a browser sends it."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{16,40}\Z")]
    kind: Literal["viewed", "closed", "declined", "later", "shared", "opened"]
    surface: Surface
    channel: Channel | None = None
    decision: Annotated[str, msgspec.Meta(max_length=40)] = ""


def record_reports(house: House, shop: Shop, body: Any, language: str = "", device: Device = "") -> None:
    """Keep what a page's surfaces report: each report once, counted for the person of its decision.

    Takes the parsed JSON {"events": [...]}, the surfaces' language and what they are seen on. Raises
    InvalidInput naming the field that cannot be used.
    """
    reports = _read_reports(body)
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        for report in reports:
            made = msgspec.structs.replace(
                _make_event(parts, shop, report, now_ms), language=language, device=device
            )
            parts.events.add(shop.shop_id, made)

    if reports:
        house.store.unit(shop.shop_id, work)


def _read_reports(body: Any) -> tuple[Report, ...]:
    try:
        reports = msgspec.convert(body.get("events"), tuple[Report, ...])
    except msgspec.ValidationError as error:
        raise InvalidInput("events", "A report cannot be used: {fault}.", fault=error) from error
    if len(reports) > MOST_EVENTS:
        raise InvalidInput("events", "At most {most} reports come at once.", most=MOST_EVENTS)
    return reports


def _make_event(parts: Parts, shop: Shop, report: Report, now_ms: int) -> Event:
    row = parts.decisions.find(shop.shop_id, report.decision) if report.decision else None
    return Event(
        event_id=report.id,
        kind=report.kind,
        surface=report.surface,
        at_ms=now_ms,
        channel=report.channel or "",
        person_id=row.person_id if row else None,
        decision_id=row.decision_id if row else None,
    )


def _find_person(house: House, parts: Parts, shop: Shop, proof: str, token: str) -> Person | None:
    if proof:
        found = find_case(house, parts, shop, proof)
        return found.person if found else None
    if token:
        try:
            shop_id, person_id = read_token(house.settings.secret, "member", token, house.now_ms())
        except NotFound:
            return None
        return parts.people.find(shop.shop_id, person_id) if shop_id == shop.shop_id else None
    return None
