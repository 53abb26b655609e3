"""The mail room: whether a message may leave in this moment, and what follows once it has left."""

from __future__ import annotations

from plugin.actions.consenting import recall_standing
from plugin.actions.halting import judge_campaign
from plugin.actions.house import House
from plugin.actions.ledger import note_told
from plugin.domain.mailing import may_write, next_allowed_in, zones_of
from plugin.errors import StoreBusy
from plugin.model import Shop
from plugin.store import Parts
from plugin.store.messages import Message
from plugin.store.people import Person
from plugin.words.post import say_may_write

GONE = "The person to write to is not known any more."
UNINSTALLED = "The shop has removed Sathi."


def judge_message(house: House, parts: Parts, shop: Shop, message: Message, person: Person | None) -> str:
    """Say in words why a message is not to be sent any more; empty where it may leave now.

    Raises StoreBusy in the quiet hours where the person is, and while the program or the campaign's run is
    paused.
    """
    if person is None:
        return GONE
    if shop.uninstalled_at_ms is not None and message.purpose == "marketing":
        return UNINSTALLED
    rules = parts.programs.current(shop.shop_id)[1].post
    standing = recall_standing(house, parts, shop, person, message.medium)
    refused = [one for one in may_write(message.purpose, standing, rules) if not one.passed]
    if refused:
        return say_may_write(refused[0], shop)
    if halted := judge_campaign(house, parts, shop, message):
        return halted
    if message.purpose == "marketing":
        zones, now_ms = list_zones(parts, shop, person.person_id), house.now_ms()
        wait_ms = next_allowed_in(now_ms, zones, rules) - now_ms
        if wait_ms > 0:
            raise StoreBusy("It is quiet hours where the person is.", wait_ms / 1000)
    return ""


def note_sent(parts: Parts, shop: Shop, message: Message, now_ms: int) -> None:
    """Write that a message was sent, and what follows from that; a second time changes nothing."""
    if parts.messages.note_sent(shop.shop_id, message.message_id, now_ms) and message.kind == "reward":
        note_told(parts, shop, message.values["reward_id"], now_ms)


def list_zones(parts: Parts, shop: Shop, person_id: str) -> tuple[str, ...]:
    """Give the time zones in which a person may be, by the country of the last order or the last import."""
    latest = parts.orders.find_latest(shop.shop_id, person_id)
    country = latest.order.country if latest else ""
    if not country and (profile := parts.profiles.find(shop.shop_id, person_id)):
        country = profile.country
    return zones_of(country, shop.country, shop.time_zone)
