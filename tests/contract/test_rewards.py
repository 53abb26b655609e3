"""Rewards from the first share to the last refund: earned once, held, given, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.actions.banning import ban_person
from plugin.actions.correcting import correct_order, review_referral, undo_correction
from plugin.actions.rewards import give_reward
from plugin.domain.fraud import FraudRules
from plugin.domain.program import Caps, Incentive, Milestone
from plugin.errors import InvalidInput, NotFound, TooMany
from plugin.store.people import Person
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse
from tests.loop import TENTH, Loop, make_loop_program

ASHA, FARID, MEERA = "asha@example.test", "farid@example.test", "meera@example.test"


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with 200 rupees for both sides."""
    chai_house.follow(make_loop_program())
    return Loop(chai_house)


@pytest.fixture
def asha(loop: Loop) -> Person:
    """Asha, who bought a month ago."""
    person = loop.meet(ASHA, "a-1")
    loop.chai.clock.move(30 * DAY_MS)
    return person


def refer(loop: Loop, asha: Person, email: str = FARID, order_ref: str = "f-1", **changes: Any) -> str:
    mark = loop.claim(asha.code)
    loop.serve()
    coupon = loop.coupon_of(mark)
    loop.chai.clock.move(HOUR_MS)
    loop.order(order_ref, email, codes=[coupon.code], **changes)
    return coupon.coupon_id


def test_it_pays_an_advocate_once_when_the_return_window_is_over(loop: Loop, asha: Person) -> None:
    used = refer(loop, asha)
    [reward] = loop.rewards()
    assert (reward.person_id, reward.state, reward.why) == (asha.person_id, "held", "return window")
    assert loop.coupon(used).state == "used"
    loop.wait(14 * DAY_MS - 2 * HOUR_MS)
    assert loop.rewards() == [reward]
    loop.wait(2 * HOUR_MS)
    [reward] = loop.rewards()
    assert (reward.state, reward.amount_minor, reward.currency) == ("issued", 20_000, "INR")
    assert loop.kinds(reward) == ["due", "held", "approved", "issued"]
    assert loop.coupon(reward.coupon_id).state == "live"
    loop.order("f-1", FARID, tags=["again"])
    loop.wait(30 * DAY_MS)
    assert loop.rewards() == [reward]


def test_it_takes_a_reward_back_when_the_order_is_refunded(loop: Loop, asha: Person) -> None:
    refer(loop, asha)
    loop.wait(20 * DAY_MS)
    [reward] = loop.rewards()
    coupon_id = reward.coupon_id
    loop.order("f-1", FARID, stage="refunded", refunded="1000.00")
    [reward] = loop.rewards()
    assert (reward.state, reward.amount_minor) == ("reversed", 0)
    assert [entry.amount_minor for entry in loop.entries(reward)] == [20_000, 0, 0, 0, -20_000]
    loop.serve()
    assert loop.coupon(coupon_id).state == "ended"


def test_it_gives_a_restored_order_its_reward_anew_with_another_code(loop: Loop, asha: Person) -> None:
    refer(loop, asha)
    loop.wait(20 * DAY_MS)
    first = loop.rewards()[0]
    loop.order("f-1", FARID, stage="cancelled")
    loop.wait(HOUR_MS)
    loop.order("f-1", FARID, stage="paid")
    loop.wait(20 * DAY_MS)
    [again] = loop.rewards()
    assert (again.state, again.amount_minor) == ("issued", 20_000)
    assert loop.coupon(again.coupon_id).code != loop.coupon(first.coupon_id).code


