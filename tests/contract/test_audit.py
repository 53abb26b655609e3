"""The audit: it finds every kind of wrong row that is planted, and nothing in what the house wrote itself."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.actions.auditing import LONGEST_WAIT_MS, Fault, audit_shop
from plugin.actions.privacy import redact_person
from plugin.actions.rewards import give_reward
from plugin.domain.program import Caps, Incentive, Milestone
from plugin.model import Contact, PersonRedacted
from plugin.store.rewards import Reward
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, Clock, open_chai_house
from tests.loop import TENTH, Loop, make_loop_program

ASHA, FARID, MEERA = "asha@example.test", "farid@example.test", "meera@example.test"


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House where Asha's friend Farid has bought, and her coupon is live."""
    chai_house.follow(make_loop_program())
    loop = Loop(chai_house)
    asha = loop.meet(ASHA, "a-1")
    loop.chai.clock.move(30 * DAY_MS)
    bring(loop, asha.code, FARID, "f-1")
    return loop


def bring(loop: Loop, code: str, email: str, order_ref: str, **changes: Any) -> None:
    mark = loop.claim(code)
    loop.serve()
    coupon = loop.coupon_of(mark)
    loop.chai.clock.move(HOUR_MS)
    loop.order(order_ref, email, codes=[coupon.code], **changes)


def audit(loop: Loop) -> list[Fault]:
    chai = loop.chai
    return chai.read(lambda parts, _: audit_shop(parts, chai.shop, chai.clock()))


def found(loop: Loop) -> set[str]:
    return {fault.invariant for fault in audit(loop)}


def spoil(loop: Loop, text: str) -> None:
    """Change rows as no verb of the house would."""

    def work(parts: Any) -> None:
        parts._connection.execute(text.replace("SHOP", f"'{loop.chai.shop.shop_id}'"))

    loop.chai.house.store.unit(loop.chai.shop.shop_id, work)


def test_it_finds_nothing_in_a_whole_life(loop: Loop) -> None:
    asha = loop.buyer_of("a-1")
    assert audit(loop) == []
    loop.wait(20 * DAY_MS)
    assert audit(loop) == []
    loop.order("f-1", FARID, stage="cancelled")
    assert audit(loop) == []
    loop.wait(HOUR_MS)
    loop.order("f-1", FARID, stage="paid")
    assert audit(loop) == []
    every = Milestone(friends_count=2, reward=Incentive(kind="points", amount_minor=50))
    steps = (Milestone(friends_count=2, reward=Incentive(kind="percent", pct=15)),)
    loop.chai.follow(make_loop_program(advocate=TENTH, ladder=steps, every=every))
    bring(loop, asha.code, MEERA, "m-1", goods="900.00")
    loop.order("m-1", MEERA, goods="900.00", refunded="300.00", refunded_goods="300.00")
    assert audit(loop) == []
    loop.wait(20 * DAY_MS)
    given = next(one for one in loop.rewards() if one.incentive == TENTH)
    give_reward(loop.chai.house, loop.chai.shop, given.reward_id)
    loop.order("m-1", MEERA, stage="cancelled")
    loop.wait(DAY_MS)
    assert audit(loop) == []
    assert {one.rule for one in loop.rewards()} == {"advocate", "milestone", "every"}


@pytest.mark.parametrize(("email", "order_ref"), [(FARID, "f-1"), (ASHA, "a-1")])
def test_it_leaves_out_what_was_erased(loop: Loop, email: str, order_ref: str) -> None:
    loop.wait(20 * DAY_MS)
    asked = PersonRedacted(contact=Contact(email=email), order_refs=(order_ref,))
    house, shop = loop.chai.house, loop.chai.shop
    house.store.unit(shop.shop_id, lambda parts: redact_person(house, parts, shop, "standard", asked))
    assert audit(loop) == []


def test_it_sees_to_budgets(loop: Loop) -> None:
    loop.chai.follow(make_loop_program(caps=Caps(budget_minor=20_000)))
    bring(loop, loop.buyer_of("a-1").code, MEERA, "m-1")
    loop.wait(20 * DAY_MS)
    assert sorted(one.state for one in loop.rewards()) == ["held", "issued"]
    assert audit(loop) == []
    spoil(loop, "update rewards set state = 'approved' where shop_id = SHOP and state = 'held'")
    spoil(
        loop, "update entries set kind = 'approved' where shop_id = SHOP and kind = 'held' and why = 'budget'"
    )
    assert found(loop) == {"I10"}
    loop.chai.clock.move(1)
    loop.chai.follow(make_loop_program(caps=Caps(budget_minor=10_000)))
    assert audit(loop) == []


