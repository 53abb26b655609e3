"""Taking deliveries: every genuine webhook request is kept once, understood, and never lost.

A body that cannot be understood is a dead letter; a rule that fails keeps the delivery for another try.
Either way the platform hears that all is well, so that a poison body never turns a webhook off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from plugin.actions import consenting, correcting, orders, privacy
from plugin.actions.house import House
from plugin.domain.moments import MINUTE_MS
from plugin.errors import NotFound, Unreadable, describe_failure
from plugin.logbook import log
from plugin.model import (
    AppUninstalled,
    ContactSpoke,
    EventHappened,
    Fact,
    NotForUs,
    OrderDeleted,
    OrderRefunded,
    OrderSeen,
    PersonRedacted,
    PersonRegistered,
    PersonRequested,
    Platform,
    Shop,
    ShopRedacted,
)  # fmt: skip
from plugin.store import Parts
from plugin.store.deliveries import Delivery, Outcome
from plugin.tokens import write_base64
from webhooks.platforms import READERS
from webhooks.strict_json import load_json

MOST_WHY = 300
RETRY_AFTER_MINUTES = (1, 5, 30, 120, 300)

# Their bodies name people and are of no use once they were obeyed.
PRIVATE = (PersonRedacted, PersonRequested, ShopRedacted)

# The same bytes may say these once more and mean it: the order was restored, the shopper came back, the app
# was installed again. Any other that comes again is old: it must not bring back what was forgotten since.
SAID_AGAIN = (AppUninstalled, OrderDeleted, PersonRedacted, ShopRedacted)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One verified webhook request, understood as far as it can be: no fact when it cannot be digested."""

    shop: Shop
    delivery: Delivery
    fingerprint: str
    fact: Fact | None


def open_delivery(
    house: House, shop: Shop, platform: Platform, headers: Mapping[str, str], raw: bytes
) -> Arrival:
    """Understand one verified webhook request; nothing is written yet.

    Takes the shop, the platform, the request's headers and its raw body.
    """
    topic, fact, why = _read_first(platform, headers, raw)
    delivery = _make_delivery(house, shop, platform, topic, raw, fact, why)
    return Arrival(shop, delivery, _fingerprint(platform, topic, raw), fact)


def take_delivery(house: House, arrival: Arrival) -> None:
    """Take a webhook request into the house and return once it is safe on disk.

    The same request again is only counted. Raises what made it impossible to keep.
    """
    unit = partial(house.store.unit, arrival.shop.shop_id, partial(_take, house, arrival))
    if failure := _finish(house, arrival, unit):
        raise failure


def take_deliveries(house: House, arrivals: Sequence[Arrival]) -> list[Exception | None]:
    """Take several webhook requests together, and return once all are safe on disk.

    Gives for each what made it impossible to keep, or None.
    """
    units = house.store.together([(one.shop.shop_id, partial(_take, house, one)) for one in arrivals])
    return [_finish(house, one, unit.wait) for one, unit in zip(arrivals, units, strict=True)]


def _take(house: House, arrival: Arrival, parts: Parts) -> None:
    delivery, fact = arrival.delivery, arrival.fact
    kept = msgspec.structs.replace(delivery, body=None) if isinstance(fact, PRIVATE) else delivery
    _, is_new = parts.deliveries.arrive(kept, arrival.fingerprint)
    if fact is not None and (is_new or isinstance(fact, SAID_AGAIN)):
        apply_fact(house, parts, arrival.shop, delivery.platform, fact, delivery.arrived_at_ms)


def _finish(house: House, arrival: Arrival, wait: Callable[[], None]) -> Exception | None:
    try:
        _wait_or_keep(house, arrival, wait)
        if isinstance(arrival.fact, (PersonRedacted, ShopRedacted)):
            house.store.scrub()
    except Exception as error:  # nothing could be written: the platform must hear of it, and send it again
        return error
    return None


def _wait_or_keep(house: House, arrival: Arrival, wait: Callable[[], None]) -> None:
    try:
        wait()
    except Exception as error:  # a rule failed on a genuine body: keep it, and try again later
        _keep_failed(house, arrival, error)


def apply_fact(house: House, parts: Parts, shop: Shop, platform: str, fact: Fact, now_ms: int) -> None:
    """Let one fact change the house; raises what its rules raise."""
    match fact:
        case OrderSeen():
            orders.take_order(house, parts, shop, platform, fact.order, now_ms)
        case OrderRefunded():
            orders.take_refund(house, parts, shop, platform, fact, now_ms)
        case OrderDeleted():
            orders.take_deletion(house, parts, shop, platform, fact, now_ms)
        case AppUninstalled():
            privacy.check_domain(parts, shop, fact.domain)
            parts.shops.mark_uninstalled(shop.shop_id, now_ms)
            parts.connections.disconnect(shop.shop_id, platform)  # its keys are dead now
        case PersonRedacted():
            privacy.redact_person(house, parts, shop, platform, fact)
        case PersonRequested():
            privacy.export_person(house, parts, shop, platform, fact, now_ms)
        case ShopRedacted():
            privacy.redact_shop(parts, shop, fact)
        case PersonRegistered():
            correcting.take_registration(house, parts, shop, platform, fact, now_ms)
        case EventHappened():
            correcting.take_event(house, parts, shop, platform, fact, now_ms)
        case ContactSpoke():
            consenting.take_word(house, parts, shop, fact, now_ms)
        case NotForUs():
            pass


