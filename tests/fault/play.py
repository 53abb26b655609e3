"""A small play of the whole loop as a program of its own, to be killed anywhere and begun again.

Asha shares; Farid claims, buys, and sends it all back; Meera's order is lost until it is read back; Noor
looks odd and is approved. Every act may be played twice: that is what a platform, a worker and a person do
after a crash. Usage: `python -m tests.fault.play DATABASE_URL SHOP_KEY STORE_ADDRESS SMTP_URL TURN`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from plugin.actions.claiming import Visitor, claim_offer, note_visit, open_claim
from plugin.actions.connections import WooCommerceKeys, connect_store
from plugin.actions.correcting import review_referral
from plugin.actions.coupons import END_COUPON, MAKE_COUPON, expire_coupons
from plugin.actions.deliveries import open_delivery, take_delivery
from plugin.actions.house import House
from plugin.actions.ledger import TELL_REWARD
from plugin.actions.links import LINK_MAIL, ask_for_link
from plugin.actions.rewards import settle_due
from plugin.actions.shops import find_shop
from plugin.actions.sweeping import retry_deliveries, sweep_shops
from plugin.domain.people import same_email
from plugin.effects.coupons import send_end, send_make
from plugin.effects.mail import send_link
from plugin.effects.notes import Sender
from plugin.effects.outgoing import Outgoing
from plugin.effects.reconciling import reconcile_shop
from plugin.effects.reward_mail import send_reward
from plugin.effects.worker import run_due_effects
from plugin.model import Shop
from tests.bodies import woocommerce_order, write
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, build_house
from tests.doubles import woocommerce

ASHA, FARID, MEERA, NOOR = (
    "asha@example.test",
    "farid@example.org",
    "meera@example.net",
    "noor@mailinator.com",
)
NUMBERS = {ASHA: 1, FARID: 2, MEERA: 3, NOOR: 4}
OUTGOING = Outgoing(connect_s=2, read_s=5, pause=lambda seconds: None)
SENDERS: Mapping[str, Sender] = {
    MAKE_COUPON: partial(send_make, outgoing=OUTGOING),
    END_COUPON: partial(send_end, outgoing=OUTGOING),
    LINK_MAIL: send_link,
    TELL_REWARD: send_reward,
}


@dataclass
class Player:
    """One turn of the play; each turn's clock runs ahead of the last one's, past every lease."""

    house: House
    shop: Shop
    store: str
    at_ms: list[int]
    marks: dict[str, str] = field(default_factory=dict)

    def connect(self) -> None:
        """Connect the store."""
        keys = WooCommerceKeys(consumer_key=woocommerce.KEY, consumer_secret=woocommerce.SECRET)
        connect_store(self.house, self.shop, self.store, keys)

    def deliver(self, email: str, placed_at_ms: int, changed_at_ms: int, **changes: Any) -> None:
        """Let the platform tell of an order."""
        raw = write(make_body(email, placed_at_ms, changed_at_ms, **changes))
        take_delivery(
            self.house,
            open_delivery(self.house, self.shop, "woocommerce", {"x-wc-webhook-topic": "order.updated"}, raw),
        )

    def claim(self, email: str) -> str:
        """Let a friend come and take Asha's offer; gives the coupon's code."""
        person = self.find(ASHA)
        visitor = Visitor(ip="192.0.2.7", browser=email)
        note_visit(self.house, self.shop, person, "whatsapp", visitor)
        self.marks[email] = claim_offer(self.house, self.shop, person, "whatsapp", email, visitor)
        coupon = open_claim(self.house, self.shop, self.marks[email]).coupon
        assert coupon is not None
        return coupon.code

    def find(self, email: str) -> str:
        """Give the code of a person."""
        with self.house.store.reading() as parts:
            [person] = parts.people.find_by_keys(
                self.shop.shop_id, [self.house.hash("email", same_email(email))]
            )
        return person.code

    def approve_odd(self) -> None:
        """Let the merchant approve what waits."""
        with self.house.store.reading() as parts:
            waiting = parts.referrals.list_waiting(self.shop.shop_id, 10)
        for referral in waiting:
            review_referral(self.house, self.shop, referral.referral_id, "approved")

    def work(self) -> None:
        """Do all that a worker does, until nothing is left."""
        house = self.house
        chores: list[Callable[[House], int]] = [retry_deliveries, settle_due, expire_coupons, run_all]
        while sum(chore(house) for chore in chores):
            pass

    def wait_until(self, at_ms: int) -> None:
        """Let time pass."""
        self.at_ms[0] += at_ms


def run_all(house: House) -> int:
    """Do what is due in the outbox."""
    return run_due_effects(house, SENDERS)


def make_body(email: str, placed_at_ms: int, changed_at_ms: int, **changes: Any) -> dict[str, Any]:
    """Make one account of somebody's order as WooCommerce writes it."""
    number = NUMBERS[email]
    billing = {"first_name": email[:4].title(), "email": email, "country": "IN"}
    return woocommerce_order(
        **{
            "id": number, "number": str(number), "order_key": f"wc_order_key{number}", "customer_id": 0,
            "billing": billing, "shipping": billing, "status": "processing", "customer_ip_address": "",
            "date_created_gmt": instant(placed_at_ms), "date_paid_gmt": instant(placed_at_ms),
            "date_modified_gmt": instant(changed_at_ms), **changes,
        }
    )  # fmt: skip


def instant(at_ms: int) -> str:
    """Write a moment as WooCommerce does."""
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def with_code(code: str) -> Mapping[str, Any]:
    """Give the part of an order's body that says which coupon it used."""
    return {"coupon_lines": [{"id": 1, "code": code.lower(), "discount": "100.00", "discount_tax": "0.00"}]}


def play(player: Player) -> None:
    """Play every act, in order; what an earlier turn did already changes nothing."""
    day = NOW_MS - 20 * DAY_MS
    player.connect()
    player.deliver(ASHA, day, day)
    ask_for_link(player.house, player.shop, ASHA, "en")
    codes = {friend: player.claim(friend) for friend in (FARID, MEERA, NOOR)}
    player.work()
    for friend in (FARID, NOOR):
        player.deliver(friend, day + HOUR_MS, day + HOUR_MS, **with_code(codes[friend]))
    reconcile_shop(player.house, player.shop, outgoing=OUTGOING)
    player.work()
    player.approve_odd()
    player.wait_until(15 * DAY_MS)
    player.work()
    player.deliver(
        FARID, day + HOUR_MS, day + 16 * DAY_MS, **{**with_code(codes[FARID]), "status": "refunded"}
    )
    player.work()
    sweep_shops(player.house)


def main(database_url: str, key: str, store: str, smtp_url: str, turn: str) -> None:
    """Play one turn."""
    at_ms = [NOW_MS + int(turn) * 20 * MINUTE_MS]
    house = build_house(
        database_url,
        lambda: at_ms[0],
        seed=100 + int(turn),
        smtp_url=smtp_url,
        mail_from="sathi@example.test",
    )
    with closing(house.store):
        play(Player(house, find_shop(house, key), store, at_ms))


if __name__ == "__main__":
    main(*sys.argv[1:])
