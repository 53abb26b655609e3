"""Recalling what a campaign's message speaks of, as it is now: a purchase, a friend, a reward, a step."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from plugin.actions.campaigns import Kept
from plugin.actions.sharing import list_friends
from plugin.actions.sittings import Sitting
from plugin.domain.campaign_case import Subject
from plugin.domain.campaign_rules import UNDER_REVIEW
from plugin.domain.campaign_settings import Event, Happening
from plugin.domain.program import Program
from plugin.domain.referring import LIVE, final_verdict
from plugin.model import Order
from plugin.store.occasions import Occasion
from widgets.view import count_friends

FORGOTTEN = "forgotten"
# The id of what a message speaks of, by what its campaign waits for.
NEEDS: Mapping[Event, str] = {
    "purchase": "order_id",
    "first_order": "order_id",
    "friend_claimed": "referral_id",
    "friend_bought": "referral_id",
    "reward_held": "reward_id",
    "reward_expiring": "coupon_id",
    "rung_near": "rung",
}


def recall_subject(sitting: Sitting, occasion: Occasion, kept: Kept) -> Subject:
    """Recall what the message speaks of, and for a reminder what it follows."""
    subject = _recall_happening(sitting, occasion, kept)
    return _recall_before(sitting, occasion, kept, subject) if occasion.step else subject


def _recall_before(sitting: Sitting, occasion: Occasion, kept: Kept, subject: Subject) -> Subject:
    """Add when the campaign's last message to the person left; one that never will is not followed."""
    messages = sitting.parts.messages.list_of(sitting.shop.shop_id, occasion.person_id)
    last = next((one for one in messages if one.campaign == kept.key), None)
    gone = subject.gone
    if occasion.step > len(kept.campaign.reminders_days):
        gone = "dropped"
    elif last is None or last.ended_at_ms is not None:
        gone = "unsent"
    return replace(subject, gone=gone, before_left_at_ms=last.sent_at_ms if last else None)


def _recall_happening(sitting: Sitting, occasion: Occasion, kept: Kept) -> Subject:
    """Recall what happened; a campaign over everybody speaks of nothing that could be gone."""
    when = kept.campaign.when
    if not isinstance(when, Happening):
        return Subject()
    if NEEDS[when.event] not in occasion.subject:  # noticed when the campaign waited for something else
        return Subject(gone=FORGOTTEN)
    if when.event in ("purchase", "first_order"):
        return _recall_purchase(sitting, occasion, is_asked_after=when.event == "purchase")
    return Subject(gone=_find_gone(sitting, occasion, when.event))


def _find_gone(sitting: Sitting, occasion: Occasion, event: Event) -> str:
    """Say in a word why word of a friend, a reward or a step does not hold any more; empty while it does."""
    match event:
        case "rung_near":
            return _find_rung_gone(sitting, occasion)
        case "reward_held":
            return _find_reward_gone(sitting, occasion.subject)
        case "reward_expiring":
            return _find_coupon_gone(sitting, occasion.subject)
        case _:
            return _find_referral_gone(sitting, occasion.subject, is_bought=event == "friend_bought")


def _recall_purchase(sitting: Sitting, occasion: Occasion, is_asked_after: bool) -> Subject:
    shop_id, order_id = sitting.shop.shop_id, occasion.subject["order_id"]
    row = sitting.parts.orders.find_by_id(shop_id, order_id)
    if row is None or row.deleted_at_ms is not None:
        return Subject(gone=FORGOTTEN)
    order = row.order
    decisions = {one.decision_id for one in sitting.parts.decisions.list_of(shop_id, order_id)}
    reports = sitting.parts.events.list_of(shop_id, occasion.person_id, order.placed_at_ms)
    shared = [one.at_ms for one in reports if one.kind == "shared" and one.decision_id in decisions]
    return Subject(
        gone=_find_order_gone(order, sitting.program),
        ordered_at_ms=order.placed_at_ms if is_asked_after else None,
        delivered_at_ms=order.delivered_at_ms,
        tells_delivery=sitting.tells_delivery() if is_asked_after else False,
        popup_shared_at_ms=max(shared, default=None),
    )


def _find_order_gone(order: Order, program: Program) -> str:
    """Say why an order is not asked about: it does not stand, or the program asks about no such orders.

    Orders from the counter are: the popup cannot reach their buyers, a message can.
    """
    kinds = {
        "test": order.is_test,
        "zero_total": order.total_minor == 0,
        "draft": order.source == "draft",
        "renewal": order.source == "renewal",
    }
    held = [kind for kind, found in kinds.items() if found and kind in program.popup.kinds_held]
    return held[0] if held else "" if order.stage in LIVE else order.stage


def _find_rung_gone(sitting: Sitting, occasion: Occasion) -> str:
    person = sitting.parts.people.find(sitting.shop.shop_id, occasion.person_id)
    if person is None:
        return FORGOTTEN
    count = count_friends(list_friends(sitting.parts, sitting.shop, person))
    return "" if count + 1 == int(occasion.subject["rung"]) else "reached"


def _find_reward_gone(sitting: Sitting, about: Mapping[str, str]) -> str:
    reward = sitting.parts.rewards.find(sitting.shop.shop_id, about["reward_id"])
    if reward is None:
        return FORGOTTEN
    return "" if reward.state == "held" else reward.state


def _find_coupon_gone(sitting: Sitting, about: Mapping[str, str]) -> str:
    coupon = sitting.parts.coupons.find(sitting.shop.shop_id, about["coupon_id"])
    if coupon is None:
        return FORGOTTEN
    return "" if coupon.state == "live" else coupon.state


def _find_referral_gone(sitting: Sitting, about: Mapping[str, str], is_bought: bool) -> str:
    """Say why nothing is told of a friend: what is under review or taken back is not news yet."""
    referral = sitting.parts.referrals.find(sitting.shop.shop_id, about["referral_id"])
    if referral is None:
        return FORGOTTEN
    verdict = final_verdict(
        referral.verdict, referral.review, referral.review_until_at_ms, sitting.now_ms,
        sitting.program.fraud.pays_unreviewed,
    )  # fmt: skip
    if verdict != "clear":
        return UNDER_REVIEW if referral.review == "waiting" else "block"
    return "taken back" if is_bought and referral.state == "came" else ""
