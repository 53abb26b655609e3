"""Influencers: their code in the store, their friends, their figures on the desk, and who could be one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from plugin.actions.banning import ban_person
from plugin.actions.links import own_link
from plugin.actions.partners import add_partner, decide_application, end_partner
from plugin.actions.sweeping import sweep_shops
from plugin.domain.customers import Profile
from plugin.domain.partners import CodeRules, NewPartner, Partner
from plugin.domain.program import Incentive
from plugin.errors import InvalidInput
from plugin.model import Contact
from plugin.store.coupons import Coupon
from tests.cast import ADDRESS, DAY_MS, HOUR_MS, TEN_PERCENT, ChaiHouse, enter_desk
from tests.command import Sathi, refused, said
from tests.doubles.shopify import ShopifyDouble
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import Double, find, send
from tests.loop import Loop, make_loop_program

CODE = "BAKEWITHASHA"
RULES = CodeRules(code=CODE, incentive=TEN_PERCENT)
FARID, MALLORY = "farid@example.test", "mallory@example.test"


def influencer(**changes: Any) -> NewPartner:
    """Tell of Asha, who bakes before 12,000 followers."""
    told: dict[str, Any] = {
        "kind": "influencer", "name": "Asha Bakes", "contact": Contact(email="asha@bakes.test"),
        "followers_count": 12_000, "code_rules": RULES,
    }  # fmt: skip
    return NewPartner(**told | changes)


def add(chai: ChaiHouse, **changes: Any) -> Partner:
    """Add the influencer."""
    return add_partner(chai.house, chai.shop, influencer(**changes))


def coupon_of(chai: ChaiHouse, code: str = CODE) -> Coupon:
    """Give the coupon of a code."""
    coupon = chai.read(lambda parts, shop_id: parts.coupons.find_by_code(shop_id, code))
    assert coupon is not None
    return coupon


def begin(chai: ChaiHouse) -> Loop:
    """Let Farid buy, and Asha be an influencer a month later, since yesterday."""
    chai.follow(make_loop_program(friend=TEN_PERCENT))
    loop = Loop(chai)
    loop.meet(FARID, "f-0")
    chai.clock.move(30 * DAY_MS)
    add(chai)
    loop.serve()
    chai.clock.move(DAY_MS)
    return loop


@pytest.fixture
def loop(chai: ChaiHouse) -> Loop:
    """Chai House with Asha's code, on one engine."""
    return begin(chai)


@pytest.fixture
def both(chai_house: ChaiHouse) -> Loop:
    """Chai House with Asha's code, on each engine in turn: for what the database adds up."""
    return begin(chai_house)


def open_desk(loop: Loop) -> str:
    """Give a fresh address of the desk."""
    return enter_desk(loop.chai.house, loop.chai.shop, loop.chai.client)


def look(loop: Loop, address: str) -> str:
    """Read a page, its tags taken out."""
    answer = loop.chai.client.get(address)
    assert answer.status_code == 200, answer.text
    return re.sub(r"(<[^>]*>|\s)+", " ", answer.text)


def press(loop: Loop, address: str, **fields: str) -> TestResponse:
    """Send a form of the desk."""
    return loop.chai.client.post(address, data=fields)


# The code in the store


