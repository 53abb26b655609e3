"""Experiments through the doors: one promise from the popup to the reward, the hold-out, weeks without."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from plugin.actions.deliveries import apply_fact
from plugin.actions.experiments import adopt_variant, end_experiment, make_experiment, start_experiment
from plugin.actions.inviting import start_run
from plugin.actions.measuring import measure_running, start_weeks
from plugin.actions.privacy import erase_people
from plugin.actions.shops import change_program, pause_program
from plugin.domain.measuring import ASKED, HELD, Varied, draw_arm
from plugin.domain.program import Incentive, Offer, OwnText
from plugin.domain.variants import Experiment, Variant
from plugin.errors import InvalidInput
from plugin.model import OrderSeen
from plugin.store import Parts
from plugin.store.people import Person
from tests.campaigning import messages, switch, work
from tests.cast import DAY_MS, HOUR_MS, MINUTE_MS, ChaiHouse, enter_desk, make_order, make_program
from tests.loop import Loop, make_loop_program

FIVE_HUNDRED = Incentive(kind="amount", amount_minor=50_000)
NINETY = Incentive(kind="amount", amount_minor=9_000)
HEADLINE = OwnText(language="en", key="headline", text="Chai for two")
OFFER_B = Offer(friend=FIVE_HUNDRED, advocate=NINETY)


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with a program of 200 rupees for both sides."""
    chai_house.follow(make_loop_program())
    return Loop(chai_house)


def begin(loop: Loop, varied: Varied, *, auto_weeks: int | None = None, **change: Any) -> Experiment:
    """Start an experiment of two arms, the other of which changes one thing."""
    variants = (Variant(name="As now"), Variant(name="B", **change))
    asked = Experiment(
        experiment_id="", kind=varied, name="Which?", variants=variants, made_at_ms=0, auto_weeks=auto_weeks
    )
    made = make_experiment(loop.chai.house, loop.chai.shop, asked)
    start_experiment(loop.chai.house, loop.chai.shop, made.experiment_id)
    return made


def arm_of(loop: Loop, person_id: str) -> int:
    """Give the arm that a person is in now."""
    split = loop.chai.read(lambda parts, shop_id: parts.programs.current(shop_id)[1].measuring.split)
    assert split
    return draw_arm(split, person_id)


def meet_in(loop: Loop, arm: int) -> tuple[Person, str]:
    """Let people buy until one of an arm did; gives them with their order."""
    for number in range(40):
        order_ref = f"A{arm}{number}"
        person = loop.meet(f"buyer{arm}x{number}@tea.example", order_ref)
        if arm_of(loop, person.person_id) == arm:
            return person, order_ref
    raise AssertionError("forty people in a row fell to the other arm")


def look_up(loop: Loop, order_ref: str) -> dict[str, Any]:
    """Ask for the decision of an order as the thank-you page does."""
    return loop.chai.look_up(f"proof-of-{order_ref}")


def test_it_keeps_the_promise_of_an_arm_from_the_popup_to_the_reward(loop: Loop) -> None:
    made = begin(loop, "offer", offer=OFFER_B)
    asha, order_ref = meet_in(loop, 1)
    answer = look_up(loop, order_ref)
    assert "₹500" in answer["vary"]["texts"]["friend_gets"]
    key, code = loop.chai.shop.key, asha.code
    landing = loop.chai.client.get(f"/r/{key}/{code}", headers={"User-Agent": "Mozilla/5.0"}).text
    assert "₹500" in landing and "₹200" not in landing
    mark = loop.claim(code)
    assert loop.coupon_of(mark).incentive == FIVE_HUNDRED
    end_experiment(loop.chai.house, loop.chai.shop, made.experiment_id)
    loop.serve()
    claim_page = loop.chai.client.get(f"/r/{key}/claim/{mark}").text
    assert "₹500" in claim_page
    loop.order("F1", "farid@milk.example", codes=[loop.coupon_of(mark).code])
    loop.wait(15 * DAY_MS)
    assert [(one.rule, one.incentive, one.state) for one in loop.rewards()] == [
        ("advocate", NINETY, "issued")
    ]
    landing = loop.chai.client.get(f"/r/{key}/{code}", headers={"User-Agent": "Mozilla/5.0"}).text
    assert "₹200" in landing, "whoever comes after the end is promised what stands then"


