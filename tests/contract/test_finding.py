"""Customer service: somebody is found by what they say of themselves; their story says why no reward came."""

from __future__ import annotations

import pytest

from plugin.domain.fraud import FraudRules
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, enter_desk
from tests.loop import Loop, make_loop_program

ASHA, FARID, MALLORY = "asha@example.test", "farid@example.test", "mallory@example.test"


@pytest.fixture
def loop(chai: ChaiHouse) -> Loop:
    """Asha has brought Farid, who may still send things back, and Mallory, who bought suspiciously fast."""
    chai.follow(make_loop_program(fraud=FraudRules(fast_order="hold", fast_order_minutes=120)))
    loop = Loop(chai)
    asha = loop.meet(ASHA, "a-1")
    chai.clock.move(30 * DAY_MS)
    for email, hours in ((FARID, 5), (MALLORY, 1)):
        mark = loop.claim(asha.code)
        loop.serve()
        chai.clock.move(hours * HOUR_MS)
        loop.order(f"{email[0]}-1", email, codes=[loop.coupon_of(mark).code])
    loop.wait(0)
    return loop


def find(loop: Loop, asked: str) -> str:
    """Ask for somebody; gives the page's path below the desk, or its text where not one was found."""
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    answer = loop.chai.client.post(f"{desk}/find", data={"asked": asked})
    return answer.headers["Location"].removeprefix(f"{desk}/") if answer.status_code == 303 else answer.text


def test_it_finds_by_mail_code_and_order_and_names_nobody_in_an_address(loop: Loop) -> None:
    asha = loop.buyer_of("a-1")
    for asked in (ASHA, " ASHA@example.test ", asha.code, asha.code.lower(), "a-1"):
        assert find(loop, asked) == f"people/{asha.person_id}"
    assert "Nobody here goes by" in find(loop, "stranger@example.test")


def test_it_tells_the_whole_story_and_why_no_reward_came(loop: Loop) -> None:
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    story = loop.chai.client.get(f"{desk}/{find(loop, MALLORY)}").text
    for words in ("Who sent them", "Held for review", "Correct who sent this buyer", "Ban from the program"):
        assert words in story
    assert "waits for your review" in story


def test_it_bans_from_the_story_and_takes_it_back(loop: Loop) -> None:
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    person = loop.buyer_of("m-1")
    for banned in ("yes", "no"):
        address = f"{desk}/people/{person.person_id}/ban"
        assert loop.chai.client.post(address, data={"banned": banned}).status_code == 303
        assert (loop.buyer_of("m-1").banned_at_ms is not None) == (banned == "yes")


def test_it_gives_lists_page_by_page_and_as_files(loop: Loop) -> None:
    desk = enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)
    newest = loop.referrals()[-1].referral_id
    assert f"/referrals/{newest}" in loop.chai.client.get(f"{desk}/referrals").text
    assert f"/referrals/{newest}" not in loop.chai.client.get(f"{desk}/referrals?before={newest}").text
    names = (
        "referrals",
        "rewards",
        "rewards/totals",
        "mail",
        "mail/ended",
        "dead",
        "customers/imports",
        "payouts",
    )
    for name in names:
        answer = loop.chai.client.get(f"{desk}/{name}.csv")
        assert answer.status_code == 200, name
        assert answer.text.startswith("\ufeff"), name
    assert newest in loop.chai.client.get(f"{desk}/referrals.csv").text