def test_it_lets_a_share_shrink_with_what_is_kept(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program(advocate=TENTH))
    refer(loop, asha, goods="900.00", total="1000.00")
    assert loop.rewards()[0].amount_minor == 9_000
    loop.order("f-1", FARID, goods="900.00", refunded="450.00", refunded_goods="300.00")
    [reward] = loop.rewards()
    assert (reward.amount_minor, reward.state) == (6_000, "held")
    loop.wait(20 * DAY_MS)
    [reward] = loop.rewards()
    assert reward.state == "approved"
    give_reward(loop.chai.house, loop.chai.shop, reward.reward_id)
    loop.order("f-1", FARID, goods="900.00", refunded="600.00", refunded_goods="450.00")
    [reward] = loop.rewards()
    assert (reward.amount_minor, reward.state) == (4_500, "issued")
    assert loop.kinds(reward) == ["due", "held", "adjusted", "approved", "issued", "adjusted"]


def test_it_keeps_a_fixed_reward_while_the_minimum_is_kept(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program(minimum_minor=50_000))
    refer(loop, asha)
    loop.order("f-1", FARID, refunded="500.00")
    assert loop.rewards()[0].state == "held"
    loop.order("f-1", FARID, refunded="500.01")
    assert loop.rewards()[0].state == "reversed"


@pytest.mark.parametrize("first", ["f-1", "f-2"])
def test_it_counts_a_friends_first_order_whichever_comes_first(loop: Loop, asha: Person, first: str) -> None:
    mark = loop.claim(asha.code)
    early, now = loop.chai.clock() + HOUR_MS, loop.chai.clock() + 2 * HOUR_MS
    told = {"f-1": (early, [loop.coupon_of(mark).code]), "f-2": (now, [])}
    loop.chai.clock.move(3 * HOUR_MS)
    for order_ref in sorted(told, reverse=first == "f-2"):
        at_ms, codes = told[order_ref]
        loop.order(order_ref, FARID, at_ms, codes=codes)
    [reward] = loop.rewards()
    assert (reward.cause, reward.state) == ("order standard f-1", "held")
    [referral] = loop.referrals()
    assert (referral.verdict, referral.state, referral.channel) == ("clear", "waiting", "whatsapp")


def test_it_pays_nothing_for_somebody_who_bought_before(loop: Loop, asha: Person) -> None:
    loop.meet(FARID, "f-0")
    refer(loop, asha)
    assert loop.rewards() == []
    [referral] = loop.referrals()
    assert referral.verdict == "block"
    assert [one.rule for one in referral.reasons if not one.passed] == ["bought_before"]


@pytest.mark.parametrize("email", [ASHA, "a.sha+chai@example.test", "Asha@Example.test"])
def test_it_pays_nobody_for_referring_oneself(loop: Loop, asha: Person, email: str) -> None:
    refer(loop, asha, email)
    expected = (
        [] if email != "a.sha+chai@example.test" else ["held"]
    )  # another mailbox of an unknown provider
    assert [reward.state for reward in loop.rewards()] == expected


def test_it_holds_what_looks_odd_and_never_pays_by_default(loop: Loop, asha: Person) -> None:
    refer(loop, asha, "someone@mailinator.com")
    [reward] = loop.rewards()
    assert (reward.state, reward.why) == ("held", "review")
    loop.wait(13 * DAY_MS)
    assert loop.rewards()[0].why == "review"
    loop.wait(20 * DAY_MS)
    assert loop.rewards()[0].state == "reversed"


def test_it_pays_what_the_merchant_approved_and_takes_the_word_back(loop: Loop, asha: Person) -> None:
    refer(loop, asha, "someone@mailinator.com")
    [referral] = loop.referrals()
    house, shop = loop.chai.house, loop.chai.shop
    review_referral(house, shop, referral.referral_id, "approved")
    loop.wait(14 * DAY_MS)
    assert loop.rewards()[0].state == "issued"
    review_referral(house, shop, referral.referral_id, "rejected")
    assert loop.rewards()[0].state == "reversed"
    review_referral(house, shop, referral.referral_id, "approved")
    loop.wait(1)
    assert loop.rewards()[0].state == "issued"


