"""The trial: an advocate, a friend and their orders, played by the house's own verbs in a shop beside.

What happens in a shop counts in no other. So nothing of a trial is in any figure, campaign, cap or budget,
no store makes its coupons and nobody is written to; and all of it is gone when its shop is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from plugin.actions.claiming import Visitor, claim_offer, note_visit, open_claim
from plugin.actions.coupons import note_made
from plugin.actions.deliveries import open_delivery, take_delivery
from plugin.actions.house import House
from plugin.actions.setup import average_order, find_hook_secret
from plugin.actions.sharing import join_program, note_share
from plugin.actions.shops import make_secrets, make_shop, write_shop
from plugin.domain.measuring import Measuring
from plugin.domain.moments import SECOND_MS
from plugin.domain.money import write_minor
from plugin.domain.program import Program
from plugin.errors import InvalidInput
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.coupons import Coupon
from plugin.store.decisions import DecisionRow
from plugin.store.people import Person
from plugin.store.referrals import Referral
from plugin.store.rewards import Reward
from plugin.store.setups import Played
from plugin.words.speaking import mark
from webhooks.platforms import READERS
from webhooks.signatures import sign_standard

USUAL_ORDER_MINOR = 100_000
LONGEST_NAME = 90
LONGEST_PLAY_MS = 10 * SECOND_MS
BUSY = mark("The trial is being played at this moment: look at it, or begin anew in ten seconds.")
ADVOCATE, FRIEND = ("Asha", "asha@trial.invalid"), ("Farid", "farid@trial.invalid")


@dataclass(frozen=True, slots=True)
class Story:
    """How far a trial has come: what the house made of everything that was played. None is not reached."""

    shop: Shop
    program: Program
    at_ms: int
    advocate: Person | None = None
    decision: DecisionRow | None = None
    shares_count: int = 0
    visits_count: int = 0
    coupon: Coupon | None = None
    claimed: bool = False
    referral: Referral | None = None
    rewards: tuple[Reward, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the friend's order was taken for the advocate's."""
        return self.referral is not None and self.referral.order_id is not None


def play_trial(house: House, shop: Shop) -> Story:
    """Play the trial of a shop's program as it stands now, anew; gives how far it came.

    Raises InvalidInput while another one is played.
    """
    _refuse_two_at_once(house, shop)
    forget_trial(house, shop)
    trial, played = _open_trial(house, shop)
    for act in (_buy_first, _share, _visit, _claim, _buy_as_friend):
        played = act(house, trial, played)
        _keep(house, trial, played)
    story = tell_trial(house, shop)
    assert story is not None, "its shop was just opened"
    if story.is_whole:
        now_ms = house.now_ms()
        house.store.unit(
            shop.shop_id, lambda parts: parts.setups.note_sighting(shop.shop_id, "trial", now_ms)
        )
    return story


def forget_trial(house: House, shop: Shop) -> None:
    """Delete everything of a shop's trial at once."""
    with house.store.reading() as parts:
        trial = parts.shops.find_trial(shop.shop_id)
    if trial:
        house.store.unit(trial.shop_id, lambda parts: parts.privacy.erase_shop(trial.shop_id))


def tell_trial(house: House, shop: Shop) -> Story | None:
    """Give how far a shop's trial has come; None where there is none."""
    with house.store.reading() as parts:
        trial = parts.shops.find_trial(shop.shop_id)
        return _tell(parts, trial) if trial else None


def _tell(parts: Parts, trial: Shop) -> Story:
    shop_id, played = trial.shop_id, parts.setups.find_trial(trial.shop_id) or Played()
    _, program = parts.programs.current(shop_id)
    told = Story(trial, program, played.at_ms)
    row, _ = parts.orders.find(shop_id, "standard", played.advocate_order_ref)
    if row is None or row.person_id is None:
        return told
    referral = next(iter(parts.referrals.list_of(shop_id, row.person_id)), None)
    coupons = parts.coupons.list_in(shop_id, ["wanted", "live", "used", "ending", "ended", "failed"], "", 10)
    return Story(
        shop=trial, program=program, at_ms=played.at_ms,
        advocate=parts.people.find(shop_id, row.person_id),
        decision=parts.decisions.last_for(shop_id, row.order_id),
        shares_count=sum(one.kind == "shared" for one in parts.events.list_of(shop_id, row.person_id, 0)),
        visits_count=sum(parts.claims.count_visits(shop_id, row.person_id).values()),
        coupon=next((one for one in coupons if one.subject == "claim"), None),
        claimed=bool(played.claim_mark), referral=referral,
        rewards=tuple(parts.rewards.list_latest(shop_id, 10)),
    )  # fmt: skip


def _refuse_two_at_once(house: House, shop: Shop) -> None:
    """Refuse to begin anew while a trial is played; one that was broken off counts for ten seconds."""
    with house.store.reading() as parts:
        trial = parts.shops.find_trial(shop.shop_id)
        played = parts.setups.find_trial(trial.shop_id) if trial else None
    if played and not played.friend_order_ref and house.now_ms() - played.at_ms < LONGEST_PLAY_MS:
        raise InvalidInput("trial", BUSY)