PLANTED = {
    "no referral": ("update rewards set referral_id = 'ref_none' where shop_id = SHOP", {"I2"}),
    "dead order": ("update orders set stage = 'cancelled' where shop_id = SHOP", {"I2", "I7"}),
    "another order": ("update orders set order_ref = order_ref || '9' where shop_id = SHOP", {"I2"}),
    "deleted order": ("update orders set deleted_at_ms = 1 where shop_id = SHOP", {"I2", "I7"}),
    "rejected": ("update referrals set review = 'rejected' where shop_id = SHOP", {"I2"}),
    "blocked": ("update referrals set verdict = 'block' where shop_id = SHOP", {"I2"}),
    "amount": ("update rewards set amount_minor = 1 where shop_id = SHOP", {"I3", "I5"}),
    "entry": ("update entries set amount_minor = 1 where shop_id = SHOP and number = 1", {"I3"}),
    "state": ("update rewards set state = 'told' where shop_id = SHOP", {"I3"}),
    "missing entry": ("delete from entries where shop_id = SHOP and number = 2", {"I3"}),
    "missing last": ("delete from entries where shop_id = SHOP and number = 4", {"I3"}),
    "no entries": ("delete from entries where shop_id = SHOP", {"I3"}),
    "entry's currency": ("update entries set currency = 'BDT' where shop_id = SHOP and number = 2", {"I3"}),
    "no coupon": ("update rewards set coupon_id = null where shop_id = SHOP", {"I4"}),
    "dead coupon": ("update coupons set state = 'ended' where shop_id = SHOP", {"I4"}),
    "another's coupon": ("update coupons set subject_id = 'rwd_x' where shop_id = SHOP", {"I4"}),
    "a person's code": (
        "update coupons set code = (select min(code) from people where shop_id = SHOP)"
        " where shop_id = SHOP and subject = 'reward'", {"I4"},
    ),
    "money": ("update rewards set currency = 'BDT' where shop_id = SHOP", {"I3", "I5"}),
    "promise": (
        "update rewards set incentive = replace(incentive, '20000', '30000') where shop_id = SHOP", {"I5"},
    ),
    "step": ("update entries set kind = 'told' where shop_id = SHOP and number = 2", {"I8"}),
    "start": ("update entries set kind = 'held' where shop_id = SHOP and number = 1", {"I8"}),
    "late": ("update entries set kind = 'adjusted' where shop_id = SHOP and number = 1", {"I8"}),
    "forgotten": ("update coupons set state = 'wanted', coupon_id = 'cpn_x' where shop_id = SHOP"
                  " and subject = 'reward'", {"I4", "I9"}),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED)
def test_it_finds_what_is_planted(loop: Loop, planted: str) -> None:
    loop.wait(20 * DAY_MS)
    assert audit(loop) == []
    text, invariants = PLANTED[planted]
    spoil(loop, text)
    assert found(loop) == invariants


def test_it_finds_a_friend_rewarded_twice(loop: Loop) -> None:
    columns = ", ".join(name for name in Reward.__struct_fields__ if name not in ("reward_id", "cause"))
    spoil(
        loop,
        f"insert into rewards (shop_id, reward_id, cause, {columns})"
        f" select shop_id, 'rwd_x', 'friend x', {columns} from rewards where shop_id = SHOP",
    )
    assert found(loop) == {"I1", "I3"}


def test_it_finds_a_share_that_is_not_the_orders(loop: Loop) -> None:
    loop.chai.follow(make_loop_program(advocate=TENTH))
    bring(loop, loop.buyer_of("a-1").code, MEERA, "m-1")
    assert audit(loop) == []
    spoil(loop, "update rewards set amount_minor = 1 where shop_id = SHOP and amount_minor = 10000")
    spoil(loop, "update entries set amount_minor = 1 where shop_id = SHOP and amount_minor = 10000")
    assert found(loop) == {"I5"}


def test_it_finds_what_points_into_another_shop(loop: Loop, clock: Clock) -> None:
    other = Loop(open_chai_house(loop.chai.house, clock, name="Tea Room"))
    stranger = other.meet(MEERA, "t-1")
    spoil(loop, f"update rewards set person_id = '{stranger.person_id}' where shop_id = SHOP")
    assert found(loop) == {"I6"}
    assert audit(other) == []


def test_it_finds_an_effect_that_everybody_forgot(loop: Loop) -> None:
    spoil(loop, "update effects set fence = 1 where shop_id = SHOP")
    assert audit(loop) == []
    loop.chai.clock.move(LONGEST_WAIT_MS + 2 * HOUR_MS)
    assert found(loop) == {"I9"}
