"""How a shop's post stands, as the merchant looks at it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from plugin.actions.house import House
from plugin.actions.posting import EMAIL
from plugin.domain.moments import DAY_MS
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.consents import Suppressed
from plugin.store.messages import AFTER_ALL, Message, PostCounts
from plugin.words.speaking import mark, say

FAILED_DAYS = 7
MOST_FAILED = 50


class PostView(Struct):
    """How many messages wait, left today or will never leave, why, and who is not written to.

    `held_up` counts by the sentence the mails that were about to leave and could not; `people` gives by id
    how those in the lists are reached.
    """

    has_server: bool
    waiting_count: int
    sent_today_count: int
    ended_count: int
    suppressed: Suppressed
    rates: tuple[str, ...]
    held_up: dict[str, int]
    ended: tuple[Message, ...]
    latest: tuple[Message, ...]
    people: dict[str, str]


def view_post(house: House, shop: Shop, most: int, before_id: str = "") -> PostView:
    """Look at a shop's post, with its newest messages or those before an id."""
    now_ms = house.now_ms()
    week_ago_ms = now_ms - FAILED_DAYS * DAY_MS
    with house.store.reading() as parts:
        today: PostCounts = parts.messages.count(shop.shop_id, _midnight(now_ms, shop))
        ended = parts.messages.list_failed(shop.shop_id, week_ago_ms, MOST_FAILED)
        latest = parts.messages.list_latest(shop.shop_id, most, before_id or AFTER_ALL)
        return PostView(
            has_server=bool(house.settings.smtp_url),
            waiting_count=today.waiting_count,
            sent_today_count=today.sent_count,
            ended_count=parts.messages.count(shop.shop_id, week_ago_ms).failed_count,
            suppressed=parts.consents.count_suppressed(shop.shop_id),
            rates=say_rates(house),
            held_up=parts.effects.count_failures(shop.shop_id, EMAIL),
            ended=tuple(ended),
            latest=tuple(latest),
            people={one.person_id: _name(parts, shop, one.person_id) for one in (*ended, *latest)},
        )


def say_rates(house: House) -> tuple[str, ...]:
    """Say how fast mail may leave; nothing where there is no limit."""
    settings = house.settings
    rates = (
        (settings.mail_per_second, mark("{count} a second from each worker")),
        (settings.mail_per_hour, mark("{count} an hour")),
        (settings.mail_per_day, mark("{count} a day")),
    )
    return tuple(say(sentence, count=f"{most:,}") for most, sentence in rates if most)


def _name(parts: Parts, shop: Shop, person_id: str) -> str:
    person = parts.people.find(shop.shop_id, person_id)
    return (
        (person.email or person.phone or person.first_name) if person else say("somebody who was forgotten")
    )


def _midnight(now_ms: int, shop: Shop) -> int:
    here = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(shop.time_zone))
    return round(here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
