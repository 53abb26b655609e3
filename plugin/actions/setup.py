"""Setting a shop up: its store, its offer, its look, whether its store speaks with us, and going live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from plugin.actions.changing import must_stand, note_change
from plugin.actions.house import House
from plugin.actions.shops import check_shop, first_program, make_secrets, make_shop, write_shop
from plugin.actions.versions import set_program
from plugin.domain.moments import MINUTE_MS
from plugin.domain.program import Look, Offer, OwnText, Program, read_program
from plugin.errors import InvalidInput
from plugin.model import Platform, Shop
from plugin.store import Parts
from plugin.store.setups import Check, Setup
from plugin.store.users import User
from plugin.store_check import Diagnosis, Fetched, Heard, diagnose
from widgets.own_words import check_own_words

MOST_AVERAGED = 200
MOST_CHECKS_A_MINUTE = 10

Ticks = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a shop is set up: what was saved, what was seen of its store, and which steps that ticks."""

    setup: Setup
    program: Program
    heard: Heard
    check: Check | None
    ticks: Ticks
    line_is_seen: bool

    @property
    def count(self) -> int:
        """How many of the steps are ticked."""
        return sum(self.ticks.values())


def set_up_shop(house: House, shop: Shop, platform: Platform, owner_id: str | None = None) -> Shop:
    """Make a shop whose program is not live yet; gives it with its id and key.

    `owner_id` is the user who owns it from now on. Raises InvalidInput naming the field that cannot be used.
    """
    made, now_ms = make_shop(house, shop), house.now_ms()
    secrets = make_secrets(house)

    def work(parts: Parts) -> None:
        write_shop(house, parts, made, secrets, now_ms, live=False, runs_on=platform)
        if owner_id:
            parts.users.write_role(made.shop_id, owner_id, "owner", now_ms)
        note_change(house, parts, made, "store", made.shop_id, None, made, now_ms)

    house.store.unit(made.shop_id, work)
    return made


def may_make_shops(house: House, user: User) -> bool:
    """Say whether a user may make shops: an operator, and who owns a shop."""
    with house.store.reading() as parts:
        teams = parts.users.list_shops_of(user.user_id).values()
    return user.is_operator or any(role == "owner" for _, role in teams)


def save_store(house: House, shop: Shop, changed: Shop, platform: Platform, seen: str = "") -> None:
    """Write what the merchant says of the store, over what the form has `seen`.

    Raises InvalidInput naming the field that cannot be used, Overtaken as `must_stand` does.
    """
    check_shop(changed)
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        if changed.currency != shop.currency and parts.orders.list_latest(shop.shop_id, 1):
            raise InvalidInput(
                "currency", "The currency stands once there are orders: all amounts are in it."
            )
        before = parts.setups.find(shop.shop_id)
        must_stand(seen, parts.shops.find_by_id(shop.shop_id), before.platform)
        parts.shops.change(changed)
        after = msgspec.structs.replace(before, platform=platform, store_at_ms=now_ms)
        parts.setups.keep(shop.shop_id, after)
        note_change(
            house, parts, shop, "store", shop.shop_id, (shop, before.platform), (changed, platform), now_ms
        )

    house.store.unit(shop.shop_id, work)


def save_offer(house: House, shop: Shop, offer: Offer, seen: str = "") -> None:
    """Make this the program's offer; raises InvalidInput naming what cannot be used, or Overtaken."""

    def change(program: Program) -> Program:
        must_stand(seen, program.offer)
        return msgspec.structs.replace(program, offer=offer)

    _save(house, shop, change, "offer_at_ms")


def save_look(house: House, shop: Shop, look: Look, words: tuple[OwnText, ...], seen: str = "") -> None:
    """Make this the program's look, with the merchant's own words.

    Raises InvalidInput for what cannot be, Overtaken as `must_stand` does.
    """
    check_own_words(words)

    def change(program: Program) -> Program:
        must_stand(seen, program.look, program.words)
        return msgspec.structs.replace(program, look=look, words=words)

    _save(house, shop, change, "look_at_ms")