def test_it_follows_the_merchants_correction_and_its_undoing(loop: Loop, asha: Person) -> None:
    meera = loop.meet(MEERA, "m-1")
    refer(loop, asha)
    house, shop = loop.chai.house, loop.chai.shop
    order_id = loop.chai.order("f-1", "standard").order_id
    made = correct_order(house, shop, order_id, meera.code, "Farid told us so")
    assert {(one.person_id, one.state) for one in loop.rewards()} == {
        (asha.person_id, "reversed"), (meera.person_id, "held"),
    }  # fmt: skip
    undo_correction(house, shop, order_id, made.correction_id)
    assert {(one.person_id, one.state) for one in loop.rewards()} == {
        (asha.person_id, "held"), (meera.person_id, "reversed"),
    }  # fmt: skip
    correct_order(house, shop, order_id, "", "nobody sent him")
    assert {one.state for one in loop.rewards()} == {"reversed"}


def test_it_gives_each_step_of_the_ladder_once(loop: Loop, asha: Person) -> None:
    mug = Incentive(kind="gift", gift="a mug")
    every = Milestone(friends_count=2, reward=Incentive(kind="points", amount_minor=50))
    tiers = (Milestone(friends_count=3, reward=Incentive(kind="amount", amount_minor=30_000)),)
    ladder = (Milestone(friends_count=3, reward=mug),)
    loop.chai.follow(make_loop_program(ladder=ladder, every=every, tiers=tiers))
    for number in range(1, 5):
        refer(loop, asha, f"friend{number}@example.test", f"f-{number}")
    loop.wait(20 * DAY_MS)
    found = sorted((one.rule, one.cause.split()[-1], one.amount_minor, one.state) for one in loop.rewards())
    assert found == [
        ("advocate", "f-1", 20_000, "issued"), ("advocate", "f-2", 20_000, "issued"),
        ("advocate", "f-3", 30_000, "issued"), ("advocate", "f-4", 30_000, "issued"),
        ("every", "2", 50, "issued"), ("every", "4", 50, "issued"), ("milestone", "3", 0, "approved"),
    ]  # fmt: skip
    loop.order("f-1", "friend1@example.test", stage="refunded")
    loop.order("f-2", "friend2@example.test", stage="refunded")
    assert [one.state for one in loop.rewards() if one.rule == "milestone"] == ["reversed"]


def test_it_gives_a_reward_that_lasts_one_code_a_period(loop: Loop, asha: Person) -> None:
    coffee = Incentive(kind="percent", pct=100, periods_count=3, period="week")
    loop.chai.follow(make_loop_program(advocate=coffee))
    refer(loop, asha)
    states = []
    for _ in range(4):
        loop.wait(7 * DAY_MS)
        states.append(sorted(one.state for one in loop.rewards()))
    assert states[1:] == [["held", "held", "issued"], ["held", "issued", "issued"], ["issued"] * 3]
    loop.order("f-1", FARID, stage="refunded")
    assert {one.state for one in loop.rewards()} == {"reversed"}


def test_it_stops_at_the_caps(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program(caps=Caps(per_advocate_count=2, per_advocate_days=7)))
    for number in range(1, 4):
        refer(loop, asha, f"friend{number}@example.test", f"f-{number}")
    loop.chai.clock.move(8 * DAY_MS)
    refer(loop, asha, "friend4@example.test", "f-4")
    assert [one.cause[-3:] for one in loop.rewards()] == ["f-1", "f-2", "f-4"]


def test_it_pauses_the_program_when_its_budget_is_used_up(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program(caps=Caps(budget_minor=50_000)))
    for number in range(1, 4):
        refer(loop, asha, f"friend{number}@example.test", f"f-{number}")
    loop.wait(15 * DAY_MS)
    assert [(one.state, one.why) for one in loop.rewards()] == [
        ("issued", ""), ("issued", ""), ("held", "budget"),
    ]  # fmt: skip
    _, program = loop.chai.read(lambda parts, shop_id: parts.programs.current(shop_id))
    assert (program.live, program.paused) == (False, "The budget for rewards is used up.")
    loop.chai.follow(make_loop_program(caps=Caps(budget_minor=60_000)))
    loop.wait(HOUR_MS)
    assert [one.state for one in loop.rewards()] == ["issued"] * 3