def test_it_makes_a_code_for_many_in_woocommerce(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    rules = CodeRules(
        code="bake-with-asha", incentive=Incentive(kind="percent", pct=15, minimum_minor=50_000),
        uses_count=500, until_at_ms=1_796_083_200_000,
    )  # fmt: skip
    add(chai, code_rules=rules)
    send(chai)
    (live,) = woo.live(CODE)
    assert (live["usage_limit"], live["usage_limit_per_user"], live["minimum_amount"]) == (500, 1, "500.00")
    assert (live["amount"], live["date_expires_gmt"]) == ("15.00", "2026-12-01T00:00:00")
    assert coupon_of(chai).state == "live"


def test_it_makes_a_code_for_many_in_shopify_with_a_discount_of_its_own(
    chai: ChaiHouse, shop: ShopifyDouble
) -> None:
    add(chai)
    add(chai, contact=Contact(email="meera@example.test"), code_rules=CodeRules(code="MEERATEA"))
    send(chai)
    ours, hers = (shop.discounts[shop.codes[code]["discount"]]["asked"] for code in (CODE, "MEERATEA"))
    assert (ours["usageLimit"], ours["appliesOncePerCustomer"]) == (None, True)
    assert ours["code"] not in (hers["code"], CODE)


def test_it_ends_a_code_with_its_influencer_though_it_was_used(chai: ChaiHouse, double: Double) -> None:
    partner = add(chai)
    send(chai)
    (live,) = double.live(CODE)
    live["usage_count" if "usage_count" in live else "asyncUsageCount"] = 7
    ended = end_partner(chai.house, chai.shop, partner.partner_id)
    send(chai)
    assert (ended.state, coupon_of(chai).state, double.live(CODE)) == ("ended", "ended", [])
    with pytest.raises(InvalidInput, match="was and has ended"):
        add(chai)
    assert add(chai, code_rules=CodeRules(code="ASHAAGAIN")).partner_id == partner.partner_id


def test_it_ends_a_code_with_a_ban_and_gives_it_back(chai: ChaiHouse, double: Double) -> None:
    partner = add(chai)
    for banned in (True, False, True, False):
        ban_person(chai.house, chai.shop, "asha@bakes.test", banned)
        send(chai)
        assert (len(double.live(CODE)), coupon_of(chai).state) == ((0, "ended") if banned else (1, "live"))
        chai.clock.move(HOUR_MS)
    ban_person(chai.house, chai.shop, "asha@bakes.test", True)
    end_partner(chai.house, chai.shop, partner.partner_id)
    ban_person(chai.house, chai.shop, "asha@bakes.test", False)
    send(chai)
    assert (len(double.live(CODE)), coupon_of(chai).state) == (0, "ended")


def test_it_gives_back_no_code_whose_time_is_over(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    add(chai, code_rules=CodeRules(code=CODE, until_at_ms=chai.clock() + DAY_MS))
    send(chai)
    ban_person(chai.house, chai.shop, "asha@bakes.test", True)
    chai.clock.move(DAY_MS)
    ban_person(chai.house, chai.shop, "asha@bakes.test", False)
    send(chai)
    assert (woo.live(CODE), coupon_of(chai).state) == ([], "ended")


def test_it_waits_with_a_code_until_its_first_day(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    add(chai, code_rules=CodeRules(code=CODE, from_at_ms=chai.clock() + DAY_MS))
    send(chai)
    assert not woo.live(CODE)
    chai.clock.move(DAY_MS)
    send(chai)
    assert len(woo.live(CODE)) == 1


def test_it_adopts_what_an_unclear_call_made_of_a_code_for_many(chai: ChaiHouse, double: Double) -> None:
    add(chai)
    double.go_wrong("drop")
    send(chai)
    chai.clock.move(HOUR_MS)
    send(chai)
    assert (find(chai, coupon_of(chai)).state, len(double.live(CODE))) == ("live", 1)


def test_it_gives_a_code_to_one_influencer_only(chai: ChaiHouse) -> None:
    add(chai)
    with pytest.raises(InvalidInput, match="taken"):
        add(chai, contact=Contact(email="meera@example.test"))
    with pytest.raises(InvalidInput, match="is a partner already"):
        add(chai)
    with pytest.raises(InvalidInput, match="e-mail address"):
        add(chai, contact=Contact())


def test_it_makes_no_code_before_somebody_is_admitted(chai: ChaiHouse, woo: WooCommerceDouble) -> None:
    applied = add_partner(chai.house, chai.shop, influencer(), applies=True)
    send(chai)
    assert (applied.state, woo.coupons) == ("applied", {})
    decide_application(chai.house, chai.shop, applied.partner_id, True, "Good bread.")
    send(chai)
    assert len(woo.live(CODE)) == 1


# Friends


def test_it_ties_a_claim_by_the_link_to_the_order_with_the_code(loop: Loop) -> None:
    mark = loop.claim(CODE)
    assert loop.coupon_of(mark).code == CODE
    loop.order("m-1", "meera@example.test", codes=[CODE], marks=[mark])
    [referral] = loop.referrals()
    assert (referral.order_id, referral.method) == (loop.chai.order("m-1", "standard").order_id, "code")
    assert coupon_of(loop.chai).state == "live"


@pytest.mark.parametrize(
    ("email", "changes", "verdict", "words"),
    [
        (FARID, {}, "block", "The friend had bought here before: 1 order."),
        ("asha@bakes.test", {}, "block", "Both are the same customer of the store."),
        ("a.sha@bakes.test", {"referrer": "https://www.couponfollow.com/site"}, "hold", "couponfollow.com"),
        ("meera@example.test", {}, "clear", "Every order counts."),
    ],
)
def test_it_says_why_an_order_is_not_credited(
    loop: Loop, email: str, changes: dict[str, Any], verdict: str, words: str
) -> None:
    desk = open_desk(loop)
    loop.order("x-1", email, codes=[CODE], **changes)
    assert [one.verdict for one in loop.referrals()] == [verdict]
    [partner] = loop.chai.read(lambda parts, shop_id: parts.partners.list(shop_id, "admitted", "influencer"))
    page = look(loop, f"{desk}/partners/{partner.partner_id}")
    assert words in page
    assert f"Of these from coupon sites {int(verdict == 'hold')}" in page


@pytest.mark.parametrize(
    ("read_after_days", "counted", "verdict"), [(-1, 2, "block"), (1, 3, "block"), (1, 1, "clear")]
)
def test_it_credits_nobody_for_customers_whom_only_an_import_knows(
    loop: Loop, read_after_days: int, counted: int, verdict: str
) -> None:
    meera = loop.meet("meera@example.test", "m-1")
    at_ms = loop.chai.clock() + read_after_days * DAY_MS
    profile = Profile(
        person_id=meera.person_id, orders_count=counted, last_order_at_ms=at_ms, read_at_ms=at_ms
    )
    chai = loop.chai
    chai.house.store.unit(chai.shop.shop_id, lambda parts: parts.profiles.put(chai.shop.shop_id, [profile]))
    loop.order("m-1", "meera@example.test", codes=[CODE])
    assert [one.verdict for one in loop.referrals()] == [verdict]


def test_it_keeps_what_was_credited_when_a_partner_ends(loop: Loop) -> None:
    for number in range(12):
        loop.order(f"x-{number}", f"friend{number}@example.test", codes=[CODE])
    [partner] = loop.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))
    loop.chai.clock.move(DAY_MS)
    end_partner(loop.chai.house, loop.chai.shop, partner.partner_id)
    loop.order("x-11", "friend11@example.test", tags=["changed"])
    assert {one.verdict for one in loop.referrals()} == {"clear"}
    loop.order("late", "late@example.test", codes=[CODE])
    assert len(loop.referrals()) == 12


def test_it_ends_the_code_of_an_influencer_who_is_erased(loop: Loop) -> None:
    loop.order("x-1", "meera@example.test", codes=[CODE])
    assert (
        loop.chai.tell("person.redact", customer={"email": "asha@bakes.test"}, order_ids=[]).status_code
        == 200
    )
    assert coupon_of(loop.chai).state == "ending"
    [partner] = loop.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))
    assert (partner.state, partner.name, partner.note) == ("ended", partner.partner_id, "")
    loop.order("x-2", "ravi@example.test", codes=[CODE])
    assert [one.verdict for one in loop.referrals()] == ["clear"]


