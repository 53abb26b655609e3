"""The loop played: Asha shares, Farid claims and buys, the store honours, rewards follow."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from plugin.actions.claiming import Visitor, claim_offer, open_claim
from plugin.actions.coupons import expire_coupons, note_ended, note_made
from plugin.actions.rewards import settle_due
from plugin.domain.fraud import FraudRules
from plugin.domain.program import Incentive, Offer, Program, RewardRules
from plugin.model import Channel
from plugin.store import Parts
from plugin.store.coupons import Coupon
from plugin.store.people import Person
from plugin.store.referrals import Referral
from plugin.store.rewards import Entry, Reward
from tests.cast import ChaiHouse, make_program

TWO_HUNDRED = Incentive(kind="amount", amount_minor=20_000)
TENTH = Incentive(kind="cash", pct=10)


def make_loop_program(
    friend: Incentive = TWO_HUNDRED, advocate: Incentive = TWO_HUNDRED, *, fraud: FraudRules | None = None,
    ladder: tuple[Any, ...] = (), **rules: Any,
) -> Program:  # fmt: skip
    """Make a program of 200 rupees for both sides; further words are reward rules."""
    return msgspec.structs.replace(
        make_program(),
        offer=Offer(friend=friend, advocate=advocate),
        rewards=RewardRules(**rules),
        fraud=fraud or FraudRules(),
        ladder=ladder,
    )


@dataclass
class Loop:
    """Chai House with a program, and a store that makes every coupon when it is asked to."""

    chai: ChaiHouse
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def order(self, order_ref: str, email: str, at_ms: int | None = None, **changes: Any) -> None:
        """Send one account of an order by the Standard Webhooks door; what it leaves out stays as it was."""
        at_ms = self.chai.clock() if at_ms is None else at_ms
        first = {
            "id": order_ref, "number": order_ref, "stage": "paid", "placed_at": iso(at_ms),
            "currency": "INR", "total": "1000.00", "proofs": [f"proof-of-{order_ref}"],
            "customer": {"email": email, "first_name": email.partition("@")[0].title()},
        }  # fmt: skip
        body = self.told[order_ref] = self.told.get(order_ref, first) | changes
        answer = self.chai.tell("order.updated", **body, updated_at=iso(at_ms))
        assert answer.status_code == 200, answer.text

    def meet(self, email: str, order_ref: str) -> Person:
        """Let somebody buy, and give who the house knows since."""
        self.order(order_ref, email)
        return self.buyer_of(order_ref)

    def buyer_of(self, order_ref: str) -> Person:
        """Give the buyer of an order."""
        row = self.chai.order(order_ref, "standard")
        person = self.chai.read(lambda parts, shop_id: parts.people.find(shop_id, str(row.person_id)))
        assert person is not None
        return person

    def claim(
        self,
        code: str,
        contact: str = "",
        channel: Channel | None = "whatsapp",
        ip: str = "",
        device: str = "",
    ) -> str:
        """Take an advocate's offer; gives the cart's mark."""
        house, shop = self.chai.house, self.chai.shop
        return claim_offer(house, shop, code, channel, contact, Visitor(ip=ip, device=device))

    def coupon_of(self, mark: str) -> Coupon:
        """Give the coupon of a claim."""
        coupon = open_claim(self.chai.house, self.chai.shop, mark).coupon
        assert coupon is not None
        return coupon

    def serve(self) -> None:
        """Let the store make and end every coupon that is asked for."""

        def work(parts: Parts) -> None:
            house, shop, now_ms = self.chai.house, self.chai.shop, self.chai.clock()
            for coupon in parts.coupons.list_in(shop.shop_id, ["wanted"], "", 10_000):
                note_made(house, parts, shop, coupon.coupon_id, f"store-{coupon.code}", now_ms)
            for coupon in parts.coupons.list_in(shop.shop_id, ["ending"], "", 10_000):
                note_ended(parts, shop, coupon.coupon_id)

        self.chai.house.store.unit(self.chai.shop.shop_id, work)

    def wait(self, by_ms: int) -> None:
        """Let time pass, and the worker do what it brings."""
        self.chai.clock.move(by_ms)
        while settle_due(self.chai.house) + expire_coupons(self.chai.house):
            pass
        self.serve()

    def rewards(self) -> list[Reward]:
        """Give every reward, the first first."""
        return self.chai.read(lambda parts, shop_id: parts.rewards.list_latest(shop_id, 100_000))[::-1]

    def kinds(self, reward: Reward) -> list[str]:
        """Give what a reward's ledger says, line by line."""
        return [entry.kind for entry in self.entries(reward)]

    def entries(self, reward: Reward) -> list[Entry]:
        """Give a reward's ledger."""
        return self.chai.read(lambda parts, shop_id: parts.rewards.list_entries(shop_id, reward.reward_id))

    def coupon(self, coupon_id: str | None) -> Coupon:
        """Give one coupon."""
        coupon = self.chai.read(lambda parts, shop_id: parts.coupons.find(shop_id, str(coupon_id)))
        assert coupon is not None
        return coupon

    def referrals(self) -> list[Referral]:
        """Give every referral, the first first."""
        return self.chai.read(lambda parts, shop_id: parts.referrals.list_latest(shop_id, 100_000))[::-1]


def iso(at_ms: int) -> str:
    """Write a moment as senders do."""
    text = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return re.sub(r"\+00:00\Z", "Z", text)