def test_it_takes_back_what_a_banned_advocate_would_get(loop: Loop, asha: Person) -> None:
    refer(loop, asha)
    ban_person(loop.chai.house, loop.chai.shop, ASHA, banned=True)
    assert [one.state for one in loop.rewards()] == ["reversed"]
    ban_person(loop.chai.house, loop.chai.shop, ASHA, banned=False)
    assert [one.state for one in loop.rewards()] == ["held"]


def test_it_ends_a_code_that_leaked_and_gives_another(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program(fraud=FraudRules(leak_count=5)))
    for number in range(5):
        loop.claim(asha.code, ip=f"10.0.{number}.1")
    person = loop.chai.read(lambda parts, shop_id: parts.people.find(shop_id, asha.person_id))
    assert person is not None and person.code != asha.code
    with pytest.raises(NotFound):
        loop.claim(asha.code)
    loop.chai.clock.move(1)
    loop.claim(person.code)
    assert loop.chai.read(lambda parts, shop_id: parts.people.find(shop_id, asha.person_id)) == person
    assert loop.chai.read(lambda parts, shop_id: parts.people.has_leaked(shop_id, asha.code))


def test_it_gives_the_same_browser_the_same_claim_until_it_is_used(loop: Loop, asha: Person) -> None:
    mark = loop.claim(asha.code, device="a browser")
    assert loop.claim(asha.code, device="a browser") == mark
    assert loop.claim(asha.code, device="another") != mark
    assert loop.claim(asha.code) != mark
    loop.order("f-1", FARID, codes=[loop.coupon_of(mark).code])
    assert loop.claim(asha.code, device="a browser") != mark


def test_it_limits_claims_from_one_place(loop: Loop, asha: Person) -> None:
    for number in range(20):
        loop.claim(asha.code, ip=f"203.0.113.{number}")
    with pytest.raises(TooMany):
        loop.claim(asha.code, ip="203.0.113.77")
    loop.claim(asha.code, ip="198.51.100.7")


def test_it_refuses_to_give_by_hand_what_a_coupon_gives(loop: Loop, asha: Person) -> None:
    refer(loop, asha)
    [reward] = loop.rewards()
    with pytest.raises(InvalidInput):
        give_reward(loop.chai.house, loop.chai.shop, reward.reward_id)


def test_it_lets_sums_stand_when_people_are_forgotten(loop: Loop, asha: Person) -> None:
    ladder = (Milestone(friends_count=2, reward=Incentive(kind="cash", amount_minor=5_000)),)
    loop.chai.follow(make_loop_program(advocate=TENTH, ladder=ladder))
    for number in (1, 2):
        refer(loop, asha, f"friend{number}@example.test", f"f-{number}")
    loop.wait(15 * DAY_MS)
    before = [(one.rule, one.state, one.amount_minor) for one in loop.rewards()]
    loop.chai.tell("person.redact", customer={"email": "friend1@example.test"}, order_ids=None)
    refer(loop, asha, "friend3@example.test", "f-3")
    assert [(one.rule, one.state, one.amount_minor) for one in loop.rewards()][:3] == before
    loop.chai.tell("person.redact", customer={"email": ASHA}, order_ids=None)
    loop.wait(15 * DAY_MS)
    assert [(one.rule, one.state, one.amount_minor) for one in loop.rewards()][:3] == before
    loop.order("f-2", "friend2@example.test", stage="refunded")
    assert sorted(one.state for one in loop.rewards() if one.rule != "milestone")[-1] == "reversed"