def test_it_gives_the_code_of_an_erased_influencer_to_nobody(both: Loop) -> None:
    both.chai.tell("person.redact", customer={"email": "asha@bakes.test"}, order_ids=[])
    both.serve()
    sweep_shops(both.chai.house)
    assert both.chai.read(lambda parts, shop_id: parts.coupons.find_by_code(shop_id, CODE)) is None
    for code in (CODE, CODE.replace("B", "8")):
        rules = CodeRules(code=code, incentive=TEN_PERCENT)
        with pytest.raises(InvalidInput, match="taken"):
            add(both.chai, contact=Contact(email="ravi@tea.test"), code_rules=rules)


def test_it_says_what_their_own_code_gives_on_page_and_popup(loop: Loop) -> None:
    chai, now_ms = loop.chai, loop.chai.clock()
    promise = Incentive(kind="percent", pct=15)
    rules = CodeRules(code="RAVITEA", incentive=promise, until_at_ms=now_ms + DAY_MS)
    add(chai, name="Ravi", contact=Contact(email="ravi@tea.test"), code_rules=rules)
    loop.serve()
    ravi = loop.meet("ravi@tea.test", "r-1")
    shown = chai.look_up("proof-of-r-1")
    assert (shown["state"], "15%" in shown["vary"]["texts"]["friend_gets"]) == ("show", True)
    assert chai.ask("m", order="proof-of-r-1").get_json()["vary"] == shown["vary"]
    assert "15% off" in look(loop, own_link(chai.house, chai.shop, ravi.person_id).removeprefix(ADDRESS))
    loop.wait(2 * DAY_MS)
    assert "vary" not in chai.look_up("proof-of-r-1")
    assert "15% off" not in look(loop, own_link(chai.house, chai.shop, ravi.person_id).removeprefix(ADDRESS))


def test_it_offers_what_the_program_promises_while_the_code_cannot_be_used(loop: Loop) -> None:
    now_ms = loop.chai.clock()
    promise = Incentive(kind="percent", pct=15)
    rules = CodeRules(
        code="RAVITEA", incentive=promise, from_at_ms=now_ms + DAY_MS, until_at_ms=now_ms + 2 * DAY_MS
    )
    add(loop.chai, name="Ravi", contact=Contact(email="ravi@tea.test"), code_rules=rules)
    address = f"/r/{loop.chai.shop.key}/RAVITEA"
    for words in ("Ravi sent you 10% off", "Ravi sent you 15% off", "Ravi sent you 10% off"):
        assert words in loop.chai.client.get(address).text
        assert (loop.coupon_of(loop.claim("RAVITEA")).code == "RAVITEA") is ("15%" in words)
        loop.wait(DAY_MS)


# The desk and the command