def test_it_shows_the_same_arm_on_every_surface(loop: Loop) -> None:
    begin(loop, "offer", offer=OFFER_B)
    asha, order_ref = meet_in(loop, 1)
    first = look_up(loop, order_ref)
    on_every_page = loop.chai.client.get(f"/c/{loop.chai.shop.key}/en").get_json()["texts"]["launcher"]
    assert "₹" not in on_every_page, "it is drawn before anybody is known"
    loop.chai.clock.move(40 * DAY_MS)
    member = loop.chai.ask("m", order=f"proof-of-{order_ref}").get_json()
    assert member["vary"] == first["vary"]
    as_now, other_ref = meet_in(loop, 0)
    assert "vary" not in look_up(loop, other_ref)
    assert [arms_met(loop, one) for one in (asha, as_now)] == [[1], [0]]


def arms_met(loop: Loop, person: Person) -> list[int]:
    """Give the arms that a person met."""
    met = loop.chai.read(lambda parts, shop_id: parts.experiments.list_exposures(shop_id, person.person_id))
    return [one.arm for one in met]


def test_it_keeps_arms_and_their_promise_when_the_program_changes_meanwhile(loop: Loop) -> None:
    begin(loop, "offer", offer=OFFER_B)
    asha, _ = meet_in(loop, 1)
    change_program(loop.chai.house, loop.chai.shop, msgspec.structs.replace(make_loop_program(), name="New"))
    assert arm_of(loop, asha.person_id) == 1
    assert loop.coupon_of(loop.claim(asha.code)).incentive == FIVE_HUNDRED
    house, shop, now_ms = loop.chai.house, loop.chai.shop, loop.chai.clock()
    house.store.unit(shop.shop_id, lambda parts: pause_program(house, parts, shop, "Enough.", now_ms))
    assert loop.chai.client.get(f"/r/{loop.chai.shop.key}/{asha.code}").status_code == 404


@pytest.mark.parametrize(
    ("varied", "change", "path", "shown"),
    [
        ("copy", {"words": (HEADLINE,)}, "texts", "Chai for two"),
        ("picture", {"picture": "friends"}, "look", "friends-"),
        ("timing", {"delay_s": 7}, "delay", "7000"),
    ],
)  # fmt: skip
def test_it_brings_a_variant_to_the_popup(
    loop: Loop, varied: Varied, change: dict[str, Any], path: str, shown: str
) -> None:
    begin(loop, varied, **change)
    _, order_ref = meet_in(loop, 1)
    vary = look_up(loop, order_ref)["vary"]
    assert list(vary) == [path]
    assert shown in str(vary[path])


def test_it_ends_by_itself_and_is_adopted(loop: Loop) -> None:
    made = begin(loop, "timing", auto_weeks=2, delay_s=7)
    meet_in(loop, 1)
    with pytest.raises(InvalidInput, match="Another experiment"):
        begin(loop, "picture", picture="none")
    loop.chai.clock.move(13 * DAY_MS)
    measure_running(loop.chai.house)
    assert kept_of(loop, made).state == "running"
    loop.chai.clock.move(DAY_MS + HOUR_MS)
    measure_running(loop.chai.house)
    assert (kept_of(loop, made).state, kept_of(loop, made).winner) == ("ended", None)
    adopt_variant(loop.chai.house, loop.chai.shop, made.experiment_id, 1)
    program = loop.chai.read(lambda parts, shop_id: parts.programs.current(shop_id)[1])
    assert (program.manners.popup_delay_s, program.measuring.split) == (7, None)


def kept_of(loop: Loop, made: Experiment) -> Experiment:
    """Give an experiment as it stands."""
    kept = loop.chai.read(lambda parts, shop_id: parts.experiments.find(shop_id, made.experiment_id))
    assert kept
    return kept


def test_it_counts_what_each_arm_did(loop: Loop) -> None:
    made = begin(loop, "offer", offer=OFFER_B)
    asha, order_ref = meet_in(loop, 1)
    loop.chai.report("shared", str(look_up(loop, order_ref)["decision"]), channel="whatsapp")
    mark = loop.claim(asha.code)
    loop.serve()
    loop.order("F1", "farid@milk.example", codes=[loop.coupon_of(mark).code])
    loop.chai.clock.move(HOUR_MS)
    measure_running(loop.chai.house)
    counted = loop.chai.read(
        lambda parts, shop_id: parts.experiments.list_counts(shop_id, made.experiment_id)
    )
    theirs = next(one for one in counted if one.arm == 1)
    assert (theirs.shared_count, theirs.claimed_count, theirs.ordered_count, theirs.again_count) == (
        1,
        1,
        1,
        0,
    )


