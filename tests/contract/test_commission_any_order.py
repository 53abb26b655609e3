"""Commission by the door, whatever order facts come in: the same ledger, and nobody paid in two ways."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from plugin.actions.partners import add_partner, end_partner
from plugin.domain.commission_terms import Rate, Terms
from plugin.domain.partners import CodeRules, NewPartner
from plugin.domain.program import Caps, Incentive, Milestone
from plugin.store import Parts
from tests.cast import DAY_MS, HOUR_MS, TEN_PERCENT, ChaiHouse, Clock, open_chai_house
from tests.loop import iso, make_loop_program
from tests.office import CODE, GOLD, TENTH, Office

SEED = 20261122


def make_facts(dice: random.Random, begun_ms: int) -> list[tuple[str, dict[str, Any]]]:
    """Make what a store tells of six customers in three months: several accounts of an order, and refunds."""
    facts: list[tuple[str, dict[str, Any]]] = []
    for number in range(18):
        placed_ms = begun_ms + dice.randrange(1, 80 * 24) * HOUR_MS
        customer = f"friend{number % 6}@milk.example"
        order = {
            "id": f"x-{number}", "number": f"x-{number}", "currency": "INR", "total": "900.00",
            "goods": "800.00", "placed_at": iso(placed_ms), "customer": {"email": customer}, "codes": [CODE],
        }  # fmt: skip
        for age in range(dice.choice([1, 2, 3])):
            stage = dice.choice(["placed", "paid", "paid", "paid", "cancelled"])
            told = {"stage": stage, "updated_at": iso(placed_ms + age), "refunded_goods": f"{100 * age}.00"}
            facts.append(("order.updated", order | told | {"refunded": f"{100 * age}.00"}))
        if dice.random() < 0.3:
            refund = {"id": f"r-{number}", "order_id": f"x-{number}", "amount": "450.00", "currency": "INR"}
            facts.append(("order.refunded", refund | {"refunded_at": iso(placed_ms + HOUR_MS)}))
    return facts


@pytest.mark.parametrize("seed", range(3))
def test_it_comes_to_the_same_whatever_order_facts_come_in(chai: ChaiHouse, clock: Clock, seed: int) -> None:
    dice, ledgers = random.Random(SEED + seed), []
    begun_ms = clock() + DAY_MS
    steps = Terms(rate=Rate(pct=Decimal(10)), pays_for="always", tiers=(GOLD,), minimum_minor=30_000)
    facts = make_facts(dice, begun_ms)
    for name in ("One", "Two"):
        clock.at_ms = begun_ms - HOUR_MS
        office = Office(open_chai_house(chai.house, clock, name=name), steps)
        clock.at_ms = begun_ms + 90 * DAY_MS
        for topic, told in dice.sample(facts, len(facts)):
            assert office.chai.tell(topic, **told).status_code == 200
            if dice.random() < 0.4:
                office.settle()
                assert office.is_sound()
        office.settle()
        assert office.is_sound()
        ledgers.append(office.sums())
    assert ledgers[0] == ledgers[1]
    assert any(ledgers[0].values()), "something was earned"


POINTS = Incentive(kind="points", amount_minor=50)
PROGRAMS: list[dict[str, Any]] = [
    {"caps": Caps(per_advocate_count=2)},
    {"friend": POINTS, "every": Milestone(friends_count=2, reward=POINTS)},
]


def come_again(office: Office) -> None:
    """Let Riya be a partner again, with another code."""
    rules = CodeRules(code="RIYAAGAIN", incentive=TEN_PERCENT)
    told = NewPartner(kind="influencer", name="Riya", person_id=office.riya.person_id, code_rules=rules)
    add_partner(office.chai.house, office.chai.shop, told)


def list_rewards(office: Office) -> list[tuple[str, str, str, int]]:
    """Give every reward with how many lines it has."""
    return sorted((one.rule, one.cause, one.state, one.entries_count) for one in office.loop.rewards())


@pytest.mark.parametrize("program", PROGRAMS, ids=["caps", "points"])
def test_it_looks_at_few_friends_as_at_all_and_pays_each_in_one_way(
    chai: ChaiHouse, clock: Clock, program: dict[str, Any]
) -> None:
    dice, office = random.Random(SEED), Office(chai, TENTH)
    chai.follow(make_loop_program(**program))
    facts = make_facts(dice, clock() - 40 * DAY_MS)
    for number, (topic, told) in enumerate(dice.sample(facts, len(facts))):
        clock.move(dice.randrange(1, 40) * HOUR_MS)
        codes = {"codes": [dice.choice([CODE, "RIYAAGAIN"])]} if "codes" in told else {}
        assert chai.tell(topic, **told | codes).status_code == 200
        if number == len(facts) // 3:
            end_partner(chai.house, chai.shop, office.riya.partner_id)
        if number == len(facts) // 2:
            come_again(office)
    office.wait(0)
    seen = list_rewards(office)

    def look_at_all(parts: Parts) -> None:
        parts.people.settle_at(chai.shop.shop_id, office.riya.person_id, clock())

    chai.house.store.unit(chai.shop.shop_id, look_at_all)
    office.wait(0)
    assert list_rewards(office) == seen
    rewarded = {cause for rule, cause, state, _ in seen if rule == "advocate" and state != "reversed"}
    earning = {f"order standard {ref}" for ref in office.sums()}
    assert rewarded
    assert earning
    assert not rewarded & earning
    assert office.is_sound()
