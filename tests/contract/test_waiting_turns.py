"""Turns that had to wait, for a pause, a review or a worker: what is still worth saying is said, once."""

from __future__ import annotations

import msgspec
import pytest

from plugin.actions.correcting import review_referral
from plugin.actions.halting import STALE, judge_campaign
from tests.campaigning import (
    ASHA,
    FARID,
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
from tests.loop import Loop, make_loop_program


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House with campaigns, on each engine in turn."""
    return open_campaigns(chai_house)


def test_it_tells_of_what_happened_while_no_worker_ran(loop: Loop) -> None:
    refer(loop, loop.meet(ASHA, "a-1"), FARID, "f-1")
    wait(loop, 3 * DAY_MS)
    assert "friend_bought" in kinds(loop.chai)


def test_it_tells_once_of_a_friend_who_was_approved(loop: Loop) -> None:
    refer(loop, loop.meet(ASHA, "a-1"), "someone@mailinator.com", "f-1")
    wait(loop, HOUR_MS)
    wait(loop, 20 * DAY_MS)
    [referral] = loop.referrals()
    for answer in ("approved", "waiting", "approved"):
        review_referral(loop.chai.house, loop.chai.shop, referral.referral_id, answer)
        wait(loop, HOUR_MS)
    assert kinds(loop.chai).count("friend_bought") == 1


def test_it_tells_nothing_that_is_stale_after_a_worker_was_gone(loop: Loop) -> None:
    switch(loop.chai, *PROGRESS)
    refer(loop, loop.meet(ASHA, "a-1"), FARID, "f-1")
    loop.chai.clock.move(10 * DAY_MS)
    wait(loop, HOUR_MS)
    assert [one for one in sorted(kinds(loop.chai)) if one.startswith("friend")] == ["friend_bought"]
    assert ("friend_claimed", "held", "stale") in why(loop.chai, ASHA)


@pytest.mark.parametrize(
    ("paused_days", "told"), [(2, ["friend_bought", "friend_claimed"]), (5, ["friend_bought"])]
)
def test_it_says_after_a_pause_what_is_still_worth_saying(
    loop: Loop, paused_days: int, told: list[str]
) -> None:
    switch(loop.chai, *PROGRESS)
    refer(loop, loop.meet(ASHA, "a-1"), FARID, "f-1")
    loop.chai.follow(msgspec.structs.replace(make_loop_program(), live=False))
    for _ in range(paused_days):
        wait(loop, DAY_MS)
    assert kinds(loop.chai) == []
    loop.chai.follow(make_loop_program())
    wait(loop, HOUR_MS)
    assert [one for one in sorted(kinds(loop.chai)) if one.startswith("friend")] == told


def test_it_lets_nothing_leave_that_waited_too_long(loop: Loop) -> None:
    switch(loop.chai, "friend_claimed")
    refer(loop, loop.meet(ASHA, "a-1"), FARID, "f-1")
    work(loop.chai)
    loop.chai.clock.move(4 * DAY_MS)
    house, shop = loop.chai.house, loop.chai.shop
    with house.store.reading() as parts:
        halted = {one.kind: judge_campaign(house, parts, shop, one) for one in messages(loop.chai)}
    assert halted == {"friend_claimed": STALE, "friend_bought": ""}
