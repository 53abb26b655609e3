"""Campaigns from the first happening to the message: noticed, decided with reasons, written once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from plugin.actions.banning import ban_person
from plugin.actions.campaigns import change_campaign, switch_campaign
from plugin.actions.consenting import say_word
from plugin.actions.correcting import review_referral
from plugin.actions.inviting import start_run
from plugin.actions.people import opt_out
from plugin.domain.campaign_settings import SHIPPED, Campaign, Schedule
from plugin.domain.program import Incentive, Milestone
from tests.campaigning import (
    ASHA,
    FARID,
    MEERA,
    PROGRESS,
    kinds,
    messages,
    open_campaigns,
    refer,
    switch,
    wait,
    why,
    work,
)
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse
from tests.loop import TWO_HUNDRED, Loop, iso, make_loop_program


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with campaigns, on each engine in turn."""
    return open_campaigns(chai_house)


def test_it_asks_after_each_purchase_once(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA, language="bn-IN")
    wait(loop, 7 * DAY_MS - HOUR_MS)
    assert kinds(loop.chai) == []
    wait(loop, HOUR_MS)
    [message] = messages(loop.chai)
    order_id = loop.chai.order("a-1", "standard").order_id
    assert (message.kind, message.purpose, message.campaign) == (
        "after_purchase",
        "marketing",
        "after_purchase",
    )
    assert (message.language, message.values) == ("bn", {"order_id": order_id})
    loop.order("a-1", ASHA, tags=["again"])
    wait(loop, 30 * DAY_MS)
    assert why(loop.chai, ASHA) == [("after_purchase", "sent", "")]


def test_it_counts_from_the_delivery_where_the_store_tells_any(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("m-1", MEERA, delivered_at=iso(loop.chai.clock()))
    loop.order("a-1", ASHA)
    wait(loop, 8 * DAY_MS)
    assert [one.person_id for one in messages(loop.chai)] == [loop.buyer_of("m-1").person_id]
    assert why(loop.chai, ASHA) == [("after_purchase", "", "delivered")]
    loop.order("a-1", ASHA, delivered_at=iso(loop.chai.clock()))
    wait(loop, 6 * DAY_MS)
    assert len(messages(loop.chai)) == 1
    wait(loop, 2 * DAY_MS)
    assert why(loop.chai, ASHA) == [("after_purchase", "sent", "")]
    loop.order("f-1", FARID)
    for _ in range(61):
        wait(loop, DAY_MS)
    assert why(loop.chai, FARID) == [("after_purchase", "held", "delivered")]


def test_it_holds_what_the_popup_did_already(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA)
    loop.chai.report("shared", loop.chai.decisions()[-1].decision_id, channel="whatsapp")
    wait(loop, 8 * DAY_MS)
    assert (messages(loop.chai), why(loop.chai, ASHA)) == ([], [("after_purchase", "held", "popup_led")])


@pytest.mark.parametrize(
    ("changes", "rule"), [({"stage": "cancelled"}, "still_true"), ({"source": "renewal"}, "still_true")]
)
def test_it_holds_what_is_not_so_any_more(loop: Loop, changes: dict[str, Any], rule: str) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA)
    wait(loop, DAY_MS)
    loop.order("a-1", ASHA, **changes)
    wait(loop, 8 * DAY_MS)
    assert why(loop.chai, ASHA) == [("after_purchase", "held", rule)]


