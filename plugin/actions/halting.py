"""Halting: whether a campaign's message that waits in the outbox may still leave, by what happened since."""

from __future__ import annotations

from plugin.actions.campaigns import Kept, find_campaign
from plugin.actions.house import House
from plugin.actions.people import list_names
from plugin.actions.recalling_subjects import recall_subject
from plugin.actions.sittings import Sitting, open_sitting
from plugin.domain.campaign_rules import UNDER_REVIEW
from plugin.domain.measuring import is_resting
from plugin.domain.moments import DAY_MS
from plugin.errors import StoreBusy
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.occasions import Occasion
from plugin.words.campaign_reasons import say_gone

PAUSED_S, RESTING_S, REVIEW_S = 30.0, 3600.0, 3600.0
OFF = "The campaign was switched off."
SHARED = "The person shared before the letter left."
STALE = "It waited until it was not worth sending any more."


def judge_campaign(house: House, parts: Parts, shop: Shop, message: Message) -> str:
    """Say in words why a campaign's message is not to be sent any more; empty where it may leave now.

    Raises StoreBusy while the program or the campaign's run is paused, or a friend is under review.
    """
    if not message.campaign:
        return ""
    kept = find_campaign(parts, shop, message.campaign)
    if not kept.is_on:
        return OFF
    run = parts.campaigns.last_run(shop.shop_id, message.campaign)
    if run and run.state == "paused":
        raise StoreBusy("The campaign's run is paused.", PAUSED_S)
    sitting = open_sitting(house, parts, shop, house.now_ms())
    if not sitting.program.live:
        raise StoreBusy("The program is paused.", PAUSED_S)
    if message.purpose == "marketing" and is_resting(sitting.program.measuring, sitting.now_ms):
        raise StoreBusy("The program rests for measuring.", RESTING_S)
    return _find_change(sitting, kept, message)


def _find_change(sitting: Sitting, kept: Kept, message: Message) -> str:
    """Say what changed since a message was posted: what it speaks of is gone, what it asks for is done."""
    turn = Occasion(
        occasion_id="", campaign_key=kept.key, person_id=message.person_id, cause=message.cause,
        since_at_ms=message.created_at_ms, step=int(message.values.get("turn", "0")), subject=message.values,
    )  # fmt: skip
    if sitting.now_ms > message.created_at_ms + kept.campaign.shelf_days * DAY_MS:
        return STALE
    subject = recall_subject(sitting, turn, kept)
    if subject.gone == UNDER_REVIEW:
        raise StoreBusy("The friend waits for review.", REVIEW_S)
    if subject.gone:
        return say_gone(subject.gone)
    is_for_silent = turn.step or kept.campaign.who.shared == "no"
    if subject.popup_shared_at_ms is not None or (is_for_silent and _has_shared(sitting, turn)):
        return SHARED
    return ""


def _has_shared(sitting: Sitting, turn: Occasion) -> bool:
    """Say whether the person shared, under any name in the house."""
    parts, shop = sitting.parts, sitting.shop
    return any(
        parts.occasions.recall_dealings(shop.shop_id, one.person_id, turn.campaign_key).shared_at_ms
        is not None
        for one in list_names(sitting.house, parts, shop, turn.person_id)
    )
