"""The demo's days: people buy, are asked, share, come, claim and come again, each in its own moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from plugin.actions.claiming import Visitor, claim_offer, note_visit, open_claim
from plugin.actions.decisions import look_up_decision
from plugin.actions.house import House
from plugin.actions.orders import take_order, take_refund
from plugin.actions.sharing import join_program, record_reports
from plugin.demo.town import CHANNELS, Resident, Town
from plugin.domain.devices import name_device
from plugin.domain.moments import DAY_MS, HOUR_MS, MINUTE_MS
from plugin.errors import NotFound, TooMany
from plugin.model import Channel, Order, OrderRefunded, Platform, Shop, Surface, Traces
from plugin.store import Parts
from plugin.store.deliveries import Delivery

PLATFORM: Platform = "woocommerce"
# The share of those who look at the button or the page, who share when asked, whose visitors take the offer,
# who buy then, who buy again, who send it back, who seem to be the advocate themselves.
LOOK, SHARE, CLAIM, BUY, AGAIN, REFUND, TWIN = 0.3, 0.34, 0.42, 0.62, 0.46, 0.04, 0.09
AGAIN_DAYS, WAIT_DAYS = 24.0, 1.6
# When in the day people are there: from six in the morning, late in the evening most.
AROUND: tuple[Surface, ...] = ("sticky", "sticky", "sticky", "page")
HOURS = (6, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22)

Act = Callable[[House], None]


class Days:
    """What is going to happen, in the order of its moments."""

    def __init__(self, shop: Shop, town: Town, from_ms: int, until_ms: int) -> None:
        self._shop, self._town, self._until_ms = shop, town, until_ms
        self._plan: list[tuple[int, int, Act]] = []
        self._turn = self.orders_count = 0
        self.began_at_ms = from_ms

    def plan_orders(self, days_count: int, least: int, most: int) -> None:
        """Plan who comes by themselves: more towards the end, and at weekends."""
        for day in range(days_count):
            crowd = least + (most - least) * day // days_count
            crowd += self._town.dice.randrange(5) + (4 if day % 7 in (5, 6) else 0)
            for _ in range(crowd):
                at_ms = self.began_at_ms + day * DAY_MS + self._draw_hour()
                self.plan(at_ms, partial(self.buy, self._town.meet()))

    def plan(self, at_ms: int, act: Act) -> None:
        """Let something happen at a moment, unless the demo is over by then."""
        if at_ms < self._until_ms:
            self._turn += 1
            heapq.heappush(self._plan, (at_ms, self._turn, act))

    def take_until(self, until_ms: int) -> list[tuple[int, Act]]:
        """Give the next thing that happens before a moment, or none."""
        if self._plan and self._plan[0][0] < until_ms:
            at_ms, _, act = heapq.heappop(self._plan)
            return [(at_ms, act)]
        return []

    def buy(
        self, who: Resident, house: House, mark: str = "", codes: tuple[str, ...] = (),
        like: Resident | None = None,
    ) -> None:  # fmt: skip
        """Let somebody buy, be asked, and come again or send it back; `like` lends them traces of another."""
        now_ms = house.now_ms()
        titles, goods_minor = self._town.fill_basket()
        self.orders_count += 1
        ref, home = str(1_000 + self.orders_count), like or who
        order = Order(
            order_ref=ref, number=ref, stage="paid", placed_at_ms=now_ms, updated_at_ms=now_ms,
            paid_at_ms=now_ms, currency=self._shop.currency, total_minor=goods_minor, goods_minor=goods_minor,
            country="IN", language=who.language, proofs=(f"demo_{self._shop.key}_{ref}",),
            contact=who.contact, product_titles=titles, codes=codes, marks=(mark,) if mark else (),
            traces=Traces(ip=home.ip, address=home.address),
        )  # fmt: skip
        if self._town.chance(LOOK):
            self._report(house, who, "viewed", surface=self._town.pick(AROUND))
        house.store.unit(self._shop.shop_id, partial(self._deliver, house, order))
        self._ask(who, house, order.proofs[0])
        if self._town.chance(REFUND):
            self.plan(now_ms + 4 * DAY_MS, partial(self._refund, order))
        if self._town.chance(AGAIN):
            self.plan(now_ms + self._draw_wait(AGAIN_DAYS), partial(self.buy, who))

    def _deliver(self, house: House, order: Order, parts: Parts) -> None:
        now_ms = house.now_ms()
        delivery = Delivery(
            shop_id=self._shop.shop_id, delivery_id=house.new_id("dlv", now_ms), platform=PLATFORM,
            topic="order.created", order_ref=order.order_ref, outcome="taken", why="", body=None,
            arrived_at_ms=now_ms,
        )  # fmt: skip
        parts.deliveries.arrive(delivery, order.order_ref)
        take_order(house, parts, self._shop, PLATFORM, order, now_ms)

    def _ask(self, who: Resident, house: House, proof: str) -> None:
        """Let the popup be seen, closed, or answered by sharing."""
        answer = look_up_decision(house, self._shop, proof)
        if answer.state != "show":
            return
        self._report(house, who, "viewed", answer.decision_id)
        if not self._town.chance(SHARE * (0.5 + who.generosity)):
            self._report(house, who, "closed", answer.decision_id)
            return
        code, channel = join_program(house, self._shop, proof).person.code, self._town.pick(CHANNELS)
        self._report(house, who, "shared", answer.decision_id, channel)
        for _ in range(1 + self._town.dice.randrange(1 + round(9 * who.generosity))):
            self.plan(house.now_ms() + self._draw_wait(WAIT_DAYS), partial(self.visit, who, code, channel))

    def visit(self, advocate: Resident | None, code: str, channel: Channel, house: House) -> None:
        """Let a friend come by a link, and perhaps take the offer and buy."""
        friend = self._town.meet()
        visitor = Visitor(
            ip=friend.ip, browser=friend.browser, device=f"demo{friend.number:016d}", language=friend.language
        )  # fmt: skip
        with suppress(NotFound, TooMany):  # a code that was banned, a day that had too many
            note_visit(house, self._shop, code, channel, visitor)
            if not self._town.chance(CLAIM):
                return
            mark = claim_offer(house, self._shop, code, channel, "", visitor)
            coupon = open_claim(house, self._shop, mark).coupon
            if self._town.chance(BUY):
                like = advocate if self._town.chance(TWIN) else None
                codes = (coupon.code,) if coupon else ()
                buy = partial(self.buy, friend, mark=mark, codes=codes, like=like)
                self.plan(house.now_ms() + self._draw_wait(WAIT_DAYS) + HOUR_MS, buy)

    def _refund(self, order: Order, house: House) -> None:
        refund = OrderRefunded(
            order_ref=order.order_ref, refund_ref=f"r{order.order_ref}", amount_minor=order.total_minor,
            currency=order.currency, refunded_at_ms=house.now_ms(), goods_minor=order.total_minor,
        )  # fmt: skip
        house.store.unit(
            self._shop.shop_id,
            lambda parts: take_refund(house, parts, self._shop, PLATFORM, refund, house.now_ms()),
        )

    def _report(
        self, house: House, who: Resident, kind: str, decision_id: str = "", channel: str = "",
        surface: Surface = "popup",
    ) -> None:  # fmt: skip
        self._turn += 1
        event = {
            "id": f"demo-report-{self._turn:012d}", "kind": kind, "surface": surface, "decision": decision_id,
        } | ({"channel": channel} if channel else {})  # fmt: skip
        record_reports(house, self._shop, {"events": [event]}, who.language, name_device(who.browser))

    def _draw_hour(self) -> int:
        return self._town.pick(HOURS) * HOUR_MS + self._town.dice.randrange(60) * MINUTE_MS

    def _draw_wait(self, mean_days: float) -> int:
        return round(self._town.dice.expovariate(1 / mean_days) * DAY_MS) + MINUTE_MS