def test_it_ranks_influencers_and_adds_up_what_they_brought(both: Loop) -> None:
    desk = open_desk(both)
    both.order("x-1", "meera@example.test", codes=[CODE], goods="900.00")
    both.order("x-2", "ravi@example.test", codes=[CODE], goods="900.00", refunded="250.00")
    both.order("x-3", FARID, codes=[CODE], goods="900.00")
    both.order("x-4", "sita@example.test", codes=[CODE], stage="cancelled")
    press(both, f"{desk}/partners", name="Ravi", email="ravi@tea.test", code="RAVITEA", amount="50")
    ranked = look(both, f"{desk}/partners")
    assert ranked.index("Asha Bakes") < ranked.index("RAVITEA")
    [asha] = [
        one
        for one in both.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))
        if one.name == "Asha Bakes"
    ]
    page = look(both, f"{desk}/partners/{asha.partner_id}")
    for words in (
        "Orders 3", "New customers 2", "Orders not credited 1", "Revenue ₹2,000", "Refunds ₹250",
        "Discounts given ₹300", "Cost of each new customer ₹150", "once for each customer",
    ):  # fmt: skip
        assert words in page
    assert "Orders 0" in look(both, f"{desk}/partners/{asha.partner_id}?until=2026-11-22")
    assert "is no day" in look(both, f"{desk}/partners/{asha.partner_id}?from=soon")
    lines = both.chai.client.get(f"{desk}/partners.csv").text.splitlines()
    assert lines[1].startswith(
        f"{asha.partner_id},Asha Bakes,influencer,admitted,{CODE},0,0,3,2,1,0,0,2000.00,250"
    )


def test_it_is_kept_and_ended_from_the_desk(loop: Loop) -> None:
    desk = open_desk(loop)
    [asha] = loop.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))
    here = f"{desk}/partners/{asha.partner_id}"
    assert press(loop, f"{here}/note", note="Sends a mug each time.").status_code == 303
    assert "Sends a mug each time." in look(loop, here)
    assert press(loop, f"{here}/end", why="No posts since May").status_code == 303
    assert "No posts since May" in look(loop, here)
    picture = loop.chai.client.get(f"/q/{loop.chai.shop.key}/{CODE}.png")
    assert picture.data.startswith(b"\x89PNG")
    refused = press(loop, f"{desk}/partners", name="Ravi", email="ravi@tea.test", percent="ten")
    assert (refused.status_code, "is no number" in refused.text) == (422, True)


def test_it_finds_brand_advocates_and_makes_one_an_influencer_with_one_button(both: Loop) -> None:
    meera = both.meet("meera@example.test", "m-0")
    for number in range(5):
        both.chai.clock.move(DAY_MS)
        both.order(f"m-{number + 1}", f"friend{number}@example.test", codes=[meera.code])
        both.order(f"n-{number}", f"friend{number}@example.test") if number % 2 else None
    desk = open_desk(both)
    page = look(both, f"{desk}/advocates/brand")
    assert "5 friends bought; 5 are asked for. 2 of them bought again (40%); 40% are asked for." in page
    pressed = press(both, f"{desk}/advocates/{meera.person_id}/influencer")
    assert pressed.status_code == 303
    both.serve()
    assert coupon_of(both.chai, meera.code).state == "live"
    assert "Nobody yet. Who brings several friends" in look(both, f"{desk}/advocates/brand")
    assert both.coupon_of(both.claim(meera.code)).code == meera.code


def test_it_offers_an_ordinary_coupon_once_an_influencer_has_ended(loop: Loop) -> None:
    [asha] = loop.chai.read(lambda parts, shop_id: parts.partners.list(shop_id))
    end_partner(loop.chai.house, loop.chai.shop, asha.partner_id)
    assert loop.coupon_of(loop.claim(CODE)).code != CODE


def test_it_shows_and_ends_by_the_command(both: Loop, sathi: Sathi) -> None:
    assert "Code BAKEWITHASHA: live in the store" in said(sathi("influencer", "show", CODE))
    assert "has no partner NOBODY" in refused(sathi("influencer", "show", "NOBODY"))
    assert "is taken out of the store" in said(sathi("influencer", "end", CODE, "--why", "No posts"))
    assert "Ended" in said(sathi("influencer", "list", "--from", "2026-01-01"))
    assert "looks like one that Sathi makes" in refused(
        sathi("influencer", "add", "Meera", "--email", "meera@example.test", "--code", "MEERATEAS")
    )
    assert said(sathi("advocates")).startswith("Nobody yet")
    farid = both.buyer_of("f-0")
    both.order("m-1", "meera@example.test", codes=[farid.code])
    found = said(sathi("advocates", "--friends", "1", "--stay", "0"))
    assert farid.person_id in found
    assert "How many the link reaches is not known." in found