def test_it_counts_no_friend_whom_the_merchant_refused(loop: Loop) -> None:
    made = begin(loop, "offer", offer=OFFER_B)
    asha, order_ref = meet_in(loop, 1)
    look_up(loop, order_ref)
    loop.order("F1", "farid@milk.example", codes=[asha.code])

    def refuse(parts: Parts) -> None:
        [one] = parts.referrals.list_of(loop.chai.shop.shop_id, asha.person_id)
        parts.referrals.change(
            loop.chai.shop.shop_id, msgspec.structs.replace(one, verdict="hold", review="rejected")
        )

    loop.chai.house.store.unit(loop.chai.shop.shop_id, refuse)
    loop.chai.clock.move(HOUR_MS)
    measure_running(loop.chai.house)
    counted = loop.chai.read(
        lambda parts, shop_id: parts.experiments.list_counts(shop_id, made.experiment_id)
    )
    assert [one.ordered_count for one in counted if one.arm == 1] == [0]


def test_it_keeps_who_was_held_out_and_whether_they_bought_again(loop: Loop) -> None:
    loop.chai.follow(make_program(holdout_pct=50))
    for number in range(8):
        loop.order(f"H{number}", f"buyer{number}@tea.example")
    draw = loop.chai.read(lambda parts, shop_id: parts.experiments.list(shop_id)[0])
    loop.chai.clock.move(DAY_MS)
    for number in range(8):
        loop.order(f"I{number}", f"buyer{number}@tea.example")
    loop.chai.clock.move(HOUR_MS)
    measure_running(loop.chai.house)
    counted = loop.chai.read(
        lambda parts, shop_id: parts.experiments.list_counts(shop_id, draw.experiment_id)
    )
    shown = len({row.person_id for row in loop.chai.decisions() if row.decision.show})
    assert draw.kind == "holdout"
    assert {one.arm: one.seen_count for one in counted} == {HELD: 8 - shown, ASKED: shown}
    assert sum(one.again_count for one in counted) == 8
    loop.chai.follow(make_program())
    assert loop.chai.read(lambda parts, shop_id: parts.experiments.list(shop_id)[0]).state == "ended"


def test_it_invites_nobody_who_is_held_out_and_keeps_who_that_was(loop: Loop) -> None:
    buyers = [loop.meet(f"buyer{number}@tea.example", f"H{number}") for number in range(8)]
    loop.chai.clock.move(10 * DAY_MS)
    loop.chai.follow(make_program(holdout_pct=50))
    switch(loop.chai, "invite")
    start_run(loop.chai.house, loop.chai.shop, "invite")
    work(loop.chai)
    written = {message.person_id for message in messages(loop.chai)}
    assert 0 < len(written) < 8
    sides = {one.person_id: arms_met(loop, one) for one in buyers}
    assert sides == {who: [ASKED] if who in written else [HELD] for who in sides}


def test_it_shows_and_invites_nothing_in_a_week_without_the_program(loop: Loop) -> None:
    plan = start_weeks(loop.chai.house, loop.chai.shop, "Is it worth it?", 4, 2)
    weeks = loop.chai.read(lambda parts, shop_id: parts.experiments.list_weeks(shop_id, plan.experiment_id))
    assert [sum(week.is_on for week in weeks[place : place + 2]) for place in (0, 2, 4, 6)] == [1, 1, 1, 1]
    said = {}
    switch(loop.chai, "invite")
    for week in weeks:
        loop.chai.clock.at_ms = week.counts_from_at_ms + 12 * HOUR_MS
        loop.order(f"W{week.number}", f"buyer{week.number}@tea.example")
        settings = loop.chai.client.get(f"/c/{loop.chai.shop.key}/en").get_json()
        said[week.number] = (look_up(loop, f"W{week.number}")["state"], settings["live"])
    assert said == {week.number: ("show", True) if week.is_on else ("hold", False) for week in weeks}
    off = next(week for week in weeks if not week.is_on)
    loop.chai.clock.at_ms = off.from_at_ms + 12 * HOUR_MS
    start_run(loop.chai.house, loop.chai.shop, "invite")
    work(loop.chai)
    assert messages(loop.chai) == []
    loop.chai.clock.at_ms = weeks[-1].until_at_ms
    measure_running(loop.chai.house)
    weeks = loop.chai.read(lambda parts, shop_id: parts.experiments.list_weeks(shop_id, plan.experiment_id))
    assert [week.new_count for week in weeks] == [1] * 8
    assert kept_of(loop, plan).state == "ended"
    assert loop.chai.read(lambda parts, shop_id: parts.programs.current(shop_id)[1].measuring.rests) == ()