def may_check(house: House, shop: Shop) -> None:
    """Count one more look at the store; raises InvalidInput where there were many in this minute."""
    now_ms = house.now_ms()
    minute_at_ms = now_ms - now_ms % MINUTE_MS

    def work(parts: Parts) -> int:
        return parts.limits.count_up(shop.shop_id, "store check", minute_at_ms)

    if house.store.unit(shop.shop_id, work) > MOST_CHECKS_A_MINUTE:
        raise InvalidInput("check", "Your store was looked at many times in this minute; wait for the next.")


def keep_look_at_store(house: House, shop: Shop, fetched: Fetched) -> tuple[Diagnosis, ...]:
    """Name what a look at the store found, and keep it; gives it."""
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        heard = _gather_heard(parts, shop)
    diagnoses = diagnose(fetched, heard, house.settings.url, shop.key, now_ms)
    check = Check(diagnoses=diagnoses, at_ms=now_ms)
    house.store.unit(shop.shop_id, lambda parts: parts.setups.keep_check(shop.shop_id, check))
    return diagnoses


def find_progress(house: House, shop: Shop) -> Progress:
    """Give how far a shop is set up."""
    with house.store.reading() as parts:
        setup, sightings = parts.setups.find(shop.shop_id), parts.setups.list_sightings(shop.shop_id)
        _, program = parts.programs.current(shop.shop_id)
        heard, check = _gather_heard(parts, shop), parts.setups.find_check(shop.shop_id)
    is_found = check is not None and check.diagnoses[0].is_good
    line_is_seen, first = bool(heard.settings_at_ms) or is_found, first_program(shop)
    ticks = {
        "store": setup.store_at_ms is not None,
        "offer": setup.offer_at_ms is not None or program.offer != first.offer,
        "look": setup.look_at_ms is not None or (program.look, program.words) != (first.look, first.words),
        "install": line_is_seen and bool(heard.webhook_at_ms),
        "trial": "trial" in sightings,
    }
    return Progress(
        setup=setup, program=program, heard=heard, check=check, ticks=ticks, line_is_seen=line_is_seen
    )


def average_order(parts: Parts, shop: Shop) -> int | None:
    """Give what the last orders came to on average, in the shop's currency; None while there are none."""
    rows = parts.orders.list_latest(shop.shop_id, MOST_AVERAGED)
    sums = [
        row.order.total_minor
        for row in rows
        if row.order.total_minor and row.order.currency == shop.currency and not row.order.is_test
    ]
    return sum(sums) // len(sums) if sums else None


def find_hook_secret(house: House, shop: Shop, platform: Platform) -> str:
    """Give the secret with which a platform signs its webhooks from now on."""
    with house.store.reading() as parts:
        _, secrets = parts.shops.find_with_secrets(shop.key, platform, house.now_ms())
    return secrets[0] if secrets else ""


def _save(house: House, shop: Shop, change: Callable[[Program], Program], step: str) -> None:
    """Write a new version of the program, and tick the step that it was saved on."""
    now_ms = house.now_ms()

    def work(parts: Parts) -> None:
        _, before = parts.programs.current(shop.shop_id)
        after = read_program(msgspec.to_builtins(change(before)))
        if after != before:
            set_program(house, parts, shop, after, now_ms)
        saved = msgspec.structs.replace(parts.setups.find(shop.shop_id), **{step: now_ms})
        parts.setups.keep(shop.shop_id, saved)

    house.store.unit(shop.shop_id, work)


def _gather_heard(parts: Parts, shop: Shop) -> Heard:
    seen = parts.setups.list_sightings(shop.shop_id)
    delivered = parts.deliveries.list_latest(shop.shop_id, 20)
    orders = [one for one in delivered if one.order_ref]
    return Heard(
        settings_at_ms=seen.get("settings", 0), decision_at_ms=seen.get("decision", 0),
        ping_at_ms=seen.get("ping", 0),
        unsigned_at_ms=max((one.last_at_ms for one in parts.running.list_refusals(shop.shop_id)), default=0),
        delivery_at_ms=delivered[0].arrived_at_ms if delivered else 0,
        order_at_ms=orders[0].arrived_at_ms if orders else 0,
    )  # fmt: skip