def replay_delivery(house: House, shop: Shop, delivery_id: str) -> Outcome:
    """Take a kept delivery once more, as if it had just come; gives what became of it.

    Raises NotFound when it is not there or its body is gone.
    """
    with house.store.reading() as parts:
        delivery = parts.deliveries.find(shop.shop_id, delivery_id)
    if delivery is None or delivery.body is None:
        raise NotFound(f"There is no delivery {delivery_id} with a body to take again.")
    return retry_delivery(house, shop, delivery)


def retry_delivery(house: House, shop: Shop, delivery: Delivery) -> Outcome:
    """Try a delivery again that failed before; after its last try it is a dead letter."""
    now_ms = house.now_ms()
    fact, why = _read_again(delivery)
    outcome = _first_outcome(fact)

    def work(parts: Parts) -> None:
        if fact is not None:
            apply_fact(house, parts, shop, delivery.platform, fact, now_ms)
        parts.deliveries.settle(shop.shop_id, delivery.delivery_id, outcome, why, delivery.tries_count + 1)
        if isinstance(fact, PRIVATE):
            parts.privacy.forget_body(shop.shop_id, delivery.delivery_id)

    try:
        house.store.unit(shop.shop_id, work)
    except Exception as error:  # the rule fails still: note it, and wait longer or give up
        return _note_failure(house, shop, delivery, error, now_ms)
    if isinstance(fact, (PersonRedacted, ShopRedacted)):
        house.store.scrub()
    return outcome


def _note_failure(house: House, shop: Shop, delivery: Delivery, error: Exception, now_ms: int) -> Outcome:
    tries = delivery.tries_count + 1
    outcome, retry_at_ms = _next_try(error, tries, now_ms)
    why = _describe(error)
    house.store.unit(
        shop.shop_id,
        lambda parts: parts.deliveries.settle(
            shop.shop_id, delivery.delivery_id, outcome, why, tries, retry_at_ms
        ),
    )
    return outcome


def _keep_failed(house: House, arrival: Arrival, error: Exception) -> None:
    delivery = arrival.delivery
    outcome, retry_at_ms = _next_try(error, 0, delivery.arrived_at_ms)
    why = _describe(error)
    log.warning(
        "delivery_failed", shop=delivery.shop_id, delivery=delivery.delivery_id, where=describe_failure(error)
    )

    def work(parts: Parts) -> None:
        delivery_id, is_new = parts.deliveries.arrive(delivery, arrival.fingerprint)
        if is_new:
            parts.deliveries.settle(delivery.shop_id, delivery_id, outcome, why, 0, retry_at_ms)

    house.store.unit(delivery.shop_id, work)


def _next_try(error: Exception, tries: int, now_ms: int) -> tuple[Outcome, int | None]:
    if isinstance(error, Unreadable) or tries >= len(RETRY_AFTER_MINUTES):
        return "dead", None
    return "waiting", now_ms + RETRY_AFTER_MINUTES[tries] * MINUTE_MS


def _describe(error: Exception) -> str:
    """Say what went wrong without the values, which may be personal."""
    if isinstance(error, Unreadable):
        return str(error)[:MOST_WHY]
    return f"A rule failed ({type(error).__name__}); the delivery is kept and will be tried again."


def _read_first(platform: Platform, headers: Mapping[str, str], raw: bytes) -> tuple[str, Fact | None, str]:
    reader = READERS[platform]
    try:
        body = load_json(raw)
    except Unreadable as error:
        return reader.topic(headers, None), None, str(error)[:MOST_WHY]
    topic = reader.topic(headers, body)
    return topic, *_read_fact(platform, topic, body)


def _read_again(delivery: Delivery) -> tuple[Fact | None, str]:
    try:
        body = load_json(delivery.body or b"")
    except Unreadable as error:
        return None, str(error)[:MOST_WHY]
    return _read_fact(delivery.platform, delivery.topic, body)


def _read_fact(platform: Platform, topic: str, body: object) -> tuple[Fact | None, str]:
    try:
        fact = READERS[platform].read(topic, body)
    except Unreadable as error:
        return None, str(error)[:MOST_WHY]
    return fact, fact.why if isinstance(fact, NotForUs) else ""


def _first_outcome(fact: Fact | None) -> Outcome:
    if fact is None:
        return "dead"
    return "ignored" if isinstance(fact, NotForUs) else "taken"


def _make_delivery(
    house: House, shop: Shop, platform: Platform, topic: str, raw: bytes, fact: Fact | None, why: str
) -> Delivery:
    now_ms = house.now_ms()
    return Delivery(
        shop_id=shop.shop_id, delivery_id=house.new_id("dlv", now_ms), platform=platform, topic=topic,
        order_ref=_order_ref(fact), outcome=_first_outcome(fact), why=why, body=raw,
        arrived_at_ms=now_ms,
    )  # fmt: skip


def _order_ref(fact: Fact | None) -> str:
    match fact:
        case OrderSeen():
            return fact.order.order_ref
        case OrderRefunded() | OrderDeleted():
            return fact.order_ref
        case _:
            return ""


def _fingerprint(platform: str, topic: str, raw: bytes) -> str:
    digest = hashlib.sha256(f"{platform}\n{topic}\n".encode() + raw).digest()
    return write_base64(digest)
