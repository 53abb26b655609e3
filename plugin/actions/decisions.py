"""Looking decisions up: for the shopper's page, for the merchant, and for other settings than today's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from plugin.actions.assigning import Version, note_asked, shown_program
from plugin.actions.house import House
from plugin.actions.people import recall_buyer
from plugin.actions.shops import standing_program
from plugin.actions.tracing import search_orders
from plugin.domain.decision import decide_popup, is_waiting
from plugin.domain.moments import HOUR_MS
from plugin.domain.program import Program
from plugin.errors import NotFound
from plugin.model import Decision, Shop
from plugin.store import Parts
from plugin.store.decisions import DecisionRow
from plugin.store.orders import OrderRow
from plugin.store.people import Person
from plugin.tokens import ORDER_KEY, make_order_key, read_order_key

# A decision waits this long for the buyer's next page.
LIFE_MS = 30 * 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shopper's page is told; `again_at_ms` is when a popup that was put off may come again.

    For a popup that is shown, `own` is the program as this buyer meets it, `standing` the one that stands.
    """

    state: Literal["pending", "hold", "show"]
    decision_id: str = ""
    person: Person | None = None
    again_at_ms: int | None = None
    own: Program | None = None
    standing: Program | None = None


def look_up_decision(house: House, shop: Shop, proof: str) -> Answer:
    """Answer a page that proves an order by its unguessable key.

    A popup granted for one order is held after all when the same buyer has met or closed it meanwhile, on
    any device; that is a new decision, kept beside the first.
    """
    now_ms = house.now_ms()
    with house.store.reading() as parts:
        found = find_case(house, parts, shop, proof)
        if found is None:
            return Answer("pending")
        last = found.last
        if now_ms - found.row.order.placed_at_ms > LIFE_MS or found.row.deleted_at_ms is not None:
            return Answer("hold")
        if not last.decision.show and not _is_put_off(last.decision):
            return Answer("pending" if is_waiting(last.decision) else "hold")
        standing = standing_program(parts, shop)
        if _decide_again(house, parts, shop, found, standing[1], now_ms).show == last.decision.show:
            return _answer(parts, shop, standing, last, found.person, now_ms)

    def work(parts: Parts) -> Answer:
        standing = standing_program(parts, shop)
        again = _record_again(house, parts, shop, found, standing, now_ms)
        return _answer(parts, shop, standing, again, found.person, now_ms)

    return house.store.unit(shop.shop_id, work)


@dataclass(frozen=True, slots=True)
class Found:
    """An order that was proved, its buyer, and the decision that stands."""

    row: OrderRow
    person: Person
    last: DecisionRow


def find_case(house: House, parts: Parts, shop: Shop, proof: str) -> Found | None:
    """Find the order that a key proves, with its buyer; None when it is not here or not decided yet."""
    row = _find_proved(house, parts, shop, proof)
    last = parts.decisions.last_for(shop.shop_id, row.order_id) if row else None
    person = parts.people.find(shop.shop_id, last.person_id) if last else None
    if row is None or last is None or person is None:
        return None
    order = msgspec.structs.replace(row.order, contact=person.contact)
    return Found(msgspec.structs.replace(row, order=order), person, last)


def _find_proved(house: House, parts: Parts, shop: Shop, proof: str) -> OrderRow | None:
    if not proof.startswith(ORDER_KEY):
        return parts.orders.find_by_proof(shop.shop_id, house.hash("proof", proof))
    try:
        order_id = read_order_key(house.settings.secret, shop.shop_id, proof, house.now_ms())
    except NotFound:
        return None
    return parts.orders.find_by_id(shop.shop_id, order_id)


def key_of_order(house: House, shop: Shop, row: OrderRow) -> str:
    """Make a key of ours for an order, for an address to carry; it holds as long as the decision waits."""
    until_at_ms = min(row.order.placed_at_ms, house.now_ms()) + LIFE_MS
    return make_order_key(house.settings.secret, shop.shop_id, row.order_id, until_at_ms)


