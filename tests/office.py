"""An office that pays partners: Riya promotes tea, her followers buy, the worker settles, the desk pays."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from plugin.actions.auditing import audit_shop
from plugin.actions.commission import change_terms, settle_partners, sum_up
from plugin.actions.partners import add_partner
from plugin.actions.payees import save_payee
from plugin.domain.commission_terms import Rate, Terms, Tier
from plugin.domain.partners import CodeRules, NewPartner, Partner
from plugin.model import Contact
from plugin.store import Parts
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, enter_desk
from tests.loop import Loop, make_loop_program

CODE = "RIYA2026"
TENTH = Terms(
    rate=Rate(pct=Decimal(10)), pays_for="months", months_count=3, hold_days=14, threshold_minor=5_000
)
GOLD = Tier(name="Gold", results=2, rate=Rate(pct=Decimal(20)))


class Office:
    """Chai House, where Riya promotes tea for a tenth of what her followers keep."""

    def __init__(self, chai: ChaiHouse, terms: Terms) -> None:
        chai.follow(make_loop_program())
        self.chai, self.loop, self.orders_count = chai, Loop(chai), 0
        change_terms(chai.house, chai.shop, terms)
        self.riya = self.add("Riya", CODE)

    def add(self, name: str, code: str) -> Partner:
        """Let somebody be a partner, who says where to send the money."""
        contact = Contact(email=f"{name.lower()}@page.example")
        told = NewPartner(kind="influencer", name=name, contact=contact, code_rules=CodeRules(code=code))
        house, shop = self.chai.house, self.chai.shop
        made = add_partner(house, shop, told)
        save_payee(
            house, shop, made.partner_id, {"way": "upi", "account": f"{name}@okaxis", "holder": f"={name}"}
        )
        return made

    def buy(self, email: str, code: str = CODE, goods: str = "1000.00", **changes: Any) -> str:
        """Let somebody buy by a code; gives the order's reference."""
        self.chai.clock.move(HOUR_MS)
        self.orders_count += 1
        ref = f"o-{self.orders_count}"
        told = {"total": "1200.00", "goods": goods, "goods_tax": "50.00", "codes": [code] if code else []}
        self.loop.order(ref, email, **(told | changes))
        self.settle()
        return ref

    def change(self, ref: str, **changes: Any) -> None:
        """Let the store say something newer of an order."""
        self.chai.clock.move(HOUR_MS)
        customer = self.loop.told[ref]["customer"]["email"]
        self.loop.order(ref, customer, **changes)
        self.settle()

    def settle(self) -> None:
        """Let the worker settle what waits."""
        self.chai.clock.move(10_000)
        while settle_partners(self.chai.house):
            pass

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.chai.clock.move(days * DAY_MS)
        self.loop.wait(0)
        self.settle()

    def lines(self, partner: Partner | None = None) -> list[tuple[str, int]]:
        """Give why each line of a ledger was written, and its amount."""
        chosen = (partner or self.riya).partner_id
        kept = self.chai.read(lambda parts, shop_id: parts.commission.list_lines(shop_id, chosen))
        return [(line.why, line.amount_minor) for line in kept]

    def sums(self) -> dict[str, int]:
        """Give what each order has earned Riya, by the order's reference."""

        def look(parts: Parts, shop_id: str) -> dict[str, int]:
            sums: dict[str, int] = defaultdict(int)
            for line in parts.commission.list_lines(shop_id, self.riya.partner_id):
                row = parts.orders.find_by_id(shop_id, line.order_id)
                assert row
                sums[row.order.order_ref] += line.amount_minor
            return {ref: amount for ref, amount in sums.items() if amount}

        return self.chai.read(look)

    def balance(self) -> tuple[int, int]:
        """Give what Riya may be paid by now, and what has not matured."""
        chai, until_ms = self.chai, self.chai.clock() + 1
        sums = chai.read(lambda parts, _: sum_up(parts, chai.shop, self.riya.partner_id, 0, until_ms))
        return (sums[0].balance_minor, sums[0].waiting_minor) if sums else (0, 0)

    def press(self, page: str = "payouts", **fields: str) -> int:
        """Press a button of the desk; gives how it was answered."""
        self.chai.clock.move(1)
        return self.chai.client.post(f"{self.desk()}/{page}", data=fields).status_code

    def look(self, page: str = "payouts") -> str:
        """Open a page of the desk."""
        answer = self.chai.client.get(f"{self.desk()}/{page}")
        assert answer.status_code == 200, page
        return answer.text

    def desk(self) -> str:
        """Give the desk's path."""
        return enter_desk(self.chai.house, self.chai.shop, self.chai.client)

    def batches(self) -> list[str]:
        """Give the batches, the newest first."""
        kept = self.chai.read(lambda parts, shop_id: parts.payouts.list_batches(shop_id, 100))
        return [batch.batch_id for batch in kept]

    def is_sound(self) -> bool:
        """Say whether the audit finds nothing."""
        chai = self.chai
        faults = chai.read(lambda parts, _: audit_shop(parts, chai.shop, chai.clock()))
        return [fault.sentence for fault in faults] == []
