"""Noticing: what happened to people becomes their turns in the campaigns that wait for it.

It reads on from where it was, beside the orders' path and never on it. Ids sort by time, but units of one
moment may be written in another order: so it looks a little back, and a turn that is there is not made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.actions.campaigns import Kept, list_campaigns
from plugin.actions.house import House
from plugin.actions.rounds import visit_shops
from plugin.actions.shops import standing_program
from plugin.domain.campaign_settings import Event, Happening
from plugin.domain.codes import first_id_at
from plugin.domain.moments import DAY_MS, MINUTE_MS
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.happenings import Noticed
from plugin.store.occasions import Occasion

MOST_AT_ONCE = 100
NOTED_EVERY_MS = 10 * MINUTE_MS
LOOK_BACK_MS = 2 * MINUTE_MS
# A campaign that was never switched begins with what happened in the last day.
FIRST_LOOK_BACK_MS = DAY_MS
PREFIXES: dict[Event, str] = {
    "purchase": "ord",
    "first_order": "ord",
    "friend_bought": "ord",
    "friend_claimed": "clm",
    "reward_held": "rwd",
    "rung_near": "rwd",
}


def notice_happenings(house: House, shop_id: str = "") -> int:
    """Give people of a shop, "" for all, their turns in the campaigns that are on; gives how many are new."""
    return visit_shops(house, _notice_shop, "noticing_failed", shop_id)


def _notice_shop(house: House, shop: Shop) -> int:
    """Look without writing first: most of the time nothing has happened."""
    if shop.uninstalled_at_ms is not None:
        return 0
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        waiting = [kept for kept in list_campaigns(parts, shop) if _waits(kept)]
        news = [kept for kept in waiting if _is_news(parts, shop, kept, now_ms)]

    def work(parts: Parts) -> int:
        return sum(_write(house, parts, shop, kept, now_ms) for kept in news)

    return house.store.unit(shop.shop_id, work) if news else 0


def _waits(kept: Kept) -> bool:
    return kept.is_on and isinstance(kept.campaign.when, Happening)


def _is_news(parts: Parts, shop: Shop, kept: Kept, now_ms: int) -> bool:
    """Say whether somebody has a turn, or so much was looked through that it is to be noted."""
    looked = _look(parts, shop, kept, now_ms)
    return bool(looked.noticed) or looked.lags


def _write(house: House, parts: Parts, shop: Shop, kept: Kept, now_ms: int) -> int:
    looked, when = _look(parts, shop, kept, now_ms), kept.campaign.when
    assert isinstance(when, Happening)
    turns = [
        Occasion(
            occasion_id=house.new_id("occ", now_ms), campaign_key=kept.key, person_id=one.person_id,
            cause=one.cause, subject=one.subject, since_at_ms=one.at_ms,
            due_at_ms=one.at_ms + when.days * DAY_MS,
        )
        for one in looked.noticed
    ]  # fmt: skip
    if looked.until_id:
        parts.campaigns.move_cursor(shop.shop_id, kept.key, looked.until_id)
    return sum([parts.occasions.add(shop.shop_id, one) for one in turns])


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found of one campaign, up to which row, and whether that is to be noted all the same."""

    noticed: Sequence[Noticed]
    until_id: str
    lags: bool = False


def _look(parts: Parts, shop: Shop, kept: Kept, now_ms: int) -> _Looked:
    when = kept.campaign.when
    assert isinstance(when, Happening)
    if when.event == "reward_expiring":  # asks for what is so now, wherever it was before
        return _Looked(parts.happenings.list_expiring(shop.shop_id, kept.key, now_ms, MOST_AT_ONCE), "")
    prefix = PREFIXES[when.event]
    known = parts.campaigns.find_cursor(shop.shop_id, kept.key)
    start_at_ms = kept.on_since_at_ms or now_ms - FIRST_LOOK_BACK_MS
    first_id = first_id_at(prefix, start_at_ms - LOOK_BACK_MS)
    after_id = max(known, first_id) if kept.on_since_at_ms else known or first_id
    rows = parts.happenings.list_after(
        shop.shop_id, when.event, kept.key, after_id, kept.on_since_at_ms, MOST_AT_ONCE
    )
    is_all = len(rows) < MOST_AT_ONCE
    until_id = first_id_at(prefix, now_ms - LOOK_BACK_MS) if is_all else rows[-1].row_id
    noticed = _keep_near(parts, shop, rows) if when.event == "rung_near" else rows
    lags = not is_all or known < first_id_at(prefix, now_ms - NOTED_EVERY_MS)
    return _Looked(noticed, max(known, until_id), lags)


def _keep_near(parts: Parts, shop: Shop, rows: Sequence[Noticed]) -> Sequence[Noticed]:
    """Keep the advocates whose next step of the ladder is one friend away."""
    _, program = standing_program(parts, shop)
    rungs = {str(step.friends_count) for step in program.ladder}
    return [one for one in rows if one.subject["rung"] in rungs]
