"""The merchant looks at the loop on the desk: reviews, corrects, bans, gives by hand, and tries again."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from plugin.actions.auditing import audit_shop
from plugin.actions.coupons import MAKE_COUPON, note_failed
from plugin.actions.rewards import settle_due
from plugin.actions.shops import pause_program
from plugin.domain.fraud import FraudRules
from plugin.store import Parts
from plugin.store.people import Person
from plugin.store.referrals import Referral
from tests.cast import DAY_MS, HOUR_MS, ChaiHouse, Clock, enter_desk, open_chai_house
from tests.loop import TENTH, Loop, make_loop_program

ASHA, FARID, MALLORY = "asha@example.test", "farid@example.test", "mallory@example.test"
SUSPICIOUS = FraudRules(fast_order="hold", fast_order_minutes=120)


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House, where an order within two hours of its claim is held."""
    chai_house.follow(make_loop_program(advocate=TENTH, fraud=SUSPICIOUS))
    return Loop(chai_house)


@pytest.fixture
def asha(loop: Loop) -> Person:
    """Asha, who bought a month ago."""
    person = loop.meet(ASHA, "a-1")
    loop.chai.clock.move(30 * DAY_MS)
    return person


@pytest.fixture
def held(loop: Loop, asha: Person) -> Referral:
    """Farid, whom Asha brought, and who bought suspiciously fast."""
    mark = loop.claim(asha.code)
    loop.serve()
    loop.chai.clock.move(HOUR_MS)
    loop.order("f-1", FARID, codes=[loop.coupon_of(mark).code])
    [referral] = loop.referrals()
    return referral


def desk(loop: Loop) -> str:
    return enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)


def look(loop: Loop, page: str) -> str:
    answer = loop.chai.client.get(f"{desk(loop)}/{page}")
    assert answer.status_code == 200, answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    return re.sub(r"\s+", " ", answer.text)


def press(loop: Loop, page: str, **form: str) -> TestResponse:
    """Press a button, and check that every ledger is sound afterwards."""
    answer = loop.chai.client.post(f"{desk(loop)}/{page}", data=form)
    assert audit(loop) == []
    return answer


def audit(loop: Loop) -> list[object]:
    shop, now_ms = loop.chai.shop, loop.chai.clock()
    return list(loop.chai.read(lambda parts, _: audit_shop(parts, shop, now_ms)))


def test_it_is_empty_and_friendly_before_anything_happened(loop: Loop) -> None:
    words = {
        "review": "Nothing waits for you", "referrals": "Nobody has brought a friend yet",
        "rewards": "No rewards yet", "store": "Everything that had to leave the house has left it",
    }  # fmt: skip
    assert [page for page, said in words.items() if said not in look(loop, page)] == []


def test_it_reviews_with_undo(loop: Loop, held: Referral) -> None:
    page, act = f"referrals/{held.referral_id}", f"referrals/{held.referral_id}/review"
    queue = look(loop, "review")
    assert "The friend ordered 60 minutes after taking the offer; under 120 minutes" in queue
    assert "after that it is not paid" in queue
    assert FARID in queue
    assert ASHA in queue
    answer = press(loop, act, answer="approved")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/{page}")
    assert "You approved it" in look(loop, page)
    assert "Nothing waits for you" in look(loop, "review")
    assert loop.rewards()[0].why == "return window"
    press(loop, act, answer="rejected")
    assert loop.rewards()[0].state == "reversed"
    assert "It was taken back: it is no longer earned." in look(loop, page)
    press(loop, act, answer="waiting")
    assert (loop.rewards()[0].state, loop.rewards()[0].why) == ("held", "review")
    refused = press(loop, act, answer="paid")
    assert refused.status_code == 422
    assert "Approve it, reject it" in refused.text


def test_it_shows_both_people_and_why_each_trace_lost(loop: Loop, held: Referral) -> None:
    text = look(loop, f"referrals/{held.referral_id}")
    for words in (
        ASHA,
        FARID,
        "It is the strongest trace.",
        "It was earned.",
        "waits for your review",
        "WhatsApp",
    ):
        assert words in text, words
    assert "asha" not in f"/referrals/{held.referral_id}"


def test_it_bans_and_judges_again(loop: Loop, held: Referral) -> None:
    ban = f"referrals/{held.referral_id}/ban/{held.advocate_id}"
    assert press(loop, ban, banned="yes").status_code == 303
    assert loop.referrals()[0].verdict == "block"
    assert loop.rewards()[0].state == "reversed"
    assert "Banned from the program: the advocate." in look(loop, f"referrals/{held.referral_id}")
    press(loop, ban, banned="no")
    assert loop.referrals()[0].verdict == "hold"
    assert loop.rewards()[0].state == "held"
    assert press(loop, f"referrals/{held.referral_id}/ban/per_none", banned="yes").status_code == 404