def test_it_says_nothing_of_what_was_before_the_switch(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    wait(loop, HOUR_MS)
    switch(loop.chai, "after_purchase")
    wait(loop, 9 * DAY_MS)
    assert messages(loop.chai) == []


def test_it_waits_for_the_day_and_for_room_in_the_week(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA)
    decision = loop.chai.decisions()[-1].decision_id
    wait(loop, 7 * DAY_MS + 13 * HOUR_MS)  # ten in the evening
    assert why(loop.chai, ASHA) == [("after_purchase", "", "quiet_hours")]
    for _ in range(2):
        loop.chai.report("viewed", decision)
    wait(loop, 11 * HOUR_MS)  # nine in the morning
    assert why(loop.chai, ASHA) == [("after_purchase", "", "most_a_week")]
    wait(loop, 6 * DAY_MS)
    assert messages(loop.chai) == []
    wait(loop, DAY_MS)
    assert why(loop.chai, ASHA) == [("after_purchase", "sent", "")]


def test_it_tells_an_advocate_how_friends_come_along(loop: Loop) -> None:
    ladder = (Milestone(friends_count=2, reward=Incentive(kind="gift", gift="a mug")),)
    reward = msgspec.structs.replace(TWO_HUNDRED, valid_days=30)
    loop.chai.follow(make_loop_program(advocate=reward, ladder=ladder))
    switch(loop.chai, *PROGRESS)
    asha = loop.meet(ASHA, "a-1")
    refer(loop, asha, FARID, "f-1")
    work(loop.chai)
    assert sorted(kinds(loop.chai)) == ["friend_bought", "friend_claimed"]
    wait(loop, 3 * DAY_MS)
    assert sorted(kinds(loop.chai)[2:]) == ["reward_held", "rung_near"]
    wait(loop, 11 * DAY_MS)
    assert sorted(kinds(loop.chai)[4:]) == ["cycle", "reward"]
    wait(loop, 22 * DAY_MS)
    wait(loop, 5 * DAY_MS)
    assert kinds(loop.chai)[6:] == ["reward_expiring"]
    to = {one.kind: one.person_id for one in messages(loop.chai)}
    assert to.pop("cycle") == loop.buyer_of("f-1").person_id
    assert set(to.values()) == {asha.person_id}


def test_it_tells_nothing_of_a_friend_who_is_looked_into(loop: Loop) -> None:
    asha = loop.meet(ASHA, "a-1")
    refer(loop, asha, "someone@mailinator.com", "f-1")
    wait(loop, DAY_MS)
    assert why(loop.chai, ASHA) == [("friend_bought", "", "still_true")]
    [referral] = loop.referrals()
    review_referral(loop.chai.house, loop.chai.shop, referral.referral_id, "rejected")
    wait(loop, DAY_MS)
    assert (kinds(loop.chai), why(loop.chai, ASHA)) == ([], [("friend_bought", "held", "still_true")])


def test_it_invites_nobody_twice_and_leaves_out_who_may_not_be_asked(loop: Loop) -> None:
    for order_ref, email in (("a-1", ASHA), ("f-1", FARID), ("m-1", MEERA)):
        loop.order(order_ref, email)
    ban_person(loop.chai.house, loop.chai.shop, MEERA, banned=True)
    opt_out(loop.chai.house, loop.chai.shop, FARID, True)
    for _ in range(2):
        start_run(loop.chai.house, loop.chai.shop, "invite")
        work(loop.chai)
    [message] = messages(loop.chai)
    assert message.person_id == loop.buyer_of("a-1").person_id
    assert [one[2] for one in why(loop.chai, FARID)] == ["may_be_asked"] * 2
    assert sorted(why(loop.chai, ASHA)) == [
        ("invite", "", ""),  # the reminder
        ("invite", "held", "invited"),
        ("invite", "sent", ""),
    ]


def test_it_writes_on_a_schedule_of_the_merchants_own(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    thanks = Campaign(name="Thanks", kind="invite", when=Schedule(every_days=30))
    change_campaign(loop.chai.house, loop.chai.shop, "spring_thanks", thanks)
    wait(loop, DAY_MS)
    assert messages(loop.chai) == []
    switch(loop.chai, "spring_thanks")
    for _ in range(4):
        wait(loop, 10 * DAY_MS)
    assert [(one.campaign, one.kind) for one in messages(loop.chai)] == [("spring_thanks", "invite")] * 2


def test_it_writes_to_no_browser_that_is_gone(loop: Loop) -> None:
    asha, house, shop = loop.meet(ASHA, "a-1"), loop.chai.house, loop.chai.shop
    now_ms = loop.chai.clock()
    house.store.unit(
        shop.shop_id,
        lambda parts: say_word(house, parts, shop, "push", asha.person_id, "in", "own page", "", now_ms),
    )
    news = Campaign(name="News", kind="invite", when=Schedule(every_days=30), media=("push", "email"))
    change_campaign(house, shop, "news", news)
    switch(loop.chai, "news")
    wait(loop, 2 * DAY_MS)
    assert [one.medium for one in messages(loop.chai)] == ["email"]


def test_it_waits_for_the_program_and_goes_on_with_it(loop: Loop) -> None:
    loop.order("a-1", ASHA)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    program = make_loop_program()
    loop.chai.follow(msgspec.structs.replace(program, live=False))
    work(loop.chai)
    assert messages(loop.chai) == []
    loop.chai.follow(program)
    work(loop.chai)
    assert kinds(loop.chai) == ["invite"]


def test_it_stops_what_waits_when_a_campaign_is_changed_or_switched_off(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA)
    wait(loop, DAY_MS)
    gone = msgspec.structs.replace(SHIPPED["after_purchase"], name="Ask later")
    change_campaign(loop.chai.house, loop.chai.shop, "after_purchase", gone)
    switch_campaign(loop.chai.house, loop.chai.shop, "after_purchase", False)
    wait(loop, 9 * DAY_MS)
    assert why(loop.chai, ASHA) == [("after_purchase", "held", "campaign_on")]


def test_it_forgets_a_persons_turns_with_the_person_and_all_with_the_shop(loop: Loop) -> None:
    switch(loop.chai, "after_purchase")
    loop.order("a-1", ASHA)
    start_run(loop.chai.house, loop.chai.shop, "invite")
    wait(loop, 8 * DAY_MS)
    asha = loop.buyer_of("a-1").person_id
    loop.chai.tell("person.redact", customer={"email": ASHA}, order_ids=None)
    assert loop.chai.read(lambda parts, shop_id: parts.occasions.list_of(shop_id, asha)) == []
    loop.order("f-1", FARID)
    wait(loop, 8 * DAY_MS)
    assert why(loop.chai, FARID) == [("after_purchase", "sent", "")]
    loop.chai.tell("shop.redact", domain="chai.example")
    assert loop.chai.read(lambda parts, shop_id: parts.campaigns.list(shop_id)) == []
