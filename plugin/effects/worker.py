"""The worker: it sends what waits in the outbox, tries failed deliveries again, and sweeps.

Several may run at once: an effect is claimed with a lease and a fence before it leaves the house.
"""

from __future__ import annotations

from threading import Event

import msgspec
import structlog

from plugin.actions.house import House
from plugin.actions.links import LINK_LIFE_MS, LINK_MAIL, LinkMail, own_link
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.effects.mail import make_message, send_message
from plugin.errors import NotFound
from plugin.store.effects import Effect
from widgets.drawing import draw
from widgets.mail import link_mail

log = structlog.get_logger()

PAUSE_S = 1.0
LEASE_MS = 120_000
MINUTE_MS = 60_000
RETRY_AFTER_MINUTES = (1, 5, 30, 120)
SWEEP_EVERY_MS = 60 * MINUTE_MS


def run_worker(house: House, stop: Event) -> None:
    """Work until told to stop."""
    swept_at_ms = 0
    while not stop.is_set():
        worked = run_due_effects(house) + retry_deliveries(house)
        if house.now_ms() - swept_at_ms >= SWEEP_EVERY_MS:
            swept_at_ms = house.now_ms()
            sweep_shops(house)
        if not worked:
            stop.wait(PAUSE_S)


def run_due_effects(house: House) -> int:
    """Do every effect that is due now, one after the other; gives how many were tried."""
    if not house.settings.smtp_url:
        return 0  # mail is the only effect so far: it waits until there is a server
    with house.store.reading() as parts:
        due = parts.effects.list_due(house.now_ms())
    return sum(_run_effect(house, shop_id, effect_id) for shop_id, effect_id in due)


def _run_effect(house: House, shop_id: str, effect_id: str) -> bool:
    now_ms = house.now_ms()
    effect = house.store.unit(
        shop_id, lambda parts: parts.effects.claim(shop_id, effect_id, now_ms, now_ms + LEASE_MS)
    )
    if effect is None:
        return False
    try:
        _do(house, effect)
    except Exception as error:  # whatever is wrong with one letter, the others must go out
        _put_off(house, effect, error)
    else:
        house.store.unit(shop_id, lambda parts: parts.effects.finish(effect, house.now_ms()))
    return True


def _do(house: House, effect: Effect) -> None:
    assert effect.kind == LINK_MAIL
    asked = msgspec.json.decode(effect.payload, type=LinkMail)
    with house.store.reading() as parts:
        shop = parts.shops.find_by_id(effect.shop_id)
        person = parts.people.find(effect.shop_id, asked.person_id)
        if shop is None or person is None or not person.email:
            raise NotFound("The person to write to is not known any more.")
        _, program = parts.programs.current(shop.shop_id)
    link = own_link(house, shop, person.person_id) + f"?lang={asked.language}"
    view = link_mail(
        shop,
        program,
        asked.language,
        first_name=person.first_name,
        link=link,
        hours=LINK_LIFE_MS // (60 * MINUTE_MS),
    )
    message = make_message(
        house.settings.mail_from, shop.name, person.email, view.subject, draw("mail_link.txt", view),
        draw("mail_link.html", view), f"<{effect.effect_id}@{house.settings.mail_from.partition('@')[2]}>",
    )  # fmt: skip
    send_message(house.settings.smtp_url, message)


def _put_off(house: House, effect: Effect, error: Exception) -> None:
    """Try again later; after the last try, or when nobody is there to write to, give up and say why."""
    final = isinstance(error, NotFound) or effect.tries_count > len(RETRY_AFTER_MINUTES)
    wait_ms = 0 if final else RETRY_AFTER_MINUTES[effect.tries_count - 1] * MINUTE_MS
    due_at_ms = None if final else house.now_ms() + wait_ms
    failure = type(error).__name__
    log.warning("effect_failed", shop=effect.shop_id, effect=effect.effect_id, failure=failure, final=final)
    house.store.unit(effect.shop_id, lambda parts: parts.effects.postpone(effect, due_at_ms, failure))