def test_it_corrects_who_sent_a_buyer_with_undo(loop: Loop, held: Referral) -> None:
    mallory = loop.meet(MALLORY, "m-1")
    order = f"orders/{loop.chai.order('f-1', 'standard').order_id}"
    assert press(loop, f"{order}/correct", code=mallory.code, note="").status_code == 422
    assert press(loop, f"{order}/correct", code="", note="hm").status_code == 422
    assert press(loop, f"{order}/correct", code="NOBODYS22", note="hm").status_code == 404
    press(loop, f"{order}/correct", code=mallory.code, note="Farid <b>told</b> us")
    text = look(loop, order)
    assert "You said that it was somebody else." in text
    assert "Farid &lt;b&gt;told&lt;/b&gt; us" in text
    standing = [one for one in loop.rewards() if one.state != "reversed"]
    assert [one.advocate_id for one in standing] == [mallory.person_id]
    [undo] = re.findall(r"corrections/(\w+)/undo", text)
    press(loop, f"{order}/corrections/{undo}/undo")
    standing = [one for one in loop.rewards() if one.state != "reversed"]
    assert [one.advocate_id for one in standing] == [held.advocate_id]
    assert "Taken back" in look(loop, order)
    press(loop, f"{order}/correct", nobody="yes", note="a colleague")
    assert [one for one in loop.rewards() if one.state != "reversed"] == []


def test_it_gives_by_hand_once(loop: Loop, held: Referral) -> None:
    press(loop, f"referrals/{held.referral_id}/review", answer="approved")
    loop.wait(20 * DAY_MS)
    [reward] = loop.rewards()
    assert "10% in cash" in look(loop, "rewards")
    assert "₹100" in look(loop, "rewards")
    assert press(loop, f"rewards/{reward.reward_id}/give").status_code == 303
    assert loop.rewards()[0].state == "issued"
    assert "Nothing waits for your hand" in look(loop, "rewards")
    assert press(loop, f"rewards/{reward.reward_id}/give").status_code == 422


def test_it_shows_what_the_store_refused_and_tries_again(loop: Loop, asha: Person) -> None:
    loop.chai.follow(make_loop_program())
    mark = loop.claim(asha.code)
    loop.chai.clock.move(HOUR_MS)
    loop.order("f-1", FARID, codes=[loop.coupon_of(mark).code])
    loop.chai.clock.move(20 * DAY_MS)
    settle_due(loop.chai.house)
    [reward] = loop.rewards()
    give_up(loop.chai, loop.coupon(reward.coupon_id).coupon_id)
    assert "The store said &lt;no&gt;" in look(loop, "rewards")
    assert "Making a coupon in the store" in look(loop, "store")
    assert press(loop, f"coupons/{reward.coupon_id}/retry").status_code == 303
    assert "Making a coupon in the store" not in look(loop, "store")
    assert press(loop, f"coupons/{reward.coupon_id}/retry").status_code == 404


def give_up(chai: ChaiHouse, coupon_id: str) -> None:
    """Give up making a coupon, as the worker does when the store refuses it."""

    def work(parts: Parts) -> None:
        [effect] = [
            one
            for one in parts.effects.claim(chai.shop.shop_id, MAKE_COUPON, chai.clock(), chai.clock() + 1, 99)
            if coupon_id in one.payload
        ]
        parts.effects.postpone(effect, None, "The store said <no>.")
        note_failed(parts, chai.shop, coupon_id, "The store said <no>.")

    chai.house.store.unit(chai.shop.shop_id, work)


def test_it_says_on_every_page_why_the_program_is_paused(loop: Loop) -> None:
    chai = loop.chai

    def pause(parts: Parts) -> None:
        pause_program(loop.chai.house, parts, chai.shop, "The budget is <used> up.", chai.clock())

    assert "paused" not in look(loop, "review")
    chai.house.store.unit(chai.shop.shop_id, pause)
    for page in ("review", "referrals", "rewards", "store", "dead"):
        assert "The budget is &lt;used&gt; up." in look(loop, page)


def test_it_shows_and_changes_nothing_of_another_shop(loop: Loop, held: Referral, clock: Clock) -> None:
    other = Loop(open_chai_house(loop.chai.house, clock, name="Tea Room"))
    order_id = loop.chai.order("f-1", "standard").order_id
    for page in (f"referrals/{held.referral_id}", f"orders/{order_id}"):
        assert other.chai.client.get(f"{desk(other)}/{page}").status_code == 404
    for act, form in (
        (f"referrals/{held.referral_id}/review", {"answer": "approved"}),
        (f"referrals/{held.referral_id}/ban/{held.advocate_id}", {"banned": "yes"}),
        (f"orders/{order_id}/correct", {"nobody": "yes", "note": "hm"}),
        (f"rewards/{loop.rewards()[0].reward_id}/give", {}),
    ):
        assert press(other, act, **form).status_code == 404
    assert loop.referrals() == [held]


def test_it_escapes_what_shoppers_are_called(loop: Loop, asha: Person) -> None:
    name = "<i>x</i>"
    mark = loop.claim(asha.code)
    loop.serve()
    customer = {"email": FARID, "first_name": name}
    loop.order("f-1", FARID, number=name, customer=customer, codes=[loop.coupon_of(mark).code])
    [referral] = loop.referrals()
    order_id = loop.chai.order("f-1", "standard").order_id
    for page in ("referrals", "review", f"referrals/{referral.referral_id}", "rewards", f"orders/{order_id}"):
        assert "<i>" not in look(loop, page)


def test_it_closes_the_buttons_with_the_link(loop: Loop, held: Referral) -> None:
    page = f"{desk(loop)}/referrals/{held.referral_id}/review"
    loop.chai.clock.move(HOUR_MS)
    answer = loop.chai.client.post(page, data={"answer": "approved"})
    assert (answer.status_code, 'name="password"' in answer.text) == (401, True)
    assert loop.referrals() == [held]
