"""The loop by the command `sathi`, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugin.domain.fraud import FraudRules
from plugin.store import Parts
from plugin.store.people import Person
from tests.bodies import woocommerce_order
from tests.cast import DAY_MS, HOUR_MS, NOW_MS, ChaiHouse
from tests.command import Sathi, refused, said
from tests.doubles.woocommerce import WooCommerceDouble
from tests.doubles.world import connect
from tests.loop import TENTH, Loop, make_loop_program

ASHA, FARID = "asha@example.test", "farid@example.test"


@pytest.fixture
def loop(chai_house: ChaiHouse) -> Loop:
    """Chai House long ago, where Asha has brought Farid, whose order waits for review."""
    chai_house.clock.at_ms = NOW_MS - 400 * DAY_MS
    rules = FraudRules(fast_order="hold", fast_order_minutes=120)
    chai_house.follow(make_loop_program(advocate=TENTH, fraud=rules))
    loop = Loop(chai_house)
    asha = loop.meet(ASHA, "a-1")
    chai_house.clock.move(30 * DAY_MS)
    mark = loop.claim(asha.code)
    loop.serve()
    chai_house.clock.move(HOUR_MS)
    loop.order("f-1", FARID, codes=[loop.coupon_of(mark).code])
    return loop


@pytest.fixture
def asha(loop: Loop) -> Person:
    """Asha."""
    return loop.buyer_of("a-1")


def test_it_reviews_and_gives(loop: Loop, sathi: Sathi) -> None:
    [referral] = loop.referrals()
    listed = said(sathi("review"))
    assert referral.referral_id in listed
    assert "The friend ordered 60 minutes after taking the offer" in listed
    assert "You approved it" in said(sathi("review", referral.referral_id, "approve"))
    assert said(sathi("review")) == "There is nothing here.\n"
    assert "Waits for your answer" in said(sathi("review", referral.referral_id, "undo"))
    assert "has no referral ref_x" in refused(sathi("review", "ref_x", "reject"))
    said(sathi("review", referral.referral_id, "approve"))
    loop.wait(20 * DAY_MS)
    [reward] = loop.rewards()
    assert reward.reward_id in said(sathi("rewards", "--state", "approved"))
    assert "it is given" in said(sathi("reward", "give", reward.reward_id))
    assert "nothing of it is to be given" in refused(sathi("reward", "give", reward.reward_id))
    assert "Given: 1, ₹100" in said(sathi("rewards"))
    assert "asha@example.test" in said(sathi("referrals"))


def test_it_traces_and_corrects(loop: Loop, asha: Person, sathi: Sathi) -> None:
    text = said(sathi("trace", "f-1"))
    for words in ("It is the strongest trace.", "Held for review", "It was earned.", "₹100"):
        assert words in text, words
    assert "Say in at most" in refused(sathi("correct", "f-1", "--nobody"))
    made = said(sathi("correct", "f-1", "--nobody", "--note", "a colleague"))
    assert "nobody (a colleague)" in said(sathi("trace", "f-1"))
    assert [one.state for one in loop.rewards()] == ["reversed"]
    said(sathi(*made.partition("sathi ")[2].split()))
    assert [one.state for one in loop.rewards()] == ["held"]
    assert sathi("correct", "f-1").exit_code == 2
    said(sathi("correct", "f-1", "--advocate", asha.code, "--note", "she said so"))
    assert "has no order '99'" in refused(sathi("trace", "99"))


def test_it_audits(loop: Loop, sathi: Sathi) -> None:
    assert "as it must be" in said(sathi("audit"))

    def spoil(parts: Parts) -> None:
        connection = parts.shops._connection
        connection.execute(f"update rewards set amount_minor = 1 where shop_id = '{loop.chai.shop.shop_id}'")

    loop.chai.house.store.unit(loop.chai.shop.shop_id, spoil)
    found = sathi("audit", "--shop", loop.chai.shop.key)
    assert found.exit_code == 1
    assert "I3 Chai House" in found.output
    assert loop.rewards()[0].reward_id in found.output


def test_it_says_what_other_fraud_rules_would_do(loop: Loop, sathi: Sathi, tmp_path: Path) -> None:
    loop.chai.clock.move(DAY_MS)
    loop.order("f-2", FARID)
    before = loop.referrals()
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"fast_order": "off"}))
    text = said(sathi("fraud", "replay", "--rules", str(file)))
    assert "Nothing suspicious: 0 were, 1 would be; 1 of these bought again." in text
    assert loop.referrals() == before
    file.write_text(json.dumps({"same_ip": "block"}))
    assert "In same_ip" in refused(sathi("fraud", "replay", "--rules", str(file)))


def test_it_bans_with_all_that_hangs_on_it(loop: Loop, sathi: Sathi) -> None:
    said(sathi("ban", FARID))
    assert [one.state for one in loop.rewards()] == ["reversed"]
    said(sathi("ban", FARID, "--undo"))
    assert [one.state for one in loop.rewards()] == ["held"]


def test_it_gives_a_personal_code(loop: Loop, asha: Person, sathi: Sathi) -> None:
    assert said(sathi("code", ASHA, "asha200")) == "The code is ASHA200.\n"
    assert "taken" in refused(sathi("code", FARID, "ASHA200"))
    assert "Nobody with this address" in refused(sathi("code", "x@example.test", "MEERA55"))


def test_it_imports_a_file(chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    file, key = tmp_path / "orders.csv", chai_house.shop.key
    file.write_text("\ufeffid,date,email,total\n1,2026-01-02,a@b.test,5\n2,soon,c@d.test,5\n")
    dry = said(sathi("import-orders", key, str(file), "--dry-run"))
    assert "1 orders read, nothing was written; 1 lines left out." in dry
    assert "Line 3: 'soon' is no date" in dry
    assert chai_house.orders() == []
    assert "1 of them news" in said(sathi("import-orders", key, str(file)))
    assert "0 of them news" in said(sathi("import-orders", key, str(file)))
    assert sathi("import-orders", key).exit_code == 2


def test_it_connects_without_a_secret_in_the_words(
    chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path
) -> None:
    key, file = chai_house.shop.key, tmp_path / "secret"
    file.write_text("a client secret\n")
    woo = ("connect", "woocommerce", key, "--url", "https://chai.example", "--key", "ck_key")
    assert "is connected to https://chai.example" in said(sathi(*woo, "--secret-env", "STORE_SECRET"))
    assert sathi(*woo, "--secret-env", "NO_SUCH").exit_code == 2
    assert "start with ck_ and cs_" in refused(sathi(*woo, "--secret-file", str(file)))
    typed = sathi(*woo, input="cs_typed\n")
    assert "cs_typed" not in said(typed)
    shopify = ("connect", "shopify", key, "--domain", "chai.myshopify.com", "--client-id", "abc")
    assert "https://chai.myshopify.com" in said(sathi(*shopify, "--secret-file", str(file)))
    assert "not connected to shopify any more" in said(sathi("disconnect", key, "shopify"))
    assert "is not connected" in refused(sathi("reconcile", key))
    assert said(sathi("reconcile")) == ""


def test_it_keeps_a_stock(chai_house: ChaiHouse, sathi: Sathi, tmp_path: Path) -> None:
    chai_house.follow(make_loop_program())
    file, key = tmp_path / "codes.csv", chai_house.shop.key
    file.write_text("code\nTEA-1\nTEA-2\nTEA-1\n")
    [pile] = [line.split()[0] for line in said(sathi("stock", "show", key)).splitlines()]
    assert said(sathi("stock", "add", key, str(file), "--pile", pile)) == f"2 new codes on {pile}.\n"
    assert said(sathi("stock", "show", key)) == f"{pile}  2 left  (low: bring more)\n"
    assert "The program gives" in refused(sathi("stock", "add", key, str(file), "--pile", "gold"))


def test_it_lists_and_replays_what_was_given_up(loop: Loop, sathi: Sathi) -> None:
    assert said(sathi("effects")) == "Nothing was given up.\n"

    def give_up(parts: Parts) -> None:
        shop_id, now_ms = loop.chai.shop.shop_id, loop.chai.clock()
        for effect in parts.effects.claim(shop_id, "make_coupon", now_ms, now_ms + 1, 9):
            parts.effects.postpone(effect, None, "The store said [bold]no[/bold].")

    loop.chai.house.store.unit(loop.chai.shop.shop_id, give_up)
    assert "The store said [bold]no[/bold]." in said(sathi("effects"))
    assert said(sathi("effects", "--replay", "all")) == "1 will be tried again.\n"
    assert "was given up in this shop" in refused(sathi("effects", "--replay", "eff_x"))


def test_it_reads_orders_from_the_store_itself(chai_house: ChaiHouse, sathi: Sathi) -> None:
    key = chai_house.shop.key
    with WooCommerceDouble(chai_house.clock) as woo:
        connect(chai_house, woo)
        for number in (12, 13):
            email = {"email": f"buyer{number}@example.test", "country": "IN"}
            woo.orders[number] = woocommerce_order(id=number, number=str(number), billing=email)
        assert "2 orders read, 2 of them news" in said(sathi("import-orders", key, "--from-store"))
        assert "2 orders read, 0 of them news" in said(sathi("import-orders", key, "--from-store"))
        assert "2 orders read, 0 of them news" in said(sathi("reconcile", key))
    assert {row.platform for row in chai_house.orders()} == {"woocommerce"}
    assert chai_house.decisions() == []