def explain_order(house: House, shop: Shop, words: str) -> list[tuple[OrderRow, list[DecisionRow]]]:
    """Give the orders that have this number, reference or id, with every decision about each.

    Raises NotFound when there is none.
    """
    with house.store.reading() as parts:
        rows = search_orders(parts, shop, words)
        return [(row, parts.decisions.list_of(shop.shop_id, row.order_id)) for row in rows]


@dataclass(frozen=True, slots=True)
class Redecided:
    """What other settings would have made of one order."""

    row: OrderRow
    was: Decision
    would_be: Decision


def replay_program(house: House, shop: Shop, program: Program, most: int) -> list[Redecided]:
    """Decide the last `most` orders again under other settings, without changing anything.

    Each is decided as of its last decision, with what was known of the buyer at that moment.
    """
    with house.store.reading() as parts:
        rows = parts.orders.list_latest(shop.shop_id, most)
        return [one for row in rows for one in _replay_one(house, parts, shop, program, row)]


def _replay_one(house: House, parts: Parts, shop: Shop, program: Program, row: OrderRow) -> list[Redecided]:
    decisions = parts.decisions.list_of(shop.shop_id, row.order_id)
    person = parts.people.find(shop.shop_id, row.person_id) if row.person_id else None
    if not decisions or person is None:
        return []
    last = decisions[-1]
    order = msgspec.structs.replace(row.order, contact=person.contact)
    history = recall_buyer(house, parts, shop, row.platform, order, person, last.decided_at_ms)
    would_be = decide_popup(
        order, history, program, currency=shop.currency, now_ms=last.decided_at_ms, person_id=person.person_id
    )
    return [Redecided(row, last.decision, would_be)]


def _decide_again(
    house: House, parts: Parts, shop: Shop, found: Found, program: Program, now_ms: int
) -> Decision:
    row = found.row
    history = recall_buyer(house, parts, shop, row.platform, row.order, found.person, now_ms)
    return decide_popup(
        row.order, history, program, currency=shop.currency, now_ms=now_ms, person_id=found.person.person_id
    )


def _record_again(
    house: House, parts: Parts, shop: Shop, found: Found, standing: Version, now_ms: int
) -> DecisionRow:
    """Keep the turned decision, unless another request of the same moment has done so."""
    last = parts.decisions.last_for(shop.shop_id, found.row.order_id)
    if last is None or last.decision_id != found.last.decision_id:
        return last or found.last
    version, program = standing
    at_ms = max(now_ms, last.decided_at_ms + 1)  # ids sort by time
    made = msgspec.structs.replace(
        found.last,
        decision_id=house.new_id("dec", at_ms),
        program_version=version,
        decided_at_ms=at_ms,
        decision=_decide_again(house, parts, shop, found, program, now_ms),
    )
    parts.decisions.add(shop.shop_id, made)
    note_asked(parts, shop, program, found.person.person_id, made.decision, now_ms)
    return made


def _answer(
    parts: Parts, shop: Shop, standing: Version, last: DecisionRow, person: Person, now_ms: int
) -> Answer:
    if last.decision.show:
        own = shown_program(parts, shop, person.person_id, now_ms, standing)
        return Answer("show", last.decision_id, person, own=own, standing=standing[1])
    return Answer("hold", again_at_ms=_again_at_ms(last.decision))


def _is_put_off(decision: Decision) -> bool:
    """Say whether nothing but a recent closing holds the popup, so that it may come again by itself."""
    return [reason.rule for reason in decision.reasons if not reason.passed] == ["after_close"]


def _again_at_ms(decision: Decision) -> int | None:
    if not _is_put_off(decision):
        return None
    values = next(reason.values for reason in decision.reasons if reason.rule == "after_close")
    closed_at_ms, hours = values["closed_at_ms"], values["hours"]
    assert isinstance(closed_at_ms, int) and isinstance(hours, int)
    return closed_at_ms + hours * HOUR_MS