def _open_trial(house: House, shop: Shop) -> tuple[Shop, Played]:
    """Make the shop in which the trial is played, with the program as if it were live."""
    named = msgspec.structs.replace(shop, name=f"{shop.name[:LONGEST_NAME]} (trial)", domain="")
    made = msgspec.structs.replace(make_shop(house, named), trial_of=shop.shop_id)
    secrets, now_ms = make_secrets(house), house.now_ms()
    with house.store.reading() as parts:
        _, program = parts.programs.current(shop.shop_id)
        played = Played(at_ms=now_ms, order_minor=_choose_amount(parts, shop, program))
    popup = msgspec.structs.replace(program.popup, holdout_pct=0)
    # Nobody in a trial is held out, or in an experiment of the shop.
    as_live = msgspec.structs.replace(program, live=True, paused="", popup=popup, measuring=Measuring())

    def work(parts: Parts) -> None:
        if parts.shops.find_trial(shop.shop_id):
            raise InvalidInput("trial", BUSY)
        write_shop(house, parts, made, secrets, now_ms)
        parts.programs.add(made.shop_id, 2, as_live, now_ms)
        parts.setups.keep_trial(made.shop_id, played)

    house.store.unit(shop.shop_id, work)  # of two who press at once, one opens it
    return made, played


def _choose_amount(parts: Parts, shop: Shop, program: Program) -> int:
    """Choose what the trial's orders come to: an average order, or as much as the program asks for."""
    asked = (program.popup.minimum_minor, program.rewards.minimum_minor, program.offer.friend.minimum_minor)
    return max(average_order(parts, shop) or USUAL_ORDER_MINOR, *asked)


def _keep(house: House, trial: Shop, played: Played) -> None:
    house.store.unit(trial.shop_id, lambda parts: parts.setups.keep_trial(trial.shop_id, played))


def _buy_first(house: House, trial: Shop, played: Played) -> Played:
    _send_order(house, trial, played, "trial-1", ADVOCATE)
    return msgspec.structs.replace(played, advocate_order_ref="trial-1")


def _share(house: House, trial: Shop, played: Played) -> Played:
    member = join_program(house, trial, _proof("trial-1"))
    note_share(house, trial, member.person, "whatsapp")
    return msgspec.structs.replace(played, advocate_id=member.person.person_id)


def _visit(house: House, trial: Shop, played: Played) -> Played:
    note_visit(house, trial, _code_of(house, trial, played), "whatsapp", Visitor())
    return played


def _claim(house: House, trial: Shop, played: Played) -> Played:
    mark = claim_offer(house, trial, _code_of(house, trial, played), "whatsapp", FRIEND[1], Visitor())
    coupon, now_ms = open_claim(house, trial, mark).coupon, house.now_ms()
    if coupon:  # no store is asked for it
        house.store.unit(
            trial.shop_id, lambda parts: note_made(house, parts, trial, coupon.coupon_id, "trial", now_ms)
        )
    return msgspec.structs.replace(played, claim_mark=mark)


def _buy_as_friend(house: House, trial: Shop, played: Played) -> Played:
    coupon = open_claim(house, trial, played.claim_mark).coupon
    codes = [coupon.code] if coupon else []
    _send_order(house, trial, played, "trial-2", FRIEND, codes=codes, marks=[played.claim_mark])
    return msgspec.structs.replace(played, friend_order_ref="trial-2")


def _code_of(house: House, trial: Shop, played: Played) -> str:
    with house.store.reading() as parts:
        advocate = parts.people.find(trial.shop_id, played.advocate_id)
    assert advocate is not None, "the advocate joined a moment ago"
    return advocate.code


def _send_order(
    house: House, trial: Shop, played: Played, order_ref: str, buyer: tuple[str, str], **more: Any
) -> None:
    """Sign the webhook of a paid order as a store does, and take it as one that came."""
    now_ms = house.now_ms()
    at = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="milliseconds")
    order = {
        "id": order_ref, "number": order_ref, "placed_at": at, "updated_at": at, "paid_at": at,
        "currency": trial.currency, "total": write_minor(played.order_minor, trial.currency),
        "country": trial.country, "language": trial.language, "proofs": [_proof(order_ref)],
        "customer": {"first_name": buyer[0], "email": buyer[1]}, **more,
    }  # fmt: skip
    raw = json.dumps({"type": "order.paid", "timestamp": at, "data": order}).encode()
    secret = find_hook_secret(house, trial, "standard")
    headers = sign_standard(raw, f"msg_{order_ref}", secret, now_ms // 1000)
    READERS["standard"].verify(raw, headers, (secret,), now_ms)
    take_delivery(house, open_delivery(house, trial, "standard", headers, raw))


def _proof(order_ref: str) -> str:
    return f"proof-of-{order_ref}"