def test_it_erases_who_met_what_with_the_person(loop: Loop) -> None:
    begin(loop, "timing", delay_s=7)
    asha, _ = meet_in(loop, 1)
    assert loop.chai.read(lambda parts, shop_id: parts.experiments.list_exposures(shop_id, asha.person_id))
    house, shop = loop.chai.house, loop.chai.shop
    house.store.unit(
        shop.shop_id, lambda parts: erase_people(house, parts, shop, [asha], [], [], "the merchant")
    )
    assert not loop.chai.read(
        lambda parts, shop_id: parts.experiments.list_exposures(shop_id, asha.person_id)
    )


@pytest.mark.parametrize(("is_measured", "most"), [(False, 0), (True, 2)])
def test_it_costs_an_order_nothing_unless_something_is_measured(
    chai: ChaiHouse, is_measured: bool, most: int
) -> None:
    chai.follow(make_loop_program())
    if is_measured:
        begin(Loop(chai), "timing", delay_s=7)
    told: list[str] = []
    order = make_order(stage="paid", paid_at_ms=chai.clock())

    def take(parts: Parts) -> None:
        connection: Any = parts.shops._connection
        connection.set_trace_callback(told.append)
        apply_fact(chai.house, parts, chai.shop, "woocommerce", OrderSeen(order=order), chai.clock())
        connection.set_trace_callback(None)

    chai.house.store.unit(chai.shop.shop_id, take)
    ours = [text for text in told if re.search(r"experiments|exposures|partners|weeks", text)]
    assert len(told) > 5 and len(ours) == most


def test_it_is_made_started_read_and_adopted_at_the_desk(loop: Loop) -> None:
    chai = loop.chai
    desk = enter_desk(chai.house, chai.shop, chai.client)
    assert "Nothing is compared yet" in chai.client.get(f"{desk}/experiments").text
    for kind in ("offer", "copy", "picture", "timing"):
        assert chai.client.get(f"{desk}/experiments/new/{kind}").status_code == 200
    typed = {
        "name": "Five hundred?", "goal": "shared", "weight_0": "50", "name_1": "B <b>",
        "friend_size_1": "500", "friend_kind_1": "amount", "advocate_size_1": "20",
        "advocate_kind_1": "percent",
    }  # fmt: skip
    refused = chai.client.post(f"{desk}/experiments/new/offer", data=typed | {"friend_size_1": "much"})
    assert refused.status_code == 422
    page = chai.client.post(f"{desk}/experiments/new/offer", data=typed).headers["Location"]
    assert chai.client.post(f"{page}/start").status_code == 303
    _, order_ref = meet_in(loop, 1)
    chai.report("shared", str(look_up(loop, order_ref)["decision"]), channel="whatsapp")
    chai.clock.move(MINUTE_MS)
    chai.client.post(f"{page}/count")
    shown = chai.client.get(page).text
    assert "Too early to say: 1 of the 100 people at the goal and 0 of the 14 days" in shown
    assert "B &lt;b&gt;" in shown and "₹500" in shown
    asha = loop.buyer_of(order_ref)
    for path in ("people/1", "people/1.csv"):
        assert asha.person_id in chai.client.get(f"{page}/{path}").text
    assert chai.client.get(f"{page}/people/9").status_code == 404
    assert "B <b>,1,1,0,0,0,shared,1.000000,,,," in chai.client.get(f"{page}.csv").text
    chai.client.post(f"{page}/end")
    assert chai.client.post(f"{page}/adopt", data={"variant": "1"}).status_code == 303
    program = chai.read(lambda parts, shop_id: parts.programs.current(shop_id)[1])
    assert program.offer.friend == FIVE_HUNDRED
    assert "became the program" in chai.client.get(page).text


def test_it_draws_weeks_at_the_desk(loop: Loop) -> None:
    chai = loop.chai
    desk = enter_desk(chai.house, chai.shop, chai.client)
    typed = {"name": "Worth it?", "pairs": "4", "wash_out": "2"}
    assert chai.client.post(f"{desk}/experiments/weeks", data=typed | {"pairs": "3"}).status_code == 422
    assert chai.client.post(f"{desk}/experiments/weeks", data=typed).status_code == 303
    plan = chai.read(lambda parts, shop_id: parts.experiments.list(shop_id)[0])
    page = chai.client.get(f"{desk}/experiments/{plan.experiment_id}")
    assert "0 of the 4 pairs of weeks that a figure needs are over" in page.text
    file = chai.client.get(f"{desk}/experiments/{plan.experiment_id}.csv").text
    assert file.count(",on,") == file.count(",off,") == 4
    assert chai.client.get(f"{desk}/experiments/xpr_nothing").status_code == 404
