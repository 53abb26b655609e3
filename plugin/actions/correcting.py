"""The merchant's own word: who sent a buyer, whether a held referral is honest, what an own event tells."""

from __future__ import annotations

from typing import Literal

import msgspec

from plugin.actions.changing import note_change, read_note
from plugin.actions.house import House
from plugin.actions.people import known_as, list_names
from plugin.actions.referring import judge_friend, weigh_order
from plugin.domain.codes import read_code
from plugin.domain.people import recognise
from plugin.errors import InvalidInput, NotFound
from plugin.model import Contact, EventHappened, PersonRegistered, Shop
from plugin.store import Parts
from plugin.store.attributions import Correction
from plugin.store.orders import OrderRow
from plugin.store.people import Person

Answer = Literal["approved", "rejected", "waiting"]


def correct_order(house: House, shop: Shop, order_id: str, code: str, note: str) -> Correction:
    """Say by hand who sent an order's buyer: the advocate with this code, or nobody where it is empty.

    Raises NotFound where order or code are not known, InvalidInput without a note.
    """
    why, now_ms = read_note(note), house.now_ms()

    def work(parts: Parts) -> Correction:
        row = _find_order(parts, shop, order_id)
        advocate = parts.people.find_by_code(shop.shop_id, read_code(code)) if code else None
        if code and advocate is None:
            raise NotFound("Nobody shares the code {code}.", code=repr(code))
        made = Correction(
            correction_id=house.new_id("cor", now_ms), order_id=row.order_id,
            advocate_id=advocate.person_id if advocate else None, note=why, at_ms=now_ms,
        )  # fmt: skip
        parts.attributions.correct(shop.shop_id, made)
        _weigh_again(house, parts, shop, row, now_ms)
        after = {"advocate_id": made.advocate_id or "nobody", "correction_id": made.correction_id}
        note_change(house, parts, shop, "correction", row.order_id, None, after, now_ms)
        return made

    return house.store.unit(shop.shop_id, work)


def undo_correction(house: House, shop: Shop, order_id: str, correction_id: str) -> None:
    """Take a correction back; raises NotFound."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        row = _find_order(parts, shop, order_id)
        parts.attributions.undo(shop.shop_id, correction_id, now_ms)
        _weigh_again(house, parts, shop, row, now_ms)
        before = {"correction_id": correction_id}
        note_change(house, parts, shop, "correction", row.order_id, before, None, now_ms)

    house.store.unit(shop.shop_id, work)


def review_referral(house: House, shop: Shop, referral_id: str, answer: Answer) -> None:
    """Approve or reject a referral that the rules held; "waiting" takes the answer back.

    Raises NotFound where there is none, InvalidInput where nothing was held.
    """
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        referral = parts.referrals.find(shop.shop_id, referral_id)
        if referral is None:
            raise NotFound("{shop} has no referral {referral}.", shop=shop.name, referral=referral_id)
        if not referral.review:
            raise InvalidInput(
                "referral", "The rules did not hold this referral: there is nothing to review."
            )
        changed = msgspec.structs.replace(
            referral, review=answer, reviewed_at_ms=None if answer == "waiting" else now_ms
        )
        parts.referrals.change(shop.shop_id, changed)
        before, after = {"review": referral.review}, {"review": answer}
        note_change(house, parts, shop, "referral", referral_id, before, after, now_ms)
        names = list_names(house, parts, shop, referral.friend_id) if referral.friend_id else []
        if names:
            judge_friend(house, parts, shop, names, now_ms)

    house.store.unit(shop.shop_id, work)


def take_registration(
    house: House, parts: Parts, shop: Shop, platform: str, fact: PersonRegistered, now_ms: int
) -> None:
    """Note that a referred friend made an account in the store."""
    _note_step(
        house, parts, shop, platform, fact.contact, {"registered_at_ms": fact.registered_at_ms}, now_ms
    )


def take_event(
    house: House, parts: Parts, shop: Shop, platform: str, fact: EventHappened, now_ms: int
) -> None:
    """Note that the merchant's own event happened to a referred friend, where the program waits for it."""
    step = {"event_at_ms": fact.happened_at_ms}
    _note_step(house, parts, shop, platform, fact.contact, step, now_ms, event=fact.name)


def _note_step(
    house: House, parts: Parts, shop: Shop, platform: str, contact: Contact, step: dict[str, int],
    now_ms: int, event: str = "",
) -> None:  # fmt: skip
    keys = [house.hash(kind, value) for kind, value in recognise(contact, platform, shop.country)]
    people = parts.people.find_by_keys(shop.shop_id, keys)
    [(field, at_ms)] = step.items()
    for referral in parts.referrals.list_by_friends(shop.shop_id, [one.person_id for one in people]):
        program = parts.programs.must_find(shop.shop_id, referral.program_version)
        before = getattr(referral, field)
        if (event and program.rewards.event != event) or (before is not None and before <= at_ms):
            continue
        if at_ms < referral.since_at_ms:  # it was no friend's step yet
            continue
        parts.referrals.change(shop.shop_id, msgspec.structs.replace(referral, **step))
    if people:
        judge_friend(house, parts, shop, people, now_ms)


def _find_order(parts: Parts, shop: Shop, order_id: str) -> OrderRow:
    row = parts.orders.find_by_id(shop.shop_id, order_id)
    if row is None or row.person_id is None:
        raise NotFound("{shop} has no order {order} with a buyer.", shop=shop.name, order=order_id)
    return row


def _weigh_again(house: House, parts: Parts, shop: Shop, row: OrderRow, now_ms: int) -> None:
    people = _buyers(house, parts, shop, row)
    known = parts.referrals.list_by_friends(shop.shop_id, [one.person_id for one in people])
    weigh_order(house, parts, shop, row, people[0], known)
    parts.sums.note_changes(shop.shop_id, [row.order.placed_at_ms])
    judge_friend(house, parts, shop, people, now_ms)


def _buyers(house: House, parts: Parts, shop: Shop, row: OrderRow) -> list[Person]:
    assert row.person_id is not None
    person = parts.people.find(shop.shop_id, row.person_id)
    assert person is not None, "an order's person is forgotten only with the order"
    order = msgspec.structs.replace(row.order, contact=person.contact)
    return known_as(house, parts, shop, row.platform, order, person)
