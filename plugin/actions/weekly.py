"""The weekly letter: each user who wants it is told of the shop's last week, once."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import msgspec

from plugin.actions.figures import read_days
from plugin.actions.health import gather_shop
from plugin.actions.house import House
from plugin.actions.rounds import visit_shops
from plugin.domain.days import add_days
from plugin.domain.ranges import Range
from plugin.domain.weeks import due_week, week_ends_on
from plugin.errors import NotFound, StoreBusy
from plugin.model import Shop, Struct
from plugin.store import Parts
from plugin.store.running import Reader, WeeklyLetter
from plugin.tokens import write_base64
from plugin.words.shop_health import ShopFacts
from plugin.words.weekly import WeeklyFacts

WEEKLY = "weekly"
KEY_BYTES = 16  # of chance, written as 22 letters
LONGEST_KEY = 40
LAGGING_S = 60.0


class WeeklyWork(Struct):
    """What the worker needs to send a weekly letter."""

    letter_id: str


class Ready(NamedTuple):
    """A weekly letter that may leave now: to whom, and what it says."""

    letter: WeeklyLetter
    reader: Reader
    facts: WeeklyFacts


def post_weekly(house: House) -> int:
    """Write the letters of the week that is over, from Monday nine on; gives how many are new."""
    return visit_shops(house, _post_shop, "weekly_failed")


def gather_weekly(house: House, shop: Shop, payload: str) -> Ready | None:
    """Gather what a weekly letter says, as it is now; None where it left, or is not wanted any more.

    Raises StoreBusy while the days of the week are still being added up.
    """
    letter_id = msgspec.json.decode(payload, type=WeeklyWork).letter_id
    health = gather_shop(house, shop)
    with house.store.reading() as parts:
        letter = parts.running.find_letter(shop.shop_id, letter_id)
        readers = parts.running.list_readers(shop.shop_id)
        reader = next((one for one in readers if letter and one.user_id == letter.user_id), None)
        if letter is None or letter.sent_at_ms is not None or reader is None or not reader.wants_weekly:
            return None
        return Ready(letter, reader, _gather(house, parts, shop, letter, reader, health))


def find_weekly(house: House, key: str) -> tuple[Shop, WeeklyLetter, bool]:
    """Give whose letter carries a key, and whether they still get it; raises NotFound."""
    with house.store.reading() as parts:
        letter = parts.running.find_letter_by_stop_key(key) if len(key) <= LONGEST_KEY else None
        shop = parts.shops.find_by_id(letter.shop_id) if letter else None
        if letter is None or shop is None:
            raise NotFound("No letter carries this key.")
        readers = parts.running.list_readers(shop.shop_id)
    wants = any(one.wants_weekly for one in readers if one.user_id == letter.user_id)
    return shop, letter, wants


def answer_weekly(house: House, key: str, wants: bool) -> Shop:
    """Stop the weekly letters of whoever has this key, or let them come again; raises NotFound."""
    shop, letter, _ = find_weekly(house, key)
    choose_weekly(house, shop, letter.user_id, wants)
    return shop


def choose_weekly(house: House, shop: Shop, user_id: str, wants: bool) -> None:
    """Write whether a user wants a shop's weekly letter."""
    house.store.unit(shop.shop_id, lambda parts: parts.running.choose_weekly(shop.shop_id, user_id, wants))


def _post_shop(house: House, shop: Shop) -> int:
    now_ms = house.now_ms()
    week = due_week(now_ms, shop.time_zone)
    if week is None or shop.uninstalled_at_ms is not None:
        return 0
    with house.store.reading() as parts:
        if parts.running.is_demo(shop.shop_id) or not _list_unwritten(parts, shop, week):
            return 0
    return house.store.unit(shop.shop_id, partial(_post, house, shop, week, now_ms))


def _list_unwritten(parts: Parts, shop: Shop, week: str) -> list[Reader]:
    written = parts.running.list_written(shop.shop_id, week)
    readers = parts.running.list_readers(shop.shop_id)
    return [one for one in readers if one.wants_weekly and one.user_id not in written]


def _post(house: House, shop: Shop, week: str, now_ms: int, parts: Parts) -> int:
    readers = _list_unwritten(parts, shop, week)
    for reader in readers:
        letter = WeeklyLetter(
            shop_id=shop.shop_id, letter_id=house.new_id("wkl", now_ms), user_id=reader.user_id, week=week,
            stop_key=write_base64(house.random_bytes(KEY_BYTES)), made_at_ms=now_ms,
        )  # fmt: skip
        if parts.running.add_letter(letter):
            payload = msgspec.json.encode(WeeklyWork(letter_id=letter.letter_id)).decode()
            key, effect_id = f"{WEEKLY} {letter.letter_id}", house.new_id("eff", now_ms)
            parts.effects.add(shop.shop_id, effect_id, key, WEEKLY, payload, None, now_ms)
    return len(readers)


def _gather(
    house: House, parts: Parts, shop: Shop, letter: WeeklyLetter, reader: Reader, health: ShopFacts
) -> WeeklyFacts:
    asked = Range(
        name="custom", first=letter.week, last=week_ends_on(letter.week),
        before_first=add_days(letter.week, -7), before_last=add_days(letter.week, -1),
    )  # fmt: skip
    seen = read_days(house, parts, shop, asked)
    if seen.lagging_count:
        raise StoreBusy("The days of the week are still being added up.", LAGGING_S)
    _, program = parts.programs.current(shop.shop_id)
    return WeeklyFacts(
        shop_name=shop.name, currency=shop.currency, language=reader.language or shop.language,
        name=reader.name, week=letter.week, last_day=asked.last, sums=seen.whole, sums_before=seen.before,
        costs=program.costs, health=health, country=shop.country,
        reviews_count=parts.running.count_reviews(shop.shop_id),
        desk_url=f"{house.settings.url}/desk/{shop.key}",
        stop_url=f"{house.settings.url}/u/weekly/{letter.stop_key}",
    )  # fmt: skip
